package dev.halfwave.nn.optim;

/// How the learning rate changes in the course of a training: the rate of a step is the optimizer's learning rate times
/// the schedule's factor. A step is a batch, so that lengths are counted in epochs times steps per epoch:
///
/// ```java
/// long stepsPerEpoch = Math.ceilDiv(data.size(), batchSize);
/// Schedule schedule = Schedule.warmUp(stepsPerEpoch, Schedule.cosine((epochs - 1) * stepsPerEpoch, 0));
/// Trainer.of(model, loss, Adam.of(1e-3).withSchedule(schedule)).withBatchSize(batchSize).withEpochs(epochs).fit(data);
/// ```
///
/// A factor depends on the step alone, so that a resumed training goes on with the rates it would have had.
///
/// Stateless and thread-safe. One's own is a record best, whose text a checkpoint compares; one that calls sine, power
/// and the like uses [StrictMath], to have the same bits on every machine.
@FunctionalInterface
public interface Schedule {

    /// What the learning rate of a step is multiplied by: a finite number, at least 0.
    ///
    /// @param step how many steps were made before; 0 is the first
    double factor(long step);

    /// The learning rate as it is.
    static Schedule constant() {
        return new Constant();
    }

    /// Multiplies the learning rate by `gamma` after every `every` steps.
    ///
    /// @throws IllegalArgumentException if `every` is below 1 or `gamma` is not positive
    static Schedule step(long every, double gamma) {
        return new StepDecay(every, gamma);
    }

    /// Falls along half a cosine from 1 to `finalShare`.
    ///
    /// @param steps how many steps the fall takes; then the rate stays
    /// @throws IllegalArgumentException if there is no step or the share is not in [0, 1]
    static Schedule cosine(long steps, double finalShare) {
        return new Cosine(steps, finalShare);
    }

    /// Rises in a straight line for some steps and then follows another schedule from its beginning.
    ///
    /// @throws IllegalArgumentException if there is no step
    static Schedule warmUp(long steps, Schedule then) {
        return new WarmUp(steps, then);
    }

    /// Rises from 1/25 to 1 in the first 30 % of all steps and falls to 1/250,000 in the others: PyTorch's defaults. The
    /// optimizer's learning rate is the largest one.
    ///
    /// @param steps how many steps the training has
    /// @throws IllegalArgumentException if there is none
    static Schedule oneCycle(long steps) {
        return new OneCycle(steps, 0.3, 25, 1e4);
    }

    /// `factor(s) = 1`.
    record Constant() implements Schedule {
        @Override
        public double factor(long step) {
            return 1;
        }
    }

    /// `factor(s) = gamma^⌊s / every⌋`.
    ///
    /// @param every how many steps have the same rate, at least 1
    /// @param gamma the factor from one rate to the next, positive
    record StepDecay(long every, double gamma) implements Schedule {

        /// @throws IllegalArgumentException if a setting is out of its range
        public StepDecay {
            requireSteps("Schedule.step", "every", every);
            if (!(gamma > 0 && gamma < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("Schedule.step: gamma must be positive, but is " + gamma);
            }
        }

        @Override
        public double factor(long step) {
            return StrictMath.pow(gamma, (double) (step / every));
        }
    }

    /// `factor(s) = final + (1 − final) (1 + cos(π s / steps)) / 2` for `s < steps`, then `final`.
    ///
    /// Source: Loshchilov and Hutter (2017), *SGDR: Stochastic Gradient Descent with Warm Restarts*, arXiv:1608.03983,
    /// without restarts.
    ///
    /// @param steps how many steps the fall takes, at least 1
    /// @param finalShare the last factor, in [0, 1]
    record Cosine(long steps, double finalShare) implements Schedule {

        /// @throws IllegalArgumentException if a setting is out of its range
        public Cosine {
            requireSteps("Schedule.cosine", "steps", steps);
            requireShare("Schedule.cosine", "finalShare", finalShare);
        }

        @Override
        public double factor(long step) {
            return step >= steps ? finalShare : annealed(1, finalShare, step / (double) steps);
        }
    }

    /// `factor(s) = (s + 1) / (steps + 1) · then(0)` for `s < steps`, then `then(s − steps)`: the line that begins at 0
    /// before the first step and meets the other schedule at its beginning.
    ///
    /// Source: Goyal et al. (2017), *Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour*, arXiv:1706.02677.
    ///
    /// @param steps how many steps the rise takes, at least 1
    /// @param then the schedule that follows
    record WarmUp(long steps, Schedule then) implements Schedule {

        /// @throws IllegalArgumentException if a setting is out of its range
        public WarmUp {
            requireSteps("Schedule.warmUp", "steps", steps);
            if (then == null) {
                throw new IllegalArgumentException("Schedule.warmUp: the schedule that follows is null");
            }
        }

        @Override
        public double factor(long step) {
            return step < steps ? (step + 1) / (steps + 1.0) * then.factor(0) : then.factor(step - steps);
        }

        @Override
        public String toString() {
            return "WarmUp[steps=" + steps + ", then=" + LearningRate.text(then) + "]";
        }
    }

    /// Half a cosine up and half a cosine down, as PyTorch's `OneCycleLR` with cosine annealing. It rises from
    /// `1 / divisor` at step 0 to 1 at `rise = warmUpShare · steps − 1`, which may lie between two steps, and falls to
    /// `1 / (divisor · finalDivisor)` at the last step, `steps − 1`, where it stays. Where the rise would end before
    /// step 0, all steps belong to the fall. PyTorch also moves the momentum the other way by default; this schedule
    /// does not.
    ///
    /// Source: Smith and Topin (2019), *Super-Convergence: Very Fast Training of Neural Networks Using Large Learning
    /// Rates*, arXiv:1708.07120.
    ///
    /// @param steps how many steps the training has, at least 1
    /// @param warmUpShare the share of steps that the rise takes, in [0, 1]
    /// @param divisor the largest rate by the first one, positive
    /// @param finalDivisor the first rate by the last one, positive
    record OneCycle(long steps, double warmUpShare, double divisor, double finalDivisor) implements Schedule {

        /// @throws IllegalArgumentException if a setting is out of its range
        public OneCycle {
            requireSteps("Schedule.oneCycle", "steps", steps);
            requireShare("Schedule.oneCycle", "warmUpShare", warmUpShare);
            requireDivisor("divisor", divisor);
            requireDivisor("finalDivisor", finalDivisor);
        }

        @Override
        public double factor(long step) {
            double first = 1 / divisor;
            double rise = warmUpShare * steps - 1;
            double last = steps - 1.0;
            if (step <= rise) {
                return annealed(first, 1, rise == 0 ? 1 : step / rise);
            }
            return annealed(1, first / finalDivisor, rise >= last ? 1 : (Math.min(step, last) - rise) / (last - rise));
        }

        private static void requireDivisor(String setting, double value) {
            if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "Schedule.oneCycle: " + setting + " must be positive, but is " + value);
            }
        }
    }

    /// Half a cosine from one value to another.
    private static double annealed(double from, double to, double share) {
        return to + (from - to) / 2 * (1 + StrictMath.cos(StrictMath.PI * share));
    }

    private static void requireSteps(String schedule, String setting, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(schedule + ": " + setting + " must be at least 1, but is " + value);
        }
    }

    private static void requireShare(String schedule, String setting, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(schedule + ": " + setting + " must be in [0, 1], but is " + value);
        }
    }
}
