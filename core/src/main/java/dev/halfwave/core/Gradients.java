package dev.halfwave.core;

import java.util.IdentityHashMap;
import java.util.Map;

/// The gradients of one loss with respect to its leaves: `Gradients g = loss.backward(); g.of(weight)`.
///
/// Leaves are told apart by identity. Not thread-safe while a backward pass writes to it.
public final class Gradients {

    /// One leaf's gradient, and whether anything has been written into it since the last [#clear].
    private static final class Sum {
        private final Tensor tensor;
        private boolean filled;

        private Sum(Tensor tensor) {
            this.tensor = tensor;
        }
    }

    private final Map<Tensor, Sum> sums = new IdentityHashMap<>();

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
        for (Sum sum : sums.values()) {
            sum.filled = false;
        }
    }

    /// Adds another set of gradients to this one, element by element: `this + other`, in this order.
    public void add(Gradients other) {
        other.sums.forEach((leaf, sum) -> {
            if (!sum.filled) {
                return;
            }
            Tensor mine = sum(leaf);
            if (isEmpty(leaf)) {
                mine.copyFrom(sum.tensor);
                filled(leaf);
            } else {
                Backend.add(sum.tensor, mine);
            }
        });
    }

    /// The memory of a leaf's sum, made on first use; it outlives the step, whatever memory the leaf or the loss has.
    Tensor sum(Tensor leaf) {
        return sums.computeIfAbsent(leaf.identity(), x -> new Sum(Tensor.zeros(x.shape()))).tensor;
    }

    boolean isEmpty(Tensor leaf) {
        Sum sum = sums.get(leaf.identity());
        return sum == null || !sum.filled;
    }

    void filled(Tensor leaf) {
        Sum sum = sums.get(leaf.identity());
        if (sum != null) {
            sum.filled = true;
        }
    }
}
