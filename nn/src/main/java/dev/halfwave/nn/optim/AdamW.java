package dev.halfwave.nn.optim;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Parallel;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import java.util.List;
import java.util.Map;

/// Adam with decoupled weight decay: before Adam's step every parameter shrinks, `θ ← θ − lr · λ · θ`. As in PyTorch.
///
/// The decay is not part of the gradient, as a penalty `λ/2 ‖θ‖²` in the loss would be: Adam would divide that by the
/// root mean square too, and weights with large gradients would hardly decay. The rate is that of the step, with its
/// schedule. All trained parameters that have a gradient decay, biases and the weights of normalisations too, as in
/// PyTorch without parameter groups.
///
/// The step is that of [Adam] in PyTorch's form. **Order of operations:** `θ ← fma(−(lr · λ), θ, θ)`, then Adam's.
///
/// Source: Loshchilov and Hutter (2019), *Decoupled Weight Decay Regularization*, arXiv:1711.05101.
public final class AdamW implements Optimizer {

    private final AdamRule rule;

    private AdamW(AdamRule.Settings settings) {
        this.rule = new AdamRule(settings, "adamW.");
    }

    /// λ = 0.01, β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
    public static AdamW of(double learningRate) {
        return new AdamW(
                new AdamRule.Settings(LearningRate.of("AdamW", learningRate), 0.9, 0.999, 1e-8, false, 0.01));
    }

    /// With another weight decay λ, at least 0; with 0 this is [Adam].
    public AdamW withWeightDecay(double newWeightDecay) {
        return new AdamW(rule.settings.withWeightDecay(newWeightDecay));
    }

    /// With other decay rates of the two means, each in [0, 1).
    public AdamW withBetas(double newBeta1, double newBeta2) {
        return new AdamW(rule.settings.withBetas(newBeta1, newBeta2));
    }

    /// With another ε, beside √v̂.
    public AdamW withEpsilon(double newEpsilon) {
        return new AdamW(rule.settings.withEpsilon(newEpsilon, false));
    }

    /// With a learning rate that changes from step to step.
    public AdamW withSchedule(Schedule schedule) {
        return new AdamW(rule.settings.withSchedule(schedule));
    }

    @Override
    public void step(List<Parameter> parameters, Gradients gradients) {
        step(parameters, gradients, Parallel.SERIAL);
    }

    @Override
    public void step(List<Parameter> parameters, Gradients gradients, Parallel parallel) {
        rule.step(parameters, gradients, parallel);
    }

    @Override
    public long steps() {
        return rule.steps();
    }

    @Override
    public Map<String, Tensor> state() {
        return rule.state();
    }

    @Override
    public void restore(long newSteps, Map<String, Tensor> state) {
        rule.restore(newSteps, state);
    }

    @Override
    public String toString() {
        AdamRule.Settings settings = rule.settings;
        return "AdamW(learning rate " + settings.learningRate().rate() + ", weight decay " + settings.weightDecay()
                + ", betas " + settings.beta1() + " and " + settings.beta2() + ", epsilon " + settings.epsilon()
                + settings.learningRate().suffix() + ")";
    }
}
