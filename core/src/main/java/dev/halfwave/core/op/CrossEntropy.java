package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ExponentialKernel;
import dev.halfwave.core.kernel.SoftmaxKernel;

/// The cross-entropy of class indices and softmax of logits: for each sample `−log softmax(logits)[target]`, as
/// PyTorch's `cross_entropy`.
///
/// | tensor   | shape                                                                                    |
/// |----------|------------------------------------------------------------------------------------------|
/// | `logits` | (N, classes), or (N, classes, L) for a decision at each of L positions                    |
/// | `target` | (N) or (N, L): whole numbers in 0..classes−1                                               |
/// | `y`      | () for [Reduction#MEAN], over samples and positions, and [Reduction#SUM]; else as `target` |
///
/// **Order of operations.** Softmax is that of [LogSoftmax]. The losses are added one by one in row-major order,
/// starting at +0.0; the mean divides their sum once.
///
/// **Backward.** With `p = softmax(logits)` and the upstream gradient g of a sample's loss (`dy`, divided by their
/// number for the mean), `dlogits = g p`, less `g` at the target's class. The target has no gradient.
///
/// @param reduction what becomes of the samples' losses
public record CrossEntropy(Reduction reduction) implements Op {

    /// The mean over all samples.
    public CrossEntropy() {
        this(Reduction.MEAN);
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
        if (!x[1].equals(losses)) {
            throw new ShapeMismatchException(
                    name(),
                    "logits " + logits + " expect target with the shape " + losses,
                    "its shape is " + x[1]);
        }
        return reduction == Reduction.NONE ? losses : Shape.SCALAR;
    }

    /// @throws IllegalArgumentException if a target is not a class
    @Override
    public void check(Tensor... x) {
        int classes = x[0].shape().dim(1);
        Tensor target = x[1];
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
        Tensor target = x[1];
        float[] logProbabilities = w.floats(classes * positions);
        float[] scratch = w.floats(SoftmaxKernel.scratch(classes, positions));
        float sum = 0f;
        for (int i = 0; i < target.size(); i++) {
            int position = i % positions;
            if (position == 0) {
                int sample = i * classes;
                SoftmaxKernel.forward(
                        x[0].data(), x[0].offset() + sample, logProbabilities, 0, classes, positions, scratch);
            }
            int label = (int) target.data()[target.offset() + i];
            float loss = -logProbabilities[label * positions + position];
            if (reduction == Reduction.NONE) {
                y.data()[y.offset() + i] = loss;
            }
            sum += loss;
        }
        if (reduction != Reduction.NONE) {
            y.data()[y.offset()] = reduction == Reduction.MEAN ? sum / target.size() : sum;
        }
    }

    /// @throws IllegalArgumentException if a gradient of the target is wanted
    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, Tensor[] dx, Workspace w) {
        if (dx[1] != null) {
            throw new IllegalArgumentException(
                    name() + ": class indices have no gradient, but one of the target is wanted; detach it");
        }
        if (dx[0] == null) {
            return;
        }
        int classes = x[0].shape().dim(1);
        int positions = positions(x[0]);
        Tensor target = x[1];
        float[] logProbabilities = w.floats(classes * positions);
        float[] scratch = w.floats(SoftmaxKernel.scratch(classes, positions));
        float[] dLogits = dx[0].data();
        for (int first = 0; first < target.size(); first += positions) {
            int sample = first * classes;
            int at = dx[0].offset() + sample;
            SoftmaxKernel.forward(
                    x[0].data(), x[0].offset() + sample, logProbabilities, 0, classes, positions, scratch);
            ExponentialKernel.exp(logProbabilities, 0, dLogits, at, classes * positions);
            for (int position = 0; position < positions; position++) {
                float g = upstream(dy, first + position, target.size());
                for (int i = at + position; i < at + classes * positions; i += positions) {
                    dLogits[i] *= g;
                }
                int label = (int) target.data()[target.offset() + first + position];
                dLogits[at + label * positions + position] -= g;
            }
        }
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
