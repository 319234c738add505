package dev.halfwave.core;

/// How an op works out what depends on its settings and shapes only, such as where the windows of a pool lie. See
/// [Workspace#plan].
///
/// Keep it in a constant: plans of different objects of this kind are never shared.
///
/// @param <S> the settings, compared by [Object#equals]: most often the op, which is a record of them
/// @param <T> the plan, which must not change once it is made
@FunctionalInterface
public interface Planning<S, T> {

    /// Works the plan out.
    ///
    /// @param first one shape that matters
    /// @param second another, or the same if only one does
    T plan(S settings, Shape first, Shape second);
}
