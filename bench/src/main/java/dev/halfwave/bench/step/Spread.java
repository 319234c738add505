package dev.halfwave.bench.step;

import java.util.Arrays;
import java.util.Collection;

/// How values lie; quartiles as NumPy's default, by linear interpolation between the neighbours in order. All are NaN of
/// no values.
public record Spread(double min, double lowerQuartile, double median, double upperQuartile, double max) {

    /// Of these values, in any order.
    public static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(
                quantile(sorted, 0), quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75),
                quantile(sorted, 1));
    }

    /// Of these values, in any order.
    public static Spread of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double quantile(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
