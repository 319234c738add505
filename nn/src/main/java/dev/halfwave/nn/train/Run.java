package dev.halfwave.nn.train;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A training that is going on, as callbacks see it.
public interface Run {

    /// The model as it is now.
    Sequential model();

    /// The parameters and states at the very start, by name; a resumed training remembers them.
    Map<String, Tensor> initialWeights();

    /// The epochs that are done.
    History history();

    /// How many epochs are asked for.
    int epochs();

    /// Steps per epoch.
    int stepsPerEpoch();

    /// Loss and metrics of the model as it is now on other data, with this training's threads.
    Evaluation evaluate(Dataset data);

    /// Ends the training after this epoch, or before the first step.
    ///
    /// @param reason a sentence
    void stop(String reason);

    /// Why the training was asked to end early, or null.
    @Nullable String stopReason();

    /// Writes everything that is needed to go on with the same bits: parameters, states, optimizer, position in the
    /// data, history, the best weights where they are to be restored. A file of that name is replaced only once the new one is complete.
    ///
    /// @throws IOException if it cannot be written
    void saveCheckpoint(Path path) throws IOException;
}
