package dev.halfwave.core.kernel;

import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// Lane orders for windows that lie side by side in memory: picking one element of each window out of several vectors,
/// and putting one value per window back onto its elements. In a class of its own so that it is loaded only where the
/// Vector API is there.
final class Interleaving {

    /// The elements 0, 2, 4, ... of two vectors: `a.rearrange(EVEN, b)`.
    static final VectorShuffle<Float> EVEN = order(i -> 2 * i);

    /// The elements 1, 3, 5, ... of two vectors: `a.rearrange(ODD, b)`.
    static final VectorShuffle<Float> ODD = order(i -> 2 * i + 1);

    /// Each element of the lower half twice: 0, 0, 1, 1, ...
    static final VectorShuffle<Float> LOWER_TWICE = order(i -> i / 2);

    /// Each element of the upper half twice.
    static final VectorShuffle<Float> UPPER_TWICE = order(i -> (Lanes.WIDTH + i) / 2);

    /// Each element of one quarter four times.
    static final VectorShuffle<Float> QUARTER_0 = order(i -> i / 4);

    static final VectorShuffle<Float> QUARTER_1 = order(i -> (Lanes.WIDTH + i) / 4);
    static final VectorShuffle<Float> QUARTER_2 = order(i -> (2 * Lanes.WIDTH + i) / 4);
    static final VectorShuffle<Float> QUARTER_3 = order(i -> (3 * Lanes.WIDTH + i) / 4);

    /// Set in the lanes 0, 2, 4, ...
    static final VectorMask<Float> EVEN_LANES = VectorMask.fromLong(Lanes.FLOATS, 0x5555);

    /// Set in the lanes 1, 3, 5, ...
    static final VectorMask<Float> ODD_LANES = VectorMask.fromLong(Lanes.FLOATS, 0xaaaa);

    private Interleaving() {}

    private interface Order {
        int source(int lane);
    }

    private static VectorShuffle<Float> order(Order order) {
        return VectorShuffle.fromOp(Lanes.FLOATS, order::source);
    }
}
