package dev.halfwave.core;

import org.jspecify.annotations.Nullable;

/// The record of one applied op: how a tensor was computed.
final class Node {

    final Op op;
    final Tensor[] inputs;
    final Tensor result;

    // Scratch of the one walk that may run over this graph at a time; see Tape.backward.
    int visitedInputs = -1;
    @Nullable Node next;
    @Nullable Tensor gradient;

    Node(Op op, Tensor[] inputs, Tensor result) {
        this.op = op;
        this.inputs = inputs;
        this.result = result;
    }
}
