package dev.halfwave.core.kernel;

/// Fused multiply-add `a·b + c` with one rounding, for the scalar paths.
///
/// Where the processor has the instruction this is [Math#fma(float, float, float)]. Where it has not, `Math.fma` goes
/// through `BigDecimal` (540 ns), and an exact replacement in double arithmetic takes its place (2 ns). Both give the
/// same bits, so that it does not show in any result which one ran.
final class Fma {

    private static final int CALLS = 64;
    private static final long MAX_NANOS_PER_CALL = 250;

    /// Whether `Math.fma` is one instruction. A probe decides: the slow path costs microseconds, the fast one
    /// nanoseconds, even interpreted.
    static final boolean IN_HARDWARE = probe();

    private Fma() {}

    static float fma(float a, float b, float c) {
        return IN_HARDWARE ? Math.fma(a, b, c) : replacement(a, b, c);
    }

    /// The product of two floats is exact in double. Its sum with `c` is not, so it is rounded to odd: when the sum is
    /// inexact, the last bit is set, which keeps the direction of the remainder visible. Rounding that to float is
    /// then a single correct rounding, because double has more than two extra bits (Boldo and Melquiond 2008,
    /// *Emulation of a FMA and correctly rounded sums*, doi:10.1109/TC.2007.70819).
    static float replacement(float a, float b, float c) {
        double product = (double) a * b;
        double sum = product + c;
        double virtual = sum - product;
        double error = (product - (sum - virtual)) + (c - virtual); // exact (Knuth's TwoSum)
        if (error != 0 && (Double.doubleToRawLongBits(sum) & 1) == 0) {
            // `sum` was rounded to an even last bit: step to the odd neighbour on the side of the remainder
            sum = error > 0 ? Math.nextUp(sum) : Math.nextDown(sum);
        }
        return (float) sum;
    }

    private static boolean probe() {
        long best = Long.MAX_VALUE;
        float x = 0.1f;
        for (int round = 0; round < 4; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                x = Math.fma(x, 0.999f, 0.001f);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        return x > 0 && best < CALLS * MAX_NANOS_PER_CALL;
    }
}
