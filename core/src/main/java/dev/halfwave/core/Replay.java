package dev.halfwave.core;

import java.util.ArrayList;
import java.util.List;

/// A recorded computation that is run again and again: the same ops in the same order, on the same memory, without
/// looking at shapes again. For inference of one input after the other.
///
/// ```java
/// Tensor x = Tensor.zeros(Shape.of(1, 1, 256)).requiringGradient();
/// Tensor y = model.forward(x, Pass.EVALUATION);
/// Replay replay = Replay.of(y);
/// x.copyFrom(next);
/// replay.run(); // y now is what the model makes of next
/// ```
///
/// Bits are those of the ops applied one by one. What was computed without ops when it was recorded, or decided by
/// values, stays as it was. Prepared forms of a parameter are kept until it says that it was
/// [modified][Tensor#modified]. After the first runs nothing is allocated, as far as ops do not.
///
/// Used by one thread at a time.
public final class Replay {

    private final List<Op> ops = new ArrayList<>();
    private final List<Tensor[]> inputs = new ArrayList<>();
    private final List<Tensor> results = new ArrayList<>();
    private final PooledWorkspace workspace;

    private Replay(List<Node> nodes, PreparedForms forms) {
        workspace = new PooledWorkspace(forms);
        for (Node node : nodes) {
            ops.add(node.op);
            inputs.add(node.inputs);
            results.add(node.result);
        }
    }

    /// All that a tensor was computed by from leaves that require gradients.
    ///
    /// @param result an ordinary tensor
    /// @throws IllegalArgumentException if it is a leaf, was not recorded, or lives in a pool
    public static Replay of(Tensor result) {
        return of(result, new PreparedForms());
    }

    /// All that a tensor was computed by from leaves that require gradients, with prepared forms of parameters that
    /// several computations share, on one thread each.
    ///
    /// @param result an ordinary tensor
    /// @param forms what is shared
    /// @throws IllegalArgumentException if it is a leaf, was not recorded, or lives in a pool
    public static Replay of(Tensor result, PreparedForms forms) {
        Node root = result.node();
        if (root == null) {
            throw new IllegalArgumentException(
                    "Replay: nothing was recorded; the input must require gradients, and the "
                            + "result be computed from it by ops");
        }
        List<Node> nodes = Tape.nodes(root);
        for (Node node : nodes) {
            if (node.result.workspace() != Workspace.ordinary()) {
                throw new IllegalArgumentException("Replay: what " + node.op.name() + " gave lives in a pool, which "
                        + "lends its memory again; record on ordinary tensors");
            }
        }
        return new Replay(nodes, forms);
    }

    /// Computes all results anew from what the leaves hold now.
    ///
    /// @throws IllegalArgumentException if a value cannot be used
    public void run() {
        workspace.begin(0, false);
        for (int i = 0; i < ops.size(); i++) {
            Tensor[] x = inputs.get(i);
            ops.get(i).check(x);
            int mark = workspace.mark();
            try {
                ops.get(i).forward(x, results.get(i), workspace);
            } finally {
                workspace.release(mark);
            }
        }
    }
}
