package dev.halfwave.nn.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import org.junit.jupiter.api.Test;

/// Limits and moments of initial values.
final class InitializerTest {

    private static final int COUNT = 40_000;

    /// Of a large sample.
    private record Moments(double mean, double variance, double largest) {

        static Moments of(Initializer initializer, Fans fans) {
            // room before and after: only the view is written
            float[] memory = new float[COUNT + 2];
            Tensor values = Tensor.wrap(memory, 1, Shape.of(COUNT));
            initializer.fill(values, fans, Philox.of(1, "w"));
            assertThat(memory[0]).isZero();
            assertThat(memory[COUNT + 1]).isZero();
            double sum = 0;
            double squares = 0;
            double largest = 0;
            for (int i = 0; i < COUNT; i++) {
                sum += values.get(i);
                squares += values.get(i) * (double) values.get(i);
                largest = Math.max(largest, Math.abs(values.get(i)));
            }
            return new Moments(sum / COUNT, squares / COUNT, largest);
        }
    }

    @Test
    void fansOfAConvolutionCountItsTaps() {
        assertThat(Fans.ofWeight(Shape.of(32, 1, 3))).isEqualTo(new Fans(3, 96));
        assertThat(Fans.ofWeight(Shape.of(32, 32, 3))).isEqualTo(new Fans(96, 96));
        assertThat(Fans.ofWeight(Shape.of(3, 32))).isEqualTo(new Fans(32, 3));
        assertThatThrownBy(() -> Fans.ofWeight(Shape.of(3)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Fans: a weight has at least the axes (out, in), but its shape is (3)");
    }

    /// Section V.C of the paper: √(6/99), √(6/192), √(6/64), √(6/35).
    @Test
    void theWeightsOfThePapersNetworkFillTheirGlorotLimits() {
        Sequential model = Fixtures.network(32, 3, 42);
        double[] limits = {.24618, .17678, .30619, .41404};
        String[] names = {"conv1.weight", "conv2.weight", "linear1.weight", "linear2.weight"};
        for (int i = 0; i < limits.length; i++) {
            double largest = 0;
            for (float value : model.parameter(names[i]).tensor().toArray()) {
                largest = Math.max(largest, Math.abs(value));
            }
            // of 96 values and more one comes within 10 % of the limit but for a chance of 0.9⁹⁶ = 4·10⁻⁵
            assertThat(largest).as(names[i]).isBetween(0.9 * limits[i], limits[i] + 5e-6);
        }
        assertThat(model.parameter("linear1.bias").tensor().toArray()).containsOnly(0f);
        assertThat(model.parameter("linear2.bias").tensor().toArray()).containsOnly(0f);
    }

    @Test
    void uniformInitializersHaveTheirLimits() {
        Fans fans = new Fans(96, 54);
        assertUniform(Initializer.glorotUniform(), fans, 0.2); // √(6 / 150)
        assertUniform(Initializer.heUniform(), fans, 0.25); // √(6 / 96)
        assertUniform(Initializer.uniformByFanIn(), new Fans(16, 999), 0.25); // 1 / √16
        assertUniform(Initializer.lecunUniform(), new Fans(48, 999), 0.25); // √(3 / 48)
    }

    @Test
    void gaussianInitializersHaveTheirVariances() {
        assertGaussian(Initializer.glorotNormal(), new Fans(150, 50), 0.01); // 2 / 200
        assertGaussian(Initializer.heNormal(), new Fans(200, 7), 0.01); // 2 / 200
        assertGaussian(Initializer.lecunNormal(), new Fans(100, 7), 0.01); // 1 / 100
    }

    private static void assertUniform(Initializer initializer, Fans fans, double limit) {
        Moments moments = Moments.of(initializer, fans);
        assertThat(moments.largest).isBetween(0.999 * limit, limit);
        assertThat(moments.variance).isCloseTo(limit * limit / 3, within(0.02 * limit * limit / 3));
        assertThat(moments.mean).isCloseTo(0, within(limit / Math.sqrt(3 * COUNT) * 4)); // 4 standard errors
    }

    private static void assertGaussian(Initializer initializer, Fans fans, double variance) {
        Moments moments = Moments.of(initializer, fans);
        double deviation = Math.sqrt(variance);
        assertThat(moments.variance).isCloseTo(variance, within(0.04 * variance)); // 1 % is a standard error and more
        assertThat(moments.mean).isCloseTo(0, within(4 * deviation / Math.sqrt(COUNT)));
        assertThat(moments.largest).isBetween(3.5 * deviation, 6 * deviation); // not truncated at 2 as Keras's are
    }

    @Test
    void constantsAreConstant() {
        Tensor values = Tensor.full(Shape.of(3), 9);
        Initializer.constant(0.5f).fill(values, new Fans(1, 1), Philox.of(1, "b"));
        assertThat(values.toArray()).containsExactly(0.5f, 0.5f, 0.5f);
        Initializer.zeros().fill(values, new Fans(1, 1), Philox.of(1, "b"));
        assertThat(values.toArray()).containsExactly(0f, 0f, 0f);
    }

    @Test
    void pytorchsDefaultsAlsoDrawTheBias() {
        Sequential model = Sequential.of(Linear.of(16, 200).withInitialization(Initialization.PYTORCH));
        for (Parameter parameter : model.parameters()) {
            double largest = 0;
            for (float value : parameter.tensor().toArray()) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(largest).as(parameter.name()).isBetween(0.9 * 0.25, 0.25); // 1 / √16, the bias as well
        }
    }

    @Test
    void hesDefaultsLeaveTheBiasAtZero() {
        Sequential model = Sequential.of(Linear.of(50, 400).withInitialization(Initialization.HE));
        double squares = 0;
        for (float value : model.parameter("linear1.weight").tensor().toArray()) {
            squares += value * (double) value;
        }
        assertThat(squares / 20_000).isCloseTo(0.04, within(0.002)); // 2 / 50
        assertThat(model.parameter("linear1.bias").tensor().toArray()).containsOnly(0f);
    }

    @Test
    void lecunsDefaultsLeaveTheBiasAtZero() {
        Sequential model = Sequential.of(Linear.of(50, 400).withInitialization(Initialization.LECUN));
        double squares = 0;
        for (float value : model.parameter("linear1.weight").tensor().toArray()) {
            squares += value * (double) value;
        }
        assertThat(squares / 20_000).isCloseTo(0.02, within(0.001)); // 1 / 50
        assertThat(model.parameter("linear1.bias").tensor().toArray()).containsOnly(0f);
    }
}
