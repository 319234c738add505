package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Epoch;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.NonFiniteException;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes a result of a training that *diverges*: one whose loss or weights become NaN or infinite although the loss was
/// a number before the training. It ends there; the epochs before are what it recorded, and [#METRIC] says after which
/// step. Whatever else goes wrong, such as an exception of the model, or data that hold a NaN to begin with, is a
/// failure of the trial.
///
/// It is the first of the callbacks, so that it knows the step when another one ends the training.
final class Divergence implements Callback {

    /// The last step that was taken: with the weights after it a loss, a gradient or these themselves are not finite.
    /// Recorded at the epoch in which this was found.
    static final String METRIC = "diverged";

    private @Nullable Run run;
    private long step;
    private int epoch;
    private boolean happened;

    /// What [#fit] knows a divergence by that comes to light when an epoch is over.
    private static final class AtTheEndOfAnEpoch extends ArithmeticException {

        private static final long serialVersionUID = 1;

        AtTheEndOfAnEpoch(String message) {
            super(message);
        }
    }

    /// The step after which a trial diverged; empty if it did not.
    static OptionalDouble step(TrialResult trial) {
        return trial.last(METRIC);
    }

    static boolean isIn(TrialResult trial) {
        return step(trial).isPresent();
    }

    /// Trains.
    ///
    /// @param before what was measured before training; where that is not finite, no training is to blame
    /// @param training the training, of which this is a callback
    /// @return the epochs in which all was finite
    History fit(Map<String, Double> before, Supplier<History> training) {
        boolean mayDiverge = before.values().stream().allMatch(Double::isFinite);
        try {
            return training.get();
        } catch (NonFiniteException | AtTheEndOfAnEpoch e) {
            if (!mayDiverge || run == null) {
                throw e;
            }
            happened = true;
            return new History(run.history().epochs().stream().filter(entry -> entry.epoch() < epoch).toList());
        }
    }

    /// Whether the training of [#fit] diverged.
    boolean happened() {
        return happened;
    }

    /// The step after which it did.
    long step() {
        return step;
    }

    /// The epoch in which that was found.
    int epoch() {
        return epoch;
    }

    @Override
    public void onStart(Run newRun) {
        run = newRun;
    }

    @Override
    public void onGradients(Run running, Step current) {
        step = current.number() - 1;
        epoch = current.epoch();
    }

    @Override
    public void onStep(Run running, Step current) {
        step = current.number();
    }

    @Override
    public void onEpoch(Run running, Epoch ended) {
        requireFiniteLosses(ended.number(), ended.values());
        if (!isFinite(running.model())) {
            throw new AtTheEndOfAnEpoch("a weight is not finite after epoch " + ended.number());
        }
    }

    /// Ends the training of [#fit] where a loss is not finite. For callbacks that measure losses, before others rely on
    /// them.
    ///
    /// @param values of one epoch, by name
    static void requireFiniteLosses(int epoch, Map<String, Double> values) {
        values.forEach((name, value) -> {
            if (isLoss(name) && !Double.isFinite(value)) {
                throw new AtTheEndOfAnEpoch(name + " is " + value + " after epoch " + epoch);
            }
        });
    }

    private static boolean isLoss(String name) {
        return name.equals(Recorder.LOSS) || name.endsWith("Loss") || name.endsWith("LossEnd");
    }

    private static boolean isFinite(Sequential model) {
        for (Parameter parameter : model.parameters()) {
            Tensor values = parameter.tensor();
            for (int i = 0; i < values.size(); i++) {
                if (!Float.isFinite(values.get(i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
