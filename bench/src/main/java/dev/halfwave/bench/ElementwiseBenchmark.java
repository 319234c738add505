package dev.halfwave.bench;

import dev.halfwave.core.kernel.ElementwiseKernel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Kernels that compute every element on its own. `copy` is what memory allows. Before timing, the setup compares them
/// with plain loops, bit for bit.
///
/// ```
/// java -jar bench/target/benchmarks.jar ElementwiseBenchmark
/// ```
public class ElementwiseBenchmark extends KernelBenchmark {

    /// One sample of 32 channels, and a number that is a multiple of no vector width.
    @Param({"8192", "1003"})
    public int n;

    private float[] a;
    private float[] b;
    private float[] c;
    private float[] y;

    /// Compares with plain loops.
    @Setup
    public void setUp() {
        a = Checks.gaussian(n, 1);
        b = Checks.gaussian(n, 2);
        c = Checks.gaussian(n, 3);
        y = new float[n];
        float[] sum = new float[n];
        float[] product = new float[n];
        float[] scaled = new float[n];
        float[] quotient = new float[n];
        float[] fused = new float[n];
        float[] runOn = c.clone();
        for (int i = 0; i < n; i++) {
            sum[i] = a[i] + b[i];
            product[i] = a[i] * b[i];
            scaled[i] = a[i] * 0.3f;
            quotient[i] = a[i] / b[i];
            fused[i] = Math.fma(a[i], b[i], c[i]);
            runOn[i] += a[i];
        }
        Traffic ignored = new Traffic();
        Checks.requireSameBits("copy", copy(ignored), a);
        Checks.requireSameBits("add", add(ignored), sum);
        Checks.requireSameBits("multiply", multiply(ignored), product);
        Checks.requireSameBits("scale", scale(ignored), scaled);
        Checks.requireSameBits("divide", divide(ignored), quotient);
        Checks.requireSameBits("multiplyAdd", multiplyAdd(ignored), fused);
        System.arraycopy(c, 0, y, 0, n);
        Checks.requireSameBits("addTo", addTo(ignored), runOn);
    }

    @Benchmark
    public float[] copy(Traffic traffic) {
        traffic.pass(n, 2.0 * n);
        System.arraycopy(a, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] add(Traffic traffic) {
        traffic.pass(n, 3.0 * n);
        ElementwiseKernel.add(a, 0, b, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] addTo(Traffic traffic) {
        traffic.pass(n, 3.0 * n);
        ElementwiseKernel.addTo(a, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] multiply(Traffic traffic) {
        traffic.pass(n, 3.0 * n);
        ElementwiseKernel.multiply(a, 0, b, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] scale(Traffic traffic) {
        traffic.pass(n, 2.0 * n);
        ElementwiseKernel.multiply(a, 0, 0.3f, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] divide(Traffic traffic) {
        traffic.pass(n, 3.0 * n);
        ElementwiseKernel.divide(a, 0, b, 0, y, 0, n);
        return y;
    }

    @Benchmark
    public float[] multiplyAdd(Traffic traffic) {
        traffic.pass(n, 4.0 * n);
        ElementwiseKernel.multiplyAdd(a, 0, b, 0, c, 0, y, 0, n);
        return y;
    }
}
