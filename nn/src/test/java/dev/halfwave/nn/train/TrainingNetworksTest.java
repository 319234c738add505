package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.op.Identity;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Residual;
import dev.halfwave.nn.Sequential;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Nothing is missing among the networks whose bits are compared.
final class TrainingNetworksTest {

    /// A new layer must be trained here, too.
    @Test
    void theyHaveEveryLayer() {
        Set<String> trained = new TreeSet<>();
        for (TrainingJob job : TrainingJob.ALL) {
            for (String name : job.networkNames()) {
                addLayers(job.network(name, Layer.of(new Identity())), trained);
            }
        }
        Set<String> missing = new TreeSet<>();
        for (Class<?> layer : TrainingNetworks.layerClasses()) {
            missing.add(layer.getSimpleName());
        }
        assertThat(missing).contains("Activation", "Conv1d", "Residual");
        missing.removeAll(trained);
        assertThat(missing).as("layers that TrainingNetworks does not use: put them into its networks").isEmpty();
    }

    private static void addLayers(Layer layer, Set<String> names) {
        names.add(layer.getClass().getSimpleName());
        switch (layer) {
            case Sequential model -> model.layers().values().forEach(part -> addLayers(part, names));
            case Residual residual -> addLayers(residual.body(), names);
            default -> {
            }
        }
    }

    /// Activations are found by their package; those of today are among them.
    @Test
    void theyHaveEveryActivation() {
        Set<String> found = TrainingNetworks.activations().keySet();
        assertThat(found)
                .contains("Abs", "AntiderivativeRelu", "DcFreeRelu", "Elu", "Gelu", "Hat", "Identity", "LeakyRelu",
                        "LogSoftmax", "Relu", "Sigmoid", "Silu", "Sin", "Snake", "Softmax", "Softplus", "Tanh")
                .doesNotContain("Add", "Flatten", "GlobalAveragePool1d");
    }
}
