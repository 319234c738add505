package dev.halfwave.bench.step;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Whole training steps with Adam per second, of the networks that [Network] describes, through the public trainer. A
/// call of the benchmark is a training of 20 steps from the initial weights, so that what `fit` does once, such as
/// making the step's buffers, is in it with a twentieth. `bench/run.sh` times steps without that, and peers beside them.
///
/// ```
/// java -jar bench/target/benchmarks.jar TrainingStep -p network=VC -p threads=1
/// java -jar bench/target/benchmarks.jar TrainingStep -jvmArgsAppend -Dhalfwave.backend=scalar
/// ```
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class TrainingStepBenchmark {

    private static final int STEPS = 20;

    /// Counts arithmetic; see [Network#operations].
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class StepArithmetic {

        /// In 10⁹; reported per second.
        public double stepGigaflops;

        /// Of the peak that the setup measured on as many threads.
        public double percentOfThreadsPeak;
    }

    @Param
    public Network network;

    @Param({"1", "2", "4"})
    public int threads;

    private double peak;

    /// Measures the peak.
    @Setup
    public void setUp() {
        peak = Peak.gigaflops(threads);
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public double[] step(StepArithmetic arithmetic) {
        double work = 1e-9 * STEPS * network.operations();
        arithmetic.stepGigaflops += work;
        arithmetic.percentOfThreadsPeak += 100 * work / peak;
        return new HalfwaveContestant().losses(network, true, threads, STEPS);
    }
}
