package dev.halfwave.experiments.data;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.study.Sha256;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The weights in a Keras HDF5 file (`.h5`), as `model.save` and `model.save_weights` of Keras 2 write it, and Keras 3 in
/// its legacy format.
///
/// ```java
/// KerasWeights weights = KerasWeights.read(Path.of("model_S5.h5"));
/// Sequential model = HeartRateNetwork.of(new Relu());
/// weights.copyTo(model);
/// ```
///
/// The file is not trusted: see [Hdf5Structure]. A change of a weight's value cannot be seen in it, but in its
/// [SHA-256][#sha256].
public final class KerasWeights {

    private static final long MOST_BYTES = 1L << 28;

    private final Path file;
    private final String sha256;
    private final Map<String, Tensor> tensors;
    private final @Nullable String modelConfig;

    private KerasWeights(Path file, String sha256, KerasFile.Contents contents) {
        this.file = file;
        this.sha256 = sha256;
        tensors = contents.tensors();
        modelConfig = contents.modelConfig();
    }

    /// Reads all weights.
    ///
    /// @throws DataFileException if the file is no such file, is damaged, or has a weight that is not a finite 32-bit
    ///     number; the message says where
    public static KerasWeights read(Path file) throws DataFileException {
        return read(file, bytes(file));
    }

    /// @param file for messages
    static KerasWeights read(Path file, byte[] bytes) throws DataFileException {
        Hdf5Structure.check(file, bytes);
        KerasFile.Contents contents = new KerasFile(file, bytes).read();
        return new KerasWeights(file, HexFormat.of().formatHex(Sha256.of(bytes)), contents);
    }

    private static byte[] bytes(Path file) throws DataFileException {
        try {
            if (Files.isDirectory(file)) {
                throw DataFileException.of(file, "this is a folder, not a file");
            }
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw DataFileException.of(file, "has " + size + " bytes, more than the " + MOST_BYTES
                        + " that weights are read from");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw DataFileException.of(file, "there is no such file");
        } catch (DataFileException e) {
            throw e;
        } catch (IOException e) {
            throw DataFileException.unreadable(file, e);
        }
    }

    /// Of the bytes that were read, as 64 small hexadecimal digits.
    public String sha256() {
        return sha256;
    }

    /// The weights as Keras lays them out, such as (kernel size, channels in, channels out), in Keras's order. A name is
    /// that of the layer and that of the weight: `model_20/conv1d_45/kernel:0`.
    public Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /// Gives a model these weights. Its layers that have parameters take the file's, in order: [dev.halfwave.nn.Conv1d],
    /// [dev.halfwave.nn.Linear], [dev.halfwave.nn.LayerNorm] over one axis, [dev.halfwave.nn.BatchNorm1d],
    /// [dev.halfwave.nn.MultiHeadSelfAttention], and those of a [Sequential] within. A weight must have the name and the
    /// shape that Keras has for it:
    ///
    /// | ours                                   | Keras                    | shape in Keras               |
    /// |----------------------------------------|--------------------------|------------------------------|
    /// | convolution, (out, in, K)              | `kernel`, `bias`         | (K, in, out), (out)          |
    /// | fully connected, (out, in)             | `kernel`, `bias`         | (in, out), (out)             |
    /// | query, key, value, (heads · D, C, 1)   | `query/kernel`, `…/bias` | (C, heads, D), (heads, D)    |
    /// | the attention's output, (C, heads · D, 1) | `attention_output/…`  | (heads, D, C), (C)           |
    /// | normalisation: weight, bias            | `gamma`, `beta`          | (C)                          |
    /// | batch normalisation: its running values | `moving_mean`, `moving_variance` | (C)               |
    ///
    /// **Order.** Layers of one shape are told apart by their order alone. It must be that of the model's graph, which
    /// `model.save` writes into the file; in a file of weights only, the numbers that Keras gives to layers of one type
    /// must not decrease.
    ///
    /// **Flattening.** Keras has the channels last and flattens (T, C): element `t · C + c`. A model that flattens (N, C, T)
    /// has element `c · T + t` there. The fully connected layer behind such a [dev.halfwave.core.op.Flatten] gets its
    /// weights in the model's order, so that the result is that of Keras; behind a `Transpose` of channels and time the
    /// order is Keras's already.
    ///
    /// @throws DataFileException if the weights do not fit, with a list of what is missing, extra or misshapen, or are in
    ///     the wrong order; the model is then as it was
    /// @throws IllegalArgumentException if the model has parameters in a layer that is none of these
    public void copyTo(Sequential model) throws DataFileException {
        KerasFit fit = KerasFit.of(KerasSlots.of(model), tensors, modelConfig);
        if (!fit.problems().isEmpty()) {
            throw DataFileException.of(file, "does not fit the model: " + fit.problemsInWords());
        }
        if (fit.wrongOrder().isPresent()) {
            throw DataFileException.of(file, fit.wrongOrder().get());
        }
        fit.copy();
    }

    /// The number of weights, each a number.
    public long count() {
        return tensors.values().stream().map(Tensor::shape).mapToLong(Shape::size).sum();
    }
}
