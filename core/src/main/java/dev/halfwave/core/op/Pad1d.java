package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.RowKernel;

/// Samples before and after a signal, or fewer of its own, as PyTorch's `pad` of the last axis.
///
/// | tensor | shape                                                              |
/// |--------|--------------------------------------------------------------------|
/// | `x`    | (..., L) with at least one axis, such as (N, C, L)                 |
/// | `y`    | (..., left + L + right)                                            |
///
/// `y[..., j] = x[..., source(j − left)]`, where `source(u) = u` inside of the signal, `0 ≤ u < L`, and beyond its ends
///
/// - [PadMode#CONSTANT]: `y` is `value`;
/// - [PadMode#REFLECT]: `source(u) = −u` on the left and `2 (L − 1) − u` on the right; each amount must be below L;
/// - [PadMode#REPLICATE]: `source(u) = 0` on the left and `L − 1` on the right; L must be at least 1;
/// - [PadMode#CIRCULAR]: `source(u) = u + L` on the left and `u − L` on the right; each amount must be at most L.
///
/// **Negative amounts** cut samples off instead. What is cut off is gone for `CONSTANT` and `CIRCULAR`: no more than
/// there is can be cut off, and a circle closes over the samples that are left, whose number then is the L above. For
/// `REFLECT` and `REPLICATE` the other side is padded as if nothing had been cut off. All of that is as in PyTorch.
///
/// **Backward.** A sample's gradient is the sum of those of its copies: it starts at +0.0 and adds `dy[..., j]` for `j`
/// ascending, that is from left to right over the padded signal. A sample that was cut off has the gradient +0.0.
///
/// @param left how many samples are put before the signal; negative: cut off
/// @param right how many samples are put after the signal; negative: cut off
/// @param mode what they are
/// @param value that of `CONSTANT`, any number; 0 for all others
public record Pad1d(int left, int right, PadMode mode, float value) implements UnaryOp {

    /// @throws IllegalArgumentException if there is no mode, or a value that the mode does not take
    public Pad1d {
        PadMode.require("Pad1d", mode);
        if (mode != PadMode.CONSTANT && value != 0) {
            throw new IllegalArgumentException(
                    "Pad1d: value must be 0 for mode " + mode + ", which takes none, but is " + value);
        }
    }

    /// Copies of one value.
    public static Pad1d constant(int left, int right, float value) {
        return new Pad1d(left, right, PadMode.CONSTANT, value);
    }

    /// The signal mirrored at its end samples, which are not repeated.
    public static Pad1d reflect(int left, int right) {
        return new Pad1d(left, right, PadMode.REFLECT, 0);
    }

    /// Copies of the end samples.
    public static Pad1d replicate(int left, int right) {
        return new Pad1d(left, right, PadMode.REPLICATE, 0);
    }

    /// The signal over again.
    public static Pad1d circular(int left, int right) {
        return new Pad1d(left, right, PadMode.CIRCULAR, 0);
    }

    @Override
    public Shape shape(Shape x) {
        if (x.rank() == 0) {
            throw new ShapeMismatchException(name(), "expected x with at least one axis (..., L)", "its shape is ()");
        }
        int length = x.dim(-1);
        if (length < leastLength()) {
            throw new ShapeMismatchException(
                    name(),
                    "mode " + mode + " with left " + left + " and right " + right
                            + " expects x (..., L) to have a length of at least " + leastLength(),
                    "x is " + x + " with " + length);
        }
        long padded = (long) left + length + right;
        if (padded > Integer.MAX_VALUE) {
            throw new ShapeMismatchException(
                    name(), "expected a padded length of at most 2^31 - 1", "it would be " + padded);
        }
        return x.with(-1, (int) padded);
    }

    private long leastLength() {
        long cutOff = Math.max(0, -(long) left) + Math.max(0, -(long) right);
        long most = Math.max(0, Math.max(left, right));
        long oneLeft = Math.max(1, 1 - ((long) left + right)); // one sample of the result, and one to make it from
        return switch (mode) {
            case CONSTANT -> cutOff;
            case REFLECT -> Math.max(oneLeft, most + 1);
            case REPLICATE -> oneLeft;
            case CIRCULAR -> cutOff + most;
        };
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        int length = x.shape().dim(-1);
        int padded = y.shape().dim(-1);
        for (int row = 0; row < rows(x); row++) {
            forward(x.data(), x.offset() + row * length, length, y.data(), y.offset() + row * padded);
        }
    }

    /// Pads one row, of a length that [#shape(Shape)] accepts.
    void forward(float[] x, int xOffset, int length, float[] y, int yOffset) {
        Parts parts = parts(length);
        int target = yOffset + left; // of u = 0
        copyEdge(x, xOffset, y, target, -left, parts.leftEnd, length);
        if (parts.insideFrom < parts.insideTo) {
            System.arraycopy(
                    x, xOffset + parts.insideFrom, y, target + parts.insideFrom, parts.insideTo - parts.insideFrom);
        }
        copyEdge(x, xOffset, y, target, parts.rightFrom, length + right, length);
    }

    /// Writes the positions `from` (inclusive) to `to` (exclusive), all on one side of the signal.
    private void copyEdge(float[] x, int source, float[] y, int target, int from, int to, int length) {
        if (from >= to) {
            return;
        }
        switch (mode) {
            case CONSTANT -> RowKernel.fill(value, y, target + from, to - from);
            case REPLICATE -> RowKernel.fill(x[source + source(from, length)], y, target + from, to - from);
            case CIRCULAR -> System.arraycopy(x, source + source(from, length), y, target + from, to - from);
            case REFLECT -> {
                for (int u = from; u < to; u++) {
                    y[target + u] = x[source + source(u, length)];
                }
            }
        }
    }

    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        int length = x.shape().dim(-1);
        int padded = y.shape().dim(-1);
        for (int row = 0; row < rows(x); row++) {
            backward(dy.data(), dy.offset() + row * padded, dx.data(), dx.offset() + row * length, length);
        }
    }

    /// The gradient of one row, the adjoint of padding it.
    void backward(float[] dy, int dyOffset, float[] dx, int dxOffset, int length) {
        Parts parts = parts(length);
        int target = dyOffset + left;
        RowKernel.fill(0f, dx, dxOffset, length);
        addEdge(dy, target, dx, dxOffset, -left, parts.leftEnd, length);
        ElementwiseKernel.addTo(
                dy, target + parts.insideFrom, dx, dxOffset + parts.insideFrom, parts.insideTo - parts.insideFrom);
        addEdge(dy, target, dx, dxOffset, parts.rightFrom, length + right, length);
    }

    private void addEdge(float[] dy, int target, float[] dx, int source, int from, int to, int length) {
        if (from >= to || mode == PadMode.CONSTANT) {
            return;
        }
        if (mode == PadMode.CIRCULAR) {
            ElementwiseKernel.addTo(dy, target + from, dx, source + source(from, length), to - from);
            return;
        }
        for (int u = from; u < to; u++) {
            dx[source + source(u, length)] += dy[target + u];
        }
    }

    /// Where the sample at position `u` beyond the ends is copied from.
    private int source(int u, int length) {
        return switch (mode) {
            case CONSTANT -> throw new AssertionError("a constant is not copied");
            case REFLECT -> u < 0 ? -u : 2 * (length - 1) - u;
            case REPLICATE -> u < 0 ? 0 : length - 1;
            case CIRCULAR -> u < 0 ? u + circle(length) : u - circle(length);
        };
    }

    /// How many samples are not cut off.
    private int circle(int length) {
        return length + Math.min(left, 0) + Math.min(right, 0);
    }

    /// Where the padded signal, positions −left to length + right − 1 of the signal, crosses the signal's ends. Where
    /// so much is cut off that only padding is left, nothing is inside.
    private record Parts(int leftEnd, int insideFrom, int insideTo, int rightFrom) {}

    private Parts parts(int length) {
        int end = length + right;
        int insideFrom = Math.max(0, -left);
        return new Parts(
                Math.min(0, end), insideFrom, Math.max(insideFrom, Math.min(length, end)), Math.max(length, -left));
    }

    private static int rows(Tensor x) {
        return Axes.product(x.shape(), 0, x.shape().rank() - 1);
    }
}
