package dev.halfwave.nn;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.Convolution1dRelu;
import dev.halfwave.core.op.Pad1d;
import dev.halfwave.core.op.PadMode;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initialization;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One-dimensional convolution with a bank of learned filters; see [Convolution1d] for the arithmetic.
///
/// | tensor        | shape                                             |
/// |---------------|---------------------------------------------------|
/// | `x`           | (N, inChannels, L)                                |
/// | `weight`      | (outChannels, inChannels/groups, kernelSize)      |
/// | `bias`        | (outChannels), unless [#withoutBias]              |
/// | result        | (N, outChannels, L′), L′ by padding and stride    |
///
/// ```java
/// Conv1d.of(1, 32, 3).withPadding(new Padding.Causal()).withoutBias()
/// ```
///
/// What stands beyond the ends of the input is zeros, or what [#withPaddingMode] says, as PyTorch's `padding_mode`.
///
/// An activation may be part of the layer ([#withActivation]); ReLU then costs next to nothing.
public final class Conv1d implements Layer {

    /// The setting of a file that names the activation.
    private static final String ACTIVATION = "activation";

    private final int inChannels;
    private final int outChannels;
    private final int kernelSize;
    private final Convolution1d op;
    private final PadMode paddingMode;
    private final boolean hasBias;
    private final Initialization initialization;
    private final @Nullable UnaryOp activation;
    private final @Nullable String name;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    private Conv1d(
            int inChannels,
            int outChannels,
            int kernelSize,
            Convolution1d op,
            PadMode paddingMode,
            boolean hasBias,
            Initialization initialization,
            @Nullable UnaryOp activation,
            @Nullable String name) {
        require("inChannels", inChannels);
        require("outChannels", outChannels);
        require("kernelSize", kernelSize);
        if (inChannels % op.groups() != 0 || outChannels % op.groups() != 0) {
            throw new IllegalArgumentException("Conv1d: inChannels (" + inChannels + ") and outChannels (" + outChannels
                    + ") must be divisible by groups (" + op.groups() + ")");
        }
        this.inChannels = inChannels;
        this.outChannels = outChannels;
        this.kernelSize = kernelSize;
        this.op = op;
        this.paddingMode = paddingMode;
        this.hasBias = hasBias;
        this.initialization = initialization;
        this.activation = activation;
        this.name = name;
        Shape weightShape = Shape.of(outChannels, inChannels / op.groups(), kernelSize);
        Fans fans = Fans.ofWeight(weightShape);
        this.weight = Parameter.of("weight", weightShape, initialization.weight(), fans);
        this.bias = hasBias ? Parameter.of("bias", Shape.of(outChannels), initialization.bias(), fans) : null;
    }

    /// Stride 1, no padding, dilation 1, one group, with bias, initialised as Keras does.
    ///
    /// @throws IllegalArgumentException if a number is not positive
    public static Conv1d of(int inChannels, int outChannels, int kernelSize) {
        return new Conv1d(
                inChannels, outChannels, kernelSize, Convolution1d.DEFAULT, PadMode.CONSTANT, true,
                Initialization.KERAS, null, null);
    }

    /// With a step of `stride` samples between outputs.
    public Conv1d withStride(int stride) {
        return with(op.withStride(stride));
    }

    /// With samples before and after the input: zeros, unless [#withPaddingMode] says otherwise.
    public Conv1d withPadding(Padding padding) {
        return with(op.withPadding(padding));
    }

    /// With other samples than zeros where there is [padding][#withPadding]: the input mirrored, its end samples
    /// repeated, or the input over again; see [Pad1d]. `CONSTANT` means zeros. Without padding it changes nothing.
    ///
    /// @throws IllegalArgumentException if there is no mode
    public Conv1d withPaddingMode(PadMode newPaddingMode) {
        if (newPaddingMode == null) {
            throw new IllegalArgumentException(
                    "Conv1d: padding mode must be CONSTANT, REFLECT, REPLICATE or CIRCULAR, but is null");
        }
        return new Conv1d(inChannels, outChannels, kernelSize, op, newPaddingMode, hasBias, initialization, activation,
                name);
    }

    /// With `dilation` samples between taps.
    public Conv1d withDilation(int dilation) {
        return with(op.withDilation(dilation));
    }

    /// With channels in groups that do not see each other.
    public Conv1d withGroups(int groups) {
        return with(op.withGroups(groups));
    }

    /// Without a bias.
    public Conv1d withoutBias() {
        return new Conv1d(inChannels, outChannels, kernelSize, op, paddingMode, false, initialization, activation,
                name);
    }

    /// With other initial values.
    public Conv1d withInitialization(Initialization newInitialization) {
        return new Conv1d(inChannels, outChannels, kernelSize, op, paddingMode, hasBias, newInitialization, activation,
                name);
    }

    /// With an activation applied to the result, in one layer. The numbers are those of this layer followed by
    /// `Activation.of(activation)`, in bits, and so are the gradients.
    ///
    /// [Relu] is computed where the convolution stores its result ([Convolution1dRelu]): no pass over memory of its own
    /// in either direction, and half the activations to keep, so that more samples fit the cache. Any other activation
    /// is applied afterwards.
    ///
    /// ```java
    /// Conv1d.of(32, 32, 3).withPadding(new Padding.Causal()).withActivation(new Relu())
    /// ```
    ///
    /// @throws IllegalArgumentException if there is no activation
    public Conv1d withActivation(UnaryOp newActivation) {
        if (newActivation == null) {
            throw new IllegalArgumentException("Conv1d: the activation is null; leave it out for none");
        }
        return new Conv1d(
                inChannels, outChannels, kernelSize, op, paddingMode, hasBias, initialization, newActivation, name);
    }

    /// With a name of its own instead of a counted one.
    public Conv1d named(String newName) {
        return new Conv1d(inChannels, outChannels, kernelSize, op, paddingMode, hasBias, initialization, activation,
                newName);
    }

    private Conv1d with(Convolution1d newOp) {
        return new Conv1d(inChannels, outChannels, kernelSize, newOp, paddingMode, hasBias, initialization, activation,
                name);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        Tensor padded = x;
        Convolution1d convolution = op;
        if (padsItself()) {
            outputShape(x.shape()); // what does not fit is reported for x, not for the padded one
            padded = padding().apply(x);
            convolution = op.withPadding(new Padding.Valid());
        }
        Op fused = isRectified() ? new Convolution1dRelu(convolution) : convolution;
        Tensor y = bias == null
                ? fused.apply(padded, weight.tensor())
                : fused.apply(padded, weight.tensor(), bias.tensor());
        return activation == null || isRectified() ? y : activation.apply(y);
    }

    @Override
    public Shape outputShape(Shape x) {
        Shape y = convolutionShape(x);
        return activation == null ? y : activation.shape(y);
    }

    private Shape convolutionShape(Shape x) {
        Shape y = op.shape(x, weight.shape()); // its length does not depend on what the padding consists of
        if (padsItself()) {
            padding().shape(x);
        }
        return y;
    }

    /// The result, the padded input where the convolution does not pad, and what an activation other than [Relu] is
    /// applied to.
    @Override
    public long activations(Shape x) {
        return outputShape(x).size()
                + (padsItself() ? padding().shape(x).size() : 0L)
                + (activation == null || isRectified() ? 0L : convolutionShape(x).size());
    }

    /// Whether the activation is the one that is fused with the convolution.
    private boolean isRectified() {
        return activation instanceof Relu;
    }

    /// Whether there is padding that the convolution, which knows zeros only, cannot do.
    private boolean padsItself() {
        return paddingMode != PadMode.CONSTANT && (left() != 0 || right() != 0);
    }

    private Pad1d padding() {
        return new Pad1d(left(), right(), paddingMode, 0);
    }

    private int left() {
        return op.padding().left(kernelSize, op.dilation());
    }

    private int right() {
        return op.padding().right(kernelSize, op.dilation());
    }

    /// The filters.
    public Parameter weight() {
        return weight;
    }

    @Override
    public List<Parameter> parameters() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    @Override
    public long multiplyAdds(Shape x) {
        return (long) convolutionShape(x).size() * weight.shape().stride();
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    @Override
    public LayerSpec spec() {
        LayerSpec spec = LayerSpec.of("Conv1d")
                .with("name", name)
                .with("inChannels", inChannels)
                .with("outChannels", outChannels)
                .with("kernelSize", kernelSize)
                .with("stride", op.stride())
                .with("padding", op.padding().getClass().getSimpleName())
                .with("dilation", op.dilation())
                .with("groups", op.groups())
                .with("bias", hasBias);
        if (op.padding() instanceof Padding.Explicit(int left, int right)) {
            spec = spec.with("paddingLeft", left).with("paddingRight", right);
        }
        if (paddingMode != PadMode.CONSTANT) {
            spec = spec.with("paddingMode", paddingMode.name());
        }
        return activation == null ? spec : OpSpec.describe(activation, spec, ACTIVATION);
    }

    /// The layer that [#spec] describes.
    public static Conv1d fromSpec(LayerSpec spec) {
        String kind = spec.text("padding");
        Padding padding =
                switch (kind) {
                    case "Valid" -> new Padding.Valid();
                    case "Same" -> new Padding.Same();
                    case "Causal" -> new Padding.Causal();
                    case "Explicit" ->
                        new Padding.Explicit(spec.integer("paddingLeft"), spec.integer("paddingRight"));
                    default ->
                        throw new IllegalArgumentException("layer Conv1d: setting \"padding\" must be Valid, Same, "
                                + "Causal or Explicit, but is " + kind);
                };
        Convolution1d op =
                new Convolution1d(spec.integer("stride"), padding, spec.integer("dilation"), spec.integer("groups"));
        return new Conv1d(
                spec.integer("inChannels"),
                spec.integer("outChannels"),
                spec.integer("kernelSize"),
                op,
                spec.settings().containsKey("paddingMode")
                        ? OpSpec.choice(spec, "paddingMode", PadMode.class)
                        : PadMode.CONSTANT,
                spec.flag("bias"),
                Initialization.KERAS,
                spec.settings().containsKey(ACTIVATION) ? activation(spec) : null,
                spec.textOrNull("name"));
    }

    private static UnaryOp activation(LayerSpec spec) {
        if (OpSpec.build(spec, ACTIVATION) instanceof UnaryOp unary) {
            return unary;
        }
        throw new IllegalArgumentException(
                "layer Conv1d: setting \"activation\" must name an activation of Halfwave, but "
                        + "is " + spec.text(ACTIVATION));
    }

    private static void require(String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("Conv1d: " + setting + " must be at least 1, but is " + value);
        }
    }

    /// `Conv1d(1 → 32, kernel 3, causal, no bias, Relu)`, naming what is not the default.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Conv1d(" + inChannels + " → " + outChannels + ", kernel " + kernelSize);
        if (op.stride() != 1) {
            text.append(", stride ").append(op.stride());
        }
        switch (op.padding()) {
            case Padding.Valid() -> {}
            case Padding.Same() -> text.append(", same");
            case Padding.Causal() -> text.append(", causal");
            case Padding.Explicit(int left, int right) ->
                text.append(", padding ").append(left).append('/').append(right);
        }
        if (paddingMode != PadMode.CONSTANT) {
            text.append(", ").append(paddingMode.name().toLowerCase(Locale.ROOT));
        }
        if (op.dilation() != 1) {
            text.append(", dilation ").append(op.dilation());
        }
        if (op.groups() != 1) {
            text.append(", groups ").append(op.groups());
        }
        if (!hasBias) {
            text.append(", no bias");
        }
        if (activation != null) {
            text.append(", ").append(Activation.of(activation));
        }
        return text.append(')').toString();
    }
}
