import org.jspecify.annotations.NullMarked;

/// Tensors, ops and reverse-mode differentiation on one-dimensional signals.
@NullMarked
module dev.halfwave.core {
    requires static org.jspecify;
    requires jdk.incubator.vector;

    exports dev.halfwave.core;
    exports dev.halfwave.core.op;
    exports dev.halfwave.core.check;
    exports dev.halfwave.core.random;
    exports dev.halfwave.core.kernel to
            dev.halfwave.nn;
}
