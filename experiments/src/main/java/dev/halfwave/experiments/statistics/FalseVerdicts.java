package dev.halfwave.experiments.statistics;

import dev.halfwave.core.random.Philox;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// How often, in the long run, an arm that is compared with itself on other seeds is given the verdict that it differs:
/// what the one control in a report has to be read against. A control that says "supported" once in twenty reports is
/// as it should be; one that never does would be too cautious.
///
/// The difference of two runs of one arm is symmetric about 0, whatever the distribution of the runs, so that the
/// sign-flip and signed-rank tests are exact. This bounds the rate, without any simulation, by the largest p below 0.05
/// that n pairs can have: [#bound(int)]. The rule asks for two intervals besides, and so is a little below. How much
/// depends on the distribution: [#ofNormal(int)] says it for normal differences. With ranks only the test alone
/// decides: [#ofRanks(int)].
///
/// All of this is for a comparison that is a family of its own, as the control is.
public final class FalseVerdicts {

    /// How many simulated studies whose t interval excludes 0 are looked at.
    public static final int STUDIES = 200;

    private static final ConcurrentMap<Integer, Proportion> CONFIRMED = new ConcurrentHashMap<>();

    private FalseVerdicts() {}

    /// The rate that no distribution exceeds: the largest multiple of `2^(1−n)` below 0.05, and 0.05 beyond 36 pairs,
    /// where patterns are drawn. 0 below 6 pairs.
    public static double bound(int n) {
        if (n < Finding.FEWEST_PAIRS) {
            return 0;
        }
        double step = Math.scalb(1.0, 1 - n);
        return n > SignFlip.MOST_COUNTED
                ? Finding.SIGNIFICANCE
                : (Math.ceil(Finding.SIGNIFICANCE / step) - 1) * step;
    }

    /// The exact rate where there are ranks only, and no ties; with ties it is at most 0.05. 0 below 6 pairs, 0.05
    /// above 200, where the test is not exact.
    public static double ofRanks(int n) {
        if (n < Finding.FEWEST_PAIRS) {
            return 0;
        }
        if (n > SignedRank.MOST_COUNTED) {
            return Finding.SIGNIFICANCE;
        }
        int[] ranks = new int[n];
        for (int i = 0; i < n; i++) {
            ranks[i] = i + 1;
        }
        return HalfSums.of(ranks).sizeAt(Finding.SIGNIFICANCE);
    }

    /// The rate for normal differences, to about 0.002 either way. The t interval excludes 0 in exactly 0.05 of such
    /// studies, and only these can be given a verdict; the rate is 0.05 of the [share of them][#confirmed(int)] that
    /// the whole rule confirms. 0 below 6 pairs.
    public static double ofNormal(int n) {
        return Finding.SIGNIFICANCE * confirmed(n).share();
    }

    /// Of the first [#STUDIES] simulated studies of n normal differences whose t interval excludes 0 those with the
    /// verdict "supported" or "contradicted". Computed once for each n, in a second or two, and always the same.
    public static Proportion confirmed(int n) {
        return CONFIRMED.computeIfAbsent(n, FalseVerdicts::simulate);
    }

    private static Proportion simulate(int n) {
        if (n < Finding.FEWEST_PAIRS) {
            return new Proportion(0, STUDIES);
        }
        int excluding = 0;
        int verdicts = 0;
        for (int study = 0; excluding < STUDIES; study++) {
            PairedDifferences differences = normalDifferences(study, n);
            if (StudentT.of(differences).p(Alternative.TWO_SIDED) < Finding.SIGNIFICANCE) {
                excluding++;
                verdicts += isGivenAVerdict(differences) ? 1 : 0;
            }
        }
        return new Proportion(verdicts, STUDIES);
    }

    /// The differences of one simulated study.
    static PairedDifferences normalDifferences(int study, int n) {
        Philox random = Philox.of(study, "simulated differences");
        double[] differences = new double[n];
        for (int i = 0; i < n; i++) {
            differences[i] = random.gaussian(i);
        }
        return PairedDifferences.of(differences);
    }

    /// Whether the whole rule says that there is a difference.
    static boolean isGivenAVerdict(PairedDifferences differences) {
        Comparison comparison = Comparison.of("control", differences, Direction.LOWER);
        return Family.of(List.of(comparison)).findings().getFirst().verdict().isDifference();
    }

    /// What a report says beside its control, for 10 pairs:
    /// `in the long run, such a control says that there is a difference in 4.7 % of studies (simulated, with normal differences), and for no distribution in more than 4.9 %`.
    ///
    /// @param ranksOnly whether the control has [ranks only][PairedDifferences#hasRanksOnly()]
    public static String sentence(int n, boolean ranksOnly) {
        if (n < Finding.FEWEST_PAIRS) {
            return "with fewer than 6 pairs, such a control never says that there is a difference";
        }
        String start = "in the long run, such a control says that there is a difference in ";
        return ranksOnly
                ? start + percent(ofRanks(n)) + " % of studies if no differences tie, and never in more than 5.0 %"
                : start + percent(ofNormal(n))
                        + " % of studies (simulated, with normal differences), and for no distribution in more than "
                        + percent(bound(n)) + " %";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }
}
