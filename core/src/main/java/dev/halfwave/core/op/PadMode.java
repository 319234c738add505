package dev.halfwave.core.op;

import org.jspecify.annotations.Nullable;

/// What stands beyond the ends of a signal, as the `mode` of PyTorch's `pad` and the `padding_mode` of its
/// convolutions. For the signal `a b c d`, three samples more on each side:
///
/// - `CONSTANT`: a fixed value, `v v v | a b c d | v v v`; for a convolution 0, which PyTorch calls `zeros`.
/// - `REFLECT`: the signal mirrored at its end samples, which are not repeated, `d c b | a b c d | c b a`.
/// - `REPLICATE`: the end samples repeated, `a a a | a b c d | d d d`.
/// - `CIRCULAR`: the signal over again, `b c d | a b c d | a b c`.
public enum PadMode {
    CONSTANT, REFLECT, REPLICATE, CIRCULAR;

    static void require(String operation, @Nullable PadMode mode) {
        if (mode == null) {
            throw new IllegalArgumentException(
                    operation + ": mode must be CONSTANT, REFLECT, REPLICATE or CIRCULAR, but is null");
        }
    }
}
