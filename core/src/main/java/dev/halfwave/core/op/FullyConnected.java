package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Preparation;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.GemmKernel;
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

    private static final Preparation TRANSPOSED = new Transposed();
    private static final Preparation PACKED = new Packed();

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
        float[] packed = w.prepared(x[1], TRANSPOSED);
        float[] scratch = w.floats(GemmKernel.scratch());
        GemmKernel.multiply(
                x[0].data(), x[0].offset(), inFeatures, 1, rows, packed, 0, inFeatures, outFeatures,
                y.data(), y.offset(), outFeatures, scratch);
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
            float[] packed = w.prepared(x[1], PACKED);
            GemmKernel.multiply(
                    dy.data(), dy.offset(), outFeatures, 1, rows, packed, 0, outFeatures, inFeatures,
                    dx[0].data(), dx[0].offset(), inFeatures, scratch);
        }
        if (dx[1] != null && x[1].size() > 0) {
            gradWeight(x[0], dy, dx[1], rows, scratch, w);
        }
        if (dx.length == 3 && dx[2] != null) {
            for (int m = 0; m < rows; m++) {
                ElementwiseKernel.addTo(
                        dy.data(), dy.offset() + m * outFeatures, dx[2].data(), dx[2].offset(), outFeatures);
            }
        }
    }

    private static void gradWeight(Tensor x, Tensor dy, Tensor dweight, int rows, float[] scratch, Workspace w) {
        int inFeatures = dweight.shape().dim(1);
        int outFeatures = dweight.shape().dim(0);
        if (outFeatures == 1) {
            GemmKernel.multiplyAddRow(
                    dy.data(), dy.offset(), 1, x.data(), x.offset(), inFeatures, rows, inFeatures,
                    dweight.data(), dweight.offset());
        } else if (inFeatures == 1) { // dweight is a row as well: of dy's columns
            GemmKernel.multiplyAddRow(
                    x.data(), x.offset(), 1, dy.data(), dy.offset(), outFeatures, rows, outFeatures,
                    dweight.data(), dweight.offset());
        } else {
            float[] packed = w.floats(GemmKernel.packedLength(rows, inFeatures));
            GemmKernel.pack(x.data(), x.offset(), inFeatures, rows, inFeatures, packed, 0);
            GemmKernel.multiplyAdd( // the columns of dy
                    dy.data(), dy.offset(), 1, outFeatures, outFeatures, packed, 0, rows, inFeatures,
                    dweight.data(), dweight.offset(), inFeatures, scratch);
        }
    }

    /// The gradients of weight and bias run on.
    @Override
    public boolean accumulates(int input) {
        return input > 0;
    }

    /// How many vectors of features there are: the product of all axes but the last.
    private static int rows(Tensor x) {
        int rows = 1;
        for (int axis = 0; axis < x.shape().rank() - 1; axis++) {
            rows *= x.shape().dim(axis);
        }
        return rows;
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
