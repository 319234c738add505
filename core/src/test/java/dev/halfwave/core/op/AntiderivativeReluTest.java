package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AntiderivativeReluTest implements OpContract {

    @Override
    public Op op() {
        return new AntiderivativeRelu();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void averagesReluOverTheLineBetweenNeighbours() {
        // 2 to itself, 2 to 4, 4 to −4 (half the way, mean 2), −4 to −1, −1 to 3 (three quarters, mean 1.5)
        Tensor x = Tensor.of(Shape.of(1, 1, 5), 2, 4, -4, -1, 3).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.toArray()).containsExactly(2f, 3f, 1f, 0f, 1.125f);
        // r = 1/2: slopes 3/8 along 4, 1/8 along −4; r = 3/4: 15/32 along 3, 9/32 along −1
        Tensor dy = Tensor.of(y.shape(), 1, 2, 8, 100, 32);
        assertThat(y.backward(dy).of(x).toArray()).containsExactly(1f + 1f, 1f + 3f, 1f, 9f, 15f);
    }

    @Test
    void theFirstSampleIsRectifiedAlone() {
        assertThat(op().apply(Tensor.of(Shape.of(2, 1, 1), -3, 5)).toArray()).containsExactly(0f, 5f);
    }

    @Test
    void rowsDoNotSeeEachOther() {
        assertThat(op().apply(Tensor.of(Shape.of(1, 2, 2), 0, 8, -8, 0)).toArray()).containsExactly(0f, 4f, 0f, 0f);
    }

    @Test
    void equalSamplesKeepTheirValue() {
        Tensor x = Tensor.full(Shape.of(1, 1, 40), 0.3f).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.toArray()).containsOnly(0.3f);
        float[] dx = y.backward(Tensor.full(y.shape(), 1)).of(x).toArray();
        assertThat(dx[0]).isEqualTo(1.5f);
        assertThat(dx[20]).isEqualTo(1f);
        assertThat(dx[39]).isEqualTo(0.5f);
    }

    @Test
    void theGradientIsZeroWhereBothSamplesAre() {
        Tensor x = Tensor.of(Shape.of(1, 1, 3), 0, -0f, 0).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.backward(Tensor.full(y.shape(), 7)).of(x).toArray()).containsExactly(0f, 0f, 0f);
    }

    /// Slopes on both sides of the cases' borders agree: no kink where only one sample is 0.
    @Test
    void isSmoothWhereOneSampleCrossesZero() {
        for (float other : new float[] {1, -1}) {
            float[] slopes = new float[3];
            for (int i = 0; i < 3; i++) {
                Tensor x = Tensor.of(Shape.of(1, 1, 2), other, (i - 1) * 1e-6f).requiringGradient();
                Tensor y = op().apply(x);
                slopes[i] = y.backward(Tensor.of(y.shape(), 0, 1)).of(x).get(1);
            }
            assertThat(slopes[0]).isCloseTo(slopes[1], within(3e-6f));
            assertThat(slopes[2]).isCloseTo(slopes[1], within(3e-6f));
        }
    }

    @Test
    void aNaNSpoilsTwoSamples() {
        float[] y = op().apply(Tensor.of(Shape.of(1, 1, 4), 1, Float.NaN, 3, 5)).toArray();
        assertThat(y).containsExactly(1f, Float.NaN, Float.NaN, 4f);
    }

    /// A unit tone of four samples per period: the DC of ReLU lies in [1/4, √2/4] depending on the phase, this one's in
    /// [1/4, 0.265].
    @Test
    void theMeanOfAToneDependsLessOnItsPhase() {
        double lowest = 1;
        double highest = 0;
        for (int phase = 0; phase < 360; phase++) {
            Tensor x = Tensor.zeros(Shape.of(1, 1, 9));
            for (int t = 0; t < 9; t++) {
                x.set(t, (float) Math.cos(Math.PI * (t / 2.0 + phase / 180.0)));
            }
            float[] y = op().apply(x).toArray();
            double mean = (y[4] + y[5] + y[6] + (double) y[7]) / 4;
            lowest = Math.min(lowest, mean);
            highest = Math.max(highest, mean);
        }
        // at 1/8 period the samples are a, −a, −a, a: pairs with the means a/4, 0, a/4, a, together 1.5 a / 4
        assertThat(highest).isCloseTo(1.5 * Math.sqrt(0.5) / 4, within(1e-6)); // 0.26517
        // at 0 they are 1, 0, −1, 0: 1/2, 0, 0, 1/2
        assertThat(lowest).isCloseTo(0.25, within(1e-6));
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3, 4))).shape()).isEqualTo(Shape.of(0, 3, 4));
        Tensor x = Tensor.zeros(Shape.of(2, 3, 0)).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.backward(Tensor.zeros(y.shape())).of(x).shape()).isEqualTo(Shape.of(2, 3, 0));
    }

    @Test
    void rejectsOtherAxes() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(16, 256))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("AntiderivativeRelu: expected x with axes (N, C, L), but its shape is (16, 256)");
    }
}
