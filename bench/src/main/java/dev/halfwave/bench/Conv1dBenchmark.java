package dev.halfwave.bench;

import dev.halfwave.core.kernel.Conv1dGeometry;
import dev.halfwave.core.kernel.Conv1dKernel;
import dev.halfwave.core.kernel.Conv1dPacking;
import dev.halfwave.core.kernel.Conv1dWeightGradient;
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

    private Conv1dGeometry geometry;
    private float[] x;
    private float[] weight;
    private float[] bias;
    private float[] y;
    private float[] dy;
    private float[] dx;
    private float[] dweight;
    private float[] dbias;
    private float[] forwardWeights;
    private float[] inputGradientWeights;
    private int[] forwardTaps;
    private int[] inputGradientTaps;
    private int[] weightGradientTaps;
    private float[] scratch;

    /// Allocates, prepares, and compares with the definition.
    @Setup
    public void setUp() {
        Definitions.Convolution sizes = layer.sizes;
        geometry = geometry(layer);
        x = Checks.gaussian(2 * layer.slice * layer.inSize(), 1);
        weight = Checks.gaussian(layer.weightSize(), 2);
        bias = Checks.gaussian(sizes.outChannels(), 3);
        dy = Checks.gaussian(2 * layer.slice * layer.outSize(), 4);
        y = new float[dy.length];
        dx = new float[x.length];
        dweight = new float[weight.length];
        dbias = new float[bias.length];
        forwardWeights = packForward(layer, weight);
        inputGradientWeights = packInputGradient(layer, weight);
        forwardTaps = geometry.forwardTaps(layer.slice);
        inputGradientTaps = geometry.inputGradientTaps(layer.slice);
        weightGradientTaps = geometry.weightGradientTaps();
        scratch = new float[Math.max(geometry.weightGradientScratch(),
                Math.max(geometry.forwardScratch(layer.slice), geometry.inputGradientScratch(layer.slice)))];
        compareWithDefinition(2 * layer.slice);
    }

    static Conv1dGeometry geometry(ConvolutionLayer layer) {
        Definitions.Convolution c = layer.sizes;
        return new Conv1dGeometry(
                c.inChannels(), c.inLength(), c.outChannels(), c.outLength(), c.kernelSize(), c.stride(),
                c.dilation(), c.groups(), c.left());
    }

    static float[] packForward(ConvolutionLayer layer, float[] weight) {
        Definitions.Convolution c = layer.sizes;
        float[] packed = new float[Conv1dPacking.forwardWeightsLength(
                c.outChannels(), layer.inPerGroup(), c.kernelSize(), c.groups())];
        Conv1dPacking.packForward(
                weight, 0, c.outChannels(), layer.inPerGroup(), c.kernelSize(), c.groups(), packed);
        return packed;
    }

    static float[] packInputGradient(ConvolutionLayer layer, float[] weight) {
        Definitions.Convolution c = layer.sizes;
        float[] packed = new float[Conv1dPacking.inputGradientWeightsLength(
                c.outChannels(), layer.inPerGroup(), c.kernelSize(), c.groups())];
        Conv1dPacking.packInputGradient(
                weight, 0, c.outChannels(), layer.inPerGroup(), c.kernelSize(), c.groups(), c.stride(), c.dilation(),
                packed);
        return packed;
    }

    private void compareWithDefinition(int samples) {
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
            Conv1dKernel.forward(
                    geometry, layer.slice, x, at(n) * layer.inSize(), forwardWeights, forwardTaps,
                    bias, 0, y, at(n) * layer.outSize(), scratch);
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
            Conv1dKernel.gradInput(
                    geometry, layer.slice, dy, at(n) * layer.outSize(), inputGradientWeights,
                    inputGradientTaps, dx, at(n) * layer.inSize(), scratch);
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
            Conv1dWeightGradient.gradWeight(
                    geometry, layer.slice, x, at(n) * layer.inSize(), dy, at(n) * layer.outSize(),
                    weightGradientTaps, dweight, 0, scratch);
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
            Conv1dWeightGradient.gradBias(
                    layer.slice, layer.sizes.outChannels(), layer.sizes.outLength(), dy, at(n) * layer.outSize(),
                    dbias, 0);
        }
    }
}
