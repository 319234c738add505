package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class LayerNormalizationTest implements OpContract {

    private final LayerNormalization exact = new LayerNormalization(1, 1e-30f); // of no effect beside these variances

    @Override
    public Op op() {
        return new LayerNormalization(2, 1e-3f);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                inputs(Shape.of(2, 3, 7), Shape.of(3, 7)),
                inputs(Shape.of(1, 2, 3, 17), Shape.of(3, 17)),
                inputs(Shape.of(3, 1, 33), Shape.of(1, 33)),
                inputs(Shape.of(2, 16, 2), Shape.of(16, 2)));
    }

    private static Tensor[] inputs(Shape x, Shape row) {
        return new Tensor[] {
            Samples.awayFromZero(x, 1), Samples.awayFromZero(row, 2), Samples.awayFromZero(row, 3)
        };
    }

    /// The same without weight and bias.
    @Nested
    final class Plain implements OpContract {
        @Override
        public Op op() {
            return new LayerNormalization(1, 1e-3f);
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.of(
                    new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 17), 1)},
                    new Tensor[] {Samples.awayFromZero(Shape.of(2, 5), 2)});
        }
    }

    /// Rows take each step in groups: the bits are those of one after the other, and weight and bias run on in order.
    @Test
    void rowsDoNotDependOnTheirGroup() {
        for (int rows : new int[] {1, 7, 8, 9, 19}) {
            Tensor x = Samples.awayFromZero(Shape.of(rows, 33), 1);
            Tensor weight = Samples.awayFromZero(Shape.of(33), 2);
            Tensor bias = Samples.awayFromZero(Shape.of(33), 3);
            Tensor dy = Samples.awayFromZero(x.shape(), 4);
            LayerNormalization op = new LayerNormalization(1);
            Tensor[] inputs = {x, weight, bias};
            Tensor[] dx = {Tensor.zeros(x.shape()), Tensor.zeros(weight.shape()), Tensor.zeros(bias.shape())};
            Tensor[] one = {Tensor.zeros(x.shape()), Tensor.zeros(weight.shape()), Tensor.zeros(bias.shape())};
            PooledWorkspace w = new PooledWorkspace(new PreparedForms());
            Tensor y = op.apply(inputs);
            op.backward(inputs, y, dy, dx, w);
            for (int i = 0; i < rows; i++) {
                Tensor[] row = {x.slice(i, i + 1), weight, bias};
                Tensor alone = op.apply(row);
                assertThat(alone.toArray()).containsExactly(y.slice(i, i + 1).toArray());
                op.backward(row, alone, dy.slice(i, i + 1), new Tensor[] {one[0].slice(i, i + 1), one[1], one[2]}, w);
            }
            for (int i = 0; i < 3; i++) {
                assertThat(dx[i].toArray()).containsExactly(one[i].toArray());
            }
        }
    }

    @Test
    void bringsEveryRowToMeanZeroAndVarianceOne() {
        // row 0: mean 3, variance (4 + 4 + 0 + 0) / 4 = 2; row 1: mean 10, variance 9
        Tensor x = Tensor.of(Shape.of(2, 4), 1, 5, 3, 3, 13, 7, 13, 7);
        float s = (float) Math.sqrt(0.5);
        assertThat(exact.apply(x).toArray()).containsExactly(-2 * s, 2 * s, 0f, 0f, 1f, -1f, 1f, -1f);
        Tensor weight = Tensor.of(Shape.of(4), 1, 10, 100, 1000);
        Tensor bias = Tensor.of(Shape.of(4), 0, 1, 2, 3);
        assertThat(exact.apply(x, weight, bias).slice(1, 2).toArray()).containsExactly(1f, -9f, 102f, -997f);
    }

    @Test
    void keepsTheDigitsOfAGradientThatNearlyVanishes() {
        // A row of two has nothing outside the two directions: dx = ±(g₀ − g₁)/2 · ε/(σ² + ε)^(3/2), by hand.
        LayerNormalization op = new LayerNormalization(1);
        Tensor x = Tensor.of(Shape.of(1, 2), 0.22953683f, 0.42718437f).requiringGradient();
        Tensor dx = op.apply(x).backward(Tensor.of(Shape.of(1, 2), 0.6562649f, -1.3292574f)).of(x);
        double variance = Math.pow(((double) 0.42718437f - 0.22953683f) / 2, 2);
        double expected = ((double) 0.6562649f + 1.3292574f) / 2 * 1e-5f / Math.pow(variance + 1e-5f, 1.5);
        assertThat(dx.get(0)).isCloseTo((float) expected, Offset.offset(1e-7f));
        assertThat(dx.get(1)).isCloseTo((float) -expected, Offset.offset(1e-7f));
    }

    @Test
    void takesWhatIsLeftOfTheGradientWithoutMeanAndWithoutItsShareInTheRow() {
        // x̂ = (1, −1, 1, −1), 1/s = 1/3; dy = (5, 1, 3, 3) has mean 3: (2, −2, 0, 0); ⟨dy, x̂⟩/4 = (5 − 1 + 3 − 3)/4 = 1
        Tensor x = Tensor.of(Shape.of(1, 4), 13, 7, 13, 7).requiringGradient();
        Tensor weight = Tensor.full(Shape.of(4), 1).requiringGradient();
        Tensor bias = Tensor.zeros(Shape.of(4)).requiringGradient();
        Gradients gradients = exact.apply(x, weight, bias).backward(Tensor.of(Shape.of(1, 4), 5, 1, 3, 3));
        float third = 1 / 3f;
        assertThat(gradients.of(x).toArray())
                .containsExactly(new float[] {third, -third, -third, third}, Offset.offset(1e-7f));
        assertThat(gradients.of(weight).toArray()).containsExactly(5f, -1f, 3f, -3f);
        assertThat(gradients.of(bias).toArray()).containsExactly(5f, 1f, 3f, 3f);
    }

    @Test
    void gradientsOfTheParametersRunOnFromWhatTheyFind() {
        Tensor[] x = {
            Tensor.of(Shape.of(1, 4), 13, 7, 13, 7), Tensor.full(Shape.of(4), 1), Tensor.zeros(Shape.of(4))
        };
        Tensor[] dx = {null, Tensor.full(Shape.of(4), 100), Tensor.full(Shape.of(4), 200)};
        exact.backward(x, exact.apply(x), Tensor.of(Shape.of(1, 4), 5, 1, 3, 3), dx, Workspace.ordinary());
        assertThat(dx[1].toArray()).containsExactly(105f, 99f, 103f, 97f);
        assertThat(dx[2].toArray()).containsExactly(205f, 201f, 203f, 203f);
        assertThat(exact.accumulates(0)).isFalse();
        assertThat(exact.accumulates(1)).isTrue();
        assertThat(exact.accumulates(2)).isTrue();
    }

    @Test
    void oneAxisIsTheTimeOfEachChannelAndTwoAreAllChannelsTogether() {
        Tensor x = Tensor.of(Shape.of(1, 2, 2), 1, 3, 11, 13);
        assertThat(exact.apply(x).toArray()).containsExactly(-1f, 1f, -1f, 1f);
        // mean 7, deviations −6, −4, 4, 6, variance 26
        float s = (float) (1 / Math.sqrt(26));
        assertThat(new LayerNormalization(2, 1e-30f).apply(x).toArray()).containsExactly(-6 * s, -4 * s, 4 * s, 6 * s);
    }

    /// The mean of the squares minus the square of the mean would have lost all digits.
    @Test
    void aLargeMeanCostsNoDigits() {
        Tensor x = Tensor.of(Shape.of(1, 4), 100_001, 100_003, 100_001, 100_003);
        assertThat(exact.apply(x).toArray()).containsExactly(-1f, 1f, -1f, 1f);
    }

    @Test
    void aConstantRowBecomesItsBias() {
        Tensor x = Tensor.full(Shape.of(1, 3), 7).requiringGradient();
        Tensor y = new LayerNormalization(1).apply(x, Tensor.full(Shape.of(3), 5), Tensor.of(Shape.of(3), 1, 2, 3));
        assertThat(y.toArray()).containsExactly(1f, 2f, 3f);
        // 1/s = 1/√10⁻⁵ = 316.2, dy without its mean is (−1, 0, 1), times weight 5
        float[] dx = y.backward(Tensor.of(Shape.of(1, 3), 1, 2, 3)).of(x).toArray();
        assertThat(dx[0]).isCloseTo(-5 * 316.2278f, within(1e-2f));
        assertThat(dx[1]).isZero();
        assertThat(dx[2]).isCloseTo(5 * 316.2278f, within(1e-2f));
    }

    @Test
    void aNaNMakesItsRowNaNAndNoOther() {
        Tensor y = exact.apply(Tensor.of(Shape.of(2, 2), Float.NaN, 1, 2, 4));
        assertThat(y.toArray()).containsExactly(Float.NaN, Float.NaN, -1f, 1f);
    }

    @Test
    void acceptsWhatIsEmpty() {
        for (Shape shape : List.of(Shape.of(0, 3), Shape.of(2, 0))) {
            Tensor x = Tensor.zeros(shape).requiringGradient();
            Tensor weight = Tensor.zeros(Shape.of(shape.dim(1))).requiringGradient();
            Tensor y = exact.apply(x, weight, Tensor.zeros(weight.shape()));
            assertThat(y.shape()).isEqualTo(shape);
            assertThat(y.backward(Tensor.zeros(shape)).of(weight).toArray())
                    .containsExactly(new float[shape.dim(1)]);
        }
    }

    /// In floats the sum of as many is off by more than √ε of the value, which 1/s would magnify.
    @Test
    void aLongRowOfEqualElementsBecomesItsBias() {
        LayerNormalization op = new LayerNormalization(1);
        assertThat(op.apply(Tensor.full(Shape.of(2, 10_000), 1000.3f)).toArray()).containsOnly(0f);
        Tensor x = Tensor.full(Shape.of(2, 1_000), 100.3f).requiringGradient();
        Tensor weight = Tensor.full(Shape.of(1_000), 1).requiringGradient();
        Tensor y = op.apply(x, weight, Tensor.full(Shape.of(1_000), 2));
        assertThat(y.toArray()).containsOnly(2f);
        assertThat(y.backward(Tensor.full(y.shape(), 3)).of(weight).toArray()).containsOnly(0f); // Σ dy x̂
    }

    @Test
    void hasPyTorchsDefault() {
        assertThat(new LayerNormalization(2)).isEqualTo(new LayerNormalization(2, 1e-5f));
    }

    @Test
    void rejectsWhatDoesNotFit() {
        LayerNormalization two = new LayerNormalization(2);
        assertThatThrownBy(() -> two.shape(Shape.of(8)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("LayerNormalization: expected x with at least 2 axes, but its shape is (8)");
        assertThatThrownBy(() -> exact.shape(Shape.SCALAR))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("LayerNormalization: expected x with at least 1 axis, but its shape is ()");
        assertThatThrownBy(() -> two.shape(Shape.of(8, 4, 16), Shape.of(4, 16), Shape.of(16)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "LayerNormalization: the last axes of x (8, 4, 16) expect weight and bias to be (4, 16), but "
                                + "weight is (4, 16) and bias is (16)");
        assertThatThrownBy(() -> two.shape(Shape.of(8, 4, 16), Shape.of(4, 16)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("LayerNormalization: takes x, or x, weight and bias, but was given 2 inputs");
    }

    @Test
    void rejectsSettingsOutOfRange() {
        assertThatThrownBy(() -> new LayerNormalization(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("LayerNormalization: axes must be at least 1, but is 0");
        for (float epsilon : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new LayerNormalization(1, epsilon))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("LayerNormalization: epsilon must be finite, but is " + epsilon);
        }
    }
}
