package dev.halfwave.experiments.cli;

import dev.halfwave.core.Backend;
import dev.halfwave.experiments.study.Build;
import dev.halfwave.experiments.study.Machine;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "info",
        description = "Tells what computes here: backend, machine, versions.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class InfoCommand implements Callable<Integer> {

    private final Main main;

    InfoCommand(Main main) {
        this.main = main;
    }

    @Override
    public Integer call() {
        Machine machine = Machine.current();
        Build build = Build.current();
        main.out().println(Backend.describe());
        main.out().println(Layout.table(List.of(
                List.of("version", build.version()),
                List.of("commit", build.commit()),
                List.of("jdk", machine.jdk()),
                List.of("system", machine.system()),
                List.of("processor", machine.processor()),
                List.of("cores", Integer.toString(machine.cores())),
                List.of("memory", machine.memory()))));
        return 0;
    }
}
