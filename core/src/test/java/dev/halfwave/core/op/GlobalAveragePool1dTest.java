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

final class GlobalAveragePool1dTest implements OpContract {

    @Override
    public Op op() {
        return new GlobalAveragePool1d();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void isTheMeanOfEachRow() {
        // (1+2+6)/3, (−3+0+3)/3; (4+4+1)/3, (0+0−6)/3
        Tensor x = Tensor.of(Shape.of(2, 2, 3), 1, 2, 6, -3, 0, 3, 4, 4, 1, 0, 0, -6);
        Tensor y = op().apply(x);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(y.toArray()).containsExactly(3f, 0f, 3f, -2f);
    }

    @Test
    void spreadsTheGradientEvenly() {
        Tensor x = Tensor.zeros(Shape.of(1, 2, 4)).requiringGradient();
        Tensor dy = Tensor.of(Shape.of(1, 2), 8, -2);
        assertThat(op().apply(x).backward(dy).of(x).toArray())
                .containsExactly(2f, 2f, 2f, 2f, -0.5f, -0.5f, -0.5f, -0.5f);
    }

    @Test
    void acceptsAnEmptyBatch() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3, 8))).shape()).isEqualTo(Shape.of(0, 3));
    }

    @Test
    void rejectsOtherAxes() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(3, 8))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("GlobalAveragePool1d: expected x with axes (N, C, L), but its shape is (3, 8)");
    }

    @Test
    void rejectsEmptyRows() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(2, 3, 0))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("GlobalAveragePool1d: expected x (N, C, L) to have a length of at least 1, but x is "
                        + "(2, 3, 0) with 0");
    }
}
