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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SubtractTest implements OpContract {

    @Override
    public Op op() {
        return new Subtract();
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                of(Shape.of(2, 3, 17), Shape.of(2, 3, 17)),
                of(Shape.of(3, 4), Shape.of(3, 4)),
                of(Shape.of(2, 3, 16), Shape.of(2, 1, 16)));
    }

    @Override
    public boolean isPerSample(int input) {
        return true;
    }

    /// The contract where one input is repeated over the batch, or both are repeated.
    @Nested
    final class Broadcasting implements OpContract {
        @Override
        public Op op() {
            return new Subtract();
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.of(
                    of(Shape.of(2, 3, 17), Shape.of(3, 1)),
                    of(Shape.of(2, 3, 5), Shape.of(5)),
                    of(Shape.of(2, 3, 5), Shape.SCALAR),
                    of(Shape.of(2, 1, 5), Shape.of(3, 1)),
                    of(Shape.of(2, 3, 1, 5), Shape.of(1, 1, 4, 1)));
        }
    }

    private static Tensor[] of(Shape a, Shape b) {
        return new Tensor[] {Samples.awayFromZero(a, 1), Samples.awayFromZero(b, 2)};
    }

    @Test
    void subtractsElementByElement() {
        Tensor a = Tensor.of(Shape.of(3), 1, 2, 3).requiringGradient();
        Tensor b = Tensor.of(Shape.of(3), 10, 20, 2).requiringGradient();
        Tensor y = op().apply(a, b);
        assertThat(y.toArray()).containsExactly(-9f, -18f, 1f);
        Gradients g = y.backward(Tensor.of(Shape.of(3), 5, 6, 7));
        assertThat(g.of(a).toArray()).containsExactly(5f, 6f, 7f);
        assertThat(g.of(b).toArray()).containsExactly(-5f, -6f, -7f);
    }

    @Test
    void repeatsANumberPerChannelOnEitherSide() {
        Tensor x = Tensor.of(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8).requiringGradient();
        Tensor mean = Tensor.of(Shape.of(2, 1), 1, 2).requiringGradient();
        Tensor y = op().apply(x, mean);
        assertThat(y.toArray()).containsExactly(0f, 1f, 1f, 2f, 4f, 5f, 5f, 6f);
        Tensor dy = Tensor.of(y.shape(), 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(y.backward(dy).of(mean).toArray()).containsExactly(-14f, -22f); // (1+2)+(5+6), (3+4)+(7+8)
        Tensor reversed = op().apply(mean, x);
        assertThat(reversed.toArray()).containsExactly(0f, -1f, -1f, -2f, -4f, -5f, -5f, -6f);
        Gradients g = reversed.backward(dy);
        assertThat(g.of(mean).toArray()).containsExactly(14f, 22f);
        assertThat(g.of(x).toArray()).containsExactly(-1f, -2f, -3f, -4f, -5f, -6f, -7f, -8f);
    }

    @Test
    void repeatsARowOnEitherSide() {
        Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        Tensor row = Tensor.of(Shape.of(2), 10, 20);
        assertThat(op().apply(x, row).toArray()).containsExactly(-9f, -18f, -7f, -16f);
        assertThat(op().apply(row, x).toArray()).containsExactly(9f, 18f, 7f, 16f);
    }

    @Test
    void repeatsBothInputs() {
        Tensor column = Tensor.of(Shape.of(2, 1), 1, 2).requiringGradient();
        Tensor row = Tensor.of(Shape.of(3), 10, 20, 30).requiringGradient();
        Tensor y = op().apply(column, row);
        assertThat(y.toArray()).containsExactly(-9f, -19f, -29f, -8f, -18f, -28f);
        Gradients g = y.backward(Tensor.of(y.shape(), 1, 2, 3, 4, 5, 6));
        assertThat(g.of(column).toArray()).containsExactly(6f, 15f);
        assertThat(g.of(row).toArray()).containsExactly(-5f, -7f, -9f);
    }

    @Test
    void aTensorLessItselfIsZeroAndHasNoGradient() {
        Tensor x = Tensor.of(Shape.of(2), 3, 4).requiringGradient();
        Tensor y = op().apply(x, x);
        assertThat(y.toArray()).containsExactly(0f, 0f);
        assertThat(y.backward(Tensor.of(Shape.of(2), 1, 5)).of(x).toArray()).containsExactly(0f, 0f);
    }

    @Test
    void acceptsNumbersAndNoElements() {
        assertThat(op().apply(Tensor.scalar(5), Tensor.scalar(7)).item()).isEqualTo(-2f);
        Tensor bias = Tensor.of(Shape.of(3), 1, 2, 3).requiringGradient();
        Tensor y = op().apply(Tensor.zeros(Shape.of(0, 3)), bias);
        assertThat(y.shape()).isEqualTo(Shape.of(0, 3));
        assertThat(y.backward(y).of(bias).toArray()).containsExactly(-0f, -0f, -0f);
    }

    @Test
    void rejectsShapesThatDoNotFit() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(2, 3)), Tensor.zeros(Shape.of(2))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Subtract: expected a and b to have, axis by axis from the last, the same length or 1, but a is "
                                + "(2, 3) and b is (2)");
    }

    @Test
    void rejectsAnotherNumberOfInputs() {
        assertThatThrownBy(() -> op().apply(Tensor.scalar(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Subtract: takes two inputs (a, b), but was given 1");
    }
}
