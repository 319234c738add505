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

final class FlattenTest implements OpContract {

    @Override
    public Op op() {
        return new Flatten();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void makesEachSampleARow() {
        Tensor x = Tensor.of(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 4));
        assertThat(y.toArray()).containsExactly(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);
        Tensor dx = y.backward(Tensor.of(y.shape(), 8, 7, 6, 5, 4, 3, 2, 1)).of(x);
        assertThat(dx.shape()).isEqualTo(x.shape());
        assertThat(dx.toArray()).containsExactly(8f, 7f, 6f, 5f, 4f, 3f, 2f, 1f);
    }

    @Test
    void aBatchOfNumbersBecomesRowsOfOne() {
        assertThat(op().shape(Shape.of(3))).isEqualTo(Shape.of(3, 1));
    }

    @Test
    void acceptsAnEmptyBatch() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 2, 3))).shape()).isEqualTo(Shape.of(0, 6));
    }

    @Test
    void rejectsASingleNumber() {
        assertThatThrownBy(() -> op().apply(Tensor.scalar(1)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Flatten: expected x with a batch axis (N, ...), but its shape is ()");
    }
}
