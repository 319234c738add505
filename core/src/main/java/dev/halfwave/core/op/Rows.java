package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.kernel.RowKernel;

/// The rows (n, c) of a signal (N, C, L), and how a filter continues them beyond their ends. Padding writes a longer
/// row into scratch memory; folding is its adjoint, which adds the gradient of a copy to that of its original.
final class Rows {

    private Rows() {}

    /// How many rows a signal has.
    static int count(Tensor x) {
        return x.shape().dim(0) * x.shape().dim(1);
    }

    /// The shape of the only input, a signal of at least `least` samples.
    static Shape requireSignal(Op op, int least, Shape... x) {
        if (x.length != 1) {
            throw new IllegalArgumentException(op.name() + ": takes one input, but was given " + x.length);
        }
        x[0].requireAxes(op.name(), "x", "N", "C", "L");
        if (x[0].dim(2) < least) {
            throw new ShapeMismatchException(
                    op.name(),
                    "expected x (N, C, L) to have a length of at least " + least,
                    "x is " + x[0] + " with " + x[0].dim(2));
        }
        return x[0];
    }

    /// `into = x[0] … x[0], x[0], …, x[n−1], x[n−1] … x[n−1]`, with `left` copies before and `right` behind.
    static void replicate(float[] x, int xOffset, int n, float[] into, int left, int right) {
        RowKernel.fill(x[xOffset], into, 0, left);
        System.arraycopy(x, xOffset, into, left, n);
        RowKernel.fill(x[xOffset + n - 1], into, left + n, right);
    }

    /// The adjoint of [#replicate]: to the first and the last sample's gradient the copies' ones are added, from left
    /// to right.
    static void foldReplicated(float[] padded, int left, int right, float[] dx, int dxOffset, int n) {
        System.arraycopy(padded, left, dx, dxOffset, n);
        for (int i = 0; i < left; i++) {
            dx[dxOffset] += padded[i];
        }
        for (int i = 0; i < right; i++) {
            dx[dxOffset + n - 1] += padded[left + n + i];
        }
    }

    /// `into = x[left] … x[1], x[0], …, x[n−1], x[n−2] … x[n−1−right]`: mirrored at the first and the last sample.
    static void reflect(float[] x, int xOffset, int n, float[] into, int left, int right) {
        for (int i = 0; i < left; i++) {
            into[i] = x[xOffset + left - i];
        }
        System.arraycopy(x, xOffset, into, left, n);
        for (int i = 0; i < right; i++) {
            into[left + n + i] = x[xOffset + n - 2 - i];
        }
    }

    /// The adjoint of [#reflect]: mirrored gradients are added, those on the left first.
    static void foldReflected(float[] padded, int left, int right, float[] dx, int dxOffset, int n) {
        System.arraycopy(padded, left, dx, dxOffset, n);
        for (int i = 0; i < left; i++) {
            dx[dxOffset + left - i] += padded[i];
        }
        for (int i = 0; i < right; i++) {
            dx[dxOffset + n - 2 - i] += padded[left + n + i];
        }
    }
}
