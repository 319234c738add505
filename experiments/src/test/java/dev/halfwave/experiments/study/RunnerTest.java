package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunnerTest {

    @TempDir
    private Path temporary;

    private RunFolder start(String name, String seeds, String... changes) {
        return RunFolder.start(
                temporary.resolve(name),
                new TinyExperiment(),
                Configuration.compose(
                        new TinyExperiment(), Optional.empty(), Optional.of(Seeds.parse(seeds)), List.of(changes)),
                "1.0",
                true);
    }

    private static Runner.Result run(RunFolder folder, int threads, Consumer<TrialContext> watcher) {
        return new Runner(new TinyExperiment(watcher), folder, threads, standing -> {}).run();
    }

    private static Runner.Result run(RunFolder folder, int threads) {
        return run(folder, threads, context -> {});
    }

    @Test
    void sharesFreeThreadsAmongTheTrialsThatAreLeft() {
        List<Integer> shares = new ArrayList<>();
        try (RunFolder folder = start("run", "1", "pause=50")) {
            run(folder, 8, context -> {
                synchronized (shares) {
                    shares.add(context.threads());
                }
            });
        }
        // 8 for 3 trials: 8/3, then 6/2, then what is left.
        assertThat(shares).containsExactlyInAnyOrder(2, 3, 3);
    }

    @Test
    void runsWholeTrialsSideBySideWhileThereAreEnough() throws Exception {
        AtomicInteger running = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        try (RunFolder folder = start("run", "4", "epochs=1")) {
            run(folder, 3, context -> {
                assertThat(context.threads()).isEqualTo(1);
                assertThat(running.incrementAndGet()).isLessThanOrEqualTo(3);
                three.countDown();
                try {
                    assertThat(three.await(5, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                running.decrementAndGet();
            });
            assertThat(folder.data().isComplete()).isTrue();
        }
    }

    @Test
    void startsTheFirstTrialAloneAndTheOthersAfterItsFirstEpoch() {
        AtomicInteger started = new AtomicInteger();
        AtomicLong first = new AtomicLong();
        AtomicLong second = new AtomicLong();
        AtomicInteger finishedBeforeTheSecond = new AtomicInteger(-1);
        AtomicReference<Runner> runner = new AtomicReference<>();
        try (RunFolder folder = start("run", "2", "arms=up", "epochs=4", "pause=300")) {
            runner.set(new Runner(new TinyExperiment(context -> {
                if (started.incrementAndGet() == 1) {
                    first.set(System.nanoTime());
                } else {
                    second.set(System.nanoTime());
                    finishedBeforeTheSecond.set(runner.get().finished());
                }
            }), folder, 3, standing -> {}));
            runner.get().run();
            assertThat(Duration.ofNanos(second.get() - first.get())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
            assertThat(finishedBeforeTheSecond).as("trials that ended before the second began").hasValue(0);
            assertThat(folder.data().isComplete()).isTrue();
        }
    }

    @Test
    void logsOnceHowLongTheFirstEpochTook() throws IOException {
        try (RunFolder folder = start("run", "2", "epochs=2")) {
            run(folder, 2);
        }
        assertThat(Files.readAllLines(temporary.resolve("run").resolve("run.log")))
                .filteredOn(line -> line.contains("first"))
                .singleElement()
                .asString()
                .matches(".*the first epoch of a trial ended \\d+\\.\\d s after the trials began");
    }

    @Test
    void writesTheSameBytesForAnyNumberOfThreads() throws IOException {
        List<String> metrics = new ArrayList<>();
        List<String> summaries = new ArrayList<>();
        for (int threads : new int[] {1, 2, 5, 64}) {
            try (RunFolder folder = start("threads-" + threads, "5", "pause=1")) {
                run(folder, threads);
                folder.saveResults(new TinyExperiment().metrics());
                metrics.add(Files.readString(folder.path().resolve("metrics.csv")));
                summaries.add(Files.readString(folder.path().resolve("summary.json")));
            }
        }
        assertThat(metrics).containsOnly(metrics.getFirst());
        assertThat(summaries).containsOnly(summaries.getFirst());
        assertThat(metrics.getFirst().lines()).hasSize(1 + 3 * 5 * 7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "diverges|the loss is infinite",
                "index|ArrayIndexOutOfBoundsException: Index 3 out of bounds for length 2",
                "memory|OutOfMemoryError",
                "is-nan|trainLoss is NaN after epoch 1",
                "undeclared|tiny does not declare the metric speed"
            })
    void keepsTheOtherTrialsWhenOneFails(String fail, String reason) {
        try (RunFolder folder = start("run", "3", "fail=" + fail)) {
            Runner.Result result = run(folder, 2);
            assertThat(result.stopped()).isFalse();
            assertThat(result.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.name()).isEqualTo("arm down, seed 2");
                assertThat(failure.reason()).isEqualTo(reason);
            });
            assertThat(folder.data().trials()).hasSize(8);
        }
    }

    @Test
    void recordsWhyATrialFailedUntilItIsMended() throws IOException {
        Path file = temporary.resolve("mended/trials/down/seed-2.failed.json");
        List<Byte> undisturbed;
        try (RunFolder folder = start("undisturbed", "2")) {
            run(folder, 1);
            undisturbed = results(folder);
        }
        try (RunFolder folder = start("mended", "2")) {
            Runner.Result result = new Runner(new TinyExperiment(context -> {}) {
                @Override
                public TrialOutcome run(Trial trial, TrialContext context) throws Exception {
                    if (trial.name().equals("arm down, seed 2")) {
                        throw new IllegalStateException("the machine\n was tired");
                    }
                    return super.run(trial, context);
                }
            }, folder, 2, standing -> {}).run();
            assertThat(result.failures()).hasSize(1);
            assertThat(file).hasContent("""
                    {
                      "arm" : "down",
                      "seed" : 2,
                      "settings" : {
                        "epochs" : "3",
                        "learningRate" : "0.001",
                        "pause" : "0",
                        "fail" : "no"
                      },
                      "reason" : "the machine was tired"
                    }
                    """);
            assertThat(folder.data().failures())
                    .containsExactly(new FailedTrial("down", 2, "the machine was tired"));
            folder.saveResults(new TinyExperiment().metrics());
            assertThat(folder.path().resolve("summary.json")).content().contains("""
                      "finished" : 5,
                      "failed" : [ {
                        "arm" : "down",
                        "seed" : 2,
                        "reason" : "the machine was tired"
                      } ],
                    """);
        }
        try (RunFolder folder = start("mended", "2")) {
            run(folder, 2);
            assertThat(file).doesNotExist();
            assertThat(folder.data().failures()).isEmpty();
            assertThat(results(folder)).isEqualTo(undisturbed);
        }
        Files.writeString(file, "{"); // as if the process had been killed before it could delete it
        try (RunFolder folder = start("mended", "2")) {
            assertThat(file).doesNotExist();
            assertThat(results(folder)).isEqualTo(undisturbed);
        }
    }

    private static List<Byte> results(RunFolder folder) throws IOException {
        folder.saveResults(new TinyExperiment().metrics());
        List<Byte> bytes = new ArrayList<>();
        for (String file : List.of("metrics.csv", "summary.json")) {
            for (byte b : Files.readAllBytes(folder.path().resolve(file))) {
                bytes.add(b);
            }
        }
        return bytes;
    }

    @Test
    void runsOnlyWhatIsNotFinished() {
        try (RunFolder folder = start("run", "2")) {
            run(folder, 1);
        }
        List<TrialContext> started = new ArrayList<>();
        try (RunFolder folder = start("run", "3")) {
            run(folder, 1, started::add);
            assertThat(folder.data().isComplete()).isTrue();
        }
        assertThat(started).hasSize(3);
    }

    @Test
    void endsWhenATrialCannotBeWritten() {
        try (RunFolder folder = start("run", "3", "fail=disk-full")) {
            assertThatThrownBy(() -> run(folder, 1))
                    .isInstanceOf(RunException.class)
                    .hasMessage("cannot write trials/down/seed-2.safetensors in " + folder.path()
                            + ": No space left on device; what is complete is kept,"
                            + " give the command again when this is solved, a run with --resume");
        }
    }

    @Test
    void stopsWithinASecond() throws Exception {
        try (RunFolder folder = start("run", "3", "pause=100000")) {
            CountDownLatch started = new CountDownLatch(1);
            Runner runner =
                    new Runner(new TinyExperiment(context -> started.countDown()), folder, 2, standing -> {});
            CompletableFuture<Runner.Result> result = CompletableFuture.supplyAsync(runner::run);
            assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
            runner.stop();
            assertThat(result.get(1, TimeUnit.SECONDS)).isEqualTo(new Runner.Result(List.of(), true));
            assertThat(folder.data().trials()).isEmpty();
        }
    }

    @Test
    void dropsATrialThatReturnsAlthoughItWasInterrupted() throws Exception {
        try (RunFolder folder = start("run", "2..2", "arms=down", "fail=stubborn", "pause=100")) {
            CountDownLatch started = new CountDownLatch(1);
            Runner runner =
                    new Runner(new TinyExperiment(context -> started.countDown()), folder, 2, standing -> {});
            CompletableFuture<Runner.Result> result = CompletableFuture.supplyAsync(runner::run);
            assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
            runner.stop();
            assertThat(result.get(5, TimeUnit.SECONDS).stopped()).isTrue();
            assertThat(folder.data().trials()).isEmpty();
        }
    }

    @Test
    void tellsHowFarItHasCome() {
        List<Standing> standings = new ArrayList<>();
        try (RunFolder folder = start("run", "2", "arms=up", "pause=150")) {
            new Runner(new TinyExperiment(), folder, 1, standings::add).run();
        }
        assertThat(standings.getFirst()).satisfies(standing -> {
            assertThat(standing.finished()).isZero();
            assertThat(standing.planned()).isEqualTo(2);
            assertThat(standing.fraction()).isZero();
        });
        assertThat(standings).isSortedAccordingTo((a, b) -> Double.compare(a.fraction(), b.fraction()));
        // A trial at work counts by its epochs.
        assertThat(standings).anyMatch(standing -> standing.finished() == 0 && standing.fraction() > 0);
        assertThat(standings.getLast().finished()).isEqualTo(2);
        assertThat(standings.getLast().fraction()).isEqualTo(1);
        assertThat(standings.getLast().elapsed()).isGreaterThan(Duration.ofMillis(900));
    }
}
