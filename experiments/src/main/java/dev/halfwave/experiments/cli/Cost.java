package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Trial;
import java.util.List;

/// Says what a run costs.
final class Cost {

    private Cost() {}

    /// Such as `45 trials, about 40 s on 4 threads`.
    static String of(Experiment experiment, Configuration configuration, int threads) {
        List<Trial> trials = configuration.trials();
        double seconds = trials.stream().mapToDouble(experiment::estimatedSeconds).sum();
        return count(trials.size(), "trial") + ", " + Layout.about(seconds / threads) + " on "
                + count(threads, "thread");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
