package dev.halfwave.nn;

import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the outputs of layers over the slices of a batch; see [Sequential#capture].
final class Capture {

    private final Sequential model;
    private final int samples;
    private final List<String> names; // none for all
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, Tensor> outputs = new LinkedHashMap<>();

    Capture(Sequential model, int samples, List<String> names) {
        this.model = model;
        this.samples = samples;
        this.names = names;
    }

    Map<String, Tensor> run(Tensor x) {
        int perSlice = Slices.samplesPerSlice(model, x.shape());
        PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
        int from = 0;
        do { // a batch without samples has its layers' names and shapes all the same
            int first = from;
            int to = Math.min(samples, from + perSlice);
            workspace.begin(0, false);
            model.forward(
                    x.slice(from, to).in(workspace),
                    Pass.EVALUATION.watchedBy((path, y) -> take(path, y, first, to - first)));
            requireKnown();
            from = to;
        } while (from < samples);
        return outputs;
    }

    private void take(String path, Tensor y, int from, int count) {
        known.add(path);
        if (!names.isEmpty() && !names.contains(path)) {
            return;
        }
        int rows = rowsPerSample(path, y.shape(), count);
        Tensor whole = outputs.computeIfAbsent(
                path, name -> Tensor.zeros(y.shape().with(0, Math.multiplyExact(rows, samples))));
        whole.slice(rows * from, rows * (from + count)).copyFrom(y);
    }

    /// How many entries of the first axis belong to a sample: 1, unless a layer has put other axes into that of the
    /// batch.
    private static int rowsPerSample(String path, Shape y, int count) {
        if (y.rank() > 0 && count == 0) {
            return 1;
        }
        if (y.rank() == 0 || y.dim(0) % count != 0) {
            throw new IllegalArgumentException("Sequential.capture: the first axis of layer " + path
                    + "'s output is not that of the batch: its shape is " + y + " for " + count + " samples");
        }
        return y.dim(0) / count;
    }

    private void requireKnown() {
        List<String> missing = new ArrayList<>(names);
        missing.removeAll(known);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "Sequential.capture: there is no layer " + String.join(", ", missing) + ", but " + known);
        }
    }
}
