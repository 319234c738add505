package dev.halfwave.bench;

import dev.halfwave.core.kernel.ErfKernel;
import dev.halfwave.core.kernel.Expm1Kernel;
import dev.halfwave.core.kernel.ExponentialKernel;
import dev.halfwave.core.kernel.LogarithmKernel;
import dev.halfwave.core.kernel.SigmoidKernel;
import dev.halfwave.core.kernel.SineKernel;
import dev.halfwave.core.kernel.SoftplusKernel;
import dev.halfwave.core.kernel.TanhKernel;
import java.util.function.DoubleUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// The kernels of transcendental functions. Before timing, the setup compares what they compute with the function in
/// double. A new one is a constant of [Function].
///
/// ```
/// java -jar bench/target/benchmarks.jar TranscendentalBenchmark
/// java -jar bench/target/benchmarks.jar TranscendentalBenchmark -jvmArgsAppend -Dhalfwave.backend=scalar
/// ```
public class TranscendentalBenchmark extends KernelBenchmark {

    /// A kernel and the function it computes. Each case of JMH is a JVM of its own, which has seen one kernel.
    public enum Function {
        EXP(ExponentialKernel::exp, Math::exp), //
        EXPM1(Expm1Kernel::expm1, Math::expm1), //
        LOG(LogarithmKernel::log, Math::log), //
        TANH(TanhKernel::tanh, Math::tanh), //
        SIGMOID(SigmoidKernel::sigmoid, x -> 1 / (1 + Math.exp(-x))), //
        SOFTPLUS(SoftplusKernel::softplus, x -> Math.log1p(Math.exp(x))), //
        SIN(SineKernel::sin, Math::sin), //
        COS(SineKernel::cos, Math::cos), //
        ERF(ErfKernel::erf, Definitions::erf);

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

    /// Compares with the function in double.
    @Setup
    public void setUp() {
        x = Checks.gaussian(n, 1);
        y = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = function == Function.LOG ? Math.abs(x[i]) + 0.01f : 3 * x[i];
        }
        kernel(new Traffic());
        for (int i = 0; i < n; i++) {
            Checks.requireClose(function + "(" + x[i] + ")", y[i], function.truth.applyAsDouble(x[i]), 1e-6);
        }
    }

    @Benchmark
    public float[] kernel(Traffic traffic) {
        traffic.pass(n, 2.0 * n);
        function.kernel.run(x, 0, y, 0, n);
        return y;
    }

    /// What the same costs without a kernel.
    @Benchmark
    public float[] plain(Traffic traffic) {
        traffic.pass(n, 2.0 * n);
        for (int i = 0; i < n; i++) {
            y[i] = (float) function.truth.applyAsDouble(x[i]);
        }
        return y;
    }
}
