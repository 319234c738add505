package dev.halfwave.core;

import java.util.List;

/// How a tensor was computed: the op that was applied, and to what. Two equal origins have equal results, because an op
/// is a function of its inputs.
///
/// @param op what was applied
/// @param inputs what it was applied to, in its order
public record Origin(Op op, List<Tensor> inputs) {

    /// Copies the list.
    public Origin {
        inputs = List.copyOf(inputs);
    }
}
