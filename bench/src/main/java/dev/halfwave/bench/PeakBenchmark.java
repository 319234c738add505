package dev.halfwave.bench;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
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

/// What one core can do at most: fused multiply-adds on registers alone, without a load or a store. The other
/// benchmarks' `gigaflops` are judged against this one's. Measures the processor, not Halfwave: nothing depends on the
/// bits that it computes.
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
    private static final int SUMS = 12; // more than latency × units: 4 × 2
    private static final VectorSpecies<Float> FLOATS = VectorShape
            .forBitSize(Integer.getInteger("halfwave.vectorBits", FloatVector.SPECIES_PREFERRED.vectorBitSize()))
            .withLanes(float.class);

    /// Counts arithmetic: a fused multiply-add is two operations.
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Arithmetic {

        /// In thousands, and so per microsecond in 10⁹ per second.
        public double gigaflops;
    }

    @Benchmark
    public float multiplyAdd(Arithmetic arithmetic) {
        arithmetic.gigaflops += 2e-3 * ROUNDS * SUMS * FLOATS.length();
        FloatVector a = FloatVector.broadcast(FLOATS, 1.0000001f);
        FloatVector b = FloatVector.broadcast(FLOATS, 1e-9f);
        FloatVector s0 = FloatVector.zero(FLOATS), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
        FloatVector s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0;
        for (int i = 0; i < ROUNDS; i++) {
            s0 = s0.fma(a, b);
            s1 = s1.fma(a, b);
            s2 = s2.fma(a, b);
            s3 = s3.fma(a, b);
            s4 = s4.fma(a, b);
            s5 = s5.fma(a, b);
            s6 = s6.fma(a, b);
            s7 = s7.fma(a, b);
            s8 = s8.fma(a, b);
            s9 = s9.fma(a, b);
            s10 = s10.fma(a, b);
            s11 = s11.fma(a, b);
        }
        FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
        return low.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
    }
}
