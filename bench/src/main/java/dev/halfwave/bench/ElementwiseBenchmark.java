package dev.halfwave.bench;

import dev.halfwave.core.kernel.AbsKernel;
import dev.halfwave.core.kernel.AdamKernel;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.ErfKernel;
import dev.halfwave.core.kernel.ExponentialKernel;
import dev.halfwave.core.kernel.LogarithmKernel;
import dev.halfwave.core.kernel.ReluKernel;
import dev.halfwave.core.kernel.SgdKernel;
import dev.halfwave.core.kernel.SineKernel;
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

/// Kernels that compute every element on its own, and the optimizers' steps. Before timing, the setup compares what
/// they compute with plain loops in double. `plainExp` and `plainSin` are what these cost without a kernel.
///
/// ```
/// java -jar bench/target/benchmarks.jar ElementwiseBenchmark -prof gc
/// java -jar bench/target/benchmarks.jar ElementwiseBenchmark -jvmArgsPrepend -Dhalfwave.backend=scalar
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class ElementwiseBenchmark {

    /// One sample of 32 channels, and a number that is a multiple of no vector width.
    @Param({"8192", "1003"})
    public int n;

    private static final AdamKernel.Coefficients ADAM =
            new AdamKernel.Coefficients(0.9f, 0.1f, 0.999f, 0.001f, 1e-7f, 1f, 1e-7f);

    private float[] x;
    private float[] dy;
    private float[] y;
    private float[] positive;
    private float[] parameter;
    private float[] m;
    private float[] v;

    /// Allocates, and compares with plain loops.
    @Setup
    public void setUp() {
        Random random = new Random(1);
        x = gaussian(random);
        dy = gaussian(random);
        y = new float[n];
        parameter = gaussian(random);
        m = gaussian(random);
        v = new float[n];
        positive = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = m[i] * m[i];
            positive[i] = Math.abs(x[i]) + 0.01f;
        }
        float[] old = parameter.clone();
        float[] oldM = m.clone();
        float[] oldV = v.clone();
        adamStep();
        for (int i = 0; i < n; i++) {
            double first = 0.9 * oldM[i] + 0.1 * dy[i];
            double second = 0.999 * oldV[i] + 0.001 * dy[i] * dy[i];
            require(m[i], first);
            require(v[i], second);
            require(parameter[i], old[i] - 1e-7 * first / (Math.sqrt(second) + 1e-7));
            require(relu()[i], Math.max(x[i], 0));
            require(reluBackward()[i], x[i] > 0 ? dy[i] : 0);
            require(abs()[i], Math.abs(x[i]));
            require(absBackward()[i], Math.signum(x[i]) * dy[i]);
            require(add()[i], x[i] + dy[i]);
            require(exp()[i], Math.exp(x[i]));
            require(log()[i], Math.log(positive[i]));
            require(sin()[i], Math.sin(x[i]));
            require(erf()[i], erf(x[i]));
            require(divide()[i], (double) x[i] / positive[i]);
            require(multiplyAdd()[i], (double) x[i] * dy[i] + positive[i]);
        }
    }

    private float[] gaussian(Random random) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /// `2/√π exp(−x²) Σₖ 2ᵏ x²ᵏ⁺¹ / (1·3·5···(2k+1))`.
    private static double erf(double x) {
        double term = x;
        double sum = x;
        for (int k = 1; k < 200; k++) {
            term *= 2 * x * x / (2 * k + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    private static void require(double actual, double expected) {
        if (!(Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected)))) {
            throw new IllegalStateException("expected " + expected + ", but the kernel computes " + actual);
        }
    }

    @Benchmark
    public float[] relu() {
        ReluKernel.forward(x, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] reluBackward() {
        ReluKernel.backward(x, 0, dy, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] abs() {
        AbsKernel.forward(x, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] absBackward() {
        AbsKernel.backward(x, 0, dy, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] add() {
        ElementwiseKernel.add(x, 0, dy, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] exp() {
        ExponentialKernel.exp(x, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] plainExp() {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.exp(x[i]);
        }
        return y;
    }

    @Benchmark
    public float[] log() {
        LogarithmKernel.log(positive, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] sin() {
        SineKernel.sin(x, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] plainSin() {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.sin(x[i]);
        }
        return y;
    }

    @Benchmark
    public float[] erf() {
        ErfKernel.erf(x, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] divide() {
        ElementwiseKernel.divide(x, 0, positive, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] multiplyAdd() {
        ElementwiseKernel.multiplyAdd(x, 0, dy, 0, positive, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] adamStep() {
        AdamKernel.step(ADAM, parameter, 0, dy, 0, m, 0, v, 0, n);
        return parameter;
    }

    @Benchmark
    public float[] sgdMomentumStep() {
        SgdKernel.momentumStep(1e-9f, 0.9f, false, parameter, 0, dy, 0, m, 0, n);
        return parameter;
    }
}
