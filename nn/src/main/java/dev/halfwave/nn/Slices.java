package dev.halfwave.nn;

import dev.halfwave.core.Shape;

/// How a batch is cut. Both numbers are a pure function of the batch and the model's shapes against constants, never of
/// the machine, so that every machine adds in the same order.
///
/// @param shards at most 16 parts, the unit of scheduling, each with a gradient of its own
/// @param samplesPerShard of each but the last
/// @param samplesPerSlice samples that run forward and backward together
public record Slices(int shards, int samplesPerShard, int samplesPerSlice) {

    /// More shards would spread over more threads, but each costs a gradient that is written and folded.
    private static final int MAX_SHARDS = 16;

    /// However many parameters there are, some threads have something to do.
    private static final int MIN_SHARDS = 4;

    /// A shard has at least this many multiply-adds in its forward pass for each parameter, so that the time does not
    /// go into gradients that are as large as the parameters. A fully connected layer has one multiply-add per weight
    /// and sample; a convolution has as many as the signal is long.
    private static final long MULTIPLY_ADDS_PER_PARAMETER = 48;

    /// A gradient of this many numbers or fewer stays in a core's first-level cache and costs next to nothing.
    private static final int SMALL_GRADIENT = 8192;

    /// Activations and their gradients of one slice, twice what a core's second-level cache holds: at no time are all of
    /// them in use, and kernels run faster on a few samples of short signals than on one.
    private static final long WORKING_SET_BYTES = 2 * 1024 * 1024;

    /// The cut of a batch for training: one shard and one slice for a model that [needs the whole
    /// batch][Layer#needsWholeBatch].
    ///
    /// @param batch the input's shape; axis 0 is the batch
    public static Slices of(Layer model, Shape batch) {
        int samples = batch.dim(0);
        if (model.needsWholeBatch()) {
            return new Slices(1, Math.max(1, samples), Math.max(1, samples));
        }
        int perShard = Math.max(1, Math.ceilDiv(samples, mostShards(model, batch)));
        int shards = Math.max(1, Math.ceilDiv(samples, perShard));
        int slices = Math.ceilDiv(perShard, samplesPerSlice(model, batch));
        return new Slices(shards, perShard, Math.ceilDiv(perShard, slices)); // of about one size
    }

    /// Fewer shards for a model with many parameters and little to compute with each.
    private static int mostShards(Layer model, Shape batch) {
        long parameters = 0;
        for (Parameter parameter : model.parameters()) {
            parameters += parameter.isState() ? 0 : parameter.shape().size();
        }
        if (parameters <= SMALL_GRADIENT || batch.dim(0) == 0) {
            return MAX_SHARDS;
        }
        long multiplyAdds = batch.dim(0) * model.multiplyAdds(batch.with(0, 1));
        return (int) Math.clamp(multiplyAdds / (MULTIPLY_ADDS_PER_PARAMETER * parameters), MIN_SHARDS, MAX_SHARDS);
    }

    /// How many samples' activations and gradients fit the working set, at least 1.
    ///
    /// @param batch the input's shape, of any number of samples
    public static int samplesPerSlice(Layer model, Shape batch) {
        if (batch.dim(0) == 0) {
            return 1;
        }
        Shape one = batch.with(0, 1);
        long floats = Math.max(1, one.size() + model.activations(one)); // samples may be empty
        return Math.clamp(WORKING_SET_BYTES / (2 * Float.BYTES * floats), 1, Integer.MAX_VALUE);
    }
}
