package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.TrialResult;
import java.math.BigDecimal;
import java.util.OptionalDouble;

/// One number per trial, by which arms are tuned or judged. A trial that never gets as far as the number asks for is
/// *censored*: it has none, which is known to be because it did not get there.
///
/// | made by                       | metric in metrics.csv                 | logarithms | censored |
/// |-------------------------------|---------------------------------------|------------|----------|
/// | `stepsToLoss(0.1)`            | `steps.loss.0.1`                      | yes        | possible |
/// | `finalLoss()`                 | `trainLossEnd`                        | yes        | no       |
/// | `finalMetric("testAccuracy")` | as it is named                        | by name    | no       |
/// | `bestMetric("testMae")`       | `best.testMae`                        | by name    | no       |
/// | `relativeDistance("conv1")`   | `distance.conv1.relative`             | yes        | no       |
/// | … `.whenLossFallsBelow(0.2)`  | `matched.0.2.distance.conv1.relative` | yes        | possible |
///
/// A trial whose training *diverged*, so that a loss or weight is no finite number any more, keeps what it reached before.
/// An outcome that it did not reach, or one at the end of training, which it has not got to, is censored as well. In
/// comparisons a censored trial is beyond all others: at ∞, where more is worse, as of steps, losses and errors, or where
/// more is what diverging amounts to, as of distances; at −∞ for accuracies and for another metric of which more
/// supports the claims of a study. Of a distance at a loss that was never reached nothing is known: it counts as what
/// speaks against the claim of its arm, ∞ or −∞, and the verdict line says that learning was compared there.
///
/// Losses "on the probe" are those of a fixed part of the training samples, which a study looks at every few steps; see
/// [Training#withProbe].
///
/// @param metric the name of the metric in `metrics.csv`; its last value counts
/// @param words what it is, as part of a sentence: `relative distance of conv1 at the end of training`
/// @param unit what it counts, such as `steps`; empty for a plain number
/// @param loss the loss that must fall below this for the number to exist; 0 where it always exists
public record Outcome(String metric, String words, String unit, double loss) {

    private static final String MATCHED = "matched.";
    private static final String DISTANCE = "distance.";
    private static final String RELATIVE = ".relative";

    /// How many steps of training it takes until the loss on the probe first is below `loss`.
    ///
    /// @throws IllegalArgumentException unless the loss is a number above 0
    public static Outcome stepsToLoss(double loss) {
        requirePositive(loss);
        return new Outcome(
                stepsMetric(loss), "steps until the loss on the probe is below " + text(loss), "steps", loss);
    }

    /// The loss on all training samples after the last epoch.
    public static Outcome finalLoss() {
        return new Outcome("trainLossEnd", "loss on the training samples at the end of training", "", 0);
    }

    /// Any recorded metric after the last epoch.
    ///
    /// @param metric its name in `metrics.csv`: `testAccuracy`
    public static Outcome finalMetric(String metric) {
        if (metric.isBlank()) {
            throw new IllegalArgumentException("Outcome: the metric has no name");
        }
        if (metric.startsWith("steps.") || metric.startsWith(MATCHED)) {
            throw new IllegalArgumentException("Outcome: " + metric + " need not be reached, which only "
                    + "stepsToLoss(...) and relativeDistance(...).whenLossFallsBelow(...) know of");
        }
        return new Outcome(metric, metric + " at the end of training", "", 0);
    }

    /// Any metric that is measured after every epoch, with the weights of the epoch that was best on the validation
    /// samples: see [Training#validatedOn].
    ///
    /// @param metric its name without what stands before it in `metrics.csv`: `testMae`
    public static Outcome bestMetric(String metric) {
        Outcome last = finalMetric(metric);
        return new Outcome(
                Recorder.BEST + last.metric(), metric + " with the weights that were best on the validation samples",
                "", 0);
    }

    /// ‖W − W₀‖₂ / ‖W₀‖₂ of a layer's weight after the last epoch.
    ///
    /// @param layer its name, such as `conv1`; `total` for all parameters together
    public static Outcome relativeDistance(String layer) {
        if (layer.isBlank()) {
            throw new IllegalArgumentException("Outcome: the layer has no name");
        }
        return new Outcome(
                DISTANCE + layer + RELATIVE, "relative distance of " + layer + " at the end of training", "", 0);
    }

    /// The same distance at the step at which the loss on the probe first is below `newLoss`, so that arms are compared
    /// that have learned equally much.
    ///
    /// @throws IllegalArgumentException if this is not a distance at the end of training, or the loss not above 0
    public Outcome whenLossFallsBelow(double newLoss) {
        requirePositive(newLoss);
        if (!metric.startsWith(DISTANCE) || !metric.endsWith(RELATIVE)) {
            throw new IllegalArgumentException(
                    "Outcome: only a relative distance is measured when the loss falls below " + text(newLoss)
                            + ", but this is the " + words);
        }
        String layer = metric.substring(DISTANCE.length(), metric.length() - RELATIVE.length());
        return new Outcome(
                matchedMetric(newLoss, metric),
                "relative distance of " + layer + " when the loss on the probe first falls below " + text(newLoss),
                "", newLoss);
    }

    /// Whether it takes a loss to fall, and so need not exist, even for a training that comes to its end.
    public boolean canBeCensored() {
        return loss > 0;
    }

    /// Whether it is what was measured when the loss on the probe fell below [#loss].
    boolean isAtALoss() {
        return metric.startsWith(MATCHED);
    }

    /// Whether differences are taken of its logarithm: those of losses, steps and distances are multiples. A value of 0
    /// has no logarithm, and comparisons with one use ranks; where one is below 0, as a loss of one's own may be, plain
    /// differences are taken, and the verdicts say so.
    public boolean isLogarithmic() {
        String last = metric.substring(metric.lastIndexOf('.') + 1);
        return switch (last) {
            case "l2", "relative", "rms", "path", "normRatio" -> true;
            default -> metric.startsWith("steps.") || last.endsWith("Loss") || last.endsWith("LossEnd");
        };
    }

    /// Whether it tells how fast or how well a trial learned, and less is better: a loss or a number of steps. By such
    /// an outcome learning rates can be chosen.
    boolean isCost() {
        return metric.startsWith("steps.") || (isLogarithmic() && !metric.contains(DISTANCE));
    }

    /// The value of a trial; empty where it is censored.
    public OptionalDouble of(TrialResult trial) {
        return !canBeCensored() && Divergence.isIn(trial) ? OptionalDouble.empty() : trial.last(metric);
    }

    /// What a censored trial counts as in comparisons, which use its rank alone: ∞ or −∞.
    ///
    /// @param direction of values that support the claims, by which a metric of unknown meaning is judged
    double ofCensored(Direction direction) {
        boolean isBetterHigher = metric.endsWith("Accuracy")
                || (direction == Direction.HIGHER && (isAtALoss() || !isLogarithmic()));
        return isBetterHigher ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /// `steps.loss.0.1`.
    static String stepsMetric(double loss) {
        return "steps.loss." + text(loss);
    }

    /// `matched.0.1.distance.conv1.relative`.
    static String matchedMetric(double loss, String metric) {
        return MATCHED + text(loss) + "." + metric;
    }

    /// A loss as names have it: `0.03`, `1`, never with an exponent.
    static String text(double loss) {
        return new BigDecimal(Double.toString(loss)).stripTrailingZeros().toPlainString();
    }

    private static void requirePositive(double loss) {
        if (!(loss > 0 && loss < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Outcome: the loss must be a number above 0, but is " + loss);
        }
    }
}
