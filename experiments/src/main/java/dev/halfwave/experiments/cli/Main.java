package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.depth.DcDepth;
import dev.halfwave.experiments.discrete.DiscreteTime;
import dev.halfwave.experiments.discrete.Quantisation;
import dev.halfwave.experiments.harmonics.ActivationHarmonics;
import dev.halfwave.experiments.heartrate.HeartRateActivations;
import dev.halfwave.experiments.heartrate.HeartRateEvaluate;
import dev.halfwave.experiments.heartrate.HeartRateTrain;
import dev.halfwave.experiments.onefilter.FrequencySpacing;
import dev.halfwave.experiments.onefilter.KernelSize;
import dev.halfwave.experiments.onefilter.OneFilter;
import dev.halfwave.experiments.realspectra.RealSpectra;
import dev.halfwave.experiments.relu.ReluDc;
import dev.halfwave.experiments.series.AveragingAndDifferencing;
import dev.halfwave.experiments.series.ReluSeries;
import dev.halfwave.experiments.study.Build;
import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.study.Nearest;
import dev.halfwave.experiments.study.Program;
import dev.halfwave.experiments.study.RunException;
import dev.halfwave.experiments.study.UsageException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line. Results go to the standard output; progress and errors, one line each, to the standard error.
///
/// | exit code | meaning                                        |
/// |-----------|------------------------------------------------|
/// | 0         | done                                           |
/// | 1         | a run failed, or something else went wrong     |
/// | 2         | what was asked for cannot be done as asked     |
/// | 130       | interrupted                                    |
@Command(
        name = "halfwave",
        description = "Runs the studies of Halfwave.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main {

    /// Every experiment, in the order in which docs/relu-and-its-dc.md runs them but for the first. A new one is added here.
    static final Experiments EXPERIMENTS = Experiments.of(
            ReluDc.study(),
            new ActivationHarmonics(),
            new ReluSeries(),
            new AveragingAndDifferencing(),
            new OneFilter(),
            new KernelSize(),
            new FrequencySpacing(),
            new DiscreteTime(),
            new Quantisation(),
            new DcDepth(),
            new RealSpectra(),
            new HeartRateEvaluate(),
            new HeartRateActivations(),
            HeartRateTrain.study());

    private final Experiments experiments;
    private final PrintStream out;
    private final PrintStream err;

    public Main(Experiments experiments, PrintStream out, PrintStream err) {
        this.experiments = experiments;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(ofTerminal(EXPERIMENTS).run(arguments));
    }

    /// The command line for these experiments, on the standard streams.
    public static Main ofTerminal(Experiments experiments) {
        return new Main(
                experiments,
                stream(FileDescriptor.out, "stdout.encoding"),
                stream(FileDescriptor.err, "stderr.encoding"));
    }

    /// A standard stream in the encoding of the terminal. In the C locale, which containers and job schedulers often
    /// have, that would be ASCII, with a question mark for every √: these terminals know UTF-8 all the same.
    static PrintStream stream(FileDescriptor descriptor, String encodingProperty) {
        Charset charset = Charset.forName(System.getProperty(encodingProperty, "UTF-8"), StandardCharsets.UTF_8);
        return new PrintStream(
                new FileOutputStream(descriptor),
                true,
                charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset);
    }

    Experiments experiments() {
        return experiments;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /// Runs one command.
    ///
    /// @return the exit code
    public int run(String... arguments) {
        CommandLine commandLine = new CommandLine(this)
                .setCommandName(Program.name())
                .addSubcommand(new ListCommand(this))
                .addSubcommand(new DescribeCommand(this))
                .addSubcommand(new RunCommand(this, List.of(arguments)))
                .addSubcommand(new MergeCommand(this))
                .addSubcommand(new ReportCommand(this))
                .addSubcommand(new VerifyCommand(this))
                .addSubcommand(new ImportKerasCommand(this))
                .addSubcommand(new ExportOnnxCommand(this))
                .addSubcommand(new InfoCommand(this))
                .setOut(new PrintWriter(out, true, out.charset()))
                .setErr(new PrintWriter(err, true, err.charset()))
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setUsageHelpWidth(100)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, all) -> refuse(e))
                .setExecutionExceptionHandler((e, command, parsed) -> fail(e, parsed));
        try {
            return commandLine.execute(arguments);
        } catch (OutOfMemoryError e) { // an error, which the handlers above do not see
            error("there is not enough memory (" + e.getMessage()
                    + "); give more with HALFWAVE_JAVA_OPTS=-Xmx8g, or fewer --threads");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /// Says in one line what is wrong with what was declared.
    public void refuse(IllegalArgumentException declaration) {
        error(String.valueOf(declaration.getMessage()));
    }

    /// Prints an error as the one line that it is.
    void error(String message) {
        err.println(Program.name() + ": " + message.strip().replaceAll("\\s*\\R\\s*", " "));
    }

    private int refuse(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String help = command + " --help";
        if (e instanceof UnmatchedArgumentException unmatched) {
            String argument = unmatched.getUnmatched().getFirst();
            CommandLine.Model.CommandSpec spec = e.getCommandLine().getCommandSpec();
            if (argument.startsWith("-")) {
                List<String> names = spec.options().stream().map(option -> option.longestName()).toList();
                error(command + " has no option " + argument + Nearest.hint(argument, names, help));
            } else if (spec.subcommands().isEmpty()) {
                error(command + " does not expect " + argument + "; see " + help);
            } else {
                error("there is no command " + argument + Nearest.hint(argument, spec.subcommands().keySet(), help));
            }
        } else {
            String message = e.getMessage();
            error(message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1) + "; see " + help);
        }
        return CommandLine.ExitCode.USAGE;
    }

    private int fail(Exception e, ParseResult parsed) {
        boolean verbose = parsed.hasSubcommand() && parsed.subcommand().hasMatchedOption("--verbose");
        if (verbose) {
            e.printStackTrace(err);
        }
        return switch (e) {
            case UsageException usage -> {
                error(usage.getMessage());
                yield CommandLine.ExitCode.USAGE;
            }
            case RunException run -> {
                error(run.getMessage());
                yield CommandLine.ExitCode.SOFTWARE;
            }
            default -> {
                error("unexpected " + e + (verbose ? "" : "; --verbose shows where"));
                yield CommandLine.ExitCode.SOFTWARE;
            }
        };
    }

    /// What `--version` prints.
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            Build build = Build.current();
            return new String[] {"halfwave " + build.version() + ", commit " + build.commit()};
        }
    }
}
