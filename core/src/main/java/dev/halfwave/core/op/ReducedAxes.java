package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which axes of a tensor a sum runs over: those that a list names, or all of them for an empty list.
final class ReducedAxes {

    private ReducedAxes() {}

    static List<Integer> of(int... axes) {
        return Arrays.stream(axes).boxed().toList();
    }

    /// A copy of the setting.
    ///
    /// @throws IllegalArgumentException if an axis is named twice
    static List<Integer> checked(String op, List<Integer> axes) {
        Set<Integer> seen = new HashSet<>();
        for (int axis : axes) {
            if (!seen.add(axis)) {
                throw new IllegalArgumentException(
                        op + ": each axis may be named once, but " + axis + " is there twice in " + text(axes));
            }
        }
        return List.copyOf(axes);
    }

    /// The shape of `x` with length 1 for every axis that is summed over.
    ///
    /// @throws ShapeMismatchException if `x` has not all of the axes, or two names mean the same one
    static Shape kept(String op, List<Integer> axes, Shape x) {
        boolean[] reduced = reduced(op, axes, x);
        Shape kept = x;
        for (int axis = 0; axis < reduced.length; axis++) {
            kept = reduced[axis] ? kept.with(axis, 1) : kept;
        }
        return kept;
    }

    /// The shape of `x` without the axes that are summed over.
    ///
    /// @throws ShapeMismatchException if `x` has not all of the axes, or two names mean the same one
    static Shape dropped(String op, List<Integer> axes, Shape x) {
        boolean[] reduced = reduced(op, axes, x);
        int[] lengths = new int[reduced.length];
        int rank = 0;
        for (int axis = 0; axis < reduced.length; axis++) {
            if (!reduced[axis]) {
                lengths[rank++] = x.dim(axis);
            }
        }
        return Shape.of(Arrays.copyOf(lengths, rank));
    }

    private static boolean[] reduced(String op, List<Integer> axes, Shape x) {
        boolean[] reduced = new boolean[x.rank()];
        for (int axis : axes) {
            int positive = Axes.require(op, axis, "x", x);
            if (reduced[positive]) {
                throw new ShapeMismatchException(
                        op, "expected axes that name each axis of x once",
                        "x is " + x + " and " + text(axes) + " names axis " + positive + " twice");
            }
            reduced[positive] = true;
        }
        if (axes.isEmpty()) {
            Arrays.fill(reduced, true);
        }
        return reduced;
    }

    private static String text(List<Integer> axes) {
        return axes.toString().replace('[', '(').replace(']', ')');
    }
}
