package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;

/// The rules that all pools share: which settings make sense, and how many windows a length has.
final class PoolWindows {

    private PoolWindows() {}

    /// @throws IllegalArgumentException if a setting is out of its range
    static void requireSettings(String op, int kernelSize, int stride, int padding, int dilation) {
        requireAtLeastOne(op, "kernelSize", kernelSize);
        requireAtLeastOne(op, "stride", stride);
        requireAtLeastOne(op, "dilation", dilation);
        if (padding < 0 || padding > kernelSize / 2) {
            throw new IllegalArgumentException(op + ": padding must be at least 0 and at most half of kernelSize "
                    + kernelSize + ", but is " + padding);
        }
    }

    private static void requireAtLeastOne(String op, String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(op + ": " + setting + " must be at least 1, but is " + value);
        }
    }

    /// The shape (N, C, windows) of the result for `x` (N, C, L).
    ///
    /// `windows = ⌊(L + 2 padding − dilation (kernelSize − 1) − 1) / stride⌋ + 1`. With `ceilMode` the quotient is
    /// rounded up instead, so that a last window may reach beyond the padding on the right; it must still start inside
    /// of the input or the padding on its left.
    static Shape shape(
            Op op, Shape x, int kernelSize, int stride, int padding, int dilation, boolean ceilMode) {
        x.requireAxes(op.name(), "x", "N", "C", "L");
        long length = x.dim(2);
        long spare = length + 2L * padding - (long) dilation * (kernelSize - 1) - 1 + (ceilMode ? stride - 1 : 0);
        if (spare < 0 || length == 0) {
            long least = Math.max(1, length - spare);
            throw new ShapeMismatchException(
                    op.name(),
                    "kernelSize " + kernelSize + (padding > 0 ? " with padding " + padding : "")
                            + (dilation > 1 ? " with dilation " + dilation : "")
                            + " expects x (N, C, L) to have a length of at least " + least,
                    "x is " + x + " with " + length);
        }
        long windows = spare / stride + 1;
        if (ceilMode && (windows - 1) * stride >= length + padding) {
            windows--;
        }
        return x.with(2, (int) windows);
    }

    /// The shape (N, C) of a pool over the whole length of `x` (N, C, L).
    static Shape globalShape(Op op, Shape x) {
        x.requireAxes(op.name(), "x", "N", "C", "L");
        if (x.dim(2) == 0) {
            throw new ShapeMismatchException(
                    op.name(), "expected x (N, C, L) to have a length of at least 1", "x is " + x + " with 0");
        }
        return Shape.of(x.dim(0), x.dim(1));
    }
}
