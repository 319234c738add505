package dev.halfwave.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.FailedTrial;
import dev.halfwave.experiments.study.FurtherTrials;
import dev.halfwave.experiments.study.Part;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportPageTest {

    private static final Arm CODE = new Arm("code", "A as in the code", "");
    private static final Arm TEXT = new Arm("text", "A as in the text", "It diverges.");

    @Test
    void standsInOneOrderInWhateverOrderItIsWritten() {
        String body = body(page(run("full", "", CODE, TEXT)).checks(List.of(new Check("one", 1, 1, 0, "")))
                .section("Ours").paragraph("Some words.").mainFigure(figure("main")).answer("It does.")
                .notice("Beware.").asked("It began so.").setUp("Signal", "four tones").report(""));

        assertThat(body).containsSubsequence("<h1>Terms</h1>", "preset full, 2 of 2 trials finished", "Beware.",
                "class=\"answer\">It does.", "Figure 1. main.", "<h2>What was asked</h2>", "<dd>How many?</dd>",
                "<dd>Someone (2024)</dd>", "It began so.", "<h2>What was run</h2>", "<dt>Signal</dt>",
                "<th scope=\"row\"><code>code</code></th><td>A as in the code</td><td></td>", "It diverges.",
                "<summary>Settings</summary>", "<td>7</td><td>how many terms</td>", "<h2>Ours</h2>", "Some words.",
                "<h2>Checks</h2>", "1 of 1 check is met.", "<h2>Where this comes from</h2>",
                "halfwave run terms --preset full", "value; `epoch` is the number of terms".replace("`epoch`",
                        "<code>epoch</code>"));
        assertThat(body).doesNotContain("quick run", "not complete", "Not asked for", "SHA-256", "not met");
    }

    @Test
    void saysThatARunIsQuick() {
        assertThat(body(page(run("quick", "", CODE, TEXT)).quick("Fewer terms.").report(""))).contains(
                "This is a quick run: Fewer terms. The full preset is <code>halfwave run terms --preset full</code>.");
        assertThat(body(page(run("quick", "", CODE, TEXT)).report("")))
                .contains("This is a quick run: It shows that everything runs and which way the results go;");
    }

    @Test
    void saysWhatIsMissingAndHowToResume() {
        assertThat(body(page(run("full", "text", CODE, TEXT)).report("")))
                .contains("This run is not complete (interrupted, or a trial failed): 1 of 2 trials are finished, and "
                        + "all numbers are from these alone. Unfinished: <code>text</code> (0 of 1). To finish it, add "
                        + "<code>--resume --out</code> and this folder to the command at the end.");
        assertThat(body(page(run("full", "code text", CODE, TEXT)).answer("It does.").report("")))
                .contains("There is no answer yet: no trial of this run is finished.").doesNotContain("It does.");
    }

    @Test
    void namesTheTrialsThatFailedWithTheirReasons() {
        RunData run = run("full", "code text", CODE, TEXT);
        List<FailedTrial> failures = new ArrayList<>();
        for (int seed = 1; seed <= 12; seed++) {
            failures.add(new FailedTrial("text", seed, "the loss is <infinite>"));
        }
        RunData failed = new RunData(run.experiment(), run.preset(), new Part(2, 4), run.settings(), run.arms(),
                run.seedsByArm(), run.trials(), run.further(), failures, run.command(), run.environment());

        assertThat(body(page(failed).report("")))
                .contains(
                        "<code>text</code> (0 of 1). Failed: <code>text</code>, seed 1 (the loss is &lt;infinite&gt;); ",
                        "<code>text</code>, seed 10 (the loss is &lt;infinite&gt;); and 2 more, which summary.json "
                                + "lists. To finish it,",
                        "This is part 2 of 4 of a run, and all numbers are from this part alone. <code>halfwave merge"
                                + "</code> joins the parts when all of them are finished.")
                .doesNotContain("seed 11");
    }

    @Test
    void countsTheTrialsBesideTheDeclaredOnes() {
        RunData run = run("full", "code text", CODE, TEXT);
        Trial tuning = new Trial("code", "rate-0.1", 1001, Map.of());
        RunData more = new RunData(run.experiment(), run.preset(), run.part(), run.settings(), run.arms(),
                run.seedsByArm(), run.trials(), new FurtherTrials(List.of(tuning), List.of()),
                List.of(new FailedTrial("code", "rate-0.1", 1001, "it is tired")), run.command(), run.environment());

        assertThat(body(page(more).report("")))
                .contains("0 of 3 trials are finished", "<code>text</code> (0 of 1), 1 of 1 trial beside the declared "
                        + "ones. Failed: <code>code/rate-0.1</code>, seed 1001 (it is tired).");
    }

    @Test
    void tellsArmsThatWereNotAskedForFromThoseWithoutAFinishedTrial() {
        RunData run = run("full", "code", CODE);

        assertThat(body(page(run).report(""))).contains("Not asked for: <code>text</code>.");
        assertThat(Words.missing(run, List.of("code", "text")))
                .isEqualTo("`text` was not asked for and `code` has no finished trial");
        assertThat(Words.missing(run("full", "", CODE), List.of("code"))).isEmpty();
        assertThat(Words.missing(run("full", "code text", CODE, TEXT), List.of("code", "text")))
                .isEqualTo("`code` and `text` have no finished trial");
    }

    @Test
    void saysAboveWhichChecksAreNotMet() {
        Report report = page(run("full", "", CODE, TEXT))
                .checks(List.of(new Check("one", 1, 1, 0, "theory"), new Check("two", 2, 3, 0.5, "theory"),
                        new Check("three", 3, Double.NaN, 0.5, "theory")))
                .report("arm  error\n");

        assertThat(body(report)).containsSubsequence("class=\"notice\" role=\"note\">A check is not met: two.",
                "<h2>What was asked</h2>",
                "1 of 3 checks are met; 1 could not be made with what was run.",
                "<td>NO</td><td>theory</td>");
        assertThat(report.summary()).startsWith("arm  error\n\ncheck")
                .contains("two         2.0       3.0     ±0.5  NO")
                .endsWith("1 of 3 checks are met; 1 could not be made with what was run.\n");
    }

    @Test
    void writesAFileForEachFigureAndRefusesTwoOfOneName() {
        ReportPage page = page(run("full", "", CODE, TEXT)).mainFigure(figure("main")).figures(figure("detail"))
                .figures(List.of());

        assertThat(page.report("").figures().keySet()).containsExactly("main", "detail");
        assertThat(page.report("").figures().get("main")).contains("\"text\" : \"main\"").endsWith("}\n");
        assertThatThrownBy(() -> page.figures(figure("detail"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ReportPage: there are two figures named 'detail', but each has a file of its own");
    }

    private static String body(Report report) {
        String html = report.html();
        return html.substring(html.indexOf("<main>"), html.indexOf("</main>"));
    }

    private static ReportPage page(RunData run) {
        return ReportPage.of(new Terms(), run, "Terms");
    }

    private static Figure figure(String name) {
        CurveChart chart = new CurveChart(Axis.fromZero("x"), Axis.fromZero("y"), List.of(), List.of(), 500);
        return new Figure(name, name, "A caption.", Figure.Width.FULL, 400, chart.option(), chart.table());
    }

    /// A run of these arms, with one finished trial each apart from those that are named in `unfinished`.
    private static RunData run(String preset, String unfinished, Arm... arms) {
        Map<String, List<Long>> seeds = new LinkedHashMap<>();
        List<TrialResult> trials = new ArrayList<>();
        for (Arm arm : arms) {
            seeds.put(arm.name(), List.of(1L));
            if (!List.of(unfinished.split(" ")).contains(arm.name())) {
                trials.add(new TrialResult(arm.name(), 1, Map.of(), 1.5, "", "", List.of()));
            }
        }
        return new RunData("terms", preset, Map.of("terms", "7"), List.of(arms), seeds, trials,
                "halfwave run terms --preset " + preset, Map.of("jdk", "25 (made up)"));
    }

    private static final class Terms implements Experiment {

        @Override
        public String name() {
            return "terms";
        }

        @Override
        public String question() {
            return "How many?";
        }

        @Override
        public String source() {
            return "Someone (2024)";
        }

        @Override
        public List<Arm> arms() {
            return List.of(CODE, TEXT);
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(Setting.wholeNumber("terms", "how many terms", 7, 1, 10));
        }

        @Override
        public List<Preset> presets() {
            return List.of(Preset.of("full", "all", 1));
        }

        @Override
        public List<String> metrics() {
            return List.of("error");
        }

        @Override
        public String index() {
            return "number of terms";
        }

        @Override
        public double estimatedSeconds(Trial trial) {
            return 1;
        }

        @Override
        public TrialOutcome run(Trial trial, TrialContext context) {
            throw new UnsupportedOperationException("this experiment is there to be reported");
        }

        @Override
        public Report report(RunData run) {
            return page(run).report("");
        }
    }
}
