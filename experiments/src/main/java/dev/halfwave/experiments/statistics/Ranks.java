package dev.halfwave.experiments.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The ranks of values, 1 for the smallest; tied values share the mean of their ranks. Doubled, ranks are whole
/// numbers.
///
/// Infinities tie with their like. Finite values tie when they differ by no more than 1e-12 of the larger magnitude:
/// what decimal numbers such as 0.3 − 0.2 and 0.2 − 0.1 differ by is rounding.
///
/// @param doubled twice the rank of each value
/// @param ties how many values share a rank, for each distinct rank in order
record Ranks(int[] doubled, int[] ties) {

    /// What a difference is to be compared with before it counts, relative to the size of what is compared.
    static final double TIE = 1e-12;

    static Ranks of(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        int[] doubled = new int[values.length];
        int[] ties = new int[values.length];
        int groups = 0;
        for (int from = 0; from < order.length; groups++) {
            int to = from + 1;
            while (to < order.length && ties(values[order[from]], values[order[to]])) {
                to++;
            }
            for (int i = from; i < to; i++) {
                doubled[order[i]] = from + 1 + to; // the first rank and the last
            }
            ties[groups] = to - from;
            from = to;
        }
        return new Ranks(doubled, Arrays.copyOf(ties, groups));
    }

    private static boolean ties(double low, double high) {
        return low == high || high - low <= TIE * Math.max(Math.abs(low), Math.abs(high))
                && Double.isFinite(low) && Double.isFinite(high);
    }

    /// `Σ (t³ − t)` over groups of t tied values: what ties take from the variance of sums of ranks, up to a factor.
    static double tieTerm(int[] ties) {
        return Arrays.stream(ties).mapToDouble(t -> (double) t * t * t - t).sum();
    }
}
