package dev.halfwave.nn.onnx;

import dev.halfwave.core.Op;
import dev.halfwave.core.Origin;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.io.ProtocolMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes an ONNX graph of what a model computed. The model is traced with one sample and with two other ones: what
/// differs by the number of samples other than along axis 0, or is a constant of one trace and not of the other, cannot
/// be said in a graph for batches of any size.
final class Export {

    /// A result of both traces.
    private record Step(Tensor ofOne, Tensor ofTwo) {

        Origin origin() {
            return ofOne.origin().orElseThrow();
        }
    }

    /// A step on its way through a depth-first visit of inputs.
    private record Visit(Step step, int nextInput) {}

    private final Map<String, Parameter> parameters = new HashMap<>();
    private final Map<Class<? extends Op>, OnnxForm> forms;
    private final Trace one;
    private final Shape input;
    private final OnnxGraph graph = new OnnxGraph();
    private final Map<Object, OnnxValue> values = new HashMap<>();
    private final OnnxValue x;
    private final Step last;
    private String layer = ""; // that is being exported

    Export(Sequential model, Shape input, Map<Class<? extends Op>, OnnxForm> forms) {
        if (input.rank() == 0) {
            throw new ShapeMismatchException(
                    "OnnxFile", "expected an input shape with the batch as its first axis", "it is ()");
        }
        this.forms = Map.copyOf(forms);
        this.input = input.with(0, 1);
        model.parameters().forEach(parameter -> parameters.put(parameter.name(), parameter));
        one = Trace.of(model, input, 1);
        last = new Step(one.output(), ofTwo(model).output());
        x = new OnnxValue(this.input, null);
        graph.name(x, OnnxFile.INPUT);
    }

    private Trace ofTwo(Sequential model) {
        try {
            return Trace.of(model, input, 2);
        } catch (ShapeMismatchException e) {
            throw new UnsupportedOperationException(
                    "OnnxFile: the model must take batches of any size, but not one of two samples: " + e.getMessage());
        }
    }

    /// A `GraphProto`.
    ProtocolMessage graph() {
        boolean computed = last.ofOne.origin().isPresent();
        if (!computed && !one.isInput(last.ofOne)) {
            throw new UnsupportedOperationException(
                    "OnnxFile: the model's result was not computed from its input by ops; "
                            + "compute it by ops, through which an export can follow");
        }
        List<Step> steps = computed ? order() : List.of();
        List<String> layers = layers(steps);
        OnnxValue y = x;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            layer = layers.get(i);
            requireOpenBatch(step);
            y = express(step);
            values.put(step.origin(), y);
            boolean isLast = i == steps.size() - 1;
            String given = one.layer(step.origin());
            if (!isLast && !given.isEmpty() && !y.isNamed()) {
                graph.name(y, given);
            }
            if (!isLast) {
                graph.nameNew(layer);
            }
        }
        if (y == x || y.isNamed()) {
            y = graph.node("Identity", y).value();
        }
        graph.name(y, OnnxFile.OUTPUT);
        graph.nameNew(layer);
        if (graph.size() > OnnxFile.MOST_BYTES) {
            throw new UnsupportedOperationException("OnnxFile: an ONNX file holds less than 2 GB, but the parameters "
                    + "take " + graph.size() + " bytes");
        }
        return graph.message("halfwave", x, y, last.ofOne.shape());
    }

    /// All results in an order in which they can be computed, each once. Without recursion: a deep network must not
    /// overflow the stack.
    private List<Step> order() {
        List<Step> steps = new ArrayList<>();
        Set<Origin> seen = new HashSet<>();
        Deque<Visit> path = new ArrayDeque<>();
        seen.add(last.origin());
        path.push(new Visit(last, 0));
        while (!path.isEmpty()) {
            Visit visit = path.pop();
            List<Tensor> inputs = visit.step.origin().inputs();
            if (visit.nextInput == inputs.size()) {
                steps.add(visit.step);
                continue;
            }
            path.push(new Visit(visit.step, visit.nextInput + 1));
            Tensor source = inputs.get(visit.nextInput);
            if (source.origin().isPresent() && seen.add(source.origin().get())) {
                path.push(new Visit(new Step(source, twin(visit.step, visit.nextInput)), 0));
            }
        }
        return steps;
    }

    private static Tensor twin(Step step, int index) {
        Origin ofTwo = step.ofTwo.origin().orElse(null);
        Origin ofOne = step.origin();
        if (ofTwo == null || ofTwo.op().getClass() != ofOne.op().getClass()
                || ofTwo.inputs().size() != ofOne.inputs().size()) {
            throw new UnsupportedOperationException("OnnxFile: the model applies " + ofOne.op().name()
                    + " to one sample where it does something else with two; a graph has the same ops for any batch");
        }
        return ofTwo.inputs().get(index);
    }

    /// Which layer each step is a part of: that of the next result that a layer gave.
    private List<String> layers(List<Step> steps) {
        List<String> layers = new ArrayList<>();
        String next = OnnxFile.OUTPUT;
        for (Step step : steps.reversed()) {
            String given = one.layer(step.origin());
            next = given.isEmpty() ? next : given;
            layers.addFirst(next);
        }
        return layers;
    }

    private void requireOpenBatch(Step step) {
        Origin ofOne = step.origin();
        Op op = ofOne.op();
        Shape shape = step.ofOne.shape();
        if (shape.rank() == 0 || !step.ofTwo.shape().equals(shape.with(0, 2 * shape.dim(0)))) {
            throw new UnsupportedOperationException(what(op) + " must keep axis 0, the batch, but makes "
                    + ofOne.inputs().getFirst().shape() + " into " + shape + " and of two samples "
                    + step.ofTwo.shape());
        }
        Origin ofTwo = step.ofTwo.origin().orElse(null);
        boolean same = ofTwo != null && ofTwo.op().getClass() == op.getClass()
                && (!op.getClass().isRecord() || op instanceof Reshape || ofTwo.op().equals(op));
        if (!same) {
            throw new UnsupportedOperationException(what(op) + " is not what is applied to a batch of two samples, "
                    + (ofTwo == null ? "where nothing is recorded" : "which is " + ofTwo.op())
                    + "; a graph has the same ops for any batch");
        }
    }

    private OnnxValue express(Step step) {
        Origin origin = step.origin();
        Op op = origin.op();
        List<OnnxValue> inputs = new ArrayList<>();
        for (int i = 0; i < origin.inputs().size(); i++) {
            inputs.add(value(op, origin.inputs().get(i), twin(step, i)));
        }
        OnnxForm form = forms.getOrDefault(op.getClass(), OnnxForms::express);
        OnnxValue result;
        try {
            result = form.express(op, inputs, graph);
        } catch (OnnxForms.NoFormException e) {
            throw new UnsupportedOperationException(what(op) + " " + e.getMessage());
        }
        return result.withShape(step.ofOne.shape());
    }

    private String what(Op op) {
        return "OnnxFile: layer " + layer + ": " + op.name();
    }

    /// What stands for an input of an op: the result of an earlier step, the model's input, a parameter or a constant.
    private OnnxValue value(Op op, Tensor ofOne, Tensor ofTwo) {
        Object key = Trace.key(ofOne);
        OnnxValue known = values.get(key);
        if (known != null) {
            return known;
        }
        if (one.isInput(ofOne)) {
            return x;
        }
        if (!ofOne.shape().equals(ofTwo.shape()) || !Arrays.equals(ofOne.toArray(), ofTwo.toArray())) {
            throw new UnsupportedOperationException(what(op) + " takes numbers that depend on the model's input and "
                    + "were not computed by ops; compute them by ops, through which an export can follow");
        }
        OnnxValue constant = graph.constant(ofOne);
        for (Parameter parameter : parameters.values()) {
            if (isThat(parameter.tensor(), ofOne)) {
                graph.name(constant, parameter.name());
            }
        }
        values.put(key, constant);
        return constant;
    }

    private static boolean isThat(Tensor parameter, Tensor tensor) {
        return parameter.data() == tensor.data() && parameter.offset() == tensor.offset()
                && parameter.shape().equals(tensor.shape());
    }
}
