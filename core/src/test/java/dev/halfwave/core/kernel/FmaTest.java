package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The replacement must not differ from the instruction in a single bit: which one runs depends on the machine.
@Tag("both-backends")
final class FmaTest {

    private static final float[] SPECIAL = {
        0f, -0f, 1f, -1f, 3f, Float.MIN_VALUE, -Float.MIN_VALUE, 3 * Float.MIN_VALUE, Float.MIN_NORMAL,
        -Float.MIN_NORMAL, 0x0.fffffep-126f, Float.MAX_VALUE, -Float.MAX_VALUE, 0x1p64f, 0x1p-75f, 0x1.000002p0f,
        0x1.fffffep-1f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN
    };

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void agreesOnAllCombinationsOfSpecialNumbers() {
        for (float a : SPECIAL) {
            for (float b : SPECIAL) {
                for (float c : SPECIAL) {
                    assertAgrees(a, b, c);
                }
            }
        }
    }

    @Test
    void agreesOnAnyBits() {
        for (int i = 0; i < 300_000; i++) {
            assertAgrees(anyBits(), anyBits(), anyBits());
        }
    }

    @Test
    void agreesWhereProductAndSummandOverlapOrNearlyCancel() {
        for (int i = 0; i < 300_000; i++) {
            float a = magnitude(20);
            float b = magnitude(20);
            float c = -a * b;
            int steps = random.nextInt(9) - 4;
            assertAgrees(a, b, Float.intBitsToFloat(Float.floatToRawIntBits(c) + steps));
            assertAgrees(a, b, c * (float) StrictMath.pow(2, random.nextInt(61) - 30));
        }
    }

    /// The sum lies exactly half-way between two floats, but for a remainder far below: rounding twice goes wrong here.
    @Test
    void agreesJustBesideTheMiddleBetweenTwoFloats() {
        for (int i = 0; i < 300_000; i++) {
            float c = magnitude(20);
            float half = Math.ulp(c) / 2;
            int split = random.nextInt(12);
            float a = half * (1 + (random.nextInt(3) - 1) * 0x1p-23f);
            float b = 1 + (random.nextInt(3) - 1) * 0x1p-23f;
            float scale = (float) StrictMath.pow(2, split);
            assertAgrees(a * scale, b / scale, c);
            assertAgrees(-a * scale, b / scale, c);
        }
    }

    @Test
    void agreesAroundSubnormalResults() {
        for (int i = 0; i < 300_000; i++) {
            float a = magnitude(10) * 0x1p-70f;
            float b = magnitude(10) * 0x1p-70f;
            assertAgrees(a, b, magnitude(20) * 0x1p-126f * 0x1p-10f);
            assertAgrees(a, b, random.nextInt(9) * Float.MIN_VALUE);
        }
    }

    @Test
    void agreesAroundOverflow() {
        for (int i = 0; i < 300_000; i++) {
            float a = magnitude(2) * 0x1p63f;
            float b = magnitude(2) * 0x1p63f;
            assertAgrees(a, b, magnitude(4) * 0x1p125f);
            assertAgrees(a, b, random.nextBoolean() ? Float.MAX_VALUE : -Float.MAX_VALUE);
        }
    }

    @Test
    void theChosenWayAgreesToo() {
        for (int i = 0; i < 10_000; i++) {
            float a = magnitude(20);
            float b = magnitude(20);
            float c = magnitude(20);
            assertThat(Float.floatToIntBits(Fma.fma(a, b, c))).isEqualTo(Float.floatToIntBits(Math.fma(a, b, c)));
        }
    }

    private static void assertAgrees(float a, float b, float c) {
        int expected = Float.floatToIntBits(Math.fma(a, b, c));
        int actual = Float.floatToIntBits(Fma.replacement(a, b, c));
        if (actual != expected) {
            assertThat(Fma.replacement(a, b, c)).as("%s · %s + %s", a, b, c).isEqualTo(Math.fma(a, b, c));
            assertThat(actual).as("bits of %s · %s + %s", a, b, c).isEqualTo(expected);
        }
    }

    private float anyBits() {
        return Float.intBitsToFloat(random.nextInt());
    }

    /// A float with random bits and an exponent of at most ± `exponents`.
    private float magnitude(int exponents) {
        float one = Float.intBitsToFloat((random.nextInt() & 0x807fffff) | 0x3f800000);
        return one * (float) StrictMath.pow(2, random.nextInt(2 * exponents + 1) - exponents);
    }
}
