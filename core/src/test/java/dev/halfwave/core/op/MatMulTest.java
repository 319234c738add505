package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

final class MatMulTest implements OpContract {

    private static final MatMul OP = new MatMul();

    @Override
    public Op op() {
        return OP;
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {random(3, 4), random(4, 5)},
                new Tensor[] {random(9, 17), random(17, 33)},
                new Tensor[] {random(2, 3, 4), random(2, 4, 5)},
                new Tensor[] {random(2, 3, 4), random(4, 5)},
                new Tensor[] {random(3, 4), random(2, 4, 5)},
                new Tensor[] {random(2, 1, 3, 4), random(3, 4, 2)},
                new Tensor[] {random(4), random(4)},
                new Tensor[] {random(4), random(4, 5)},
                new Tensor[] {random(4), random(2, 4, 5)},
                new Tensor[] {random(3, 4), random(4)},
                new Tensor[] {random(2, 3, 4), random(4)});
    }

    /// The first axis of `a` is not always a batch; see [#oneRowDoesNotDependOnTheOthers].
    @Override
    public boolean isBatched() {
        return false;
    }

    @Test
    void multipliesMatrices() {
        Tensor a = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        Tensor b = Tensor.of(Shape.of(3, 2), 1, 10, 100, 0, 0, -1);
        assertThat(OP.apply(a, b).toArray()).containsExactly(201f, 7f, 504f, 34f);
    }

    @Test
    void multipliesVectors() {
        Tensor v = Tensor.of(Shape.of(3), 1, 2, 3);
        Tensor a = Tensor.of(Shape.of(2, 3), 1, 10, 100, 0, 0, -1);
        assertThat(OP.apply(v, v).item()).isEqualTo(14f);
        assertThat(OP.apply(a, v).toArray()).containsExactly(321f, -3f);
        assertThat(OP.apply(Tensor.of(Shape.of(2), 2, 5), a).toArray()).containsExactly(2f, 20f, 195f);
    }

    @Test
    void shapesAreThoseOfTorchMatmul() {
        assertThat(shape(Shape.of(3), Shape.of(3))).isEqualTo(Shape.SCALAR);
        assertThat(shape(Shape.of(3), Shape.of(7, 3, 2))).isEqualTo(Shape.of(7, 2));
        assertThat(shape(Shape.of(7, 4, 3), Shape.of(3))).isEqualTo(Shape.of(7, 4));
        assertThat(shape(Shape.of(7, 4, 3), Shape.of(3, 5))).isEqualTo(Shape.of(7, 4, 5));
        assertThat(shape(Shape.of(4, 3), Shape.of(7, 3, 5))).isEqualTo(Shape.of(7, 4, 5));
        assertThat(shape(Shape.of(6, 1, 4, 3), Shape.of(7, 3, 5))).isEqualTo(Shape.of(6, 7, 4, 5));
        assertThat(shape(Shape.of(0, 3), Shape.of(3, 5))).isEqualTo(Shape.of(0, 5));
    }

    @Test
    void broadcastsBatchAxes() {
        Tensor a = Tensor.of(Shape.of(2, 1, 1, 1), 2, 3);
        Tensor b = Tensor.of(Shape.of(3, 1, 1), 1, 10, 100);
        Tensor c = OP.apply(a, b);
        assertThat(c.shape()).isEqualTo(Shape.of(2, 3, 1, 1));
        assertThat(c.toArray()).containsExactly(2f, 20f, 200f, 3f, 30f, 300f);
    }

    @Test
    void withoutCommonAxisIsZero() {
        assertThat(OP.apply(Tensor.zeros(Shape.of(2, 0)), Tensor.zeros(Shape.of(0, 3))).toArray()).containsOnly(0f);
    }

    @Test
    void gradientsAreThoseWorkedOutByHand() {
        Tensor a = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4).requiringGradient();
        Tensor b = Tensor.of(Shape.of(2, 1), 10, 20).requiringGradient();
        Gradients gradients = OP.apply(a, b).backward(Tensor.of(Shape.of(2, 1), 1, -2));
        assertThat(gradients.of(a).toArray()).containsExactly(10f, 20f, -20f, -40f); // dc·bᵀ
        assertThat(gradients.of(b).toArray()).containsExactly(-5f, -6f); // aᵀ·dc: 1 − 6 and 2 − 8
    }

    @Test
    void gradientsRunOnFromWhatTheyFindAndOverABroadcastBatch() {
        Tensor[] x = {Tensor.of(Shape.of(2, 1, 1), 2, 3), Tensor.of(Shape.of(1, 1), 5)};
        Tensor[] dx = {Tensor.full(x[0].shape(), 100), Tensor.full(x[1].shape(), 200)};
        Tensor c = OP.apply(x);
        OP.backward(x, c, Tensor.of(Shape.of(2, 1, 1), 1, 10), dx, Workspace.ordinary());
        assertThat(dx[0].toArray()).containsExactly(105f, 150f);
        assertThat(dx[1].toArray()).containsExactly(232f); // 200 + 1·2 + 10·3
        assertThat(OP.accumulates(0)).isTrue();
        assertThat(OP.accumulates(1)).isTrue();
    }

    @Test
    void oneRowDoesNotDependOnTheOthers() {
        Tensor a = random(21, 40);
        Tensor b = random(40, 37);
        Tensor c = OP.apply(a, b);
        for (int m = 0; m < 21; m++) {
            assertThat(OP.apply(a.slice(m, m + 1), b).toArray()).containsExactly(c.slice(m, m + 1).toArray());
        }
    }

    @Test
    void aTallMatrixHasTheBitsOfABatch() {
        Tensor a = random(5, 6, 40);
        Tensor b = random(40, 37);
        Tensor c = OP.apply(a, b);
        for (int n = 0; n < 5; n++) {
            Tensor one = OP.apply(a.slice(n, n + 1).view(Shape.of(6, 40)), b);
            assertThat(one.toArray()).containsExactly(c.slice(n, n + 1).toArray());
        }
    }

    @Test
    void agreesWithEjml() {
        for (int[] sizes : new int[][] {{1, 1, 1}, {7, 5, 3}, {8, 300, 32}, {13, 64, 65}, {50, 33, 100}}) {
            Tensor a = random(sizes[0], sizes[1]);
            Tensor b = random(sizes[1], sizes[2]);
            DMatrixRMaj expected = new DMatrixRMaj(sizes[0], sizes[2]);
            CommonOps_DDRM.mult(matrix(a), matrix(b), expected);
            Tensor c = OP.apply(a, b);
            for (int i = 0; i < c.size(); i++) {
                assertThat(c.get(i)).isEqualTo((float) expected.get(i), within(1e-4f));
            }
        }
    }

    @Test
    void rejectsFactorsThatDoNotFit() {
        assertThatThrownBy(() -> shape(Shape.of(2, 3), Shape.of(4, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("MatMul: a (2, 3) expects b (..., K, N) to have K = 3, but b is (4, 5) with 4");
        assertThatThrownBy(() -> shape(Shape.of(2, 3), Shape.of(5, 3)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("MatMul: a (2, 3) expects b (..., K, N) to have K = 3, but b is (5, 3) with 5; b looks "
                        + "like (..., N, K): transpose it first");
        assertThatThrownBy(() -> shape(Shape.of(2, 3), Shape.of(4)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("MatMul: a (2, 3) expects b (K) to have K = 3, but b is (4) with 4");
    }

    @Test
    void rejectsBatchAxesThatDoNotFit() {
        assertThatThrownBy(() -> shape(Shape.of(2, 3, 4), Shape.of(3, 4, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("MatMul: expected the batch axes of a and b to be equal, 1 or missing, but a is (2, 3, 4) "
                        + "and b is (3, 4, 5)");
    }

    @Test
    void rejectsScalarsAndOtherNumbersOfInputs() {
        assertThatThrownBy(() -> shape(Shape.SCALAR, Shape.of(3)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("MatMul: expected a and b with at least one axis, but a is () and b is (3)");
        assertThatThrownBy(() -> shape(Shape.of(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MatMul: takes a and b, but was given 1 inputs");
    }

    private static DMatrixRMaj matrix(Tensor x) {
        DMatrixRMaj matrix = new DMatrixRMaj(x.shape().dim(0), x.shape().dim(1));
        for (int i = 0; i < x.size(); i++) {
            matrix.set(i, x.get(i));
        }
        return matrix;
    }

    private static Shape shape(Shape... x) {
        return OP.shape(x);
    }

    private static Tensor random(int... lengths) {
        Random random = new Random(lengths.length * 31L + lengths[0]);
        Tensor tensor = Tensor.zeros(Shape.of(lengths));
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, random.nextFloat() * 2 - 1);
        }
        return tensor;
    }
}
