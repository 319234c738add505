package dev.halfwave.bench;

import dev.halfwave.core.Op;
import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.AntiderivativeRelu;
import dev.halfwave.core.op.BlurPool1d;
import dev.halfwave.core.op.Downsample1d;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Upsample1d;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Ops against aliasing, for one sample of 32 channels and 256 samples in a trainer's workspace; ReLU for comparison.
/// Before timing, the setup checks that a constant goes through unchanged and back as its adjoint.
///
/// ```
/// java -jar bench/target/benchmarks.jar FilterBenchmark -prof gc
/// java -jar bench/target/benchmarks.jar FilterBenchmark -jvmArgsPrepend -Dhalfwave.backend=scalar
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class FilterBenchmark {

    private static final Shape SHAPE = Shape.of(1, 32, 256);

    /// Which op.
    @Param({"relu", "antiderivativeRelu", "upsample", "downsample", "blur3", "blur3by2"})
    public String name;

    private final PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
    private final Tensor[] x = new Tensor[1];
    private final Tensor[] dx = new Tensor[1];
    private Op op;
    private Tensor y;
    private Tensor dy;

    /// Allocates and checks.
    @Setup
    public void setUp() {
        op = switch (name) {
            case "relu" -> new Relu();
            case "antiderivativeRelu" -> new AntiderivativeRelu();
            case "upsample" -> new Upsample1d();
            case "downsample" -> new Downsample1d();
            case "blur3" -> new BlurPool1d(3, 1);
            case "blur3by2" -> new BlurPool1d(3, 2);
            default -> throw new IllegalArgumentException(name);
        };
        Random random = new Random(1);
        x[0] = Tensor.full(SHAPE, 0.5f);
        dx[0] = Tensor.zeros(SHAPE);
        y = Tensor.zeros(op.shape(SHAPE));
        dy = Tensor.full(y.shape(), 0.25f);
        forward();
        backward();
        double sum = 0; // of an op that keeps constants, ⟨1, dx⟩ = ⟨1, dy⟩
        for (int i = 0; i < SHAPE.size(); i++) {
            sum += dx[0].get(i);
        }
        if (Math.abs(y.get(y.size() / 2) - 0.5f) > 1e-6 || Math.abs(sum - 0.25 * y.size()) > 1e-3) {
            throw new IllegalStateException(name + " makes 0.5 to " + y.get(y.size() / 2) + " and sums dx to " + sum);
        }
        for (int i = 0; i < SHAPE.size(); i++) {
            x[0].set(i, (float) random.nextGaussian());
        }
        for (int i = 0; i < y.size(); i++) {
            dy.set(i, (float) random.nextGaussian());
        }
    }

    @Benchmark
    public Tensor forward() {
        workspace.begin(1, false);
        op.forward(x, y, workspace);
        return y;
    }

    @Benchmark
    public Tensor backward() {
        workspace.begin(1, false);
        op.backward(x, y, dy, dx, workspace);
        return dx[0];
    }
}
