package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Build;
import dev.halfwave.experiments.study.Reason;
import dev.halfwave.experiments.study.RecordedRun;
import dev.halfwave.experiments.study.Standing;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Runs one recorded trial again and compares every bit of its result. Exit code 0 if all are equal, "
                + "1 if not.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class VerifyCommand implements Callable<Integer> {

    private final Main main;

    @Parameters(paramLabel = "RUN_DIR", description = "The folder of a run, which may be going on.")
    private Path folder = Path.of("");

    @Option(
            names = "--trial",
            paramLabel = "ARM/SEED",
            description = "The trial to run again; ARM/VARIANT/SEED if it is not a declared one. Default: the first of the finished ones that take the shortest time.")
    private Optional<String> trial = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "Default: the number of processors.")
    private Optional<String> threads = Optional.empty();

    @Option(names = "--verbose", description = "Show stack traces.")
    private boolean verbose;

    VerifyCommand(Main main) {
        this.main = main;
    }

    @Override
    public Integer call() {
        int threadCount = ThreadCount.of(threads);
        Verification verification = Verification.of(RecordedRun.read(folder, main.experiments()), trial);
        verification.otherBuild(Build.current()).ifPresent(main.out()::println);
        ProgressLine progress = new ProgressLine(main.err(), ProgressLine.isTerminal());
        Context context = new Context(threadCount, progress);
        // Closed last: when interrupted, the process ends as soon as this is.
        try (var _ = new Interruption(context::stop, () -> main.error("interrupted"))) {
            return compare(verification, context, progress);
        }
    }

    private int compare(Verification verification, Context context, ProgressLine progress) {
        String name = verification.trial().name();
        Optional<String> difference;
        try {
            difference = verification.run(context);
        } catch (Exception e) {
            progress.end();
            if (context.isCancelled()) {
                main.error("interrupted");
                return Interruption.EXIT_CODE;
            }
            if (verbose) {
                e.printStackTrace(main.err());
            }
            main.error(name + " failed when it was run again: " + Reason.of(e));
            return 1;
        }
        progress.end();
        if (difference.isPresent()) {
            main.error(name + " is not what was recorded: " + difference.get());
            return 1;
        }
        main.out().println(name + " is equal to what was recorded, in every bit: " + verification.content());
        return 0;
    }

    /// One trial at work, in the thread that made this.
    private static final class Context implements TrialContext {

        private final int threads;
        private final ProgressLine progress;
        private final Thread thread = Thread.currentThread();
        private final long start = System.nanoTime();
        private volatile boolean stopped;

        Context(int threads, ProgressLine progress) {
            this.threads = threads;
            this.progress = progress;
        }

        void stop() {
            stopped = true;
            thread.interrupt();
        }

        @Override
        public int threads() {
            return threads;
        }

        @Override
        public void progress(int done, int total) {
            if (stopped) {
                throw new CancellationException("stopped");
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            progress.accept(new Standing(done == total ? 1 : 0, 1, (double) done / total, elapsed));
        }

        @Override
        public boolean isCancelled() {
            return stopped;
        }
    }
}
