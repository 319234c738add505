package dev.halfwave.experiments.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TestRun;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DiscreteTimeTest {

    private static double[] dc(Rectifier rectifier, int samplesPerPeriod) {
        double[] phase = new double[960];
        for (int i = 0; i < phase.length; i++) {
            phase[i] = 2 * Math.PI * i / phase.length;
        }
        Tensor x = DiscreteTimeTrial.rows(new SampledTone(1, samplesPerPeriod), phase);
        return DiscreteTimeTrial.interiorMeans(rectifier.apply(x));
    }

    @Test
    void theDcOfPlainReluFollowsTheoryAtEveryPhase() {
        for (int samples : new int[] {2, 3, 4, 5, 8, 16, 32, 960}) {
            SampledTone tone = new SampledTone(1, samples);
            double[] dc = dc(Rectifier.PLAIN, samples);
            for (int i = 0; i < dc.length; i++) {
                assertThat(dc[i]).isCloseTo(tone.dc(2 * Math.PI * i / dc.length), within(1e-7));
            }
        }
    }

    @Test
    void filteringNarrowsTheIntervalAndAveragingLowersIt() {
        assertThat(dc(Rectifier.FILTERED, 4)).satisfies(dc -> {
            assertThat(min(dc)).isCloseTo(0.2990, within(3e-4));
            assertThat(max(dc)).isCloseTo(0.3248, within(3e-4));
        });
        assertThat(dc(Rectifier.FILTERED, 3)).satisfies(dc -> {
            assertThat(min(dc)).isCloseTo(0.2775, within(3e-4));
            assertThat(max(dc)).isCloseTo(0.3051, within(3e-4));
        });
        assertThat(dc(Rectifier.ADAA, 4)).satisfies(dc -> {
            assertThat(min(dc)).isCloseTo(0.25, within(1e-6));
            // The straight lines through c, −c, −c, c, c ... with c = 1/√2 have the means c/4, 0, c/4 and c above 0.
            assertThat(max(dc)).isCloseTo(1.5 / Math.sqrt(2) / 4, within(1e-6));
        });
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    @Test
    void theMarginsKeepTheEndsOutOfTheMeans() {
        double[] phase = {0.7};
        Tensor once = DiscreteTimeTrial.rows(new SampledTone(1, 12), phase);
        double mean = DiscreteTimeTrial.interiorMeans(Rectifier.FILTERED.apply(once))[0];
        Tensor tone = DiscreteTimeTrial.rows(new SampledTone(1, 12), phase);
        for (int t = 0; t < 8; t++) {
            tone.set(t, 5); // far from the interior
        }
        assertThat(DiscreteTimeTrial.interiorMeans(Rectifier.FILTERED.apply(tone))[0]).isEqualTo(mean);
    }

    @Test
    void aTrialRecordsItsMetricsInTheDeclaredOrder() {
        DiscreteTime experiment = new DiscreteTime();
        RunData run = TestRun.of(experiment, List.of("step=30", "windowsPerClass=200"));
        assertThat(run.trials()).hasSize(3);
        assertThat(run.trials("plain").getFirst().value("max.at32Hz", 240).orElseThrow())
                .isCloseTo(Math.sqrt(2) / 4, within(1e-6));
        assertThat(run.trials("plain").getFirst().value("again", 300)).hasValue(0);
        assertThat(run.trials("filtered").getFirst().value("lowest", 300).orElseThrow()).isLessThan(-0.1);
        // A constant has nothing beside DC, so no share of aliases: a value that is not defined has no row.
        assertThat(run.trials("adaa").getFirst().value("aliases", 480)).isEmpty();
        Report report = experiment.report(run);
        assertThat(report.html()).contains("between 0.2500 and 0.3536 at four samples per period");
        assertThat(report.summary()).contains("30 of 30 checks are met");
        assertThat(report.figures()).containsKeys("dc-over-frequency", "deviation-over-rate", "dc-over-phase",
                "spectrum-10-hz", "alias-share");
    }

    @Test
    void aRunOfOneArmHasAReportToo() {
        DiscreteTime experiment = new DiscreteTime();
        RunData run = TestRun.of(experiment, List.of("phases=24", "step=30", "windowsPerClass=200", "arms=adaa"));
        assertThat(experiment.report(run).html()).contains("leaves a spread of 0.015")
                .doesNotContain("spread over phase at four samples");
        assertThat(experiment.report(TestRun.withoutTrials(run)).html()).contains("There is no answer yet");
    }

    @Test
    void phasesDivideTheCircleOfAllTones() {
        assertThat(DiscreteTime.PHASES.parse("96")).isEqualTo(96);
        for (String text : new String[] {"7", "1", "6", "1920", "x", "-96"}) {
            assertThatThrownBy(() -> DiscreteTime.PHASES.parse(text)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("must be a divisor of 960 of at least 8");
        }
    }
}
