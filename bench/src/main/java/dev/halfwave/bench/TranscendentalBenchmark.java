package dev.halfwave.bench;

import dev.halfwave.core.kernel.ErfKernel;
import dev.halfwave.core.kernel.Expm1Kernel;
import dev.halfwave.core.kernel.ExponentialKernel;
import dev.halfwave.core.kernel.SigmoidKernel;
import dev.halfwave.core.kernel.SineKernel;
import dev.halfwave.core.kernel.SoftplusKernel;
import dev.halfwave.core.kernel.TanhKernel;
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

/// The kernels of transcendental functions. Before timing, the setup compares what they compute with the function in
/// double. A new one is a constant of [Function].
///
/// ```
/// java -jar bench/target/benchmarks.jar TranscendentalBenchmark -prof gc
/// java -jar bench/target/benchmarks.jar TranscendentalBenchmark -jvmArgsPrepend -Dhalfwave.backend=scalar
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class TranscendentalBenchmark {

    /// A kernel and the function it computes. Each case of JMH is a JVM of its own, which has seen one kernel.
    public enum Function {
        EXP(ExponentialKernel::exp, Math::exp), EXPM1(Expm1Kernel::expm1, Math::expm1), TANH(TanhKernel::tanh,
                Math::tanh), SIGMOID(SigmoidKernel::sigmoid, x -> 1 / (1 + Math.exp(-x))), SOFTPLUS(
                        SoftplusKernel::softplus, x -> Math.log1p(Math.exp(x))), SIN(SineKernel::sin, Math::sin), COS(
                                SineKernel::cos, Math::cos), ERF(ErfKernel::erf, TranscendentalBenchmark::erf);

        private final Kernel kernel;
        private final DoubleUnaryOperator truth;

        Function(Kernel kernel, DoubleUnaryOperator truth) {
            this.kernel = kernel;
            this.truth = truth;
        }
    }

    /// What all of them look like.
    interface Kernel {
        void run(float[] x, int xOffset, float[] y, int yOffset, int n);
    }

    @Param
    public Function function;

    /// One sample of 32 channels, and a number that is a multiple of no vector width.
    @Param({"8192", "1003"})
    public int n;

    private float[] x;
    private float[] y;

    /// Allocates, and compares with the function in double.
    @Setup
    public void setUp() {
        Random random = new Random(1);
        x = new float[n];
        y = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (3 * random.nextGaussian());
        }
        kernel();
        for (int i = 0; i < n; i++) {
            double truth = function.truth.applyAsDouble(x[i]);
            if (!(Math.abs(y[i] - truth) <= 1e-6 * Math.max(1, Math.abs(truth)))) {
                throw new IllegalStateException(
                        function + "(" + x[i] + ") is " + truth + ", but the kernel computes " + y[i]);
            }
        }
    }

    /// The error function is not in the JDK: `2/√π exp(−x²) Σ 2ᵏ x²ᵏ⁺¹ / (1·3·5···(2k+1))`.
    static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int k = 1; k < 200; k++) {
            term *= 2 * x * x / (2 * k + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    @Benchmark
    public float[] kernel() {
        function.kernel.run(x, 0, y, 0, n);
        return y;
    }

    /// What the same costs without a kernel.
    @Benchmark
    public float[] plain() {
        for (int i = 0; i < n; i++) {
            y[i] = (float) function.truth.applyAsDouble(x[i]);
        }
        return y;
    }
}
