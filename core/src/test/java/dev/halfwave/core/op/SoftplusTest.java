package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SoftplusTest implements OpContract {

    private static final float LN_2 = 0x1.62e43p-1f;
    private static final float LN_3 = 0x1.193ea8p0f;

    @Override
    public Op op() {
        return Softplus.of();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    /// The contract with another slope, on both sides of a threshold that no input is near to.
    @Nested
    final class Sharp implements OpContract {
        @Override
        public Op op() {
            return new Softplus(2.5f, 0f);
        }

        @Override
        public List<Tensor[]> inputs() {
            return Samples.signals();
        }
    }

    @Test
    void isASmoothRelu() {
        // log(1 + 1) = ln 2, log(1 + 2) = ln 3
        Tensor x = Tensor.of(Shape.of(5), 0, LN_2, 50, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        assertThat(op().apply(x).toArray()).containsExactly(LN_2, LN_3, 50f, 0f, Float.POSITIVE_INFINITY);
    }

    @Test
    void isTinyAndNotZeroFarBelowZero() {
        assertThat(op().apply(Tensor.scalar(-40f)).item()).isEqualTo((float) StrictMath.exp(-40));
    }

    @Test
    void betaSharpensTheBend() {
        // log(1 + exp(4 · ln 2 / 4)) / 4
        Tensor x = Tensor.of(Shape.of(2), 0, LN_2 / 4);
        assertThat(new Softplus(4f, 20f).apply(x).toArray()).containsExactly(LN_2 / 4, LN_3 / 4);
    }

    @Test
    void aboveTheThresholdItIsTheLine() {
        // the threshold is compared with beta x: 2 belongs to the curve, 2.5 does not
        Tensor x = Tensor.of(Shape.of(2), 1, 1.25f).requiringGradient();
        Tensor y = new Softplus(2f, 2f).apply(x);
        assertThat(y.get(0)).isEqualTo((float) (StrictMath.log1p(StrictMath.exp(2)) / 2));
        assertThat(y.get(1)).isEqualTo(1.25f);
        Tensor dx = y.backward(Tensor.of(x.shape(), 1, 3)).of(x);
        assertThat(dx.get(0)).isEqualTo((float) (1 / (1 + StrictMath.exp(-2))));
        assertThat(dx.get(1)).isEqualTo(3f);
    }

    @Test
    void theGradientIsTheSigmoid() {
        Tensor x = Tensor.of(Shape.of(5), LN_3, -LN_3, 0, 200, Float.NEGATIVE_INFINITY).requiringGradient();
        Tensor dy = Tensor.of(x.shape(), 4, 8, 6, 5, 9);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(3f, 2f, 3f, 5f, 0f);
    }

    @Test
    void aNaNStaysNaNAndSoDoesItsGradient() {
        Tensor x = Tensor.scalar(Float.NaN).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.item()).isNaN();
        assertThat(y.backward().of(x).item()).isNaN();
    }

    @Test
    void hasPytorchsDefaults() {
        assertThat(Softplus.of()).isEqualTo(new Softplus(1f, 20f));
    }

    @Test
    void rejectsSettingsOutOfRange() {
        for (float beta : new float[] {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Softplus(beta, 20f))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Softplus: beta must be a finite number above 0, but is " + beta);
        }
        assertThatThrownBy(() -> new Softplus(1f, Float.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Softplus: threshold must be a finite number, but is NaN");
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
    }
}
