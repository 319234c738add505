package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChannelMomentsTest implements OpContract {

    @Override
    public Op op() {
        return new ChannelMoments();
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.awayFromZero(Shape.of(3, 2, 17), 1)},
                new Tensor[] {Samples.awayFromZero(Shape.of(19, 3), 2)},
                new Tensor[] {Samples.awayFromZero(Shape.of(5, 2, 1), 3)},
                new Tensor[] {Samples.awayFromZero(Shape.of(1, 1, 4), 4)});
    }

    @Override
    public boolean isBatched() {
        return false;
    }

    @Test
    void takesMeanAndPopulationVarianceOfEachChannel() {
        // channel 0: 1, 3, 5, 7: mean 4, squares 9 + 1 + 1 + 9 = 20; channel 1: 0, 0, 0, 8: mean 2, 4 + 4 + 4 + 36 = 48
        Tensor x = Tensor.of(Shape.of(2, 2, 2), 1, 3, 0, 0, 5, 7, 0, 8).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(y.toArray()).containsExactly(4f, 2f, 5f, 12f);
        // dmean = 4, 8; dvariance = 2, 0: (4 + 2 · 2 (x − 4)) / 4 and 8 / 4
        assertThat(y.backward(Tensor.of(y.shape(), 4, 8, 2, 0)).of(x).toArray())
                .containsExactly(-2f, 0f, 2f, 2f, 2f, 4f, 2f, 2f);
    }

    @Test
    void timeMayBeMissing() {
        Tensor x = Tensor.of(Shape.of(4, 2), 1, 0, 3, 0, 5, 0, 7, 8);
        assertThat(op().apply(x).toArray()).containsExactly(4f, 2f, 5f, 12f);
        assertThat(op().apply(x.view(Shape.of(4, 2, 1))).toArray()).containsExactly(4f, 2f, 5f, 12f);
    }

    @Test
    void aLargeMeanCostsNoDigits() {
        Tensor x = Tensor.of(Shape.of(2, 1, 2), 100_001, 100_003, 100_001, 100_003);
        assertThat(op().apply(x).toArray()).containsExactly(100_002f, 1f);
    }

    @Test
    void withoutValuesBothAreNaN() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 1, 5))).toArray()).containsExactly(Float.NaN, Float.NaN);
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 1))).toArray()).containsExactly(Float.NaN, Float.NaN);
        assertThat(op().apply(Tensor.zeros(Shape.of(3, 1, 0))).toArray()).containsExactly(Float.NaN, Float.NaN);
    }

    @Test
    void rejectsOtherAxes() {
        assertThatThrownBy(() -> op().shape(Shape.of(8)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("ChannelMoments: expected x with axes (N, C) or (N, C, L), but its shape is (8)");
        assertThatThrownBy(() -> op().shape(Shape.of(8, 2), Shape.of(8, 2)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("ChannelMoments: takes one input, but was given 2");
    }
}
