package dev.halfwave.experiments.discrete;

import java.util.ArrayList;
import java.util.List;

/// Tells tones of 8, 4 and 3 samples per period apart by nothing but the DC of their ReLU, at random phases.
///
/// In continuous time their DC is the same, so that one can only guess: 1/3. Whatever is right beyond that comes from
/// sampling. The first half of the windows of each class is learned from, the second tests.
final class PhaseClassifier {

    /// Samples per period of each class.
    static final List<Integer> CLASSES = List.of(8, 4, 3);

    /// Of the histogram: bins from 0 to 0.5.
    private static final int BINS = 500;

    private final List<double[]> train = new ArrayList<>();
    private final List<double[]> test = new ArrayList<>();

    /// @param perClass windows of each class, half of them to learn from
    PhaseClassifier(Rectifier rectifier, long seed, int perClass) {
        for (int samples : CLASSES) {
            SampledTone tone = new SampledTone(1, samples);
            for (List<double[]> set : List.of(train, test)) {
                String stream = "phases of " + samples + " samples per period, " + (set == train ? "train" : "test");
                double[] phase = DiscreteTimeTrial.randomPhases(seed, stream, perClass / 2);
                set.add(DiscreteTimeTrial.interiorMeans(rectifier.apply(DiscreteTimeTrial.rows(tone, phase))));
            }
        }
    }

    /// The share of the test windows whose DC is nearest to the mean DC of their own class.
    double byNearestMean() {
        double[] means = train.stream().mapToDouble(PhaseClassifier::mean).toArray();
        return accuracy(dc -> {
            int nearest = 0;
            for (int c = 1; c < means.length; c++) {
                if (Math.abs(dc - means[c]) < Math.abs(dc - means[nearest])) {
                    nearest = c;
                }
            }
            return nearest;
        });
    }

    /// The share that is right when each window is given to the class that was most frequent among the learned windows
    /// of about the same DC: close to what the best of all classifiers could do.
    double byHistogram() {
        int[][] counts = new int[CLASSES.size()][BINS + 1];
        for (int c = 0; c < counts.length; c++) {
            for (double dc : train.get(c)) {
                counts[c][bin(dc)]++;
            }
        }
        return accuracy(dc -> {
            int most = 0;
            for (int c = 1; c < counts.length; c++) {
                if (counts[c][bin(dc)] > counts[most][bin(dc)]) {
                    most = c;
                }
            }
            return most;
        });
    }

    private static int bin(double dc) {
        return (int) Math.clamp(Math.floor(dc * 2 * BINS), 0, BINS);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private interface Rule {
        int classify(double dc);
    }

    private double accuracy(Rule rule) {
        int right = 0;
        int all = 0;
        for (int c = 0; c < test.size(); c++) {
            for (double dc : test.get(c)) {
                right += rule.classify(dc) == c ? 1 : 0;
                all++;
            }
        }
        return (double) right / all;
    }
}
