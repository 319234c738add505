package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.core.Backend;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.ForkedJvm;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a training step puts on the heap once the JIT compiler is done: records of ops, and no memory for results.
@Tag("slow")
final class AllocationTest {

    private static final int STEPS_PER_SAMPLE = 100;
    private static final int MOST_SAMPLES = 60;

    @Test
    void aStepOfThePapersNetworkAllocatesLittleOnAllThreadsTogether() {
        // Until the JIT takes over, the Vector API puts every vector on the heap.
        assumeTrue(Backend.isSimd(), "counted on the SIMD path");
        Dataset data = Fixtures.tones(256, 256, 3, 1);
        Sequential model = Fixtures.network(32, 3, 1);
        List<Long> bytesPerStep = new ArrayList<>();
        Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-3))
                .withBatchSize(64)
                .withThreads(2)
                .withEpochs(MOST_SAMPLES * STEPS_PER_SAMPLE / 4)
                .withCallbacks(new Counter(bytesPerStep))
                .fit(data);
        // The activations of a batch are 8.5 MB, those of one sample 132 kB, and the shards' gradients 277 kB.
        assertThat(bytesPerStep.getLast()).as("bytes per step: %s", bytesPerStep).isBetween(1_000L, 256_000L);
    }

    @Test
    void aStepAllocatesNoFloatArrayOnAnyThread(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> options = List.of("-XX:+UseSerialGC", "-Xmn1500m", "-Xmx2g"); // nothing is collected
        assertThat(ForkedJvm.run(folder, options, FloatArrays.class)).containsExactly(
                "paper 1 0", "paper 2 0",
                "heart 1 0", "heart 2 0",
                "layers 1 0", "layers 2 0",
                "dense 1 0", "dense 2 0");
        // one for each of 10 shards of two samples
        assertThat(ForkedJvm.run(folder, options, FloatArrays.class, "LEAK").getFirst()).isEqualTo("paper 1 100");
    }

    /// Stops the training as soon as a step allocates little.
    private record Counter(List<Long> bytesPerStep) implements Callback {

        private static long before;

        @Override
        public void onStep(Run run, Step step) {
            if (step.number() % STEPS_PER_SAMPLE == 0) {
                long now = allocatedBytes();
                if (step.number() > STEPS_PER_SAMPLE) {
                    bytesPerStep.add((now - before) / STEPS_PER_SAMPLE);
                    if (bytesPerStep.getLast() < 256_000) {
                        run.stop("little enough");
                    }
                }
                before = now;
            }
        }
    }

    /// The counters of this thread and the workers; by reflection, since tests are compiled without the module that has
    /// them.
    private static long allocatedBytes() {
        try {
            Object threads = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            Class<?> bean = Class.forName("com.sun.management.ThreadMXBean");
            long sum = 0;
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread == Thread.currentThread() || thread.getName().startsWith("halfwave-worker-")) {
                    sum += (long) bean.getMethod("getThreadAllocatedBytes", long.class)
                            .invoke(threads, thread.threadId());
                }
            }
            return sum;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
