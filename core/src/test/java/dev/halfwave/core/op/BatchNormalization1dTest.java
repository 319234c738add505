package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The form for training; the one for evaluation is at the end.
final class BatchNormalization1dTest implements OpContract {

    private final BatchNormalization1d exact = new BatchNormalization1d(1e-30f); // of no effect beside these variances

    @Override
    public Op op() {
        return new BatchNormalization1d(1e-3f);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(inputs(Shape.of(3, 2, 17)), inputs(Shape.of(19, 3)), inputs(Shape.of(5, 2, 1)),
                inputs(Shape.of(1, 1, 4)));
    }

    private static Tensor[] inputs(Shape x) {
        Shape channels = Shape.of(x.dim(1));
        return new Tensor[] {
            Samples.awayFromZero(x, 1), Samples.awayFromZero(channels, 2), Samples.awayFromZero(channels, 3)
        };
    }

    @Override
    public boolean isBatched() {
        return false; // every sample counts for the others
    }

    /// Without weight and bias.
    @Nested
    final class Plain implements OpContract {
        @Override
        public Op op() {
            return new BatchNormalization1d(1e-3f);
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.of(
                    new Tensor[] {Samples.awayFromZero(Shape.of(3, 2, 5), 1)},
                    new Tensor[] {Samples.awayFromZero(Shape.of(7, 3), 2)});
        }

        @Override
        public boolean isBatched() {
            return false;
        }
    }

    @Test
    void bringsEveryChannelToMeanZeroAndVarianceOne() {
        // channel 0: 13, 7, 13, 7: mean 10, variance 9; channel 1: 1, 5, 3, 3: mean 3, variance 2
        Tensor x = Tensor.of(Shape.of(2, 2, 2), 13, 7, 1, 5, 13, 7, 3, 3);
        float s = (float) Math.sqrt(0.5);
        float[] expected = {1, -1, -2 * s, 2 * s, 1, -1, 0, 0};
        assertThat(exact.apply(x).toArray()).containsExactly(expected);
        Tensor y = exact.apply(x, Tensor.of(Shape.of(2), 10, -1), Tensor.of(Shape.of(2), 3, 0));
        assertThat(y.toArray()).containsExactly(13f, -7f, 2 * s, -2 * s, 13f, -7f, 0f, 0f);
        // the same numbers without an axis of time
        Tensor flat = Tensor.of(Shape.of(4, 2), 13, 1, 7, 5, 13, 3, 7, 3);
        assertThat(exact.apply(flat).toArray())
                .containsExactly(1f, -2 * s, -1f, 2 * s, 1f, 0f, -1f, 0f);
    }

    @Test
    void takesWhatIsLeftOfTheGradientWithoutMeanAndWithoutItsShareInTheChannel() {
        // as for a row of LayerNormalization, with weight 6 for 1/s = 1/3
        Tensor x = Tensor.of(Shape.of(2, 1, 2), 13, 7, 13, 7).requiringGradient();
        Tensor weight = Tensor.of(Shape.of(1), 6).requiringGradient();
        Tensor bias = Tensor.of(Shape.of(1), 1).requiringGradient();
        Gradients gradients = exact.apply(x, weight, bias).backward(Tensor.of(x.shape(), 5, 1, 3, 3));
        assertThat(gradients.of(x).toArray())
                .containsExactly(new float[] {2, -2, -2, 2}, Offset.offset(5e-7f));
        assertThat(gradients.of(weight).toArray()).containsExactly(4f); // 5 − 1 + 3 − 3
        assertThat(gradients.of(bias).toArray()).containsExactly(12f);
    }

    @Test
    void aConstantChannelBecomesItsBias() {
        Tensor x = Tensor.full(Shape.of(3, 1, 2), 7);
        Tensor y = new BatchNormalization1d().apply(x, Tensor.full(Shape.of(1), 9), Tensor.full(Shape.of(1), 2));
        assertThat(y.toArray()).containsOnly(2f);
        // in floats the sum of as many is off by more than √ε of the value, which 1/s would magnify
        Tensor large = Tensor.full(Shape.of(3, 1, 10_000), 1000.3f);
        assertThat(new BatchNormalization1d().apply(large).toArray()).containsOnly(0f);
        assertThat(new BatchNormalization1d().apply(Tensor.full(Shape.of(4096, 2), 1000.3f)).toArray())
                .containsOnly(0f);
        assertThat(new ChannelMoments().apply(large).toArray()).containsExactly(1000.3f, 0f);
    }

    @Test
    void aNaNMakesItsChannelNaNAndNoOther() {
        Tensor y = exact.apply(Tensor.of(Shape.of(2, 2), Float.NaN, 1, 2, 3));
        assertThat(y.toArray()).containsExactly(Float.NaN, -1f, Float.NaN, 1f);
    }

    @Test
    void hasPyTorchsDefault() {
        assertThat(new BatchNormalization1d()).isEqualTo(new BatchNormalization1d(1e-5f));
    }

    @Test
    void takesMoreThanOneValue() {
        String message = "BatchNormalization1d: expected more than one value per channel to take mean and variance of, "
                + "but x is %s with %d; train on batches of two samples or more (the last batch of an epoch may be a "
                + "smaller one)";
        Shape four = Shape.of(4);
        assertThatThrownBy(() -> exact.shape(Shape.of(1, 4), four, four))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(message, "(1, 4)", 1);
        assertThatThrownBy(() -> exact.shape(Shape.of(1, 4, 1)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(message, "(1, 4, 1)", 1);
        assertThatThrownBy(() -> exact.shape(Shape.of(0, 4, 8)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(message, "(0, 4, 8)", 0);
        assertThat(exact.shape(Shape.of(1, 4, 2), four, four)).isEqualTo(Shape.of(1, 4, 2));
        assertThat(exact.shape(Shape.of(1, 4), four, four, four, four)).isEqualTo(Shape.of(1, 4));
    }

    @Test
    void rejectsWhatDoesNotFit() {
        Shape x = Shape.of(8, 4, 256);
        Shape four = Shape.of(4);
        assertThatThrownBy(() -> exact.shape(Shape.of(8, 4, 2, 2)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("BatchNormalization1d: expected x with axes (N, C) or (N, C, L), but its shape is "
                        + "(8, 4, 2, 2)");
        assertThatThrownBy(() -> exact.shape(x, Shape.of(256), four))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("BatchNormalization1d: x (8, 4, 256) expects weight (C) to be (4), but weight is (256)");
        assertThatThrownBy(() -> exact.shape(x, four, four, four, Shape.of(4, 1)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "BatchNormalization1d: x (8, 4, 256) expects variance (C) to be (4), but variance is (4, 1)");
        assertThatThrownBy(() -> exact.shape(x, four))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "BatchNormalization1d: takes x, weight and bias, which may be left out, or x, weight, bias, "
                                + "mean and variance, but was given 2 inputs");
        assertThatThrownBy(() -> new BatchNormalization1d(Float.NaN))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("BatchNormalization1d: epsilon must be finite, but is NaN");
    }

    /// The form for evaluation, with mean and variance given.
    @Nested
    final class Evaluation implements OpContract {

        @Override
        public Op op() {
            return new BatchNormalization1d(1e-3f);
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.of(inputs(Shape.of(3, 2, 17)), inputs(Shape.of(19, 3)), inputs(Shape.of(5, 2, 1)));
        }

        private Tensor[] inputs(Shape x) {
            Shape channels = Shape.of(x.dim(1));
            Tensor variance = Samples.awayFromZero(channels, 5);
            for (int c = 0; c < variance.size(); c++) {
                variance.set(c, 0.5f + Math.abs(variance.get(c)));
            }
            return new Tensor[] {
                Samples.awayFromZero(x, 1), Samples.awayFromZero(channels, 2), Samples.awayFromZero(channels, 3),
                Samples.awayFromZero(channels, 4), variance
            };
        }

        @Test
        void usesTheGivenMeanAndVariance() {
            // channel 0: (x − 1) / 2 · 4 + 3; channel 1: (x − 10) / 4 · 1 + 0
            Tensor x = Tensor.of(Shape.of(1, 2, 2), 1, 5, 10, 2).requiringGradient();
            Tensor y = new BatchNormalization1d(1e-30f).apply(
                    x, Tensor.of(Shape.of(2), 4, 1), Tensor.of(Shape.of(2), 3, 0), Tensor.of(Shape.of(2), 1, 10),
                    Tensor.of(Shape.of(2), 4, 16));
            assertThat(y.toArray()).containsExactly(3f, 11f, 0f, -2f);
            assertThat(y.backward(Tensor.of(x.shape(), 1, 2, 4, 8)).of(x).toArray())
                    .containsExactly(2f, 4f, 1f, 2f);
        }

        @Test
        void acceptsWhatIsEmpty() {
            Tensor one = Tensor.full(Shape.of(2), 1).requiringGradient();
            for (Shape shape : List.of(Shape.of(0, 2, 5), Shape.of(3, 2, 0), Shape.of(0, 2))) {
                Tensor y = op().apply(Tensor.zeros(shape), one, one.copy(), one.copy(), one.copy());
                assertThat(y.shape()).isEqualTo(shape);
                assertThat(y.backward(Tensor.zeros(shape)).of(one).toArray()).containsExactly(0f, 0f);
            }
        }
    }
}
