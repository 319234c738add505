package dev.halfwave.nn.train;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A training that does nothing but tell callbacks the values that a test gives it.
final class FakeRun implements Run {

    private final List<History.Entry> entries = new ArrayList<>();
    private @Nullable String stopReason;

    /// One more epoch with these names and values in turn.
    History.Entry epoch(Object... namesAndValues) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).doubleValue());
        }
        History.Entry entry = new History.Entry(entries.size() + 1, values);
        entries.add(entry);
        return entry;
    }

    @Override
    public Sequential model() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Tensor> initialWeights() {
        throw new UnsupportedOperationException();
    }

    @Override
    public History history() {
        return new History(entries);
    }

    @Override
    public int epochs() {
        return 20;
    }

    @Override
    public int stepsPerEpoch() {
        return 4;
    }

    @Override
    public Evaluation evaluate(Dataset data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stop(String reason) {
        stopReason = reason;
    }

    @Override
    public @Nullable String stopReason() {
        return stopReason;
    }

    @Override
    public void saveCheckpoint(Path path) {
        throw new UnsupportedOperationException();
    }
}
