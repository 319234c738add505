package dev.halfwave.experiments.ablation;

import static dev.halfwave.experiments.ablation.SyntheticRun.around;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.study.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class StudyReportTest {

    private static final String DISTANCE = "distance.conv1.relative";

    private static double[] times(double factor, double[] values) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }

    /// A run with everything: three comparisons, one of arms that differ in two settings and one that was not run,
    /// curves, several losses, learning rates of the arms' own.
    private static SyntheticRun full(Study study, int seeds) {
        return full(study, seeds, false);
    }

    /// @param ownRates whether the best rate of `linear` is not the common one
    private static SyntheticRun full(Study study, int seeds, boolean ownRates) {
        double[] linear = around(2, seeds, 1);
        SyntheticRun run = new SyntheticRun(study).with(Study.MATCH_LOSS, "0.3,0.15").with(Study.TUNING_SEEDS, 2)
                .with(Study.LEARNING_RATES, "0.0001,0.001,0.01,0.1").with(Study.CENTRED, true);
        List<String> arms = List.of("relu", "linear", "bare");
        for (String arm : arms) {
            int salt = arms.indexOf(arm);
            double[] distance = salt == 1 ? linear : times(salt == 0 ? 0.8 : 1.02, around(2, seeds, 4 + salt));
            if (salt == 2) {
                distance[1] = Double.NaN;
            }
            for (int seed = 1; seed <= seeds; seed++) {
                for (int epoch = 0; epoch <= 5; epoch++) {
                    double loss = Math.exp(-epoch * (1 - 0.2 * salt)) * (1 + 0.01 * (seed * 5 % 7));
                    run.add(arm, "", seed, epoch, "trainLossEnd", loss);
                    run.add(arm, "", seed, epoch, "testAccuracy", 1 - 0.6 * loss);
                    run.add(arm, "", seed, epoch, DISTANCE, 0.2 * epoch * (1 + 0.1 * salt + 0.01 * (seed % 5)));
                }
                for (String loss : List.of("0.3", "0.2", "0.15", "0.1")) {
                    double matched = distance[seed - 1] * (1.3 - Double.parseDouble(loss));
                    run.add(arm, "", seed, 4, "matched." + loss + "." + DISTANCE, loss.equals("0.2")
                            ? distance[seed - 1]
                            : matched);
                }
                run.add(arm, "", seed, 4, "steps.loss.0.1", 8 * (10 + salt + seed % 4));
            }
        }
        AnalysisTest.tune(run, "relu", 320, 96, 64, 480);
        AnalysisTest.tune(run, "linear", 400, 88, ownRates ? 30 : 120, Double.NaN);
        for (int seed = 1; ownRates && seed <= seeds; seed++) {
            run.add("linear", LearningRates.OWN_RATE, seed, 4, SyntheticRun.PRIMARY, 0.85 * linear[seeds - seed]);
        }
        AnalysisTest.tune(run, "bare", 480, 104, 160, Double.NaN);
        for (String arm : arms) {
            for (double rate : List.of(0.0001, 0.001, 0.01, 0.1)) {
                run.add(arm, LearningRates.variant(rate), 1002, 1, "steps.loss.0.1", rate == 0.001 ? 96 : 240);
            }
        }
        return run;
    }

    static Study study() {
        return builder().build();
    }

    private static StudyBuilder builder() {
        return SyntheticRun.builder().compares("relu", "linear", "ReLU keeps conv1 near its start")
                .compares(Comparison.of("linear", "bare", "it does not take two").withMargin(0.2))
                .compares("relu", "bare", "two are better than none")
                .compares("abs", "linear", "so does the magnitude");
    }

    /// Writes `target/study-report-sample.html`, to be looked at in a browser after a change.
    @Test
    void showsArmsAtTheirOwnRatesOnceMore() throws IOException {
        Report report = report(study(), full(study(), 30, true));
        Files.writeString(Path.of("target", "study-report-sample.html"), report.html());
        assertThat(report.figures().get("study-intervals")).contains("relu – linear, own rates",
                "linear – bare, own rates (by ranks: ").doesNotContain("relu – bare, own rates");
        assertThat(report.figures()).containsKey("study-seeds-5");
        assertThat(body(report)).contains("relu – linear, at own rates.",
                "<li>Supported, by ranks only, because 1 of 30 pairs has a censored run: &quot;two are better than none");
        assertThat(report.figures().values()).noneMatch(json -> json.contains("NaN") || json.contains("Infinity"));
    }

    private static Report report(Study study, SyntheticRun run) {
        return study.report(run.data());
    }

    static String body(Report report) {
        int start = report.html().indexOf("<body");
        return report.html().substring(start, report.html().indexOf("<script", start));
    }

    @Test
    void saysTheVerdictsFirst() {
        String body = body(report(study(), full(study(), 12)));
        assertThat(body).containsSubsequence("<h1>Does ReLU keep conv1 near its start?</h1>",
                "class=\"answer\">Of 4 declared comparisons, judged by the relative distance of conv1",
                "<li>Supported: &quot;ReLU keeps conv1 near its start&quot; (<code>relu</code> – <code>linear</code>); ratio ",
                "by ranks only, because 1 of 12 pairs has a censored run",
                "the arms differ in <code>first</code> and <code>second</code>",
                "<li>Not run: &quot;so does the magnitude&quot; (<code>abs</code> – <code>linear</code>); "
                        + "<code>abs</code> was not asked for.</li>",
                "<p>At the best learning rate of each arm:</p>",
                "<li>Supported: &quot;ReLU keeps conv1 near its start&quot; (<code>relu</code> – <code>linear</code>); by the",
                "<p>As a control, <code>linear</code> against itself on other seeds:</p>", "<li>No evidence: ",
                "Figure 1. What the "
                        + "comparisons found.",
                "<h2>What was asked</h2>", "<h2>What was run</h2>",
                "<h2>Every seed of every comparison</h2>", "<h2>How the arms learned</h2>",
                "<h3>Distance against loss</h3>", "<h2>Learning rates</h2>", "<h2>All numbers</h2>",
                "<h3>Declared comparisons, at the learning rate that all arms have in common</h3>", "Friedman",
                "<h3>Declared comparisons, at the best learning rate of each arm</h3>",
                "<h3>Control: an arm against itself</h3>", "This is information, not a gate.",
                "<h3>Trials that never got there</h3>", "<h3>Exploratory: the same comparisons by other outcomes</h3>",
                "<h2>Protocol, as declared before the run</h2>", "<h2>Where this comes from</h2>",
                "halfwave run synthetic --preset full", "All arms of a seed started from weights with the same hash.");
    }

    @Test
    void showsEverySeedOfEveryComparisonThatWasRun() {
        Report report = report(study(), full(study(), 12));
        assertThat(report.figures()).containsOnlyKeys("study-intervals", "study-seeds-1", "study-seeds-2",
                "study-seeds-3", "study-train-loss", "study-test-accuracy", "study-distance-against-loss",
                "study-distance-at-losses", "study-learning-rates");
        assertThat(report.figures().get("study-seeds-1")).contains("\"linear\", \"relu\"", "relu lower (12)",
                "geometric mean");
        assertThat(report.figures().get("study-seeds-2")).contains("never reached").doesNotContain("geometric mean");
        assertThat(report.figures().get("study-intervals")).contains("linear – bare (by ranks: ")
                .doesNotContain("own rates"); // not run yet
        String body = body(report);
        for (int number = 2; number <= 4; number++) { // after the intervals
            String table = body.substring(body.indexOf("Numbers of figure " + number + "<"));
            table = table.substring(0, table.indexOf("</table>"));
            for (int seed = 1; seed <= 12; seed++) {
                assertThat(table).contains("<th scope=\"row\">" + seed + "</th>");
            }
        }
    }

    @Test
    void showsNoCentreOfPairsThatCensoredRunsDecide() {
        double[] never = new double[8];
        Arrays.fill(never, Double.NaN);
        String body = body(report(study(),
                new SyntheticRun(study()).primary("relu", around(2, 8, 1)).primary("linear", never)));
        String table = body.substring(body.indexOf("<h3>Declared comparisons, at"));
        String row = table.substring(table.indexOf("by ranks only"), table.indexOf("8 of 8"));
        assertThat(row.replaceAll("<[^>]*>|&#8288;", " ").strip().split("\\s+"))
                .containsExactly("by", "ranks", "only", "8", "–", "–", "–", "–", "–", "–", "−1.00");
    }

    @Test
    void explainsItsWords() {
        String body = body(report(study(), full(study(), 12)));
        assertThat(body).containsSubsequence(
                " The probe is a fixed part of the training samples, on which the loss is looked at within epochs.</p>",
                "<p>With fewer than 30 seeds verdicts are exploratory: worth a larger study, and no evidence for a claim "
                        + "yet.</p>",
                "<li>Supported: ", "Figure 1.", "<p>How to read this. A seed is won if", "g_z is the mean",
                "BCa interval",
                "Hodges–Lehmann estimate is", "rank correlation says", "Holm&#39;s procedure",
                "<h2>What was asked</h2>");
        assertThat(body).contains("; p 4.88×10⁻⁴ (0.00195 after Holm); after Holm, the sign-flip p");
        assertThat(body(report(study(), full(study(), 30)))).doesNotContain("exploratory: worth a larger study");
        SyntheticRun atTheEnd = new SyntheticRun(study()).primary("relu", 1, 2).primary("linear", 2, 3);
        assertThat(body(report(study(), atTheEnd))).doesNotContain("exploratory: worth a larger study");
    }

    @Test
    void showsEverySeedAtEachLoss() {
        JsonNode option = JsonMapper.shared()
                .readTree(report(study(), full(study(), 12)).figures().get("study-distance-at-losses"));
        List<Integer> seeds = new ArrayList<>();
        option.get("series").forEach(series -> {
            if (series.path("id").asString("").startsWith("ends:")) {
                seeds.add(series.get("data").size());
            }
        });
        assertThat(seeds).containsExactly(48, 48);
    }

    @Test
    void saysOfALineWhatTheHashesSay() {
        SyntheticRun run = new SyntheticRun(study()).primary("relu", 1, 2).primary("linear", 2, 3);
        String line =
                "<p>A line is a seed, by which both arms have the same order of samples and the same random numbers";
        assertThat(body(report(study(), run))).contains(line + "; no hash of their data was recorded. Point at");
        run.startingFrom("relu", seed -> seed).startingFrom("linear", seed -> seed);
        assertThat(body(report(study(), run))).contains(line + "; by their hashes, they had the same data. Point at");
        run.startingFrom("linear", seed -> 10 + seed);
        assertThat(body(report(study(), run))).contains(
                line + "; by their hashes, the compared arms did not all have the same data. Point at");
        // Those that are compared with none do not matter.
        Study one = SyntheticRun.builder().compares("relu", "abs", "one").build();
        assertThat(body(report(one, new SyntheticRun(one).primary("relu", 1).primary("abs", 2).primary("linear", 3)
                .startingFrom("relu", seed -> 1).startingFrom("abs", seed -> 1).startingFrom("linear", seed -> 2))))
                .contains(line + "; by their hashes, they had the same data. Point at");
    }

    @Test
    void declaresTheProtocol() {
        String body = body(report(study(), full(study(), 12)));
        assertThat(body).containsSubsequence(
                "<dt>Primary outcome</dt><dd>The relative distance of conv1 when the loss on "
                        + "the probe first falls below 0.2 (<code>matched.0.2.distance.conv1.relative</code>), compared by its "
                        + "logarithm.</dd>",
                "<dt>Direction</dt><dd>Lower supports the claims.</dd>",
                "<code>linear</code> – <code>bare</code>: it does not take two (they differ in <code>second</code>; "
                        + "equivalent within ±0.2 of the logarithms).",
                "<dt>Seeds</dt><dd>1..12.</dd>", "after Holm for 4 declared comparisons, is below 0.05",
                "<dt>Stop rule</dt><dd>A trial ends after 20 epochs.</dd>",
                "All arms have 0.001 in common. The arms of the comparisons also run with the best of their own, chosen "
                        + "among 0.0001, 0.001, 0.01, 0.1 on 2 seeds",
                "<dt>Tuning outcome</dt><dd>The steps until the loss on the probe is below 0.1",
                "<dt>Matched losses</dt><dd>0.3, 0.15: exploratory.</dd>",
                "<dt>Controls</dt><dd><code>centred=true</code>.</dd>");
        SyntheticRun stopped = new SyntheticRun(study()).with(Study.STOP_BELOW_LOSS, 0.05).primary("relu", 1);
        assertThat(body(report(study(), stopped))).contains(
                "A trial ends after the epoch in which the loss on the probe first is below 0.05, and after 20 epochs at "
                        + "the latest.",
                "No other rates were tried", "<dt>Matched losses</dt><dd>None besides those of the two outcomes.</dd>",
                "<dt>Controls</dt><dd>None.</dd>");
    }

    @Test
    void tellsHowLearningRatesWereChosen() {
        String body = body(report(study(), full(study(), 12)));
        String rates = body.substring(body.indexOf("<h2>Learning rates</h2>"), body.indexOf("<h2>All numbers</h2>"));
        assertThat(rates).contains("on 2 seeds of which nothing else is reported",
                "the steps until the loss on the probe is below 0.1", "chosen, common", "1 of 2");
        SyntheticRun atOnce =
                new SyntheticRun(study()).with(Study.TUNING_SEEDS, 1).primary("relu", 1).primary("linear", 1)
                        .with(Study.LEARNING_RATES, "0.0001,0.001,0.01");
        AnalysisTest.tune(atOnce, "relu", 8, 0, Double.NaN);
        AnalysisTest.tune(atOnce, "linear", Double.NaN, Double.NaN, Double.NaN);
        assertThat(body(report(study(), atOnce))).contains("1 of them 0",
                "<code>linear</code> reached the tuning outcome at no rate, and keeps the common one.");
        SyntheticRun untuned = new SyntheticRun(study()).primary("relu", 1);
        assertThat(body(report(study(), untuned))).doesNotContain("<h2>Learning rates</h2>");
    }

    @Test
    void hasTheStudysOwnSectionsBetweenFiguresAndNumbers() {
        Study own = builder().reports((page, run) -> page.answer("In our words.").section("Ours")
                .paragraph(run.trials().size() + " trials")
                .table(new DataTable(List.of(DataTable.text("x")), List.of()))
                .terminal("ours\n")).reports((page, run) -> page.section("Ours too")).build();
        Report report = report(own, full(own, 8));
        assertThat(body(report)).containsSubsequence("class=\"answer\">In our words.", "<li>Supported: ", "Figure 1",
                "<h2>Every seed of every comparison</h2>", "<h2>How the arms learned</h2>", "<h2>Ours</h2>",
                "24 trials", "<h2>Ours too</h2>", "<h2>Learning rates</h2>", "<h2>All numbers</h2>");
        assertThat(report.summary()).startsWith("Relative distance of conv1 when").endsWith("\nours\n");
    }

    @Test
    void hasATableForTheTerminal() {
        double[] linear = around(2, 10, 1);
        SyntheticRun run = new SyntheticRun(study()).primary("linear", linear).primary("bare", linear)
                .primary("relu", times(0.5, linear)).add("relu", "", 11, 1, "testAccuracy", 1)
                .add("bare", "", 11, 1, SyntheticRun.PRIMARY, 2);
        assertThat(report(study(), run).summary().lines()).containsExactly(
                "Relative distance of conv1 when the loss on the probe first falls below 0.2",
                "Lower supports the claims.",
                "",
                "At the learning rate that all arms have in common:",
                "comparison     verdict      n   g_z  ratio (95 % interval)   seeds won",
                "relu – linear  supported    10  −∞   0.500 (0.500 to 0.500)  10 of 10",
                "linear – bare  equivalent   10  0    1.00 (1.00 to 1.00)     0 of 10 (10 tied)",
                "relu – bare    no evidence  11  –    by ranks only           10 of 11",
                "abs – linear   not run",
                "relu – bare: by ranks, because 1 of 11 pairs has a censored run; relu never got there on 1 of 11",
                "seeds: there this compares learning, not distance",
                "abs – linear: abs was not asked for",
                "relu – bare: the arms differ in first and second",
                "",
                "Control, linear against itself on other seeds: too few seeds: two halves of 6 pairs take 12 seeds of",
                "linear.");
    }

    @Test
    void listsTheArmsOfWhichTrialsNeverGotThere() {
        double[] values = around(2, 10, 1);
        Study study = SyntheticRun.study();
        SyntheticRun run = new SyntheticRun(study).primary("linear", values).primary("relu", values)
                .values("linear", "steps.loss.0.1", values).values("relu", "steps.loss.0.1", values);
        assertThat(body(report(study, run)))
                .contains("<p>There are none: all trials reached what they are compared and tuned by.</p>");
        run.add("linear", "", 11, 1, SyntheticRun.PRIMARY, 2).add("relu", "", 11, 1, SyntheticRun.PRIMARY, 2)
                .add("relu", "", 11, 1, "steps.loss.0.1", 8);
        String body = body(report(study, run));
        int start = body.indexOf("<h3>Trials that never got there</h3>");
        String section = body.substring(start, body.indexOf("</table>", start));
        assertThat(section).contains("<code>linear</code>", "steps until the loss on the probe is below 0.1")
                .doesNotContain("<code>relu</code>");
    }

    @Test
    void hasTheHashesOfTrialsAtOwnRates() {
        Report report = report(study(), full(study(), 30, true));
        assertThat(body(report)).contains("<code>linear/own-rate</code>", "seconds per declared trial");
        assertThat(body(report(study(), full(study(), 12)))).contains("seconds per ").doesNotContain("/own-rate");
    }

    @Test
    void isDrawnWithoutAnyFinishedTrial() {
        Report report = report(study(), new SyntheticRun(study()).ask("relu", 1, 2).ask("linear", 1, 2));
        assertThat(body(report)).contains("There is no answer yet: no trial of this run is finished.",
                "<h2>Protocol, as declared before the run</h2>").doesNotContain("<h2>All numbers</h2>", "supported:");
        assertThat(report.summary()).isEmpty();
        assertThat(report.figures()).isEmpty();
    }

    @Test
    void tellsWhichArmsStartedFromTheSameWeights() {
        // Hashes of the synthetic trials depend on the seed alone; one more arm on other seeds has none in common.
        SyntheticRun run = new SyntheticRun(study()).primary("relu", 1, 2).add("linear", "", 9, 1,
                SyntheticRun.PRIMARY, 1);
        assertThat(body(report(study(), run))).doesNotContain("the same hash.");
    }
}
