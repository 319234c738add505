package dev.halfwave.nn;

import dev.halfwave.core.Shape;

/// How a batch is cut. Both numbers are a pure function of the batch and the model's shapes against constants, never of
/// the machine, so that every machine adds in the same order.
///
/// @param shards at most 16 parts, the unit of scheduling, each with a gradient of its own
/// @param samplesPerShard of each but the last
/// @param samplesPerSlice samples that run forward and backward together
public record Slices(int shards, int samplesPerShard, int samplesPerSlice) {

    /// More shards would spread over more threads, but each costs a gradient that is folded serially.
    private static final int MAX_SHARDS = 16;

    /// Activations and their gradients of one slice stay in a core's second-level cache.
    private static final long WORKING_SET_BYTES = 512 * 1024;

    /// The cut of a batch for training: one shard and one slice for a model that [needs the whole
    /// batch][Layer#needsWholeBatch].
    ///
    /// @param batch the input's shape; axis 0 is the batch
    public static Slices of(Layer model, Shape batch) {
        int samples = batch.dim(0);
        if (model.needsWholeBatch()) {
            return new Slices(1, Math.max(1, samples), Math.max(1, samples));
        }
        int perShard = Math.max(1, Math.ceilDiv(samples, MAX_SHARDS));
        int shards = Math.max(1, Math.ceilDiv(samples, perShard));
        return new Slices(shards, perShard, Math.min(perShard, samplesPerSlice(model, batch)));
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
