package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.MatMul;
import dev.halfwave.core.op.Multiply;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.core.op.Softmax;
import dev.halfwave.core.op.Transpose;
import dev.halfwave.nn.init.Initialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets every time step look at all others of its sample: several [attentions][#scaledDotProductAttention] side by
/// side, each on a projection of the channels of its own, and a projection of what they found.
///
/// | tensor                                     | shape                                              |
/// |--------------------------------------------|----------------------------------------------------|
/// | `x`                                        | (N, channels, L): batch, channels, length          |
/// | `query.weight`, `key.weight`, `value.weight` | (heads · headSize, channels, 1)                  |
/// | `query.bias`, `key.bias`, `value.bias`     | (heads · headSize)                                 |
/// | `output.weight`, `output.bias`             | (channels, heads · headSize, 1), (channels)        |
/// | result                                     | (N, channels, L)                                   |
///
/// The projections are convolutions with kernel size 1. Channel `h · headSize + d` of a projection is component `d` of
/// head `h`, as in PyTorch's `MultiheadAttention`, whose `in_proj_weight` is the weights of query, key and value one
/// below the other. There is no mask: a step sees later steps as well as earlier ones; and there is nothing that tells
/// it where another one stands.
///
/// Time and memory grow with L²: a sample has heads · L² attention weights.
///
/// Source: Vaswani et al. (2017), *Attention Is All You Need*, arXiv:1706.03762.
public final class MultiHeadSelfAttention implements Layer {

    private static final MatMul MAT_MUL = new MatMul();
    private static final Transpose TRANSPOSE = new Transpose(-2, -1);
    private static final Softmax SOFTMAX = new Softmax(-1);

    private final int channels;
    private final int heads;
    private final int headSize;
    private final Initialization initialization;
    private final @Nullable String name;
    private final Conv1d query;
    private final Conv1d key;
    private final Conv1d value;
    private final Conv1d output;
    private final Tensor scale; // made once: a training step allocates no arrays

    private MultiHeadSelfAttention(
            int channels, int heads, int headSize, Initialization initialization, @Nullable String name) {
        if (channels < 1 || heads < 1 || headSize < 1) {
            throw new IllegalArgumentException(
                    "MultiHeadSelfAttention: channels, heads and headSize must be at least 1,"
                            + " but are " + channels + ", " + heads + " and " + headSize);
        }
        if ((long) heads * headSize > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("MultiHeadSelfAttention: " + heads + " heads of " + headSize
                    + " have more than 2^31 - 1 channels together");
        }
        this.channels = channels;
        this.heads = heads;
        this.headSize = headSize;
        this.initialization = initialization;
        this.name = name;
        scale = scale(headSize);
        int inner = heads * headSize;
        query = projection("query", channels, inner, initialization);
        key = projection("key", channels, inner, initialization);
        value = projection("value", channels, inner, initialization);
        output = projection("output", inner, channels, initialization);
    }

    private static Conv1d projection(String part, int from, int to, Initialization initialization) {
        Conv1d projection = Conv1d.of(from, to, 1).withInitialization(initialization);
        projection.parameters().forEach(parameter -> parameter.within(part));
        return projection;
    }

    /// Heads that share the channels evenly, initialised as Keras does.
    ///
    /// @throws IllegalArgumentException if the channels cannot be shared so
    public static MultiHeadSelfAttention of(int channels, int heads) {
        if (channels >= 1 && heads >= 1 && channels % heads != 0) {
            throw new IllegalArgumentException("MultiHeadSelfAttention: channels (" + channels
                    + ") must be divisible by heads (" + heads + "), or the heads be given a size of their own");
        }
        return new MultiHeadSelfAttention(
                channels, heads, heads < 1 ? 1 : channels / heads, Initialization.KERAS, null);
    }

    /// Heads of this many channels each, initialised as Keras does, whose `key_dim` this is. What they find is projected
    /// to the channels again, so that no number needs to divide another.
    ///
    /// @throws IllegalArgumentException if a number is not positive
    public static MultiHeadSelfAttention of(int channels, int heads, int headSize) {
        return new MultiHeadSelfAttention(channels, heads, headSize, Initialization.KERAS, null);
    }

    /// With heads of this many channels each.
    public MultiHeadSelfAttention withHeadSize(int newHeadSize) {
        return new MultiHeadSelfAttention(channels, heads, newHeadSize, initialization, name);
    }

    /// With other initial values.
    public MultiHeadSelfAttention withInitialization(Initialization newInitialization) {
        return new MultiHeadSelfAttention(channels, heads, headSize, newInitialization, name);
    }

    /// With a name of its own instead of a counted one.
    public MultiHeadSelfAttention named(String newName) {
        return new MultiHeadSelfAttention(channels, heads, headSize, initialization, newName);
    }

    /// For every query the mean of the values, weighted by how well their keys fit it:
    /// `softmax(q kᵀ / √D) v`, softmax along the keys.
    ///
    /// | tensor   | shape                                                                   |
    /// |----------|-------------------------------------------------------------------------|
    /// | `q`      | (…, L, D): L queries                                                    |
    /// | `k`      | (…, S, D): S keys                                                       |
    /// | `v`      | (…, S, V): a value for each key                                         |
    /// | result   | (…, L, V)                                                               |
    ///
    /// As PyTorch's function of this name, without a mask. The queries are divided by √D before the product.
    ///
    /// @throws ShapeMismatchException if they do not fit
    public static Tensor scaledDotProductAttention(Tensor q, Tensor k, Tensor v) {
        Shape keys = k.shape();
        if (q.shape().rank() < 2 || keys.rank() < 2 || v.shape().rank() < 2
                || q.shape().dim(-1) != keys.dim(-1) || keys.dim(-2) != v.shape().dim(-2)) {
            throw new ShapeMismatchException(
                    "scaledDotProductAttention", "expected q (..., L, D), k (..., S, D) and v (..., S, V)",
                    "they are " + q.shape() + ", " + keys + " and " + v.shape());
        }
        return attend(q, TRANSPOSE.apply(k), v, scale(q.shape().dim(-1)));
    }

    /// What queries of this length are multiplied by: `1 / √D`.
    private static Tensor scale(int length) {
        return Tensor.scalar((float) (1 / Math.sqrt(length)));
    }

    /// @param keys transposed: (…, D, S)
    private static Tensor attend(Tensor q, Tensor keys, Tensor v, Tensor scale) {
        Tensor scores = MAT_MUL.apply(new Multiply().apply(q, scale), keys);
        return MAT_MUL.apply(SOFTMAX.apply(scores), v);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        Shape signal = outputShape(x.shape());
        Reshape apart = Reshape.to(signal.dim(0), heads, headSize, signal.dim(2));
        Tensor q = TRANSPOSE.apply(apart.apply(query.forward(x, pass)));
        Tensor k = apart.apply(key.forward(x, pass));
        Tensor v = TRANSPOSE.apply(apart.apply(value.forward(x, pass)));
        Tensor found = TRANSPOSE.apply(attend(q, k, v, scale));
        return output.forward(Reshape.to(signal.dim(0), heads * headSize, signal.dim(2)).apply(found), pass);
    }

    /// @throws ShapeMismatchException if `x` has other axes or another number of channels
    @Override
    public Shape outputShape(Shape x) {
        query.outputShape(x);
        return x;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (Conv1d projection : List.of(query, key, value, output)) {
            parameters.addAll(projection.parameters());
        }
        return List.copyOf(parameters);
    }

    @Override
    public long multiplyAdds(Shape x) {
        long inner = (long) heads * headSize;
        long steps = (long) x.dim(0) * x.dim(2);
        return steps * (4 * inner * channels + 2 * inner * x.dim(2));
    }

    /// Projections, their heads and attention weights: more than the result.
    @Override
    public long activations(Shape x) {
        long steps = (long) x.dim(0) * x.dim(2);
        long inner = (long) heads * headSize;
        return steps * (12 * inner + 2L * heads * x.dim(2) + channels);
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    @Override
    public LayerSpec spec() {
        return LayerSpec.of("MultiHeadSelfAttention")
                .with("name", name)
                .with("channels", channels)
                .with("heads", heads)
                .with("headSize", headSize);
    }

    /// The layer that [#spec] describes.
    public static MultiHeadSelfAttention fromSpec(LayerSpec spec) {
        return new MultiHeadSelfAttention(
                spec.integer("channels"),
                spec.integer("heads"),
                spec.integer("headSize"),
                Initialization.KERAS,
                spec.textOrNull("name"));
    }

    /// `MultiHeadSelfAttention(32 channels, 4 heads of 8)`.
    @Override
    public String toString() {
        return "MultiHeadSelfAttention(" + channels + " channels, " + heads + (heads == 1 ? " head of " : " heads of ")
                + headSize + ")";
    }
}
