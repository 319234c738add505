package dev.halfwave.nn.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.Fixtures;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.junit.jupiter.api.Test;

final class OrthogonalTest {

    private static Tensor orthogonal(Shape shape, double gain, long seed) {
        // room before and after: only the view is written
        float[] memory = new float[shape.size() + 2];
        Tensor values = Tensor.wrap(memory, 1, shape);
        Initializer.orthogonal(gain).fill(values, Fans.ofWeight(shape), Philox.of(seed, "w"));
        assertThat(memory[0]).isZero();
        assertThat(memory[shape.size() + 1]).isZero();
        return values;
    }

    @Test
    void rowsOrColumnsAreOrthonormalWhicheverFits() {
        for (Shape shape : new Shape[] {
            Shape.of(8, 8), Shape.of(4, 3, 5), Shape.of(40, 3, 5), Shape.of(1, 7), Shape.of(7, 1), Shape.of(64, 64),
            Shape.of(5, 1, 3)
        }) {
            Tensor w = orthogonal(shape, 1.5, 3);
            int rows = shape.dim(0);
            int columns = shape.stride();
            boolean byRows = rows < columns;
            int count = Math.min(rows, columns);
            for (int a = 0; a < count; a++) {
                for (int b = 0; b < count; b++) {
                    double product = 0;
                    for (int j = 0; j < Math.max(rows, columns); j++) {
                        product += (double) w.get(byRows ? a * columns + j : j * columns + a)
                                * w.get(byRows ? b * columns + j : j * columns + b);
                    }
                    assertThat(product).as("%s, %d and %d", shape, a, b)
                            .isCloseTo(a == b ? 2.25 : 0, within(1e-6));
                }
            }
        }
    }

    /// EJML's QR decomposition of the same Gaussian matrix, with the signs of R's diagonal turned to plus.
    @Test
    void isTheQrDecompositionOfAGaussianMatrix() {
        for (int[] size : new int[][] {{12, 5}, {5, 12}, {9, 9}}) {
            int rows = size[0];
            int columns = size[1];
            Philox random = Philox.of(7, "w");
            DMatrixRMaj tall = new DMatrixRMaj(Math.max(rows, columns), Math.min(rows, columns));
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    tall.set(Math.max(rows, columns) == rows ? i : j, Math.max(rows, columns) == rows ? j : i,
                            random.gaussian((long) i * columns + j));
                }
            }
            QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(tall.numRows, tall.numCols);
            assertThat(qr.decompose(tall)).isTrue();
            DMatrixRMaj q = qr.getQ(null, true);
            DMatrixRMaj r = qr.getR(null, true);
            Tensor w = orthogonal(Shape.of(rows, columns), 1, 7);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    int vector = rows >= columns ? j : i;
                    double expected = (rows >= columns ? q.get(i, j) : q.get(j, i))
                            * Math.signum(r.get(vector, vector));
                    assertThat((double) w.at(i, j)).as("%d x %d, element %d, %d", rows, columns, i, j)
                            .isCloseTo(expected, within(1e-7));
                }
            }
        }
    }

    /// Of a rotation of the plane by a random angle every element has the mean 0 and the variance 1/2, and reflections
    /// are as likely as rotations. Without the signs of R's diagonal the first element would always be negative.
    @Test
    void allOrthogonalMatricesAreEquallyLikely() {
        int trials = 4000;
        double sum = 0;
        double squares = 0;
        int rotations = 0;
        for (int seed = 0; seed < trials; seed++) {
            Tensor w = orthogonal(Shape.of(2, 2), 1, seed);
            sum += w.at(0, 0);
            squares += w.at(1, 1) * (double) w.at(1, 1);
            rotations += w.at(0, 0) * w.at(1, 1) - w.at(0, 1) * w.at(1, 0) > 0 ? 1 : 0;
        }
        // four standard errors: √(1/2), √(1/8) and 1/2, each over √4000
        assertThat(sum / trials).isCloseTo(0, within(0.045));
        assertThat(squares / trials).isCloseTo(0.5, within(0.023));
        assertThat(rotations / (double) trials).isCloseTo(0.5, within(0.032));
    }

    @Test
    void aSeedHasItsBits() {
        assertThat(Fixtures.bits(orthogonal(Shape.of(3, 4), 1, 1)))
                .containsExactly(Fixtures.bits(orthogonal(Shape.of(3, 4), 1, 1)))
                .isNotEqualTo(Fixtures.bits(orthogonal(Shape.of(3, 4), 1, 2)));
    }

    @Test
    void refusesABiasAndAGainThatIsNotPositive() {
        assertThatThrownBy(() -> Initializer.orthogonal(1)
                .fill(Tensor.zeros(Shape.of(3)), new Fans(1, 1), Philox.of(1, "b")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Initializer.orthogonal: a weight has at least the axes (out, in), but its shape is (3)");
        for (double gain : new double[] {0, -1, Double.NaN}) {
            assertThatThrownBy(() -> Initializer.orthogonal(gain))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Initializer.orthogonal: gain must be positive, but is " + gain);
        }
    }
}
