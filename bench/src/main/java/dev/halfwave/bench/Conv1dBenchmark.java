package dev.halfwave.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// The convolution's kernels, with everything that is done for each slice: padded copies, transposes. The slices of a
/// batch have the memory of two by turns, so that it stays in cache, as a trainer's does. Before timing, the setup
/// compares two slices with [Definitions], bit for bit.
///
/// ```
/// java -jar bench/target/benchmarks.jar Conv1dBenchmark
/// java -jar bench/target/benchmarks.jar Conv1dBenchmark.gradWeight -p layer=c32to32
/// java -jar bench/target/benchmarks.jar Conv1dBenchmark -jvmArgsAppend -Dhalfwave.vectorBits=256
/// ```
public class Conv1dBenchmark extends KernelBenchmark {

    @Param
    public ConvolutionLayer layer;

    private ConvolutionKernels kernels;
    private float[] x;
    private float[] y;
    private float[] dy;
    private float[] dx;
    private float[] dweight;
    private float[] dbias;
    private float[] scratch;

    /// Allocates, prepares, and compares with the definition.
    @Setup
    public void setUp() {
        float[] weight = Checks.gaussian(layer.weightSize(), 2);
        float[] bias = Checks.gaussian(layer.sizes.outChannels(), 3);
        kernels = new ConvolutionKernels(layer, weight, bias);
        x = Checks.gaussian(2 * layer.slice * layer.inSize(), 1);
        dy = Checks.gaussian(2 * layer.slice * layer.outSize(), 4);
        y = new float[dy.length];
        dx = new float[x.length];
        dweight = new float[weight.length];
        dbias = new float[bias.length];
        scratch = new float[kernels.scratch()];
        compareWithDefinition(2 * layer.slice, weight, bias);
    }

    private void compareWithDefinition(int samples, float[] weight, float[] bias) {
        forward(samples);
        gradInput(samples);
        gradWeight(samples);
        gradBias(samples);
        Checks.requireSameBits("y", y, layer.sizes.forward(samples, x, weight, bias));
        Checks.requireSameBits("dx", dx, layer.sizes.inputGradient(samples, dy, weight));
        Checks.requireSameBits("dweight", dweight, layer.sizes.weightGradient(samples, x, dy));
        Checks.requireSameBits("dbias", dbias, layer.sizes.biasGradient(samples, dy));
    }

    /// Where the memory of a slice begins, in samples.
    private int at(int sample) {
        return sample % (2 * layer.slice);
    }

    @Benchmark
    public float[] forward(Arithmetic arithmetic) {
        arithmetic.multiplyAdds(layer.multiplyAdds());
        forward(layer.batch);
        return y;
    }

    private void forward(int samples) {
        for (int n = 0; n < samples; n += layer.slice) {
            kernels.forward(x, at(n) * layer.inSize(), y, at(n) * layer.outSize(), scratch);
        }
    }

    @Benchmark
    public float[] gradInput(Arithmetic arithmetic) {
        arithmetic.multiplyAdds(layer.multiplyAdds());
        gradInput(layer.batch);
        return dx;
    }

    private void gradInput(int samples) {
        for (int n = 0; n < samples; n += layer.slice) {
            kernels.gradInput(dy, at(n) * layer.outSize(), dx, at(n) * layer.inSize(), scratch);
        }
    }

    @Benchmark
    public float[] gradWeight(Arithmetic arithmetic) {
        arithmetic.multiplyAdds(layer.multiplyAdds());
        gradWeight(layer.batch);
        return dweight;
    }

    private void gradWeight(int samples) {
        for (int n = 0; n < samples; n += layer.slice) {
            kernels.gradWeight(x, at(n) * layer.inSize(), dy, at(n) * layer.outSize(), dweight, scratch);
        }
    }

    @Benchmark
    public float[] gradBias(Traffic traffic) {
        traffic.pass(layer.batch * layer.outSize(), layer.batch * layer.outSize() + dbias.length);
        gradBias(layer.batch);
        return dbias;
    }

    private void gradBias(int samples) {
        for (int n = 0; n < samples; n += layer.slice) {
            kernels.gradBias(dy, at(n) * layer.outSize(), dbias);
        }
    }
}
