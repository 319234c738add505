package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class ElementwiseKernelTest {

    private interface Arrays {
        void run(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n);
    }

    private interface NumberLast {
        void run(float[] a, int aOffset, float value, float[] y, int yOffset, int n);
    }

    private interface NumberFirst {
        void run(float value, float[] a, int aOffset, float[] y, int yOffset, int n);
    }

    private interface Clamp {
        void run(float[] a, int aOffset, float low, float high, float[] y, int yOffset, int n);
    }

    private interface MultiplyAdd {
        void run(
                float[] a,
                int aOffset,
                float[] b,
                int bOffset,
                float[] c,
                int cOffset,
                float[] y,
                int yOffset,
                int n);
    }

    /// What a pass does to one element.
    private interface Definition {
        float of(float a, float b);
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        assertArrays(ElementwiseKernel.Scalar::add, (a, b) -> a + b);
        assertArrays(ElementwiseKernel.Scalar::subtract, (a, b) -> a - b);
        assertArrays(ElementwiseKernel.Scalar::multiply, (a, b) -> a * b);
        assertArrays(ElementwiseKernel.Scalar::divide, (a, b) -> a / b);
        assertNumberLast(ElementwiseKernel.Scalar::add, (a, b) -> a + b);
        assertNumberLast(ElementwiseKernel.Scalar::subtract, (a, b) -> a - b);
        assertNumberLast(ElementwiseKernel.Scalar::multiply, (a, b) -> a * b);
        assertNumberLast(ElementwiseKernel.Scalar::divide, (a, b) -> a / b);
        assertNumberFirst(ElementwiseKernel.Scalar::subtract, (a, b) -> a - b);
        assertNumberFirst(ElementwiseKernel.Scalar::divide, (a, b) -> a / b);
        assertClamp(ElementwiseKernel.Scalar::clamp);
        assertMultiplyAdd(ElementwiseKernel.Scalar::multiplyAdd);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertArrays(ElementwiseKernel.Simd::add, (a, b) -> a + b);
        assertArrays(ElementwiseKernel.Simd::subtract, (a, b) -> a - b);
        assertArrays(ElementwiseKernel.Simd::multiply, (a, b) -> a * b);
        assertArrays(ElementwiseKernel.Simd::divide, (a, b) -> a / b);
        assertNumberLast(ElementwiseKernel.Simd::add, (a, b) -> a + b);
        assertNumberLast(ElementwiseKernel.Simd::subtract, (a, b) -> a - b);
        assertNumberLast(ElementwiseKernel.Simd::multiply, (a, b) -> a * b);
        assertNumberLast(ElementwiseKernel.Simd::divide, (a, b) -> a / b);
        assertNumberFirst(ElementwiseKernel.Simd::subtract, (a, b) -> a - b);
        assertNumberFirst(ElementwiseKernel.Simd::divide, (a, b) -> a / b);
        assertClamp(ElementwiseKernel.Simd::clamp);
        assertMultiplyAdd(ElementwiseKernel.Simd::multiplyAdd);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        assertArrays(ElementwiseKernel::add, (a, b) -> a + b);
        assertArrays(ElementwiseKernel::subtract, (a, b) -> a - b);
        assertArrays(ElementwiseKernel::multiply, (a, b) -> a * b);
        assertArrays(ElementwiseKernel::divide, (a, b) -> a / b);
        assertNumberLast(ElementwiseKernel::add, (a, b) -> a + b);
        assertNumberLast(ElementwiseKernel::subtract, (a, b) -> a - b);
        assertNumberLast(ElementwiseKernel::multiply, (a, b) -> a * b);
        assertNumberLast(ElementwiseKernel::divide, (a, b) -> a / b);
        assertNumberFirst(ElementwiseKernel::subtract, (a, b) -> a - b);
        assertNumberFirst(ElementwiseKernel::divide, (a, b) -> a / b);
        assertClamp(ElementwiseKernel::clamp);
        assertMultiplyAdd(ElementwiseKernel::multiplyAdd);
    }

    @Test
    void addToAddsInPlace() {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                float[] x = KernelData.placed(KernelData.hardNumbers(n, n), offset);
                float[] sum = KernelData.placed(KernelData.hardNumbers(n, n + 1), 1);
                float[] expected = sum.clone();
                for (int i = 0; i < n; i++) {
                    expected[1 + i] += x[offset + i];
                }
                ElementwiseKernel.addTo(x, offset, sum, 1, n);
                assertSameBits(sum, expected, "n = " + n);
            }
        }
    }

    @Test
    void clampKeepsWhatLiesBetweenAndNaN() {
        float[] y = {-3, -2, -0f, 1.5f, 2, Float.POSITIVE_INFINITY, Float.NaN};
        ElementwiseKernel.clamp(y, 0, -2, 1.5f, y, 0, 7);
        assertSameBits(y, new float[] {-2, -2, -0f, 1.5f, 1.5f, 1.5f, Float.NaN}, "clamped");
    }

    @Test
    void multiplyAddRoundsOnce() {
        float[] y = {1 + 0x1p-12f}; // its square is 1 + 2⁻¹¹ + 2⁻²⁴, of which a rounded product loses the last
        ElementwiseKernel.multiplyAdd(y, 0, y, 0, new float[] {-1}, 0, y, 0, 1);
        assertThat(y[0]).isEqualTo(0x1p-11f + 0x1p-24f);
    }

    private static void assertArrays(Arrays pass, Definition definition) {
        for (int n : KernelData.LENGTHS) {
            float[] a = KernelData.placed(KernelData.hardNumbers(n, n), 1);
            float[] b = KernelData.placed(KernelData.hardNumbers(n, n + 1), 3);
            float[] y = KernelData.garbage(n + 6);
            float[] expected = y.clone();
            for (int i = 0; i < n; i++) {
                expected[2 + i] = definition.of(a[1 + i], b[3 + i]);
            }
            pass.run(a, 1, b, 3, y, 2, n);
            assertSameBits(y, expected, "n = " + n);
            for (int i = 0; i < n; i++) {
                expected[2 + i] = definition.of(y[2 + i], y[2 + i]);
            }
            pass.run(y, 2, y, 2, y, 2, n);
            assertSameBits(y, expected, "in place, n = " + n);
        }
    }

    private static void assertNumberLast(NumberLast pass, Definition definition) {
        assertNumber((a, aOffset, value, y, yOffset, n) -> pass.run(a, aOffset, value, y, yOffset, n), definition);
    }

    private static void assertNumberFirst(NumberFirst pass, Definition definition) {
        assertNumber(
                (a, aOffset, value, y, yOffset, n) -> pass.run(value, a, aOffset, y, yOffset, n),
                (a, b) -> definition.of(b, a));
    }

    private static void assertNumber(NumberLast pass, Definition definition) {
        for (int n : KernelData.LENGTHS) {
            for (float value : new float[] {0.7f, -0f, Float.NEGATIVE_INFINITY}) {
                float[] a = KernelData.placed(KernelData.hardNumbers(n, n), 1);
                float[] y = KernelData.garbage(n + 6);
                float[] expected = y.clone();
                for (int i = 0; i < n; i++) {
                    expected[2 + i] = definition.of(a[1 + i], value);
                }
                pass.run(a, 1, value, y, 2, n);
                assertSameBits(y, expected, value + ", n = " + n);
                pass.run(a, 1, value, a, 1, n);
                assertSameBits(
                        java.util.Arrays.copyOfRange(a, 1, 1 + n),
                        java.util.Arrays.copyOfRange(expected, 2, 2 + n),
                        value + " in place, n = " + n);
            }
        }
    }

    private static void assertClamp(Clamp clamp) {
        assertNumber(
                (a, aOffset, value, y, yOffset, n) -> clamp.run(a, aOffset, -0.3f, 0.7f, y, yOffset, n),
                (a, b) -> Float.isNaN(a) ? a : a < -0.3f ? -0.3f : a > 0.7f ? 0.7f : a);
    }

    private static void assertMultiplyAdd(MultiplyAdd pass) {
        for (int n : KernelData.LENGTHS) {
            float[] a = KernelData.placed(KernelData.numbers(n, n), 1);
            float[] b = KernelData.placed(KernelData.numbers(n, n + 1), 3);
            float[] c = KernelData.placed(KernelData.numbers(n, n + 2), 0);
            float[] y = KernelData.garbage(n + 6);
            float[] expected = y.clone();
            for (int i = 0; i < n; i++) {
                // exact, then rounded once
                expected[2 + i] = new BigDecimal(a[1 + i])
                        .multiply(new BigDecimal(b[3 + i]))
                        .add(new BigDecimal(c[i]))
                        .floatValue();
            }
            pass.run(a, 1, b, 3, c, 0, y, 2, n);
            assertSameBits(y, expected, "n = " + n);
            float[] hard = KernelData.placed(KernelData.hardNumbers(n, n), 2);
            for (int i = 0; i < n; i++) {
                expected[2 + i] = Math.fma(hard[2 + i], hard[2 + i], y[2 + i]);
            }
            pass.run(hard, 2, hard, 2, y, 2, y, 2, n);
            assertSameBits(y, expected, "in place, n = " + n);
        }
    }
}
