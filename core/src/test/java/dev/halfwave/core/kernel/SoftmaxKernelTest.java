package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class SoftmaxKernelTest {

    /// The textbook loops over one column of the slab.
    static final class Definition {
        private Definition() {}

        static float[] softmax(float[] x) {
            float max = RowKernelTest.Definition.max(x, 0, x.length);
            float[] y = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                y[i] = ExponentialKernel.Scalar.exp(x[i] - max);
            }
            float sum = RowKernelTest.Definition.sum(y, 0, x.length);
            for (int i = 0; i < x.length; i++) {
                y[i] = y[i] / sum;
            }
            return y;
        }

        static float[] softmaxBackward(float[] y, float[] dy) {
            float[] dx = withoutMean(y, withoutMean(y, dy));
            for (int i = 0; i < y.length; i++) {
                dx[i] = y[i] * dx[i];
            }
            return dx;
        }

        private static float[] withoutMean(float[] y, float[] d) {
            float[] products = new float[y.length];
            for (int i = 0; i < y.length; i++) {
                products[i] = d[i] * y[i];
            }
            float sum = RowKernelTest.Definition.sum(products, 0, y.length);
            float[] centered = new float[y.length];
            for (int i = 0; i < y.length; i++) {
                centered[i] = d[i] - sum;
            }
            return centered;
        }

        static float[] forward(float[] x) {
            float max = RowKernelTest.Definition.max(x, 0, x.length);
            float[] exponentials = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                exponentials[i] = ExponentialKernel.Scalar.exp(x[i] - max);
            }
            float log = LogarithmKernel.log(RowKernelTest.Definition.sum(exponentials, 0, x.length));
            float[] y = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                y[i] = x[i] - max - log;
            }
            return y;
        }

        static float[] backward(float[] y, float[] dy) {
            float sum = RowKernelTest.Definition.sum(dy, 0, dy.length);
            float[] dx = new float[y.length];
            for (int i = 0; i < y.length; i++) {
                dx[i] = dy[i] - ExponentialKernel.Scalar.exp(y[i]) * sum;
            }
            return dx;
        }
    }

    private static final int[] INNER = {1, 2, 3, 15, 16, 17, 33, 100};

    @Test
    void everyColumnHasTheBitsOfTheDefinition() {
        for (int n : new int[] {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100}) {
            for (int inner : INNER) {
                assertForward(KernelData.numbers(n * inner, n), n, inner);
                assertForward(KernelData.finiteNumbers(n * inner, n), n, inner);
                assertForward(KernelData.hardNumbers(n * inner, n), n, inner);
                assertBackward(n, inner);
            }
        }
    }

    private interface Forward {
        void run(float[] x, int xOffset, float[] y, int yOffset, int n, int inner, float[] scratch);
    }

    private interface Backward {
        void run(
                float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n, int inner,
                float[] scratch);
    }

    private static void assertForward(float[] slab, int n, int inner) {
        assertForward(SoftmaxKernel::forward, Definition::forward, slab, n, inner);
        assertForward(SoftmaxKernel::softmax, Definition::softmax, slab, n, inner);
    }

    private static void assertForward(
            Forward kernel, UnaryOperator<float[]> definition, float[] slab, int n, int inner) {
        float[] x = KernelData.placed(slab, 3);
        float[] y = KernelData.garbage(n * inner + 4);
        float[] expected = y.clone();
        kernel.run(x, 3, y, 1, n, inner, KernelData.garbage(SoftmaxKernel.scratch(n, inner)));
        for (int j = 0; j < inner; j++) {
            put(definition.apply(column(slab, n, inner, j)), expected, 1, inner, j);
        }
        assertSameBits(y, expected, n + " × " + inner);
        float[] inPlace = KernelData.placed(slab, 1);
        kernel.run(inPlace, 1, inPlace, 1, n, inner, KernelData.garbage(SoftmaxKernel.scratch(n, inner)));
        assertSameBits(inPlace, expected, n + " × " + inner + " in place");
    }

    private static void assertBackward(int n, int inner) {
        assertBackward(SoftmaxKernel::backward, Definition::backward, n, inner);
        assertBackward(SoftmaxKernel::softmaxBackward, Definition::softmaxBackward, n, inner);
    }

    private static void assertBackward(Backward kernel, BinaryOperator<float[]> definition, int n, int inner) {
        float[] y = KernelData.numbers(n * inner, n);
        float[] dy = KernelData.finiteNumbers(n * inner, n + 1);
        float[] dx = KernelData.garbage(n * inner + 4);
        float[] expected = dx.clone();
        kernel.run(
                KernelData.placed(y, 3), 3, KernelData.placed(dy, 2), 2, dx, 1, n, inner,
                KernelData.garbage(SoftmaxKernel.scratch(n, inner)));
        for (int j = 0; j < inner; j++) {
            put(definition.apply(column(y, n, inner, j), column(dy, n, inner, j)), expected, 1, inner, j);
        }
        assertSameBits(dx, expected, n + " × " + inner);
    }

    private static float[] column(float[] slab, int n, int inner, int j) {
        float[] column = new float[n];
        for (int i = 0; i < n; i++) {
            column[i] = slab[i * inner + j];
        }
        return column;
    }

    private static void put(float[] column, float[] slab, int offset, int inner, int j) {
        for (int i = 0; i < column.length; i++) {
            slab[offset + i * inner + j] = column[i];
        }
    }

    @Test
    void rowsHaveTheBitsOfOneAfterTheOther() {
        for (int n : new int[] {1, 3, 16, 17}) {
            float[] x = KernelData.hardNumbers(5 * n, n);
            float[] dy = KernelData.numbers(5 * n, n + 1);
            float[] y = KernelData.garbage(5 * n + 4);
            float[] expected = y.clone();
            float[] dx = y.clone();
            float[] expectedDx = y.clone();
            SoftmaxKernel.softmaxOfRows(x, 0, y, 2, 5, n);
            for (int row = 0; row < 5; row++) {
                SoftmaxKernel.softmax(x, row * n, expected, 2 + row * n, n, 1, new float[n]);
            }
            assertSameBits(y, expected, "y, n = " + n);
            SoftmaxKernel.softmaxOfRowsBackward(x, 0, dy, 0, dx, 3, 5, n, KernelData.garbage(5 * n));
            for (int row = 0; row < 5; row++) {
                SoftmaxKernel.softmaxBackward(
                        x, row * n, dy, row * n, expectedDx, 3 + row * n, n, 1, KernelData.garbage(n));
            }
            assertSameBits(dx, expectedDx, "dx, n = " + n);
        }
    }

    /// More classes than a sum takes in one block.
    @Test
    void longColumnsHaveTheBitsOfTheDefinition() {
        for (int n : new int[] {4097, 12_300}) {
            for (int inner : new int[] {1, 3}) {
                assertForward(KernelData.numbers(n * inner, n), n, inner);
                assertBackward(n, inner);
            }
        }
    }

    @Test
    void nothingOverflows() {
        // Both are the largest float: each has probability 1/2.
        float[] x = {Float.MAX_VALUE, Float.MAX_VALUE};
        float[] y = new float[2];
        SoftmaxKernel.forward(x, 0, y, 0, 2, 1, new float[2]);
        assertThat(y).containsExactly(-0x1.62e43p-1f, -0x1.62e43p-1f); // −ln 2
        SoftmaxKernel.softmax(x, 0, y, 0, 2, 1, new float[2]);
        assertThat(y).containsExactly(0.5f, 0.5f);
    }

    @Test
    void emptySlabsAreLeftAlone() {
        SoftmaxKernel.forward(new float[0], 0, new float[0], 0, 0, 1, new float[SoftmaxKernel.scratch(0, 1)]);
        SoftmaxKernel.forward(new float[0], 0, new float[0], 0, 0, 5, new float[SoftmaxKernel.scratch(0, 5)]);
        SoftmaxKernel.forward(new float[0], 0, new float[0], 0, 5, 0, new float[SoftmaxKernel.scratch(5, 0)]);
        SoftmaxKernel.softmax(new float[0], 0, new float[0], 0, 0, 5, new float[SoftmaxKernel.scratch(0, 5)]);
        SoftmaxKernel.softmax(new float[0], 0, new float[0], 0, 5, 0, new float[SoftmaxKernel.scratch(5, 0)]);
        SoftmaxKernel.softmaxBackward(
                new float[0], 0, new float[0], 0, new float[0], 0, 0, 5, new float[SoftmaxKernel.scratch(0, 5)]);
        SoftmaxKernel.backward(
                new float[0], 0, new float[0], 0, new float[0], 0, 0, 5, new float[SoftmaxKernel.scratch(0, 5)]);
        assertThat(SoftmaxKernel.scratch(5, 0)).isZero();
    }
}
