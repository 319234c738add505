package dev.halfwave.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How all kernels are measured: operations per second, in five JVMs one after the other, because the JIT compiler's
/// choices differ from one to the next. Iterations are short, so that on a machine that others use as well some of them
/// are undisturbed. The warm-up is long: where all threads share one core (`taskset`), the JIT compiler's have to be
/// done in that time as well.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 125, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 5, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public abstract class KernelBenchmark {

    /// For [AllocationProfiler], which learns of the first operation from [Arithmetic] or [Traffic].
    @TearDown(Level.Iteration)
    public final void endOperations() {
        AllocationProfiler.end();
    }
}
