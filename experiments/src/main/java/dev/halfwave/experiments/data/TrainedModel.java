package dev.halfwave.experiments.data;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.nio.file.Path;

/// A model file that is to be put to use: with a single weight that is no finite number, every output can be NaN.
public final class TrainedModel {

    private TrainedModel() {}

    /// What [Sequential#load(Path)] gives, if all its parameters and states are finite.
    ///
    /// @throws DataFileException if one is not; the message says which and where
    /// @throws IOException if the file cannot be read, or holds no model
    public static Sequential read(Path file) throws IOException {
        Sequential model = Sequential.load(file);
        for (Parameter parameter : model.parameters()) {
            requireFinite(file, parameter.name(), parameter.tensor());
        }
        return model;
    }

    private static void requireFinite(Path file, String name, Tensor tensor) throws DataFileException {
        float[] values = tensor.toArray();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw DataFileException.of(file, name + " has " + values[i] + " as element " + i + " of "
                        + tensor.shape() + "; the weights of a trained model are finite numbers");
            }
        }
    }
}
