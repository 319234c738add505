package dev.halfwave.core;

import org.jspecify.annotations.Nullable;

/// A differentiable function of one or more tensors. Open for extension: implement it, check it with
/// `GradientCheck`, and `apply` it like any op that comes with Halfwave.
///
/// An op is stateless and thread-safe; make it a record of its settings. It writes into memory that it is given, so
/// that the engine decides where results live. What [#backward] needs beyond `x` and `y` it computes again.
///
/// For a function of one tensor that needs no scratch memory, [UnaryOp] is shorter.
public interface Op {

    /// The shape rule: the shape of the result. Every mismatch is reported here, before any arithmetic.
    ///
    /// @param x the shapes of the inputs
    /// @throws ShapeMismatchException if they do not fit
    Shape shape(Shape... x);

    /// Checks what the shapes cannot show, such as that a class index names a class. Called before [#forward] with
    /// all inputs; most ops have nothing to check.
    ///
    /// @throws IllegalArgumentException if a value cannot be used
    default void check(Tensor... x) {}

    /// Computes `y`. Writes every element of it, whatever it held, and leaves `x` alone.
    ///
    /// @param x the inputs
    /// @param y receives the result; its shape is the one that [#shape] gave
    /// @param w lends scratch memory until this call returns
    void forward(Tensor[] x, Tensor y, Workspace w);

    /// Given `dy = ∂loss/∂y`, computes `dx[i] = ∂loss/∂x[i]`. Writes every element of each `dx[i]` that is not null
    /// (or, where [#accumulates] says so, adds to it), and leaves `x`, `y` and `dy` alone.
    ///
    /// @param x the inputs of [#forward]
    /// @param y its result
    /// @param dy the gradient of the loss with respect to `y`
    /// @param dx receives the gradients; `dx[i]` is null where none is wanted
    /// @param w lends scratch memory until this call returns
    void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w);

    /// Whether [#backward] runs on from the value it finds in `dx[input]` instead of overwriting it. The engine then
    /// hands it either zeros or the gradient of the samples before, so that one sum runs over all slices of a batch
    /// without a second buffer. Convolutions and matrix products do this for their weights.
    default boolean accumulates(int input) {
        return false;
    }

    /// The name that messages use.
    default String name() {
        String simple = getClass().getSimpleName();
        return simple.isEmpty() ? "Op" : simple; // an anonymous class has none
    }

    /// Computes the result, and records this op when an input needs gradients.
    ///
    /// The result lives in the memory of the first input that is not an ordinary tensor, else it is an ordinary one.
    ///
    /// @throws ShapeMismatchException if the shapes do not fit
    /// @throws IllegalArgumentException if a value cannot be used
    default Tensor apply(Tensor... x) {
        return Tape.apply(this, x);
    }
}
