package dev.halfwave.nn.onnx;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Add;
import dev.halfwave.core.op.BatchNormalization1d;
import dev.halfwave.core.op.ChannelMoments;
import dev.halfwave.core.op.Concatenate;
import dev.halfwave.core.op.Divide;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.FullyConnected;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.InvertedDropout;
import dev.halfwave.core.op.LayerNormalization;
import dev.halfwave.core.op.LogSoftmax;
import dev.halfwave.core.op.MatMul;
import dev.halfwave.core.op.Mean;
import dev.halfwave.core.op.Multiply;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.core.op.Softmax;
import dev.halfwave.core.op.Subtract;
import dev.halfwave.core.op.Sum;
import dev.halfwave.core.op.Transpose;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Halfwave's ops in ONNX: arithmetic, normalisation and shapes; activations and what slides along a signal have files
/// of their own.
final class OnnxForms {

    /// That an op has no form, and why: the second part of a sentence that begins with the op.
    static final class NoFormException extends RuntimeException {
        NoFormException(String reason) {
            super(reason);
        }
    }

    private OnnxForms() {}

    /// @throws NoFormException if the op has none
    static OnnxValue express(Op op, List<OnnxValue> x, OnnxGraph graph) {
        OnnxValue value = arithmetic(op, x, graph);
        if (value == null) {
            value = shapes(op, x.getFirst(), graph);
        }
        if (value == null) {
            value = ActivationForms.express(op, x.getFirst(), graph);
        }
        if (value == null) {
            value = SignalForms.express(op, x, graph);
        }
        if (value == null) {
            throw new NoFormException("has no form in ONNX; give OnnxFile.write one for " + op.getClass().getName());
        }
        return value;
    }

    private static @Nullable OnnxValue arithmetic(Op op, List<OnnxValue> x, OnnxGraph graph) {
        OnnxValue first = x.getFirst();
        OnnxValue[] all = x.toArray(OnnxValue[]::new);
        return switch (op) {
            case Add() -> graph.node("Add", all).value();
            case Subtract() -> graph.node("Sub", all).value();
            case Multiply() -> graph.node("Mul", all).value();
            case Divide() -> graph.node("Div", all).value();
            case MatMul() -> graph.node("MatMul", all).value();
            case FullyConnected() -> fullyConnected(x, graph);
            case LayerNormalization(int axes, float epsilon) -> layerNormalization(axes, epsilon, x, graph);
            case BatchNormalization1d(float epsilon) -> {
                if (x.size() != 5) {
                    throw new NoFormException("looks at the whole batch; for evaluation give it mean and variance, as "
                            + "the layer BatchNorm1d does");
                }
                yield graph.node("BatchNormalization", all).withFloat("epsilon", epsilon).value();
            }
            case Softmax(int axis) -> graph.node("Softmax", first)
                    .withInteger("axis", withinSample(axis, first)).value();
            case LogSoftmax(int axis) -> graph.node("LogSoftmax", first)
                    .withInteger("axis", withinSample(axis, first)).value();
            case Sum(List<Integer> axes, boolean keepAxes) -> reduce("ReduceSum", axes, keepAxes, first, graph);
            case Mean(List<Integer> axes, boolean keepAxes) -> reduce("ReduceMean", axes, keepAxes, first, graph);
            case ChannelMoments() -> throw new NoFormException(
                    "looks at the whole batch, and a graph for batches of any size must not");
            case InvertedDropout dropout -> throw new NoFormException(
                    "draws random numbers; the layer Dropout leaves it out in evaluation");
            default -> null;
        };
    }

    private static @Nullable OnnxValue shapes(Op op, OnnxValue x, OnnxGraph graph) {
        return switch (op) {
            case Identity() -> x;
            case Flatten() -> graph.node("Flatten", x).withInteger("axis", 1).value();
            case Reshape reshape -> graph.reshape(x, reshape.shape(x.shape()));
            case Transpose(int first, int second) -> {
                long[] order = new long[x.shape().rank()];
                for (int axis = 0; axis < order.length; axis++) {
                    order[axis] = axis;
                }
                order[x.shape().axis(first)] = x.shape().axis(second);
                order[x.shape().axis(second)] = x.shape().axis(first);
                yield graph.node("Transpose", x).withIntegers("perm", order).value();
            }
            default -> null;
        };
    }

    static OnnxValue concatenate(Concatenate op, List<OnnxValue> x, OnnxGraph graph) {
        return graph.node("Concat", x.toArray(OnnxValue[]::new))
                .withInteger("axis", withinSample(op.axis(), x.getFirst())).value();
    }

    /// Gemm takes matrices only; a product with the transposed weight takes any number of axes.
    private static OnnxValue fullyConnected(List<OnnxValue> x, OnnxGraph graph) {
        if (x.getFirst().shape().rank() == 2) {
            return graph.node("Gemm", x.toArray(OnnxValue[]::new)).withInteger("transB", 1).value();
        }
        OnnxValue transposed = graph.node("Transpose", x.get(1)).withIntegers("perm", 1, 0).value();
        OnnxValue product = graph.node("MatMul", x.getFirst(), transposed).value();
        return x.size() == 2 ? product : graph.node("Add", product, x.get(2)).value();
    }

    private static OnnxValue layerNormalization(int axes, float epsilon, List<OnnxValue> x, OnnxGraph graph) {
        Shape shape = x.getFirst().shape();
        int[] lengths = new int[axes];
        for (int i = 0; i < axes; i++) {
            lengths[i] = shape.dim(i - axes);
        }
        OnnxValue[] inputs = x.size() > 1
                ? x.toArray(OnnxValue[]::new)
                : new OnnxValue[] {x.getFirst(), graph.constant(Tensor.full(Shape.of(lengths), 1))};
        return graph.node("LayerNormalization", inputs)
                .withInteger("axis", -axes).withFloat("epsilon", epsilon).value();
    }

    private static OnnxValue reduce(
            String operator, List<Integer> axes, boolean keepAxes, OnnxValue x, OnnxGraph graph) {
        long[] positive = axes.stream().mapToLong(axis -> withinSample(axis, x)).toArray();
        if (positive.length == 0) {
            throw new NoFormException("must leave axis 0, the batch, alone, but goes over all axes");
        }
        return graph.node(operator, x, graph.integers(positive)).withInteger("keepdims", keepAxes ? 1 : 0).value();
    }

    /// The axis counted from the first one.
    private static int withinSample(int axis, OnnxValue x) {
        int positive = x.shape().axis(axis);
        if (positive == 0) {
            throw new NoFormException("must leave axis 0, the batch, alone, but goes along it");
        }
        return positive;
    }
}
