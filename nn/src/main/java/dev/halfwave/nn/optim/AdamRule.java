package dev.halfwave.nn.optim;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Parallel;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.kernel.AdamKernel;
import dev.halfwave.core.kernel.SgdKernel;
import dev.halfwave.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What [Adam] and [AdamW] share: the settings, the two running means, and the step.
final class AdamRule {

    /// @param weightDecay λ; 0 leaves the parameters to their gradients
    record Settings(
            LearningRate learningRate,
            double beta1,
            double beta2,
            double epsilon,
            boolean kerasEpsilon,
            double weightDecay) {

        Settings {
            String optimizer = learningRate.optimizer();
            Slots.requireShare(optimizer, "beta1", beta1);
            Slots.requireShare(optimizer, "beta2", beta2);
            Slots.requirePositive(optimizer, "epsilon", epsilon);
            if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        optimizer + ": the weight decay must be at least 0, but is " + weightDecay);
            }
        }

        Settings withBetas(double newBeta1, double newBeta2) {
            return new Settings(learningRate, newBeta1, newBeta2, epsilon, kerasEpsilon, weightDecay);
        }

        Settings withEpsilon(double newEpsilon, boolean newKerasEpsilon) {
            return new Settings(learningRate, beta1, beta2, newEpsilon, newKerasEpsilon, weightDecay);
        }

        Settings withWeightDecay(double newWeightDecay) {
            return new Settings(learningRate, beta1, beta2, epsilon, kerasEpsilon, newWeightDecay);
        }

        Settings withSchedule(Schedule schedule) {
            return new Settings(
                    learningRate.withSchedule(schedule), beta1, beta2, epsilon, kerasEpsilon, weightDecay);
        }
    }

    private static final int NUMBERS_PER_ELEMENT = 7; // reads θ, g, m, v; writes θ, m, v

    final Settings settings;
    private final Slots m;
    private final Slots v;
    private long steps;

    /// @param prefix of the names in a checkpoint
    AdamRule(Settings settings, String prefix) {
        this.settings = settings;
        this.m = new Slots(prefix + "m.");
        this.v = new Slots(prefix + "v.");
    }

    void step(List<Parameter> parameters, Gradients gradients, Parallel parallel) {
        double rate = settings.learningRate.at(steps);
        steps++;
        AdamKernel.Coefficients coefficients = coefficients(rate);
        float decay = (float) (rate * settings.weightDecay);
        List<Parameter> trained = Slots.trained(parameters, gradients);
        List<Tensor> thetas = Slots.tensors(trained);
        m.makeFor(trained);
        v.makeFor(trained);
        parallel.overElements(thetas, NUMBERS_PER_ELEMENT, (index, from, to) -> {
            Tensor theta = thetas.get(index);
            Tensor g = gradients.of(theta);
            float[] data = theta.data();
            int at = theta.offset() + from;
            if (decay != 0) {
                // a step of gradient descent along the parameter itself
                SgdKernel.step(decay, data, at, data, at, to - from);
            }
            AdamKernel.step(
                    coefficients,
                    data, at,
                    g.data(), g.offset() + from,
                    m.of(trained.get(index)).data(), from,
                    v.of(trained.get(index)).data(), from,
                    to - from);
        });
        trained.forEach(Parameter::modified);
    }

    /// Computed in double and rounded once, so that 1 − β is not spoilt by rounding β to float.
    private AdamKernel.Coefficients coefficients(double rate) {
        double beta1 = settings.beta1;
        double beta2 = settings.beta2;
        double correction1 = 1 - StrictMath.pow(beta1, (double) steps);
        double correction2 = StrictMath.sqrt(1 - StrictMath.pow(beta2, (double) steps));
        double stepSize = rate / correction1 * (settings.kerasEpsilon ? correction2 : 1);
        double rootScale = settings.kerasEpsilon ? 1 : 1 / correction2;
        return new AdamKernel.Coefficients(
                (float) beta1, (float) (1 - beta1), (float) beta2, (float) (1 - beta2), (float) stepSize,
                (float) rootScale, (float) settings.epsilon);
    }

    long steps() {
        return steps;
    }

    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        m.putInto(state);
        v.putInto(state);
        return state;
    }

    void restore(long newSteps, Map<String, Tensor> state) {
        Slots.requireKnown(settings.learningRate.optimizer(), state, m, v);
        m.takeFrom(state);
        v.takeFrom(state);
        steps = newSteps;
    }
}
