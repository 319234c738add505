package dev.halfwave.nn.io;

import dev.halfwave.core.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Named tensors and string metadata in the safetensors format, which PyTorch, JAX and others read and write too.
///
/// A file is an 8-byte little-endian header length, a JSON header, then the tensors' bytes without gaps:
///
/// ```
/// {"__metadata__":{"key":"value"},"conv1.weight":{"dtype":"F32","shape":[32,1,3],"data_offsets":[0,384]}}
/// ```
///
/// Files come from outside and are not trusted: lengths, offsets, shapes and their products are checked against the
/// bytes there are before memory is allocated for them, and every mistake is a [SafeTensorsException] with one
/// sentence. What a file cannot show, a changed number, is seen in its SHA-256; for that of weights see [WeightHash].
///
/// Source: github.com/huggingface/safetensors, README, section *Format*.
///
/// @param tensors by name, in the order of the header
/// @param metadata in the order of the header
public record SafeTensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /// The longest header that is read or written, as in the reference implementation.
    public static final int MAX_HEADER_BYTES = 100_000_000;

    /// Copies both maps in their order.
    public SafeTensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /// Reads a whole file.
    ///
    /// | dtype | becomes |
    /// |---|---|
    /// | F32 | the same bits |
    /// | F64 | the nearest float |
    /// | I64 | the same number where its magnitude is below 2²⁴, so that a float holds it; else an exception |
    /// | any other | an exception |
    ///
    /// @throws SafeTensorsException if the file is not there, is not a safetensors file, or holds what cannot be read
    /// @throws IOException if reading fails otherwise
    public static SafeTensors read(Path path) throws IOException {
        return read(path, name -> true);
    }

    /// Reads the metadata and the tensors whose names are wanted. The whole header is checked, but the other tensors
    /// may have any dtype of the format.
    ///
    /// @throws SafeTensorsException if the file is not there, is not a safetensors file, or holds what cannot be read
    /// @throws IOException if reading fails otherwise
    public static SafeTensors read(Path path, Predicate<String> wanted) throws IOException {
        return read(path, wanted, MAX_HEADER_BYTES);
    }

    /// As above, from a file whose header has no more than so many bytes: what a hostile header says takes up to forty
    /// times its length in memory.
    ///
    /// @throws SafeTensorsException if the file is not there, is not a safetensors file, or holds what cannot be read
    /// @throws IOException if reading fails otherwise
    public static SafeTensors read(Path path, Predicate<String> wanted, int maxHeaderBytes) throws IOException {
        return new SafeTensorsReader(path).read(wanted, maxHeaderBytes);
    }

    /// Writes a file whole or not at all: the bytes go to a temporary file in the same folder, to the disk, and only
    /// then to the path, in one step. After an exception the path holds what it held before.
    ///
    /// Tensors are written as F32 in the order of their map, metadata in the order of theirs, so that equal contents
    /// give equal bytes. Any NaN is written as 0x7fc00000.
    ///
    /// @throws SafeTensorsException if the file cannot be written
    /// @throws IllegalArgumentException if a name cannot be written
    public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        SafeTensorsWriter.write(path, tensors, metadata, AtomicFile.ON_DISK);
    }
}
