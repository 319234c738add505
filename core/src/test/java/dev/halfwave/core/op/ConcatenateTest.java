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

final class ConcatenateTest implements OpContract {

    @Override
    public Op op() {
        return new Concatenate(1);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                of(Shape.of(2, 3, 17), Shape.of(2, 1, 17), Shape.of(2, 2, 17)),
                of(Shape.of(3, 4), Shape.of(3, 5), Shape.of(3, 1)),
                of(Shape.of(1, 2, 3, 5), Shape.of(1, 2, 3, 5), Shape.of(1, 1, 3, 5)));
    }

    @Override
    public boolean isPerSample(int input) {
        return true;
    }

    /// The contract along the batch axis.
    @Nested
    final class OfTheBatch implements OpContract {
        @Override
        public Op op() {
            return new Concatenate(0);
        }

        @Override
        public boolean isBatched() {
            return false;
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.of(
                    of(Shape.of(2, 3, 5), Shape.of(1, 3, 5)),
                    of(Shape.of(3), Shape.of(17)));
        }
    }

    private static Tensor[] of(Shape... shapes) {
        Tensor[] x = new Tensor[shapes.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = Samples.awayFromZero(shapes[i], i);
        }
        return x;
    }

    @Test
    void putsOneBehindTheOther() {
        Tensor a = Tensor.of(Shape.of(2, 1, 2), 1, 2, 3, 4);
        Tensor b = Tensor.of(Shape.of(2, 2, 2), 5, 6, 7, 8, 9, 10, 11, 12);
        Tensor y = op().apply(a, b);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 2));
        assertThat(y.toArray()).containsExactly(1f, 2f, 5f, 6f, 7f, 8f, 3f, 4f, 9f, 10f, 11f, 12f);
        Tensor c = Tensor.of(Shape.of(2, 1, 1), -1, -2);
        assertThat(new Concatenate(-1).apply(a, c, a).toArray())
                .containsExactly(1f, 2f, -1f, 1f, 2f, 3f, 4f, -2f, 3f, 4f);
    }

    @Test
    void eachInputGetsItsPartOfTheGradient() {
        Tensor a = Tensor.zeros(Shape.of(2, 1)).requiringGradient();
        Tensor constant = Tensor.zeros(Shape.of(2, 1));
        Tensor b = Tensor.zeros(Shape.of(2, 2)).requiringGradient();
        Tensor y = op().apply(a, constant, b);
        Gradients g = y.backward(Tensor.of(Shape.of(2, 4), 1, 2, 3, 4, 5, 6, 7, 8));
        assertThat(g.of(a).toArray()).containsExactly(1f, 5f);
        assertThat(g.of(b).toArray()).containsExactly(3f, 4f, 7f, 8f);
    }

    @Test
    void aTensorThatStandsThereTwiceGetsBothGradients() {
        Tensor x = Tensor.zeros(Shape.of(2)).requiringGradient();
        Tensor y = new Concatenate(0).apply(x, x);
        assertThat(y.backward(Tensor.of(Shape.of(4), 1, 2, 30, 40)).of(x).toArray()).containsExactly(31f, 42f);
    }

    @Test
    void oneInputIsCopied() {
        Tensor x = Tensor.of(Shape.of(1, 3), 1, 2, 3);
        assertThat(op().apply(x).toArray()).containsExactly(1f, 2f, 3f);
    }

    @Test
    void acceptsInputsWithoutElements() {
        Tensor none = Tensor.zeros(Shape.of(2, 0)).requiringGradient();
        Tensor y = op().apply(none, Tensor.of(Shape.of(2, 1), 1, 2), none);
        assertThat(y.toArray()).containsExactly(1f, 2f);
        assertThat(y.backward(y).of(none).shape()).isEqualTo(Shape.of(2, 0));
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 2)), Tensor.zeros(Shape.of(0, 3))).shape())
                .isEqualTo(Shape.of(0, 5));
    }

    @Test
    void rejectsInputsThatDifferElsewhere() {
        assertThatThrownBy(
                () -> op().shape(Shape.of(2, 3, 4), Shape.of(2, 1, 4), Shape.of(2, 3, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Concatenate: axis 1 expects inputs that are equal but for that axis, but input 0 is "
                        + "(2, 3, 4) and input 2 is (2, 3, 5)");
        assertThatThrownBy(() -> op().shape(Shape.of(2, 3, 4), Shape.of(2, 3)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Concatenate: axis 1 expects inputs that are equal but for that axis, but input 0 is "
                        + "(2, 3, 4) and input 1 is (2, 3)");
    }

    @Test
    void rejectsAnAxisThatIsNotThere() {
        assertThatThrownBy(() -> new Concatenate(-3).shape(Shape.of(2, 3)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Concatenate: axis -3 expects input 0 to have at least 3 axes, but its shape is (2, 3)");
    }

    @Test
    void rejectsMoreEntriesThanAnAxisCanHave() {
        Shape large = Shape.of(0, Integer.MAX_VALUE);
        assertThatThrownBy(() -> op().shape(large, Shape.of(0, 1)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Concatenate: expected the inputs to have at most 2^31 - 1 entries along axis 1, but they "
                        + "have 2147483648");
    }

    @Test
    void rejectsNoInput() {
        assertThatThrownBy(() -> op().apply())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Concatenate: takes at least one input, but was given none");
    }
}
