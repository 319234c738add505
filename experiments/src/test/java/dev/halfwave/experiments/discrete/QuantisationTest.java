package dev.halfwave.experiments.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.report.Measurements;
import dev.halfwave.experiments.signal.Signals;
import dev.halfwave.experiments.signal.Spectrum;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TestRun;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuantisationTest {

    private final Quantisation experiment = new Quantisation();

    @Test
    void theSignalHasTheFourTonesAndNothingElse() {
        double[] x = Quantisation.signal(3);
        Spectrum spectrum = Spectrum.amplitude(x, Quantisation.SAMPLE_RATE_HZ);
        for (int hz = 0; hz <= 512; hz++) {
            boolean isTone = hz == 5 || hz == 10 || hz == 20 || hz == 40;
            assertThat(spectrum.amplitudeAt(hz)).as("%s Hz", hz).isCloseTo(isTone ? 1 : 0, within(1e-12));
        }
        assertThat(Signals.rootMeanSquare(x)).isCloseTo(Quantisation.rootMeanSquare(), within(1e-12));
        assertThat(Quantisation.signal(4)).isNotEqualTo(x);
    }

    @Test
    void errorsFallWithBitsAndTruncationHasTheLargestBias() {
        Measurements measured = Measurements.of(TestRun.of(experiment, List.of()));
        assertThat(measured.mean("truncation", "dcError", 8)).isCloseTo(-0.0138, within(0.001));
        assertThat(measured.mean("mid-rise", "dcError", 2)).isPositive();
        assertThat(measured.mean("mid-tread", "dcError", 2)).isNegative();
        assertThat(measured.mean("mid-tread", "rrmse", 8)).isCloseTo(0.0064, within(0.0005));
        // Per bit 6.02 dB.
        assertThat(measured.mean("dithered", "floor", 6) - measured.mean("dithered", "floor", 12))
                .isCloseTo(36.1, within(0.6));
        // With few bits the error repeats with the signal: lines.
        assertThat(measured.mean("mid-tread", "spurious", 3) - measured.mean("mid-tread", "floor", 3))
                .isGreaterThan(15);
    }

    @Test
    void theReportOfTheQuickPresetMeetsItsChecks() {
        RunData run = TestRun.of(experiment, List.of());
        Report report = experiment.report(run);
        assertThat(report.summary()).contains("24 of 24 checks are met");
        assertThat(report.figures()).containsKeys("dc-error-over-bits", "rrmse-over-bits", "floor-over-bits",
                "spectrum-of-error");
        assertThat(report.html()).contains("With rounding to the nearest level the DC survives");
    }

    /// The positive peak is beyond the last level of mid-tread, which the theory leaves out.
    @Test
    void thePeakAsFullScaleIsNotComparedWithTheoryWithoutClipping() {
        Report report = experiment.report(TestRun.of(experiment, List.of("fullScale=peak")));
        assertThat(report.summary()).contains("16 of 16 checks are met");
    }

    @Test
    void aRunOfOneArmOrNoTrialHasAReportToo() {
        RunData run = TestRun.of(experiment, List.of("arms=truncation", "fullScale=peak"));
        assertThat(experiment.report(run).html()).contains("Truncation is different")
                .contains("the peak of each draw");
        assertThat(experiment.report(TestRun.withoutTrials(run)).html()).contains("There is no answer yet");
        assertThat(experiment.report(TestRun.of(experiment, List.of("arms=dithered"))).html())
                .contains("<code>mid-tread</code> was not asked for");
    }
}
