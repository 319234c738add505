package dev.halfwave.bench;

import dev.halfwave.bench.step.HalfwaveContestant;
import dev.halfwave.bench.step.Network;
import dev.halfwave.bench.step.Peak;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Whole training steps with Adam, of the networks that [Network] describes, through the public trainer. A call of the
/// benchmark is a training of 20 steps from the initial weights, so that what `fit` does once, such as making the step's
/// buffers, is in it with a twentieth. `bench/run.sh` times steps without that, and peers beside them.
///
/// ```
/// java -jar bench/target/benchmarks.jar TrainingStep -p network=VC -p threads=1
/// java -jar bench/target/benchmarks.jar TrainingStep -jvmArgsAppend -Dhalfwave.backend=scalar
/// ```
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class TrainingStepBenchmark {

    private static final int STEPS = 20;

    /// The rate of arithmetic within an iteration; see [Network#operations].
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Arithmetic {

        private double operations;
        private long nanoseconds;
        private double peak;

        /// Forgets the iteration before.
        @Setup(Level.Iteration)
        public void reset() {
            operations = 0;
            nanoseconds = 0;
        }

        /// 10⁹ operations per second.
        public double stepGigaflops() {
            return operations / nanoseconds;
        }

        /// Of the peak that the setup measured on as many threads.
        public double percentOfThreadsPeak() {
            return 100 * stepGigaflops() / peak;
        }
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
    public double[] step(Arithmetic arithmetic) {
        long begun = System.nanoTime();
        double[] losses = new HalfwaveContestant().losses(network, true, threads, STEPS);
        arithmetic.nanoseconds += System.nanoTime() - begun;
        arithmetic.operations += (double) STEPS * network.operations();
        arithmetic.peak = peak;
        return losses;
    }
}
