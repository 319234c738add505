package dev.halfwave.bench;

import dev.halfwave.core.kernel.PeakKernel;
import org.openjdk.jmh.annotations.Benchmark;

/// What one core can do at most, by [PeakKernel]; a row of its own, next to what [PeakProfiler] finds around the others.
///
/// ```
/// java -jar bench/target/benchmarks.jar PeakBenchmark
/// java -jar bench/target/benchmarks.jar PeakBenchmark -jvmArgsAppend -XX:UseAVX=2
/// ```
public class PeakBenchmark extends KernelBenchmark {

    private static final int ROUNDS = 1 << 14;

    @Benchmark
    public float multiplyAdd(Arithmetic arithmetic) {
        arithmetic.multiplyAdds(PeakKernel.operations(ROUNDS) / 2.0);
        return PeakKernel.run(ROUNDS);
    }
}
