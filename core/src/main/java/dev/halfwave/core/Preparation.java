package dev.halfwave.core;

/// A form derived from a weight that a kernel reads faster than the weight itself: its transpose, or its tiles in the
/// order in which they are used. See [Workspace#prepared].
///
/// Make it a record: two preparations that are equal share one result.
public interface Preparation {

    /// How many floats the derived form of a weight of this shape has.
    int length(Shape weight);

    /// Writes the derived form.
    ///
    /// @param weight what to derive from
    /// @param into receives [#length] floats; what it held before is not defined
    void prepare(Tensor weight, float[] into);
}
