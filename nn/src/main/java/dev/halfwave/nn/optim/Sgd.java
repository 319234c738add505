package dev.halfwave.nn.optim;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Parallel;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.kernel.SgdKernel;
import dev.halfwave.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Stochastic gradient descent, with momentum or Nesterov's if asked for, in PyTorch's form:
///
/// - plain: `θ ← θ − lr · g`;
/// - momentum: `v ← μ v + g`, `θ ← θ − lr · v`, where `v` starts at 0;
/// - Nesterov: `v ← μ v + g`, `θ ← θ − lr · (g + μ v)`.
///
/// (Keras keeps `lr · v` instead of `v`, which is the same as long as the learning rate does not change.)
///
/// Source: Sutskever et al. (2013), *On the importance of initialization and momentum in deep learning*, ICML.
public final class Sgd implements Optimizer {

    private static final int NUMBERS_PER_ELEMENT = 5; // reads θ, g, v; writes θ, v

    private final LearningRate learningRate;
    private final double momentum;
    private final boolean nesterov;
    private final Slots velocity = new Slots("sgd.velocity.");
    private long steps;

    private Sgd(LearningRate learningRate, double momentum, boolean nesterov) {
        this.learningRate = learningRate;
        this.momentum = Slots.requireShare("Sgd", "momentum", momentum);
        this.nesterov = nesterov;
        if (nesterov && momentum == 0) {
            throw new IllegalArgumentException("Sgd: Nesterov's form needs a momentum above 0");
        }
    }

    /// Without momentum.
    public static Sgd of(double learningRate) {
        return new Sgd(LearningRate.of("Sgd", learningRate), 0, false);
    }

    /// With momentum μ in [0, 1).
    public Sgd withMomentum(double newMomentum) {
        return new Sgd(learningRate, newMomentum, false);
    }

    /// With momentum μ in (0, 1) in Nesterov's form.
    public Sgd withNesterovMomentum(double newMomentum) {
        return new Sgd(learningRate, newMomentum, true);
    }

    /// With a learning rate that changes from step to step.
    public Sgd withSchedule(Schedule schedule) {
        return new Sgd(learningRate.withSchedule(schedule), momentum, nesterov);
    }

    @Override
    public void step(List<Parameter> parameters, Gradients gradients) {
        step(parameters, gradients, Parallel.SERIAL);
    }

    @Override
    public void step(List<Parameter> parameters, Gradients gradients, Parallel parallel) {
        float rate = (float) learningRate.at(steps);
        steps++;
        List<Parameter> trained = Slots.trained(parameters, gradients);
        List<Tensor> thetas = Slots.tensors(trained);
        if (momentum != 0) {
            velocity.makeFor(trained);
        }
        parallel.overElements(thetas, NUMBERS_PER_ELEMENT, (index, from, to) -> {
            Tensor theta = thetas.get(index);
            Tensor g = gradients.of(theta);
            int at = theta.offset() + from;
            if (momentum == 0) {
                SgdKernel.step(rate, theta.data(), at, g.data(), g.offset() + from, to - from);
            } else {
                SgdKernel.momentumStep(
                        rate,
                        (float) momentum,
                        nesterov,
                        theta.data(), at,
                        g.data(), g.offset() + from,
                        velocity.of(trained.get(index)).data(), from,
                        to - from);
            }
        });
        trained.forEach(Parameter::modified);
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        velocity.putInto(state);
        return state;
    }

    @Override
    public void restore(long newSteps, Map<String, Tensor> state) {
        Slots.requireKnown("Sgd", state, velocity);
        velocity.takeFrom(state);
        steps = newSteps;
    }

    @Override
    public String toString() {
        return "Sgd(learning rate " + learningRate.rate() + (momentum == 0 ? "" : ", momentum " + momentum)
                + (nesterov ? ", Nesterov" : "") + learningRate.suffix() + ")";
    }
}
