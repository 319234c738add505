package dev.halfwave.nn.optim;

/// The learning rate of each step: a number and the schedule that scales it.
///
/// @param optimizer whose it is, for messages
/// @param rate what the schedule's factors multiply
/// @param schedule how it changes
record LearningRate(String optimizer, double rate, Schedule schedule) {

    LearningRate {
        Slots.requirePositive(optimizer, "the learning rate", rate);
        if (schedule == null) {
            throw new IllegalArgumentException(optimizer + ": the schedule is null");
        }
    }

    static LearningRate of(String optimizer, double rate) {
        return new LearningRate(optimizer, rate, Schedule.constant());
    }

    LearningRate withSchedule(Schedule newSchedule) {
        return new LearningRate(optimizer, rate, newSchedule);
    }

    /// The rate of a step.
    ///
    /// @param step how many steps were made before
    /// @throws IllegalArgumentException if the schedule gives no factor
    double at(long step) {
        double factor = schedule.factor(step);
        if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(optimizer + ": a schedule's factor must be finite and at least 0, but "
                    + text(schedule) + " gives " + factor + " for step " + step);
        }
        return rate * factor;
    }

    /// What an optimizer's text says about the schedule: nothing about a constant one.
    String suffix() {
        return schedule instanceof Schedule.Constant ? "" : ", schedule " + text(schedule);
    }

    /// How a schedule prints itself; one that would print its address, by its class, since its text must be the same in
    /// the next JVM.
    static String text(Schedule schedule) {
        String text = schedule.toString();
        String name = schedule.getClass().getName();
        return text.startsWith(name + "@") ? name.replaceFirst("/.*", "") : text;
    }
}
