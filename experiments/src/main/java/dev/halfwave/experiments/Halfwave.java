package dev.halfwave.experiments;

import dev.halfwave.experiments.cli.Main;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Experiments;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// The command line for studies of one's own, which knows these and no others:
///
/// ```java
/// public static void main(String[] arguments) {
///     System.exit(Halfwave.run(arguments, BlurStudy::study));
/// }
/// ```
///
/// All commands are there: `list`, `describe`, `run`, `report`, `merge`, `verify` and `info`, each with `--help`.
/// Messages and reports call the program `halfwave`, also in the commands that they tell to give, unless the system property
/// `halfwave.program` says what starts it: `java -Dhalfwave.program="java -jar blur.jar" -jar blur.jar run blur`.
public final class Halfwave {

    private Halfwave() {}

    /// Runs one command: results go to the standard output; progress and errors, one line each, to the standard error.
    /// While trials run, Ctrl-C ends them within a second and keeps what is finished.
    ///
    /// @param arguments such as `run`, `blur`, `--preset`, `quick`
    /// @param studies at least one, such as a [dev.halfwave.experiments.ablation.Study], in the order of the listing
    /// @return the exit code: 0 when done, 1 when something failed, 2 when what was asked for cannot be done as asked,
    ///     130 when interrupted
    /// @throws IllegalArgumentException if there is no study, or two have the same name
    public static int run(String[] arguments, Experiment... studies) {
        return Main.ofTerminal(experiments(studies)).run(arguments);
    }

    /// Runs one command like the other [#run]. A study that is declared wrongly is a mistake of whoever wrote it, who sees
    /// one line with what is wrong instead of a stack trace, and exit code 2:
    ///
    /// ```java
    /// System.exit(Halfwave.run(arguments, BlurStudy::study));
    /// ```
    ///
    /// @param study declares the study; an `IllegalArgumentException` says what is wrong with it
    public static int run(String[] arguments, Supplier<? extends Experiment> study) {
        return run(System.out, System.err, Main::ofTerminal, arguments, study);
    }

    /// Runs one command like the other [#run], with other streams.
    ///
    /// @param out for results
    /// @param err for progress and errors
    public static int run(
            PrintStream out, PrintStream err, String[] arguments, Supplier<? extends Experiment> study) {
        return run(out, err, experiments -> new Main(experiments, out, err), arguments, study);
    }

    private static int run(PrintStream out, PrintStream err, Function<Experiments, Main> program, String[] arguments,
            Supplier<? extends Experiment> study) {
        Experiment declared;
        try {
            declared = study.get();
        } catch (IllegalArgumentException e) {
            new Main(Experiments.of(), out, err).refuse(e);
            return 2;
        }
        return program.apply(experiments(declared)).run(arguments);
    }

    /// Runs one command like the other [#run], with other streams.
    ///
    /// @param out for results
    /// @param err for progress and errors
    public static int run(PrintStream out, PrintStream err, String[] arguments, Experiment... studies) {
        return new Main(experiments(studies), out, err).run(arguments);
    }

    private static Experiments experiments(Experiment... studies) {
        if (studies.length == 0) {
            throw new IllegalArgumentException("Halfwave: there is no study to run");
        }
        Set<String> names = new LinkedHashSet<>();
        for (Experiment study : studies) {
            if (!names.add(study.name())) {
                throw new IllegalArgumentException("Halfwave: two studies are called " + study.name());
            }
        }
        return Experiments.of(studies);
    }
}
