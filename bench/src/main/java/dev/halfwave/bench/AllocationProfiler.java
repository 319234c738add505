package dev.halfwave.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// What the measured threads themselves allocate from an iteration's first operation to its last: `allocated`, in bytes
/// per operation. JMH's own profiler (`-prof gc`) counts the whole JVM, so that some kilobytes which JMH allocates for
/// each iteration are shared among its operations: less than a byte each of a million, hundreds each of a dozen.
public final class AllocationProfiler implements InternalProfiler {

    private static final AtomicLong BYTES = new AtomicLong();
    private static final AtomicLong REPORTS = new AtomicLong(); // of threads since the iteration began
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ThreadLocal<long[]> BEFORE = ThreadLocal.withInitial(() -> new long[1]);

    /// JMH makes one by name.
    public AllocationProfiler() {}

    /// The calling thread's first operation of an iteration begins.
    static void begin() {
        BEFORE.get()[0] = THREADS.getCurrentThreadAllocatedBytes();
    }

    /// The calling thread's last operation of an iteration has ended.
    static void end() {
        long now = THREADS.getCurrentThreadAllocatedBytes();
        BYTES.addAndGet(now - BEFORE.get()[0]);
        REPORTS.incrementAndGet();
    }

    @Override
    public String getDescription() {
        return "Bytes that the measured threads allocate per operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        BYTES.set(0);
        REPORTS.set(0);
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long operations = result.getMetadata().getAllOps();
        if (REPORTS.get() == 0 || operations == 0) {
            return List.of(); // the benchmark failed, or is none of ours
        }
        return List.of(new ScalarResult(
                "allocated", BYTES.get() / (double) operations, "B/op", AggregationPolicy.AVG));
    }
}
