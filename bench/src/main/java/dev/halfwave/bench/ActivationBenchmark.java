package dev.halfwave.bench;

import dev.halfwave.core.Shape;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.Elu;
import dev.halfwave.core.op.Gelu;
import dev.halfwave.core.op.LeakyRelu;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Sigmoid;
import dev.halfwave.core.op.Silu;
import dev.halfwave.core.op.Softplus;
import dev.halfwave.core.op.Tanh;
import java.util.function.DoubleUnaryOperator;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Activations, for one sample of 32 channels, which stays in the second-level cache. Before timing, the setup compares
/// what they compute with the function in double, and the gradient with its slope or difference quotient: in all bits
/// where there is but one product. A new one is a constant of [Activation].
///
/// ```
/// java -jar bench/target/benchmarks.jar ActivationBenchmark
/// java -jar bench/target/benchmarks.jar ActivationBenchmark -jvmArgsAppend -Dhalfwave.backend=scalar
/// ```
public class ActivationBenchmark extends OpBenchmark {

    /// An op and the function it computes.
    public enum Activation {
        RELU(new Relu(), x -> Math.max(x, 0), x -> x > 0 ? 1 : 0), //
        LEAKY_RELU(new LeakyRelu(0.25f), x -> x > 0 ? x : 0.25 * x, x -> x > 0 ? 1 : 0.25), //
        ABS(new Abs(), Math::abs, Math::signum), //
        TANH(new Tanh(), Math::tanh), //
        SIGMOID(new Sigmoid(), x -> 1 / (1 + Math.exp(-x))), //
        SOFTPLUS(Softplus.of(), x -> Math.log1p(Math.exp(x))), //
        SILU(new Silu(), x -> x / (1 + Math.exp(-x))), //
        ELU(Elu.of(), x -> x > 0 ? x : Math.expm1(x)), //
        GELU(Gelu.exact(), x -> 0.5 * x * (1 + Definitions.erf(x / Math.sqrt(2)))), //
        GELU_APPROXIMATE(
                Gelu.approximate(),
                x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))));

        private final UnaryOp op;
        private final DoubleUnaryOperator function;
        private final DoubleUnaryOperator slope;
        private final double tolerance;

        /// A function whose values are exact.
        Activation(UnaryOp op, DoubleUnaryOperator function, DoubleUnaryOperator slope) {
            this.op = op;
            this.function = function;
            this.slope = slope;
            this.tolerance = 0;
        }

        Activation(UnaryOp op, DoubleUnaryOperator function) {
            this.op = op;
            this.function = function;
            this.slope = x -> {
                double step = Math.min(1e-5, Math.abs(x) / 2); // not across a kink at 0
                return (function.applyAsDouble(x + step) - function.applyAsDouble(x - step)) / (2 * step);
            };
            this.tolerance = 2e-6;
        }
    }

    @Param
    public Activation activation;

    /// 256 is a multiple of all vector widths, 125 of none.
    @Param({"256", "125"})
    public int length;

    /// Compares with the function in double.
    @Setup
    public void setUp() {
        prepare(activation.op, 1, Checks.gaussian(Shape.of(1, 32, length), 1));
        for (int i = 0; i < y.size(); i++) {
            double at = x[0].get(i);
            Checks.requireClose(
                    activation + " y", y.get(i), activation.function.applyAsDouble(at), activation.tolerance);
            Checks.requireClose(
                    activation + " dx", dx[0].get(i), activation.slope.applyAsDouble(at) * dy.get(i),
                    activation.tolerance);
        }
    }
}
