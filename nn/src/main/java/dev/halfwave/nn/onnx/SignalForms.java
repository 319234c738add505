package dev.halfwave.nn.onnx;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.AdaptiveAveragePool1d;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.BlurPool1d;
import dev.halfwave.core.op.Concatenate;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.Convolution1dRelu;
import dev.halfwave.core.op.Downsample1d;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.MaxPool1d;
import dev.halfwave.core.op.Pad1d;
import dev.halfwave.core.op.Upsample1d;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What slides along a signal, in ONNX: convolutions, pools, filters and padding. Lengths are known, so that every
/// padding is explicit, and no rounding is left to the program that runs the file.
final class SignalForms {

    private SignalForms() {}

    static @Nullable OnnxValue express(Op op, List<OnnxValue> x, OnnxGraph graph) {
        OnnxValue signal = x.getFirst();
        return switch (op) {
            case Convolution1d convolution -> convolution(convolution, x, graph);
            case Convolution1dRelu(Convolution1d convolution) ->
                graph.node("Relu", convolution(convolution, x, graph)).value();
            case Pad1d pad -> pad(pad, signal, graph);
            case AveragePool1d pool -> averagePool(pool, signal, graph);
            case MaxPool1d pool -> maxPool(pool, signal, graph);
            case AdaptiveAveragePool1d pool -> adaptiveAveragePool(pool, signal, graph);
            case GlobalAveragePool1d() ->
                graph.node("ReduceMean", signal, graph.integers(2)).withInteger("keepdims", 0).value();
            case GlobalMaxPool1d() ->
                graph.node("ReduceMax", signal, graph.integers(2)).withInteger("keepdims", 0).value();
            case BlurPool1d blur -> blur(blur, signal, graph);
            case Upsample1d up -> upsample(up, signal, graph);
            case Downsample1d down -> downsample(down, signal, graph);
            case Concatenate concatenate -> OnnxForms.concatenate(concatenate, x, graph);
            default -> null;
        };
    }

    private static OnnxValue convolution(Convolution1d op, List<OnnxValue> x, OnnxGraph graph) {
        int kernelSize = x.get(1).shape().dim(2);
        return graph.node("Conv", x.toArray(OnnxValue[]::new))
                .withIntegers("kernel_shape", kernelSize)
                .withIntegers("strides", op.stride())
                .withIntegers("dilations", op.dilation())
                .withInteger("group", op.groups())
                .withIntegers(
                        "pads", op.padding().left(kernelSize, op.dilation()),
                        op.padding().right(kernelSize, op.dilation()))
                .value();
    }

    /// What is cut off by a negative amount is cut off behind the padding, but before a circle is closed.
    private static OnnxValue pad(Pad1d op, OnnxValue x, OnnxGraph graph) {
        int axis = x.shape().rank() - 1;
        int length = x.shape().dim(-1);
        int left = Math.max(0, op.left());
        int right = Math.max(0, op.right());
        int cutLeft = left - op.left();
        int cutRight = right - op.right();
        return switch (op.mode()) {
            case CONSTANT -> cut(
                    pad("constant", left, right, op.value(), x, graph), axis, cutLeft,
                    left + length + right - cutRight, graph);
            case REFLECT -> cut(
                    pad("reflect", left, right, 0, x, graph), axis, cutLeft, left + length + right - cutRight, graph);
            case REPLICATE -> cut(
                    pad("edge", left, right, 0, x, graph), axis, cutLeft, left + length + right - cutRight, graph);
            case CIRCULAR -> {
                OnnxValue circle = cutLeft + cutRight == 0 ? x : cut(x, axis, cutLeft, length - cutRight, graph);
                int around = length - cutLeft - cutRight;
                List<OnnxValue> parts = new ArrayList<>();
                if (left > 0) {
                    parts.add(cut(circle, axis, around - left, around, graph));
                }
                parts.add(circle);
                if (right > 0) {
                    parts.add(cut(circle, axis, 0, right, graph));
                }
                yield graph.node("Concat", parts.toArray(OnnxValue[]::new)).withInteger("axis", axis).value();
            }
        };
    }

    /// Pads the last axis.
    private static OnnxValue pad(String mode, int left, int right, float value, OnnxValue x, OnnxGraph graph) {
        int rank = x.shape().rank();
        long[] amounts = new long[2 * rank];
        amounts[rank - 1] = left;
        amounts[2 * rank - 1] = right;
        return graph.node("Pad", x, graph.integers(amounts), graph.constant(value)).withText("mode", mode).value();
    }

    private static OnnxValue cut(OnnxValue x, int axis, int from, int to, OnnxGraph graph) {
        return graph.node("Slice", x, graph.integers(from), graph.integers(to), graph.integers(axis)).value();
    }

    /// How far the last window reaches beyond the signal.
    private static int overhang(Shape x, Shape y, int span, int stride, int padding) {
        return Math.max(0, (y.dim(2) - 1) * stride + span - padding - x.dim(2));
    }

    private static OnnxValue averagePool(AveragePool1d op, OnnxValue x, OnnxGraph graph) {
        Shape windows = op.shape(x.shape());
        int overhang = overhang(x.shape(), windows, op.kernelSize(), op.stride(), op.padding());
        boolean beyondPadding = overhang > op.padding(); // there a window is cut off: nothing to be counted
        if (!beyondPadding) {
            return graph.node("AveragePool", x)
                    .withIntegers("kernel_shape", op.kernelSize())
                    .withIntegers("strides", op.stride())
                    .withIntegers("pads", op.padding(), overhang)
                    .withInteger("count_include_pad", op.countIncludePad() ? 1 : 0)
                    .value();
        }
        OnnxValue padded = pad("constant", op.padding(), overhang, 0, x, graph);
        OnnxValue shares = graph.node("AveragePool", padded)
                .withIntegers("kernel_shape", op.kernelSize()).withIntegers("strides", op.stride()).value();
        Tensor factors = Tensor.zeros(Shape.of(windows.dim(2)));
        int first = op.countIncludePad() ? -op.padding() : 0;
        int end = x.shape().dim(2) + (op.countIncludePad() ? op.padding() : 0);
        for (int o = 0; o < factors.size(); o++) {
            int from = o * op.stride() - op.padding();
            int samples = Math.min(end, from + op.kernelSize()) - Math.max(first, from);
            factors.set(o, (float) op.kernelSize() / samples);
        }
        return graph.node("Mul", shares, graph.constant(factors)).value();
    }

    private static OnnxValue maxPool(MaxPool1d op, OnnxValue x, OnnxGraph graph) {
        int span = op.dilation() * (op.kernelSize() - 1) + 1;
        int overhang = overhang(x.shape(), op.shape(x.shape()), span, op.stride(), op.padding());
        OnnxValue padded = op.padding() + overhang == 0
                ? x
                : pad("constant", op.padding(), overhang, Float.NEGATIVE_INFINITY, x, graph);
        return graph.node("MaxPool", padded)
                .withIntegers("kernel_shape", op.kernelSize())
                .withIntegers("strides", op.stride())
                .withIntegers("dilations", op.dilation())
                .value();
    }

    /// Windows of one length slide; others are a product with a matrix that has a column for each window.
    private static OnnxValue adaptiveAveragePool(AdaptiveAveragePool1d op, OnnxValue x, OnnxGraph graph) {
        int length = x.shape().dim(2);
        int windows = op.outputLength();
        if (length % windows == 0) {
            return averagePool(AveragePool1d.of(length / windows), x, graph);
        }
        Tensor shares = Tensor.zeros(Shape.of(length, windows));
        for (int o = 0; o < windows; o++) {
            int start = (int) ((long) o * length / windows);
            int end = (int) Math.ceilDiv((o + 1L) * length, windows);
            for (int t = start; t < end; t++) {
                shares.set(t * windows + o, 1f / (end - start));
            }
        }
        return graph.node("MatMul", x, graph.constant(shares)).value();
    }

    private static OnnxValue blur(BlurPool1d op, OnnxValue x, OnnxGraph graph) {
        // the impulse in the middle of a long row is seen by no mirror
        float[] taps = new float[op.taps()];
        Tensor response = new BlurPool1d(op.taps(), 1).apply(impulse(4 * op.taps(), 2 * op.taps()));
        int left = (op.taps() - 1) / 2;
        for (int k = 0; k < taps.length; k++) {
            taps[k] = response.get(2 * op.taps() - k + left);
        }
        OnnxValue padded = pad("reflect", left, op.taps() - 1 - left, 0, x, graph);
        return filter(padded, x.shape().dim(1), op.stride(), graph, taps);
    }

    /// Both phases of the filter side by side, then interleaved: `y[2t + p] = Σ_j h_p[j] x[t + p − 3 + j]`.
    private static OnnxValue upsample(Upsample1d op, OnnxValue x, OnnxGraph graph) {
        int middle = 16;
        Tensor response = op.apply(impulse(2 * middle, middle));
        float[] even = new float[7];
        float[] odd = new float[7];
        for (int j = 0; j < 6; j++) {
            even[j] = response.get(2 * (middle + 3 - j));
            odd[j + 1] = response.get(2 * (middle + 2 - j) + 1);
        }
        int channels = x.shape().dim(1);
        int length = x.shape().dim(2);
        OnnxValue phases = filter(pad("edge", 3, 3, 0, x, graph), channels, 1, graph, even, odd);
        OnnxValue apart = graph.reshape(phases, Shape.of(1, channels, 2, length));
        OnnxValue interleaved = graph.node("Transpose", apart).withIntegers("perm", 0, 1, 3, 2).value();
        return graph.reshape(interleaved, Shape.of(1, channels, 2 * length));
    }

    /// `y[t] = Σ_k h[k] x[2t − 5 + k]`.
    private static OnnxValue downsample(Downsample1d op, OnnxValue x, OnnxGraph graph) {
        int middle = 16;
        float[] taps = new float[12];
        for (int parity = 0; parity < 2; parity++) {
            int at = middle + parity;
            Tensor response = op.apply(impulse(2 * middle, at));
            for (int k = 1 - parity; k < taps.length; k += 2) {
                taps[k] = response.get((at + 5 - k) / 2);
            }
        }
        int length = x.shape().dim(2);
        int right = 2 * (op.shape(x.shape()).dim(2) + 5) - 5 - length;
        return filter(pad("edge", 5, right, 0, x, graph), x.shape().dim(1), 2, graph, taps);
    }

    private static Tensor impulse(int length, int at) {
        Tensor impulse = Tensor.zeros(Shape.of(1, 1, length));
        impulse.set(at, 1);
        return impulse;
    }

    /// Each channel alone through these filters of one length.
    private static OnnxValue filter(OnnxValue x, int channels, int stride, OnnxGraph graph, float[]... filters) {
        int taps = filters[0].length;
        Tensor weight = Tensor.zeros(Shape.of(channels * filters.length, 1, taps));
        for (int i = 0; i < weight.size(); i++) {
            weight.set(i, filters[i / taps % filters.length][i % taps]);
        }
        return graph.node("Conv", x, graph.constant(weight))
                .withIntegers("kernel_shape", taps)
                .withIntegers("strides", stride)
                .withInteger("group", channels)
                .value();
    }
}
