package dev.halfwave.nn.optim;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Parallel;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import java.util.List;
import java.util.Map;

/// Adam: steps along the running mean of the gradient, divided by the running root mean square, so that every weight
/// moves by about the learning rate.
///
/// With `m ← β₁ m + (1 − β₁) g` and `v ← β₂ v + (1 − β₂) g²`, which start at 0, step `t = 1, 2, …` is
///
/// - in PyTorch's form, the default, with `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`:
///   `θ ← θ − lr · m̂ / (√v̂ + ε)`;
/// - in [Keras's form][#withKerasEpsilon]: `θ ← θ − lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)`.
///
/// They are equal but for ε, which Keras adds before the bias of `v` is corrected; early on, when `√(1 − β₂ᵗ)` is
/// small, its ε therefore weighs more.
///
/// Source: Kingma and Ba (2015), *Adam: A Method for Stochastic Optimization*, arXiv:1412.6980; Keras's form is the one
/// before its section 2.1.
public final class Adam implements Optimizer {

    private final AdamRule rule;

    private Adam(AdamRule.Settings settings) {
        this.rule = new AdamRule(settings, "adam.");
    }

    /// β₁ = 0.9, β₂ = 0.999, ε = 1e-8, in PyTorch's form.
    public static Adam of(double learningRate) {
        return new Adam(new AdamRule.Settings(LearningRate.of("Adam", learningRate), 0.9, 0.999, 1e-8, false, 0));
    }

    /// With other decay rates of the two means, each in [0, 1).
    public Adam withBetas(double newBeta1, double newBeta2) {
        return new Adam(rule.settings.withBetas(newBeta1, newBeta2));
    }

    /// With this ε in PyTorch's place, beside √v̂.
    public Adam withEpsilon(double newEpsilon) {
        return new Adam(rule.settings.withEpsilon(newEpsilon, false));
    }

    /// With this ε in Keras's place, beside √v; Keras's default is 1e-7.
    public Adam withKerasEpsilon(double newEpsilon) {
        return new Adam(rule.settings.withEpsilon(newEpsilon, true));
    }

    /// With a learning rate that changes from step to step.
    public Adam withSchedule(Schedule schedule) {
        return new Adam(rule.settings.withSchedule(schedule));
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
        return "Adam(learning rate " + settings.learningRate().rate() + ", betas " + settings.beta1() + " and "
                + settings.beta2() + ", epsilon " + settings.epsilon()
                + (settings.kerasEpsilon() ? " in Keras's place" : "") + settings.learningRate().suffix() + ")";
    }
}
