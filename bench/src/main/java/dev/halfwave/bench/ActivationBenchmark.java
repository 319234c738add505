package dev.halfwave.bench;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.Elu;
import dev.halfwave.core.op.Gelu;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Sigmoid;
import dev.halfwave.core.op.Silu;
import dev.halfwave.core.op.Softplus;
import dev.halfwave.core.op.Tanh;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
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

/// Activations, for one sample of 32 channels, which stays in the second-level cache. Before timing, the setup compares
/// what they compute with the function in double, and the gradient with its difference quotient. A new one is a
/// constant of [Activation].
///
/// ```
/// java -jar bench/target/benchmarks.jar ActivationBenchmark -prof gc
/// java -jar bench/target/benchmarks.jar ActivationBenchmark -jvmArgsPrepend -Dhalfwave.backend=scalar
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class ActivationBenchmark {

    /// An op and the function it computes.
    public enum Activation {
        RELU(new Relu(), x -> Math.max(x, 0)), TANH(new Tanh(), Math::tanh), SIGMOID(new Sigmoid(),
                x -> 1 / (1 + Math.exp(-x))), SOFTPLUS(Softplus.of(), x -> Math.log1p(Math.exp(x))), SILU(new Silu(),
                        x -> x / (1 + Math.exp(-x))), ELU(Elu.of(), x -> x > 0 ? x : Math.expm1(x)), GELU(Gelu.exact(),
                                x -> 0.5 * x * (1 + TranscendentalBenchmark.erf(x / Math.sqrt(2)))), GELU_APPROXIMATE(
                                        Gelu.approximate(),
                                        x -> 0.5 * x
                                                * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))));

        private final UnaryOp op;
        private final DoubleUnaryOperator truth;

        Activation(UnaryOp op, DoubleUnaryOperator truth) {
            this.op = op;
            this.truth = truth;
        }
    }

    @Param
    public Activation activation;

    private final Tensor x = Tensor.zeros(Shape.of(1, 32, 256));
    private final Tensor dy = Tensor.zeros(x.shape());
    private final Tensor y = Tensor.zeros(x.shape());
    private final Tensor dx = Tensor.zeros(x.shape());

    /// Compares with the function in double.
    @Setup
    public void setUp() {
        Random random = new Random(1);
        for (int i = 0; i < x.size(); i++) {
            x.set(i, (float) random.nextGaussian());
            dy.set(i, (float) random.nextGaussian());
        }
        forward();
        backward();
        for (int i = 0; i < x.size(); i++) {
            double at = x.get(i);
            double step = Math.min(1e-5, Math.abs(at) / 2); // not across the kink at 0
            double slope = (activation.truth.applyAsDouble(at + step) - activation.truth.applyAsDouble(at - step))
                    / (2 * step);
            require(y.get(i), activation.truth.applyAsDouble(at));
            require(dx.get(i), slope * dy.get(i));
        }
    }

    private void require(double actual, double expected) {
        if (!(Math.abs(actual - expected) <= 2e-6 * Math.max(1, Math.abs(expected)))) {
            throw new IllegalStateException(
                    activation + ": expected " + expected + ", but the op computes " + actual);
        }
    }

    @Benchmark
    public Tensor forward() {
        activation.op.forward(x, y);
        return y;
    }

    @Benchmark
    public Tensor backward() {
        activation.op.backward(x, y, dy, dx);
        return dx;
    }
}
