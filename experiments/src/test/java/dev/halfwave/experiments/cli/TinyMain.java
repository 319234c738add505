package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.study.TinyExperiment;

/// The command line with nothing but the tiny experiment, for tests that need a process of their own.
final class TinyMain {

    private TinyMain() {}

    public static void main(String[] arguments) {
        System.exit(new Main(Experiments.of(new TinyExperiment()), System.out, System.err).run(arguments));
    }
}
