package dev.halfwave.core;

/// Something that owns a tensor to differentiate with respect to, such as a layer's parameter.
@FunctionalInterface
public interface Variable {

    /// The tensor as it is now.
    Tensor tensor();
}
