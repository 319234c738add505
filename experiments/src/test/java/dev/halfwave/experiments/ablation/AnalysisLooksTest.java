package dev.halfwave.experiments.ablation;

import static dev.halfwave.experiments.ablation.SyntheticRun.around;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AnalysisLooksTest {

    private static final double NEVER = Double.NaN;
    private static final String LOSS = "matched.0.2.probeLoss";

    /// Both arms at 2, reaching the loss 0.2 at these steps and 0.1 at those.
    private static SyntheticRun run(double[] relu, double[] reluToo, double[] linear, double[] linearToo) {
        return new SyntheticRun(SyntheticRun.study())
                .primary("relu", around(2, relu.length, 1)).primary("linear", around(2, linear.length, 2))
                .values("relu", "steps.loss.0.2", relu).values("relu", "steps.loss.0.1", reluToo)
                .values("linear", "steps.loss.0.2", linear).values("linear", "steps.loss.0.1", linearToo);
    }

    private static SyntheticRun coarse() {
        return run(new double[] {8, 8, 16, 8, 24, 8}, new double[] {8, 8, 16, 16, 32, 8},
                new double[] {160, 168, 152, 200, 144, 8}, new double[] {320, 336, 304, NEVER, 288, 16});
    }

    private static String verdict(SyntheticRun run) {
        Analysis analysis = Analysis.of(SyntheticRun.study(), run.data());
        return new AnalysisWords(analysis).verdicts(analysis.atTheCommonRate()).getFirst();
    }

    @Test
    void countsTrialsThatFellBelowSeveralLossesAtOneLook() {
        assertThat(Analysis.of(SyntheticRun.study(), coarse().data()).looks()).containsExactly(
                new AnalysisLooks(AnalysisRates.COMMON, "relu", 6, 4, 5, Double.NaN),
                new AnalysisLooks(AnalysisRates.COMMON, "linear", 6, 0, 1, Double.NaN));
        assertThat(AnalysisLooks.spacing(coarse().data())).isEqualTo(8);
    }

    @Test
    void saysSoBesideTheVerdict() {
        assertThat(verdict(coarse())).endsWith("; not at equal losses: 4 of 6 trials of `relu` and 0 of 6 trials of "
                + "`linear` fell below 0.2 and below another recorded loss at one look.");
        SyntheticRun fine = run(new double[] {80, 88, 96, 80, 80, 96}, new double[] {160, 160, 160, 160, 160, 160},
                new double[] {80, 88, 96, 80, 80, 96}, new double[] {160, 160, 160, 160, 160, 160});
        assertThat(verdict(fine)).doesNotContain("not at equal losses");
    }

    @Test
    void tellsTheLossesWhereTheyWereRecorded() {
        SyntheticRun run = coarse().values("relu", LOSS, 0.01, 0.01, 0.04, 0.04, 0.02, 0.02)
                .values("linear", LOSS, 0.19, 0.19, 0.19, 0.19, 0.19, 0.19);
        assertThat(Analysis.of(SyntheticRun.study(), run.data()).looks().getFirst().typicalLoss())
                .isCloseTo(0.02, within(1e-15));
        assertThat(verdict(run)).endsWith(" at one look, where their losses were 0.0200 and 0.190 (geometric means).");
    }

    @Test
    void concernsOutcomesAtALossOnly() {
        Study atTheEnd = SyntheticRun.builder().judgedBy(Outcome.relativeDistance("conv1"), Direction.LOWER)
                .compares("relu", "linear", "one").build();
        assertThat(Analysis.of(atTheEnd, coarse().data()).looks()).isEmpty();
        assertThat(atTheEnd.results(coarse().data()).summary()).doesNotContainKey("looks");
    }

    @Test
    @SuppressWarnings("unchecked")
    void isInTheSummaryAndTheReport() {
        List<Map<String, Object>> looks =
                (List<Map<String, Object>>) SyntheticRun.study().results(coarse().data()).summary().get("looks");
        assertThat(looks.getFirst()).containsExactly(Map.entry("rates", "common"), Map.entry("arm", "relu"),
                Map.entry("outcome", SyntheticRun.PRIMARY), Map.entry("trials", 6),
                Map.entry("severalLossesAtOneLook", 4), Map.entry("withinTwoLooks", 5));
        assertThat(StudyReportTest.body(SyntheticRun.study().report(coarse().data()))).contains(
                "<h3>How equal the losses were</h3>", "The loss on the probe was looked at every 8 steps",
                "<code>--set probeEvery=1</code>", "4 of 6", "5 of 6");
    }

    @Test
    void tellsWhereLearningRatesAreHardlyToldApart() {
        SyntheticRun run = coarse().with(Study.TUNING_SEEDS, 1).with(Study.LEARNING_RATES, "0.0001,0.001,0.01,0.1");
        AnalysisTest.tune(run, "relu", 320, 16, 16, 480);
        AnalysisTest.tune(run, "linear", 480, 80, 160, NEVER);
        assertThat(StudyReportTest.body(SyntheticRun.study().report(run.data()))).contains(
                "The loss on the probe is looked at every 8 steps, so that rates at which an arm learns within two looks "
                        + "are hardly told apart, and of equal ones the smallest is chosen. Within two looks learned "
                        + "<code>relu</code> (1 of 1 seeds at 0.001, and 0.01 just as good).");
    }

    @Test
    void recordsTheLossOfTheLook() {
        TrialResult trial = TinyStudy.run("relu");
        List<MetricValue> steps =
                trial.metrics().stream().filter(row -> row.metric().equals("steps.loss.0.4")).toList();
        assertThat(steps).hasSize(1);
        double loss = TinyStudy.value(trial, "matched.0.4.probeLoss", steps.getFirst().epoch());
        assertThat(loss).isBetween(0.0, 0.4);
        // At the end of an epoch, here 15 steps, the probe's loss is recorded as well.
        TrialResult atEnd = TinyStudy.run("relu", "probeEvery=15");
        MetricValue crossed =
                atEnd.metrics().stream().filter(row -> row.metric().equals("matched.0.4.probeLoss")).findFirst()
                        .orElseThrow();
        assertThat(crossed.value()).isEqualTo(TinyStudy.value(atEnd, "probeLoss", crossed.epoch()));
    }

    @Test
    void looksAsOftenAsIsAsked() {
        double[] steps = Arrays.stream(new String[] {"probeEvery=1", "probeEvery=0", "probeEvery=8", "probeEvery=7"})
                .mapToDouble(change -> TinyStudy.run("relu", change).last("steps.loss.0.4").orElseThrow()).toArray();
        assertThat(steps[1]).isEqualTo(steps[2]).isBetween(steps[0], steps[0] + 7);
        assertThat(steps[1] % 8).isZero();
        assertThat(steps[3]).isBetween(steps[0], steps[0] + 6);
        assertThat(steps[3] % 7).isZero();
    }
}
