package dev.halfwave.experiments.relu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.relu.ReluDcReportFindings.Finding;
import dev.halfwave.experiments.study.Report;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReluDcReportTest {

    private static final Study STUDY = ReluDc.study();

    private static final List<String> FIGURES = List.of("training-loss", "distance-conv1", "distance-conv2",
            "test-accuracy-dc-in", "test-accuracy-dc-out", "test-accuracy-head", "test-accuracy-frozen",
            "relative-distance-conv1", "relative-distance-conv2", "distance-against-loss-conv1",
            "distance-against-loss-conv2", "final-distance");

    @Test
    void answersInOneParagraph() {
        assertThat(answer(ReluDcReportSample.full().withSeeds(10))).isEqualTo(
                "The paper's order is seen. In units of the initial norm of layers 1 and 2, the weights end closest to their "
                        + "random start in `linear-class-dc` (0.24 and 0.28), further away in `relu` (1.17 and 1.18) and "
                        + "furthest in `linear` (5.02 and 5.04); so it is in 10 of 10 shared seeds. But `linear-class-dc` "
                        + "has the label written into its input: `class-dc-only`, which gets that offset and no signal at "
                        + "all, learns from it alone (100% right), and a DC that is the same for all classes leaves the "
                        + "linear network at chance (`linear-constant-dc` 33.3% right, `linear-true-dc` 33.3% right). A "
                        + "network whose head takes the maximum instead of the average learns without ReLU's DC "
                        + "(`relu-dc-free-max` 100% right) and without ReLU (`linear-max` 100% right). What stands: with "
                        + "convolutions that stay at their random start a network with ReLU learns (`relu-frozen` 100% "
                        + "right), one without does not within 60 epochs (`linear-frozen` 74.0% right). So DC is what an "
                        + "averaging head can see; that it keeps weights near their start is not shown by comparing these "
                        + "arms.");
    }

    @Test
    void saysThatItIsQuick() {
        Report report = STUDY.report(ReluDcReportSample.quick().run());

        assertThat(body(report))
                .contains("This is a quick run: 3 seeds per arm, 256 training windows per class, 20 "
                        + "epochs. It shows that everything runs and which way the arms go; it is too small to settle anything, and "
                        + "fewer than 6 seeds have no verdict.");
        assertThat(answer(ReluDcReportSample.quick()))
                .startsWith("In this quick run `linear` (53.4% right) and "
                        + "`linear-class-dc` (83.7% right) did not learn within 20 epochs, so the paper's comparison of distances "
                        + "cannot be made whole.")
                .endsWith("These are directions seen in a small run, not findings.");
    }

    @Test
    void concludesLessFromFewSeeds() {
        assertThat(answer(ReluDcReportSample.full().withSeeds(9)))
                .startsWith("In this small run the paper's order "
                        + "is seen.")
                .endsWith("These are directions seen in a small run, not findings.");
        assertThat(answer(ReluDcReportSample.full().withSeeds(10))).doesNotContain("small run");
    }

    @Test
    void comparesDistancesOnlyAmongArmsThatLearned() {
        Report report = STUDY.report(ReluDcReportSample.full().run());

        assertThat(body(report))
                .contains("<th scope=\"row\"><code>linear-true-dc</code></th><td class=\"number\">5</td>"
                        + "<td class=\"number\">1.10&nbsp;±&nbsp;0</td><td class=\"number\">33.3&nbsp;±&nbsp;0</td><td class=\"number\">33.3&nbsp;±&nbsp;0</td>"
                        + "<td colspan=\"4\" class=\"spanning\">did not learn</td><td class=\"number\">never</td>");
        JsonNode remarks = series(report, "final-distance", "remarks");
        assertThat(remarks.at("/data/0/name").asString()).isEqualTo("did not learn (33.3% right)");
        assertThat(JsonMapper.shared().readTree(report.figures().get("distance-against-loss-conv1")).at("/legend/data")
                .toString()).contains("\"relu\"").doesNotContain("linear-true-dc", "frozen");
    }

    @Test
    void listsComparisonsWhoseArmsWereNotRun() {
        ReluDcReportSample paper = ReluDcReportSample.full().withArms("relu", "linear", "linear-class-dc");

        assertThat(findings(paper).notRun()).contains(
                "The label in the input: not run, `class-dc-only` was not asked for.",
                "A head that takes the maximum: not run, `relu-max`, `relu-dc-free-max` and `linear-max` were not asked "
                        + "for.");
        assertThat(findings(paper).findings()).extracting(Finding::title).containsExactly("The paper's three arms",
                "How close is \"close to the start\"", "Seen and unseen windows");
        assertThat(answer(ReluDcReportSample.full().withArms("relu", "abs")))
                .isEqualTo("The paper's comparison "
                        + "cannot be made from this run: `linear` and `linear-class-dc` were not asked for. These are "
                        + "directions seen in a small run, not findings.");
    }

    @Test
    void saysThatARunWasInterrupted() {
        // 15 arms with seed 1, then seed 2 of relu and linear
        Report report = STUDY.report(ReluDcReportSample.full().interruptedAfter(17).run());

        assertThat(body(report))
                .contains("This run is not complete (interrupted, or a trial failed): 17 of 84 "
                        + "trials are finished, and all numbers are from these alone. Unfinished: <code>relu</code> (2 of 8), "
                        + "<code>linear</code> (2 of 8), <code>linear-class-dc</code> (1 of 8)",
                        "To finish it, add <code>--resume --out</code> and this folder to the command at the end.")
                .contains("<th scope=\"row\"><code>relu</code></th><td class=\"number\">2 of 8</td>");
    }

    @Test
    void reportsARunWithoutAnyFinishedTrial() {
        Report report = STUDY.report(ReluDcReportSample.full().interruptedAfter(0).run());

        assertThat(body(report)).contains("There is no answer yet: no trial of this run is finished.",
                "No trial of this run is finished, so there is nothing to show yet.");
        assertThat(report.figures()).isEmpty();
        assertThat(report.summary()).isEmpty();
    }

    @Test
    void putsTheReferenceBesideThePapersConfigurationOnly() {
        assertThat(body(STUDY.report(ReluDcReportSample.full().run())))
                .contains("<tr class=\"aside\"><th scope=\"row\">reference</th><td class=\"number\">20</td>"
                        + "<td class=\"number\">(1.6&nbsp;±&nbsp;0.6)×10⁻⁵</td>")
                .contains("<tr class=\"aside\"><th scope=\"row\">pilot</th><td class=\"number\">2</td>"
                        + "<td class=\"number\">0.757, 0.821</td>")
                .contains("Pilot: 2 repetitions of the other arms in the same set-up");
        assertThat(body(STUDY.report(ReluDcReportSample.full().with("optimizer", "sgd").run())))
                .doesNotContain("<tr class=\"aside\">", "Beside the reference")
                .contains(
                        "Cross-entropy, <code>optimizer=sgd</code> with learning rate 0.001, batches of 64, 60 epochs.");
        assertThat(body(STUDY.report(ReluDcReportSample.full().with("batch", "32").run())))
                .doesNotContain("<tr class=\"aside\">", "Beside the reference")
                .contains(
                        "is for 60 epochs with 1024 windows per class, batches of 64 and a learning rate of 0.001, and is not "
                                + "comparable with this configuration");
    }

    @Test
    void comparesAnEarlierEndWithTheReferenceAtTheSameEpochs() {
        String html = body(STUDY.report(ReluDcReportSample.full().with("epochs", "20").run()));

        // Epochs 1, 5, 20 of relu; the row of epoch 60 is not there, nor is the reference of epoch 60 in the main table.
        assertThat(html).contains("Beside the reference, epoch by epoch").doesNotContain("<tr class=\"aside\">");
        assertThat(html).contains("<th scope=\"row\"><code>relu</code></th><td class=\"number\">20</td>");
        assertThat(html.split("Beside the reference", 2)[1].split("<h2>", 2)[0])
                .doesNotContain("</th><td class=\"number\">60</td>");
    }

    @Test
    void writesTheLabelLeakIntoTheReport() {
        List<Finding> findings = findings(ReluDcReportSample.full()).findings();

        Finding label = finding(findings, "The label in the input");
        assertThat(label.follows())
                .isEqualTo("`linear-class-dc` adds √2/4 times 1, 5 or 19 to every sample of a window, by "
                        + "its class: it writes the label into the input. `class-dc-only`, which gets this offset and no signal at "
                        + "all, learns (100% right; `linear-class-dc` 100% right): the signal is not needed for what "
                        + "`linear-class-dc` does.");
        assertThat(finding(findings, "DC taken out before the average").doesNotFollow())
                .contains("No information reaches the head, by construction");
        assertThat(finding(findings, "A head that takes the maximum").doesNotFollow())
                .contains("its head sees max − mean, which still carries the mean");
        assertThat(finding(findings, "The offset taken out, its modulation kept").doesNotFollow())
                .contains("the offset is gone, its modulation by the input is not");
        assertThat(finding(findings, "What a linear network can see").doesNotFollow())
                .contains("sees of a cosine only its window mean");
        assertThat(finding(findings, "Seen and unseen windows").doesNotFollow())
                .contains("The paper reports the training loss only and has no held-out data.");
        assertThat(finding(findings, "How close is \"close to the start\"").follows())
                .startsWith(
                        "Layers 1 and 2 of `relu` end 1.18 and 1.19 times their initial norm from their start: further "
                                + "away than if all its weights had become zero (1.00).");
    }

    @Test
    void comparesAtEqualLoss() {
        assertThat(finding(findings(ReluDcReportSample.full()).findings(), "The paper's three arms").follows())
                .containsPattern(
                        "When the training loss is first at most 0\\.0\\d+, which every seed of the three reaches, "
                                + "layer 1 is 0\\.\\d+ \\(`linear-class-dc`\\), \\d\\.\\d+ \\(`relu`\\) and \\d\\.\\d+ \\(`linear`\\) of its "
                                + "initial norm away\\.");
    }

    @Test
    void drawsEveryFigureAsJsonWithAxesAndTable() {
        Report report = STUDY.report(ReluDcReportSample.full().run());

        assertThat(report.figures().keySet()).containsAll(FIGURES)
                .filteredOn(name -> !name.startsWith("study-")).containsExactlyElementsOf(FIGURES);
        report.figures().forEach((name, json) -> {
            JsonNode option = JsonMapper.shared().readTree(json);
            if (!name.startsWith("study-")) {
                assertThat(option.at("/xAxis/name").asString()).as(name).isNotBlank();
            }
            assertThat(option.get("series")).as(name).isNotEmpty();
            assertThat(option.at("/toolbox/feature/saveAsImage/type").asString()).isEqualTo("svg");
            assertThat(option.at("/toolbox/feature/saveAsImage/name").asString()).isEqualTo(name);
            assertThat(option.at("/aria/label/description").asString()).as(name).isNotBlank();
        });
    }

    @Test
    void drawsOnlyFamiliesThatHaveSomethingToCompare() {
        assertThat(STUDY.report(ReluDcReportSample.full().withArms("relu", "linear", "linear-class-dc").run())
                .figures())
                .containsKey("test-accuracy-paper")
                .doesNotContainKeys("test-accuracy-dc-in", "test-accuracy-dc-out", "test-accuracy-head",
                        "test-accuracy-frozen");
        assertThat(STUDY.report(ReluDcReportSample.full().withArms("relu", "linear", "abs").run()).figures())
                .containsKey("test-accuracy-dc-out").doesNotContainKeys("test-accuracy-paper", "test-accuracy-head");
    }

    @Test
    void showsTheLastEpochOfThePapersFigures() {
        Report report = STUDY.report(ReluDcReportSample.full().run());

        JsonNode relu = JsonMapper.shared().readTree(report.figures().get("distance-conv1")).at("/series/0");
        assertThat(relu.get("name").asString()).isEqualTo("relu");
        assertThat(relu.get("data")).hasSize(61); // epochs 0 to 60
        assertThat(relu.at("/data/0/value").toString()).isEqualTo("[0,0,0,8]");
        assertThat(relu.at("/data/60/value/0").asInt()).isEqualTo(60);
        assertThat(relu.at("/data/60/value/1").asDouble()).isBetween(1.5, 1.8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trainLoss", "trainAccuracy", "trainLossEnd", "testLoss", "testAccuracy",
        "distance.conv1.l2",
        "distance.conv1.relative", "distance.conv2.relative", "distance.conv1.cosine"})
    void survivesAMissingMetric(String metric) {
        Report report = STUDY.report(ReluDcReportSample.full().withSeeds(2).without(metric).run());

        assertThat(body(report)).contains("Where this comes from").doesNotContain("NaN", "Infinity", "null");
    }

    @Test
    void saysThatNoAccuracyWasRecorded() {
        ReluDcReportSample sample = ReluDcReportSample.full().without("trainAccuracy", "testAccuracy");

        assertThat(answer(sample))
                .isEqualTo("There is no answer: no accuracy was recorded, so it cannot be said which arms learned.");
        assertThat(body(STUDY.report(sample.run())))
                .contains("No arm with trained convolutions learned, so there are no "
                        + "distances to compare.");
    }

    @Test
    void isTheSameEachTimeAndInEveryLocale() {
        Report first = STUDY.report(ReluDcReportSample.full().run());
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            assertThat(STUDY.report(ReluDcReportSample.full().run())).isEqualTo(first);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void printsATableForTheTerminal() {
        String summary = STUDY.report(ReluDcReportSample.full().run()).summary();

        assertThat(summary.lines().dropWhile(line -> !line.startsWith("comparison")).skip(1).limit(4))
                .as("verdicts come first").extracting(line -> line.split("  ")[0])
                .containsExactly("relu – relu-dc-free-first", "relu – linear", "relu-max – relu-dc-free-max",
                        "relu – relu-offset-free");
        List<String> arms = summary.lines().skip(summary.lines().count() - 17).toList();
        assertThat(arms).allMatch(line -> line.length() <= 100);
        assertThat(arms.get(5)).isEqualTo(
                "linear-constant-dc           5        33.3        33.3  did not learn  did not learn  never");
    }

    /// What a reader reads: the page without the scripts and their megabyte.
    private static String body(Report report) {
        String html = report.html();
        return html.substring(html.indexOf("<main>"), html.indexOf("</main>"));
    }

    private static String answer(ReluDcReportSample sample) {
        return new ReluDcReportAnswer(new ReluDcReportData(sample.run())).text();
    }

    private static ReluDcReportFindings findings(ReluDcReportSample sample) {
        return new ReluDcReportFindings(new ReluDcReportData(sample.run()));
    }

    private static Finding finding(List<Finding> findings, String title) {
        return findings.stream().filter(finding -> finding.title().equals(title)).findFirst().orElseThrow();
    }

    private static JsonNode series(Report report, String figure, String id) {
        for (JsonNode series : JsonMapper.shared().readTree(report.figures().get(figure)).get("series")) {
            if (series.path("id").asString("").equals(id)) {
                return series;
            }
        }
        throw new AssertionError("no series " + id);
    }
}
