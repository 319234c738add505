package dev.halfwave.nn;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.GoldenCase.Placement;
import dev.halfwave.nn.GoldenCase.Skipped;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.io.SafeTensorsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// The calls of one PyTorch function, with what PyTorch computed, in one safetensors file.
///
/// Metadata: `op`, `cases` (their number), `case.<i>` (the attributes as JSON). Tensors: `case.<i>.<argument>`,
/// `case.<i>.output`, `case.<i>.grad_output` and `case.<i>.grad.<argument>`.
final class GoldenFile {

    /// How far a value may be from PyTorch's, relative to the largest magnitude of its tensor.
    private static final double TOLERANCE = 1e-5;

    /// Below it, the largest magnitude counts as this much.
    private static final double LEAST_MAGNITUDE = 0.1;

    enum Status { PASSED, FAILED, SKIPPED }

    /// What became of a case.
    ///
    /// @param name the file's folder and name and the case's number
    /// @param reason empty where it passed
    record Outcome(String op, String name, Status status, String reason) {}

    private static final class Mismatch extends Exception {

        private static final long serialVersionUID = 1;

        Mismatch(String message) {
            super(message);
        }
    }

    private GoldenFile() {}

    /// Runs every case.
    ///
    /// @throws IOException if this is no file of that kind
    static List<Outcome> run(Path path) throws IOException {
        Set<String> names = new TreeSet<>();
        Map<String, String> metadata = SafeTensors.read(path, name -> {
            names.add(name);
            return false;
        }).metadata();
        String op = required(path, metadata, "op");
        int cases = Integer.parseUnsignedInt(required(path, metadata, "cases"));
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            String prefix = "case." + i + ".";
            names.removeIf(name -> name.startsWith(prefix));
            String attributes = required(path, metadata, "case." + i);
            outcomes.add(run(path, op, attributes, prefix));
        }
        if (!names.isEmpty()) {
            throw new IOException(path + ": tensors " + names + " belong to no case of 0.." + (cases - 1));
        }
        return outcomes;
    }

    /// The file with its folder: the same file name may come from two folders.
    static String name(Path path) {
        return path.toAbsolutePath().getParent().getFileName() + "/" + path.getFileName();
    }

    private static String required(Path path, Map<String, String> metadata, String key) throws IOException {
        String value = metadata.get(key);
        if (value == null) {
            throw new IOException(path + ": no metadata " + key);
        }
        return value;
    }

    private static Outcome run(Path path, String op, String attributes, String prefix) throws IOException {
        String name = name(path) + " " + prefix.substring(0, prefix.length() - 1);
        Optional<Function<GoldenCase, Tensor>> function = GoldenFunctions.find(op);
        if (function.isEmpty()) {
            return new Outcome(op, name, Status.SKIPPED, "op not in Halfwave yet");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            SafeTensors.read(path, tensor -> tensor.startsWith(prefix)).tensors()
                    .forEach((tensor, value) -> tensors.put(tensor.substring(prefix.length()), value));
        } catch (SafeTensorsException e) {
            // The structure has been read before: this is a number that a float does not hold.
            return new Outcome(op, name, Status.SKIPPED, e.getMessage().replaceFirst("^.*, byte \\d+: ", ""));
        }
        try {
            for (Placement placement : Placement.values()) {
                check(function.get(), attributes, tensors, placement);
            }
            return new Outcome(op, name, Status.PASSED, "");
        } catch (Skipped e) {
            return new Outcome(op, name, Status.SKIPPED, e.getMessage());
        } catch (Mismatch e) {
            return new Outcome(op, name, Status.FAILED, e.getMessage());
        } catch (RuntimeException e) {
            return new Outcome(op, name, Status.FAILED, e + " at " + e.getStackTrace()[0]);
        }
    }

    private static void check(
            Function<GoldenCase, Tensor> function, String attributes, Map<String, Tensor> tensors, Placement placement)
            throws Mismatch {
        GoldenCase input = new GoldenCase(attributes, tensors, placement);
        Tensor y = compute(function, input);
        Tensor expected = tensors.get("output");
        if (expected == null) {
            throw new Mismatch("the file has no output for this case");
        }
        compare("output", expected, y, placement);
        if (input.expectedGradients().isEmpty()) {
            return;
        }
        Tensor dy = tensors.get("grad_output");
        if (dy == null && y.size() != 1) {
            throw new Mismatch("the file has gradients but no grad_output for this case");
        }
        Tensor upstream = dy == null ? Tensor.full(y.shape(), 1) : GoldenCase.place(dy, placement);
        Gradients gradients = y.backward(upstream);
        for (Map.Entry<String, Tensor> gradient : input.expectedGradients().entrySet()) {
            if (!tensors.containsKey(gradient.getKey())) {
                throw new Mismatch("the file has a gradient but no value of " + gradient.getKey());
            }
            Tensor leaf = input.tensor(gradient.getKey());
            compare("grad." + gradient.getKey(), gradient.getValue(), gradients.of(leaf), placement);
        }
    }

    /// An attribute that nobody asked for comes first: it may be the reason why an op refuses the rest.
    private static Tensor compute(Function<GoldenCase, Tensor> function, GoldenCase input) {
        Tensor y;
        try {
            y = function.apply(input);
        } catch (Skipped e) {
            throw e;
        } catch (RuntimeException e) {
            input.requireAllKnown();
            throw e;
        }
        input.requireAllKnown();
        return y;
    }

    /// @throws Mismatch that names the tensor, the first element that is wrong, and how many are
    static void compare(String name, Tensor expected, Tensor actual, Placement placement) throws Mismatch {
        if (!actual.shape().equals(expected.shape())) {
            throw new Mismatch(name + ": expected shape " + expected.shape() + ", got " + actual.shape());
        }
        double allowed = TOLERANCE * Math.max(LEAST_MAGNITUDE, largestMagnitude(expected));
        int wrong = 0;
        int first = -1;
        for (int i = 0; i < expected.size(); i++) {
            if (!agree(expected.get(i), actual.get(i), allowed)) {
                first = wrong == 0 ? i : first;
                wrong++;
            }
        }
        if (wrong > 0) {
            throw new Mismatch(name + index(expected, first) + ": expected " + expected.get(first) + ", got "
                    + actual.get(first) + " (" + wrong + " of " + expected.size() + " elements are off by more than "
                    + String.format(Locale.ROOT, "%.2e", allowed)
                    + (placement == Placement.AMONG_NAN ? ", inside of a larger array" : "") + ")");
        }
    }

    private static boolean agree(float expected, float actual, double allowed) {
        if (Float.isNaN(expected) || Float.isInfinite(expected)) {
            return Float.compare(expected, actual) == 0;
        }
        return Math.abs((double) actual - expected) <= allowed; // false for NaN
    }

    private static double largestMagnitude(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.toArray()) {
            largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
        }
        return largest;
    }

    private static String index(Tensor tensor, int position) {
        int[] index = new int[tensor.shape().rank()];
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = position % tensor.shape().dim(axis);
            position /= tensor.shape().dim(axis);
        }
        return Arrays.toString(index);
    }
}
