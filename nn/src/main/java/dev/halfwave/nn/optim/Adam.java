package dev.halfwave.nn.optim;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.kernel.AdamKernel;
import dev.halfwave.nn.Parameter;
import java.util.LinkedHashMap;
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

    private final double learningRate;
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final boolean kerasEpsilon;
    private final Slots m = new Slots("adam.m.");
    private final Slots v = new Slots("adam.v.");
    private long steps;

    private Adam(double learningRate, double beta1, double beta2, double epsilon, boolean kerasEpsilon) {
        this.learningRate = Slots.requirePositive("Adam", "the learning rate", learningRate);
        this.beta1 = Slots.requireShare("Adam", "beta1", beta1);
        this.beta2 = Slots.requireShare("Adam", "beta2", beta2);
        this.epsilon = Slots.requirePositive("Adam", "epsilon", epsilon);
        this.kerasEpsilon = kerasEpsilon;
    }

    /// β₁ = 0.9, β₂ = 0.999, ε = 1e-8, in PyTorch's form.
    public static Adam of(double learningRate) {
        return new Adam(learningRate, 0.9, 0.999, 1e-8, false);
    }

    /// With other decay rates of the two means, each in [0, 1).
    public Adam withBetas(double newBeta1, double newBeta2) {
        return new Adam(learningRate, newBeta1, newBeta2, epsilon, kerasEpsilon);
    }

    /// With this ε in PyTorch's place, beside √v̂.
    public Adam withEpsilon(double newEpsilon) {
        return new Adam(learningRate, beta1, beta2, newEpsilon, false);
    }

    /// With this ε in Keras's place, beside √v; Keras's default is 1e-7.
    public Adam withKerasEpsilon(double newEpsilon) {
        return new Adam(learningRate, beta1, beta2, newEpsilon, true);
    }

    @Override
    public void step(List<Parameter> parameters, Gradients gradients) {
        steps++;
        AdamKernel.Coefficients coefficients = coefficients();
        for (Parameter parameter : parameters) {
            Tensor theta = parameter.tensor();
            if (!parameter.isTrained() || !gradients.contains(theta)) {
                continue;
            }
            Tensor g = gradients.of(theta);
            AdamKernel.step(
                    coefficients,
                    theta.data(), theta.offset(),
                    g.data(), g.offset(),
                    m.of(parameter).data(), 0,
                    v.of(parameter).data(), 0,
                    theta.size());
            parameter.modified();
        }
    }

    /// Computed in double and rounded once, so that 1 − β is not spoilt by rounding β to float.
    private AdamKernel.Coefficients coefficients() {
        double correction1 = 1 - StrictMath.pow(beta1, (double) steps);
        double correction2 = StrictMath.sqrt(1 - StrictMath.pow(beta2, (double) steps));
        double stepSize = learningRate / correction1 * (kerasEpsilon ? correction2 : 1);
        double rootScale = kerasEpsilon ? 1 : 1 / correction2;
        return new AdamKernel.Coefficients(
                (float) beta1, (float) (1 - beta1), (float) beta2, (float) (1 - beta2), (float) stepSize,
                (float) rootScale, (float) epsilon);
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        m.putInto(state);
        v.putInto(state);
        return state;
    }

    @Override
    public void restore(long newSteps, Map<String, Tensor> state) {
        Slots.requireKnown("Adam", state, m, v);
        m.takeFrom(state);
        v.takeFrom(state);
        steps = newSteps;
    }

    @Override
    public String toString() {
        return "Adam(learning rate " + learningRate + ", betas " + beta1 + " and " + beta2 + ", epsilon " + epsilon
                + (kerasEpsilon ? " in Keras's place)" : ")");
    }
}
