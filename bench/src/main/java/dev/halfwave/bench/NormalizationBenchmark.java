package dev.halfwave.bench;

import dev.halfwave.core.Op;
import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.BatchNormalization1d;
import dev.halfwave.core.op.InvertedDropout;
import dev.halfwave.core.op.LayerNormalization;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.random.Philox;
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

/// Normalisations and dropout, for one sample of 32 channels and 256 samples in a trainer's workspace; ReLU for
/// comparison. Before timing, the setup checks what each must keep: rows of mean 0 and variance 1, whose gradient has no
/// share in them; or the mean of what dropout keeps.
///
/// ```
/// java -jar bench/target/benchmarks.jar NormalizationBenchmark -prof gc
/// java -jar bench/target/benchmarks.jar NormalizationBenchmark -jvmArgsPrepend -Dhalfwave.backend=scalar
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class NormalizationBenchmark {

    private static final Shape SHAPE = Shape.of(1, 32, 256);

    /// Which op.
    @Param({"relu", "layer", "batch", "batchEvaluation", "dropout"})
    public String name;

    private final PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
    private Op op;
    private Tensor[] x;
    private Tensor[] dx;
    private Tensor y;
    private Tensor dy;

    /// Allocates and checks.
    @Setup
    public void setUp() {
        op = switch (name) {
            case "relu" -> new Relu();
            case "layer" -> new LayerNormalization(1);
            case "batch", "batchEvaluation" -> new BatchNormalization1d();
            case "dropout" -> new InvertedDropout(0.5f, Philox.of(1, 2), 0);
            default -> throw new IllegalArgumentException(name);
        };
        Shape channels = Shape.of(32);
        Tensor signal = random(SHAPE, 1);
        x = switch (name) {
            case "layer" -> new Tensor[] {signal, Tensor.full(Shape.of(256), 1), Tensor.zeros(Shape.of(256))};
            case "batch" -> new Tensor[] {signal, Tensor.full(channels, 1), Tensor.zeros(channels)};
            case "batchEvaluation" -> new Tensor[] {
                signal, Tensor.full(channels, 1), Tensor.zeros(channels), Tensor.zeros(channels),
                Tensor.full(channels, 1)
            };
            default -> new Tensor[] {signal};
        };
        dx = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            dx[i] = Tensor.zeros(x[i].shape());
        }
        y = Tensor.zeros(SHAPE);
        dy = random(SHAPE, 2);
        forward();
        backward();
        check();
    }

    private void check() {
        double sum = 0;
        double squares = 0;
        double share = 0; // of the gradient in the row itself
        for (int i = 0; i < 256; i++) {
            sum += y.get(i);
            squares += y.get(i) * y.get(i);
            share += y.get(i) * dx[0].get(i);
        }
        boolean normalized = Math.abs(sum) < 1e-3 && Math.abs(squares / 256 - 1) < 1e-3 && Math.abs(share) < 1e-3;
        boolean right = switch (name) {
            case "layer", "batch" -> normalized;
            case "batchEvaluation" -> Math.abs(y.get(7) - x[0].get(7)) < 1e-4;
            default -> Math.abs(share) > 1; // a gradient arrives where something was kept
        };
        if (!right) {
            throw new IllegalStateException(
                    name + ": sum " + sum + ", mean square " + squares / 256 + ", ⟨y, dx⟩ " + share);
        }
    }

    private static Tensor random(Shape shape, long seed) {
        Random random = new Random(seed);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, (float) random.nextGaussian());
        }
        return tensor;
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
