package dev.halfwave.nn;

/// The circumstances of one pass through a model, for layers that behave differently in training.
///
/// @param training whether the model is being trained; otherwise it is evaluated
/// @param seed the training's seed: the key of whatever random numbers a layer draws
/// @param step the number of this training step, from 0
/// @param firstSample the index within the batch of the first sample of `x`, so that what a layer draws for a sample
///     depends on the sample and not on how the batch was cut
public record Pass(boolean training, long seed, long step, int firstSample) {

    /// Evaluation: nothing random, nothing recorded by layers.
    public static final Pass EVALUATION = new Pass(false, 0, 0, 0);
}
