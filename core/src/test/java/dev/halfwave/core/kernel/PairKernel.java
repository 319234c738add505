package dev.halfwave.core.kernel;

/// A kernel of two arrays, such as the gradient of an activation, and its comparison with another path.
@FunctionalInterface
interface PairKernel {

    void run(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n);

    /// Compares bit for bit on lengths around the lanes, with offsets, on hard numbers, and on finite ones beside them,
    /// because in a sum over a row a NaN would hide all else. `y` holds numbers, because some kernels read what a pass
    /// before has left there.
    static void assertSameBits(PairKernel actual, PairKernel expected) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                for (float[] values : new float[][] {
                    KernelData.numbers(n, n + 1), KernelData.hardNumbers(n, n + 1), KernelData.finiteNumbers(n, n + 1)
                }) {
                    float[] a = KernelData.placed(KernelData.hardNumbers(n, n), offset);
                    float[] b = KernelData.placed(values, 1);
                    float[] y = KernelData.hardNumbers(n + 6, n + 2);
                    float[] wanted = y.clone();
                    actual.run(a, offset, b, 1, y, 2, n);
                    expected.run(a, offset, b, 1, wanted, 2, n);
                    KernelData.assertSameBits(y, wanted, "n = " + n);
                }
            }
        }
    }
}
