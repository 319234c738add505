package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.MomentKernel;
import dev.halfwave.core.kernel.NormalizationKernel;
import dev.halfwave.core.kernel.RowKernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Brings every sample's last axes to mean 0 and variance 1, then scales and shifts each element, as PyTorch's
/// `layer_norm`: with μ the mean and σ² the population variance of a row (all elements of the last `axes` axes),
/// `x̂ = (x − μ) / √(σ² + ε)` and `y = weight ⊙ x̂ + bias`.
///
/// | tensor           | shape                                                                         |
/// |------------------|-------------------------------------------------------------------------------|
/// | `x`              | (…, D₁, …, D_axes)                                                            |
/// | `weight`, `bias` | (D₁, …, D_axes); both may be left out, for weight 1 and bias 0                 |
/// | `y`              | as `x`                                                                        |
///
/// Rows do not depend on each other, so that neither does one sample on the others of its batch. On (N, C, L), one axis
/// normalises each channel over time, and two axes all channels together; to normalise the channels of each time step,
/// transpose to (N, L, C) and back.
///
/// **Edge cases.** A row of equal elements becomes its bias. A NaN makes its whole row NaN.
///
/// **Backward.** With n elements in a row, `∂μ/∂x_j = 1/n` and `∂σ²/∂x_j = 2 (x_j − μ)/n`, so that with
/// `s = √(σ² + ε)`
///
/// `∂x̂_i/∂x_j = (1[i = j] − 1/n − x̂_i x̂_j / n) / s`.
///
/// For `g = weight ⊙ dy`, summing `g_i ∂x̂_i/∂x_j` over i gives
///
/// `dx = (g − mean(g) − x̂ · mean(g ⊙ x̂)) / s`:
///
/// what remains of `g` without its share in the constant row and in `x̂` itself, the two directions that a
/// normalisation takes away. Along `x̂`, whose mean square is `q = σ²/(σ² + ε)`, a little is kept: the share is
/// `mean(g ⊙ x̂)/q`, so `dx = (r + x̂ · mean(g ⊙ x̂) · ε/σ²) / s` where `r` has no share in either. `r` is made by taking
/// both shares away, twice: in short rows it is a small difference of large numbers (in a row of two it is 0), and what
/// rounding leaves the first time is then larger than `r`. `dweight = Σ dy ⊙ x̂` and `dbias = Σ dy` over all rows.
///
/// **Order of operations.** A row is summed in 16 virtual lanes and divided by n once: for the mean `m`; for the mean of
/// `x − m`, which is added to it and makes it μ, so that what the first sum lost to rounding is not magnified by `1/s`;
/// for the variance from the squares of `x − μ`, which lose no digits where the mean is large; and for both means of
/// backward. `1/s` is computed in double and rounded once; x̂ is a product with it, and weight and bias follow by fma.
/// `dweight` runs on from the value found with fma, `dbias` by plain addition, row after row.
///
/// Source: Ba, Kiros and Hinton (2016), *Layer Normalization*, arXiv:1607.06450.
///
/// @param axes how many of the last axes a row spans, at least 1
/// @param epsilon ε, usually small and positive: keeps the quotient finite where a row is constant. As in PyTorch it may
///     be any number; where `σ² + ε` is negative the result is NaN
public record LayerNormalization(int axes, float epsilon) implements Op {

    /// Rows that take each step together, so that none waits for its own sums.
    private static final int GROUP = 8;

    /// @throws IllegalArgumentException if a setting is out of its range
    public LayerNormalization {
        if (axes < 1) {
            throw new IllegalArgumentException("LayerNormalization: axes must be at least 1, but is " + axes);
        }
        Moments.requireEpsilon("LayerNormalization", epsilon);
    }

    /// With PyTorch's ε, 10⁻⁵.
    public LayerNormalization(int axes) {
        this(axes, 1e-5f);
    }

    /// @param x the shapes of `x` and, if wanted, `weight` and `bias`
    @Override
    public Shape shape(Shape... x) {
        if (x.length != 1 && x.length != 3) {
            throw new IllegalArgumentException(
                    name() + ": takes x, or x, weight and bias, but was given " + x.length + " inputs");
        }
        int rank = x[0].rank();
        if (rank < axes) {
            throw new ShapeMismatchException(
                    name(), "expected x with at least " + axes + (axes == 1 ? " axis" : " axes"),
                    "its shape is " + x[0]);
        }
        if (x.length == 3) {
            Shape row = Shape.of(Arrays.copyOfRange(x[0].toArray(), rank - axes, rank));
            if (!x[1].equals(row) || !x[2].equals(row)) {
                throw new ShapeMismatchException(
                        name(), "the last axes of x " + x[0] + " expect weight and bias to be " + row,
                        "weight is " + x[1] + " and bias is " + x[2]);
            }
        }
        return x[0];
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        int n = rowLength(x[0].shape());
        float[] in = x[0].data();
        float[] out = y.data();
        float[] means = w.floats(GROUP);
        float[] factors = w.floats(GROUP);
        for (int first = 0, rows; first < y.size(); first += rows * n) {
            rows = Math.min(GROUP, (y.size() - first) / n);
            for (int row = 0; row < rows; row++) {
                // The row of y is free until it is written.
                int at = first + row * n;
                means[row] = Moments.mean(in, x[0].offset() + at, n, out, y.offset() + at);
            }
            for (int row = 0; row < rows; row++) {
                int at = first + row * n;
                factors[row] = Moments.factor(
                        variance(in, x[0].offset() + at, means[row], out, y.offset() + at, n), epsilon);
            }
            for (int row = 0; row < rows; row++) {
                int from = x[0].offset() + first + row * n;
                int to = y.offset() + first + row * n;
                if (x.length == 1) {
                    NormalizationKernel.normalize(in, from, means[row], factors[row], out, to, n);
                } else {
                    NormalizationKernel.normalize(
                            in, from, means[row], factors[row], x[1].data(), x[1].offset(), x[2].data(),
                            x[2].offset(), out, to, n);
                }
            }
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        int n = rowLength(x[0].shape());
        float[] in = x[0].data();
        float[] scratch = w.floats(n);
        float[] means = w.floats(GROUP);
        float[] variances = w.floats(GROUP);
        float[] factors = w.floats(GROUP);
        float[] products = w.floats(GROUP);
        float[] centers = w.floats(GROUP);
        for (int first = 0, rows; first < y.size(); first += rows * n) {
            rows = Math.min(GROUP, (y.size() - first) / n);
            for (int row = 0; row < rows; row++) {
                means[row] = Moments.mean(in, x[0].offset() + first + row * n, n, scratch, 0);
            }
            for (int row = 0; row < rows; row++) {
                variances[row] = variance(in, x[0].offset() + first + row * n, means[row], scratch, 0, n);
                factors[row] = Moments.factor(variances[row], epsilon);
            }
            for (int row = 0; row < rows; row++) {
                int from = x[0].offset() + first + row * n;
                int at = dy.offset() + first + row * n;
                if (dx.length == 3 && dx[1] != null) {
                    NormalizationKernel.addProducts(
                            in, from, means[row], factors[row], dy.data(), at, dx[1].data(), dx[1].offset(), n);
                }
                if (dx.length == 3 && dx[2] != null) {
                    ElementwiseKernel.addTo(dy.data(), at, dx[2].data(), dx[2].offset(), n);
                }
            }
            if (dx[0] == null) {
                continue;
            }
            float[] out = dx[0].data();
            float[] g = x.length == 3 ? out : dy.data();
            int gOffset = (x.length == 3 ? dx[0].offset() : dy.offset()) + first;
            for (int row = 0; row < rows; row++) {
                int from = x[0].offset() + first + row * n;
                int at = gOffset + row * n;
                if (x.length == 3) {
                    ElementwiseKernel.multiply(
                            dy.data(), dy.offset() + first + row * n, x[1].data(), x[1].offset(), out, at, n);
                }
                products[row] = meanProduct(in, from, means[row], factors[row], g, at, scratch, n);
                centers[row] = RowKernel.mean(g, at, n);
            }
            for (int row = 0; row < rows; row++) {
                NormalizationKernel.gradient(
                        in, x[0].offset() + first + row * n, means[row], factors[row], g, gOffset + row * n,
                        centers[row], Moments.alongNormalized(products[row], variances[row], factors[row]), 1, out,
                        dx[0].offset() + first + row * n, n);
            }
            for (int row = 0; row < rows; row++) {
                int to = dx[0].offset() + first + row * n;
                float second = meanProduct(
                        in, x[0].offset() + first + row * n, means[row], factors[row], out, to, scratch, n);
                centers[row] = RowKernel.mean(out, to, n);
                products[row] = Moments.alongNormalized(second, variances[row], factors[row])
                        - Moments.keptByEpsilon(products[row] + second, variances[row], epsilon);
            }
            for (int row = 0; row < rows; row++) {
                int to = dx[0].offset() + first + row * n;
                NormalizationKernel.gradient(
                        in, x[0].offset() + first + row * n, means[row], factors[row], out, to, centers[row],
                        products[row], factors[row], out, to, n);
            }
        }
    }

    /// The mean of `g · x̂` over a row.
    private static float meanProduct(
            float[] in, int from, float mean, float factor, float[] g, int gOffset, float[] scratch, int n) {
        return MomentKernel.products(in, from, mean, factor, g, gOffset, scratch, 0, n) / n;
    }

    /// The gradients of weight and bias run on.
    @Override
    public boolean accumulates(int input) {
        return input > 0;
    }

    /// σ² of a row.
    private static float variance(float[] x, int xOffset, float mean, float[] scratch, int scratchOffset, int n) {
        return MomentKernel.squares(x, xOffset, mean, scratch, scratchOffset, n) / n;
    }

    private int rowLength(Shape x) {
        int n = 1;
        for (int axis = x.rank() - axes; axis < x.rank(); axis++) {
            n *= x.dim(axis);
        }
        return n;
    }
}
