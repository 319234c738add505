package dev.halfwave.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reverse-mode differentiation. [#apply] computes and records; [#backward] walks the record back.
///
/// The tape is not one list: each recorded tensor holds its op and its inputs, so that what nobody refers to any more
/// is garbage. The order of the tape is that of a depth-first visit of the inputs in their order, which is the order
/// in which a program without branches computed them; it depends on nothing but the graph.
final class Tape {

    private Tape() {}

    static Tensor apply(Op op, Tensor... x) {
        Shape[] shapes = new Shape[x.length];
        Workspace workspace = Workspace.ordinary();
        boolean needsGradient = false;
        for (int i = 0; i < x.length; i++) {
            if (x[i] == null) {
                throw new IllegalArgumentException(op.name() + ": input " + i + " is null");
            }
            shapes[i] = x[i].shape();
            needsGradient |= x[i].needsGradient();
            if (workspace == Workspace.ordinary()) {
                workspace = x[i].workspace();
            }
        }
        Shape shape = op.shape(shapes);
        op.check(x);
        boolean recorded = needsGradient && workspace.records();
        Tensor y = workspace.tensor(shape, recorded ? new Node(op, x.clone()) : null);
        int mark = workspace.mark();
        try {
            op.forward(x, y, workspace);
        } finally {
            workspace.release(mark);
        }
        return y;
    }

    /// Adds the gradients of `⟨dy, y⟩` to `into`.
    ///
    /// Where a tensor has several consumers, its contributions are added in the order of the walk: the latest consumer
    /// first.
    static void backward(Tensor y, Tensor dy, Gradients into) {
        Node root = y.node();
        if (root == null) {
            throw new IllegalStateException(
                    y.needsGradient()
                            ? "Tensor.backward: this tensor is a leaf; call backward() on what was computed from it"
                            : "Tensor.backward: nothing was recorded; no input required gradients, or it was computed "
                                    + "by predict, which records nothing");
        }
        List<Tensor> tape = record(y);
        try {
            root.gradient = dy;
            for (int i = tape.size() - 1; i >= 0; i--) {
                step(tape.get(i), into);
            }
        } finally {
            for (Tensor tensor : tape) {
                Node node = tensor.node();
                node.visitedInputs = -1;
                node.gradient = null;
            }
        }
    }

    /// The recorded tensors that `y` was computed from, each after all of its inputs. Written without recursion: a
    /// deep network must not overflow the stack.
    private static List<Tensor> record(Tensor y) {
        List<Tensor> done = new ArrayList<>();
        List<Tensor> path = new ArrayList<>();
        y.node().visitedInputs = 0;
        path.add(y);
        while (!path.isEmpty()) {
            Tensor current = path.getLast();
            Node node = current.node();
            if (node.visitedInputs == node.inputs.length) {
                done.add(current);
                path.removeLast();
                continue;
            }
            Tensor input = node.inputs[node.visitedInputs++];
            Node next = input.node();
            if (next != null && next.visitedInputs < 0) {
                next.visitedInputs = 0;
                path.add(input);
            }
        }
        return done;
    }

    /// Runs one op backward and hands its gradients to its inputs.
    private static void step(Tensor y, Gradients into) {
        Node node = y.node();
        Tensor dy = node.gradient;
        if (dy == null) {
            return; // every consumer's gradient is not wanted further up
        }
        Workspace workspace = y.workspace();
        int mark = workspace.mark();
        try {
            Tensor[] x = node.inputs;
            Tensor[] dx = new Tensor[x.length];
            boolean[] first = new boolean[x.length];
            for (int i = 0; i < x.length; i++) {
                if (x[i].needsGradient()) {
                    dx[i] = destination(node, i, into, workspace, first);
                }
            }
            node.op.backward(x, y, dy, dx, workspace);
            for (int i = 0; i < x.length; i++) {
                if (dx[i] != null) {
                    deliver(node, i, dx[i], into, first[i]);
                }
            }
        } finally {
            workspace.release(mark);
        }
        node.gradient = null;
    }

    /// Where the op writes the gradient of its input `i`: straight into the sum when nothing is there yet or the op
    /// runs on from it, else into memory of its own, which [#deliver] adds.
    private static Tensor destination(Node node, int i, Gradients into, Workspace workspace, boolean[] first) {
        Tensor x = node.inputs[i];
        boolean accumulates = node.op.accumulates(i);
        boolean shared = occursBefore(node.inputs, i); // x is two inputs of this op: each needs memory of its own
        Node source = x.node();
        Tensor sum = source == null ? into.sum(x) : source.gradient;
        boolean empty = source == null ? into.isEmpty(x) : sum == null;
        if (!shared && (empty || accumulates)) {
            first[i] = true;
            if (sum == null) {
                sum = workspace.tensor(x.shape(), null);
            }
            if (empty && accumulates) {
                Arrays.fill(sum.data(), sum.offset(), sum.offset() + sum.size(), 0f);
            }
            return sum;
        }
        Tensor own = Tensor.wrap(workspace.floats(x.size()), 0, x.shape());
        if (accumulates) {
            Arrays.fill(own.data(), 0, own.size(), 0f);
        }
        return own;
    }

    private static void deliver(Node node, int i, Tensor dx, Gradients into, boolean first) {
        Node source = node.inputs[i].node();
        if (!first) {
            Tensor sum = source == null ? into.sum(node.inputs[i]) : source.gradient;
            Backend.add(dx, sum);
        } else if (source == null) {
            into.filled(node.inputs[i]);
        } else {
            source.gradient = dx;
        }
    }

    /// Whether an earlier input is this tensor too, or a view of the same result in another workspace.
    private static boolean occursBefore(Tensor[] inputs, int i) {
        Node node = inputs[i].node();
        for (int j = 0; j < i; j++) {
            if (inputs[j].identity() == inputs[i].identity() || (node != null && inputs[j].node() == node)) {
                return true;
            }
        }
        return false;
    }
}
