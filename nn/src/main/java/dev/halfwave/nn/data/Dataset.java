package dev.halfwave.nn.data;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.io.WeightHash;
import java.util.List;

/// Samples with their targets, in memory. Thread-safe while nobody writes to the tensors.
///
/// @param inputs axis 0 counts the samples
/// @param targets axis 0 counts the samples; class indices have shape (N)
public record Dataset(Tensor inputs, Tensor targets) {

    /// @throws ShapeMismatchException if the numbers of samples differ
    public Dataset {
        Shape x = inputs.shape();
        Shape y = targets.shape();
        if (x.rank() == 0 || y.rank() == 0 || x.dim(0) != y.dim(0)) {
            throw new ShapeMismatchException(
                    "Dataset", "expected inputs and targets with the same number of samples along axis 0",
                    "inputs are " + x + " and targets " + y);
        }
    }

    /// The number of samples.
    public int size() {
        return inputs.shape().dim(0);
    }

    /// The order in which an epoch visits the samples: a permutation keyed by the seed and the epoch, so that any epoch
    /// can be begun without those before.
    ///
    /// @param epoch from 0
    public int[] order(long seed, int epoch) {
        return Philox.of(seed, "order of epoch " + epoch).permutation(size());
    }

    /// Copies samples, picked by their indices, into a batch.
    ///
    /// @param order indices of samples
    /// @param from the first position in `order`
    /// @param batchInputs receives as many samples as its axis 0 counts
    /// @param batchTargets receives their targets
    public void gather(int[] order, int from, Tensor batchInputs, Tensor batchTargets) {
        int count = batchInputs.shape().dim(0);
        copy(inputs, order, from, count, batchInputs);
        copy(targets, order, from, count, batchTargets);
    }

    private static void copy(Tensor all, int[] order, int from, int count, Tensor batch) {
        int stride = all.shape().stride();
        for (int i = 0; i < count; i++) {
            System.arraycopy(
                    all.data(), all.offset() + order[from + i] * stride, batch.data(), batch.offset() + i * stride,
                    stride);
        }
    }

    /// SHA-256 of all inputs and targets, in hexadecimal.
    public String sha256() {
        return WeightHash.sha256(List.of(inputs, targets));
    }
}
