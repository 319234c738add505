package dev.halfwave.bench;

import dev.halfwave.core.kernel.PeakKernel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What one core can do at most, by [PeakKernel]. The other benchmarks' `gigaflops` are judged against this one's.
///
/// ```
/// java -jar bench/target/benchmarks.jar PeakBenchmark
/// java -jar bench/target/benchmarks.jar PeakBenchmark -jvmArgsAppend -XX:UseAVX=2
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class PeakBenchmark {

    private static final int ROUNDS = 1 << 14;
    /// Counts arithmetic: a fused multiply-add is two operations.
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Arithmetic {

        /// In thousands, and so per microsecond in 10⁹ per second.
        public double gigaflops;
    }

    @Benchmark
    public float multiplyAdd(Arithmetic arithmetic) {
        arithmetic.gigaflops += 1e-3 * PeakKernel.operations(ROUNDS);
        return PeakKernel.run(ROUNDS);
    }
}
