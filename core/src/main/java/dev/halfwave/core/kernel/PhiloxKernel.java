package dev.halfwave.core.kernel;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Philox4x32-10: 128 random bits for a counter of 128 bits and a key of 64 bits, in ten rounds of multiplications.
///
/// A block is four words of 32 bits. With `c₀ … c₃` the words of the counter and `k₀`, `k₁` those of the key, the least
/// significant first, a round is, simultaneously,
///
/// ```
/// c₀ ← high(M₁ c₂) ^ c₁ ^ k₀    c₁ ← low(M₁ c₂)
/// c₂ ← high(M₀ c₀) ^ c₃ ^ k₁    c₃ ← low(M₀ c₀)
/// ```
///
/// with the two halves of a product of 64 bits; then constants are added to `k₀` and `k₁`. Here the upper half of the
/// counter stays and the lower half counts blocks.
///
/// Source: Salmon, Moraes, Dror and Shaw (2011), *Parallel Random Numbers: As Easy as 1, 2, 3*, SC '11,
/// doi:10.1145/2063384.2063405.
public final class PhiloxKernel {

    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int KEY_STEP_0 = 0x9E3779B9; // the golden ratio
    private static final int KEY_STEP_1 = 0xBB67AE85; // √3 − 1
    private static final int ROUNDS = 10;

    private PhiloxKernel() {}

    /// Blocks `first` to `first + blocks − 1`, four words each, one after the other.
    ///
    /// @param key `k₀` in the lower half, `k₁` in the upper
    /// @param upper the upper half of the counter: `c₂` and `c₃`
    /// @param first the lower half of the first block's counter: `c₀` and `c₁`
    public static void blocks(long key, long upper, long first, int[] words, int offset, int blocks) {
        if (VectorApi.PRESENT) {
            Simd.blocks(key, upper, first, words, offset, blocks);
        } else {
            Scalar.blocks(key, upper, first, words, offset, blocks);
        }
    }

    /// The four words of one block.
    ///
    /// @param lower the lower half of its counter
    public static void block(long key, long upper, long lower, int[] words) {
        Scalar.block(key, upper, lower, words, 0);
    }

    static final class Scalar {
        private Scalar() {}

        static void blocks(long key, long upper, long first, int[] words, int offset, int blocks) {
            for (int b = 0; b < blocks; b++) {
                block(key, upper, first + b, words, offset + 4 * b);
            }
        }

        static void block(long key, long upper, long lower, int[] words, int offset) {
            int c0 = (int) lower;
            int c1 = (int) (lower >>> 32);
            int c2 = (int) upper;
            int c3 = (int) (upper >>> 32);
            int k0 = (int) key;
            int k1 = (int) (key >>> 32);
            for (int round = 0; round < ROUNDS; round++) {
                long product0 = MULTIPLIER_0 * (c0 & 0xffffffffL);
                long product1 = MULTIPLIER_1 * (c2 & 0xffffffffL);
                c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
                c1 = (int) product1;
                c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
                c3 = (int) product0;
                k0 += KEY_STEP_0;
                k1 += KEY_STEP_1;
            }
            words[offset] = c0;
            words[offset + 1] = c1;
            words[offset + 2] = c2;
            words[offset + 3] = c3;
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    ///
    /// Each lane of 64 bits computes one block. A lane of `a` holds `c₀` in its upper and `c₁` in its lower half, one of
    /// `b` holds `c₂` and `c₃`: then a round needs no masks. `M₁ c₂` has its halves where `a` wants them, so that
    /// `a ← (M₁ · (b >>> 32)) ^ (a << 32) ^ (k₀ << 32)`, and `b` likewise.
    ///
    /// The multipliers are shifted down at run time, although they are constants: from the shifts C2 sees that both
    /// factors have 32 bits, and takes one instruction for the product where AVX-512 is missing, instead of ten.
    static final class Simd {

        private static final VectorSpecies<Long> LONGS =
                VectorShape.forBitSize(Math.max(VectorApi.BITS, 128)).withLanes(long.class);
        private static final VectorSpecies<Integer> INTS = Lanes.INTS;
        private static final int WIDTH = LONGS.length();

        /// Blocks per turn: a round waits for its products, so that four vectors of blocks run side by side.
        private static final int GROUP = 4 * WIDTH;

        private static final long[] IOTA = {0, 1, 2, 3, 4, 5, 6, 7};

        /// The words of the first half of the blocks of `a` and `b`, and of the second half.
        private static final VectorShuffle<Integer> FIRST_BLOCKS = VectorShuffle.fromOp(INTS, i -> source(i, 0));
        private static final VectorShuffle<Integer> LAST_BLOCKS =
                VectorShuffle.fromOp(INTS, i -> source(i, WIDTH / 2));

        private Simd() {}

        /// Where a word stands: `c₀` is the upper half of a lane of `a`.
        private static int source(int word, int firstBlock) {
            int block = firstBlock + word / 4;
            int half = 1 - word % 2;
            return 2 * block + half + (word % 4 < 2 ? 0 : INTS.length());
        }

        static void blocks(long key, long upper, long first, int[] words, int offset, int blocks) {
            int grouped = blocks - blocks % GROUP;
            int whole = blocks - blocks % WIDTH;
            groups(key, upper, first, words, offset, grouped);
            vectors(key, upper, first + grouped, words, offset + 4 * grouped, whole - grouped);
            Scalar.blocks(key, upper, first + whole, words, offset + 4 * whole, blocks - whole);
        }

        // Two methods, without helpers: C2 stops inlining when a method has grown large, and a vector that is handed to
        // a method which is not inlined becomes an object.

        private static void groups(long key, long upper, long first, int[] words, int offset, int blocks) {
            LongVector multiplier0 =
                    LongVector.broadcast(LONGS, MULTIPLIER_0 << 32).lanewise(VectorOperators.LSHR, 32);
            LongVector multiplier1 =
                    LongVector.broadcast(LONGS, MULTIPLIER_1 << 32).lanewise(VectorOperators.LSHR, 32);
            LongVector up = LongVector.broadcast(LONGS, upper << 32 | upper >>> 32);
            LongVector iota = LongVector.fromArray(LONGS, IOTA, 0);
            for (int done = 0; done < blocks; done += GROUP) {
                LongVector a0 = iota.add(first + done).lanewise(VectorOperators.ROL, 32);
                LongVector a1 = iota.add(first + done + WIDTH).lanewise(VectorOperators.ROL, 32);
                LongVector a2 = iota.add(first + done + 2 * WIDTH).lanewise(VectorOperators.ROL, 32);
                LongVector a3 = iota.add(first + done + 3 * WIDTH).lanewise(VectorOperators.ROL, 32);
                LongVector b0 = up;
                LongVector b1 = up;
                LongVector b2 = up;
                LongVector b3 = up;
                LongVector k0 = LongVector.broadcast(LONGS, key << 32);
                LongVector k1 = LongVector.broadcast(LONGS, key & 0xffffffff00000000L);
                for (int round = 0; round < ROUNDS; round++) {
                    LongVector product0 = a0.lanewise(VectorOperators.LSHR, 32).mul(multiplier0);
                    LongVector product1 = b0.lanewise(VectorOperators.LSHR, 32).mul(multiplier1);
                    a0 = a0.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, k0)
                            .lanewise(VectorOperators.XOR, product1);
                    b0 = b0.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, k1)
                            .lanewise(VectorOperators.XOR, product0);
                    product0 = a1.lanewise(VectorOperators.LSHR, 32).mul(multiplier0);
                    product1 = b1.lanewise(VectorOperators.LSHR, 32).mul(multiplier1);
                    a1 = a1.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, k0)
                            .lanewise(VectorOperators.XOR, product1);
                    b1 = b1.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, k1)
                            .lanewise(VectorOperators.XOR, product0);
                    product0 = a2.lanewise(VectorOperators.LSHR, 32).mul(multiplier0);
                    product1 = b2.lanewise(VectorOperators.LSHR, 32).mul(multiplier1);
                    a2 = a2.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, k0)
                            .lanewise(VectorOperators.XOR, product1);
                    b2 = b2.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, k1)
                            .lanewise(VectorOperators.XOR, product0);
                    product0 = a3.lanewise(VectorOperators.LSHR, 32).mul(multiplier0);
                    product1 = b3.lanewise(VectorOperators.LSHR, 32).mul(multiplier1);
                    a3 = a3.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, k0)
                            .lanewise(VectorOperators.XOR, product1);
                    b3 = b3.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, k1)
                            .lanewise(VectorOperators.XOR, product0);
                    k0 = k0.add((long) KEY_STEP_0 << 32);
                    k1 = k1.add((long) KEY_STEP_1 << 32);
                }
                int at = offset + 4 * done;
                a0.reinterpretAsInts().rearrange(FIRST_BLOCKS, b0.reinterpretAsInts()).intoArray(words, at);
                a0.reinterpretAsInts().rearrange(LAST_BLOCKS, b0.reinterpretAsInts()).intoArray(words, at + 2 * WIDTH);
                a1.reinterpretAsInts().rearrange(FIRST_BLOCKS, b1.reinterpretAsInts()).intoArray(words, at + 4 * WIDTH);
                a1.reinterpretAsInts().rearrange(LAST_BLOCKS, b1.reinterpretAsInts()).intoArray(words,
                        at + 4 * WIDTH + 2 * WIDTH);
                a2.reinterpretAsInts().rearrange(FIRST_BLOCKS, b2.reinterpretAsInts()).intoArray(words, at + 8 * WIDTH);
                a2.reinterpretAsInts().rearrange(LAST_BLOCKS, b2.reinterpretAsInts()).intoArray(words,
                        at + 8 * WIDTH + 2 * WIDTH);
                a3.reinterpretAsInts().rearrange(FIRST_BLOCKS, b3.reinterpretAsInts()).intoArray(words,
                        at + 12 * WIDTH);
                a3.reinterpretAsInts().rearrange(LAST_BLOCKS, b3.reinterpretAsInts()).intoArray(words,
                        at + 12 * WIDTH + 2 * WIDTH);
            }
        }

        private static void vectors(long key, long upper, long first, int[] words, int offset, int blocks) {
            LongVector multiplier0 =
                    LongVector.broadcast(LONGS, MULTIPLIER_0 << 32).lanewise(VectorOperators.LSHR, 32);
            LongVector multiplier1 =
                    LongVector.broadcast(LONGS, MULTIPLIER_1 << 32).lanewise(VectorOperators.LSHR, 32);
            LongVector up = LongVector.broadcast(LONGS, upper << 32 | upper >>> 32);
            LongVector iota = LongVector.fromArray(LONGS, IOTA, 0);
            for (int done = 0; done < blocks; done += WIDTH) {
                LongVector a = iota.add(first + done).lanewise(VectorOperators.ROL, 32);
                LongVector b = up;
                LongVector k0 = LongVector.broadcast(LONGS, key << 32);
                LongVector k1 = LongVector.broadcast(LONGS, key & 0xffffffff00000000L);
                for (int round = 0; round < ROUNDS; round++) {
                    LongVector product0 = a.lanewise(VectorOperators.LSHR, 32).mul(multiplier0);
                    LongVector product1 = b.lanewise(VectorOperators.LSHR, 32).mul(multiplier1);
                    a = a.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, k0)
                            .lanewise(VectorOperators.XOR, product1);
                    b = b.lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.XOR, k1)
                            .lanewise(VectorOperators.XOR, product0);
                    k0 = k0.add((long) KEY_STEP_0 << 32);
                    k1 = k1.add((long) KEY_STEP_1 << 32);
                }
                a.reinterpretAsInts().rearrange(FIRST_BLOCKS, b.reinterpretAsInts()).intoArray(words,
                        offset + 4 * done);
                a.reinterpretAsInts().rearrange(LAST_BLOCKS, b.reinterpretAsInts()).intoArray(words,
                        offset + 4 * done + 2 * WIDTH);
            }
        }
    }
}
