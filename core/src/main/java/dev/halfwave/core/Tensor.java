package dev.halfwave.core;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Float32 numbers in row-major order with a [Shape]: a view `(data, offset, shape)` of a float array. Signals have
/// axes (N, C, L): batch, channels, length.
///
/// Ordinary tensors are garbage-collected objects without scopes or `close()`. A trainer lends tensors from a pool
/// instead; such a tensor knows the step it belongs to, and using it in a later one is an [IllegalStateException]
/// that says so.
///
/// A tensor that [requires gradients][#requiringGradient] is a leaf of differentiation; ops record themselves in what
/// they compute from it, and [#backward()] returns the gradients.
///
/// Reading from several threads is safe; writing while another thread reads is not.
public final class Tensor {

    private final float[] data;
    private final int offset;
    private final Shape shape;
    private final Workspace workspace;
    private final int generation;
    private final long step;
    private final boolean needsGradient;
    private final @Nullable Node node;
    private final Tensor identity; // itself, or what `in` made this a view of
    private int version;

    /// @param op what computes it from `inputs`, if that is recorded
    Tensor(
            float[] data,
            int offset,
            Shape shape,
            Workspace workspace,
            @Nullable Op op,
            Tensor @Nullable [] inputs) {
        this.data = data;
        this.offset = offset;
        this.shape = shape;
        this.workspace = workspace;
        this.generation = workspace.generation();
        this.step = workspace.step();
        this.needsGradient = op != null;
        this.node = op == null || inputs == null ? null : new Node(op, inputs, this);
        this.identity = this;
    }

    private Tensor(
            float[] data,
            int offset,
            Shape shape,
            Workspace workspace,
            boolean needsGradient,
            @Nullable Node node,
            @Nullable Tensor identity) {
        this.data = data;
        this.offset = offset;
        this.shape = shape;
        this.workspace = workspace;
        this.generation = workspace.generation();
        this.step = workspace.step();
        this.needsGradient = needsGradient;
        this.node = node;
        this.identity = identity == null ? this : identity;
    }

    /// A tensor of the given values, copied, in row-major order.
    ///
    /// @throws IllegalArgumentException if their number is not the size of the shape
    public static Tensor of(Shape shape, float... values) {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException("Tensor.of: shape " + shape + " takes " + shape.size()
                    + " values, but " + values.length + " were given");
        }
        return wrap(values.clone(), 0, shape);
    }

    /// A single number, of shape `()`.
    public static Tensor scalar(float value) {
        return wrap(new float[] {value}, 0, Shape.SCALAR);
    }

    /// A tensor of zeros.
    public static Tensor zeros(Shape shape) {
        return wrap(new float[shape.size()], 0, shape);
    }

    /// A tensor in which every element has the same value.
    public static Tensor full(Shape shape, float value) {
        float[] data = new float[shape.size()];
        Arrays.fill(data, value);
        return wrap(data, 0, shape);
    }

    /// A view of existing memory: nothing is copied, and writing to either changes both.
    ///
    /// @throws IllegalArgumentException if the shape does not fit behind the offset
    public static Tensor wrap(float[] data, int offset, Shape shape) {
        if (offset < 0 || offset > data.length - shape.size()) {
            throw new IllegalArgumentException("Tensor.wrap: shape " + shape + " at offset " + offset + " needs "
                    + shape.size() + " floats, but the array has " + data.length);
        }
        return new Tensor(data, offset, shape, Workspace.ordinary(), false, null, null);
    }

    /// The array behind this tensor, not a copy; its elements are `data()[offset() + i]` for `i` in `0..size()-1`.
    ///
    /// @throws IllegalStateException if this tensor was lent for a step that is over
    public float[] data() {
        requireCurrent();
        return data;
    }

    /// Where the first element stands in [#data].
    public int offset() {
        return offset;
    }

    /// The lengths of the axes.
    public Shape shape() {
        return shape;
    }

    /// The number of elements.
    public int size() {
        return shape.size();
    }

    /// The element at a position in row-major order.
    public float get(int position) {
        requireCurrent();
        return data[offset + checked(position)];
    }

    /// The element at an index of every axis, as in `y.at(n, c, t)`.
    public float at(int... index) {
        if (index.length != shape.rank()) {
            throw new IndexOutOfBoundsException(
                    "Tensor.at: shape " + shape + " takes " + shape.rank() + " indices, but " + index.length
                            + " were given");
        }
        int position = 0;
        for (int axis = 0; axis < index.length; axis++) {
            if (index[axis] < 0 || index[axis] >= shape.dim(axis)) {
                throw new IndexOutOfBoundsException(
                        "Tensor.at: index " + Arrays.toString(index) + " is outside of shape " + shape);
            }
            position = position * shape.dim(axis) + index[axis];
        }
        return get(position);
    }

    /// Replaces the element at a position in row-major order.
    public void set(int position, float value) {
        requireCurrent();
        data[offset + checked(position)] = value;
    }

    /// The value of a tensor that has exactly one element, such as a loss.
    ///
    /// @throws IllegalStateException if it has more or none
    public float item() {
        if (size() != 1) {
            throw new IllegalStateException("Tensor.item: needs exactly one element, but the shape is " + shape);
        }
        return get(0);
    }

    /// The elements in row-major order, copied.
    public float[] toArray() {
        requireCurrent();
        return Arrays.copyOfRange(data, offset, offset + size());
    }

    /// An ordinary tensor with the same values and its own memory, without a record of how it was computed.
    public Tensor copy() {
        return wrap(toArray(), 0, shape);
    }

    /// Copies all elements of another tensor of the same size into this one.
    ///
    /// @throws ShapeMismatchException if the shapes differ
    public void copyFrom(Tensor source) {
        if (!shape.equals(source.shape)) {
            throw new ShapeMismatchException(
                    "Tensor.copyFrom", "expected a source of shape " + shape, "its shape is " + source.shape);
        }
        System.arraycopy(source.data(), source.offset, data(), offset, size());
    }

    /// Entries `from` (inclusive) to `to` (exclusive) along the first axis, such as samples of a batch. A view that
    /// costs nothing; no gradient flows through it.
    public Tensor slice(int from, int to) {
        if (shape.rank() == 0 || from < 0 || to < from || to > shape.dim(0)) {
            throw new IndexOutOfBoundsException(
                    "Tensor.slice: " + from + ".." + to + " is outside of the first axis of shape " + shape);
        }
        return view(offset + from * shape.stride(), shape.with(0, to - from));
    }

    /// The same memory under another shape of the same size. A view that costs nothing; no gradient flows through it
    /// (the op `Reshape` passes gradients on).
    ///
    /// @throws ShapeMismatchException if the sizes differ
    public Tensor view(Shape other) {
        if (other.size() != shape.size()) {
            throw new ShapeMismatchException(
                    "Tensor.view",
                    "shape " + other + " expects " + other.size() + " elements",
                    "the tensor is " + shape + " with " + shape.size());
        }
        return view(offset, other);
    }

    private Tensor view(int newOffset, Shape newShape) {
        requireCurrent();
        return new Tensor(data, newOffset, newShape, workspace, false, null, null);
    }

    /// A view of this tensor that is a leaf of differentiation: gradients with respect to it are computed.
    public Tensor requiringGradient() {
        requireCurrent();
        return new Tensor(data, offset, shape, workspace, true, null, null);
    }

    /// A view of this tensor through which no gradient flows.
    public Tensor detached() {
        return view(offset, shape);
    }

    /// A view of this tensor that makes whatever is computed from it live in the given workspace. It is the same leaf,
    /// if this is one.
    public Tensor in(Workspace other) {
        requireCurrent();
        return new Tensor(data, offset, shape, other, needsGradient, node, identity);
    }

    /// Whether gradients with respect to this tensor are wanted: it is a leaf or was computed from one.
    public boolean needsGradient() {
        return needsGradient;
    }

    /// Differentiates this single number, usually a loss, with respect to every leaf it was computed from.
    ///
    /// @throws IllegalStateException if this is not one number or depends on no leaf
    public Gradients backward() {
        if (size() != 1) {
            throw new IllegalStateException("Tensor.backward: without an upstream gradient the tensor must be a single "
                    + "number such as a loss, but its shape is " + shape);
        }
        return backward(full(shape, 1));
    }

    /// Differentiates `⟨dy, this⟩` with respect to every leaf.
    ///
    /// @param dy the upstream gradient, of this tensor's shape
    /// @throws ShapeMismatchException if it has another
    /// @throws IllegalStateException if this depends on no leaf
    public Gradients backward(Tensor dy) {
        Gradients gradients = new Gradients();
        backward(dy, gradients);
        return gradients;
    }

    /// Differentiates `⟨dy, this⟩` and adds the gradients to those that are there: for a batch that is computed in
    /// parts.
    public void backward(Tensor dy, Gradients into) {
        if (!dy.shape.equals(shape)) {
            throw new ShapeMismatchException(
                    "Tensor.backward", "expected dy with the shape " + shape + " of the result",
                    "its shape is " + dy.shape);
        }
        Tape.backward(this, dy, into);
    }

    /// How often [#modified] was called; 0 for a tensor nobody manages.
    public int version() {
        return identity.version;
    }

    /// Declares that the elements of this parameter have changed, so that forms prepared from it are made anew. Called
    /// by whoever owns the parameter, after writing and before anyone computes with it.
    public void modified() {
        identity.version++;
    }

    /// The workspace in which results computed from this tensor live.
    public Workspace workspace() {
        return workspace;
    }

    /// How this was computed, where that was recorded: for whoever reads a computation, such as an export to another
    /// format. A leaf has none, and neither has what needs no gradient.
    ///
    /// ```java
    /// Tensor y = new Relu().apply(x.requiringGradient());
    /// Op op = y.origin().orElseThrow().op(); // Relu[]
    /// ```
    public Optional<Origin> origin() {
        return node == null ? Optional.empty() : Optional.of(new Origin(node.op, List.of(node.inputs)));
    }

    @Nullable Node node() {
        return node;
    }

    /// By what leaves and weights are told apart: views in other workspaces are the same.
    Tensor identity() {
        return identity;
    }

    private int checked(int position) {
        if (position < 0 || position >= size()) {
            throw new IndexOutOfBoundsException(
                    "Tensor: position " + position + " is outside of shape " + shape + " with " + size() + " elements");
        }
        return position;
    }

    private void requireCurrent() {
        if (generation != workspace.generation()) {
            throw new IllegalStateException("tensor of step " + step + " used in step " + workspace.step()
                    + (step == workspace.step() ? ", but in a later slice of it" : "") + "; copy() it");
        }
    }

    /// The shape and the first elements, as in `Tensor(2, 3) [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]`.
    @Override
    public String toString() {
        requireCurrent();
        int shown = Math.min(size(), 8);
        String values = Arrays.toString(Arrays.copyOfRange(data, offset, offset + shown));
        String more = shown < size() ? values.substring(0, values.length() - 1) + ", ...]" : values;
        return "Tensor" + shape + " " + more;
    }
}
