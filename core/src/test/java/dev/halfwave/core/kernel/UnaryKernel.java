package dev.halfwave.core.kernel;

/// A kernel of one array, such as a function or an activation, and its comparison with another path.
@FunctionalInterface
interface UnaryKernel {

    void run(float[] x, int xOffset, float[] y, int yOffset, int n);

    /// Compares bit for bit on lengths around the lanes, with offsets, on ordinary, hard and finite numbers.
    static void assertSameBits(UnaryKernel actual, UnaryKernel expected) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                for (float[] values : new float[][] {
                    KernelData.numbers(n, n), KernelData.hardNumbers(n, n), KernelData.finiteNumbers(n, n)
                }) {
                    float[] x = KernelData.placed(values, offset);
                    float[] y = KernelData.garbage(n + 6);
                    float[] wanted = y.clone();
                    actual.run(x, offset, y, 2, n);
                    expected.run(x, offset, wanted, 2, n);
                    KernelData.assertSameBits(y, wanted, "n = " + n);
                }
            }
        }
    }
}
