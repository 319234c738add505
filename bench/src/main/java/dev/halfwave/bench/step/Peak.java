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

    private static final int ROUNDS = 1 << 16; // about 0.1 ms
    private static final int SHORT = 1 << 8;
    private static final int CALLS_UNTIL_COMPILED = 20_000;
    private static final long NANOSECONDS = 150_000_000;

    private Peak() {}

    /// 10⁹ operations per second of so many threads at once: each one's best tenth of a millisecond, added.
    public static double gigaflops(int threads) {
        float kept = 0;
        for (int i = 0; i < CALLS_UNTIL_COMPILED; i++) {
            kept += PeakKernel.run(SHORT);
        }
        requireNumber(kept);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Double>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(Peak::ofOneThread);
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

    private static double ofOneThread() {
        long least = Long.MAX_VALUE;
        float kept = 0;
        long end = System.nanoTime() + NANOSECONDS;
        while (System.nanoTime() < end) {
            long begun = System.nanoTime();
            kept += PeakKernel.run(ROUNDS);
            least = Math.min(least, System.nanoTime() - begun);
        }
        requireNumber(kept);
        return PeakKernel.operations(ROUNDS) / (double) least;
    }

    /// Keeps the work from being left out.
    private static void requireNumber(float sum) {
        if (Float.isNaN(sum)) {
            throw new IllegalStateException("a sum of small numbers became NaN");
        }
    }
}
