package dev.halfwave.experiments.ablation;

import static dev.halfwave.experiments.ablation.SyntheticRun.around;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.statistics.Interval;
import dev.halfwave.experiments.statistics.Verdict;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.Results;
import dev.halfwave.experiments.study.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A study of two arms on frequencies that are 0.3, 1 and 3 Hz apart, with values that the test chooses.
final class AnalysisAcrossTasksTest {

    private static final Setting<Double> SPACING =
            Setting.positiveNumber("spacingHz", "how far the frequencies of the two classes are apart", 1);
    private static final List<String> TASKS = List.of("0.3", "1.0", "3.0");

    /// Outcomes of the tasks are of very different sizes.
    private static final List<Double> SIZES = List.of(50.0, 2.0, 0.1);

    private static StudyBuilder builder() {
        return SyntheticRun.builder().settings(SPACING).acrossTasks(SPACING, 0.3, 1.0, 3.0)
                .compares("relu", "linear", "ReLU keeps conv1 near its start");
    }

    private static double[] times(double factor, double[] values) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }

    /// @param factors of `relu` on each task, against `linear`
    private static SyntheticRun run(Study study, int seeds, double... factors) {
        SyntheticRun run = new SyntheticRun(study);
        for (int task = 0; task < TASKS.size(); task++) {
            run.primary("linear@" + TASKS.get(task), around(SIZES.get(task), seeds, 1));
            run.primary("relu@" + TASKS.get(task), times(factors[task], around(SIZES.get(task), seeds, 4 + task)));
        }
        return run;
    }

    private static AnalysisFamily family(Study study, SyntheticRun run) {
        return Analysis.of(study, run.data()).atTheCommonRate();
    }

    private static AnalysisAcrossTasks across(Study study, SyntheticRun run) {
        return family(study, run).acrossTasks().getFirst();
    }

    private static AnalysisAcrossTasks across(int seeds, double... factors) {
        Study study = builder().build();
        return across(study, run(study, seeds, factors));
    }

    /// The middle half of eighteen ratios, worked out here.
    @Test
    void theEstimateIsTheInterquartileMeanOfTheLogarithmsOfAllRatios() {
        AnalysisAcrossTasks all = across(6, 0.5, 0.8, 0.7);
        double[] logarithms = new double[18];
        for (int task = 0; task < 3; task++) {
            double[] relu = times(new double[] {0.5, 0.8, 0.7}[task], around(SIZES.get(task), 6, 4 + task));
            double[] linear = around(SIZES.get(task), 6, 1);
            for (int seed = 0; seed < 6; seed++) {
                logarithms[6 * task + seed] = StrictMath.log(relu[seed] / linear[seed]);
            }
        }
        Arrays.sort(logarithms);
        double middle = Arrays.stream(logarithms, 4, 14).average().orElseThrow();
        assertThat(all.interquartileMean()).isCloseTo(middle, within(1e-12));
        assertThat(all.interval().low()).isLessThan(middle);
        assertThat(all.interval().high()).isGreaterThan(middle).isNegative();
        assertThat(all.seeds()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void isSupportedOrContradictedBySide() {
        assertThat(across(12, 0.5, 0.8, 0.7).verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(across(12, 2, 1.5, 3).verdict()).isEqualTo(Verdict.CONTRADICTED);
        assertThat(across(12, 1, 1, 1).verdict()).isEqualTo(Verdict.NO_EVIDENCE);
        assertThat(across(12, 0.5, 0.8, 0.7).sentence()).isEqualTo("supported: after Holm, the sign-flip p is below "
                + "0.05, and the BCa and t intervals exclude 0 (n = 12)");
    }

    /// A large effect on one task moves the means; of the middle half of the scores most are of the other two.
    @Test
    void needsTheInterquartileMeanToo() {
        AnalysisAcrossTasks all = across(12, 0.4, 1.25, 1.25);
        assertThat(all.finding().verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(all.interval().excludesZero()).isFalse();
        assertThat(all.verdict()).isEqualTo(Verdict.NO_EVIDENCE);
        assertThat(all.sentence()).isEqualTo("no evidence: the seeds' means over the tasks differ, but the interval of "
                + "the interquartile mean does not lie on their side of 0 (n = 12)");
        AnalysisAcrossTasks other = across(12, 0.4, 1.3, 1.3);
        assertThat(other.interval().low()).isPositive();
        assertThat(other.verdict()).isEqualTo(Verdict.NO_EVIDENCE);
    }

    @Test
    void fewerThanSixSeedsHaveNoVerdict() {
        AnalysisAcrossTasks all = across(5, 0.5, 0.5, 0.5);
        assertThat(all.verdict()).isEqualTo(Verdict.TOO_FEW_SEEDS);
        assertThat(all.hasInterquartileMean()).isTrue();
    }

    /// Three comparisons on tasks, one across: four p's, of which the smallest is multiplied by 4.
    @Test
    void isJudgedInOneFamilyWithTheTasks() {
        Study study = builder().build();
        AnalysisFamily family = family(study, run(study, 8, 0.5, 0.8, 0.7));
        assertThat(family.size()).isEqualTo(4);
        assertThat(family.comparisons()).allSatisfy(each -> {
            assertThat(each.finding().familySize()).isEqualTo(4);
            assertThat(each.finding().comparison().p()).isEqualTo(2 / 256.0);
            assertThat(each.finding().adjustedP()).isEqualTo(4 * 2 / 256.0);
        });
        assertThat(family.acrossTasks().getFirst().finding().adjustedP()).isEqualTo(4 * 2 / 256.0);
    }

    /// Eighteen scores: four are cut off at either end, whatever they are.
    @Test
    void censoredRunsAreCutOffOrLeaveNoMean() {
        Study study = builder().build();
        double[] censored = around(2, 6, 3);
        Arrays.fill(censored, 0, 4, Double.NaN);
        SyntheticRun some = new SyntheticRun(study).primary("relu@0.3", around(25, 6, 2))
                .primary("linear@0.3", around(50, 6, 1)).primary("relu@1.0", around(1, 6, 2))
                .primary("linear@1.0", censored).primary("relu@3.0", around(1, 6, 2))
                .primary("linear@3.0", around(2, 6, 2));
        AnalysisAcrossTasks all = across(study, some);
        assertThat(all.interquartileMean()).isBetween(-1.0, -0.6);
        assertThat(all.interval().low()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(all.finding().comparison().differences().censored()).isEqualTo(4);
        assertThat(all.sentence()).startsWith("no evidence, by ranks only, because 4 of 6 pairs have a censored run: ");
    }

    @Test
    void saysWhyThereIsNoInterquartileMean() {
        Study study = builder().build();
        double[] never = new double[8];
        Arrays.fill(never, Double.NaN);
        SyntheticRun run = new SyntheticRun(study);
        for (String task : TASKS) {
            run.primary("relu@" + task, around(1, 8, 2)).primary("linear@" + task, never);
        }
        AnalysisAcrossTasks all = across(study, run);
        assertThat(all.interquartileMean()).isNaN();
        assertThat(all.interval()).isEqualTo(new Interval(Double.NaN, Double.NaN));
        assertThat(all.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(all.sentence()).startsWith("supported, by ranks only, because 8 of 8 pairs have a censored run: ")
                .endsWith("; the interquartile mean is not defined, because infinite scores are more than the quarter "
                        + "that is cut off");

        SyntheticRun both = run(study, 6, 0.5, 0.8, 0.7);
        both.add("relu@0.3", "", 7, 1, "x", 1).add("linear@0.3", "", 7, 1, "x", 1);
        for (String task : List.of("1.0", "3.0")) {
            both.add("relu@" + task, "", 7, 1, SyntheticRun.PRIMARY, 1)
                    .add("linear@" + task, "", 7, 1, SyntheticRun.PRIMARY, 2);
        }
        assertThat(across(study, both).sentence()).endsWith("; the interquartile mean is not defined, because neither "
                + "run of a pair got there, or both have a value of 0");
    }

    @Test
    void takesSeedsThatAllTasksHave() {
        Study study = builder().build();
        SyntheticRun run = run(study, 8, 0.5, 0.8, 0.7);
        for (String arm : study.arms().stream().map(arm -> arm.name()).toList()) {
            run.ask(arm, 9, 10);
        }
        run.add("relu@0.3", "", 9, 1, SyntheticRun.PRIMARY, 1).add("linear@0.3", "", 9, 1, SyntheticRun.PRIMARY, 1);
        AnalysisAcrossTasks all = across(study, run);
        assertThat(all.seeds()).hasSize(8);
        assertThat(all.planned()).isEqualTo(10);
        assertThat(new AnalysisTaskWords(Analysis.of(study, run.data())).verdicts(family(study, run)).getFirst())
                .startsWith("Supported: \"ReLU keeps conv1 near its start\" (`relu` – `linear`); interquartile mean of "
                        + "the ratios 0.6")
                .endsWith("; 2 of 10 seeds are not finished on every task.");
    }

    @Test
    void isNotRunWithoutOneOfTheTasks() {
        Study study = builder().build();
        SyntheticRun run = new SyntheticRun(study).primary("relu@0.3", around(1, 8, 2))
                .primary("linear@0.3", around(2, 8, 2)).primary("relu@1.0", around(1, 8, 2));
        AnalysisAcrossTasks all = across(study, run);
        assertThat(all.isRun()).isFalse();
        assertThat(all.notRun()).isEqualTo("`linear@1.0` was not asked for and `relu@3.0` and `linear@3.0` were not "
                + "asked for");
        Map<String, Object> object = object(study.results(run.data()));
        assertThat(object).containsEntry("verdict", "not run").doesNotContainKeys("p", "interquartileMean");
        assertThat(study.report(run.data()).html()).contains("Not run: &quot;ReLU keeps conv1 near its start&quot;");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Results results) {
        return ((List<Map<String, Object>>) results.summary().get("acrossTasks")).getFirst();
    }

    @Test
    void isWrittenForOtherPrograms() {
        Study study = builder().build();
        Results results = study.results(run(study, 8, 0.5, 0.8, 0.7).data());
        assertThat(results.summary().keySet()).containsExactly("comparisons", "tasks", "acrossTasks", "control",
                "friedman", "censoring", "exploratory");
        assertThat(results.summary().get("tasks")).isEqualTo(Map.of("setting", "spacingHz", "values", TASKS));
        assertThat(object(results)).containsEntry("arm", "relu").containsEntry("reference", "linear")
                .containsEntry("task", "0.3 1.0 3.0").containsEntry("n", 8).containsEntry("verdict", "supported")
                .containsKeys("interquartileMean", "interquartileMeanLow", "interquartileMeanHigh", "adjustedP",
                        "mean");
        List<String> lines = List.of(results.tables().get("comparisons.csv").split("\n"));
        assertThat(lines.get(1)).startsWith("declared,common,relu@0.3,linear@0.3,").endsWith(",0.3,,,,0,0");
        assertThat(lines.get(4)).startsWith("acrossTasks,common,relu,linear,").contains(",0.3 1.0 3.0,-0.");
        assertThat(study.results(run(study, 8, 0.5, 0.8, 0.7).data())).isEqualTo(results);
    }

    /// Outcomes that are not logarithmic are compared by their differences, also across tasks.
    @Test
    void anAccuracyIsComparedByItsDifferences() {
        Study study = builder().judgedBy(Outcome.finalMetric("testAccuracy"), Direction.HIGHER).build();
        SyntheticRun run = new SyntheticRun(study);
        for (String task : TASKS) {
            run.values("relu@" + task, "testAccuracy", .9, .8, .9, .8, .9, .8, .85, .9)
                    .values("linear@" + task, "testAccuracy", .7, .7, .7, .7, .7, .7, .7, .7);
        }
        AnalysisAcrossTasks all = across(study, run);
        assertThat(all.verdict()).isEqualTo(Verdict.SUPPORTED);
        // Of 24 scores the twelve in the middle: three of .1 (of nine), three of .15, six of .2 (of twelve).
        assertThat(all.interquartileMean()).isCloseTo((3 * 0.1 + 3 * 0.15 + 6 * 0.2) / 12, within(1e-12));
        assertThat(study.report(run.data()).html()).contains("interquartile mean of the differences 0.163");
    }

    /// Friedman's test ranks the arms of one task.
    @Test
    void armsAreRankedTaskByTask() {
        Study study = builder().compares("abs", "linear", "so does the magnitude").build();
        SyntheticRun run = run(study, 8, 0.5, 0.8, 0.7);
        for (String task : TASKS) {
            run.primary("abs@" + task, around(3, 8, 7));
        }
        assertThat(Analysis.of(study, run.data()).friedman()).extracting(AnalysisFriedman::arms).containsExactly(
                List.of("relu@0.3", "linear@0.3", "abs@0.3"), List.of("relu@1.0", "linear@1.0", "abs@1.0"),
                List.of("relu@3.0", "linear@3.0", "abs@3.0"));
    }

    /// On two of three tasks, two seeds each are at half the reference, and the rest at twice of it.
    @Test
    void drawsTheShareOfSeedsAsSteps() {
        Study study = builder().build();
        SyntheticRun run = new SyntheticRun(study);
        for (String task : TASKS) {
            double low = task.equals("3.0") ? 2 : 0.5;
            run.primary("linear@" + task, 1, 1, 1, 1).primary("relu@" + task, low, 2, 2, low);
        }
        JsonNode option = JsonMapper.shared().readTree(study.report(run.data()).figures().get("study-profile-1"));
        assertThat(profile(option, "spacingHz 0.3")).isEqualTo("0.5 0, 0.5 0.5, 2 0.5, 2 1");
        assertThat(profile(option, "spacingHz 3.0")).isEqualTo("0.5 0, 0.5 0, 2 0, 2 1");
        assertThat(profile(option, "all tasks")).isEqualTo("0.5 0, 0.5 0.333333, 2 0.333333, 2 1");
    }

    private static String profile(JsonNode option, String name) {
        for (JsonNode series : option.get("series")) {
            if (series.path("name").asString("").equals(name)) {
                List<String> points = new ArrayList<>();
                for (JsonNode point : series.get("data")) {
                    JsonNode value = point.has("value") ? point.get("value") : point;
                    points.add(value.get(0).asString() + " " + value.get(1).asString());
                }
                return String.join(", ", points);
            }
        }
        throw new AssertionError("no series " + name);
    }

    /// Writes `target/study-tasks-sample.html`, to be looked at in a browser after a change.
    @Test
    void reportsTasksFirstTogetherThenOneByOne() throws IOException {
        Study study = builder().compares("abs", "linear", "so does the magnitude").build();
        SyntheticRun run = run(study, 30, 0.8, 0.97, 0.9);
        for (int task = 0; task < 3; task++) {
            run.primary("abs@" + TASKS.get(task),
                    times(List.of(1.1, 0.93, 1.0).get(task), around(SIZES.get(task), 30, 8 + task)));
        }
        Report report = study.report(run.data());
        Files.writeString(Path.of("target", "study-tasks-sample.html"), report.html());
        assertThat(StudyReportTest.body(report)).containsSubsequence(
                "Of 2 declared comparisons across 3 tasks (spacingHz 0.3, 1.0, 3.0), judged by the relative distance of "
                        + "conv1",
                "supported: 1", "Task by task, of 6: ", "<p>Across tasks:</p>",
                "(<code>relu</code> – <code>linear</code>); interquartile mean of the ratios 0.",
                "<p>Task by task:</p>", "(<code>relu@0.3</code> – <code>linear@0.3</code>)",
                "What the comparisons found, task by task and across tasks", "<h2>Across tasks</h2>",
                "Performance profile of relu – linear", "<h3>Task by task</h3>", "8 declared comparisons");
        assertThat(report.figures()).containsKeys("study-tasks", "study-profile-1", "study-profile-2",
                "study-intervals");
        assertThat(report.figures().values()).noneMatch(json -> json.contains("NaN") || json.contains("Infinity"));
        assertThat(report.summary()).containsSubsequence("Across 3 tasks (spacingHz 0.3, 1.0, 3.0), at the learning",
                "relu – linear ", "supported", "relu@0.3 – linear@0.3");
    }
}
