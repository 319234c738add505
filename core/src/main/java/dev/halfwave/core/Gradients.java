package dev.halfwave.core;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The gradients of one loss with respect to its leaves: `Gradients g = loss.backward(); g.of(weight)`.
///
/// Leaves are told apart by identity. Not thread-safe while a backward pass writes to it.
public final class Gradients {

    /// One leaf's gradient, and whether anything has been written into it since the last [#clear].
    static final class Sum {
        private final Tensor leaf;
        final Tensor tensor;
        boolean filled;

        private Sum(Tensor leaf) {
            this.leaf = leaf;
            this.tensor = Tensor.zeros(leaf.shape());
        }
    }

    private final Map<Tensor, Sum> sums = new IdentityHashMap<>();
    private final List<Sum> inOrder = new ArrayList<>(); // the same, in the order in which they were made

    /// No gradients yet; see [Tensor#backward(Tensor, Gradients)].
    public Gradients() {}

    /// The gradient with respect to a leaf, of the leaf's shape.
    ///
    /// @throws IllegalArgumentException if the loss does not depend on it
    public Tensor of(Tensor leaf) {
        Sum sum = sums.get(leaf.identity());
        if (sum == null || !sum.filled) {
            throw new IllegalArgumentException("Gradients: there is none for this tensor of shape " + leaf.shape()
                    + "; it must require gradients, and the loss must have been computed from it");
        }
        return sum.tensor;
    }

    /// The gradient with respect to a parameter.
    ///
    /// @throws IllegalArgumentException if the loss does not depend on it
    public Tensor of(Variable variable) {
        return of(variable.tensor());
    }

    /// Whether the loss depends on this leaf.
    public boolean contains(Tensor leaf) {
        Sum sum = sums.get(leaf.identity());
        return sum != null && sum.filled;
    }

    /// Forgets all values and keeps the memory for the next step.
    public void clear() {
        for (int i = 0; i < inOrder.size(); i++) {
            inOrder.get(i).filled = false;
        }
    }

    /// Adds further sets of gradients to this one, element by element and one after the other:
    /// `((this + first) + second) + …`.
    ///
    /// @param parallel runs ranges of elements, each of which takes all sets in their order, so that the result does
    ///     not depend on the threads
    public void addAll(List<Gradients> others, Parallel parallel) {
        for (int i = 0; i < others.size(); i++) {
            List<Sum> found = others.get(i).inOrder;
            for (int j = 0; j < found.size(); j++) {
                if (found.get(j).filled) {
                    sum(found.get(j).leaf); // makes room for what only the others have
                }
            }
        }
        List<Tensor> mine = new ArrayList<>(inOrder.size());
        for (int i = 0; i < inOrder.size(); i++) {
            mine.add(inOrder.get(i).tensor);
        }
        parallel.overElements(mine, 1 + others.size(), (index, from, to) -> addRange(index, others, from, to));
        for (int i = 0; i < inOrder.size(); i++) {
            Sum sum = inOrder.get(i);
            for (int j = 0; j < others.size() && !sum.filled; j++) {
                sum.filled = others.get(j).contains(sum.leaf);
            }
        }
    }

    private void addRange(int index, List<Gradients> others, int from, int to) {
        Sum sum = inOrder.get(index);
        boolean filled = sum.filled;
        for (int i = 0; i < others.size(); i++) {
            Sum other = others.get(i).sums.get(sum.leaf);
            if (other == null || !other.filled) {
                continue;
            }
            if (filled) {
                Backend.add(other.tensor, sum.tensor, from, to);
            } else {
                System.arraycopy(
                        other.tensor.data(), other.tensor.offset() + from, sum.tensor.data(),
                        sum.tensor.offset() + from, to - from);
                filled = true;
            }
        }
    }

    /// The sum for a leaf, made on first use; its memory outlives the step, whatever memory the leaf or the loss has.
    Sum sum(Tensor leaf) {
        Sum sum = sums.get(leaf.identity());
        if (sum == null) {
            sum = new Sum(leaf.identity());
            sums.put(leaf.identity(), sum);
            inOrder.add(sum);
        }
        return sum;
    }
}
