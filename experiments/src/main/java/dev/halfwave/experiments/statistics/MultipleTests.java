package dev.halfwave.experiments.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The p of several tests, adjusted for there being several: what is below 0.05 after it may be called significant.
///
/// With the p in order, `p₁ ≤ … ≤ pₘ`, adjusted p never fall from one to the next, and are 1 at most.
///
/// - [Holm][#holm(double...)]: `max_{j≤i} (m − j + 1) pⱼ`, which bounds the probability of any false finding
/// - [Benjamini and Hochberg][#benjaminiHochberg(double...)]: `min_{j≥i} (m / j) pⱼ`, which bounds the expected share
///   of false findings, for independent tests
/// - [Benjamini and Yekutieli][#benjaminiYekutieli(double...)]: the same times `Σ 1/k`, k ≤ m, whatever the dependence
///
/// Declared comparisons take Holm's. The other two are for screens that are called exploratory.
///
/// Sources: Holm (1979), *A Simple Sequentially Rejective Multiple Test Procedure*, Scand. J. Statist. 6, 65–70;
/// Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini and Yekutieli (2001),
/// doi:10.1214/aos/1013699998.
public final class MultipleTests {

    private MultipleTests() {}

    /// Holm's adjusted p, in the order of the arguments.
    ///
    /// @throws IllegalArgumentException if a p does not lie in 0..1
    public static double[] holm(double... p) {
        Integer[] order = order(p);
        double[] adjusted = new double[p.length];
        double largest = 0;
        for (int i = 0; i < p.length; i++) {
            largest = Math.max(largest, Math.min(1, (p.length - i) * p[order[i]]));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }

    /// Benjamini and Hochberg's adjusted p, in the order of the arguments.
    ///
    /// @throws IllegalArgumentException if a p does not lie in 0..1
    public static double[] benjaminiHochberg(double... p) {
        return stepUp(p, 1);
    }

    /// Benjamini and Yekutieli's adjusted p, in the order of the arguments.
    ///
    /// @throws IllegalArgumentException if a p does not lie in 0..1
    public static double[] benjaminiYekutieli(double... p) {
        return stepUp(p, IntStream.rangeClosed(1, p.length).mapToDouble(k -> 1.0 / k).sum());
    }

    private static double[] stepUp(double[] p, double factor) {
        Integer[] order = order(p);
        double[] adjusted = new double[p.length];
        double smallest = 1;
        for (int i = p.length - 1; i >= 0; i--) {
            smallest = Math.min(smallest, factor * p.length / (i + 1) * p[order[i]]);
            adjusted[order[i]] = smallest;
        }
        return adjusted;
    }

    private static Integer[] order(double[] p) {
        for (int i = 0; i < p.length; i++) {
            if (!(p[i] >= 0 && p[i] <= 1)) {
                throw new IllegalArgumentException(
                        "MultipleTests: a p must lie in 0..1, but p[" + i + "] is " + p[i]);
            }
        }
        Integer[] order = IntStream.range(0, p.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
        return order;
    }
}
