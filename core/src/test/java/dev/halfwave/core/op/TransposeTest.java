package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class TransposeTest implements OpContract {

    @Override
    public Op op() {
        return new Transpose(1, 2);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 17), 1)},
                new Tensor[] {Samples.awayFromZero(Shape.of(3, 1, 5), 2)},
                new Tensor[] {Samples.awayFromZero(Shape.of(1, 33, 18), 3)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 4, 5), 4)});
    }

    /// The contract where the batch itself is moved, past an axis that stays.
    @Nested
    final class OfTheBatch implements OpContract {
        @Override
        public Op op() {
            return new Transpose(-1, 0);
        }

        @Override
        public boolean isBatched() {
            return false;
        }

        @Override
        public List<Tensor[]> inputs() {
            return TransposeTest.this.inputs();
        }
    }

    @Test
    void exchangesRowsAndColumns() {
        Tensor y = new Transpose(0, 1).apply(Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
        assertThat(y.shape()).isEqualTo(Shape.of(3, 2));
        assertThat(y.toArray()).containsExactly(1f, 4f, 2f, 5f, 3f, 6f);
    }

    @Test
    void putsEveryElementWhereItsExchangedIndicesAre() {
        Tensor x = Samples.apart(Shape.of(3, 4, 2, 17), 3);
        for (int first = -4; first < 4; first++) {
            for (int second = -4; second < 4; second++) {
                Tensor y = new Transpose(first, second).apply(x);
                int[] index = new int[4];
                for (int i = 0; i < x.size(); i++) {
                    for (int axis = 3, rest = i; axis >= 0; rest /= x.shape().dim(axis), axis--) {
                        index[axis] = rest % x.shape().dim(axis);
                    }
                    int[] exchanged = index.clone();
                    exchanged[Math.floorMod(first, 4)] = index[Math.floorMod(second, 4)];
                    exchanged[Math.floorMod(second, 4)] = index[Math.floorMod(first, 4)];
                    assertThat(y.at(exchanged)).isEqualTo(x.get(i));
                }
            }
        }
    }

    @Test
    void theGradientGoesBackWhereItBelongs() {
        Tensor x = Tensor.zeros(Shape.of(2, 3)).requiringGradient();
        Tensor y = new Transpose(0, 1).apply(x);
        assertThat(y.backward(Tensor.of(Shape.of(3, 2), 1, 4, 2, 5, 3, 6)).of(x).toArray())
                .containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
    }

    @Test
    void anAxisExchangedWithItselfStays() {
        Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        assertThat(new Transpose(1, -1).apply(x).toArray()).containsExactly(1f, 2f, 3f, 4f);
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(2, 0, 3))).shape()).isEqualTo(Shape.of(2, 3, 0));
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 2, 3))).shape()).isEqualTo(Shape.of(0, 3, 2));
    }

    @Test
    void rejectsAnAxisThatIsNotThere() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(4, 5))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Transpose: axis 2 expects x to have at least 3 axes, but its shape is (4, 5)");
        assertThatThrownBy(() -> new Transpose(-2, -1).apply(Tensor.zeros(Shape.of(4))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Transpose: axis -2 expects x to have at least 2 axes, but its shape is (4)");
    }
}
