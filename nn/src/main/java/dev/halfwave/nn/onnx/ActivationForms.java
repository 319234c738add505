package dev.halfwave.nn.onnx;

import dev.halfwave.core.Op;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.AntiderivativeRelu;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Elu;
import dev.halfwave.core.op.Gelu;
import dev.halfwave.core.op.Hat;
import dev.halfwave.core.op.LeakyRelu;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Sigmoid;
import dev.halfwave.core.op.Silu;
import dev.halfwave.core.op.Sin;
import dev.halfwave.core.op.Snake;
import dev.halfwave.core.op.Softplus;
import dev.halfwave.core.op.Tanh;
import org.jspecify.annotations.Nullable;

/// Activations in ONNX.
final class ActivationForms {

    /// From here on softplus is the line, to a float's precision.
    private static final float LINE = 17;

    private ActivationForms() {}

    static @Nullable OnnxValue express(Op op, OnnxValue x, OnnxGraph graph) {
        return switch (op) {
            case Relu() -> graph.node("Relu", x).value();
            case Abs() -> graph.node("Abs", x).value();
            case Sigmoid() -> graph.node("Sigmoid", x).value();
            case Tanh() -> graph.node("Tanh", x).value();
            case Sin() -> graph.node("Sin", x).value();
            case LeakyRelu(float slope) -> graph.node("LeakyRelu", x).withFloat("alpha", slope).value();
            case Elu(float alpha) -> graph.node("Elu", x).withFloat("alpha", alpha).value();
            case Gelu(boolean tanh) -> graph.node("Gelu", x).withText("approximate", tanh ? "tanh" : "none").value();
            case Silu() -> graph.node("Mul", x, graph.node("Sigmoid", x).value()).value();
            case Softplus(float beta, float threshold) -> softplus(beta, threshold, x, graph);
            case Snake(float a) -> snake(a, x, graph);
            case Hat() -> {
                OnnxValue distance = graph.node("Abs", x).value();
                yield graph.node("Relu", graph.node("Sub", graph.constant(1f), distance).value()).value();
            }
            case DcFreeRelu() -> {
                OnnxValue rectified = graph.node("Relu", x).value();
                OnnxValue mean = graph.node("ReduceMean", rectified, graph.integers(2))
                        .withInteger("keepdims", 1).value();
                yield graph.node("Sub", rectified, mean).value();
            }
            case AntiderivativeRelu() -> antiderivativeRelu(x, graph);
            default -> null;
        };
    }

    private static OnnxValue softplus(float beta, float threshold, OnnxValue x, OnnxGraph graph) {
        OnnxValue scaled = beta == 1 ? x : graph.node("Mul", x, graph.constant(beta)).value();
        OnnxValue curve = graph.node("Softplus", scaled).value();
        OnnxValue y = beta == 1 ? curve : graph.node("Div", curve, graph.constant(beta)).value();
        if (threshold >= LINE) {
            return y;
        }
        OnnxValue onLine = graph.node("Greater", scaled, graph.constant(threshold)).value();
        return graph.node("Where", onLine, x, y).value();
    }

    private static OnnxValue snake(float a, OnnxValue x, OnnxGraph graph) {
        OnnxValue wave = graph.node("Sin", graph.node("Mul", x, graph.constant(a)).value()).value();
        OnnxValue square = graph.node("Mul", wave, wave).value();
        return graph.node("Add", graph.node("Div", square, graph.constant(a)).value(), x).value();
    }

    /// The closed form of [AntiderivativeRelu]: with `m` the larger and `l` the smaller of a sample and the one before,
    /// `(m + l) / 2` where `l ≥ 0`, 0 where `m ≤ 0`, else `m² / (2 (m − l))`.
    private static OnnxValue antiderivativeRelu(OnnxValue x, OnnxGraph graph) {
        int length = x.shape().dim(2);
        OnnxValue first = graph.node("Slice", x, graph.integers(0), graph.integers(1), graph.integers(2)).value();
        OnnxValue others = graph.node(
                "Slice", x, graph.integers(0), graph.integers(Math.max(0, length - 1)), graph.integers(2)).value();
        OnnxValue before = graph.node("Concat", first, others).withInteger("axis", 2).value();
        OnnxValue larger = graph.node("Max", x, before).value();
        OnnxValue smaller = graph.node("Min", x, before).value();
        OnnxValue zero = graph.constant(0f);
        OnnxValue half = graph.constant(0.5f);
        OnnxValue mean = graph.node("Mul", graph.node("Add", larger, smaller).value(), half).value();
        OnnxValue area = graph.node("Mul", graph.node("Mul", larger, larger).value(), half).value();
        OnnxValue share = graph.node("Div", area, graph.node("Sub", larger, smaller).value()).value();
        OnnxValue cutOff = graph.node("LessOrEqual", larger, zero).value();
        OnnxValue whole = graph.node("GreaterOrEqual", smaller, zero).value();
        OnnxValue rectified = graph.node("Where", cutOff, zero, share).value();
        return graph.node("Where", whole, mean, rectified).value();
    }
}
