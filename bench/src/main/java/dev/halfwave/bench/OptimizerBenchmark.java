package dev.halfwave.bench;

import dev.halfwave.core.kernel.AdamKernel;
import dev.halfwave.core.kernel.SgdKernel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// The optimizers' updates. Before timing, the setup compares them with their definition element by element, bit for
/// bit.
///
/// ```
/// java -jar bench/target/benchmarks.jar OptimizerBenchmark
/// ```
public class OptimizerBenchmark extends KernelBenchmark {

    private static final float DECAY_1 = 0.9f;
    private static final float GAIN_1 = 0.1f;
    private static final float DECAY_2 = 0.999f;
    private static final float GAIN_2 = 0.001f;
    private static final float RATE = 1e-7f;
    private static final float ROOT_SCALE = 1.5f;
    private static final AdamKernel.Coefficients ADAM =
            new AdamKernel.Coefficients(DECAY_1, GAIN_1, DECAY_2, GAIN_2, RATE, ROOT_SCALE, 1e-7f);

    /// A layer's weights: a convolution 32 → 32 with 3 taps, a matrix of 256 × 256, a number of no vector width.
    @Param({"3072", "65536", "1003"})
    public int n;

    private float[] parameter;
    private float[] gradient;
    private float[] m;
    private float[] v;

    /// Compares with the definition.
    @Setup
    public void setUp() {
        parameter = Checks.gaussian(n, 1);
        gradient = Checks.gaussian(n, 2);
        m = Checks.gaussian(n, 3);
        v = new float[n];
        float[] theta = parameter.clone();
        float[] first = m.clone();
        float[] second = v.clone();
        Traffic ignored = new Traffic();
        for (int i = 0; i < n; i++) {
            float g = gradient[i];
            first[i] = Math.fma(DECAY_1, first[i], GAIN_1 * g);
            second[i] = Math.fma(DECAY_2, second[i], GAIN_2 * g * g);
            float root = Math.fma((float) Math.sqrt(second[i]), ROOT_SCALE, 1e-7f);
            theta[i] = Math.fma(-RATE, first[i] / root, theta[i]);
        }
        Checks.requireSameBits("Adam", adam(ignored), theta);
        Checks.requireSameBits("Adam's first moment", m, first);
        Checks.requireSameBits("Adam's second moment", v, second);
        for (int i = 0; i < n; i++) {
            theta[i] = Math.fma(-RATE, gradient[i], theta[i]);
        }
        Checks.requireSameBits("Sgd", sgd(ignored), theta);
        for (int i = 0; i < n; i++) {
            first[i] = Math.fma(DECAY_1, first[i], gradient[i]);
            theta[i] = Math.fma(-RATE, first[i], theta[i]);
        }
        Checks.requireSameBits("Sgd with momentum", sgdWithMomentum(ignored), theta);
    }

    @Benchmark
    public float[] adam(Traffic traffic) {
        traffic.pass(n, 7.0 * n);
        AdamKernel.step(ADAM, parameter, 0, gradient, 0, m, 0, v, 0, n);
        return parameter;
    }

    @Benchmark
    public float[] sgd(Traffic traffic) {
        traffic.pass(n, 3.0 * n);
        SgdKernel.step(RATE, parameter, 0, gradient, 0, n);
        return parameter;
    }

    @Benchmark
    public float[] sgdWithMomentum(Traffic traffic) {
        traffic.pass(n, 5.0 * n);
        SgdKernel.momentumStep(RATE, DECAY_1, false, parameter, 0, gradient, 0, m, 0, n);
        return parameter;
    }
}
