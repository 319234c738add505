package dev.halfwave.bench.onnx;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.AdaptiveAveragePool1d;
import dev.halfwave.core.op.AntiderivativeRelu;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.BlurPool1d;
import dev.halfwave.core.op.Concatenate;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Downsample1d;
import dev.halfwave.core.op.Elu;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.Gelu;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.Hat;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.LayerNormalization;
import dev.halfwave.core.op.LeakyRelu;
import dev.halfwave.core.op.LogSoftmax;
import dev.halfwave.core.op.MaxPool1d;
import dev.halfwave.core.op.Mean;
import dev.halfwave.core.op.Pad1d;
import dev.halfwave.core.op.PadMode;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.core.op.Sigmoid;
import dev.halfwave.core.op.Silu;
import dev.halfwave.core.op.Sin;
import dev.halfwave.core.op.Snake;
import dev.halfwave.core.op.Softmax;
import dev.halfwave.core.op.Softplus;
import dev.halfwave.core.op.Sum;
import dev.halfwave.core.op.Tanh;
import dev.halfwave.core.op.Transpose;
import dev.halfwave.core.op.Upsample1d;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.BatchNorm1d;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Dropout;
import dev.halfwave.nn.FilteredActivation;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerNorm;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.MultiHeadSelfAttention;
import dev.halfwave.nn.Residual;
import dev.halfwave.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Every op of one input and every layer, alone and together, with inputs for them.
final class Cases {

    /// @param input the shape of one sample and its batch axis, of any length
    record OpCase(Op op, Shape input) {}

    /// @param layer makes a new one: a layer belongs to one model only
    record LayerCase(Supplier<Layer> layer, Shape input) {}

    private Cases() {}

    /// Ops that keep any shape, on each of several, and the others on what they take.
    static List<OpCase> ops() {
        List<OpCase> cases = new ArrayList<>();
        List<Op> ofAnyShape = List.of(
                new Relu(), new Abs(), new Sigmoid(), new Tanh(), new Sin(), LeakyRelu.of(), new LeakyRelu(-1.5f),
                Elu.of(), new Elu(0.3f), Gelu.exact(), Gelu.approximate(), new Silu(), Softplus.of(),
                new Softplus(2, 0.5f), new Softplus(0.5f, 30), Snake.of(), new Snake(2.5f), new Hat(), new Identity(),
                new Softmax(-1), new LogSoftmax(1), new LayerNormalization(1, 1e-5f), Pad1d.constant(2, 0, 1.5f));
        for (Op op : ofAnyShape) {
            for (Shape shape : List.of(Shape.of(1, 5), Shape.of(1, 3, 37), Shape.of(1, 2, 3, 4))) {
                cases.add(new OpCase(op, shape));
            }
        }
        List<Op> ofSignals = List.of(
                new DcFreeRelu(), new AntiderivativeRelu(), new Upsample1d(), new Downsample1d(),
                new GlobalAveragePool1d(), new GlobalMaxPool1d(), new AdaptiveAveragePool1d(1),
                new AdaptiveAveragePool1d(4), new AdaptiveAveragePool1d(50), new Flatten(), new Transpose(1, 2),
                new Transpose(-1, -1), Sum.over(2), Sum.over(-2).withKeptAxes(), Mean.over(1, 2),
                Mean.over(2).withKeptAxes(), new Concatenate(1), new LayerNormalization(2, 1e-3f));
        for (Op op : ofSignals) {
            for (Shape shape : List.of(Shape.of(1, 1, 1), Shape.of(1, 3, 36), Shape.of(1, 4, 37))) {
                cases.add(new OpCase(op, shape));
            }
        }
        cases.add(new OpCase(Reshape.to(-1, 4, 9), Shape.of(1, 3, 12)));
        cases.add(new OpCase(Reshape.to(-1, 36), Shape.of(1, 3, 12)));
        cases.add(new OpCase(new Flatten(), Shape.of(1)));
        cases.add(new OpCase(new Transpose(1, 3), Shape.of(1, 2, 3, 4)));
        for (int length : new int[] {9, 16}) {
            Shape signal = Shape.of(1, 3, length);
            for (int taps = 2; taps <= 7; taps++) {
                cases.add(new OpCase(new BlurPool1d(taps, 1 + taps % 3), signal));
            }
            for (int left : new int[] {0, 3, -2}) {
                for (int right : new int[] {0, 4, -3}) {
                    for (PadMode mode : PadMode.values()) {
                        cases.add(new OpCase(
                                new Pad1d(left, right, mode, mode == PadMode.CONSTANT ? -0.5f : 0), signal));
                    }
                }
            }
            cases.add(new OpCase(Pad1d.circular(length, length), signal));
        }
        addPools(cases, Shape.of(1, 2, 17));
        return cases;
    }

    private static void addPools(List<OpCase> cases, Shape signal) {
        for (boolean ceil : new boolean[] {false, true}) {
            for (int kernelSize : new int[] {2, 3, 5}) {
                for (int stride = 1; stride <= 4; stride++) {
                    for (int padding = 0; padding <= kernelSize / 2; padding++) {
                        for (boolean count : new boolean[] {false, true}) {
                            cases.add(new OpCase(
                                    new AveragePool1d(kernelSize, stride, padding, ceil, count), signal));
                        }
                        for (int dilation = 1; dilation <= 2; dilation++) {
                            cases.add(new OpCase(
                                    new MaxPool1d(kernelSize, stride, padding, dilation, ceil), signal));
                        }
                    }
                }
            }
        }
    }

    static List<LayerCase> layers() {
        List<LayerCase> cases = new ArrayList<>();
        for (Padding padding : List.of(
                new Padding.Valid(), new Padding.Same(), new Padding.Causal(), new Padding.Explicit(2, 1))) {
            for (PadMode mode : PadMode.values()) {
                for (int dilation = 1; dilation <= 2; dilation++) {
                    int spread = dilation;
                    cases.add(new LayerCase(
                            () -> Conv1d.of(4, 6, 4).withDilation(spread).withPadding(padding).withPaddingMode(mode),
                            Shape.of(1, 4, 21)));
                }
            }
        }
        cases.add(new LayerCase(
                () -> Conv1d.of(4, 6, 3).withStride(3).withGroups(2).withoutBias(), Shape.of(1, 4, 22)));
        cases.add(new LayerCase(
                () -> Conv1d.of(2, 3, 5).withStride(2).withPadding(new Padding.Causal()).withActivation(new Relu()),
                Shape.of(1, 2, 33)));
        cases.add(new LayerCase(() -> Conv1d.of(2, 3, 1).withActivation(Snake.of()), Shape.of(1, 2, 7)));
        cases.add(new LayerCase(() -> Linear.of(5, 7), Shape.of(1, 5)));
        cases.add(new LayerCase(() -> Linear.of(5, 7).withoutBias(), Shape.of(1, 5)));
        cases.add(new LayerCase(() -> Linear.of(5, 7), Shape.of(1, 3, 5)));
        cases.add(new LayerCase(() -> Linear.of(5, 7).withoutBias(), Shape.of(1, 2, 3, 5)));
        cases.add(new LayerCase(() -> BatchNorm1d.of(4), Shape.of(1, 4, 9)));
        cases.add(new LayerCase(() -> BatchNorm1d.of(4).withEpsilon(0.1), Shape.of(1, 4)));
        cases.add(new LayerCase(() -> LayerNorm.of(9), Shape.of(1, 4, 9)));
        cases.add(new LayerCase(() -> LayerNorm.of(4, 9).withEpsilon(1e-3), Shape.of(1, 4, 9)));
        cases.add(new LayerCase(() -> Dropout.of(0.5), Shape.of(1, 4, 9)));
        cases.add(new LayerCase(() -> MultiHeadSelfAttention.of(6, 2), Shape.of(1, 6, 11)));
        cases.add(new LayerCase(() -> MultiHeadSelfAttention.of(6, 3).withHeadSize(5), Shape.of(1, 6, 1)));
        cases.add(new LayerCase(() -> FilteredActivation.of(new Relu()), Shape.of(1, 3, 16)));
        cases.add(new LayerCase(() -> FilteredActivation.of(new Tanh()), Shape.of(1, 2, 5)));
        cases.add(new LayerCase(() -> Activation.of(new Relu()), Shape.of(1, 3, 16)));
        cases.add(new LayerCase(() -> Residual.of(Linear.of(4, 4), Activation.of(new Relu())), Shape.of(1, 4)));
        cases.add(new LayerCase(
                () -> Residual.of(Conv1d.of(3, 5, 2).withStride(2)).withShortcut(Conv1d.of(3, 5, 1).withStride(2)),
                Shape.of(1, 3, 8)));
        cases.add(new LayerCase(
                () -> Sequential.of(Linear.of(4, 4), Sequential.of(Linear.of(4, 3))), Shape.of(1, 4)));
        // what divides a sample into several along axis 0, and puts them together again
        cases.add(new LayerCase(
                () -> Sequential.of(Layer.of(Reshape.to(-1, 4)), Linear.of(4, 2), Layer.of(Reshape.to(-1, 6))),
                Shape.of(1, 12)));
        return cases;
    }

    /// Every layer and every op of [#ops] one after the other, on signals of 64 samples.
    static Sequential network() {
        return Sequential.of(
                Conv1d.of(1, 8, 5).withPadding(new Padding.Same()).withPaddingMode(PadMode.REPLICATE),
                BatchNorm1d.of(8),
                Activation.of(new DcFreeRelu()),
                FilteredActivation.of(new Relu()),
                Layer.of(new BlurPool1d(3, 2)),
                Residual.of(LayerNorm.of(8, 32), MultiHeadSelfAttention.of(8, 2), Dropout.of(0.2)),
                pointwise(new Relu(), LeakyRelu.of(), new Abs(), new Sigmoid(), new Tanh(), new Sin()),
                pointwise(new Silu(), Softplus.of(), new Hat(), new Identity(), new AntiderivativeRelu()),
                pointwise(new Softmax(-1), new LogSoftmax(1), new LayerNormalization(1, 1e-5f), new Concatenate(1)),
                Residual.of(
                        Layer.of(new Transpose(1, 2)), LayerNorm.of(8), Linear.of(8, 16),
                        Activation.of(Gelu.approximate()), Dropout.of(0.1), Linear.of(16, 8),
                        Layer.of(new Transpose(1, 2))),
                Sequential.of(
                        Layer.of(Pad1d.reflect(3, 2)),
                        Conv1d.of(8, 12, 3).withGroups(2).withStride(2).withDilation(2).withActivation(new Relu()),
                        Activation.of(Snake.of()),
                        Layer.of(MaxPool1d.of(2).withStride(1)),
                        Layer.of(new Upsample1d()),
                        Layer.of(new Downsample1d())),
                Residual.of(
                        Conv1d.of(12, 16, 3).withStride(2).withPadding(new Padding.Explicit(1, 1)),
                        Activation.of(Elu.of()))
                        .withShortcut(Conv1d.of(12, 16, 1).withStride(2)),
                Layer.of(AveragePool1d.of(3).withStride(2).withPadding(1)),
                Layer.of(new AdaptiveAveragePool1d(3)),
                Layer.of(Sum.over(2).withKeptAxes()),
                Linear.of(1, 8),
                Layer.of(Mean.over(1).withKeptAxes()),
                Conv1d.of(1, 6, 3),
                Layer.of(new GlobalMaxPool1d()),
                Layer.of(Reshape.to(-1, 3, 2)),
                Linear.of(2, 5),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(3, 8),
                Layer.of(Reshape.to(-1, 2, 4)),
                Layer.of(new Flatten()),
                Linear.of(8, 3));
    }

    /// Ops that keep the shape, each behind a convolution that mixes the 8 channels, so that the result of none is lost.
    private static Residual pointwise(Op... ops) {
        List<Layer> layers = new ArrayList<>();
        for (Op op : ops) {
            layers.add(Conv1d.of(8, 8, 1));
            layers.add(Layer.of(op));
        }
        return Residual.of(layers.toArray(Layer[]::new));
    }
}
