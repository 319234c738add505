package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.TrialOutcome.WeightsWriter;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Runs the trials of a run that are not finished yet, and when all are, those that follow from them, round by round
/// ([Experiment#further]).
///
/// Whole trials run side by side while there are at least as many as threads; after that the threads that are free are
/// shared out among the trials that are left. Results are kept one by one, by the thread that called [#run].
///
/// The first trial starts alone, and the others when it has come a step further, at the latest after [#HEAD_START]: until
/// the JVM has compiled the code, its compiler makes better use of the other processors than trials do.
public final class Runner {

    private static final Duration HEAD_START = Duration.ofSeconds(2);
    private static final int LOOK_MILLIS = 200;
    private static final int LOOK_MILLIS_IN_HEAD_START = 50; // each look shows the progress, too

    /// How much time passes between two checkpoints of a trial, unless the system property says otherwise.
    private static final Duration CHECKPOINTS =
            Duration.ofSeconds(Math.max(0, Long.getLong("halfwave.checkpointSeconds", 60)));

    private final Experiment experiment;
    private final RunFolder folder;
    private final int threads;
    private final Duration checkpoints;
    private final Consumer<Standing> progress;

    private final ExecutorService pool =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("halfwave-trial-", 1).factory());
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final Set<Running> running = new LinkedHashSet<>();
    private volatile boolean stopped;
    private boolean headStart = true;
    private volatile long firstProgress; // nanoseconds until a trial first came a step further
    private boolean firstProgressLogged;

    private final long start = System.nanoTime();
    private volatile int planned;
    private boolean moreMayFollow;
    private final AtomicInteger finished = new AtomicInteger();
    private double secondsPlanned;
    private double secondsFinished;

    /// @param threads how many threads the trials may use together
    /// @param progress is called several times a second, by the thread that calls [#run]
    public Runner(Experiment experiment, RunFolder folder, int threads, Consumer<Standing> progress) {
        this(experiment, folder, threads, CHECKPOINTS, progress);
    }

    /// @param checkpoints how much time passes between two checkpoints of a trial
    Runner(Experiment experiment, RunFolder folder, int threads, Duration checkpoints, Consumer<Standing> progress) {
        this.experiment = experiment;
        this.folder = folder;
        this.threads = threads;
        this.checkpoints = checkpoints;
        this.progress = progress;
        this.planned = folder.configuration().trials().size();
    }

    /// How a run ended.
    ///
    /// @param failures the trials that failed, in the order in which they did
    /// @param stopped whether [#stop] ended it early
    public record Result(List<Failure> failures, boolean stopped) {}

    /// A trial that threw `cause`.
    public record Failure(Trial trial, Throwable cause) {

        /// Such as `arm relu, seed 3`.
        public String name() {
            return trial.name();
        }

        /// Why, in one line.
        public String reason() {
            return Reason.of(cause);
        }
    }

    /// A trial that is at work no longer.
    private sealed interface Ended {
        Running running();
    }

    private record Finished(Running running, TrialResult result, WeightsWriter weights) implements Ended {}

    private record Failed(Running running, Throwable cause) implements Ended {}

    /// Runs every trial that is not finished. One that fails does not keep the others of its round from running, but
    /// what would follow from them.
    ///
    /// @throws RunException when a finished trial cannot be written; the others are given up
    public Result run() {
        List<Failure> failures = new ArrayList<>();
        try {
            Deque<Trial> waiting = unfinished();
            while (!waiting.isEmpty() && !stopped && failures.isEmpty()) {
                run(waiting, failures);
                if (!stopped && failures.isEmpty()) {
                    waiting = unfinished();
                }
            }
            progress.accept(standing());
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        } finally {
            pool.shutdownNow();
        }
        return new Result(failures, stopped);
    }

    /// The trials that are to be run next: of all that are known so far those that are not finished, the declared ones seed
    /// by seed, then those that follow.
    private Deque<Trial> unfinished() {
        RunData run = folder.data();
        List<Trial> known = new ArrayList<>(folder.configuration().trials());
        known.addAll(run.further().planned());
        Deque<Trial> waiting = new ArrayDeque<>();
        for (Trial trial : known) {
            if (!folder.has(trial)) {
                waiting.add(trial);
                secondsPlanned += experiment.estimatedSeconds(trial);
            }
        }
        if (finished.get() > 0 && known.size() > planned) {
            folder.log((known.size() - planned) + " trials follow from those that are finished");
        }
        planned = known.size();
        finished.set(known.size() - waiting.size());
        moreMayFollow = !experiment.mayFollow(run).isEmpty();
        return waiting;
    }

    /// Runs the trials of one round.
    private void run(Deque<Trial> waiting, List<Failure> failures) throws InterruptedException {
        int free = threads;
        while (!running.isEmpty() || (!waiting.isEmpty() && !stopped)) {
            while (free > 0 && !waiting.isEmpty() && !stopped && (running.isEmpty() || !headStart)) {
                int share = Math.max(1, free / waiting.size());
                free -= share;
                submit(new Running(waiting.remove(), share));
            }
            progress.accept(standing());
            Ended next = ended.poll(headStart ? LOOK_MILLIS_IN_HEAD_START : LOOK_MILLIS, TimeUnit.MILLISECONDS);
            logFirstProgress();
            headStart &= next == null && firstProgress == 0 && System.nanoTime() - start < HEAD_START.toNanos();
            if (next != null) {
                running.remove(next.running());
                free += next.running().threads;
                secondsFinished += experiment.estimatedSeconds(next.running().trial);
                // A trial that was interrupted may return as if it were complete.
                if (!stopped) {
                    keep(next, failures);
                }
            }
        }
    }

    /// How long a user waited until something had been computed.
    private void logFirstProgress() {
        long nanos = firstProgress;
        if (nanos != 0 && !firstProgressLogged) {
            firstProgressLogged = true;
            folder.log(String.format(
                    Locale.ROOT, "the first %s of a trial ended %.1f s after the trials began", experiment.index(),
                    nanos / 1e9));
        }
    }

    private void submit(Running trial) {
        try {
            pool.execute(() -> ended.add(run(trial)));
            running.add(trial);
        } catch (RejectedExecutionException e) {
            // stop() came between; the loop sees it next.
            assert stopped;
        }
    }

    private void keep(Ended trial, List<Failure> failures) {
        String name = trial.running().trial.name();
        switch (trial) {
            case Finished done -> {
                folder.save(done.result, done.weights);
                finished.incrementAndGet();
                folder.log(name + ": done in " + Math.round(done.result.seconds() * 1000) / 1000.0 + " s");
            }
            case Failed failed -> {
                Failure failure = new Failure(failed.running.trial, failed.cause);
                failures.add(failure);
                folder.saveFailure(failure.trial, failure.reason());
                folder.log(name + ": failed", failed.cause);
            }
        }
    }

    /// Stops within about a second: no more trials are started, those that run are interrupted and dropped, and [#run]
    /// returns. For any thread.
    public void stop() {
        stopped = true;
        pool.shutdownNow();
    }

    /// How many trials are finished, including those of earlier starts.
    public int finished() {
        return finished.get();
    }

    /// How many trials there are, as far as they are known.
    public int planned() {
        return planned;
    }

    private Standing standing() {
        double seconds = secondsFinished;
        for (Running trial : running) {
            seconds += trial.fraction * experiment.estimatedSeconds(trial.trial);
        }
        double fraction = secondsPlanned == 0 ? 1 : seconds / secondsPlanned;
        return new Standing(
                finished.get(), planned, fraction, Duration.ofNanos(System.nanoTime() - start), moreMayFollow);
    }

    private Ended run(Running running) {
        Trial trial = running.trial;
        long begin = System.nanoTime();
        try {
            TrialOutcome outcome = experiment.run(trial, running);
            double seconds = (System.nanoTime() - begin) / 1e9;
            requireOrder(outcome.metrics());
            TrialResult result = new TrialResult(
                    trial.arm(),
                    trial.variant(),
                    trial.seed(),
                    trial.settings(),
                    seconds,
                    outcome.dataSha256(),
                    outcome.initialWeightsSha256(),
                    outcome.finalWeightsSha256(),
                    outcome.metrics());
            return new Finished(running, result, outcome.weights());
        } catch (Throwable e) {
            // Errors as well: a trial that runs out of memory is one that failed.
            return new Failed(running, e);
        }
    }

    /// Files are written in this order, and nothing but numbers can be written.
    private void requireOrder(List<MetricValue> metrics) {
        List<String> declared = experiment.metrics();
        Set<String> ofThisEpoch = new HashSet<>();
        int epoch = 0;
        int index = -1;
        for (MetricValue value : metrics) {
            if (value.epoch() != epoch) {
                ofThisEpoch.clear();
            }
            // Where none are declared, a trial's own order counts, in which a name comes once.
            boolean again = !ofThisEpoch.add(value.metric());
            int next = !declared.isEmpty() ? declared.indexOf(value.metric()) : again ? index : index + 1;
            if (next < 0) {
                throw new IllegalStateException(experiment.name() + " does not declare the metric " + value.metric());
            }
            if (!Double.isFinite(value.value())) {
                throw new IllegalStateException(
                        value.metric() + " is " + value.value() + " after epoch " + value.epoch());
            }
            if (value.epoch() < epoch || (value.epoch() == epoch && next <= index)) {
                throw new IllegalStateException(value.metric() + " of epoch " + value.epoch()
                        + " is out of order: by epoch, then as the experiment declares its metrics");
            }
            epoch = value.epoch();
            index = next;
        }
    }

    /// A trial at work.
    private final class Running implements TrialContext {

        private final Trial trial;
        private final int threads;
        private volatile double fraction;

        Running(Trial trial, int threads) {
            this.trial = trial;
            this.threads = threads;
        }

        @Override
        public int threads() {
            return threads;
        }

        @Override
        public void progress(int done, int total) {
            fraction = (double) done / total;
            if (firstProgress == 0) { // of two trials at the same moment either will do
                firstProgress = System.nanoTime() - start;
            }
            if (stopped) {
                throw new CancellationException("the run is being stopped");
            }
        }

        @Override
        public boolean isCancelled() {
            return stopped;
        }

        @Override
        public TrialCheckpoint checkpoint() {
            return TrialCheckpoint.of(
                    folder.checkpoint(trial), checkpoints, line -> folder.log(trial.name() + ": " + line));
        }
    }
}
