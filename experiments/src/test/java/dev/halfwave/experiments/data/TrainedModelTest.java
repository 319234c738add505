package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.BatchNorm1d;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainedModelTest {

    private final Sequential model = Sequential.of(Conv1d.of(1, 2, 3), BatchNorm1d.of(2)).initialize(1);

    @TempDir
    private Path folder;

    @Test
    void readsWhatWasSaved() throws IOException {
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        Tensor x = Tensor.of(Shape.of(1, 1, 4), 1, 2, -3, 4);
        assertThat(TrainedModel.read(file).predict(x).toArray()).containsExactly(model.predict(x).toArray());
    }

    @Test
    void refusesWhatIsNotFinite() throws IOException {
        assertRefused("conv1.weight", 4, Float.NaN, "conv1.weight has NaN as element 4 of (2, 1, 3)");
        assertRefused("conv1.bias", 1, Float.NEGATIVE_INFINITY, "conv1.bias has -Infinity as element 1 of (2)");
        String state = model.parameters().getLast().name();
        assertThat(state).startsWith("batchNorm1.running");
        assertRefused(state, 0, Float.POSITIVE_INFINITY, state + " has Infinity as element 0 of (2)");
    }

    private void assertRefused(String name, int element, float value, String message) throws IOException {
        Parameter parameter = model.parameters().stream().filter(one -> one.name().equals(name)).findFirst()
                .orElseThrow();
        float[] finite = parameter.tensor().toArray();
        float[] values = finite.clone();
        values[element] = value;
        parameter.set(Tensor.of(parameter.shape(), values));
        Path file = folder.resolve("diverged.safetensors");
        model.save(file);
        parameter.set(Tensor.of(parameter.shape(), finite));
        assertThatThrownBy(() -> TrainedModel.read(file))
                .isInstanceOf(DataFileException.class)
                .hasMessage(file + ": " + message + "; the weights of a trained model are finite numbers");
    }
}
