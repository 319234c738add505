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

final class ReshapeTest implements OpContract {

    @Override
    public Op op() {
        return Reshape.to(-1, 6);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.awayFromZero(Shape.of(3, 2, 3), 1)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 6, 1), 2)});
    }

    @Test
    void keepsTheElementsInRowMajorOrder() {
        Tensor x = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6).requiringGradient();
        Tensor y = Reshape.to(3, 2).apply(x);
        assertThat(y.shape()).isEqualTo(Shape.of(3, 2));
        assertThat(y.toArray()).containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
        Tensor dx = y.backward(Tensor.of(y.shape(), 6, 5, 4, 3, 2, 1)).of(x);
        assertThat(dx.shape()).isEqualTo(x.shape());
        assertThat(dx.toArray()).containsExactly(6f, 5f, 4f, 3f, 2f, 1f);
    }

    @Test
    void anOpenLengthIsWhatIsLeft() {
        assertThat(Reshape.to(2, -1).shape(Shape.of(4, 3))).isEqualTo(Shape.of(2, 6));
        assertThat(Reshape.to(-1).shape(Shape.of(4, 3))).isEqualTo(Shape.of(12));
        assertThat(Reshape.to(-1).shape(Shape.SCALAR)).isEqualTo(Shape.of(1));
        assertThat(Reshape.to(-1, 3).shape(Shape.of(0, 3))).isEqualTo(Shape.of(0, 3));
    }

    @Test
    void aSingleNumberHasAShapeWithoutAxes() {
        assertThat(Reshape.to().shape(Shape.of(1, 1))).isEqualTo(Shape.SCALAR);
    }

    @Test
    void opsWithTheSameLengthsAreEqual() {
        assertThat(Reshape.to(-1, 6)).isEqualTo(Reshape.to(-1, 6)).hasToString("Reshape[lengths=[-1, 6]]");
    }

    @Test
    void rejectsAnotherNumberOfElements() {
        assertThatThrownBy(() -> Reshape.to(2, 2).apply(Tensor.zeros(Shape.of(2, 3))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Reshape: shape (2, 2) expects x to have 4 elements, but x is (2, 3) with 6");
        assertThatThrownBy(() -> Reshape.to(-1, 4).apply(Tensor.zeros(Shape.of(2, 3))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Reshape: shape (-1, 4) expects x to have a multiple of 4 elements, but x is (2, 3) with 6");
    }

    @Test
    void rejectsAnOpenLengthThatCouldBeAnything() {
        assertThatThrownBy(() -> Reshape.to(-1, 0).apply(Tensor.zeros(Shape.of(0, 3))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Reshape: shape (-1, 0) leaves its open length undefined, but x is (0, 3) with 0");
    }

    @Test
    void rejectsLengthsThatMakeNoSense() {
        assertThatThrownBy(() -> Reshape.to(2, -2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Reshape: lengths must be at least 0, or -1 for one of them, but are (2, -2)");
        assertThatThrownBy(() -> Reshape.to(-1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Reshape: lengths must be at least 0, or -1 for one of them, but are (-1, -1)");
    }
}
