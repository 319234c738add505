package dev.halfwave.experiments.data;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.data.KerasSlots.Slot;
import dev.halfwave.experiments.data.KerasSlots.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which layer of a Keras file goes with which layer of a model, and what does not fit.
///
/// Layers keep their order on both sides. If not all fit, those that do are found as the longest common sequence, so that
/// one layer too many or too few is told as just that.
final class KerasFit {

    private static final int MOST_CHARACTERS = 400;

    /// A layer of the file: its weights by name, `kernel` and `bias` or `query/kernel`.
    private record Source(String name, Map<String, Tensor> weights) {

        boolean isKindOf(Unit unit) {
            Slot first = unit.slots().getFirst();
            Tensor weight = weights.get(first.name());
            return weight != null && weight.shape().rank() == first.shape().rank();
        }

        boolean fits(Unit unit) {
            return weights.size() == unit.slots().size() && unit.slots().stream().allMatch(
                    slot -> weights.containsKey(slot.name()) && weights.get(slot.name()).shape().equals(slot.shape()));
        }

        String text() {
            List<String> parts = new ArrayList<>();
            weights.forEach((weight, tensor) -> parts.add(weight + " " + tensor.shape()));
            return name + " (" + String.join(", ", parts) + ")";
        }
    }

    private final List<String> problems = new ArrayList<>();
    private final Map<Slot, Tensor> pairs = new LinkedHashMap<>();

    private final Optional<String> wrongOrder;

    private KerasFit(Optional<String> wrongOrder) {
        this.wrongOrder = wrongOrder;
    }

    /// @param modelConfig Keras's description of the file's model; null for none
    static KerasFit of(List<Unit> units, Map<String, Tensor> tensors, @Nullable String modelConfig) {
        List<Source> sources = sources(tensors);
        KerasFit fit = new KerasFit(
                KerasOrder.problem(sources.stream().map(Source::name).toList(), modelConfig));
        fit.align(units, sources);
        return fit;
    }

    /// The weights by layer. Keras lists those that are not trained behind the others, but their names tell the layer.
    private static List<Source> sources(Map<String, Tensor> tensors) {
        Map<String, Source> sources = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            int cut = name.lastIndexOf('/');
            String weight = name.substring(cut + 1).replaceFirst(":\\d+$", "");
            String layer = name.substring(0, Math.max(0, cut));
            String part = layer.substring(layer.lastIndexOf('/') + 1);
            if (List.of("query", "key", "value", "attention_output").contains(part)) {
                weight = part + "/" + weight;
                layer = layer.substring(0, Math.max(0, layer.length() - part.length() - 1));
            }
            sources.computeIfAbsent(layer, key -> new Source(key, new LinkedHashMap<>())).weights.put(weight, tensor);
        });
        return new ArrayList<>(sources.values());
    }

    private void align(List<Unit> units, List<Source> sources) {
        int[][] best = new int[units.size() + 1][sources.size() + 1]; // of what begins at these two
        for (int i = units.size() - 1; i >= 0; i--) {
            for (int j = sources.size() - 1; j >= 0; j--) {
                best[i][j] = Math.max(
                        best[i + 1][j + 1] + score(units.get(i), sources.get(j)),
                        Math.max(best[i + 1][j], best[i][j + 1]));
            }
        }
        int i = 0;
        int j = 0;
        while (i < units.size() || j < sources.size()) {
            if (i < units.size() && j < sources.size() && score(units.get(i), sources.get(j)) > 0
                    && best[i][j] == best[i + 1][j + 1] + score(units.get(i), sources.get(j))) {
                pair(units.get(i++), sources.get(j++));
            } else if (j == sources.size() || i < units.size() && best[i][j] == best[i + 1][j]) {
                problems.add(missing(units.get(i++)));
            } else {
                problems.add(sources.get(j++).text() + " belongs to no layer of the model");
            }
        }
    }

    /// A layer that fits counts as much as several that are of the right kind only.
    private static int score(Unit unit, Source source) {
        return source.fits(unit) ? 4 : source.isKindOf(unit) ? 1 : 0;
    }

    private static String missing(Unit unit) {
        List<String> parts = unit.slots().stream().map(slot -> slot.name() + " " + slot.shape()).toList();
        return unit.name() + " is missing in the file: it needs " + String.join(", ", parts);
    }

    private void pair(Unit unit, Source source) {
        Map<String, Tensor> left = new LinkedHashMap<>(source.weights);
        for (Slot slot : unit.slots()) {
            Tensor tensor = left.remove(slot.name());
            Shape shape = slot.shape();
            if (tensor == null) {
                problems.add(
                        unit.name() + " needs " + slot.name() + " " + shape + ", which is missing in " + source.name);
            } else if (!tensor.shape().equals(shape)) {
                problems.add(unit.name() + " needs " + slot.name() + " " + shape + ", but " + source.name + " has "
                        + tensor.shape());
            } else {
                pairs.put(slot, tensor);
            }
        }
        left.forEach((name, tensor) -> problems
                .add(source.name + " has " + name + " " + tensor.shape() + ", which " + unit.name() + " has not"));
    }

    /// One sentence each; empty if everything fits.
    List<String> problems() {
        return problems;
    }

    /// A sentence if the file has its layers in another order than its model.
    Optional<String> wrongOrder() {
        return wrongOrder;
    }

    String problemsInWords() {
        int told = 1;
        int characters = problems.getFirst().length();
        while (told < problems.size() && characters + problems.get(told).length() <= MOST_CHARACTERS) {
            characters += problems.get(told++).length();
        }
        String text = String.join("; ", problems.subList(0, told));
        return told == problems.size() ? text : text + "; and " + (problems.size() - told) + " more";
    }

    /// Gives every parameter its values.
    void copy() {
        pairs.forEach((slot, tensor) -> slot.parameter().set(
                Tensor.of(slot.parameter().shape(), slot.reversed(tensor.toArray()))));
    }
}
