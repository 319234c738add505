package dev.halfwave.nn.init;

import dev.halfwave.core.Shape;

/// How many numbers a unit of a layer sums (`in`) and how many units each number reaches (`out`), which is what keeps
/// the scale of activations and gradients through the layers.
///
/// For a convolution weight (C_out, C_in/groups, K) these are `C_in/groups · K` and `C_out · K`; for a fully connected
/// one (out, in) they are `in` and `out`.
///
/// @param in numbers summed by one unit
/// @param out units reached by one number
public record Fans(int in, int out) {

    /// The fans of a weight whose first axis is its outputs and whose second axis is its inputs.
    ///
    /// @throws IllegalArgumentException if it has fewer than two axes
    public static Fans ofWeight(Shape weight) {
        if (weight.rank() < 2) {
            throw new IllegalArgumentException(
                    "Fans: a weight has at least the axes (out, in), but its shape is " + weight);
        }
        int taps = weight.size() / Math.max(1, weight.dim(0) * weight.dim(1));
        return new Fans(weight.dim(1) * taps, weight.dim(0) * taps);
    }
}
