package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Experiment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "Lists every experiment with the claim or paper section that it answers.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class ListCommand implements Callable<Integer> {

    private final Main main;

    ListCommand(Main main) {
        this.main = main;
    }

    @Override
    public Integer call() {
        for (Experiment experiment : main.experiments().all()) {
            main.out().println(experiment.name());
            main.out().println(Layout.wrap("    ", experiment.question()));
            main.out().println(Layout.wrap("    ", "Answers: " + experiment.source()));
        }
        return 0;
    }
}
