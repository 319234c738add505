package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Silu;
import dev.halfwave.experiments.data.KerasWeights;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Sha256;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.UsageException;
import dev.halfwave.experiments.study.WholeRun;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `heart-rate-evaluate` and `heart-rate-activations`: on synthetic subjects, and with `-Dhalfwave.data=FOLDER` on the
/// published weights and a real recording.
final class HeartRateExperimentsTest {

    private static final Experiment EVALUATE = new HeartRateEvaluate();
    private static final Experiment ACTIVATIONS = new HeartRateActivations();
    private static final String IN_SAMPLE = "model_S5.h5 was trained on subject S6";

    @TempDir
    Path folder;

    private static List<String> published(String... more) {
        Path data = Path.of(System.getProperty("halfwave.data", "none"));
        assumeTrue(Files.exists(data.resolve("model_S5.h5")),
                "-Dhalfwave.data names no folder with model_S5.h5: not compared with the published network");
        List<String> settings = new ArrayList<>(List.of(more));
        settings.add("weights=" + data.resolve("model_S5.h5"));
        settings.add("data=" + data.resolve("PPGDalia_S6_stairs.pkl"));
        return settings;
    }

    private static RunData run(Experiment experiment, List<String> settings) {
        return WholeRun.of(experiment, "quick", "1", settings.toArray(String[]::new));
    }

    @Test
    void thePublishedNetworkOnARecording() {
        RunData run = run(EVALUATE, published());
        Readings readings = Readings.of(run).getFirst();
        assertThat(readings.trueBpm()).hasSize(215);
        assertThat(readings.agreement().get("network-raw").meanAbsoluteErrorBpm()).isCloseTo(5.133, within(0.002));
        assertThat(readings.agreement().get("network-filtered").meanAbsoluteErrorBpm()).isCloseTo(1.425, within(0.002));
        assertThat(readings.agreement().get("network-causal").meanAbsoluteErrorBpm()).isCloseTo(1.384, within(0.002));
        assertThat(readings.agreement().get("fft-peak-raw").meanAbsoluteErrorBpm()).isCloseTo(49.5, within(0.1));
        assertThat(readings.agreement().get("fft-peak-filtered").meanAbsoluteErrorBpm()).isCloseTo(16.4, within(0.1));
        String csv = EVALUATE.results(run).tables().get("predictions.csv");
        assertThat(csv).startsWith("window,labelBpm,rawBpm,filteredBpm,fftPeakRawBpm,fftPeakFilteredBpm\n0,117.735");
        assertThat(csv.lines()).hasSize(216);
        Report report = EVALUATE.report(run);
        assertThat(report.summary()).contains("In-sample: " + IN_SAMPLE, "81ff983368d130c9e0bf1f09b488d108");
        assertThat(report.html()).contains(IN_SAMPLE).doesNotContain("The full preset is");
        assertThat(EVALUATE.results(run).summary().get("caution").toString()).contains(IN_SAMPLE);
        assertThat(report.figures())
                .containsOnlyKeys("over-time", "errors", "agreement-network-raw", "agreement-network-filtered",
                        "agreement-network-causal");
    }

    @Test
    void theActivationsOfThePublishedNetwork() {
        RunData run = run(ACTIVATIONS, published("style=paper"));
        TrialResult third = run.trials("conv3").getFirst();
        assertThat(value(third, "after.standardDeviation", 0)).isCloseTo(1.0695, within(1e-4));
        assertThat(value(third, "after.mean", 0)).isCloseTo(0.3645, within(1e-4));
        assertThat(value(third, "after.dc", 0)).isCloseTo(0.682, within(5e-4));
        assertThat(value(third, "after.heart1", 0)).isCloseTo(0.572, within(5e-4));
        assertThat(value(third, "after.heart2", 0)).isCloseTo(0.370, within(5e-4));
        assertThat(value(third, "after.heart3", 0)).isCloseTo(0.238, within(5e-4));
        TrialResult sixth = run.trials("conv6").getFirst();
        assertThat(value(sixth, "after.standardDeviation", 9)).isZero();
        assertThat(value(sixth, "after.standardDeviation", 12)).isZero();
        assertThat(value(sixth, "after.dc", 1)).isCloseTo(1.280, within(5e-4));
        Report report = ACTIVATIONS.report(run);
        assertThat(report.html()).contains("`conv6` 9, 12".replace("`conv6`", "<code>conv6</code>"), IN_SAMPLE);
    }

    private static double value(TrialResult trial, String metric, int channel) {
        return trial.value(metric, channel).orElseThrow();
    }

    @Test
    void withoutFilesASyntheticSubjectIsReadBySpectralPeaksAlone() {
        RunData run = run(EVALUATE, List.of());
        Readings readings = Readings.of(run).getFirst();
        assertThat(readings.agreement()).containsOnlyKeys("fft-peak-raw", "fft-peak-filtered");
        assertThat(readings.csv().lines().skip(1).findFirst().orElseThrow()).matches("0,[\\d.]+,,,[\\d.]+,[\\d.]+");
        assertThat(EVALUATE.report(run).html())
                .contains("No weights were given", "No recording was given")
                .doesNotContain("In-sample");
    }

    @Test
    void aModelOfHalfwaveIsRead() throws IOException {
        Path file = folder.resolve("model.safetensors");
        HeartRateNetwork.of(new Relu()).initialize(3).save(file);
        RunData run = run(EVALUATE, List.of("weights=" + file, "arms=network-raw"));
        assertThat(Readings.of(run).getFirst().agreement()).containsOnlyKeys("network-raw");
        assertThat(
                run(ACTIVATIONS, List.of("weights=" + file, "arms=conv1,conv4")).trials("conv4").getFirst().metrics())
                .isNotEmpty();
        String hash = Sha256.ofFile(file);
        String other = "0".repeat(64);
        assertThat(run(EVALUATE, List.of("weights=" + file, "weightsSha256=" + hash, "arms=fft-peak-raw")).trials())
                .hasSize(1);
        assertThat(run(EVALUATE, List.of("weights=" + file, "weightsSha256=" + hash.toUpperCase(Locale.ROOT),
                "arms=fft-peak-raw")).settings()).containsEntry("weightsSha256", hash);
        assertThatThrownBy(() -> run(EVALUATE, List.of("weights=" + file, "weightsSha256=" + other)))
                .isInstanceOf(UsageException.class)
                .hasMessage("the file of weights " + file + " has the SHA-256 " + hash + ", not " + other
                        + " as weightsSha256 says");
        assertThatThrownBy(() -> run(EVALUATE, List.of("weightsSha256=" + other)))
                .hasMessage("weightsSha256 is given, but weights is not; name the file with --set weights=");
        assertThatThrownBy(() -> run(EVALUATE, List.of("weightsSha256=abc")))
                .hasMessageContaining("must be a SHA-256: 64 hexadecimal digits");
    }

    @Test
    void importedWeightsAreKnownAsThePublishedOnes() throws IOException {
        Path data = Path.of(published().getFirst().substring("weights=".length())).getParent();
        Path file = folder.resolve("imported.safetensors");
        Sequential model = HeartRateNetwork.fused(new Relu());
        KerasWeights.read(data.resolve("model_S5.h5")).copyTo(model);
        model.save(file);
        List<String> settings = List.of("weights=" + file, "data=" + data.resolve("PPGDalia_S6_stairs.pkl"),
                "arms=conv3");
        RunData run = run(ACTIVATIONS, settings);
        TrialResult separate = run(ACTIVATIONS, published("arms=conv3")).trials("conv3").getFirst();
        assertThat(run.trials("conv3").getFirst().metrics()).isEqualTo(separate.metrics());
        assertThat(ACTIVATIONS.report(run).summary()).contains(IN_SAMPLE, Sha256.ofFile(file));
        assertThat(ACTIVATIONS.results(run).summary().get("caution").toString()).contains(IN_SAMPLE);
    }

    @Test
    void whatCannotBeLookedAtIsRefusedBeforeAnythingRuns() throws IOException {
        assertThatThrownBy(() -> run(ACTIVATIONS, List.of("window=215")))
                .isInstanceOf(UsageException.class)
                .hasMessage("window is 215, but the recording has windows 0 to 214");
        Path file = folder.resolve("silu.safetensors");
        HeartRateNetwork.of(new Silu()).initialize(1).save(file);
        assertThatThrownBy(() -> run(ACTIVATIONS, List.of("weights=" + file)))
                .isInstanceOf(UsageException.class)
                .hasMessage("the model in weights has other layers than the heart-rate network, whose convolutions are "
                        + "looked at here");
    }

    @Test
    void anotherModelIsRefusedBeforeAnythingRuns() throws IOException {
        Path file = folder.resolve("other.safetensors");
        Sequential.of(Linear.of(2, 1)).initialize(1).save(file);
        assertThatThrownBy(() -> run(EVALUATE, List.of("weights=" + file)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("takes no windows (1, 1, 256)");
    }

    @Test
    void aNetworkThatReadsNothingIsNamed() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Sequential network = HeartRateNetwork.of(new Relu()).initialize(3);
        Parameter weight = network.parameter("output.weight");
        Parameter hidden = network.parameter("hidden.bias");
        weight.set(dev.halfwave.core.Tensor.of(weight.shape(), filled(Float.MAX_VALUE)));
        hidden.set(dev.halfwave.core.Tensor.of(hidden.shape(), filled(1e6f)));
        network.save(file);
        Report report = EVALUATE.report(run(EVALUATE, List.of("weights=" + file, "arms=network-raw,fft-peak-raw")));
        String sentence =
                "network-raw reads no heart rate in 215 of 215 windows: what it gives there is no finite number.";
        assertThat(report.summary()).contains(sentence);
        assertThat(report.html()).contains(sentence, "--preset full");
    }

    private static float[] filled(float value) {
        float[] values = new float[32];
        java.util.Arrays.fill(values, value);
        return values;
    }
}
