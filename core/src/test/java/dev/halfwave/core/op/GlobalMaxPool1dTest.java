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

final class GlobalMaxPool1dTest implements OpContract {

    @Override
    public Op op() {
        return new GlobalMaxPool1d();
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.apart(Shape.of(2, 3, 17), 1)},
                new Tensor[] {Samples.apart(Shape.of(3, 1, 64), 2)},
                new Tensor[] {Samples.apart(Shape.of(2, 2, 1), 3)});
    }

    @Test
    void isTheLargestSampleOfEachRow() {
        Tensor x = Tensor.of(Shape.of(2, 1, 3), 1, 6, 2, -3, -4, -5);
        Tensor y = op().apply(x);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 1));
        assertThat(y.toArray()).containsExactly(6f, -3f);
    }

    @Test
    void theFirstOfEqualMaximaGetsTheGradient() {
        Tensor x = Tensor.of(Shape.of(1, 2, 4), 1, 6, 6, 2, 0, 0, 0, 0).requiringGradient();
        Tensor dy = Tensor.of(Shape.of(1, 2), 5, 7);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(0f, 5f, 0f, 0f, 7f, 0f, 0f, 0f);
    }

    @Test
    void aNaNIsLargerThanInfinityAndTheLastOneGetsTheGradient() {
        Tensor x = Tensor.of(Shape.of(1, 1, 4), Float.NaN, 1, Float.NaN, Float.POSITIVE_INFINITY).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.item()).isNaN();
        assertThat(y.backward(Tensor.full(y.shape(), 3)).of(x).toArray()).containsExactly(0f, 0f, 3f, 0f);
    }

    @Test
    void aRowOfNegativeInfinityHasAMaximumToo() {
        Tensor x = Tensor.full(Shape.of(1, 1, 3), Float.NEGATIVE_INFINITY).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.item()).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(y.backward(Tensor.full(y.shape(), 3)).of(x).toArray()).containsExactly(3f, 0f, 0f);
    }

    @Test
    void acceptsAnEmptyBatch() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3, 8))).shape()).isEqualTo(Shape.of(0, 3));
    }

    @Test
    void rejectsOtherAxes() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(8))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("GlobalMaxPool1d: expected x with axes (N, C, L), but its shape is (8)");
    }

    @Test
    void rejectsEmptyRows() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(2, 3, 0))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("GlobalMaxPool1d: expected x (N, C, L) to have a length of at least 1, but x is "
                        + "(2, 3, 0) with 0");
    }
}
