package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.Optimizer;
import java.util.List;
import java.util.Map;

/// Adam to which something happens.
///
/// @param adam what it is else
/// @param lastStep after which the process is "killed"
/// @param spoiltStep after which the first parameter's values are all `value`
/// @param value such as NaN
record DisturbedAdam(Adam adam, long lastStep, long spoiltStep, float value) implements Optimizer {

    static final long NEVER = 1000;

    /// That comes to an end before the step after this one.
    static DisturbedAdam killed(double rate, long lastStep) {
        return new DisturbedAdam(Adam.of(rate), lastStep, NEVER, 0);
    }

    @Override
    public void step(List<Parameter> parameters, Gradients gradients) {
        if (adam.steps() == lastStep) {
            throw new IllegalStateException("killed");
        }
        adam.step(parameters, gradients);
        if (adam.steps() == spoiltStep) {
            Tensor weight = parameters.getFirst().tensor();
            for (int i = 0; i < weight.size(); i++) {
                weight.set(i, value);
            }
            weight.modified();
        }
    }

    @Override
    public long steps() {
        return adam.steps();
    }

    @Override
    public Map<String, Tensor> state() {
        return adam.state();
    }

    @Override
    public void restore(long steps, Map<String, Tensor> state) {
        adam.restore(steps, state);
    }

    @Override
    public String toString() {
        return adam.toString();
    }
}
