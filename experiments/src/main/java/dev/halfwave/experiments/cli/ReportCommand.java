package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.RunFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description = "Draws the report of a finished or interrupted run again, and its metrics.csv and summary.json.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class ReportCommand implements Callable<Integer> {

    private final Main main;

    @Parameters(paramLabel = "RUN_DIR", description = "The folder of a run.")
    private Path folder = Path.of("");

    @Option(
            names = "--tensorboard",
            description = "Also write every finished trial's curves for TensorBoard, below tensorboard/ in the folder.")
    private boolean tensorBoard;

    @Option(names = "--verbose", description = "Show stack traces.")
    @SuppressWarnings("UnusedVariable") // Main looks at the option itself
    private boolean verbose;

    ReportCommand(Main main) {
        this.main = main;
    }

    @Override
    public Integer call() {
        try (RunFolder run = RunFolder.open(folder, main.experiments())) {
            Reporting.write(run.experiment(), run, main.out());
            if (tensorBoard) {
                TensorBoard.write(run, main.out());
            }
        }
        return 0;
    }
}
