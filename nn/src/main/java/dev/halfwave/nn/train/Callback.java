package dev.halfwave.nn.train;

import java.io.IOException;

/// Watches a training, and may stop it. All methods are called by the thread that called `fit`. Every tensor they are
/// given is a copy that may be kept; a [Step] itself is valid during the call only.
///
/// What a callback remembers it must be able to find again in [Run#history] when a training is resumed: see [#onStart].
public interface Callback {

    /// Before the first step. In a resumed training [Run#history] holds the epochs that are done.
    default void onStart(Run run) throws IOException {}

    /// After the gradients of a step were computed and before they change the parameters.
    default void onGradients(Run run, Step step) throws IOException {}

    /// After a step changed the parameters.
    default void onStep(Run run, Step step) throws IOException {}

    /// After the last step of an epoch; may [record][Epoch#record] values of its own.
    default void onEpoch(Run run, Epoch epoch) throws IOException {}

    /// After all callbacks have recorded their values of this epoch, which now is in [Run#history].
    default void onEpochRecorded(Run run, History.Entry entry) throws IOException {}

    /// After the last epoch, or when the training was stopped early.
    default void onEnd(Run run) throws IOException {}
}
