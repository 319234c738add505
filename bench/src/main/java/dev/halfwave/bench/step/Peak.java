package dev.halfwave.bench.step;

import dev.halfwave.core.kernel.PeakKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What the cores can do at most right now, by [PeakKernel].
public final class Peak {

    private static final long WARM_UP_NANOSECONDS = 300_000_000;
    private static final long NANOSECONDS = 100_000_000;

    private Peak() {}

    /// 10⁹ operations per second of so many threads at once: each one's best moment, added.
    public static double gigaflops(int threads) {
        PeakKernel.measure(WARM_UP_NANOSECONDS); // until it is compiled
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Double>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(() -> PeakKernel.measure(NANOSECONDS));
            }
            double sum = 0;
            for (Future<Double> result : executor.invokeAll(tasks)) {
                sum += result.get();
            }
            return sum;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the peak could not be measured", e);
        } finally {
            executor.shutdown();
        }
    }
}
