package dev.halfwave.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
        Tensor y = recorded ? workspace.recorded(shape, op, x.clone()) : workspace.tensor(shape);
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
        Node tape = record(root);
        try {
            root.gradient = dy;
            for (Node node = tape; node != null; node = node.next) {
                step(node, into);
            }
        } finally {
            forget(tape);
        }
    }

    /// The nodes that the root was computed from, and the root, in the order in which they were applied.
    static List<Node> nodes(Node root) {
        List<Node> nodes = new ArrayList<>();
        Node tape = record(root);
        for (Node node = tape; node != null; node = node.next) {
            nodes.add(node);
        }
        forget(tape);
        Collections.reverse(nodes);
        return nodes;
    }

    /// Makes the nodes of a tape ready for another walk.
    private static void forget(Node tape) {
        Node node = tape;
        while (node != null) {
            Node next = node.next;
            node.visitedInputs = -1;
            node.next = null;
            node.gradient = null;
            node = next;
        }
    }

    /// Links the nodes that the root was computed from, by [Node#next]: each before all that its inputs come from.
    /// Written without recursion: a deep network must not overflow the stack. On the way down `next` leads back up
    /// instead.
    private static Node record(Node root) {
        Node tape = null;
        Node path = root;
        root.visitedInputs = 0;
        while (path != null) {
            if (path.visitedInputs == path.inputs.length) {
                Node done = path;
                path = done.next;
                done.next = tape;
                tape = done;
                continue;
            }
            Node source = path.inputs[path.visitedInputs++].node();
            if (source != null && source.visitedInputs < 0) {
                source.visitedInputs = 0;
                source.next = path;
                path = source;
            }
        }
        return root; // done last, so that it is the first of the tape
    }

    /// Runs one op backward and hands its gradients to its inputs.
    private static void step(Node node, Gradients into) {
        Tensor dy = node.gradient;
        if (dy == null) {
            return; // every consumer's gradient is not wanted further up
        }
        Workspace workspace = node.result.workspace();
        int mark = workspace.mark();
        try {
            Tensor[] x = node.inputs;
            Tensor[] dx = new Tensor[x.length];
            for (int i = 0; i < x.length; i++) {
                if (x[i].needsGradient()) {
                    dx[i] = destination(node, i, into, workspace);
                }
            }
            node.op.backward(x, node.result, dy, dx, workspace);
            for (int i = 0; i < x.length; i++) {
                if (dx[i] != null) {
                    deliver(x[i], dx[i], into);
                }
            }
        } finally {
            workspace.release(mark);
        }
        node.gradient = null;
    }

    /// Where the op writes the gradient of its input `i`: straight into the sum when nothing is there yet or the op
    /// runs on from it, else into memory of its own, which [#deliver] adds.
    private static Tensor destination(Node node, int i, Gradients into, Workspace workspace) {
        Tensor x = node.inputs[i];
        boolean accumulates = node.op.accumulates(i);
        boolean shared = occursBefore(node.inputs, i); // x is two inputs of this op: each needs memory of its own
        Node source = x.node();
        Tensor sum;
        boolean empty;
        if (source == null) {
            Gradients.Sum leaf = into.sum(x);
            sum = leaf.tensor;
            empty = !leaf.filled;
        } else {
            sum = source.gradient;
            empty = sum == null;
        }
        if (!shared && (empty || accumulates)) {
            if (sum == null) {
                sum = workspace.tensor(x.shape());
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

    /// Makes a gradient of `x` part of the sum, unless the op wrote it there itself.
    private static void deliver(Tensor x, Tensor dx, Gradients into) {
        Node source = x.node();
        if (source != null) {
            if (source.gradient == null) {
                source.gradient = dx;
            } else if (source.gradient != dx) {
                Backend.add(dx, source.gradient);
            }
            return;
        }
        Gradients.Sum leaf = into.sum(x);
        if (leaf.tensor == dx) {
            leaf.filled = true;
        } else {
            Backend.add(dx, leaf.tensor);
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
