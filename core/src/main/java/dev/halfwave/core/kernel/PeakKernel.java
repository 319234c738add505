package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What one core can do at most: fused multiply-adds on registers alone, without a load or a store. The other kernels'
/// speed is judged against this one's; it computes nothing that anybody needs.
///
/// Each of 12 independent sums takes `fma(sum, a, b)` again and again, starting at +0.0; then they are added in their
/// order.
public final class PeakKernel {

    /// More than the latency of a multiply-add times the units that compute it, 4 × 2.
    private static final int SUMS = 12;

    private static final float A = 1.0000001f;
    private static final float B = 1e-9f;

    /// Rounds of one block of [#measure]: some 20 µs, so that most blocks are not interrupted.
    private static final int BLOCK = 1 << 14;

    /// Keeps what nobody reads from being left out.
    private static float result;

    private PeakKernel() {}

    /// How many floating-point operations `rounds` rounds are; a multiply-add is two.
    public static long operations(int rounds) {
        int lanes = VectorApi.PRESENT ? VectorApi.BITS / Float.SIZE : 1;
        return 2L * rounds * SUMS * lanes;
    }

    /// Runs so many rounds on every sum. The result keeps the work from being left out.
    public static float run(int rounds) {
        return VectorApi.PRESENT ? Simd.run(rounds) : Scalar.run(rounds);
    }

    /// Runs for about so long, and at least for one block, and returns the rate of the best block in 10⁹ operations per
    /// second. Until the JIT compiler has compiled the loop, some tenths of a second, it is far too low.
    public static double measure(long nanoseconds) {
        long start = System.nanoTime();
        long now = start;
        double best = 0;
        do {
            long before = now;
            result += run(BLOCK);
            now = System.nanoTime();
            best = Math.max(best, (double) operations(BLOCK) / (now - before));
        } while (now - start < nanoseconds);
        return best;
    }

    static final class Scalar {
        private Scalar() {}

        static float run(int rounds) {
            float s0 = 0f, s1 = 0f, s2 = 0f, s3 = 0f, s4 = 0f, s5 = 0f;
            float s6 = 0f, s7 = 0f, s8 = 0f, s9 = 0f, s10 = 0f, s11 = 0f;
            for (int i = 0; i < rounds; i++) {
                s0 = Fma.fma(s0, A, B);
                s1 = Fma.fma(s1, A, B);
                s2 = Fma.fma(s2, A, B);
                s3 = Fma.fma(s3, A, B);
                s4 = Fma.fma(s4, A, B);
                s5 = Fma.fma(s5, A, B);
                s6 = Fma.fma(s6, A, B);
                s7 = Fma.fma(s7, A, B);
                s8 = Fma.fma(s8, A, B);
                s9 = Fma.fma(s9, A, B);
                s10 = Fma.fma(s10, A, B);
                s11 = Fma.fma(s11, A, B);
            }
            return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11;
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;

        private Simd() {}

        static float run(int rounds) {
            FloatVector a = FloatVector.broadcast(FLOATS, A);
            FloatVector b = FloatVector.broadcast(FLOATS, B);
            FloatVector s0 = FloatVector.zero(FLOATS), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
            FloatVector s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0;
            for (int i = 0; i < rounds; i++) {
                s0 = s0.fma(a, b);
                s1 = s1.fma(a, b);
                s2 = s2.fma(a, b);
                s3 = s3.fma(a, b);
                s4 = s4.fma(a, b);
                s5 = s5.fma(a, b);
                s6 = s6.fma(a, b);
                s7 = s7.fma(a, b);
                s8 = s8.fma(a, b);
                s9 = s9.fma(a, b);
                s10 = s10.fma(a, b);
                s11 = s11.fma(a, b);
            }
            FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
            return low.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
        }
    }
}
