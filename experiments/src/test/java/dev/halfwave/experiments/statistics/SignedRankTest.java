package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.halfwave.core.random.Philox;
import dev.halfwave.experiments.statistics.SignedRank.Zeros;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.junit.jupiter.api.Test;

final class SignedRankTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void darwinsMaize() {
        SignedRank test = SignedRank.of(Darwin.DIFFERENCES);
        assertThat(test.positive()).isEqualTo(96);
        assertThat(test.negative()).isEqualTo(24);
        assertThat(test.isExact()).isTrue();
        assertThat(test.p(Alternative.TWO_SIDED)).isEqualTo(0.041259765625);
        assertThat(test.p(Alternative.GREATER)).isEqualTo(0.0206298828125);
        assertThat(test.asymptoticP(Alternative.TWO_SIDED, false))
                .isCloseTo(0.04088813291185591, withinPercentage(1e-10));
        assertThat(test.asymptoticP(Alternative.TWO_SIDED, true))
                .isCloseTo(0.043772323763041174, withinPercentage(1e-10));
        assertThat(test.rankBiserial()).isEqualTo(0.6);
    }

    @Test
    void depressionScales() {
        SignedRank test = SignedRank.of(PairedDifferences.differences(
                new double[] {1.83, .50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30},
                new double[] {.878, .647, .598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29}));
        assertThat(test.positive()).isEqualTo(40);
        assertThat(test.p(Alternative.TWO_SIDED)).isEqualTo(0.0390625);
        assertThat(test.p(Alternative.GREATER)).isEqualTo(0.01953125);
        assertThat(test.p(Alternative.LESS)).isEqualTo(0.986328125);
    }

    /// W and the approximations as scipy.stats.wilcoxon has them; exactly, each p is 6 of the 64 patterns of signs.
    @Test
    void tiesAndAZero() {
        PairedDifferences d = PairedDifferences.of(.5, -.5, 1, 2, 2, 3, 0);
        assertThat(SignedRank.of(d, Zeros.WILCOX).negative()).isEqualTo(1.5);
        assertThat(SignedRank.of(d, Zeros.PRATT).negative()).isEqualTo(2.5);
        assertThat(SignedRank.of(d, Zeros.ZSPLIT).negative()).isEqualTo(3.0);
        assertThat(SignedRank.of(d, Zeros.WILCOX).asymptoticP(Alternative.TWO_SIDED, false))
                .isCloseTo(0.057779571123597245, withinPercentage(1e-10));
        assertThat(SignedRank.of(d, Zeros.PRATT).asymptoticP(Alternative.TWO_SIDED, false))
                .isCloseTo(0.061100930439551705, withinPercentage(1e-10));
        assertThat(SignedRank.of(d, Zeros.ZSPLIT).asymptoticP(Alternative.TWO_SIDED, false))
                .isCloseTo(0.06203917662384872, withinPercentage(1e-10));
        assertThat(SignedRank.of(d, Zeros.WILCOX).asymptoticP(Alternative.TWO_SIDED, true))
                .isCloseTo(0.07313979965890892, withinPercentage(1e-10));
        for (Zeros zeros : Zeros.values()) {
            assertThat(SignedRank.of(d, zeros).p(Alternative.TWO_SIDED)).isEqualTo(6 / 64.0);
        }
        assertThat(SignedRank.of(d).negative()).as("Pratt's, unless said otherwise").isEqualTo(2.5);
        assertThat(SignedRank.of(d, Zeros.ZSPLIT).positive() + SignedRank.of(d, Zeros.ZSPLIT).negative()).isEqualTo(28);
    }

    @Test
    void agreesWithTheLibraryWithoutTies() {
        Philox random = Philox.of(1, "test");
        for (int n : new int[] {6, 17, 30, 50}) {
            double[] d = IntStream.range(0, n).mapToDouble(i -> random.gaussian(100L * n + i) + 0.2).toArray();
            SignedRank test = SignedRank.of(PairedDifferences.of(d));
            for (Alternative alternative : Alternative.values()) {
                AlternativeHypothesis hypothesis = switch (alternative) {
                    case TWO_SIDED -> AlternativeHypothesis.TWO_SIDED;
                    case GREATER -> AlternativeHypothesis.GREATER_THAN;
                    case LESS -> AlternativeHypothesis.LESS_THAN;
                };
                assertThat(test.p(alternative)).as(n + " " + alternative).isCloseTo(
                        WilcoxonSignedRankTest.withDefaults().with(hypothesis).test(d).getPValue(),
                        withinPercentage(1e-10));
            }
        }
    }

    /// All patterns of signs one by one, with ties and zeros.
    @Test
    void isExactWithTiesAndZeros() {
        Philox random = Philox.of(2, "test");
        for (int sample = 0; sample < 40; sample++) {
            int from = 20 * sample;
            double[] d = IntStream.range(0, 1 + sample % 9).mapToDouble(i -> random.below(from + i, 9) - 3.0).toArray();
            for (Zeros zeros : Zeros.values()) {
                double observed = SignedRank.of(PairedDifferences.of(d), zeros).positive();
                int greater = 0;
                int less = 0;
                for (int signs = 0; signs < 1 << d.length; signs++) {
                    int pattern = signs;
                    double[] flipped = IntStream.range(0, d.length)
                            .mapToDouble(i -> (pattern >> i & 1) == 0 ? d[i] : -d[i]).toArray();
                    double positive = SignedRank.of(PairedDifferences.of(flipped), zeros).positive();
                    greater += positive >= observed ? 1 : 0;
                    less += positive <= observed ? 1 : 0;
                }
                SignedRank test = SignedRank.of(PairedDifferences.of(d), zeros);
                assertThat(test.p(Alternative.GREATER)).as(zeros + Arrays.toString(d))
                        .isEqualTo(Math.scalb((double) greater, -d.length));
                assertThat(test.p(Alternative.LESS)).isEqualTo(Math.scalb((double) less, -d.length));
            }
        }
    }

    /// Censored runs have the highest rank and tie with each other, on either side.
    @Test
    void infinitiesHaveTheHighestRank() {
        SignedRank test = SignedRank.of(PairedDifferences.of(INFINITY, 1, INFINITY, -INFINITY, -2, 0));
        // ranks 0: 1, 1: 2, 2: 3, infinite: 5 each
        assertThat(test.positive()).isEqualTo(12);
        assertThat(test.negative()).isEqualTo(8);
        assertThat(test.rankBiserial()).isEqualTo(0.2);
    }

    @Test
    void differencesThatTieButForRoundingShareARank() {
        SignedRank test =
                SignedRank.of(PairedDifferences.differences(new double[] {.3, .1, .9}, new double[] {.2, .2, .1}));
        assertThat(test.positive()).isEqualTo(4.5);
        assertThat(test.negative()).isEqualTo(1.5);
    }

    @Test
    void turnedDifferencesTurnTheTest() {
        PairedDifferences d = PairedDifferences.of(.5, -.5, 1, 2, 2, 3, 0, INFINITY);
        PairedDifferences turned = PairedDifferences.of(-.5, .5, -1, -2, -2, -3, 0, -INFINITY);
        assertThat(SignedRank.of(turned).p(Alternative.LESS)).isEqualTo(SignedRank.of(d).p(Alternative.GREATER));
        assertThat(SignedRank.of(turned).p(Alternative.TWO_SIDED)).isEqualTo(SignedRank.of(d).p(Alternative.TWO_SIDED));
        assertThat(SignedRank.of(turned).rankBiserial()).isEqualTo(-SignedRank.of(d).rankBiserial());
        for (boolean correction : new boolean[] {true, false}) {
            assertThat(SignedRank.of(turned).asymptoticP(Alternative.TWO_SIDED, correction)).isCloseTo(
                    SignedRank.of(d).asymptoticP(Alternative.TWO_SIDED, correction), withinPercentage(1e-10));
            assertThat(SignedRank.of(turned).asymptoticP(Alternative.LESS, correction))
                    .isCloseTo(SignedRank.of(d).asymptoticP(Alternative.GREATER, correction), withinPercentage(1e-10));
        }
    }

    @Test
    void aboveTwoHundredDifferencesPIsAnApproximation() {
        double[] d = IntStream.rangeClosed(1, 201).mapToDouble(i -> i % 5 < 2 ? -i : i).toArray();
        SignedRank most = SignedRank.of(PairedDifferences.of(Arrays.copyOf(d, 200)));
        SignedRank more = SignedRank.of(PairedDifferences.of(d));
        assertThat(most.isExact()).isTrue();
        assertThat(more.isExact()).isFalse();
        assertThat(more.p(Alternative.TWO_SIDED)).isEqualTo(more.asymptoticP(Alternative.TWO_SIDED, true));
        assertThat(most.p(Alternative.TWO_SIDED))
                .isCloseTo(most.asymptoticP(Alternative.TWO_SIDED, true), within(3e-4));
    }

    @Test
    void withoutAnyDifferencePIsOne() {
        for (double[] d : new double[][] {{}, {0}, {0, 0, 0}}) {
            for (Zeros zeros : Zeros.values()) {
                SignedRank test = SignedRank.of(PairedDifferences.of(d), zeros);
                assertThat(test.p(Alternative.TWO_SIDED)).isEqualTo(1);
                assertThat(test.rankBiserial()).isZero();
            }
            assertThat(SignedRank.of(PairedDifferences.of(d)).asymptoticP(Alternative.TWO_SIDED, true)).isEqualTo(1);
        }
    }
}
