package dev.halfwave.bench;

import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.Convolution1dRelu;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// A convolution with bias and ReLU, as one op and as two, forward and backward (all three gradients) on one sample
/// whose tensors stay in cache, as in a trainer's slice. Before timing, the setup compares both with [Definitions], bit
/// for bit.
///
/// ```
/// java -jar bench/target/benchmarks.jar ConvolutionReluBenchmark
/// ```
public class ConvolutionReluBenchmark extends KernelBenchmark {

    @Param({"c1to32", "c32to32", "heart32to32", "heart48to48", "heart64to64"})
    public ConvolutionLayer layer;

    private final PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
    private final Relu relu = new Relu();
    private Convolution1d convolution;
    private Convolution1dRelu fused;
    private Tensor[] x;
    private Tensor[] dx;
    private Tensor sum;
    private Tensor y;
    private Tensor dy;
    private Tensor dsum;

    /// Allocates, and compares with the definition.
    @Setup
    public void setUp() {
        Definitions.Convolution sizes = layer.sizes;
        convolution = Convolution1d.DEFAULT.withStride(sizes.stride()).withDilation(sizes.dilation())
                .withGroups(sizes.groups()).withPadding(new Padding.Causal());
        fused = new Convolution1dRelu(convolution);
        Tensor signal = Checks.gaussian(Shape.of(1, sizes.inChannels(), sizes.inLength()), 1);
        Tensor weight = Checks.gaussian(Shape.of(sizes.outChannels(), layer.inPerGroup(), sizes.kernelSize()), 2);
        Tensor bias = Checks.gaussian(Shape.of(sizes.outChannels()), 3);
        weight.modified(); // from now on its packed forms are kept
        x = new Tensor[] {signal, weight, bias};
        dx = new Tensor[] {
            Tensor.zeros(signal.shape()), Tensor.zeros(weight.shape()), Tensor.zeros(bias.shape())
        };
        y = Tensor.zeros(convolution.shape(signal.shape(), weight.shape(), bias.shape()));
        sum = Tensor.zeros(y.shape());
        dy = Checks.gaussian(y.shape(), 4);
        dsum = Tensor.zeros(y.shape());
        Arithmetic ignored = new Arithmetic();
        fusedForward(ignored);
        fusedBackward(ignored);
        compareWithDefinition("fused");
        composedForward(ignored);
        composedBackward(ignored);
        compareWithDefinition("composed");
    }

    private void compareWithDefinition(String what) {
        float[] expected = layer.sizes.forward(1, x[0].data(), x[1].data(), x[2].data());
        float[] gated = new float[expected.length];
        for (int i = 0; i < expected.length; i++) {
            gated[i] = expected[i] > 0 ? dy.get(i) : 0f;
            expected[i] = Math.max(expected[i], 0f);
        }
        Checks.requireSameBits(what + " y", y.data(), expected);
        Checks.requireSameBits(what + " dx", dx[0].data(), layer.sizes.inputGradient(1, gated, x[1].data()));
        Checks.requireSameBits(what + " dweight", dx[1].data(), layer.sizes.weightGradient(1, x[0].data(), gated));
        Checks.requireSameBits(what + " dbias", dx[2].data(), layer.sizes.biasGradient(1, gated));
        for (int i = 1; i < dx.length; i++) {
            dx[i].copyFrom(Tensor.zeros(dx[i].shape())); // they run on
        }
    }

    private void count(Arithmetic arithmetic, int passes) {
        arithmetic.multiplyAdds(passes * layer.multiplyAdds() / layer.batch);
        workspace.begin(1, false);
    }

    @Benchmark
    public Tensor fusedForward(Arithmetic arithmetic) {
        count(arithmetic, 1);
        fused.forward(x, y, workspace);
        return y;
    }

    @Benchmark
    public Tensor composedForward(Arithmetic arithmetic) {
        count(arithmetic, 1);
        convolution.forward(x, sum, workspace);
        relu.forward(sum, y);
        return y;
    }

    @Benchmark
    public Tensor fusedBackward(Arithmetic arithmetic) {
        count(arithmetic, 2);
        fused.backward(x, y, dy, dx, workspace);
        return dx[0];
    }

    @Benchmark
    public Tensor composedBackward(Arithmetic arithmetic) {
        count(arithmetic, 2);
        relu.backward(sum, y, dy, dsum);
        convolution.backward(x, sum, dsum, dx, workspace);
        return dx[0];
    }
}
