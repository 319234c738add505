package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.RowKernel;
import org.jspecify.annotations.Nullable;

/// What losses share that are computed from the difference of prediction and target, element by element: an even
/// function `ℓ(prediction − target)`, reduced over all elements.
///
/// **Order of operations.** The values of one sample (one entry along the first axis) are summed in 16 virtual lanes,
/// and the samples' sums are added one by one, starting at +0.0; the mean divides by the number of elements once.
///
/// **Backward.** `dprediction = g ℓ′(prediction − target)`, where g is `dy`, divided by the number of elements for the
/// mean; `dtarget = g ℓ′(target − prediction)`, because ℓ is even.
final class DifferenceLoss {

    /// Samples are computed together up to this many elements, which stay in the first-level cache.
    private static final int PIECE = 1024;

    private DifferenceLoss() {}

    /// The loss ℓ.
    interface Losses {

        /// `d[i] = ℓ(d[i])`.
        ///
        /// @param scratch at least `n` floats that may be overwritten
        void of(float[] d, int dOffset, int n, float[] scratch);
    }

    /// Its derivative.
    interface Slopes {

        /// `g[i] = g[i] · ℓ′(d[i])`; `d` may be overwritten.
        void multiply(float[] d, int dOffset, float[] g, int gOffset, int n);
    }

    static Shape shape(String name, Reduction reduction, Shape... x) {
        if (x.length != 2) {
            throw new IllegalArgumentException(
                    name + ": takes two inputs (prediction, target), but was given " + x.length);
        }
        if (!x[0].equals(x[1])) {
            throw new ShapeMismatchException(
                    name, "expected target with the shape " + x[0] + " of prediction", "its shape is " + x[1]);
        }
        return reduction == Reduction.NONE ? x[0] : Shape.SCALAR;
    }

    static void forward(Losses losses, Reduction reduction, Tensor[] x, Tensor y, Workspace w) {
        Tensor a = x[0];
        Tensor b = x[1];
        if (reduction == Reduction.NONE) {
            ElementwiseKernel.subtract(
                    a.data(), a.offset(), b.data(), b.offset(), y.data(), y.offset(), a.size());
            losses.of(y.data(), y.offset(), a.size(), w.floats(a.size()));
            return;
        }
        int sample = a.shape().stride();
        int piece = Math.max(1, PIECE / Math.max(1, sample)) * sample;
        float[] d = w.floats(Math.min(piece, a.size()));
        float[] scratch = w.floats(Math.min(piece, a.size()));
        float sum = 0f;
        for (int from = 0; from < a.size(); from += piece) {
            int n = Math.min(piece, a.size() - from);
            ElementwiseKernel.subtract(a.data(), a.offset() + from, b.data(), b.offset() + from, d, 0, n);
            losses.of(d, 0, n, scratch);
            for (int at = 0; at < n; at += sample) {
                sum += sample == 1 ? d[at] : RowKernel.sum(d, at, sample);
            }
        }
        y.data()[y.offset()] = reduction == Reduction.MEAN ? sum / a.size() : sum;
    }

    static void backward(
            Slopes slopes, Reduction reduction, Tensor[] x, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        float[] d = w.floats(x[0].size());
        for (int i = 0; i < 2; i++) {
            Tensor a = x[i];
            Tensor b = x[1 - i];
            Tensor da = dx[i];
            if (da == null) {
                continue;
            }
            if (reduction == Reduction.NONE) {
                System.arraycopy(dy.data(), dy.offset(), da.data(), da.offset(), da.size());
            } else {
                float g = dy.data()[dy.offset()];
                float scale = reduction == Reduction.MEAN ? g / a.size() : g;
                RowKernel.fill(scale, da.data(), da.offset(), da.size());
            }
            ElementwiseKernel.subtract(a.data(), a.offset(), b.data(), b.offset(), d, 0, a.size());
            slopes.multiply(d, 0, da.data(), da.offset(), a.size());
        }
    }
}
