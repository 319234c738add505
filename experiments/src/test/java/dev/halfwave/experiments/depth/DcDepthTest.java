package dev.halfwave.experiments.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.report.Measurements;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TestRun;
import dev.halfwave.experiments.study.TrialResult;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DcDepthTest {

    private static final DcDepth EXPERIMENT = new DcDepth();

    /// All arms, small.
    private static final RunData RUN = TestRun.of(EXPERIMENT,
            List.of("layers=3", "wideChannels=64", "windowsPerClass=32", "epochs=2"));

    private static final Measurements MEASURED = Measurements.of(RUN);

    @Test
    void theShareGrowsWithReluAndIsGoneWithoutItsMean() {
        // sd 0.03 to 0.04 over seeds, 20 seeds: three standard errors and the last digit of the sheet.
        assertThat(MEASURED.mean("relu", "share", 1)).isCloseTo(0.405, within(0.002));
        assertThat(MEASURED.mean("relu", "share", 2)).isCloseTo(0.57, within(0.03));
        assertThat(MEASURED.mean("relu", "share", 3)).isCloseTo(0.65, within(0.04));
        assertThat(MEASURED.mean("relu", "mean", 1)).isCloseTo(0.071, within(0.003));
        assertThat(MEASURED.mean("relu", "mean", 3)).isCloseTo(0.034, within(0.004));
        assertThat(MEASURED.mean("abs", "share", 1)).isCloseTo(0.81, within(0.004));
        assertThat(MEASURED.mean("relu-dc-free", "share", 3)).isLessThan(1e-10);
        assertThat(MEASURED.mean("linear", "share.interior", 3)).isLessThan(1e-10);
        assertThat(MEASURED.mean("linear", "share", 3)).isGreaterThan(1e-8); // the zeros before the window
    }

    @Test
    void trainedNetworksStartAsTheRandomStackOfTheirSeed() {
        for (String arm : List.of("paper-trained", "deep-trained")) {
            for (TrialResult trial : RUN.trials(arm)) {
                TrialResult random = RUN.trials("relu").stream().filter(other -> other.seed() == trial.seed())
                        .findFirst().orElseThrow();
                for (int l = 1; l <= 2; l++) {
                    assertThat(trial.value("start.share", l)).isEqualTo(random.value("share", l));
                    assertThat(trial.value("share", l)).isNotEqualTo(random.value("share", l));
                }
                assertThat(trial.initialWeightsSha256()).isNotEqualTo(trial.finalWeightsSha256());
            }
        }
    }

    @Test
    void theReportShowsTheoryBesideWhatWasMeasured() {
        Report report = EXPERIMENT.report(RUN);
        assertThat(report.html()).contains("It grows. With random weights, 40 % of the energy stands at DC");
        assertThat(report.summary()).contains("ReLU, infinitely wide").contains("relu, layer 3: mean activation")
                .doesNotContain("  NO");
        assertThat(report.figures()).containsKeys("share-over-layers", "share-along-the-path",
                "share-after-over-before", "mean-over-layers");
    }

    /// One channel is no average over channels: with these weights the share falls.
    @Test
    void theAnswerSaysWhatThisRunMeasured() {
        RunData narrow = TestRun.of(EXPERIMENT, List.of("arms=relu", "layers=2", "channels=1"));
        Measurements measurements = Measurements.of(narrow);
        boolean grows = measurements.mean("relu", "share", 2) > measurements.mean("relu", "share", 1);
        assertThat(EXPERIMENT.report(narrow).html().contains("It grows")).isEqualTo(grows);
    }

    @Test
    void aRunOfOneArmOrNoTrialHasAReportToo() {
        RunData one = TestRun.of(EXPERIMENT, List.of("arms=linear", "layers=2"));
        assertThat(EXPERIMENT.report(one).html()).contains("Without activations, there is none.");
        RunData free = TestRun.of(EXPERIMENT, List.of("arms=abs", "layers=2"));
        assertThat(EXPERIMENT.report(free).html()).contains("<code>relu</code> was not asked for");
        assertThat(EXPERIMENT.report(TestRun.withoutTrials(one)).html()).contains("There is no answer yet");
    }
}
