package dev.halfwave.core.op;

import dev.halfwave.core.Planning;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.RowKernel;

/// How the elements of a small tensor are repeated to fill a large one, by PyTorch's rules: axes are matched from the
/// last, and where the small tensor has length 1 or no such axis, its elements are repeated.
///
/// Neighbouring axes of one kind, repeated or not, are merged, so that the large tensor falls into runs that are as
/// long as possible; all elements of a run belong to one element of the small tensor, or to as many neighbours.
final class Broadcast {

    /// How many runs of a long sum are added one after the other: as many as a lane of a block of [RowKernel] adds.
    private static final int SEQUENCE = RowKernel.BLOCK / 16;

    private static final Planning<Operation, Broadcast> PLAN = (operation, small, large) -> new Broadcast(small, large);

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

    /// An operation of two numbers, as passes over arrays.
    ///
    /// @param arrays of two arrays, element by element
    /// @param numberLast of the elements of an array, each with the same number
    /// @param numberFirst of a number with each element of an array
    record Operation(Arrays arrays, NumberLast numberLast, NumberFirst numberFirst) {

        static final Operation ADD = new Operation(
                ElementwiseKernel::add,
                ElementwiseKernel::add,
                (value, a, aOffset, y, yOffset, n) -> ElementwiseKernel.add(a, aOffset, value, y, yOffset, n));

        static final Operation SUBTRACT =
                new Operation(ElementwiseKernel::subtract, ElementwiseKernel::subtract, ElementwiseKernel::subtract);

        static final Operation MULTIPLY = new Operation(
                ElementwiseKernel::multiply,
                ElementwiseKernel::multiply,
                (value, a, aOffset, y, yOffset, n) -> ElementwiseKernel.multiply(a, aOffset, value, y, yOffset, n));

        static final Operation DIVIDE =
                new Operation(ElementwiseKernel::divide, ElementwiseKernel::divide, ElementwiseKernel::divide);
    }

    interface Arrays {
        void run(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n);
    }

    interface NumberLast {
        void run(float[] a, int aOffset, float value, float[] y, int yOffset, int n);
    }

    interface NumberFirst {
        void run(float value, float[] a, int aOffset, float[] y, int yOffset, int n);
    }

    /// The shape of the result for two tensors.
    ///
    /// @throws IllegalArgumentException if there are not two
    /// @throws ShapeMismatchException if an axis has two lengths, neither of them 1
    static Shape shape(String op, Shape... x) {
        if (x.length != 2) {
            throw new IllegalArgumentException(op + ": takes two inputs (a, b), but was given " + x.length);
        }
        Shape a = x[0];
        Shape b = x[1];
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

    /// `y = a ∘ b`, each repeated where it has to be. `a` or `b` may be `y` itself if it has its size.
    static void apply(Operation operation, Tensor a, Tensor b, Tensor y, Workspace w) {
        if (a.size() == y.size() && b.size() == y.size()) {
            operation.arrays.run(a.data(), a.offset(), b.data(), b.offset(), y.data(), y.offset(), y.size());
        } else if (a.size() == y.size()) {
            planned(operation, b, y, w).smallLast(operation, a, b, y);
        } else if (b.size() == y.size()) {
            planned(operation, a, y, w).smallFirst(operation, a, b, y);
        } else {
            planned(operation, a, y, w).copy(a, y);
            planned(operation, b, y, w).smallLast(operation, y, b, y);
        }
    }

    private static Broadcast planned(Operation operation, Tensor small, Tensor large, Workspace w) {
        return w.plan(PLAN, operation, small.shape(), large.shape());
    }

    /// The gradient of an input from that of the result: each element becomes the sum of those of `dy` that it was
    /// repeated to, or the only one.
    static void gradient(Tensor dy, Tensor dx, Workspace w) {
        if (dx.size() == dy.size()) {
            System.arraycopy(dy.data(), dy.offset(), dx.data(), dx.offset(), dy.size());
        } else {
            new Broadcast(dx.shape(), dy.shape()).sum(dy, dx, w);
        }
    }

    /// The gradient of an input that is `dy ∘ other` for each element of the result, summed in the same way.
    static void gradient(Operation operation, Tensor dy, Tensor other, Tensor dx, Workspace w) {
        Tensor each = each(dy, dx, w);
        apply(operation, dy, other, each, w);
        sumOf(each, dx, w);
    }

    /// Memory for what each element of the result contributes to a gradient: that of the gradient itself where the
    /// input is not repeated.
    static Tensor each(Tensor dy, Tensor dx, Workspace w) {
        return dx.size() == dy.size() ? dx : Tensor.wrap(w.floats(dy.size()), 0, dy.shape());
    }

    /// Sums what [#each] was filled with.
    static void sumOf(Tensor each, Tensor dx, Workspace w) {
        if (each != dx) {
            new Broadcast(dx.shape(), each.shape()).sum(each, dx, w);
        }
    }

    private void smallLast(Operation operation, Tensor large, Tensor small, Tensor y) {
        int run = lengths[0];
        for (int at = 0, i = 0; at < y.size(); at += run, i++) {
            int from = small.offset() + position(i);
            if (runRepeats) {
                operation.numberLast.run(
                        large.data(), large.offset() + at, small.data()[from], y.data(), y.offset() + at, run);
            } else {
                operation.arrays.run(
                        large.data(), large.offset() + at, small.data(), from, y.data(), y.offset() + at, run);
            }
        }
    }

    private void smallFirst(Operation operation, Tensor small, Tensor large, Tensor y) {
        int run = lengths[0];
        for (int at = 0, i = 0; at < y.size(); at += run, i++) {
            int from = small.offset() + position(i);
            if (runRepeats) {
                operation.numberFirst.run(
                        small.data()[from], large.data(), large.offset() + at, y.data(), y.offset() + at, run);
            } else {
                operation.arrays.run(
                        small.data(), from, large.data(), large.offset() + at, y.data(), y.offset() + at, run);
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
    ///
    /// Where more than [RowKernel#BLOCK] runs belong to one element, digits would be lost. Then the outermost axis that
    /// has more than [#SEQUENCE] behind it is cut into blocks of as many whole steps as have that many runs, at least
    /// one; and blocks are added in pairs, as those of a long row.
    void sum(Tensor large, Tensor small, Workspace w) {
        int outermost = axes - 1;
        if (addends(outermost) <= RowKernel.BLOCK) {
            inOrder(outermost, lengths[outermost], large.data(), large.offset(), small.data(), small.offset());
            return;
        }
        int scratch = 0;
        for (int axis = 1; axis < axes; axis++) {
            if (strides[axis] == 0 && addends(axis) > SEQUENCE) {
                scratch += (1 + Integer.SIZE - Integer.numberOfLeadingZeros(lengths[axis])) * kept(axis - 1);
            }
        }
        inPairs(outermost, lengths[outermost], large.data(), large.offset(), small.data(), small.offset(),
                w.floats(scratch), 0);
    }

    /// How many runs of the axes up to this one belong to one element of the small tensor.
    private long addends(int axis) {
        long addends = 1;
        for (int i = 1; i <= axis; i++) {
            addends *= strides[i] == 0 ? lengths[i] : 1;
        }
        return addends;
    }

    /// How many elements of the small tensor the axes up to this one span.
    private int kept(int axis) {
        int kept = 1;
        for (int i = 0; i <= axis; i++) {
            kept *= strides[i] == 0 ? 1 : lengths[i];
        }
        return kept;
    }

    /// How many elements of the large tensor the axes up to this one span.
    private int size(int axis) {
        int size = 1;
        for (int i = 0; i <= axis; i++) {
            size *= lengths[i];
        }
        return size;
    }

    /// The sums over the axes up to `axis`, of which only `count` steps, in blocks.
    ///
    /// @param free where the part of the scratch memory begins that is not in use
    private void inPairs(int axis, int count, float[] from, int at, float[] to, int target, float[] scratch, int free) {
        long perStep = axis == 0 ? 1 : addends(axis - 1);
        boolean repeated = axis > 0 && strides[axis] == 0;
        if (perStep * (repeated ? count : 1) <= SEQUENCE) {
            inOrder(axis, count, from, at, to, target);
        } else if (!repeated || count == 1) {
            for (int i = 0; i < count; i++) {
                inPairs(axis - 1, lengths[axis - 1], from, at + i * size(axis - 1), to, target + i * strides[axis],
                        scratch, free);
            }
        } else {
            int left = RowKernel.leftPart(count, (int) Math.max(1, SEQUENCE / perStep));
            int kept = kept(axis - 1);
            inPairs(axis, left, from, at, to, target, scratch, free);
            inPairs(axis, count - left, from, at + left * size(axis - 1), scratch, free, scratch, free + kept);
            ElementwiseKernel.addTo(scratch, free, to, target, kept);
        }
    }

    /// The same sums, run by run.
    private void inOrder(int axis, int count, float[] from, int at, float[] to, int target) {
        int run = lengths[0];
        int runs = axis == 0 ? 1 : count * (size(axis - 1) / Math.max(run, 1));
        RowKernel.fill(0f, to, target, axis == 0 ? kept(0) : kept(axis - 1) * (strides[axis] == 0 ? 1 : count));
        for (int i = 0; i < runs; i++) {
            int element = target + position(i);
            if (runRepeats) {
                to[element] += RowKernel.sum(from, at + i * run, run);
            } else {
                ElementwiseKernel.addTo(from, at + i * run, to, element, run);
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
