package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/// What every kernel of an activation keeps whose elements depend on others of their row. The paths are those of one
/// row.
interface RowActivationKernelContract extends ActivationKernelContract {

    int ROW = 37;

    Forward forward();

    Backward backward();

    /// The kernel's own method, for several rows.
    interface Forward {
        void run(float[] x, int xOffset, float[] y, int yOffset, int rows, int length);
    }

    /// The kernel's own method, for several rows.
    interface Backward {
        void run(
                float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int length);
    }

    @Override
    default Path chosen() {
        return new Path(
                (x, xOffset, y, yOffset, n) -> forward().run(x, xOffset, y, yOffset, 1, n),
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> backward().run(
                        x, xOffset, dy, dyOffset, dx, dxOffset, 1, n));
    }

    @Test
    default void computesEachRowOnItsOwn() {
        int n = 3 * ROW;
        float[] x = KernelData.numbers(n, 5);
        float[] dy = KernelData.numbers(n, 6);
        float[] y = new float[n];
        float[] dx = new float[n];
        float[] expectedY = new float[n];
        float[] expectedDx = new float[n];
        forward().run(x, 0, y, 0, 3, ROW);
        backward().run(x, 0, dy, 0, dx, 0, 3, ROW);
        for (int at = 0; at < n; at += ROW) {
            definition().forward().run(x, at, expectedY, at, ROW);
            definition().backward().run(x, at, dy, at, expectedDx, at, ROW);
        }
        assertSameBits(y, expectedY, "y");
        assertSameBits(dx, expectedDx, "dx");
    }

    @Test
    default void scalarKeepsItsBitsOnceCompiled() {
        assertSameBitsHot(scalar());
    }

    @Test
    default void simdKeepsItsBitsOnceCompiled() {
        assumeTrue(VectorApi.PRESENT);
        assertSameBitsHot(simd());
    }

    private void assertSameBitsHot(Path path) {
        float[] x = KernelData.numbers(100, 3);
        float[] dy = KernelData.numbers(100, 4);
        float[] expectedY = new float[100];
        float[] expectedDx = new float[100];
        definition().forward().run(x, 0, expectedY, 0, 100);
        definition().backward().run(x, 0, dy, 0, expectedDx, 0, 100);
        for (int run = 0; run < KernelData.HOT; run++) {
            float[] y = new float[100];
            float[] dx = new float[100];
            path.forward().run(x, 0, y, 0, 100);
            path.backward().run(x, 0, dy, 0, dx, 0, 100);
            assertSameBits(y, expectedY, "run " + run);
            assertSameBits(dx, expectedDx, "run " + run);
        }
    }
}
