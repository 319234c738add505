package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.train.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Takes one layer of a trained model back at a time, all others as trained, and measures what is lost: once to the
/// weights that it began with (`reset.conv1.testLoss`), once to random ones that it has never had
/// (`redrawn.conv1.testLoss`). Where nothing is lost by either, training that layer was not needed; where the first
/// loses less than the second, the layer has kept something of its start.
///
/// Weights and biases are taken back; states, such as running means, stay. Afterwards the model is as it was.
///
/// Source: Zhang, Bengio and Singer (2022), *Are All Layers Created Equal?*, JMLR 23(67).
final class LayerResets {

    private static final String RESET = "reset.";
    private static final String REDRAWN = "redrawn.";

    private final Sequential model;
    private final Map<String, Tensor> initial;
    private final long otherSeed;
    private final Supplier<Evaluation> evaluation;
    private final String prefix;

    /// @param initial weights by full name
    /// @param seed the trial's; what is drawn afresh depends on it
    /// @param evaluation of the model as it is
    /// @param prefix of the names of what it measures: `test`
    LayerResets(
            Sequential model,
            Map<String, Tensor> initial,
            long seed,
            Supplier<Evaluation> evaluation,
            String prefix) {
        this.model = model;
        this.initial = initial;
        Philox random = Philox.of(seed, "redrawn");
        this.otherSeed = (long) random.bits(0) << Integer.SIZE | Integer.toUnsignedLong(random.bits(1));
        this.evaluation = evaluation;
        this.prefix = prefix;
    }

    /// The layers that can be taken back: those with weights.
    static List<String> layers(Sequential model) {
        return model.layers().keySet().stream().filter(layer -> !weights(model, layer).isEmpty()).toList();
    }

    /// The layers that a value of [Study#REINITIALIZE] asks for.
    static List<String> wanted(String text, Sequential model) {
        return text.equals(SettingTexts.EACH) ? layers(model) : SettingTexts.layers(text);
    }

    /// The names of what is measured for these layers.
    ///
    /// @param measured such as `testLoss` and `testAccuracy`
    static List<String> names(List<String> layers, List<String> measured) {
        List<String> names = new ArrayList<>();
        for (String layer : layers) {
            measured.forEach(name -> names.add(RESET + layer + "." + name));
            measured.forEach(name -> names.add(REDRAWN + layer + "." + name));
        }
        return names;
    }

    private static List<Parameter> weights(Sequential model, String layer) {
        return model.layer(layer).parameters().stream().filter(parameter -> !parameter.isState()).toList();
    }

    /// What each of these layers' return costs, in order.
    Map<String, Double> measure(List<String> layers) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String layer : layers) {
            measure(layer, values);
        }
        return values;
    }

    private void measure(String layer, Map<String, Double> values) {
        List<Parameter> weights = weights(model, layer);
        List<Tensor> trained = weights.stream().map(weight -> weight.tensor().copy()).toList();
        try {
            weights.forEach(weight -> weight.set(initial.get(weight.name())));
            put(RESET + layer + ".", values);
            weights.forEach(weight -> weight.initialize(otherSeed));
            put(REDRAWN + layer + ".", values);
        } finally {
            for (int i = 0; i < trained.size(); i++) {
                weights.get(i).set(trained.get(i));
            }
        }
    }

    private void put(String before, Map<String, Double> values) {
        Recorder.named(prefix, evaluation.get()).forEach((name, value) -> values.put(before + name, value));
    }
}
