package dev.halfwave.bench.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// What runs in a JVM of its own: one [Cell] is timed, or a peer's losses are compared with Halfwave's.
///
/// ```
/// CellMain time  SYSTEM NETWORK THREADS WARM_UP_SECONDS SECONDS
/// CellMain check PEER   NETWORK THREADS
/// ```
/// A system is `halfwave`, `halfwave-scalar` (the same; the caller chooses the path), `halfwave-independent` (as many
/// trainings side by side as threads, each on one) or a peer. The result is the last line on standard output.
public final class CellMain {

    private static final int CHECKED_STEPS = 20;
    private static final double TOLERANCE = 1e-4;

    private CellMain() {}

    /// See above. Fails with exit code 1 if the losses differ.
    public static void main(String[] args) {
        String system = args[1];
        Network network = Network.of(args[2]);
        int threads = Integer.parseInt(args[3]);
        if (args[0].equals("check")) {
            check(contestant(system), network, threads);
        } else {
            double warmUp = Double.parseDouble(args[4]);
            double seconds = Double.parseDouble(args[5]);
            Cell cell = new Cell(system, network, threads);
            System.out.println((system.equals("halfwave-independent")
                    ? sideBySide(cell, warmUp, seconds)
                    : time(cell, warmUp, seconds)).toJson());
        }
        System.exit(0); // native thread pools may have threads that are no daemons
    }

    private static Contestant contestant(String system) {
        if (system.startsWith("halfwave")) {
            return new HalfwaveContestant();
        }
        for (Contestant peer : ServiceLoader.load(Contestant.class)) {
            if (peer.name().equals(system)) {
                return peer;
            }
        }
        throw new IllegalArgumentException("there is no system \"" + system + "\" here; peers need the profile peers");
    }

    private static Cell.Result time(Cell cell, double warmUp, double seconds) {
        Contestant contestant = contestant(cell.system());
        double before = Peak.gigaflops(cell.threads());
        StepClock clock = new StepClock(warmUp, seconds);
        contestant.train(cell.network(), cell.threads(), clock);
        double peak = Math.max(before, Peak.gigaflops(cell.threads()));
        return new Cell.Result(
                cell, clock.times(), clock.steps(), clock.warmUp(), clock.busyCores(), peak, Double.NaN,
                contestant.describe());
    }

    /// One alone, then all together, each until the last has been measured, then one alone again: the faster one counts,
    /// because the first may have run before the JIT compiler was done.
    private static Cell.Result sideBySide(Cell cell, double warmUp, double seconds) {
        Contestant contestant = contestant(cell.system());
        double before = Peak.gigaflops(cell.threads());
        StepClock alone = new StepClock(warmUp, seconds);
        contestant.train(cell.network(), 1, alone);
        List<StepClock> clocks = new ArrayList<>();
        AtomicInteger unfinished = new AtomicInteger(cell.threads());
        ExecutorService executor = Executors.newFixedThreadPool(cell.threads());
        try {
            List<Future<?>> trainings = new ArrayList<>();
            for (int i = 0; i < cell.threads(); i++) {
                StepClock clock = new StepClock(warmUp, seconds);
                clocks.add(clock);
                trainings.add(executor.submit(() -> contestant.train(cell.network(), 1, () -> {
                    if (!clock.isDone() && !clock.getAsBoolean()) {
                        unfinished.decrementAndGet();
                    }
                    return unfinished.get() > 0;
                })));
            }
            for (Future<?> training : trainings) {
                training.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("trainings side by side failed", e);
        } finally {
            executor.shutdown();
        }
        StepClock aloneAgain = new StepClock(warmUp, seconds);
        contestant.train(cell.network(), 1, aloneAgain);
        double peak = Math.max(before, Peak.gigaflops(cell.threads()));
        double stepsPerMillisecond = 0;
        for (StepClock clock : clocks) {
            stepsPerMillisecond += clock.throughput();
        }
        double each = 1 / stepsPerMillisecond;
        return new Cell.Result(
                cell, new Spread(each, each, each, each, each), clocks.getFirst().steps(), alone.warmUp(),
                clocks.getLast().busyCores(), peak,
                stepsPerMillisecond / Math.max(alone.throughput(), aloneAgain.throughput()), contestant.describe());
    }

    private static void check(Contestant peer, Network network, int threads) {
        double[] expected = new HalfwaveContestant(peer.hasKerasEpsilon()).losses(network, threads, CHECKED_STEPS);
        double[] losses = peer.losses(network, threads, CHECKED_STEPS);
        double worst = 0;
        for (int i = 0; i < CHECKED_STEPS; i++) {
            double difference = Math.abs(losses[i] - expected[i]) / Math.abs(expected[i]);
            if (!(difference <= TOLERANCE)) {
                System.err.printf(
                        Locale.ROOT, "%s does other work: at step %d of %s its loss is %.9g, Halfwave's %.9g%n",
                        peer.name(), i + 1, network.title(), losses[i], expected[i]);
                System.exit(1);
            }
            worst = Math.max(worst, difference);
        }
        System.out.printf(
                Locale.ROOT, "%.1e (loss %.6f at first, %.6f at step %d)%n", worst, expected[0],
                expected[CHECKED_STEPS - 1], CHECKED_STEPS);
    }
}
