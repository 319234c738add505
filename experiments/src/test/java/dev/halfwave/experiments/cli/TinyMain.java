package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.study.RoundsExperiment;
import dev.halfwave.experiments.study.TinyExperiment;
import dev.halfwave.experiments.study.TrainingExperiment;

/// The command line with nothing but tiny experiments, for tests that need a process of their own.
final class TinyMain {

    private TinyMain() {}

    public static void main(String[] arguments) {
        Experiments experiments =
                Experiments.of(new TinyExperiment(), new TrainingExperiment(), new RoundsExperiment());
        System.exit(new Main(experiments, System.out, System.err).run(arguments));
    }
}
