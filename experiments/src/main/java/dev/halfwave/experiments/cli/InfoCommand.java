package dev.halfwave.experiments.cli;

import dev.halfwave.core.Backend;
import dev.halfwave.experiments.study.Build;
import dev.halfwave.experiments.study.Machine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "info",
        description = "Tells what computes here: backend, machine, versions.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class InfoCommand implements Callable<Integer> {

    private static final Duration MEASUREMENT = Duration.ofSeconds(6);

    private final Main main;
    private final Duration measurement;

    @Option(
            names = "--measure",
            description = "Measures in a few seconds how fast this machine trains: its peak, what the kernels reach of "
                    + "it, the time of a training step.")
    private boolean measure;

    InfoCommand(Main main) {
        this(main, MEASUREMENT);
    }

    /// @param measurement about how long `--measure` takes
    InfoCommand(Main main, Duration measurement) {
        this.main = main;
        this.measurement = measurement;
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
        if (measure) {
            main.out().println();
            main.out().println(SpeedMeasurement.run(measurement, machine.cores()).text());
        }
        return 0;
    }
}
