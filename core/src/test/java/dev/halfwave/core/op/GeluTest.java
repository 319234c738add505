package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class GeluTest implements OpContract {

    @Override
    public Op op() {
        return Gelu.exact();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    /// The contract for the approximation.
    @Nested
    final class Approximate implements OpContract {
        @Override
        public Op op() {
            return Gelu.approximate();
        }

        @Override
        public List<Tensor[]> inputs() {
            return Samples.signals();
        }
    }

    @Test
    void multipliesTheInputByTheNormalDistributionFunction() {
        // Φ(1) = 0.8413447, Φ(−1) = 0.1586553, Φ(2) = 0.9772499
        Tensor y = Gelu.exact().apply(Tensor.of(Shape.of(5), 1, -1, 2, 0, 30));
        assertThat(y.toArray()).containsExactly(new float[] {0.8413447f, -0.1586553f, 1.9544997f, 0, 30},
                within(2e-7f));
    }

    @Test
    void theApproximationIsTheFormulaWithTheHyperbolicTangent() {
        Tensor x = Samples.awayFromZero(Shape.of(200), 1);
        for (int i = 0; i < x.size(); i++) {
            x.set(i, 6 * x.get(i));
        }
        Tensor y = Gelu.approximate().apply(x);
        Tensor exact = Gelu.exact().apply(x);
        double apart = 0;
        for (int i = 0; i < x.size(); i++) {
            double v = x.get(i);
            double u = StrictMath.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v);
            assertThat((double) y.get(i)).isCloseTo(0.5 * v * (1 + StrictMath.tanh(u)), within(5e-7));
            apart = Math.max(apart, Math.abs(y.get(i) - exact.get(i)));
        }
        assertThat(apart).isBetween(0.0004, 0.0005);
    }

    @Test
    void theGradientIsAHalfAtZeroAndOneOrNothingFarAway() {
        for (Gelu gelu : List.of(Gelu.exact(), Gelu.approximate())) {
            Tensor x = Tensor.of(Shape.of(6), 0, -0f, 30, -30, 1e30f, -1e30f).requiringGradient();
            Tensor dy = Tensor.of(x.shape(), 6, 8, 5, 7, 9, 11);
            float[] dx = gelu.apply(x).backward(dy).of(x).toArray();
            assertThat(dx).as(gelu.toString()).containsExactly(new float[] {3, 4, 5, 0, 9, 0}, within(0f));
        }
    }

    @Test
    void theExactGradientHasNoStepWhereTheSeriesTakesOver() {
        float edge = 0x1p-12f;
        float[] near = {Math.nextDown(edge), edge, -Math.nextDown(edge), -edge};
        Tensor x = Tensor.of(Shape.of(4), near).requiringGradient();
        float[] dx = Gelu.exact().apply(x).backward(Tensor.full(x.shape(), 1f)).of(x).toArray();
        for (int i = 0; i < 4; i++) {
            // Φ + x φ = 1/2 + 2 φ(0) x − ...
            assertThat(dx[i]).isCloseTo((float) (0.5 + 2 * 0.3989422804 * near[i]), within(1.2e-7f));
        }
    }

    @Test
    void infinitiesAreAsInPytorch() {
        for (Gelu gelu : List.of(Gelu.exact(), Gelu.approximate())) {
            Tensor x = Tensor.of(Shape.of(2), Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY).requiringGradient();
            Tensor y = gelu.apply(x);
            assertThat(y.toArray()).as(gelu.toString()).containsExactly(Float.NaN, Float.POSITIVE_INFINITY);
            assertThat(y.backward(Tensor.full(x.shape(), 1f)).of(x).toArray())
                    .as(gelu.toString())
                    .containsExactly(Float.NaN, Float.NaN);
        }
    }

    @Test
    void aNaNStaysNaNAndSoDoesItsGradient() {
        for (Gelu gelu : List.of(Gelu.exact(), Gelu.approximate())) {
            Tensor x = Tensor.scalar(Float.NaN).requiringGradient();
            Tensor y = gelu.apply(x);
            assertThat(y.item()).as(gelu.toString()).isNaN();
            assertThat(y.backward().of(x).item()).as(gelu.toString()).isNaN();
        }
    }

    @Test
    void factoriesNameTheForm() {
        assertThat(Gelu.exact()).isEqualTo(new Gelu(false));
        assertThat(Gelu.approximate()).isEqualTo(new Gelu(true));
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
    }
}
