package dev.halfwave.experiments.harmonics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.signal.Harmonics;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.WholeRun;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ActivationHarmonicsTest {

    private final ActivationHarmonics experiment = new ActivationHarmonics();

    static Stream<String> arms() {
        return Subject.ALL.stream().map(Subject::arm).map(Arm::name);
    }

    /// The table that was computed with numpy, at its 65,536 samples.
    @ParameterizedTest
    @MethodSource("arms")
    void agreesWithAnIndependentComputation(String arm) {
        Subject subject = Subject.of(arm);
        Harmonics harmonics = Measurement.harmonics(Measurement.response(subject.op(), 1, 65_536), 8);
        assertThat(harmonics.dc()).isCloseTo(subject.reference().dc(), within(1e-5));
        for (int k = 1; k <= 4; k++) {
            assertThat(harmonics.amplitude(k)).as("h" + k).isCloseTo(subject.reference().of(k), within(1e-5));
        }
        double normal = subject.reference().normal();
        if (subject.isElementwise() && Double.isFinite(normal)) {
            assertThat(Measurement.meanOfNormal(subject.op(), 1)).isCloseTo(normal, within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("arms")
    void agreesWithTheoryAtEveryAmplitude(String arm) {
        Subject subject = Subject.of(arm);
        for (double amplitude : new double[] {0.1, 1 / 3.0, 1, 3, 10}) {
            Harmonics harmonics = Measurement.harmonics(Measurement.response(subject.op(), amplitude, 4096), 8);
            for (int k = 0; k <= 8; k++) {
                OptionalDouble theory = subject.tone().of(k, amplitude);
                if (theory.isPresent()) {
                    assertThat(k == 0 ? harmonics.dc() : harmonics.amplitude(k))
                            .as("A = " + amplitude + ", harmonic " + k)
                            .isCloseTo(theory.getAsDouble(), within(1e-6 * Math.max(1, amplitude)));
                }
            }
            OptionalDouble normal = subject.normal().apply(amplitude);
            if (subject.isElementwise() && normal.isPresent()) {
                assertThat(Measurement.meanOfNormal(subject.op(), amplitude))
                        .isCloseTo(normal.getAsDouble(), within(1e-6 * Math.max(1, amplitude)));
            }
        }
    }

    /// Computed with numpy: SiLU has a scale of its own.
    @Test
    void aStrongToneThroughSilu() {
        Harmonics harmonics = Measurement.harmonics(Measurement.response(Subject.of("silu").op(), 3, 65_536), 4);
        assertThat(harmonics.dc()).isCloseTo(0.758154, within(1e-6));
        assertThat(harmonics.amplitude(2)).isCloseTo(0.666499, within(1e-6));
        assertThat(harmonics.amplitude(4)).isCloseTo(0.077315, within(1e-6));
    }

    @Test
    void aRowWithoutDcHasNone() {
        assertThat(Measurement.meanOfNormalRow(Subject.of("relu-dc-free").op(), 3, 10_000, 1))
                .isCloseTo(0, within(1e-6));
        assertThat(Measurement.meanOfNormalRow(Subject.of("relu").op(), 3, 10_000, 1))
                .isCloseTo(3 / Math.sqrt(2 * Math.PI), within(4 * 3 * 0.584 / 100)); // four standard errors
    }

    /// scipy.special.jv, ten digits.
    @Test
    void besselFunctions() {
        assertThat(Bessel.j(0, 0)).isEqualTo(1);
        assertThat(Bessel.j(0, 2)).isCloseTo(0.2238907791, within(1e-10));
        assertThat(Bessel.j(1, 2)).isCloseTo(0.5767248078, within(1e-10));
        assertThat(Bessel.j(2, 2)).isCloseTo(0.3528340286, within(1e-10));
        assertThat(Bessel.j(0, 10)).isCloseTo(-0.2459357645, within(1e-10));
        assertThat(Bessel.j(0, 20)).isCloseTo(0.1670246643, within(1e-8));
    }

    @Test
    void everyCheckOfTheQuickRunIsMet() {
        RunData run = WholeRun.of(experiment, "quick", "");
        Report report = experiment.report(run);
        assertThat(report.summary()).contains("28 of 28 checks are met.").doesNotContain("NO");
        assertThat(report.html())
                .contains(
                        "In proportion to the tone&#39;s amplitude: |x|, ReLU, leaky ReLU 0.01 and leaky ReLU 0.2.",
                        "In another relation to it: softplus, Snake, hat, GELU, SiLU and ELU.",
                        "A tone adds none with sigmoid, ReLU without DC, tanh and sin",
                        "sigmoid (0.50 at rest)")
                .doesNotContain("not complete", "is not met", "are not met");
        assertThat(report.figures()).containsOnlyKeys("spectra", "scaling", "even-harmonics");
        TrialResult relu = run.trials("relu").getFirst();
        assertThat(relu.metrics().stream().map(TrialResult.MetricValue::metric).distinct())
                .containsExactlyElementsOf(experiment.metrics());
        assertThat(relu.series("dc"))
                .extracting(TrialResult.MetricValue::epoch)
                .containsExactly(0, 1, 2, 3, 5, 10, 20, 30, 50, 100);
        assertThat(relu.value("dcShare", 10).orElseThrow()).isCloseTo(4 / (Math.PI * Math.PI), within(1e-6));

        RunData part = WholeRun.unfinished(run, run.trials("tanh"));
        assertThat(experiment.report(part).html()).contains("This run is not complete", "A tone adds none with tanh.");
        assertThat(experiment.report(WholeRun.unfinished(run, List.of())).html()).contains("There is no answer yet");
    }

    @Test
    void fewSamplesFoldAndAreNotCompared() {
        Report report = experiment.report(WholeRun.of(experiment, "quick", "", "samples=20", "arms=relu"));
        assertThat(report.html()).contains("With 20 samples per period, harmonics above half of that fold");
        assertThat(report.summary()).doesNotContain("check");
    }
}
