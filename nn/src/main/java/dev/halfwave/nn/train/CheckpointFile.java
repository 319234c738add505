package dev.halfwave.nn.train;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.io.Json;
import dev.halfwave.nn.io.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A checkpoint as a safetensors file. Tensors: `parameter.<name>`, `initial.<name>`, `optimizer.<name>`, and
/// `best.<name>` where the best weights are restored in the end. Metadata: what training it belongs to, and where that is. Doubles are written as their bits, since a resumed training must
/// not differ in one.
final class CheckpointFile {

    private static final String FORMAT = "halfwave.checkpoint";
    private static final String VERSION = "1";
    private static final String PARAMETER = "parameter.";
    private static final String INITIAL = "initial.";
    private static final String BEST = "best.";
    private static final String OPTIMIZER = "optimizer.";

    /// Where a training is.
    record State(
            Map<String, Tensor> initialWeights,
            @Nullable Map<String, Tensor> bestWeights,
            History history,
            int epoch,
            int position,
            long step,
            Engine.Sums sums,
            @Nullable String stopReason) {}

    private CheckpointFile() {}

    static void write(Path path, Trainer trainer, Map<String, String> dataHashes, State state) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Parameter parameter : trainer.model.parameters()) {
            tensors.put(PARAMETER + parameter.name(), parameter.tensor());
        }
        state.initialWeights().forEach((name, tensor) -> tensors.put(INITIAL + name, tensor));
        Map<String, Tensor> best = state.bestWeights();
        if (best != null) {
            best.forEach((name, tensor) -> tensors.put(BEST + name, tensor));
        }
        Map<String, Tensor> optimizer = trainer.optimizer.state();
        optimizer.forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FORMAT, VERSION);
        metadata.putAll(identity(trainer, dataHashes));
        metadata.put("epoch", Integer.toString(state.epoch()));
        metadata.put("position", Integer.toString(state.position()));
        metadata.put("step", Long.toString(state.step()));
        metadata.put("optimizerSteps", Long.toString(trainer.optimizer.steps()));
        metadata.put("optimizerState", Json.write(optimizer.keySet()));
        if (state.stopReason() != null) {
            metadata.put("stopReason", state.stopReason());
        }
        metadata.put("sums", Json.write(sums(state.sums())));
        metadata.put("history", Json.write(history(state.history())));
        SafeTensors.write(path, tensors, metadata);
    }

    static State read(Path path, Trainer trainer, int samples, Map<String, String> dataHashes) throws IOException {
        SafeTensors file = SafeTensors.read(path);
        Map<String, String> metadata = file.metadata();
        if (!VERSION.equals(metadata.get(FORMAT))) {
            throw new IOException(path + ": is not a checkpoint of this version of Halfwave");
        }
        List<String> differences = new ArrayList<>();
        identity(trainer, dataHashes).forEach((key, value) -> {
            if (!value.equals(metadata.get(key))) {
                differences.add(key + " was " + metadata.get(key) + " and now is " + value);
            }
        });
        if (!differences.isEmpty()) {
            throw new IOException(path + ": is a checkpoint of another training: " + String.join("; ", differences));
        }
        try {
            Map<String, Tensor> initial = new LinkedHashMap<>();
            Map<Parameter, Tensor> values = new LinkedHashMap<>();
            for (Parameter parameter : trainer.model.parameters()) {
                values.put(parameter, tensor(file, PARAMETER, parameter));
                initial.put(parameter.name(), tensor(file, INITIAL, parameter));
            }
            History history = history(Json.parse(entry(metadata, "history")));
            State state = new State(
                    initial,
                    bestWeights(file, trainer, history),
                    history,
                    Integer.parseInt(entry(metadata, "epoch")),
                    Integer.parseInt(entry(metadata, "position")),
                    Long.parseLong(entry(metadata, "step")),
                    sums(Json.parse(entry(metadata, "sums"))),
                    metadata.get("stopReason"));
            requirePosition(state, trainer, samples);
            long optimizerSteps = Long.parseLong(entry(metadata, "optimizerSteps"));
            if (optimizerSteps < 0) {
                throw new IllegalArgumentException("its optimizer made " + optimizerSteps + " steps");
            }
            Map<String, Tensor> optimizer = new LinkedHashMap<>();
            file.tensors().forEach((name, tensor) -> {
                if (name.startsWith(OPTIMIZER)) {
                    optimizer.put(name.substring(OPTIMIZER.length()), tensor);
                }
            });
            requireOptimizerState(optimizer, Json.parse(entry(metadata, "optimizerState")), trainer);
            trainer.optimizer.restore(optimizerSteps, optimizer);
            values.forEach(Parameter::set); // last: a file that does not fit has changed nothing
            return state;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(path + ": is a damaged checkpoint: " + e.getMessage(), e);
        }
    }

    /// The weights of the best epoch so far, which must be there as soon as the history has one.
    private static @Nullable Map<String, Tensor> bestWeights(SafeTensors file, Trainer trainer, History history) {
        if (trainer.restored == null || trainer.restored.in(history).isEmpty()) {
            return null;
        }
        Map<String, Tensor> best = new LinkedHashMap<>();
        for (Parameter parameter : trainer.model.parameters()) {
            best.put(parameter.name(), tensor(file, BEST, parameter));
        }
        return best;
    }

    /// A position that no training of these data and this batch size is ever at would be believed otherwise.
    private static void requirePosition(State state, Trainer trainer, int samples) {
        int position = state.position();
        boolean between = position >= 0 && position <= samples
                && (position % trainer.batchSize == 0 || position == samples);
        long steps = (long) state.epoch() * Math.ceilDiv(samples, trainer.batchSize)
                + Math.ceilDiv(position, trainer.batchSize);
        if (!between || state.epoch() != state.history().epochs().size() || state.step() != steps
                || state.sums().samples != position || state.sums().metrics.length != trainer.metrics.size()) {
            throw new IllegalArgumentException("epoch " + state.epoch() + ", position " + position + " and step "
                    + state.step() + " do not fit together with its history, its sums and the " + samples + " samples");
        }
    }

    /// Everything that was written must be there, each with the shape of the parameter it belongs to.
    private static void requireOptimizerState(Map<String, Tensor> optimizer, @Nullable Object names, Trainer trainer) {
        if (!(names instanceof List<?> list) || !List.copyOf(optimizer.keySet()).equals(list)) {
            throw new IllegalArgumentException("its optimizer's state should be " + names + ", but is "
                    + optimizer.keySet());
        }
        optimizer.forEach((name, tensor) -> trainer.model.parameters().stream()
                .filter(parameter -> name.endsWith("." + parameter.name()))
                .max(Comparator.comparingInt(parameter -> parameter.name().length())) // block1.conv1 ends like conv1
                .filter(parameter -> !tensor.shape().equals(parameter.shape()))
                .ifPresent(parameter -> {
                    throw new IllegalArgumentException(OPTIMIZER + name + " must have shape " + parameter.shape()
                            + ", but has " + tensor.shape());
                }));
    }

    /// What must be equal for the same bits to follow.
    private static Map<String, String> identity(Trainer trainer, Map<String, String> dataHashes) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("seed", Long.toString(trainer.seed));
        identity.put("batchSize", Integer.toString(trainer.batchSize));
        identity.put("loss", text(trainer.loss));
        identity.put("metrics", trainer.metrics.stream().map(CheckpointFile::text).toList().toString());
        identity.put("restored", trainer.restored == null ? "the last weights" : trainer.restored.toString());
        identity.put("optimizer", trainer.optimizer.toString());
        identity.put("model", trainer.model.toString());
        identity.put("parameters", trainer.model.parameters().toString()); // frozen ones say so
        identity.putAll(dataHashes);
        return identity;
    }

    /// What prints itself by its address would be another one in another JVM.
    private static String text(Object part) {
        String text = part.toString();
        String name = part.getClass().getName();
        return text.startsWith(name + "@") ? name.replaceFirst("/.*", "") : text;
    }

    private static Tensor tensor(SafeTensors file, String prefix, Parameter parameter) {
        Tensor tensor = file.tensors().get(prefix + parameter.name());
        if (tensor == null || !tensor.shape().equals(parameter.shape())) {
            throw new IllegalArgumentException(prefix + parameter.name() + " must have shape " + parameter.shape()
                    + ", but " + (tensor == null ? "is missing" : "has " + tensor.shape()));
        }
        return tensor;
    }

    private static String entry(Map<String, String> metadata, String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new IllegalArgumentException("its metadata has no " + key);
        }
        return value;
    }

    private static List<Object> sums(Engine.Sums sums) {
        List<Object> json = new ArrayList<>();
        json.add(bits(sums.loss));
        json.add(sums.terms);
        json.add(sums.samples);
        for (double metric : sums.metrics) {
            json.add(bits(metric));
        }
        return json;
    }

    private static Engine.Sums sums(@Nullable Object json) {
        if (!(json instanceof List<?> list) || list.size() < 3) {
            throw new IllegalArgumentException("its sums are a list of at least three, but here is " + json);
        }
        Engine.Sums sums = new Engine.Sums(list.size() - 3);
        sums.loss = value(list.get(0));
        sums.terms = whole(list.get(1));
        sums.samples = Math.toIntExact(whole(list.get(2)));
        for (int i = 0; i < sums.metrics.length; i++) {
            sums.metrics[i] = value(list.get(3 + i));
        }
        return sums;
    }

    private static List<Object> history(History history) {
        List<Object> json = new ArrayList<>();
        for (History.Entry entry : history.epochs()) {
            Map<String, Object> values = new LinkedHashMap<>();
            entry.values().forEach((name, value) -> values.put(name, bits(value)));
            json.add(values);
        }
        return json;
    }

    private static History history(@Nullable Object json) {
        if (!(json instanceof List<?> list)) {
            throw new IllegalArgumentException("its history is a list, but here is " + json);
        }
        List<History.Entry> entries = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> object)) {
                throw new IllegalArgumentException("an epoch of its history is an object, but here is " + item);
            }
            Map<String, Double> values = new LinkedHashMap<>();
            object.forEach((name, value) -> values.put((String) name, value(value)));
            entries.add(new History.Entry(entries.size() + 1, values));
        }
        return new History(entries);
    }

    private static String bits(double value) {
        return Long.toHexString(Double.doubleToLongBits(value));
    }

    private static double value(@Nullable Object json) {
        if (json instanceof String bits) {
            return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        }
        throw new IllegalArgumentException("a number is written as the text of its bits, but here is " + json);
    }

    private static long whole(@Nullable Object json) {
        if (json instanceof Long whole) {
            return whole;
        }
        throw new IllegalArgumentException("a count is a whole number, but here is " + json);
    }
}
