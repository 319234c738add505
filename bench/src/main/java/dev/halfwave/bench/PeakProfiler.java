package dev.halfwave.bench;

import dev.halfwave.core.kernel.PeakKernel;
import dev.halfwave.core.kernel.VectorApi;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// Measures before and after every iteration what the processor's multiply-adds can do at most, in the same JVM, so that
/// a kernel is compared with what the core gave in that moment: on a machine that others use as well it varies by a
/// factor of two within minutes.
///
/// | result                  | unit                                                                            |
/// |-------------------------|---------------------------------------------------------------------------------|
/// | `peak`                  | GFLOP/s of one thread, the best moment within 8 ms on either side of the iteration |
/// | `percentOfPeak`         | of kernels that count [Arithmetic], on the SIMD path                            |
/// | `nanosecondsPerElement` | of kernels that count [Traffic]                                                 |
///
/// On the scalar path there is no share: the peak is that of scalar instructions, while the JIT compiler turns loops
/// into vector instructions.
public final class PeakProfiler implements InternalProfiler {

    private static final long WARM_UP_NANOSECONDS = 300_000_000;
    private static final long NANOSECONDS = 8_000_000;

    private static boolean warm; // whether the loop is compiled in this JVM
    private double before;

    /// JMH makes one by name.
    public PeakProfiler() {}

    @Override
    public String getDescription() {
        return "The processor's multiply-add peak around every iteration";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = peak();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        if (result.getRawPrimaryResults().isEmpty()) {
            return List.of(); // the benchmark failed, which JMH reports
        }
        double peak = Math.max(before, peak());
        List<Result<?>> results = new ArrayList<>();
        results.add(new ScalarResult("peak", peak, "GFLOP/s", AggregationPolicy.AVG));
        Map<String, Result> counters = result.getSecondaryResults();
        if (counters.containsKey("gigaflops") && VectorApi.PRESENT) {
            double share = 100 * counters.get("gigaflops").getScore() / (peak * benchmark.getThreads());
            results.add(new ScalarResult("percentOfPeak", share, "%", AggregationPolicy.AVG));
        }
        if (counters.containsKey("gigaelements")) {
            double time = benchmark.getThreads() / counters.get("gigaelements").getScore();
            results.add(new ScalarResult("nanosecondsPerElement", time, "ns", AggregationPolicy.AVG));
        }
        return results;
    }

    private static double peak() {
        if (!warm) {
            PeakKernel.measure(WARM_UP_NANOSECONDS);
            warm = true;
        }
        return PeakKernel.measure(NANOSECONDS);
    }
}
