package dev.halfwave.experiments.statistics;

/// The distribution of a sum in which each of some whole, positive weights appears with probability 1/2: what the sum
/// of positive ranks, and the number of positive differences, have when the arms do not differ.
///
/// One weight after the other takes part: `P(s) ← (P(s) + P(s − w)) / 2`. Exact up to 53 weights, because all numbers
/// are multiples of 2⁻ⁿ; beyond, each step rounds by 1.1e-16 at most, relative.
final class HalfSums {

    private final double[] probabilities;

    private HalfSums(double[] probabilities) {
        this.probabilities = probabilities;
    }

    static HalfSums of(int[] weights) {
        int most = 0;
        for (int weight : weights) {
            most += weight;
        }
        double[] probabilities = new double[most + 1];
        probabilities[0] = 1;
        int reached = 0;
        for (int weight : weights) {
            reached += weight;
            for (int sum = reached; sum >= 0; sum--) {
                double without = sum >= weight ? probabilities[sum - weight] : 0;
                probabilities[sum] = (probabilities[sum] + without) / 2;
            }
        }
        return new HalfSums(probabilities);
    }

    /// The probability of a sum of at most so much, added up from the outside.
    double lowerTail(int sum) {
        double tail = 0;
        for (int s = 0; s <= sum; s++) {
            tail += probabilities[s];
        }
        return tail;
    }

    /// The probability of a sum of at least so much: by symmetry that of at most the rest.
    double upperTail(int sum) {
        return lowerTail(probabilities.length - 1 - sum);
    }

    /// The largest of the values below a level that p can have on both sides: how often p is below the level if the
    /// arms do not differ.
    double sizeAt(double level) {
        double size = 0;
        double tail = 0;
        for (double probability : probabilities) {
            tail += probability;
            if (2 * tail >= level) {
                break;
            }
            size = 2 * tail;
        }
        return size;
    }
}
