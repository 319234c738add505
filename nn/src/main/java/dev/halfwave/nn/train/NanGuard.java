package dev.halfwave.nn.train;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ends a training with a [NonFiniteException] before a NaN or an infinity gets into the parameters, and names the
/// layer it comes from. Looks at every step's loss, gradients and new values of states, which costs little beside computing
/// them.
public final class NanGuard implements Callback {

    /// Watches every step.
    public NanGuard() {}

    @Override
    public void onGradients(Run run, Step step) {
        String where = "training stopped at step " + step.number() + " (epoch " + step.epoch() + "): ";
        if (!Double.isFinite(step.loss())) {
            String layer = firstNonFiniteLayer(run.model(), step);
            throw new NonFiniteException(where + "the loss is " + step.loss() + "; "
                    + (layer == null
                            ? "every layer's output is finite, so a target is not, or the loss itself overflows"
                            : layer)
                    + "; the parameters are those before this step");
        }
        for (Parameter parameter : run.model().parameters()) {
            if (parameter.isTrained() && step.hasGradient(parameter.tensor())) {
                Tensor gradient = step.gradient(parameter.tensor());
                int position = firstNonFinite(gradient);
                if (position >= 0) {
                    throw new NonFiniteException(where + "the gradient of " + parameter.name() + " is "
                            + gradient.get(position) + "; the parameters are those before this step");
                }
            }
        }
        step.updates().forEach((state, value) -> {
            int position = firstNonFinite(value);
            if (position >= 0) {
                throw new NonFiniteException(where + state.name() + " would become " + value.get(position)
                        + "; the parameters are those before this step");
            }
        });
    }

    /// Computes the step's forward pass once more, with the same random numbers, and looks at every layer's output.
    private static @Nullable String firstNonFiniteLayer(Sequential model, Step step) {
        Tensor x = step.inputs();
        if (firstNonFinite(x) >= 0) {
            return "the batch's inputs hold " + x.get(firstNonFinite(x));
        }
        List<String> found = new ArrayList<>();
        model.forward(x.in(Workspace.unrecorded()), step.again().watchedBy((path, y) -> {
            int position = firstNonFinite(y);
            if (position >= 0 && found.isEmpty()) {
                found.add("layer " + path + " gives " + y.get(position) + " for sample "
                        + position / y.shape().stride() + " of the batch");
            }
        }));
        return found.isEmpty() ? null : found.getFirst();
    }

    private static int firstNonFinite(Tensor x) {
        float[] data = x.data();
        for (int i = 0; i < x.size(); i++) {
            if (!Float.isFinite(data[x.offset() + i])) {
                return i;
            }
        }
        return -1;
    }
}
