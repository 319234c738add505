package dev.halfwave.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Gelu;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartRateNetworkTest {

    private static Tensor windows(int count) {
        Tensor x = Tensor.zeros(Shape.of(count, 1, HeartRateNetwork.WINDOW_SAMPLES));
        for (int i = 0; i < x.size(); i++) {
            x.set(i, (i * 7919 % 101 - 50) * (1 + i % 3));
        }
        return x;
    }

    private static int size(Sequential model, String... layers) {
        return model.parameters().stream()
                .filter(parameter -> List.of(layers).contains(parameter.name().split("\\.", 2)[0]))
                .mapToInt(parameter -> parameter.shape().size())
                .sum();
    }

    @Test
    void hasThePublishedNumbersOfParameters() {
        Sequential model = HeartRateNetwork.of(new Relu());
        assertThat(model.parameters().stream().mapToInt(parameter -> parameter.shape().size()).sum())
                .isEqualTo(147_473);
        assertThat(size(model, "conv1", "conv2", "conv3")).isEqualTo(10_496);
        assertThat(size(model, "conv4", "conv5", "conv6")).isEqualTo(30_864);
        assertThat(size(model, "conv7", "conv8", "conv9")).isEqualTo(56_512);
        assertThat(size(model, "attention")).isEqualTo(16_640);
        assertThat(size(model, "normalization")).isEqualTo(128);
        assertThat(size(model, "hidden")).isEqualTo(32_800);
        assertThat(size(model, "output")).isEqualTo(33);
    }

    @Test
    void showsConvolutionsAndActivationsApart() {
        Sequential model = HeartRateNetwork.of(new Relu()).initialize(1);
        Map<String, Tensor> seen = model.capture(windows(2));

        assertThat(seen.keySet()).containsExactly(
                "conv1", "relu1", "conv2", "relu2", "conv3", "relu3", "pool1", "dropout1",
                "conv4", "relu4", "conv5", "relu5", "conv6", "relu6", "pool2", "dropout2",
                "conv7", "relu7", "conv8", "relu8", "conv9", "relu9", "pool3", "dropout3",
                "attention", "channels_last", "normalization", "flatten", "hidden", "hidden_relu", "output");
        assertThat(seen.get("relu3").shape()).isEqualTo(Shape.of(2, 32, 256));
        assertThat(seen.get("relu6").shape()).isEqualTo(Shape.of(2, 48, 64));
        assertThat(seen.get("relu9").shape()).isEqualTo(Shape.of(2, 64, 32));
        assertThat(seen.get("attention").shape()).isEqualTo(Shape.of(2, 64, 16));
        assertThat(seen.get("output").shape()).isEqualTo(Shape.of(2, 1));
        Tensor before = seen.get("conv5");
        Tensor after = seen.get("relu5");
        int rectified = 0;
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).isEqualTo(Math.max(0, before.get(i)));
            rectified += before.get(i) < 0 ? 1 : 0;
        }
        assertThat(rectified).isBetween(before.size() / 10, before.size() - before.size() / 10);
    }

    @Test
    void flattensInTheOrderOfThePublication() {
        Map<String, Tensor> seen = HeartRateNetwork.of(new Relu()).initialize(1)
                .capture(windows(2), "channels_last", "attention", "normalization", "flatten");
        for (int t = 0; t < 16; t++) {
            for (int c = 0; c < 64; c++) {
                assertThat(seen.get("channels_last").at(1, t, c)).isEqualTo(seen.get("attention").at(1, c, t));
                assertThat(seen.get("flatten").at(1, t * 64 + c)).isEqualTo(seen.get("normalization").at(1, t, c));
            }
        }
    }

    /// An impulse at time `n` changes the outputs of a causal convolution at `n`, `n + 2` … `n + 8` and no others.
    @Test
    void convolvesCausallyWithDilationTwo() {
        Sequential model = HeartRateNetwork.of(new Identity()).initialize(1);
        Tensor impulse = Tensor.zeros(Shape.of(1, 1, 256));
        impulse.set(100, 1);
        Tensor y = model.capture(impulse, "conv1").get("conv1");
        for (int t = 0; t < 256; t++) {
            boolean reached = t >= 100 && t <= 108 && t % 2 == 0;
            assertThat(y.at(0, 7, t) != 0).as("time %s", t).isEqualTo(reached);
        }
    }

    @Test
    void fusedHasTheSameBitsAndParameters() {
        for (UnaryOp activation : List.of(new Relu(), new DcFreeRelu(), new Gelu(false), new Identity())) {
            Sequential apart = HeartRateNetwork.of(activation).initialize(5);
            Sequential fused = HeartRateNetwork.fused(activation).initialize(5);
            assertThat(fused.parameters()).extracting(Parameter::name)
                    .isEqualTo(apart.parameters().stream().map(Parameter::name).toList());
            assertThat(fused.predict(windows(5)).toArray()).isEqualTo(apart.predict(windows(5)).toArray());
        }
    }

    @Test
    void namesTheActivationAfterItsOp() {
        assertThat(HeartRateNetwork.of(new DcFreeRelu()).layers()).containsKeys("dcFreeRelu1", "dcFreeRelu9");
        assertThat(HeartRateNetwork.of(new Gelu(false)).layers()).containsKeys("gelu9", "hidden_relu");
        assertThat(HeartRateNetwork.of(new Identity()).layers()).containsKeys("identity9");
    }

    @Test
    void comesBackFromAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.safetensors");
        for (Sequential model : List.of(
                HeartRateNetwork.of(new DcFreeRelu(), 0.25).initialize(3),
                HeartRateNetwork.fused(new Relu()).initialize(3))) {
            model.save(file);
            Sequential again = Sequential.load(file);
            assertThat(again.spec()).isEqualTo(model.spec());
            assertThat(again.predict(windows(3)).toArray()).isEqualTo(model.predict(windows(3)).toArray());
        }
    }

    @Test
    void refusesARateThatIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> HeartRateNetwork.of(new Relu(), 1))
                .withMessage("Dropout: rate must be in [0, 1), but is 1.0");
    }
}
