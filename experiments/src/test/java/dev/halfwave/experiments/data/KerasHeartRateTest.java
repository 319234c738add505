package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Relu;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The published weights give the published heart rates. Needs `model_S5.h5` and `PPGDalia_S6_stairs.pkl` of KID-PPG,
/// which are not part of the project, in the folder of `-Dhalfwave.data`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KerasHeartRateTest {

    private static final int WINDOWS = 215;
    private static final int WINDOWS_BYTE = 65; // of the pickle: doubles (215, 4, 256)
    private static final int LABELS_BYTE = 1_761_442;

    private KerasWeights weights;
    private Sequential model;
    private ByteBuffer recording;

    @BeforeAll
    void read() throws IOException {
        Path folder = Path.of(System.getProperty("halfwave.data", ""));
        Path file = folder.resolve("model_S5.h5");
        Path windows = folder.resolve("PPGDalia_S6_stairs.pkl");
        Assumptions.assumeTrue(
                Files.exists(file) && Files.exists(windows),
                "-Dhalfwave.data names no folder with model_S5.h5 and PPGDalia_S6_stairs.pkl: the weights are not tested");
        weights = KerasWeights.read(file);
        model = HeartRateNetwork.of(new Relu());
        weights.copyTo(model);
        recording = ByteBuffer.wrap(Files.readAllBytes(windows)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private double ppg(int window, int sample) {
        return recording.getDouble(WINDOWS_BYTE + 8 * (window * 4 * 256 + sample));
    }

    private Tensor windows(int from, int to) {
        Tensor x = Tensor.zeros(Shape.of(to - from, 1, 256));
        for (int i = 0; i < x.size(); i++) {
            x.set(i, (float) ppg(from + i / 256, i % 256));
        }
        return x;
    }

    private double bpm(IntToDoubleFunction signal) {
        Tensor x = Tensor.zeros(Shape.of(1, 1, 256));
        IntStream.range(0, 256).forEach(n -> x.set(n, (float) signal.applyAsDouble(n)));
        return model.predict(x).item();
    }

    private double sum(String name) {
        double sum = 0;
        for (float value : weights.tensors().get(name).toArray()) {
            sum += value;
        }
        return sum;
    }

    @Test
    void theFileIsReadAsItIs() {
        assertThat(weights.sha256()).isEqualTo("81ff983368d130c9e0bf1f09b488d1088805b1a55d61f3460244ec84850da6a6");
        assertThat(weights.count()).isEqualTo(147_473);
        assertThat(weights.tensors()).hasSize(32);
        assertThat(weights.tensors().keySet()).startsWith("model_20/conv1d_45/kernel:0", "model_20/conv1d_45/bias:0")
                .endsWith("dense_11/dense_11/kernel:0", "dense_11/dense_11/bias:0");
        assertThat(weights.tensors().get("model_22/conv1d_51/kernel:0").shape()).isEqualTo(Shape.of(5, 48, 64));
        assertThat(sum("model_20/conv1d_45/kernel:0")).isCloseTo(-0.489295, within(1e-6));
        assertThat(sum("model_22/conv1d_53/kernel:0")).isCloseTo(-610.958386, within(1e-6));
        assertThat(sum("multi_head_attention_5/multi_head_attention_5/query/kernel:0")).isCloseTo(-12.041708,
                within(1e-6));
        assertThat(sum("multi_head_attention_5/multi_head_attention_5/attention_output/bias:0"))
                .isCloseTo(0.049042, within(1e-6));
        assertThat(sum("layer_normalization_5/layer_normalization_5/gamma:0")).isCloseTo(64.928982, within(1e-6));
        assertThat(sum("dense_10/dense_10/kernel:0")).isCloseTo(-38.628273, within(1e-6));
        assertThat(sum("dense_11/dense_11/bias:0")).isCloseTo(0.072412, within(1e-6));
    }

    /// Two layers of one shape that have changed places in the list of names.
    @Test
    void changedPlacesAreSeen() throws IOException {
        Path file = Path.of(System.getProperty("halfwave.data"), "model_S5.h5");
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int from = bytes.indexOf("conv1d_46/bias:0"); // the first ones are the texts that weight_names refers to
        int to = bytes.indexOf("conv1d_45/bias:0");
        assertThat(to - from).isBetween(1, 200);
        String names = bytes.substring(from, to).replace("conv1d_46/", "conv1d_?/").replace("conv1d_47/", "conv1d_46/")
                .replace("conv1d_?/", "conv1d_47/");
        bytes = bytes.substring(0, from) + names + bytes.substring(to);
        KerasWeights changed = KerasWeights.read(file, bytes.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> changed.copyTo(HeartRateNetwork.of(new Relu()))).hasMessage(file
                + ": lists model_20/conv1d_47 before model_20/conv1d_46, but its model_config applies them in the other "
                + "order");
    }

    @Test
    void windowsHaveTheirHeartRates() {
        double[] expected = {115.52960, 157.78060, 145.25915, 153.88460, 140.81557, 125.75823};
        int[] windows = {0, 50, 100, 150, 200, 214};
        for (int i = 0; i < windows.length; i++) {
            assertThat((double) model.predict(windows(windows[i], windows[i] + 1)).item())
                    .as("window %s", windows[i]).isCloseTo(expected[i], within(1e-3));
        }
    }

    @Test
    void syntheticSignalsHaveTheirHeartRates() {
        assertThat(bpm(_ -> 0)).isCloseTo(99.787357, within(1e-3));
        assertThat(bpm(n -> 30 * Math.cos(2 * Math.PI * 1.25 * n / 32))).isCloseTo(78.671426, within(1e-3));
        assertThat(bpm(n -> 30 * Math.cos(2 * Math.PI * 2 * n / 32))).isCloseTo(119.615164, within(1e-3));
        assertThat(bpm(n -> n == 0 ? 100 : 0)).isCloseTo(89.953934, within(1e-3));
        assertThat(bpm(n -> 10.0 * n / 32)).isCloseTo(73.184055, within(1e-3));
    }

    @Test
    void allWindowsHaveThePublishedMeanAbsoluteError() {
        Tensor predicted = model.predict(windows(0, WINDOWS));
        double sum = 0;
        for (int i = 0; i < WINDOWS; i++) {
            sum += Math.abs(predicted.get(i) - recording.getDouble(LABELS_BYTE + 8 * i));
        }
        assertThat(sum / WINDOWS).isCloseTo(5.133, within(0.002));
    }

    @Test
    void activationsAreThoseOfTheReference() {
        Map<String, Tensor> seen = model.capture(windows(200, 201), "relu3", "relu6");
        double[] first = channel(seen.get("relu3"), 0);
        double mean = Arrays.stream(first).average().orElseThrow();
        double variance = Arrays.stream(first).map(z -> (z - mean) * (z - mean)).average().orElseThrow();
        assertThat(mean).isCloseTo(0.3645, within(5e-5));
        assertThat(Math.sqrt(variance)).isCloseTo(1.0695, within(5e-5));
        List<Integer> dead = IntStream.range(0, 16) // those that the figure shows
                .filter(channel -> Arrays.stream(channel(seen.get("relu6"), channel)).allMatch(z -> z == 0))
                .boxed().toList();
        assertThat(dead).containsExactly(9, 12);
    }

    private static double[] channel(Tensor z, int channel) {
        return IntStream.range(0, z.shape().dim(2)).mapToDouble(t -> z.at(0, channel, t)).toArray();
    }
}
