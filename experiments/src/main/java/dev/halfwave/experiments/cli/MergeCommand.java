package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Merge;
import dev.halfwave.experiments.study.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "merge",
        description = "Joins the parts of a run (`${ROOT-COMMAND-NAME} run --part I/N`) to the run in one place, and writes its report.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class MergeCommand implements Callable<Integer> {

    private final Main main;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "The folders of all parts, in any order.")
    private List<Path> parts = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder to write; a new one.")
    private Path out = Path.of("");

    @Option(names = "--verbose", description = "Show stack traces.")
    @SuppressWarnings("UnusedVariable") // Main looks at the option itself
    private boolean verbose;

    MergeCommand(Main main) {
        this.main = main;
    }

    @Override
    public Integer call() {
        Merge merge = Merge.of(parts, out, main.experiments());
        Experiment experiment = main.experiments().find(merge.configuration().experiment());
        List<Report> report = new ArrayList<>();
        merge.write(draft -> report.add(
                Reporting.write(experiment, draft, merge.place(), "nothing was written, the parts are as they were")));
        Reporting.tell(report.getFirst(), merge.place(), main.out());
        return 0;
    }
}
