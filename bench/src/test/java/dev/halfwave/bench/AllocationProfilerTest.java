package dev.halfwave.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.Result;

final class AllocationProfilerTest {

    private final AllocationProfiler profiler = new AllocationProfiler();

    private Collection<? extends Result<?>> iteration(Runnable operations) {
        profiler.beforeIteration(null, null);
        operations.run();
        return profiler.afterIteration(null, null, new IterationResult(null, null, new IterationResultMetaData(4, 4)));
    }

    @Test
    void countsWhatTheThreadAllocatesFromTheFirstOperationToTheLast() {
        byte[][] kept = new byte[5][];
        Collection<? extends Result<?>> results = iteration(() -> {
            kept[4] = new byte[7_000_000]; // before
            AllocationProfiler.begin();
            for (int i = 0; i < 4; i++) {
                kept[i] = new byte[1_000_000];
            }
            AllocationProfiler.end();
            kept[4] = new byte[7_000_000]; // after
        });
        assertThat(results).hasSize(1);
        assertThat(results.iterator().next().getScore()).isBetween(1e6, 1.01e6);
    }

    @Test
    void saysNothingOfABenchmarkThatDoesNotReport() {
        assertThat(iteration(() -> {})).isEmpty();
    }
}
