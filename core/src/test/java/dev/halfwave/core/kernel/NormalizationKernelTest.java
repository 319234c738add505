package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class NormalizationKernelTest {

    /// One element of each function.
    private static float normalized(float x, float mean, float factor) {
        return (x - mean) * factor;
    }

    /// What a function does to element `i` of its arrays.
    private interface Definition {
        float at(float x, float a, float b, float old);
    }

    /// A function with two further rows, a and b, and a row that it writes.
    private interface Kernel {
        void run(float[] x, int xOffset, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n);
    }

    private static final float MEAN = 0.3f;
    private static final float FACTOR = 1.7f;

    private static void check(Kernel kernel, Definition definition) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                float[][] rows = {
                    KernelData.numbers(n, offset), KernelData.finiteNumbers(n, offset),
                    KernelData.hardNumbers(n, offset)
                };
                for (float[] row : rows) {
                    float[] x = KernelData.placed(row, offset);
                    float[] a = KernelData.placed(KernelData.hardNumbers(n, offset + 10), 1);
                    float[] b = KernelData.placed(KernelData.hardNumbers(n, offset + 20), 4);
                    float[] y = KernelData.placed(KernelData.numbers(n, offset + 30), 2);
                    float[] expected = y.clone();
                    kernel.run(x, offset, a, 1, b, 4, y, 2, n);
                    for (int i = 0; i < n; i++) {
                        expected[2 + i] = definition.at(row[i], a[1 + i], b[4 + i], expected[2 + i]);
                    }
                    assertSameBits(y, expected, "n = " + n);
                }
            }
        }
        float[] x = KernelData.numbers(100, 3);
        float[] a = KernelData.numbers(100, 4);
        float[] b = KernelData.numbers(100, 5);
        float[] old = KernelData.numbers(100, 6);
        float[] expected = new float[100];
        for (int i = 0; i < 100; i++) {
            expected[i] = definition.at(x[i], a[i], b[i], old[i]);
        }
        for (int run = 0; run < KernelData.HOT; run++) {
            float[] y = old.clone();
            kernel.run(x, 0, a, 0, b, 0, y, 0, 100);
            assertSameBits(y, expected, "run " + run);
        }
    }

    @Test
    void squaredDeviations() {
        Definition definition = (x, a, b, old) -> (x - MEAN) * (x - MEAN);
        check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Scalar.squaredDeviations(x, xo, MEAN, y, yo, n),
                definition);
        if (VectorApi.PRESENT) {
            check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Simd.squaredDeviations(x, xo, MEAN, y, yo, n),
                    definition);
        }
    }

    @Test
    void normalizeWithoutWeight() {
        Definition definition = (x, a, b, old) -> normalized(x, MEAN, FACTOR);
        check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Scalar.normalize(x, xo, MEAN, FACTOR, y, yo, n),
                definition);
        if (VectorApi.PRESENT) {
            check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Simd.normalize(x, xo, MEAN, FACTOR, y, yo, n),
                    definition);
        }
    }

    @Test
    void normalizeWithOneWeight() {
        Definition definition = (x, a, b, old) -> Fma.fma(normalized(x, MEAN, FACTOR), -0.7f, 0.1f);
        check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Scalar
                .normalize(x, xo, MEAN, FACTOR, -0.7f, 0.1f, y, yo, n), definition);
        if (VectorApi.PRESENT) {
            check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Simd
                    .normalize(x, xo, MEAN, FACTOR, -0.7f, 0.1f, y, yo, n), definition);
        }
    }

    @Test
    void normalizeWithAWeightForEveryElement() {
        Definition definition = (x, a, b, old) -> Fma.fma(normalized(x, MEAN, FACTOR), a, b);
        check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Scalar
                .normalize(x, xo, MEAN, FACTOR, a, ao, b, bo, y, yo, n), definition);
        if (VectorApi.PRESENT) {
            check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Simd
                    .normalize(x, xo, MEAN, FACTOR, a, ao, b, bo, y, yo, n), definition);
        }
    }

    @Test
    void products() {
        Definition definition = (x, a, b, old) -> a * normalized(x, MEAN, FACTOR);
        check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Scalar
                .products(x, xo, MEAN, FACTOR, a, ao, y, yo, n), definition);
        if (VectorApi.PRESENT) {
            check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Simd
                    .products(x, xo, MEAN, FACTOR, a, ao, y, yo, n), definition);
        }
    }

    @Test
    void addProducts() {
        Definition definition = (x, a, b, old) -> Fma.fma(a, normalized(x, MEAN, FACTOR), old);
        check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Scalar
                .addProducts(x, xo, MEAN, FACTOR, a, ao, y, yo, n), definition);
        if (VectorApi.PRESENT) {
            check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Simd
                    .addProducts(x, xo, MEAN, FACTOR, a, ao, y, yo, n), definition);
        }
    }

    @Test
    void gradient() {
        Definition definition =
                (x, a, b, old) -> 1.3f * Fma.fma(-0.2f, normalized(x, MEAN, FACTOR), a - 0.4f);
        check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Scalar
                .gradient(x, xo, MEAN, FACTOR, a, ao, 0.4f, 0.2f, 1.3f, y, yo, n), definition);
        if (VectorApi.PRESENT) {
            check((x, xo, a, ao, b, bo, y, yo, n) -> NormalizationKernel.Simd
                    .gradient(x, xo, MEAN, FACTOR, a, ao, 0.4f, 0.2f, 1.3f, y, yo, n), definition);
        }
    }

    @Test
    void theChosenPathIsOneOfThem() {
        float[] x = KernelData.numbers(37, 1);
        float[] a = KernelData.numbers(37, 2);
        float[] b = KernelData.numbers(37, 3);
        float[] y = new float[37];
        float[] expected = new float[37];
        NormalizationKernel.squaredDeviations(x, 0, MEAN, y, 0, 37);
        NormalizationKernel.Scalar.squaredDeviations(x, 0, MEAN, expected, 0, 37);
        assertSameBits(y, expected, "squaredDeviations");
        NormalizationKernel.normalize(x, 0, MEAN, FACTOR, y, 0, 37);
        NormalizationKernel.Scalar.normalize(x, 0, MEAN, FACTOR, expected, 0, 37);
        assertSameBits(y, expected, "normalize");
        NormalizationKernel.normalize(x, 0, MEAN, FACTOR, 2f, 3f, y, 0, 37);
        NormalizationKernel.Scalar.normalize(x, 0, MEAN, FACTOR, 2f, 3f, expected, 0, 37);
        assertSameBits(y, expected, "normalize with one weight");
        NormalizationKernel.normalize(x, 0, MEAN, FACTOR, a, 0, b, 0, y, 0, 37);
        NormalizationKernel.Scalar.normalize(x, 0, MEAN, FACTOR, a, 0, b, 0, expected, 0, 37);
        assertSameBits(y, expected, "normalize with weights");
        NormalizationKernel.products(x, 0, MEAN, FACTOR, a, 0, y, 0, 37);
        NormalizationKernel.Scalar.products(x, 0, MEAN, FACTOR, a, 0, expected, 0, 37);
        assertSameBits(y, expected, "products");
        NormalizationKernel.addProducts(x, 0, MEAN, FACTOR, a, 0, y, 0, 37);
        NormalizationKernel.Scalar.addProducts(x, 0, MEAN, FACTOR, a, 0, expected, 0, 37);
        assertSameBits(y, expected, "addProducts");
        NormalizationKernel.gradient(x, 0, MEAN, FACTOR, a, 0, 1f, 2f, 3f, y, 0, 37);
        NormalizationKernel.Scalar.gradient(x, 0, MEAN, FACTOR, a, 0, 1f, 2f, 3f, expected, 0, 37);
        assertSameBits(y, expected, "gradient");
    }
}
