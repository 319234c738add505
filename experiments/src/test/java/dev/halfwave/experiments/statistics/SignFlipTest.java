package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.random.Philox;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SignFlipTest {

    /// Fisher's own example.
    @Test
    void darwinsMaize() {
        SignFlip test = SignFlip.of(Darwin.DIFFERENCES);
        assertThat(test).isEqualTo(new SignFlip(32768, 31933, 863, 1726, true));
        assertThat(test.p(Alternative.GREATER)).isEqualTo(0.026336669921875);
        assertThat(test.p(Alternative.TWO_SIDED)).isEqualTo(0.05267333984375);
    }

    /// All patterns one by one, on small whole numbers with many ties, where sums are exact.
    @Test
    void countsWhatEnumerationCounts() {
        Philox random = Philox.of(1, "test");
        for (int sample = 0; sample < 50; sample++) {
            int from = 20 * sample;
            double[] d = IntStream.range(0, sample % 11).mapToDouble(i -> random.below(from + i, 9) - 3.0).toArray();
            long sum = (long) Arrays.stream(d).sum();
            long less = 0;
            long greater = 0;
            long either = 0;
            for (int signs = 0; signs < 1 << d.length; signs++) {
                long flipped = 0;
                for (int i = 0; i < d.length; i++) {
                    flipped += (long) ((signs >> i & 1) == 0 ? d[i] : -d[i]);
                }
                less += flipped <= sum ? 1 : 0;
                greater += flipped >= sum ? 1 : 0;
                either += Math.abs(flipped) >= Math.abs(sum) ? 1 : 0;
            }
            assertThat(SignFlip.of(PairedDifferences.of(d))).as(Arrays.toString(d))
                    .isEqualTo(new SignFlip(1L << d.length, less, greater, either, true));
        }
    }

    /// 0.1 + 0.2 is not 0.3 in double, but it ties with it.
    @Test
    void patternsThatTieButForRoundingCount() {
        SignFlip whole = SignFlip.of(PairedDifferences.of(1, 2, 3, 4, -5, 6));
        for (double unit : new double[] {0.1, 1e-3, 1 / 3.0, 1e200, 1e-200}) {
            double[] scaled = Arrays.stream(new double[] {1, 2, 3, 4, -5, 6}).map(d -> d * unit).toArray();
            assertThat(SignFlip.of(PairedDifferences.of(scaled))).isEqualTo(whole);
        }
    }

    @Test
    void theSmallestPIsTwoToTheOneMinusN() {
        for (int n : new int[] {1, 5, 6, 8, 10, 12, 30, 36}) {
            double[] d = IntStream.rangeClosed(1, n).mapToDouble(i -> i).toArray();
            SignFlip test = SignFlip.of(PairedDifferences.of(d));
            assertThat(test.p(Alternative.TWO_SIDED)).isEqualTo(Math.scalb(1.0, 1 - n));
            assertThat(test.p(Alternative.GREATER)).isEqualTo(Math.scalb(1.0, -n));
            assertThat(test.p(Alternative.LESS)).isEqualTo(1);
            assertThat(test.exact()).isTrue();
        }
    }

    /// On whole numbers 1..n the sum of the positive ones is Wilcoxon's statistic, whose distribution is computed
    /// otherwise.
    @Test
    void countsAllPatternsOfThirtySixDifferences() {
        double[] d = IntStream.rangeClosed(1, 36).mapToDouble(i -> i % 3 == 0 ? -i : i).toArray();
        PairedDifferences differences = PairedDifferences.of(d);
        assertThat(SignFlip.of(differences).p(Alternative.TWO_SIDED))
                .isEqualTo(SignedRank.of(differences).p(Alternative.TWO_SIDED));
    }

    @Test
    void beyondThirtySixDifferencesPatternsAreDrawn() {
        double[] d = IntStream.rangeClosed(1, 37).mapToDouble(i -> i % 3 == 0 ? -i : i).toArray();
        PairedDifferences differences = PairedDifferences.of(d);
        SignFlip test = SignFlip.of(differences);
        assertThat(test.exact()).isFalse();
        assertThat(test.patterns()).isEqualTo(100_000);
        assertThat(test.p(Alternative.TWO_SIDED)).isEqualTo((1.0 + test.either()) / 100_001);
        double exact = SignedRank.of(differences).p(Alternative.TWO_SIDED);
        assertThat(test.p(Alternative.TWO_SIDED)).isCloseTo(exact, within(4 * Math.sqrt(exact / 100_000)));
        assertThat(test.p(Alternative.GREATER)).isCloseTo(exact / 2, within(4 * Math.sqrt(exact / 200_000)));
        assertThat(test.p(Alternative.LESS)).isGreaterThan(0.9);
        assertThat(SignFlip.of(differences)).isEqualTo(test);
    }

    /// The observed pattern is one of those that might have been: p is never 0.
    @Test
    void pIsNeverZero() {
        double[] d = IntStream.rangeClosed(1, 60).mapToDouble(i -> i).toArray();
        assertThat(SignFlip.of(PairedDifferences.of(d)).p(Alternative.TWO_SIDED)).isEqualTo(1 / 100_001.0);
    }

    @Test
    void drawnSignsAreFair() {
        SignFlip drawn = SignFlip.drawn(Darwin.DIFFERENCES.values(), 100_000, Philox.of(3, "test"));
        assertThat(drawn.p(Alternative.TWO_SIDED)).isCloseTo(0.05267333984375, within(0.003));
    }

    @Test
    void withoutAnyDifferencePIsOne() {
        for (double[] d : new double[][] {{}, {0}, {0, 0, 0}, new double[50]}) {
            for (Alternative alternative : Alternative.values()) {
                assertThat(SignFlip.of(PairedDifferences.of(d)).p(alternative)).isEqualTo(1);
            }
        }
    }

    @Test
    void refusesRanks() {
        assertThatThrownBy(() -> SignFlip.of(PairedDifferences.of(1, Double.NEGATIVE_INFINITY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PairedDifferences: there are ranks, but no sum to flip the signs of, because 1 of 2 pairs "
                        + "has a censored run");
    }
}
