package dev.halfwave.experiments.realspectra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.UsageException;
import dev.halfwave.experiments.study.WholeRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
final class RealSpectraTest {

    private final RealSpectra experiment = new RealSpectra();
    private RunData quick;

    @BeforeAll
    void run() {
        quick = WholeRun.of(experiment, "quick", "");
    }

    @Test
    void everyCheckOfTheQuickRunIsMet() {
        Report report = experiment.report(quick);
        assertThat(report.summary()).contains("15 of 15 checks are met.").doesNotContain("NO");
        assertThat(report.html())
                .contains(
                        "square exact, sine +11%, chirp +11%, ppg-like +21%, four-tones +23%",
                        "converges for square, sine and chirp only",
                        "No recorded signal was given")
                .doesNotContain("not complete", "check is not met", "checks are not met");
        assertThat(report.figures()).containsOnlyKeys("ratio", "peak-power", "error-text", "error-safe");
    }

    @Test
    void aTrialHasEveryMetricAndNoOtherValue() {
        TrialResult sine = quick.trials("sine").getFirst();
        assertThat(sine.metrics().stream().map(TrialResult.MetricValue::metric).distinct())
                .containsExactlyElementsOf(experiment.metrics());
        assertThat(sine.series("errorWithSafeA")).hasSize(50);
        // The series with the text's A overflows for no signal here, but it diverges.
        TrialResult pulse = quick.trials("pulse").getFirst();
        assertThat(pulse.value("errorWithTextA", 50).orElseThrow()).isGreaterThan(1e30);
        assertThat(pulse.value("bestTerms", 0).orElseThrow()).isEqualTo(1);
    }

    @Test
    void theSameSeedIsTheSameSignal() {
        RunData again = WholeRun.of(experiment, "quick", "2", "arms=noise");
        assertThat(again.trials().get(1).metrics()).isEqualTo(quick.trials("noise").get(1).metrics());
        assertThat(quick.trials("noise").get(1).metrics()).isNotEqualTo(quick.trials("noise").get(2).metrics());
    }

    @Test
    void anInterruptedRunHasAReport() {
        RunData part = WholeRun.unfinished(quick, quick.trials("noise").subList(0, 3));
        Report report = experiment.report(part);
        assertThat(report.html()).contains("This run is not complete", "converges for none of these signals");
        assertThat(report.summary()).contains("ratio of noise, 24576 samples");
        Report empty = experiment.report(WholeRun.unfinished(quick, List.of()));
        assertThat(empty.html()).contains("There is no answer yet");
    }

    @Test
    void aRecordingIsMeasuredWindowByWindow(@TempDir Path folder) throws IOException {
        // 2 s at 20 Hz: windows of 40 samples; a square wave, then a constant, then a rest
        String text = IntStream.range(0, 90)
                .mapToObj(t -> t < 40 ? (t % 4 < 2 ? "3" : "-1") : "5")
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(folder.resolve("signal.txt"), text);
        RunData run = WholeRun.of(experiment, "quick", "1..3", "arms=recording", "data=" + file, "sampleRateHz=20",
                "windowSeconds=2");
        TrialResult square = run.trials().getFirst();
        assertThat(square.value("ratio", 0).orElseThrow()).isEqualTo(1);
        assertThat(square.value("trueDc", 0).orElseThrow()).isEqualTo(1);
        // as given: mean 1, RMS √5, mean magnitude 2
        assertThat(square.value("ratioWithMean", 0).orElseThrow()).isEqualTo((1 + Math.sqrt(5)) / 3);
        // the constant has nothing to measure, and there is no third window
        assertThat(run.trials().get(1).metrics()).isEmpty();
        assertThat(run.trials().get(2).metrics()).isEmpty();
        assertThat(experiment.report(run).html()).contains("signal.txt#sha256=", "1 window of 2.0 s at 20.0 Hz");
    }

    @Test
    void aFileThatIsNotThereIsRefusedBeforeAnythingRuns() {
        assertThatThrownBy(() -> WholeRun.of(experiment, "quick", "", "data=/no/such/file"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--set data=/no/such/file: must be a file, but there is none of this name");
    }
}
