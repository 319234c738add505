package dev.halfwave.experiments.cli;

import dev.halfwave.core.Backend;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Build;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Machine;
import dev.halfwave.experiments.study.Part;
import dev.halfwave.experiments.study.Program;
import dev.halfwave.experiments.study.RunException;
import dev.halfwave.experiments.study.RunFolder;
import dev.halfwave.experiments.study.Runner;
import dev.halfwave.experiments.study.Runner.Failure;
import dev.halfwave.experiments.study.Seeds;
import dev.halfwave.experiments.study.Shell;
import dev.halfwave.experiments.study.UsageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Runs an experiment and writes its report.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class RunCommand implements Callable<Integer> {

    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Main main;
    private final List<String> arguments;

    @Parameters(paramLabel = "EXPERIMENT", description = "A name that `${ROOT-COMMAND-NAME} list` shows.")
    private String name = "";

    // Numbers are taken as texts, so that what is wrong with one is said in our words.
    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "quick (default) or full, as `${ROOT-COMMAND-NAME} describe` shows them.")
    private Optional<String> preset = Optional.empty();

    @Option(
            names = "--seeds",
            paramLabel = "SEEDS",
            description = "The seeds of every arm: 20 means 1 to 20; 5,7..9 lists them.")
    private Optional<String> seeds = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "Default: the number of processors.")
    private Optional<String> threads = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder to write. Default: runs/EXPERIMENT/DATE-TIME (UTC) in the current folder.")
    private Optional<String> out = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Changes a setting that `${ROOT-COMMAND-NAME} describe` shows; can be repeated.")
    private List<String> changes = new ArrayList<>();

    @Option(
            names = "--part",
            paramLabel = "I/N",
            description = "Runs only part I of N, in a folder of its own; `${ROOT-COMMAND-NAME} merge` joins the parts. In the order "
                    + "of metrics.csv, the trials are dealt to the parts like cards; those that learning rates are chosen by are run in every part.")
    private Optional<String> part = Optional.empty();

    @Option(names = "--resume", description = "Go on with the run in --out, which must have been started alike.")
    private boolean resume;

    @Option(
            names = "--tensorboard",
            description = "Also write every finished trial's curves for TensorBoard, below tensorboard/ in the folder.")
    private boolean tensorBoard;

    @Option(names = "--dry-run", description = "Only tell what would be run and what it would cost.")
    private boolean dryRun;

    @Option(names = "--verbose", description = "Show stack traces.")
    private boolean verbose;

    RunCommand(Main main, List<String> arguments) {
        this.main = main;
        this.arguments = arguments;
    }

    @Override
    public Integer call() {
        Experiment experiment = main.experiments().find(name);
        Configuration configuration = Configuration.compose(experiment, preset, seeds.map(Seeds::parse), changes);
        configuration = configuration.withPart(part());
        int threadCount = ThreadCount.of(threads);
        Path place = place(configuration);
        experiment.check(configuration);
        if (dryRun) {
            describe(experiment, configuration, threadCount, place);
            return 0;
        }
        Build build = Build.current();
        boolean isNew = !RunFolder.isRun(place);
        Optional<Path> own = out.isEmpty() ? reserved(place) : Optional.empty();
        try (RunFolder folder = RunFolder.start(
                own.orElse(place), experiment, configuration, build.version(), resume || own.isPresent())) {
            tellIfNew(folder, isNew);
            return run(experiment, folder, build, threadCount);
        }
    }

    /// A mistyped folder is one in which there is nothing to go on with. A job that is started again and again may mean
    /// that, so it is no error.
    private void tellIfNew(RunFolder folder, boolean isNew) {
        if (resume && isNew) {
            String what = folder.path() + " is new: starting, nothing to resume";
            main.err().println(what);
            folder.log(what);
        }
    }

    /// Creates the default folder, under another name if a start within the same second has it. Nothing where it cannot
    /// be created, which [RunFolder#start] then says.
    private static Optional<Path> reserved(Path first) {
        Path folder = first;
        for (int i = 2;; i++) {
            try {
                Files.createDirectories(first.getParent());
                return Optional.of(Files.createDirectory(folder)); // in one step: only one start gets it
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) {
                    return Optional.empty();
                }
                folder = first.resolveSibling(first.getFileName() + "-" + i);
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    private Part part() {
        try {
            return part.map(Part::parse).orElse(Part.WHOLE);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--part " + part.orElseThrow() + ": " + e.getMessage(), e);
        }
    }

    private Path place(Configuration configuration) {
        if (out.isEmpty()) {
            if (resume) {
                throw new UsageException("--resume needs --out with the folder of the run to go on with");
            }
            Part mine = configuration.part();
            String suffix = mine.isWhole() ? "" : "-part-" + mine.number() + "-of-" + mine.of();
            return Path.of("runs", configuration.experiment(), FOLDER.format(Instant.now()) + suffix).toAbsolutePath();
        }
        try {
            if (!out.get().isBlank()) {
                return Path.of(out.get()).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        throw new UsageException("--out '" + out.get() + "': must be the name of a folder");
    }

    private void describe(Experiment experiment, Configuration configuration, int threadCount, Path place) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("experiment", configuration.experiment()));
        rows.add(List.of("preset", configuration.preset()));
        configuration.settings().forEach((key, value) -> {
            boolean byArm = configuration.arms().stream().allMatch(arm -> arm.settings().containsKey(key));
            boolean set = configuration.overridden().containsKey(key);
            rows.add(List.of(key, byArm ? "by arm" : value + (set ? "  (--set)" : "")));
        });
        rows.add(List.of(
                "arms", configuration.arms().stream().map(arm -> arm.name()).collect(Collectors.joining(", "))));
        for (Arm arm : configuration.arms()) {
            if (!arm.settings().isEmpty()) {
                rows.add(List.of("arm " + arm.name(), arm.settingsText()));
            }
        }
        rows.add(List.of("seeds", SeedWords.of(configuration)));
        if (!configuration.part().isWhole()) {
            rows.add(List.of("part", configuration.part().toString()));
        }
        rows.add(List.of("cost", Cost.of(experiment, configuration, threadCount)));
        rows.add(List.of("folder", place.toString()));
        main.out().println(Layout.table(rows));
    }

    private int run(Experiment experiment, RunFolder folder, Build build, int threadCount) {
        folder.started(environment(build, threadCount));
        folder.log("started: " + folder.configuration().command());
        ProgressLine progress = new ProgressLine(main.err(), ProgressLine.isTerminal());
        Runner runner = new Runner(experiment, folder, threadCount, progress);
        try (var _ = new Interruption(runner::stop, () -> main.error(interrupted(folder, runner)))) {
            Runner.Result result;
            try {
                result = runner.run();
            } finally {
                progress.end();
            }
            if (result.stopped()) {
                main.error(interrupted(folder, runner));
                end(folder, "interrupted");
                return Interruption.EXIT_CODE;
            }
            if (!result.failures().isEmpty()) {
                return fail(experiment, folder, runner, result.failures());
            }
            report(experiment, folder);
            end(folder, "done");
            return 0;
        } catch (RunException e) {
            endAsFarAsPossible(folder);
            throw e;
        }
    }

    private void report(Experiment experiment, RunFolder folder) {
        Reporting.write(experiment, folder, main.out());
        if (tensorBoard) {
            TensorBoard.write(folder, main.out());
        }
    }

    /// A disk that is full may refuse this too; the failure itself is what has to be told.
    private static void endAsFarAsPossible(RunFolder folder) {
        try {
            end(folder, "failed");
        } catch (RunException e) {
            System.getLogger("dev.halfwave").log(System.Logger.Level.DEBUG, "the end could not be recorded", e);
        }
    }

    private static void end(RunFolder folder, String outcome) {
        folder.ended(outcome);
        folder.log(outcome);
    }

    private static String interrupted(RunFolder folder, Runner runner) {
        Configuration configuration = folder.configuration();
        return "interrupted; " + runner.finished() + " of " + runner.planned()
                + " trials are finished and kept, go on with: " + configuration.resumeCommand(folder.path());
    }

    private int fail(Experiment experiment, RunFolder folder, Runner runner, List<Failure> failures) {
        try {
            report(experiment, folder);
        } catch (RunException e) {
            // The trials' failure comes first; this one is in the log.
        }
        if (verbose) {
            failures.forEach(failure -> failure.cause().printStackTrace(main.err()));
        }
        Configuration configuration = folder.configuration();
        Failure first = failures.getFirst();
        String what = failures.size() == 1
                ? first.name() + " failed: " + first.reason()
                : failures.size() + " of " + runner.planned() + " trials failed, the first was "
                        + first.name() + ": " + first.reason();
        main.error(what + "; what is finished is kept, try again with: "
                + configuration.resumeCommand(folder.path()));
        end(folder, "failed trials: " + failures.size());
        return 1;
    }

    private Map<String, String> environment(Build build, int threadCount) {
        Machine machine = Machine.current();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("command",
                Program.command(arguments.stream().map(Shell::word).collect(Collectors.joining(" "))));
        environment.put("version", build.version());
        environment.put("commit", build.commit());
        environment.put("jdk", machine.jdk());
        environment.put("system", machine.system());
        environment.put("processor", machine.processor());
        environment.put("cores", Integer.toString(machine.cores()));
        environment.put("memory", machine.memory());
        environment.put("backend", Backend.describe());
        environment.put("threads", Integer.toString(threadCount));
        return environment;
    }
}
