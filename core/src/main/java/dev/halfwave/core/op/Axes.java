package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;

/// What ops along one axis share.
final class Axes {

    private Axes() {}

    /// The axis in 0..rank−1 that a setting names; negative ones count from the last.
    ///
    /// @param tensor what the tensor is called in the message
    /// @throws ShapeMismatchException if the tensor has no such axis
    static int require(String op, int axis, String tensor, Shape shape) {
        long least = axis < 0 ? -(long) axis : axis + 1L;
        if (shape.rank() < least) {
            throw new ShapeMismatchException(
                    op,
                    "axis " + axis + " expects " + tensor + " to have at least " + least
                            + (least == 1 ? " axis" : " axes"),
                    "its shape is " + shape);
        }
        return shape.axis(axis);
    }

    /// How far apart neighbours along an axis stand: the product of the lengths of all later axes.
    static int inner(Shape shape, int axis) {
        return product(shape, shape.axis(axis) + 1, shape.rank());
    }

    /// The product of the lengths of the axes `from` (inclusive) to `to` (exclusive).
    static int product(Shape shape, int from, int to) {
        int product = 1;
        for (int axis = from; axis < to; axis++) {
            product *= shape.dim(axis);
        }
        return product;
    }
}
