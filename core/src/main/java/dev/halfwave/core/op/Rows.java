package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;

/// The rows (n, c) of a signal (N, C, L), each of which a filter runs over on its own.
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
}
