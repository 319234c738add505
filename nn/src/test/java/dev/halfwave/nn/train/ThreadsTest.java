package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.Slices;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.Sgd;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/// Threads change nothing but the time: the same bits for any number, on own threads and on a caller's executor.
final class ThreadsTest {

    private final Dataset data = Fixtures.tones(68, 24, 3, 1); // batches of 36 and 32: 12 and 16 shards
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

    /// Holds every thread at its first sample until so many have come: no thread does all the work.
    private final class Meeting implements BiConsumer<Tensor, Pass> {
        private final CountDownLatch missing;

        private Meeting(int threads) {
            missing = new CountDownLatch(threads);
        }

        @Override
        public void accept(Tensor x, Pass pass) {
            if (workers.add(Thread.currentThread())) {
                missing.countDown();
                try {
                    assertThat(missing.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static Sequential model(Layer first) {
        return Sequential.of(first, Fixtures.network(8, 3, 0)).initialize(4);
    }

    private static Trainer trainer(Sequential model) {
        return Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-2))
                .withBatchSize(36)
                .withEpochs(2)
                .withMetrics(new Accuracy());
    }

    private record Result(String weights, History history, Evaluation evaluation) {}

    private Result train(int threads) {
        workers.clear();
        Sequential model = model(Fixtures.watching(new Meeting(threads)));
        Trainer trainer = trainer(model).withThreads(threads);
        History history = trainer.fit(data);
        return new Result(hash(model), history, trainer.evaluate(data));
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        assertThat(Slices.of(model(Fixtures.watching((x, pass) -> {})), data.inputs().shape().with(0, 36)).shards())
                .isGreaterThanOrEqualTo(9);
        Result one = train(1);
        assertThat(workers).containsExactly(Thread.currentThread());
        for (int threads : new int[] {2, 3, 8}) {
            Result several = train(threads);
            assertThat(workers).hasSize(threads);
            assertThat(several).isEqualTo(one);
        }
    }

    @Test
    void ownThreadsAreDaemonsWithANameAndEndSoonAfterTheWork() throws InterruptedException {
        train(3);
        workers.remove(Thread.currentThread());
        assertThat(workers).hasSize(2).allSatisfy(thread -> {
            assertThat(thread.getName()).matches("halfwave-worker-\\d+");
            assertThat(thread.isDaemon()).isTrue();
        });
        for (Thread thread : workers) {
            assertThat(thread.join(Duration.ofSeconds(20))).as(thread.getName()).isTrue();
        }
    }

    @Test
    void ofATrainerThatNobodyHoldsNeitherThreadsNorMemoryRemain() throws InterruptedException {
        Set<WeakReference<Object>> held = ConcurrentHashMap.newKeySet(); // model, trainer, activations of each thread
        trainAndForget(held);
        assertThat(held.size()).isGreaterThanOrEqualTo(2 + 3);
        for (Thread worker : workers) {
            if (worker != Thread.currentThread()) {
                assertThat(worker.join(Duration.ofSeconds(20))).isTrue();
            }
        }
        for (int i = 0; i < 100 && held.stream().anyMatch(reference -> reference.get() != null); i++) {
            System.gc();
            Thread.sleep(5);
        }
        assertThat(held).allMatch(reference -> reference.get() == null);
    }

    private void trainAndForget(Set<WeakReference<Object>> held) {
        Meeting meeting = new Meeting(3);
        Sequential model = Sequential.of(
                Conv1d.of(1, 16, 3),
                Fixtures.watching((x, pass) -> {
                    meeting.accept(x, pass);
                    held.add(new WeakReference<>(x.data()));
                }),
                Layer.of(new Flatten()),
                Linear.of(352, 3));
        Trainer trainer = trainer(model.initialize(4)).withThreads(3);
        trainer.fit(data);
        held.add(new WeakReference<>(model));
        held.add(new WeakReference<>(trainer));
    }

    @Test
    void aCallersExecutorIsUsedAndNotShutDown() {
        Result expected = train(1);
        try (ExecutorService executor = Executors.newFixedThreadPool(2, task -> new Thread(task, "callers"))) {
            workers.clear();
            Sequential model = model(Fixtures.watching(new Meeting(3)));
            Trainer trainer = trainer(model).withThreads(3).withExecutor(executor);
            History history = trainer.fit(data);
            assertThat(new Result(hash(model), history, trainer.evaluate(data))).isEqualTo(expected);
            workers.remove(Thread.currentThread());
            assertThat(workers).hasSize(2).allMatch(thread -> thread.getName().equals("callers"));
            assertThat(executor.isShutdown()).isFalse();
        }
    }

    @Test
    void anExecutorThatIsBusyWithOtherThingsHoldsNothingUp() throws Exception {
        Result expected = train(1);
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<Boolean> occupied = executor.submit(() -> end.await(60, TimeUnit.SECONDS));
            Sequential model = model(Fixtures.watching((x, pass) -> workers.add(Thread.currentThread())));
            workers.clear();
            Trainer trainer = trainer(model).withThreads(3).withExecutor(executor);
            History history = trainer.fit(data);
            assertThat(new Result(hash(model), history, trainer.evaluate(data))).isEqualTo(expected);
            assertThat(occupied.isDone()).isFalse();
            end.countDown(); // helpers that come now find nothing to do
            assertThat(occupied.get()).isTrue();
        }
        assertThat(workers).containsExactly(Thread.currentThread());
    }

    @Test
    void anExecutorThatRejectsOrRunsAtOnceHoldsNothingUp() {
        Result expected = train(1);
        AtomicInteger asked = new AtomicInteger();
        List<Executor> executors = List.of(
                task -> {
                    asked.incrementAndGet();
                    throw new RejectedExecutionException("full");
                },
                task -> {
                    asked.incrementAndGet();
                    task.run();
                });
        for (Executor executor : executors) {
            asked.set(0);
            Sequential model = model(Fixtures.watching((x, pass) -> {}));
            Trainer trainer = trainer(model).withThreads(3).withExecutor(executor);
            History history = trainer.fit(data);
            assertThat(new Result(hash(model), history, trainer.evaluate(data))).isEqualTo(expected);
            assertThat(asked).hasPositiveValue();
        }
    }

    @Test
    void ofSeveralFailuresThatOfTheLowestShardIsThrown() {
        for (int threads : new int[] {1, 4}) {
            AtomicBoolean failing = new AtomicBoolean(true);
            Layer fragile = Fixtures.watching((x, pass) -> {
                if (failing.get() && pass.step() == 1 && pass.firstSample() >= 6) {
                    if (pass.firstSample() < 9) { // the lowest one fails last
                        sleep(200);
                    }
                    throw new IllegalStateException("sample " + pass.firstSample());
                }
            });
            Sequential model = model(fragile);
            String[] afterFirstStep = new String[1];
            Trainer trainer = trainer(model).withThreads(threads).withCallbacks(new Callback() {
                @Override
                public void onStep(Run run, Step step) {
                    if (step.number() == 1) {
                        afterFirstStep[0] = hash(model);
                    }
                }
            });
            assertThatThrownBy(() -> trainer.fit(data))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("sample 6"); // shards of 2 in the second batch, of 32
            assertThat(hash(model)).isEqualTo(afterFirstStep[0]);

            // the trainer goes on as if nothing had been: one step was made, then two epochs
            failing.set(false);
            History history = trainer.fit(data);
            Sequential twin = model(Fixtures.watching((x, pass) -> {}));
            AtomicBoolean first = new AtomicBoolean(true);
            Trainer twins = trainer(twin).withThreads(1).withCallbacks(new Callback() {
                @Override
                public void onStep(Run run, Step step) {
                    if (first.getAndSet(false)) {
                        throw new IllegalStateException("as above");
                    }
                }
            });
            assertThatThrownBy(() -> twins.fit(data)).hasMessage("as above");
            assertThat(twins.fit(data)).isEqualTo(history);
            assertThat(hash(twin)).isEqualTo(hash(model));
        }
    }

    @Test
    void anErrorIsThrownAsItIs() {
        Sequential model = Sequential.of(
                Fixtures.watching((x, pass) -> {
                    throw new OutOfMemoryError("as told");
                }),
                Layer.of(new Flatten()), Linear.of(24, 3));
        assertThatThrownBy(() -> Trainer.of(model, new CrossEntropyLoss(), Sgd.of(1)).withThreads(3).fit(data))
                .isExactlyInstanceOf(OutOfMemoryError.class)
                .hasMessage("as told");
    }

    @Test
    void tasksThatWorkersRunHaveWorkspacesOfTheirOwn() {
        Workers pool = new Workers(new Crew(4, null));
        for (int round = 0; round < 200; round++) {
            int number = round;
            float[][] memory = new float[16][];
            pool.begin(number);
            pool.run(16, 1 << 20, (index, workspace) -> {
                workspace.begin(number, false);
                Tensor tensor = workspace.tensor(Shape.of(64));
                Arrays.fill(tensor.data(), index);
                memory[index] = tensor.toArray();
            });
            for (int i = 0; i < 16; i++) {
                assertThat(memory[i]).containsOnly(i);
            }
        }
    }

    /// The memory of a thread that has not come yet in this step is that of the step before all the same.
    @Test
    void tensorsOfAllThreadsEndWithTheirStep() {
        Queue<Tensor> kept = new ConcurrentLinkedQueue<>();
        Queue<String> refusals = new ConcurrentLinkedQueue<>();
        AtomicBoolean first = new AtomicBoolean(true);
        Meeting meeting = new Meeting(3);
        Layer watching = Fixtures.watching((x, pass) -> {
            if (pass.step() == 0) {
                meeting.accept(x, pass);
                kept.add(x);
            } else if (first.getAndSet(false)) {
                for (Tensor tensor : kept) {
                    try {
                        tensor.data();
                    } catch (IllegalStateException e) {
                        refusals.add(e.getMessage());
                    }
                }
            }
        });
        // behind a layer that computes, since the batch itself is no pooled memory; with enough work for three
        Sequential model = Sequential.of(Layer.of(new Flatten()), watching, Linear.of(24, 60), Linear.of(60, 3));
        Trainer.of(model, new CrossEntropyLoss(), Sgd.of(0.1)).withThreads(3).withBatchSize(34).withEpochs(1).fit(data);
        assertThat(workers).hasSize(3);
        assertThat(refusals).hasSameSizeAs(kept).containsOnly("tensor of step 1 used in step 2; copy() it");
    }

    @Test
    void allTasksRunEvenIfOneFails() {
        Workers pool = new Workers(new Crew(2, null));
        Set<Integer> ran = ConcurrentHashMap.newKeySet();
        assertThatThrownBy(() -> pool.run(10, 1 << 20, (index, workspace) -> {
            ran.add(index);
            if (index == 3 || index == 7) {
                throw new ArithmeticException("task " + index);
            }
        }))
                .isExactlyInstanceOf(ArithmeticException.class)
                .hasMessage("task 3");
        assertThat(ran).hasSize(10);
        List<Integer> again = new ArrayList<>();
        new Workers(new Crew(1, null)).run(3, 1 << 20, (index, workspace) -> again.add(index));
        assertThat(again).containsExactly(0, 1, 2);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String hash(Sequential model) {
        return WeightHash.sha256(model.parameters().stream().map(Parameter::tensor).toList());
    }
}
