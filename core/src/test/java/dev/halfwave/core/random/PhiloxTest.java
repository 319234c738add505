package dev.halfwave.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.kernel.PhiloxKernel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PhiloxTest {

    private final Philox random = Philox.of(42, "conv1.weight");

    @Test
    void seedIsTheKeyAndStreamTheUpperHalfOfTheCounter() {
        // the first known answer of the authors' own implementation (see PhiloxKernelTest): seed 0, stream 0, positions 0 to 3
        Philox zero = Philox.of(0, 0);
        assertThat(zero.bits(0)).isEqualTo(0x6627e8d5);
        assertThat(zero.bits(1)).isEqualTo(0xe169c58d);
        assertThat(zero.bits(2)).isEqualTo(0xbc57ac4c);
        assertThat(zero.bits(3)).isEqualTo(0x9b00dbd8);
        int[] words = new int[4];
        PhiloxKernel.block(0x7eadbeef0badcafeL, 0x123456789abcdef0L, 0x123456789L, words);
        Philox other = Philox.of(0x7eadbeef0badcafeL, 0x123456789abcdef0L);
        assertThat(other.bits(0x123456789L * 4 + 2)).isEqualTo(words[2]);
    }

    @Test
    void namesAreHashedByFnv1a() {
        // the reference values of the FNV specification (draft-eastlake-fnv)
        assertThat(Philox.hash("")).isEqualTo(0xcbf29ce484222325L);
        assertThat(Philox.hash("a")).isEqualTo(0xaf63dc4c8601ec8cL);
        assertThat(Philox.hash("foobar")).isEqualTo(0x85944171f73967e8L);
        assertThat(Philox.of(3, "foobar")).isEqualTo(Philox.of(3, 0x85944171f73967e8L));
    }

    @Test
    void theOrderOfCallsDoesNotMatter() {
        float[] forward = new float[100];
        float[] backward = new float[100];
        for (int i = 0; i < 100; i++) {
            forward[i] = random.uniform(i);
        }
        for (int i = 99; i >= 0; i--) {
            random.gaussian(3L * i);
            random.below(i, 7);
            backward[i] = random.uniform(i);
        }
        assertThat(backward).containsExactly(forward);
    }

    @Test
    void seedsAndStreamsAreDifferentSequences() {
        Set<Integer> seen = new HashSet<>();
        for (long seed = 0; seed < 30; seed++) {
            for (long stream = 0; stream < 30; stream++) {
                for (long index = 0; index < 4; index++) {
                    seen.add(Philox.of(seed, stream).bits(index));
                }
            }
        }
        assertThat(seen.size()).isGreaterThan(3597); // of 3600; two of them collide with a probability of 0.0015
    }

    @Test
    void bulkBitsAreTheSingleDraws() {
        for (int n : new int[] {0, 1, 2, 3, 4, 5, 63, 64, 65, 127, 128, 129, 1000}) {
            for (long first : new long[] {0, 1, 2, 3, (1L << 34) - 6, (1L << 56) - 1000}) {
                int[] bits = new int[n + 3];
                random.fillBits(first, bits, 2, n);
                assertThat(bits[0] | bits[1] | bits[n + 2]).isZero();
                for (int i = 0; i < n; i++) {
                    assertThat(bits[2 + i]).isEqualTo(random.bits(first + i));
                }
            }
        }
    }

    @Test
    void bulkFillsAreTheSingleDraws() {
        for (int n : new int[] {0, 1, 2, 3, 4, 5, 17, 64, 1025, 2050}) {
            for (long first : new long[] {0, 1, 2, 3, 1_000_001}) {
                float[] uniform = new float[n + 3];
                float[] gaussian = new float[n + 3];
                random.fillUniform(first, uniform, 2, n, -3f, 5f);
                random.fillGaussian(first, gaussian, 2, n, 10, 3);
                assertThat(uniform[0] + uniform[1] + uniform[n + 2]).isZero();
                assertThat(gaussian[0] + gaussian[1] + gaussian[n + 2]).isZero();
                for (int i = 0; i < n; i++) {
                    assertThat(uniform[2 + i]).isEqualTo(random.uniform(first + i, -3f, 5f));
                    assertThat(gaussian[2 + i]).isEqualTo((float) (10 + 3 * random.gaussian(first + i)));
                }
            }
        }
        float[] uniform = new float[6];
        float[] gaussian = new float[6];
        random.fillUniform(uniform, 1, 5, 0f, 1f);
        random.fillGaussian(gaussian, 1, 5, 0, 1);
        assertThat(uniform).containsExactly(0f, random.uniform(0), random.uniform(1), random.uniform(2),
                random.uniform(3), random.uniform(4));
        assertThat(gaussian[5]).isEqualTo((float) random.gaussian(4));
    }

    @Test
    void uniformNumbersHaveTheRightMoments() {
        int n = 1_000_000;
        double sum = 0;
        double squares = 0;
        double lag = 0;
        float previous = random.uniform(n);
        float least = 1;
        float largest = 0;
        int[] bins = new int[16];
        for (int i = 0; i < n; i++) {
            float u = random.uniform(i);
            sum += u;
            squares += u * u;
            lag += (u - 0.5) * (previous - 0.5);
            previous = u;
            least = Math.min(least, u);
            largest = Math.max(largest, u);
            bins[(int) (u * 16)]++;
        }
        assertThat(sum / n).isCloseTo(0.5, within(4 * 0.2887 / 1000)); // 4 standard errors
        assertThat(squares / n).isCloseTo(1.0 / 3, within(4 * 0.2981 / 1000));
        assertThat(lag / n).isCloseTo(0, within(4 * (1.0 / 12) / 1000));
        assertThat(least).isBetween(0f, 1e-5f);
        assertThat(largest).isBetween(1 - 1e-5f, Math.nextDown(1f));
        for (int count : bins) {
            assertThat(count).isCloseTo(n / 16, within(4 * 242)); // √(n · 1/16 · 15/16)
        }
    }

    @Test
    void gaussianNumbersHaveTheRightMoments() {
        int n = 1_000_000;
        double[] moments = new double[5];
        double pairs = 0;
        int beyondTwo = 0;
        for (int i = 0; i < n; i++) {
            double x = random.gaussian(i);
            for (int k = 1; k <= 4; k++) {
                moments[k] += StrictMath.pow(x, k) / n;
            }
            beyondTwo += Math.abs(x) > 2 ? 1 : 0;
            if ((i & 1) == 0) {
                pairs += x * random.gaussian(i + 1);
            }
        }
        assertThat(moments[1]).isCloseTo(0, within(4e-3)); // 4 standard errors: √1, √2, √15, √96 by 1000
        assertThat(moments[2]).isCloseTo(1, within(4 * 1.414e-3));
        assertThat(moments[3]).isCloseTo(0, within(4 * 3.873e-3));
        assertThat(moments[4]).isCloseTo(3, within(4 * 9.798e-3));
        assertThat(pairs / (n / 2.0)).isCloseTo(0, within(4 * 1.414e-3));
        assertThat(beyondTwo / (double) n).isCloseTo(0.0455, within(4 * 0.000209)); // 2 (1 − Φ(2))
    }

    @Test
    void gaussianNumbersAreNotMadeOfTheSamePositionsUniformBits() {
        // With shared bits |gaussian| would follow from uniform: their correlation would be large.
        double correlation = 0;
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            correlation += (random.uniform(2L * i) - 0.5) * (Math.abs(random.gaussian(i)) - 0.7979) / n;
        }
        assertThat(correlation).isCloseTo(0, within(4 * 0.2887 * 0.6028 / Math.sqrt(n)));
    }

    @Test
    void numbersStayInTheirRangeHoweverNarrow() {
        float high = Math.nextUp(1f);
        for (int i = 0; i < 1000; i++) {
            assertThat(random.uniform(i, 1f, high)).isEqualTo(1f);
            assertThat(random.uniform(i, 2f, 2f)).isEqualTo(2f);
            assertThat(random.uniform(i, -Float.MAX_VALUE, Float.MAX_VALUE)).isFinite();
        }
    }

    @Test
    void wholeNumbersAreEquallyLikely() {
        int n = 300_000;
        for (int bound : new int[] {1, 2, 3, 7, 10}) {
            int[] counts = new int[bound];
            for (int i = 0; i < n; i++) {
                counts[random.below(i, bound)]++;
            }
            double p = 1.0 / bound;
            for (int count : counts) {
                assertThat(count / (double) n).isCloseTo(p, within(4.5 * Math.sqrt(p * (1 - p) / n) + 1e-12));
            }
        }
    }

    /// With 3 · 2²⁹ numbers, 2³² is not a multiple: without rejection every third would be twice as likely as the
    /// others.
    @Test
    void largeBoundsAreNotBiased() {
        int bound = 3 << 29;
        int n = 300_000;
        int[] thirds = new int[3];
        for (int i = 0; i < n; i++) {
            int value = random.below(i, bound);
            assertThat(value).isBetween(0, bound - 1);
            thirds[value % 3]++;
        }
        for (int count : thirds) {
            assertThat(count / (double) n).isCloseTo(1.0 / 3, within(4.5 * Math.sqrt(2.0 / 9 / n)));
        }
    }

    @Test
    void aPermutationHoldsEveryNumberOnce() {
        for (int n : new int[] {0, 1, 2, 3, 100, 1000}) {
            int[] permutation = random.permutation(n);
            int[] sorted = permutation.clone();
            Arrays.sort(sorted);
            for (int i = 0; i < n; i++) {
                assertThat(sorted[i]).isEqualTo(i);
            }
            assertThat(random.permutation(n)).containsExactly(permutation);
        }
    }

    @Test
    void permutationsAreEquallyLikely() {
        Map<String, Integer> counts = new HashMap<>();
        int n = 60_000;
        for (int stream = 0; stream < n; stream++) {
            counts.merge(Arrays.toString(Philox.of(5, stream).permutation(4)), 1, Integer::sum);
        }
        assertThat(counts).hasSize(24);
        for (int count : counts.values()) {
            assertThat(count).isCloseTo(n / 24, within(220)); // 4.5 √(n · 1/24 · 23/24)
        }
    }

    @Test
    void rejectsPositionsOutOfRange() {
        String range = "Philox: the index must be in 0..2^56-1, but is ";
        assertThatThrownBy(() -> random.bits(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(range + "-1");
        assertThatThrownBy(() -> random.gaussian(1L << 56))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(range + "72057594037927936");
        assertThatThrownBy(() -> random.fillBits((1L << 56) - 2, new int[3], 0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(range + "72057594037927936");
        assertThatThrownBy(() -> random.fillUniform((1L << 56) - 2, new float[3], 0, 3, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(range + "72057594037927936");
        assertThat(random.bits((1L << 56) - 1)).isEqualTo(random.bits((1L << 56) - 1));
    }

    @Test
    void rejectsRangesAndBoundsThatAreNone() {
        assertThatThrownBy(() -> random.uniform(0, 2f, 1f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Philox: low must not be above high, and both must be finite, but they are 2.0 and 1.0");
        assertThatThrownBy(() -> random.fillUniform(new float[1], 0, 1, 0f, Float.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Philox: low must not be above high, and both must be finite, but they are 0.0 and NaN");
        assertThatThrownBy(() -> random.below(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Philox: the bound must be at least 1, but is 0");
        assertThatThrownBy(() -> random.permutation(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Philox: a permutation must not have a negative length, but has -1");
    }
}
