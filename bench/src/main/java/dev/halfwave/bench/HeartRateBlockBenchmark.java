package dev.halfwave.bench;

import dev.halfwave.core.kernel.ReluKernel;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// The three convolutions of a block of the heart-rate network as a whole, each with bias and ReLU, on a batch in slices
/// as a trainer cuts it. One slice's memory serves all, as a trainer's does. The pools between the blocks are left out.
///
/// | row          | what is computed of each slice                                                                 |
/// |--------------|------------------------------------------------------------------------------------------------|
/// | `forward`    | the convolutions, ReLU in the same pass                                                        |
/// | `gradInput`  | from the last layer to the first: the gradient through ReLU, then that of the layer's input     |
/// | `gradWeight` | the gradients of weights and biases from what `gradInput` left                                  |
/// | `backward`   | both, layer by layer, as training does                                                          |
///
/// The network's first convolution needs no gradient of its input, so that block 1 neither computes nor counts it. What
/// is counted are the multiply-adds of the convolutions; ReLU and the gradient of the bias only take time.
///
/// Before timing, the setup compares a slice with [Definitions], bit for bit.
///
/// ```
/// java -jar bench/target/benchmarks.jar HeartRateBlock
/// java -jar bench/target/benchmarks.jar HeartRateBlockBenchmark.backward -p block=3
/// ```
public class HeartRateBlockBenchmark extends KernelBenchmark {

    /// 1 → 32 → 32 → 32 channels at length 256, 32 → 48 → 48 → 48 at 64, 48 → 64 → 64 → 64 at 32.
    @Param({"1", "2", "3"})
    public int block;

    /// A convolution with its ReLU, and the memory of its slice.
    private static final class Stage {
        final ConvolutionLayer layer;
        final float[] weight;
        final float[] bias;
        final ConvolutionKernels kernels;
        final float[] x;
        final float[] y;
        final float[] dx;
        final float[] dy;
        final float[] gated; // dy through ReLU
        final float[] dweight;
        final float[] dbias;

        Stage(ConvolutionLayer layer, float[] x, float[] dx, int seed) {
            this.layer = layer;
            this.x = x;
            this.dx = dx;
            weight = Checks.gaussian(layer.weightSize(), seed);
            bias = Checks.gaussian(layer.sizes.outChannels(), seed + 1);
            kernels = new ConvolutionKernels(layer, weight, bias);
            y = new float[layer.slice * layer.outSize()];
            dy = new float[y.length];
            gated = new float[y.length];
            dweight = new float[weight.length];
            dbias = new float[bias.length];
        }
    }

    private final Stage[] stages = new Stage[3];
    private int first; // of the stages that need the gradient of their input
    private int slices;
    private float[] scratch;

    /// Allocates, and compares with the definition.
    @Setup
    public void setUp() {
        List<ConvolutionLayer> layers = layers();
        ConvolutionLayer outer = layers.getFirst();
        float[] x = Checks.gaussian(outer.slice * outer.inSize(), 1);
        float[] dx = new float[x.length];
        int needed = 0;
        for (int i = 0; i < stages.length; i++) {
            stages[i] = new Stage(layers.get(i), x, dx, 10 * (i + 1));
            x = stages[i].y;
            dx = stages[i].dy;
            needed = Math.max(needed, stages[i].kernels.scratch());
        }
        scratch = new float[needed];
        first = block == 1 ? 1 : 0;
        slices = outer.batch / outer.slice;
        System.arraycopy(Checks.gaussian(dx.length, 2), 0, dx, 0, dx.length);
        compareWithDefinition();
    }

    private List<ConvolutionLayer> layers() {
        return switch (block) {
            case 1 -> List.of(
                    ConvolutionLayer.heart1to32, ConvolutionLayer.heart32to32, ConvolutionLayer.heart32to32);
            case 2 -> List.of(
                    ConvolutionLayer.heart32to48, ConvolutionLayer.heart48to48, ConvolutionLayer.heart48to48);
            case 3 -> List.of(
                    ConvolutionLayer.heart48to64, ConvolutionLayer.heart64to64, ConvolutionLayer.heart64to64);
            default -> throw new IllegalArgumentException("there are blocks 1, 2 and 3, but none of number " + block);
        };
    }

    private void compareWithDefinition() {
        forwardSlice();
        backwardSlice(true, true);
        float[] x = stages[0].x;
        for (Stage stage : stages) {
            x = stage.layer.sizes.forward(stage.layer.slice, x, stage.weight, stage.bias);
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.max(x[i], 0f);
            }
            Checks.requireSameBits("y", stage.y, x);
        }
        float[] dy = stages[2].dy;
        for (int i = stages.length - 1; i >= 0; i--) {
            Stage stage = stages[i];
            Definitions.Convolution sizes = stage.layer.sizes;
            float[] gated = new float[dy.length];
            for (int j = 0; j < gated.length; j++) {
                gated[j] = stage.y[j] > 0 ? dy[j] : 0f;
            }
            Checks.requireSameBits("dweight", stage.dweight, sizes.weightGradient(stage.layer.slice, stage.x, gated));
            Checks.requireSameBits("dbias", stage.dbias, sizes.biasGradient(stage.layer.slice, gated));
            if (i >= first) {
                dy = sizes.inputGradient(stage.layer.slice, gated, stage.weight);
                Checks.requireSameBits("dx", stage.dx, dy);
            }
        }
    }

    @Benchmark
    public float[] forward(Arithmetic arithmetic) {
        count(arithmetic, 0);
        for (int i = 0; i < slices; i++) {
            forwardSlice();
        }
        return stages[2].y;
    }

    @Benchmark
    public float[] gradInput(Arithmetic arithmetic) {
        count(arithmetic, first);
        for (int i = 0; i < slices; i++) {
            backwardSlice(true, false);
        }
        return stages[0].gated;
    }

    @Benchmark
    public float[] gradWeight(Arithmetic arithmetic) {
        count(arithmetic, 0);
        for (int i = 0; i < slices; i++) {
            backwardSlice(false, true);
        }
        return stages[0].dweight;
    }

    @Benchmark
    public float[] backward(Arithmetic arithmetic) {
        count(arithmetic, first);
        count(arithmetic, 0);
        for (int i = 0; i < slices; i++) {
            backwardSlice(true, true);
        }
        return stages[0].dweight;
    }

    /// One pass through the stages from this one on.
    private void count(Arithmetic arithmetic, int from) {
        for (int i = from; i < stages.length; i++) {
            arithmetic.multiplyAdds(stages[i].layer.multiplyAdds());
        }
    }

    private void forwardSlice() {
        for (Stage stage : stages) {
            stage.kernels.forwardRectified(stage.x, 0, stage.y, 0, scratch);
        }
    }

    private void backwardSlice(boolean inputs, boolean weights) {
        for (int i = stages.length - 1; i >= 0; i--) {
            Stage stage = stages[i];
            if (inputs) {
                ReluKernel.backward(stage.y, 0, stage.dy, 0, stage.gated, 0, stage.y.length);
                if (i >= first) {
                    stage.kernels.gradInput(stage.gated, 0, stage.dx, 0, scratch);
                }
            }
            if (weights) {
                stage.kernels.gradWeight(stage.x, 0, stage.gated, 0, stage.dweight, scratch);
                stage.kernels.gradBias(stage.gated, 0, stage.dbias);
            }
        }
    }
}
