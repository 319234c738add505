package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Preparation;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.GemmKernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Weighted sums of all features, `y = x·weightᵀ + bias` over the last axis: the arithmetic of a linear layer.
///
/// | tensor   | shape                                          |
/// |----------|------------------------------------------------|
/// | `x`      | (N, …, inFeatures)                             |
/// | `weight` | (outFeatures, inFeatures)                      |
/// | `bias`   | (outFeatures); may be left out                 |
/// | `y`      | (N, …, outFeatures)                            |
///
/// **Order.** Each `y[m,o]` starts at +0.0 and takes `fma(x[m,i], weight[o,i], sum)` for `i` ascending; the bias is
/// added last.
///
/// **Backward.** All axes but the last are rows `m`.
/// - `dx[m,i] = Σ_o dy[m,o] · weight[o,i]`: from +0.0 with fma for `o` ascending.
/// - `dweight[o,i] = Σ_m dy[m,o] · x[m,i]`: runs on from the value found with fma for `m` ascending.
/// - `dbias[o] = Σ_m dy[m,o]`: runs on by plain addition for `m` ascending.
public record FullyConnected() implements Op {

    /// @param x the shapes of `x`, `weight` and, if there is one, `bias`
    @Override
    public Shape shape(Shape... x) {
        if (x.length != 2 && x.length != 3) {
            throw new IllegalArgumentException(
                    name() + ": takes x, weight and, if wanted, bias, but was given " + x.length + " inputs");
        }
        Shape weight = x[1];
        weight.requireAxes(name(), "weight", "outFeatures", "inFeatures");
        if (x[0].rank() == 0 || x[0].dim(-1) != weight.dim(1)) {
            throw new ShapeMismatchException(
                    name(),
                    "weight " + weight + " expects x (N, ..., inFeatures) to have " + weight.dim(1) + " features",
                    "x is " + x[0] + (x[0].rank() == 0 ? "" : " with " + x[0].dim(-1)));
        }
        if (x.length == 3 && !x[2].equals(Shape.of(weight.dim(0)))) {
            throw new ShapeMismatchException(
                    name(), "weight " + weight + " expects bias to be (" + weight.dim(0) + ")", "bias is " + x[2]);
        }
        return x[0].with(-1, weight.dim(0));
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        int inFeatures = x[1].shape().dim(1);
        int outFeatures = x[1].shape().dim(0);
        int rows = rows(x[0]);
        float[] packed = w.prepared(x[1], new Transposed());
        float[] scratch = w.floats(GemmKernel.scratch());
        int[] rowOffset = offsets(w, rows, x[0].offset(), inFeatures);
        Arrays.fill(y.data(), y.offset(), y.offset() + y.size(), 0f);
        if (x[1].size() > 0) { // an empty sum is 0
            GemmKernel.multiply(
                    x[0].data(), rowOffset, rows, 1, packed, 0, inFeatures, outFeatures,
                    y.data(), y.offset(), outFeatures, scratch);
        }
        if (x.length == 3) {
            for (int m = 0; m < rows; m++) {
                ElementwiseKernel.addTo(
                        x[2].data(), x[2].offset(), y.data(), y.offset() + m * outFeatures, outFeatures);
            }
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        int inFeatures = x[1].shape().dim(1);
        int outFeatures = x[1].shape().dim(0);
        int rows = rows(x[0]);
        float[] scratch = w.floats(GemmKernel.scratch());
        if (dx[0] != null) {
            float[] packed = w.prepared(x[1], new Packed());
            int[] rowOffset = offsets(w, rows, dy.offset(), outFeatures);
            Arrays.fill(dx[0].data(), dx[0].offset(), dx[0].offset() + dx[0].size(), 0f);
            if (x[1].size() > 0) {
                GemmKernel.multiply(
                        dy.data(), rowOffset, rows, 1, packed, 0, outFeatures, inFeatures,
                        dx[0].data(), dx[0].offset(), inFeatures, scratch);
            }
        }
        if (dx[1] != null && x[1].size() > 0) {
            float[] packed = w.floats(GemmKernel.packedLength(rows, inFeatures));
            GemmKernel.pack(x[0].data(), x[0].offset(), inFeatures, rows, inFeatures, packed, 0);
            int[] rowOffset = offsets(w, outFeatures, dy.offset(), 1); // the columns of dy
            GemmKernel.multiply(
                    dy.data(), rowOffset, outFeatures, outFeatures, packed, 0, rows, inFeatures,
                    dx[1].data(), dx[1].offset(), inFeatures, scratch);
        }
        if (dx.length == 3 && dx[2] != null) {
            for (int m = 0; m < rows; m++) {
                ElementwiseKernel.addTo(
                        dy.data(), dy.offset() + m * outFeatures, dx[2].data(), dx[2].offset(), outFeatures);
            }
        }
    }

    /// The gradients of weight and bias run on.
    @Override
    public boolean accumulates(int input) {
        return input > 0;
    }

    /// How many vectors of features there are: the product of all axes but the last.
    private static int rows(Tensor x) {
        return x.shape().with(-1, 1).size();
    }

    private static int[] offsets(Workspace w, int n, int first, int stride) {
        int[] offsets = w.ints(n);
        for (int i = 0; i < n; i++) {
            offsets[i] = first + i * stride;
        }
        return offsets;
    }

    /// The weight as the right factor of the forward pass, `B[i][o] = weight[o][i]`.
    private record Transposed() implements Preparation {
        @Override
        public int length(Shape weight) {
            return GemmKernel.packedLength(weight.dim(1), weight.dim(0));
        }

        @Override
        public void prepare(Tensor weight, float[] into) {
            int outFeatures = weight.shape().dim(0);
            int inFeatures = weight.shape().dim(1);
            GemmKernel.packTransposed(
                    weight.data(), weight.offset(), inFeatures, inFeatures, outFeatures, into, 0);
        }
    }

    /// The weight as the right factor of the gradient of `x`, `B[o][i] = weight[o][i]`.
    private record Packed() implements Preparation {
        @Override
        public int length(Shape weight) {
            return GemmKernel.packedLength(weight.dim(0), weight.dim(1));
        }

        @Override
        public void prepare(Tensor weight, float[] into) {
            int outFeatures = weight.shape().dim(0);
            int inFeatures = weight.shape().dim(1);
            GemmKernel.pack(weight.data(), weight.offset(), inFeatures, outFeatures, inFeatures, into, 0);
        }
    }
}
