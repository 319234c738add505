package dev.halfwave.experiments.statistics;

import java.util.Arrays;

/// Wilcoxon's signed-rank test of paired differences: their magnitudes are ranked, and the ranks of the positive ones
/// are added to `W⁺`, those of the negative ones to `W⁻`. It needs the order of the differences only, and so takes
/// infinite ones: they have the highest rank and tie with each other. Equal magnitudes share the mean of their ranks.
/// As the sign-flip test, it assumes that differences are symmetric about 0 if the arms do not differ.
///
/// **p is exact**, also with ties and zeros: the distribution of `W⁺` when each non-zero difference keeps its rank and
/// has either sign, all `2ⁿ` patterns being equally likely. Above 200 non-zero differences it is the normal
/// approximation with continuity correction. Where all differences are 0, p is 1.
///
/// What becomes of differences of exactly 0, tied pairs, is a choice ([Zeros]); here it is `PRATT` unless said
/// otherwise, because no pair is dropped before the ranks are given.
///
/// Sources: Wilcoxon (1945), *Individual Comparisons by Ranking Methods*, doi:10.2307/3001968; Pratt (1959), *Remarks
/// on Zeros and Ties in the Wilcoxon Signed Rank Procedures*, doi:10.1080/01621459.1959.10501526; Cureton (1967),
/// doi:10.1080/01621459.1967.10500917, for the variance with zeros; Kerby (2014), *The Simple Difference Formula*,
/// doi:10.2466/11.IT.3.1, for the correlation.
public final class SignedRank {

    /// What becomes of differences of 0.
    ///
    /// - `WILCOX`: they are dropped, and the others ranked
    /// - `PRATT`: they are ranked with the others, and then take no part
    /// - `ZSPLIT`: they are ranked with the others, and half of their ranks goes to either side. The exact p is that of
    ///   `PRATT`, because the same number is added to `W⁺` whatever the signs.
    public enum Zeros {
        WILCOX, PRATT, ZSPLIT
    }

    /// Up to so many non-zero differences p is exact.
    public static final int MOST_COUNTED = 200;

    /// Twice the rank of each non-zero difference.
    private final int[] doubledRanks;

    private final int doubledPositive;

    /// What each side has from zeros.
    private final double fromZeros;

    /// The variance of `W⁺` if the arms do not differ.
    private final double variance;

    private SignedRank(int[] doubledRanks, int doubledPositive, double fromZeros, double variance) {
        this.doubledRanks = doubledRanks;
        this.doubledPositive = doubledPositive;
        this.fromZeros = fromZeros;
        this.variance = variance;
    }

    /// The test of some differences, of any kind, with Pratt's zeros.
    public static SignedRank of(PairedDifferences differences) {
        return of(differences, Zeros.PRATT);
    }

    /// The test of some differences, of any kind.
    public static SignedRank of(PairedDifferences differences, Zeros zeros) {
        double[] all = differences.values();
        double[] values = zeros == Zeros.WILCOX ? Arrays.stream(all).filter(d -> d != 0).toArray() : all;
        Ranks ranks = Ranks.of(Arrays.stream(values).map(Math::abs).toArray());
        int[] doubledRanks = new int[values.length];
        int nonZero = 0;
        int doubledPositive = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                doubledRanks[nonZero++] = ranks.doubled()[i];
                doubledPositive += values[i] > 0 ? ranks.doubled()[i] : 0;
            }
        }
        int zeroCount = values.length - nonZero;
        double fromZeros = zeros == Zeros.ZSPLIT ? zeroCount * (zeroCount + 1.0) / 4 : 0;
        return new SignedRank(Arrays.copyOf(doubledRanks, nonZero), doubledPositive, fromZeros,
                variance(values.length, zeroCount, ranks.ties(), zeros));
    }

    /// `n (n + 1) (2n + 1) / 24 − Σ (t³ − t) / 48`; for Pratt without what the zeros have of either.
    private static double variance(int n, int zeroCount, int[] ties, Zeros zeros) {
        double sum = cubic(n) - Ranks.tieTerm(ties) / 2;
        if (zeros == Zeros.PRATT && zeroCount > 0) {
            sum += Ranks.tieTerm(new int[] {zeroCount}) / 2 - cubic(zeroCount);
        }
        return sum / 24;
    }

    private static double cubic(double n) {
        return n * (n + 1) * (2 * n + 1);
    }

    /// `W⁺`, the sum of the ranks of positive differences.
    public double positive() {
        return doubledPositive / 2.0 + fromZeros;
    }

    /// `W⁻`, the sum of the ranks of negative differences.
    public double negative() {
        return (Arrays.stream(doubledRanks).sum() - doubledPositive) / 2.0 + fromZeros;
    }

    /// The matched rank-biserial correlation, `(W⁺ − W⁻) / (W⁺ + W⁻)` without zeros' ranks: from −1, all differences
    /// are negative, to 1; 0 where all differences are 0.
    public double rankBiserial() {
        double all = Arrays.stream(doubledRanks).sum();
        return all == 0 ? 0 : (2 * doubledPositive - all) / all;
    }

    /// Whether [#p(Alternative)] is exact.
    public boolean isExact() {
        return doubledRanks.length <= MOST_COUNTED;
    }

    /// The probability of a `W⁺` at least as far out.
    public double p(Alternative alternative) {
        if (!isExact()) {
            return asymptoticP(alternative, true);
        }
        HalfSums distribution = HalfSums.of(doubledRanks);
        return alternative.of(distribution.lowerTail(doubledPositive), distribution.upperTail(doubledPositive));
    }

    /// The normal approximation to p, with the variance that ties leave: for comparison with other programs.
    ///
    /// @param continuityCorrection whether `W⁺` is moved by 1/2 towards its mean
    public double asymptoticP(Alternative alternative, boolean continuityCorrection) {
        double distance = (positive() - negative()) / 2;
        if (variance == 0) {
            return 1;
        }
        double correction = switch (alternative) {
            case TWO_SIDED -> Math.signum(distance) / 2;
            case GREATER -> 0.5;
            case LESS -> -0.5;
        };
        double z = (distance - (continuityCorrection ? correction : 0)) / Math.sqrt(variance);
        return alternative.of(Quantiles.normalProbability(z), Quantiles.normalSurvival(z));
    }
}
