package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.RowKernel;

/// How the elements of a small tensor are repeated to fill a large one, by PyTorch's rules: axes are matched from the
/// last, and where the small tensor has length 1 or no such axis, its elements are repeated.
///
/// Neighbouring axes of one kind, repeated or not, are merged, so that the large tensor falls into runs that are as
/// long as possible; all elements of a run belong to one element of the small tensor, or to as many neighbours.
final class Broadcast {

    private final int[] lengths;
    private final int[] strides;
    private final boolean runRepeats;
    private final int axes;

    /// @param small the shape of what is repeated
    /// @param large the shape it fills, which must be the result of [#shape] for `small` and another one
    Broadcast(Shape small, Shape large) {
        lengths = new int[large.rank() + 1];
        strides = new int[large.rank() + 1];
        lengths[0] = 1;
        int merged = -1;
        int size = 1;
        boolean repeats = false;
        for (int axis = large.rank() - 1; axis >= 0; axis--) {
            int length = large.dim(axis);
            if (length == 1) {
                continue;
            }
            boolean repeated = length(small, axis, large.rank()) == 1;
            if (merged < 0 || repeated != repeats) {
                merged++;
                lengths[merged] = 1;
                strides[merged] = repeated ? 0 : size;
                repeats = repeated;
            }
            lengths[merged] *= length;
            size *= repeated ? 1 : length;
        }
        axes = Math.max(merged + 1, 1);
        runRepeats = merged >= 0 && strides[0] == 0;
    }

    /// The shape of the result for two tensors.
    ///
    /// @throws ShapeMismatchException if an axis has two lengths, neither of them 1
    static Shape shape(String op, Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] result = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int ofA = length(a, axis, rank);
            int ofB = length(b, axis, rank);
            if (ofA != ofB && ofA != 1 && ofB != 1) {
                throw new ShapeMismatchException(
                        op, "expected a and b to have, axis by axis from the last, the same length or 1",
                        "a is " + a + " and b is " + b);
            }
            result[axis] = ofA == 1 ? ofB : ofA;
        }
        return Shape.of(result);
    }

    /// `y = large + small`, where `large` may be `y` itself.
    void add(Tensor large, Tensor small, Tensor y) {
        int run = lengths[0];
        for (int at = 0, i = 0; at < y.size(); at += run, i++) {
            int from = small.offset() + position(i);
            if (runRepeats) {
                ElementwiseKernel.add(
                        large.data(), large.offset() + at, small.data()[from], y.data(), y.offset() + at, run);
            } else {
                ElementwiseKernel.add(
                        large.data(), large.offset() + at, small.data(), from, y.data(), y.offset() + at, run);
            }
        }
    }

    /// `y = small`, repeated.
    void copy(Tensor small, Tensor y) {
        int run = lengths[0];
        for (int at = 0, i = 0; at < y.size(); at += run, i++) {
            int from = small.offset() + position(i);
            if (runRepeats) {
                RowKernel.fill(small.data()[from], y.data(), y.offset() + at, run);
            } else {
                System.arraycopy(small.data(), from, y.data(), y.offset() + at, run);
            }
        }
    }

    /// Each element of `small` becomes the sum of those of `large` that it was repeated to: +0.0, then run by run, a
    /// run that belongs to one element summed in the order of [RowKernel].
    void sum(Tensor large, Tensor small) {
        RowKernel.fill(0f, small.data(), small.offset(), small.size());
        int run = lengths[0];
        for (int at = 0, i = 0; at < large.size(); at += run, i++) {
            int to = small.offset() + position(i);
            if (runRepeats) {
                small.data()[to] += RowKernel.sum(large.data(), large.offset() + at, run);
            } else {
                ElementwiseKernel.addTo(large.data(), large.offset() + at, small.data(), to, run);
            }
        }
    }

    /// Where in the small tensor a run begins.
    private int position(int run) {
        int position = 0;
        int rest = run;
        for (int axis = 1; axis < axes; axis++) {
            position += rest % lengths[axis] * strides[axis];
            rest /= lengths[axis];
        }
        return position;
    }

    /// The length of the axis of a shape that stands under axis `axis` of `rank`; 1 if it has none there.
    private static int length(Shape shape, int axis, int rank) {
        int own = axis - (rank - shape.rank());
        return own < 0 ? 1 : shape.dim(own);
    }
}
