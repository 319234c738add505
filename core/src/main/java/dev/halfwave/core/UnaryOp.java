package dev.halfwave.core;

import org.jspecify.annotations.Nullable;

/// A differentiable function of one tensor that needs no scratch memory: most activations. `y` has the shape of `x`
/// unless [#shape(Shape)] says otherwise.
///
/// ```java
/// record Square() implements UnaryOp {
///     public void forward(Tensor x, Tensor y) {
///         for (int i = 0; i < x.size(); i++) y.set(i, x.get(i) * x.get(i));
///     }
///     public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
///         for (int i = 0; i < x.size(); i++) dx.set(i, 2 * x.get(i) * dy.get(i));
///     }
/// }
/// Tensor y = new Square().apply(x);
/// ```
public interface UnaryOp extends Op {

    /// The shape of `y` for that of `x`: the same unless overridden.
    ///
    /// @throws ShapeMismatchException if `x` does not fit
    default Shape shape(Shape x) {
        return x;
    }

    /// Computes `y`. Writes every element of it and leaves `x` alone.
    void forward(Tensor x, Tensor y);

    /// Given `dy = ∂loss/∂y`, writes every element of `dx = ∂loss/∂x` and leaves the others alone.
    void backward(Tensor x, Tensor y, Tensor dy, Tensor dx);

    @Override
    default Shape shape(Shape... x) {
        if (x.length != 1) {
            throw new IllegalArgumentException(name() + ": takes one input, but was given " + x.length);
        }
        return shape(x[0]);
    }

    @Override
    default void forward(Tensor[] x, Tensor y, Workspace w) {
        forward(x[0], y);
    }

    @Override
    default void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[0] != null) {
            backward(x[0], y, dy, dx[0]);
        }
    }
}
