package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ExponentialKernel;
import dev.halfwave.core.kernel.RowKernel;
import dev.halfwave.core.kernel.SoftmaxKernel;
import org.jspecify.annotations.Nullable;

/// The cross-entropy of targets and softmax of logits, as PyTorch's `cross_entropy`: for each sample
/// `−Σ_c q_c log softmax(logits)_c`, where `q` is 1 at the target's class and 0 elsewhere, or the target itself if that
/// is a distribution over the classes.
///
/// | tensor   | shape                                                                                      |
/// |----------|--------------------------------------------------------------------------------------------|
/// | `logits` | (N, classes), or (N, classes, L) for a decision at each of L positions                      |
/// | `target` | (N) or (N, L): class indices, whole numbers in 0..classes−1; or the shape of `logits`: `q`   |
/// | `y`      | () for [Reduction#MEAN], over samples and positions, and [Reduction#SUM]; else (N) or (N, L) |
///
/// With label smoothing ε the target is mixed with the uniform distribution: `q ← (1 − ε) q + ε / classes` (Szegedy et
/// al. 2016, *Rethinking the Inception Architecture for Computer Vision*, arXiv:1512.00567).
///
/// **Order of operations.** Softmax is that of [LogSoftmax]. A sample's loss is `−log softmax` of its class; with
/// smoothing or a distribution it starts at +0.0 and `q_c log softmax_c` is subtracted class by class. The losses are
/// added one by one in row-major order, starting at +0.0; the mean divides their sum once.
///
/// **Backward.** With `p = softmax(logits)` and the upstream gradient g of a sample's loss (`dy`, divided by their
/// number for the mean), `dlogits = g (p Σ_c q_c − q)`; `Σ q` is 1 for class indices. The target has no gradient.
///
/// @param reduction what becomes of the samples' losses
/// @param labelSmoothing ε in [0, 1]
public record CrossEntropy(Reduction reduction, float labelSmoothing) implements Op {

    /// @throws IllegalArgumentException if the smoothing is not in [0, 1] or there is no reduction
    public CrossEntropy {
        Reduction.require("CrossEntropy", reduction);
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException(
                    "CrossEntropy: labelSmoothing must be in [0, 1], but is " + labelSmoothing);
        }
    }

    /// The mean over all samples, without smoothing.
    public CrossEntropy() {
        this(Reduction.MEAN);
    }

    /// Without smoothing.
    public CrossEntropy(Reduction reduction) {
        this(reduction, 0);
    }

    @Override
    public Shape shape(Shape... x) {
        if (x.length != 2) {
            throw new IllegalArgumentException(
                    name() + ": takes two inputs (logits, target), but was given " + x.length);
        }
        Shape logits = x[0];
        if (logits.rank() != 2 && logits.rank() != 3) {
            throw new ShapeMismatchException(
                    name(),
                    "expected logits with axes (N, classes) or (N, classes, L)",
                    "their shape is " + logits);
        }
        Shape losses =
                logits.rank() == 2 ? Shape.of(logits.dim(0)) : Shape.of(logits.dim(0), logits.dim(2));
        if (!x[1].equals(losses) && !x[1].equals(logits)) {
            throw new ShapeMismatchException(
                    name(),
                    "logits " + logits + " expect target with the shape " + losses + " of class indices or " + logits
                            + " of distributions",
                    "its shape is " + x[1]);
        }
        return reduction == Reduction.NONE ? losses : Shape.SCALAR;
    }

    /// @throws IllegalArgumentException if a target is not a class
    @Override
    public void check(Tensor... x) {
        int classes = x[0].shape().dim(1);
        Tensor target = x[1];
        if (isDistribution(x)) {
            return;
        }
        for (int i = 0; i < target.size(); i++) {
            float value = target.data()[target.offset() + i];
            if (!(value >= 0 && value < classes && value == (int) value)) {
                int length = target.shape().stride();
                throw new IllegalArgumentException(name() + ": target "
                        + (value == (int) value ? Integer.toString((int) value) : Float.toString(value))
                        + " of sample " + i / length
                        + (target.shape().rank() == 2 ? " at position " + i % length : "")
                        + " is not a class of 0.." + (classes - 1));
            }
        }
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        int classes = x[0].shape().dim(1);
        int positions = positions(x[0]);
        int count = x[0].shape().dim(0) * positions;
        boolean oneClass = labelSmoothing == 0 && !isDistribution(x);
        float[] logProbabilities = w.floats(classes * positions);
        float[] q = w.floats(classes);
        float[] scratch = w.floats(SoftmaxKernel.scratch(classes, positions));
        float sum = 0f;
        for (int i = 0; i < count; i++) {
            int position = i % positions;
            if (position == 0) {
                int sample = i * classes;
                SoftmaxKernel.forward(
                        x[0].data(), x[0].offset() + sample, logProbabilities, 0, classes, positions, scratch);
            }
            float loss;
            if (oneClass) {
                int label = (int) x[1].data()[x[1].offset() + i];
                loss = -logProbabilities[label * positions + position];
            } else {
                target(x, i / positions, position, q);
                loss = 0f;
                for (int c = 0; c < classes; c++) {
                    loss -= q[c] * logProbabilities[c * positions + position];
                }
            }
            if (reduction == Reduction.NONE) {
                y.data()[y.offset() + i] = loss;
            }
            sum += loss;
        }
        if (reduction != Reduction.NONE) {
            y.data()[y.offset()] = reduction == Reduction.MEAN ? sum / count : sum;
        }
    }

    /// @throws IllegalArgumentException if a gradient of the target is wanted
    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[1] != null) {
            throw new IllegalArgumentException(
                    name() + ": the target has no gradient, but one is wanted; detach it");
        }
        if (dx[0] == null) {
            return;
        }
        int classes = x[0].shape().dim(1);
        int positions = positions(x[0]);
        int count = x[0].shape().dim(0) * positions;
        float[] logProbabilities = w.floats(classes * positions);
        float[] q = w.floats(classes);
        float[] scratch = w.floats(SoftmaxKernel.scratch(classes, positions));
        float[] dLogits = dx[0].data();
        for (int first = 0; first < count; first += positions) {
            int sample = first * classes;
            int at = dx[0].offset() + sample;
            SoftmaxKernel.forward(
                    x[0].data(), x[0].offset() + sample, logProbabilities, 0, classes, positions, scratch);
            ExponentialKernel.exp(logProbabilities, 0, dLogits, at, classes * positions);
            for (int position = 0; position < positions; position++) {
                float g = upstream(dy, first + position, count);
                target(x, first / positions, position, q);
                // Class indices sum to 1, with smoothing too: not left to rounding.
                float total = isDistribution(x) ? RowKernel.sum(q, 0, classes) : 1f;
                for (int c = 0; c < classes; c++) {
                    int i = at + c * positions + position;
                    dLogits[i] = g * total * dLogits[i] - g * q[c];
                }
            }
        }
    }

    /// The smoothed distribution that one decision is compared with.
    private void target(Tensor[] x, int sample, int position, float[] q) {
        int classes = x[0].shape().dim(1);
        int positions = positions(x[0]);
        Tensor target = x[1];
        if (isDistribution(x)) {
            for (int c = 0; c < classes; c++) {
                q[c] = target.data()[target.offset() + (sample * classes + c) * positions + position];
            }
        } else {
            RowKernel.fill(0f, q, 0, classes);
            q[(int) target.data()[target.offset() + sample * positions + position]] = 1f;
        }
        if (labelSmoothing != 0) {
            float uniform = labelSmoothing / classes;
            for (int c = 0; c < classes; c++) {
                q[c] = (1 - labelSmoothing) * q[c] + uniform;
            }
        }
    }

    private static boolean isDistribution(Tensor[] x) {
        return x[1].shape().rank() == x[0].shape().rank();
    }

    /// The gradient of the loss of one sample at one position.
    private float upstream(Tensor dy, int i, int count) {
        return switch (reduction) {
            case MEAN -> dy.data()[dy.offset()] / count;
            case SUM -> dy.data()[dy.offset()];
            case NONE -> dy.data()[dy.offset() + i];
        };
    }

    /// How many decisions each sample has.
    private static int positions(Tensor logits) {
        return logits.shape().rank() == 2 ? 1 : logits.shape().dim(2);
    }
}
