package dev.halfwave.nn;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Downsample1d;
import dev.halfwave.core.op.Upsample1d;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An activation without most of its aliasing: applied at twice the sampling rate, between two low-pass filters.
///
/// ```java
/// FilteredActivation.of(new Relu())
/// ```
///
/// | tensor | shape                              |
/// |--------|------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length |
/// | result | (N, C, L)                          |
///
/// An activation makes harmonics. Those beyond the Nyquist frequency fold back onto lower frequencies, and where the
/// sampling rate is a multiple of the tone's frequency, onto DC: ReLU's DC then depends on the tone's phase. At twice
/// the rate ([Upsample1d]) there is room for twice the harmonics, and [Downsample1d] removes what the old rate cannot
/// hold before it is sampled. For a unit tone of four samples per period ReLU's DC is then in [0.299, 0.325], over all
/// phases, instead of [0.250, 0.354].
///
/// Both filters together have no delay and pass constants unchanged, so that a constant `c` becomes the activation of
/// `c`. They damp what is close to the Nyquist frequency, and a tone of half that frequency by 2 %. The result
/// overshoots where the activation has a kink: that of ReLU can be negative. Beyond its ends a row continues with its
/// first and last sample.
///
/// Source: Lee et al. (2023), *BigVGAN: A Universal Neural Vocoder with Large-Scale Training*, arXiv:2206.04658; after
/// Karras et al. (2021), *Alias-Free Generative Adversarial Networks*, arXiv:2106.12423.
public final class FilteredActivation implements Layer {

    private static final Upsample1d UP = new Upsample1d();
    private static final Downsample1d DOWN = new Downsample1d();

    /// Per sample of `x`: two samples of 6 taps up, one of 12 taps down.
    private static final int MULTIPLY_ADDS = 24;

    /// The setting of a file that names the op.
    private static final String OP = "op";

    private final Op op;
    private final @Nullable String name;

    private FilteredActivation(Op op, @Nullable String name) {
        if (op == null) {
            throw new IllegalArgumentException("FilteredActivation: the op is null");
        }
        this.op = op;
        this.name = name;
    }

    /// Applies this op at twice the sampling rate.
    ///
    /// @param op an op of one input that works element by element, such as `Relu`
    public static FilteredActivation of(Op op) {
        return new FilteredActivation(op, null);
    }

    /// With a name of its own instead of a counted one.
    public FilteredActivation named(String newName) {
        return new FilteredActivation(op, newName);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        outputShape(x.shape());
        return DOWN.apply(op.apply(UP.apply(x)));
    }

    /// @throws ShapeMismatchException if `x` is no signal (N, C, L), or the op would change its shape
    @Override
    public Shape outputShape(Shape x) {
        Shape doubled = UP.shape(x);
        Shape activated = op.shape(doubled);
        if (!activated.equals(doubled)) {
            throw new ShapeMismatchException(
                    "FilteredActivation", "expected an op that keeps the shape " + doubled,
                    op.name() + " makes it " + activated);
        }
        return x;
    }

    @Override
    public long multiplyAdds(Shape x) {
        return (long) MULTIPLY_ADDS * x.size();
    }

    /// Two samples for each of `x` on either side of the op, and one behind it.
    @Override
    public long activations(Shape x) {
        return 5L * x.size();
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /// `filtered` and the op's name: a model counts `filteredRelu1`, `filteredRelu2`.
    @Override
    public String kind() {
        String kind = Activation.of(op).kind();
        return "filtered" + kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
    }

    @Override
    public LayerSpec spec() {
        return OpSpec.describe(op, LayerSpec.of("FilteredActivation").with("name", name), OP);
    }

    /// The layer that [#spec] describes.
    ///
    /// @throws IllegalArgumentException if its op is none of Halfwave's, or a setting is missing or wrong
    public static FilteredActivation fromSpec(LayerSpec spec) {
        return new FilteredActivation(OpSpec.build(spec, OP), spec.textOrNull("name"));
    }

    /// `FilteredActivation(Relu)`.
    @Override
    public String toString() {
        return "FilteredActivation(" + Activation.of(op) + ")";
    }
}
