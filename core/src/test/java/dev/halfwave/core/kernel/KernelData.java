package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

/// Inputs for kernel tests, and comparison bit for bit.
final class KernelData {

    /// Around the lane counts of all vector widths, the 16 virtual lanes, and their multiples.
    static final int[] LENGTHS =
            {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 255, 256, 257};

    /// How often a kernel runs in the tests of compiled code: enough for the JIT to have compiled it.
    static final int HOT = 20_000;

    private static final float[] SPECIAL = {
        0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
        -Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL, 0x0.fffffep-126f, Float.MAX_VALUE, -Float.MAX_VALUE
    };

    private KernelData() {}

    /// Gaussian numbers of very different magnitudes: rounding differs between any two orders of a sum.
    static float[] numbers(int n, long seed) {
        Random random = new Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (random.nextGaussian() * StrictMath.pow(2, random.nextInt(12) - 6));
        }
        return x;
    }

    /// Numbers, and among them NaN, infinities, zeros of both signs, subnormal numbers and the largest ones.
    static float[] hardNumbers(int n, long seed) {
        float[] x = numbers(n, seed);
        Random random = new Random(~seed);
        for (int i = 0; i < n; i++) {
            if (random.nextInt(4) == 0) {
                x[i] = SPECIAL[random.nextInt(SPECIAL.length)];
            }
        }
        return x;
    }

    /// Numbers and zeros of both signs, a few subnormal: nothing that makes a sum NaN or infinite.
    static float[] finiteNumbers(int n, long seed) {
        float[] x = hardNumbers(n, seed);
        for (int i = 0; i < n; i++) {
            if (!(Math.abs(x[i]) < 0x1p100f)) {
                x[i] = -0f;
            }
        }
        return x;
    }

    /// One of so many floats from one bit pattern to another.
    static float[] floats(long firstBits, long lastBits, int step) {
        float[] x = new float[(int) ((lastBits - firstBits) / step) + 1];
        for (int i = 0; i < x.length; i++) {
            x[i] = Float.intBitsToFloat((int) (firstBits + (long) i * step));
        }
        return x;
    }

    /// One of so many of all floats there are: of both signs, subnormal ones, infinities and NaN.
    static float[] allFloats(int step) {
        return floats(0, 0xffffffffL, step);
    }

    /// From one number to another in steps of `1 / perUnit`, which no float hits exactly.
    static float[] steps(int from, int to, int perUnit) {
        float[] x = new float[(to - from) * perUnit];
        for (int i = 0; i < x.length; i++) {
            x[i] = (from * perUnit + i) / (float) perUnit;
        }
        return x;
    }

    /// An array that holds `x` at an offset and garbage everywhere else.
    static float[] placed(float[] x, int offset) {
        float[] memory = garbage(offset + x.length + 3);
        System.arraycopy(x, 0, memory, offset, x.length);
        return memory;
    }

    /// What must be overwritten or left alone, never read.
    static float[] garbage(int n) {
        float[] memory = new float[n];
        Arrays.fill(memory, -12345.678f);
        return memory;
    }

    /// Compares bits; any NaN equals any other.
    static void assertSameBits(float[] actual, float[] expected, String what) {
        int[] actualBits = bits(actual);
        int[] expectedBits = bits(expected);
        if (!Arrays.equals(actualBits, expectedBits)) {
            int i = Arrays.mismatch(actualBits, expectedBits);
            assertThat(actual[i]).as("%s, element %d of %d", what, i, expected.length).isEqualTo(expected[i]);
            assertThat(actualBits).as(what).containsExactly(expectedBits); // +0 against −0
        }
    }

    /// Compares bits; any NaN equals any other.
    static void assertSameBits(float actual, float expected, String what) {
        assertSameBits(new float[] {actual}, new float[] {expected}, what);
    }

    private static int[] bits(float[] x) {
        int[] bits = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            bits[i] = Float.floatToIntBits(x[i]);
        }
        return bits;
    }
}
