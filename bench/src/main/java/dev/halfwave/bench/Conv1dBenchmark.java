package dev.halfwave.bench;

import dev.halfwave.core.kernel.Conv1dGeometry;
import dev.halfwave.core.kernel.Conv1dKernel;
import dev.halfwave.core.kernel.Conv1dPacking;
import dev.halfwave.core.kernel.Conv1dWeightGradient;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/// The convolution's kernels on a batch that is computed in slices, as a trainer does. Before timing, the setup compares
/// what they compute with plain loops in double.
///
/// ```
/// java -jar bench/target/benchmarks.jar "Peak|Conv1d" -prof gc
/// java -jar bench/target/benchmarks.jar Conv1dBenchmark -p layer=c32k3
/// java -jar bench/target/benchmarks.jar Conv1dBenchmark -jvmArgsAppend -Dhalfwave.vectorBits=256
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class Conv1dBenchmark {

    private static final int BATCH = 64;
    private static final int SLICE = 2;

    /// A convolution with causal padding on signals of one length: the paper's two layers (`c1k3`, `c32k3`), dilation,
    /// a stride, short signals as after several poolings, sizes that are multiples of nothing, every channel on its own.
    public enum Layer {
        c1k3(1, 32, 256, 3, 1, 1, 1), //
        c32k3(32, 32, 256, 3, 1, 1, 1), //
        c32k5d2(32, 32, 256, 5, 1, 2, 1), //
        c32k3s2(32, 32, 256, 3, 2, 1, 1), //
        c64k3short(64, 64, 16, 3, 1, 1, 1), //
        odd(7, 9, 101, 5, 1, 1, 1), //
        depthwise(32, 32, 256, 3, 1, 1, 32);

        final int inChannels;
        final int outChannels;
        final int inLength;
        final int kernelSize;
        final int stride;
        final int dilation;
        final int groups;

        Layer(int inChannels, int outChannels, int inLength, int kernelSize, int stride, int dilation, int groups) {
            this.inChannels = inChannels;
            this.outChannels = outChannels;
            this.inLength = inLength;
            this.kernelSize = kernelSize;
            this.stride = stride;
            this.dilation = dilation;
            this.groups = groups;
        }

        int outLength() {
            return (inLength - 1) / stride + 1;
        }

        int inPerGroup() {
            return inChannels / groups;
        }

        int outPerGroup() {
            return outChannels / groups;
        }

        int padLeft() {
            return dilation * (kernelSize - 1);
        }
    }

    /// Counts arithmetic: a fused multiply-add is two operations.
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Arithmetic {

        /// In thousands, and so per microsecond in 10⁹ per second.
        public double gigaflops;
    }

    @Param
    public Layer layer;

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
    private double work;

    /// Allocates, prepares, and compares with plain loops.
    @Setup
    public void setUp() {
        geometry = new Conv1dGeometry(layer.inChannels, layer.inLength, layer.outChannels, layer.outLength(),
                layer.kernelSize, layer.stride, layer.dilation, layer.groups, layer.padLeft());
        Random random = new Random(1);
        x = gaussian(BATCH * layer.inChannels * layer.inLength, random);
        weight = gaussian(layer.outChannels * layer.inPerGroup() * layer.kernelSize, random);
        bias = gaussian(layer.outChannels, random);
        dy = gaussian(BATCH * layer.outChannels * layer.outLength(), random);
        y = new float[dy.length];
        dx = new float[x.length];
        dweight = new float[weight.length];
        dbias = new float[bias.length];
        forwardWeights = new float[Conv1dPacking.forwardWeightsLength(
                layer.outChannels, layer.inPerGroup(), layer.kernelSize, layer.groups)];
        inputGradientWeights = new float[Conv1dPacking.inputGradientWeightsLength(
                layer.outChannels, layer.inPerGroup(), layer.kernelSize, layer.groups)];
        packForward();
        packInputGradient();
        forwardTaps = geometry.forwardTaps(SLICE);
        inputGradientTaps = geometry.inputGradientTaps(SLICE);
        weightGradientTaps = geometry.weightGradientTaps();
        scratch = new float[Math.max(geometry.weightGradientScratch(),
                Math.max(geometry.forwardScratch(SLICE), geometry.inputGradientScratch(SLICE)))];
        work = 2e-3 * dy.length * layer.inPerGroup() * layer.kernelSize;
        compareWithPlainLoops();
    }

    private static float[] gaussian(int n, Random random) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private void compareWithPlainLoops() {
        Arithmetic ignored = new Arithmetic();
        forward(ignored);
        gradInput(ignored);
        gradWeight(ignored);
        gradBias();
        double[] expectedY = new double[y.length];
        double[] expectedDx = new double[dx.length];
        double[] expectedDweight = new double[dweight.length];
        double[] expectedDbias = new double[dbias.length];
        int outLength = layer.outLength();
        for (int n = 0; n < BATCH; n++) {
            for (int o = 0; o < layer.outChannels; o++) {
                for (int t = 0; t < outLength; t++) {
                    int to = (n * layer.outChannels + o) * outLength + t;
                    double sum = bias[o];
                    for (int i = 0; i < layer.inPerGroup(); i++) {
                        int channel = o / layer.outPerGroup() * layer.inPerGroup() + i;
                        for (int k = 0; k < layer.kernelSize; k++) {
                            int position = t * layer.stride + k * layer.dilation - layer.padLeft();
                            if (position >= 0 && position < layer.inLength) {
                                int from = (n * layer.inChannels + channel) * layer.inLength + position;
                                int w = (o * layer.inPerGroup() + i) * layer.kernelSize + k;
                                sum += (double) weight[w] * x[from];
                                expectedDx[from] += (double) weight[w] * dy[to];
                                expectedDweight[w] += (double) x[from] * dy[to];
                            }
                        }
                    }
                    expectedY[to] = sum;
                    expectedDbias[o] += dy[to];
                }
            }
        }
        require(y, expectedY);
        require(dx, expectedDx);
        require(dweight, expectedDweight);
        require(dbias, expectedDbias);
    }

    private static void require(float[] actual, double[] expected) {
        for (int i = 0; i < actual.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= 1e-2 + 1e-4 * Math.abs(expected[i]))) {
                throw new IllegalStateException(
                        "expected " + expected[i] + " at " + i + ", but the kernel computes " + actual[i]);
            }
        }
    }

    @Benchmark
    public float[] forward(Arithmetic arithmetic) {
        arithmetic.gigaflops += work;
        for (int n = 0; n < BATCH; n += SLICE) {
            Conv1dKernel.forward(geometry, SLICE, x, n * layer.inChannels * layer.inLength, forwardWeights,
                    forwardTaps, bias, 0, y, n * layer.outChannels * layer.outLength(), scratch);
        }
        return y;
    }

    @Benchmark
    public float[] gradInput(Arithmetic arithmetic) {
        arithmetic.gigaflops += work;
        for (int n = 0; n < BATCH; n += SLICE) {
            Conv1dKernel.gradInput(geometry, SLICE, dy, n * layer.outChannels * layer.outLength(),
                    inputGradientWeights, inputGradientTaps, dx, n * layer.inChannels * layer.inLength, scratch);
        }
        return dx;
    }

    @Benchmark
    public float[] gradWeight(Arithmetic arithmetic) {
        arithmetic.gigaflops += work;
        for (int n = 0; n < BATCH; n += SLICE) {
            Conv1dWeightGradient.gradWeight(geometry, SLICE, x, n * layer.inChannels * layer.inLength, dy,
                    n * layer.outChannels * layer.outLength(), weightGradientTaps, dweight, 0, scratch);
        }
        return dweight;
    }

    @Benchmark
    public float[] gradBias() {
        Conv1dWeightGradient.gradBias(BATCH, layer.outChannels, layer.outLength(), dy, 0, dbias, 0);
        return dbias;
    }

    /// Once per version of the weight.
    @Benchmark
    public float[] packForward() {
        Conv1dPacking.packForward(weight, 0, layer.outChannels, layer.inPerGroup(), layer.kernelSize, layer.groups,
                forwardWeights);
        return forwardWeights;
    }

    /// Once per version of the weight.
    @Benchmark
    public float[] packInputGradient() {
        Conv1dPacking.packInputGradient(weight, 0, layer.outChannels, layer.inPerGroup(), layer.kernelSize,
                layer.groups, layer.stride, layer.dilation, inputGradientWeights);
        return inputGradientWeights;
    }
}
