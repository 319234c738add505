package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class PhiloxKernelTest {

    /// The rounds in exact whole numbers.
    static final class Definition {
        private static final BigInteger WORD = BigInteger.ONE.shiftLeft(32);

        private Definition() {}

        static void blocks(long key, long upper, long first, int[] words, int offset, int blocks) {
            for (int b = 0; b < blocks; b++) {
                long lower = first + b;
                int[] c = {(int) lower, (int) (lower >>> 32), (int) upper, (int) (upper >>> 32)};
                int[] k = {(int) key, (int) (key >>> 32)};
                for (int round = 0; round < 10; round++) {
                    BigInteger[] p0 = unsigned(c[0]).multiply(unsigned(0xD2511F53)).divideAndRemainder(WORD);
                    BigInteger[] p1 = unsigned(c[2]).multiply(unsigned(0xCD9E8D57)).divideAndRemainder(WORD);
                    c = new int[] {
                        p1[0].intValue() ^ c[1] ^ k[0], p1[1].intValue(), p0[0].intValue() ^ c[3] ^ k[1],
                        p0[1].intValue()
                    };
                    k = new int[] {k[0] + 0x9E3779B9, k[1] + 0xBB67AE85};
                }
                System.arraycopy(c, 0, words, offset + 4 * b, 4);
            }
        }

        private static BigInteger unsigned(int word) {
            return BigInteger.valueOf(Integer.toUnsignedLong(word));
        }
    }

    private interface Blocks {
        void run(long key, long upper, long first, int[] words, int offset, int blocks);
    }

    /// The vectors of the authors' own implementation: random123, tests/kat_vectors, philox4x32 with 10 rounds.
    @Test
    void givesTheKnownAnswers() {
        assertBlock(0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertBlock(-1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertBlock(
                0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L, 0xd16cfe09, 0x94fdcceb, 0x5001e420,
                0x24126ea1);
    }

    private static void assertBlock(long key, long upper, long lower, int... expected) {
        int[] words = new int[4];
        PhiloxKernel.block(key, upper, lower, words);
        assertThat(words).containsExactly(expected);
        Definition.blocks(key, upper, lower, words, 0, 1);
        assertThat(words).containsExactly(expected);
        int[] many = new int[4 * 100];
        PhiloxKernel.blocks(key, upper, lower - 77, many, 0, 100);
        assertThat(Arrays.copyOfRange(many, 4 * 77, 4 * 78)).containsExactly(expected);
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        check(PhiloxKernel.Scalar::blocks);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        check(PhiloxKernel.Simd::blocks);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        check(PhiloxKernel::blocks);
    }

    private static void check(Blocks kernel) {
        long key = 0xfedcba9876543210L;
        long upper = 0x8123456789abcdefL;
        for (int blocks = 0; blocks < 70; blocks++) {
            // in the middle of the blocks the lower word of the counter overflows
            for (long first : new long[] {0, (1L << 32) - blocks / 2, -(blocks / 2), 0x123456789abcdefL}) {
                int[] words = new int[4 * blocks + 5];
                int[] expected = words.clone();
                kernel.run(key, upper, first, words, 3, blocks);
                Definition.blocks(key, upper, first, expected, 3, blocks);
                assertThat(words).as("%d blocks from %d", blocks, first).containsExactly(expected);
            }
        }
        int[] expected = new int[4 * 45];
        Definition.blocks(key, upper, 11, expected, 0, 45);
        for (int run = 0; run < KernelData.HOT; run++) {
            int[] words = new int[4 * 45];
            kernel.run(key, upper, 11, words, 0, 45);
            if (!Arrays.equals(words, expected)) {
                assertThat(words).as("run %d", run).containsExactly(expected);
            }
        }
    }
}
