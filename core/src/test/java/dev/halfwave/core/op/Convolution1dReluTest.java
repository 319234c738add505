package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The one contract that matters: the bits of the two ops that it stands for.
@Tag("both-backends")
final class Convolution1dReluTest {

    @Nested
    final class PlainContract implements OpContract {

        @Override
        public Op op() {
            return new Convolution1dRelu(Convolution1d.DEFAULT);
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.of(away(2, 3, 17, 5, 3), away(3, 1, 70, 4, 3), away(5, 2, 4, 3, 1));
        }
    }

    @Nested
    final class StridedDilatedGroupedContract implements OpContract {

        @Override
        public Op op() {
            return new Convolution1dRelu(new Convolution1d(2, new Padding.Explicit(3, 1), 3, 2));
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.of(grouped(2, 4, 19, 6, 3), grouped(3, 2, 64, 2, 4));
        }

        private Tensor[] grouped(int samples, int inChannels, int length, int outChannels, int kernelSize) {
            Tensor[] x = away(samples, inChannels / 2, length, outChannels, kernelSize);
            x[0] = numbers(Shape.of(samples, inChannels, length), 1, 1, 0);
            return x;
        }
    }

    /// Away from the kink: a sum is at most 9 · 0.2, and each channel's bias is ±3.
    private static Tensor[] away(int samples, int inChannels, int length, int outChannels, int kernelSize) {
        Tensor bias = Tensor.zeros(Shape.of(outChannels));
        for (int o = 0; o < outChannels; o++) {
            bias.set(o, o % 2 == 0 ? 3 : -3);
        }
        return new Tensor[] {
            numbers(Shape.of(samples, inChannels, length), 1, 1, 0),
            numbers(Shape.of(outChannels, inChannels, kernelSize), 0.2f, 2, 0), bias
        };
    }

    @Test
    void hasTheBitsOfConvolutionThenRelu() {
        Padding causal = new Padding.Causal();
        for (int length : new int[] {1, 5, 16, 33, 64, 80, 130, 257}) {
            for (int hard = 0; hard <= 2; hard++) {
                verify(Convolution1d.DEFAULT.withPadding(causal), 3, 4, 8, length, 3, hard);
                verify(Convolution1d.DEFAULT.withPadding(causal).withDilation(2), 2, 1, 7, length, 5, hard);
                verify(new Convolution1d(2, new Padding.Explicit(2, 3), 1, 1), 2, 3, 5, length, 4, hard);
                verify(new Convolution1d(1, new Padding.Same(), 1, 4), 2, 4, 4, length, 3, hard);
                verify(new Convolution1d(3, new Padding.Explicit(9, 0), 2, 2), 2, 6, 4, length, 2, hard);
            }
        }
    }

    private static void verify(
            Convolution1d convolution, int samples, int inChannels, int outChannels, int length, int kernelSize,
            int hard) {
        Shape weightShape = Shape.of(outChannels, inChannels / convolution.groups(), kernelSize);
        Tensor x = numbers(Shape.of(samples, inChannels, length), 1, 1, hard);
        Tensor weight = numbers(weightShape, 1, 2, hard);
        Tensor bias = numbers(Shape.of(outChannels), 1, 3, hard);
        Tensor dy = numbers(convolution.shape(x.shape(), weightShape), 1, 4, hard);
        for (int needing = 1; needing < 8; needing++) { // which of the inputs need a gradient
            verify(convolution, needing, dy, x, weight, bias);
            if (needing < 4) {
                verify(convolution, needing, dy, x, weight);
            }
        }
    }

    private static void verify(Convolution1d convolution, int needing, Tensor dy, Tensor... values) {
        Tensor[] leaves = IntStream.range(0, values.length)
                .mapToObj(i -> (needing >> i & 1) == 1 ? values[i].copy().requiringGradient() : values[i])
                .toArray(Tensor[]::new);
        Tensor y = new Convolution1dRelu(convolution).apply(leaves);
        Tensor expected = new Relu().apply(convolution.apply(leaves));
        String what = convolution + " of " + values[0].shape() + ", gradients " + needing;
        assertSameBits(y, expected, "y of " + what);
        Gradients gradients = y.backward(dy);
        Gradients expectedGradients = expected.backward(dy);
        for (Tensor leaf : leaves) {
            if (leaf.needsGradient()) {
                assertSameBits(gradients.of(leaf), expectedGradients.of(leaf), "gradient of " + what);
            }
        }
    }

    /// Two convolutions in a row: the gradient of the second one's input passes the ReLU of the first.
    @Test
    void aChainHasTheBitsOfItsParts() {
        Convolution1d convolution = Convolution1d.DEFAULT.withPadding(new Padding.Causal());
        Tensor x = numbers(Shape.of(3, 1, 100), 1, 1, 1);
        Tensor first = numbers(Shape.of(8, 1, 3), 1, 2, 0).requiringGradient();
        Tensor second = numbers(Shape.of(8, 8, 3), 1, 3, 0).requiringGradient();
        Op fused = new Convolution1dRelu(convolution);
        Tensor y = fused.apply(fused.apply(x, first), second);
        Tensor expected = new Relu().apply(convolution.apply(new Relu().apply(convolution.apply(x, first)), second));
        Tensor dy = numbers(y.shape(), 1, 4, 1);
        Gradients gradients = y.backward(dy);
        Gradients expectedGradients = expected.backward(dy);
        assertSameBits(y, expected, "y");
        assertSameBits(gradients.of(first), expectedGradients.of(first), "gradient of the first weight");
        assertSameBits(gradients.of(second), expectedGradients.of(second), "gradient of the second weight");
    }

    @Test
    void rectifiesAsReluDoes() {
        Tensor x = Tensor.of(Shape.of(1, 1, 5), -3, 2, -0f, Float.NaN, Float.POSITIVE_INFINITY).requiringGradient();
        Tensor one = Tensor.of(Shape.of(1, 1, 1), 1);
        Tensor y = new Convolution1dRelu(Convolution1d.DEFAULT).apply(x, one);
        assertThat(y.toArray()).containsExactly(0f, 2f, 0f, Float.NaN, Float.POSITIVE_INFINITY);
        assertThat(Float.floatToIntBits(y.get(2))).isZero();
        // where y is positive or NaN
        assertThat(y.backward(Tensor.of(y.shape(), 5, 6, 7, 8, 9)).of(x).toArray()).containsExactly(0f, 6f, 0f, 8f, 9f);
    }

    @Test
    void gradientsOfTheParametersRunOnFromWhatTheyFind() {
        Op op = new Convolution1dRelu(Convolution1d.DEFAULT);
        Tensor x = Tensor.of(Shape.of(1, 1, 4), 1, 2, -3, 4);
        Tensor weight = Tensor.of(Shape.of(1, 1, 1), 10);
        Tensor bias = Tensor.of(Shape.of(1), 0);
        Tensor y = op.apply(x, weight, bias);
        Tensor[] dx = {null, Tensor.of(weight.shape(), 1000), Tensor.of(Shape.of(1), 3000)};
        op.backward(
                new Tensor[] {x, weight, bias}, y, Tensor.of(y.shape(), 1, 2, 3, 4), dx, Workspace.ordinary());
        assertThat(dx[1].toArray()).containsExactly(1000f + 1 + 4 + 16);
        assertThat(dx[2].toArray()).containsExactly(3000f + 1 + 2 + 4);
        assertThat(op.accumulates(0)).isFalse();
        assertThat(op.accumulates(1)).isTrue();
        assertThat(op.accumulates(2)).isTrue();
    }

    @Test
    void refusesWhatTheConvolutionRefuses() {
        assertThatThrownBy(() -> new Convolution1dRelu(null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Convolution1dRelu: convolution is null; start from Convolution1d.DEFAULT");
        Op op = new Convolution1dRelu(Convolution1d.DEFAULT);
        assertThatThrownBy(() -> op.shape(Shape.of(8, 256, 4), Shape.of(16, 4, 5)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: weight (16, 4, 5) with groups 1 expects x (N, C, L) to have 4 channels, "
                        + "but x is (8, 256, 4) with 256; x looks like (N, L, C): transpose it first");
    }

    /// Uniform in ±`scale`.
    ///
    /// @param hard 1 for zeros of either sign in between, 2 for infinities and NaN as well
    private static Tensor numbers(Shape shape, float scale, long seed, int hard) {
        float[] special = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        Random random = new Random(seed);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, scale * (random.nextFloat() * 2 - 1));
            if (hard == 1 && random.nextInt(3) == 0) {
                tensor.set(i, special[random.nextInt(2)]);
            } else if (hard == 2 && random.nextInt(40) == 0) {
                tensor.set(i, special[random.nextInt(5)]);
            }
        }
        return tensor;
    }

    private static void assertSameBits(Tensor actual, Tensor expected, String what) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < actual.size(); i++) {
            if (Float.floatToIntBits(actual.get(i)) != Float.floatToIntBits(expected.get(i))) {
                throw new AssertionError(
                        what + ", element " + i + ": expected " + expected.get(i) + ", but it is " + actual.get(i));
            }
        }
    }
}
