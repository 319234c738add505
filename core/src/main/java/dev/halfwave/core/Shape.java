package dev.halfwave.core;

import java.util.Arrays;

/// The lengths of a tensor's axes, outermost first: `Shape.of(8, 4, 256)` is a batch of 8 samples with 4 channels and
/// 256 time steps. The empty shape `()` is that of a single number.
///
/// Immutable and thread-safe.
public final class Shape {

    /// The shape of a single number: no axes, one element.
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] lengths;
    private final int size;

    private Shape(int[] lengths) {
        long product = 1;
        for (int length : lengths) {
            if (length < 0) {
                throw new IllegalArgumentException(
                        "Shape: axis lengths must not be negative, but are " + Arrays.toString(lengths));
            }
            product *= length;
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("Shape: " + Arrays.toString(lengths)
                        + " has more than 2^31 - 1 elements, which one float[] cannot hold");
            }
        }
        this.lengths = lengths;
        this.size = (int) product;
    }

    /// @param lengths the length of each axis, each at least 0
    /// @throws IllegalArgumentException if a length is negative or the elements do not fit one array
    public static Shape of(int... lengths) {
        return lengths.length == 0 ? SCALAR : new Shape(lengths.clone());
    }

    /// The number of axes.
    public int rank() {
        return lengths.length;
    }

    /// The length of an axis; negative axes count from the last, so `dim(-1)` is the last one.
    ///
    /// @throws IndexOutOfBoundsException if there is no such axis
    public int dim(int axis) {
        return lengths[axis(axis)];
    }

    /// An axis number in 0..rank−1 for one that may count from the end.
    ///
    /// @throws IndexOutOfBoundsException if there is no such axis
    public int axis(int axis) {
        int positive = axis < 0 ? axis + lengths.length : axis;
        if (positive < 0 || positive >= lengths.length) {
            throw new IndexOutOfBoundsException("Shape: " + this + " has no axis " + axis);
        }
        return positive;
    }

    /// The number of elements: the product of all lengths.
    public int size() {
        return size;
    }

    /// A fresh array of the axis lengths.
    public int[] toArray() {
        return lengths.clone();
    }

    /// This shape with another length of one axis.
    public Shape with(int axis, int length) {
        int[] changed = lengths.clone();
        changed[axis(axis)] = length;
        return new Shape(changed);
    }

    /// The number of elements of one entry along the first axis, such as one sample of a batch; 1 for `()`.
    public int stride() {
        int stride = 1;
        for (int i = 1; i < lengths.length; i++) {
            stride *= lengths[i];
        }
        return stride;
    }

    /// Checks the number of axes, and names them in the message.
    ///
    /// @param operation the operation that asks, first word of the message
    /// @param name what the tensor is called there
    /// @param axes the names of the axes, outermost first
    /// @throws ShapeMismatchException if the rank is another
    public void requireAxes(String operation, String name, String... axes) {
        if (rank() != axes.length) {
            throw new ShapeMismatchException(
                    operation,
                    "expected " + name + " with axes (" + String.join(", ", axes) + ")",
                    "its shape is " + this);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(lengths, shape.lengths);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lengths);
    }

    /// `(8, 4, 256)`, as every message prints it.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < lengths.length; i++) {
            text.append(i == 0 ? "" : ", ").append(lengths[i]);
        }
        return text.append(')').toString();
    }
}
