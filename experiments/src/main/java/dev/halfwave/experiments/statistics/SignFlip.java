package dev.halfwave.experiments.statistics;

import dev.halfwave.core.random.Philox;
import java.util.Arrays;

/// The sign-flip test (Fisher's randomisation test of paired differences): if the arms do not differ, the sign of each
/// difference might as well be the other one. p is the share of all `2ⁿ` patterns of signs whose sum lies at least as
/// far out as the one that was observed.
///
/// It assumes nothing but that differences are symmetric about 0 if the arms do not differ. Its smallest p on both
/// sides is `2^(1−n)`: 0.0625 for 5 seeds, 0.03125 for 6.
///
/// **Up to 36 differences** all patterns are counted: each half of the differences has at most 2¹⁸ sums, built in
/// order, and one pass over the two lists counts the pairs beyond the observed sum. **Beyond**, 100 000 patterns are
/// drawn, and p is `(1 + beyond) / (1 + drawn)`: the observed pattern is one of them.
///
/// Two sums that differ by no more than 1e-12 of the sum of magnitudes are equal. What rounding makes them differ by is
/// hundreds of times smaller, so that patterns that tie with the observed one count, as they have to.
///
/// Without differences, and where all are 0, p is 1.
///
/// Sources: Fisher (1935), *The Design of Experiments*, section 21; Phipson and Smyth (2010), *Permutation P-values
/// Should Never Be Zero*, doi:10.2202/1544-6115.1585.
///
/// @param patterns how many patterns of signs were looked at
/// @param less how many have a sum of at most the observed one
/// @param greater how many have one of at least the observed one
/// @param either how many have one of at least the observed magnitude
/// @param exact whether these are all patterns
public record SignFlip(long patterns, long less, long greater, long either, boolean exact) {

    /// Up to so many differences all patterns are counted.
    public static final int MOST_COUNTED = 36;

    /// How many patterns are drawn beyond.
    public static final int DRAWS = 100_000;

    /// The test of some differences.
    ///
    /// @throws IllegalArgumentException where there are ranks only
    public static SignFlip of(PairedDifferences differences) {
        differences.requireNumbers("sum to flip the signs of");
        return differences.n() <= MOST_COUNTED
                ? counted(differences.values())
                : drawn(differences.values(), DRAWS, Philox.of(0, "sign flips"));
    }

    private static SignFlip counted(double[] differences) {
        int n = differences.length;
        double[] front = sortedSums(Arrays.copyOfRange(differences, 0, n / 2));
        double[] back = sortedSums(Arrays.copyOfRange(differences, n / 2, n));
        double sum = Arrays.stream(differences).sum();
        double tolerance = tolerance(differences);
        long greater = pairsOfAtLeast(sum - tolerance, front, back);
        // Turning all signs turns the sum: as many patterns have sums of at most −s as of at least s.
        long less = pairsOfAtLeast(-sum - tolerance, front, back);
        long either = Math.abs(sum) <= tolerance ? 1L << n : 2 * Math.min(less, greater);
        return new SignFlip(1L << n, less, greater, either, true);
    }

    /// The sums of all patterns of signs, in order. Adding a difference merges what it makes of the sums on either
    /// side; the second half of the result mirrors the first.
    private static double[] sortedSums(double[] differences) {
        double[] sums = {0};
        for (double difference : differences) {
            double step = Math.abs(difference);
            double[] merged = new double[2 * sums.length];
            int upper = 0;
            for (int i = 0; i < sums.length; i++) {
                double below = sums[i - upper] - step;
                double above = sums[upper] + step;
                merged[i] = Math.min(below, above);
                merged[merged.length - 1 - i] = -merged[i];
                upper += above < below ? 1 : 0;
            }
            sums = merged;
        }
        return sums;
    }

    /// How many pairs of one sum from each list have a total of at least the threshold.
    private static long pairsOfAtLeast(double threshold, double[] front, double[] back) {
        long count = 0;
        int from = back.length;
        for (double sum : front) {
            while (from > 0 && sum + back[from - 1] >= threshold) {
                from--;
            }
            count += back.length - from;
        }
        return count;
    }

    /// The test with patterns drawn at random: bit `j` of the pattern's words, 32 signs each, is the sign of difference
    /// `j`.
    static SignFlip drawn(double[] differences, int draws, Philox random) {
        double[][] sums = sumsOfEight(differences);
        double sum = Arrays.stream(differences).sum();
        double tolerance = tolerance(differences);
        int[] words = new int[(differences.length + 31) / 32];
        long less = 0;
        long greater = 0;
        long either = 0;
        for (int draw = 0; draw < draws; draw++) {
            random.fillBits((long) draw * words.length, words, 0, words.length);
            double flipped = 0;
            for (int eight = 0; eight < sums.length; eight++) {
                flipped += sums[eight][words[eight >> 2] >>> 8 * (eight & 3) & 0xff];
            }
            less += flipped <= sum + tolerance ? 1 : 0;
            greater += flipped >= sum - tolerance ? 1 : 0;
            either += Math.abs(flipped) >= Math.abs(sum) - tolerance ? 1 : 0;
        }
        return new SignFlip(draws, less, greater, either, false);
    }

    /// For each eight differences the sums of all 256 patterns of their signs.
    private static double[][] sumsOfEight(double[] differences) {
        double[][] sums = new double[(differences.length + 7) / 8][256];
        for (int j = 0; j < differences.length; j++) {
            for (int pattern = 0; pattern < 256; pattern++) {
                boolean turns = (pattern >> (j & 7) & 1) != 0;
                sums[j >> 3][pattern] += turns ? -differences[j] : differences[j];
            }
        }
        return sums;
    }

    private static double tolerance(double[] differences) {
        return Ranks.TIE * Arrays.stream(differences).map(Math::abs).sum();
    }

    /// The share of patterns at least as far out.
    public double p(Alternative alternative) {
        long beyond = switch (alternative) {
            case TWO_SIDED -> either;
            case GREATER -> greater;
            case LESS -> less;
        };
        return exact ? (double) beyond / patterns : (1.0 + beyond) / (1.0 + patterns);
    }
}
