package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Trial;
import java.util.ArrayList;
import java.util.List;

/// Says what a run costs.
final class Cost {

    private Cost() {}

    /// Such as `45 trials, about 40 s on 4 threads`, of the trials that are known beforehand, and what may follow.
    static String of(Experiment experiment, Configuration configuration, int threads) {
        RunData before = RunData.before(configuration);
        List<Trial> trials = new ArrayList<>(configuration.trials());
        trials.addAll(experiment.further(before));
        double seconds = trials.stream().mapToDouble(experiment::estimatedSeconds).sum();
        String mayFollow = experiment.mayFollow(before);
        return count(trials.size(), "trial") + ", " + Layout.about(seconds / threads) + " on "
                + count(threads, "thread") + (mayFollow.isEmpty() ? "" : "; then " + mayFollow);
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
