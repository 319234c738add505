package dev.halfwave.core;

import org.jspecify.annotations.Nullable;

/// The record of one applied op: how a tensor was computed.
final class Node {

    final Op op;
    final Tensor[] inputs;

    // Scratch of the one walk that may run over this graph at a time; see Tape.backward.
    int visitedInputs = -1;
    @Nullable Tensor gradient;

    Node(Op op, Tensor[] inputs) {
        this.op = op;
        this.inputs = inputs;
    }
}
