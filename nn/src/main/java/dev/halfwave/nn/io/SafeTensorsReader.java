package dev.halfwave.nn.io;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads one file from its start to its end; the tensors lie behind each other, so there is no need to seek.
///
/// An [InputStream] rather than a channel: a channel is closed when its thread is interrupted.
final class SafeTensorsReader {

    private static final Map<String, Integer> DTYPE_BYTES = Map.ofEntries(
            Map.entry("F64", 8), Map.entry("F32", 4), Map.entry("F16", 2), Map.entry("BF16", 2),
            Map.entry("F8_E4M3", 1), Map.entry("F8_E5M2", 1), Map.entry("F8_E8M0", 1), Map.entry("C64", 8),
            Map.entry("I64", 8), Map.entry("I32", 4), Map.entry("I16", 2), Map.entry("I8", 1),
            Map.entry("U64", 8), Map.entry("U32", 4), Map.entry("U16", 2), Map.entry("U8", 1), Map.entry("BOOL", 1));

    private static final Set<String> ENTRY_KEYS = Set.of("dtype", "shape", "data_offsets");

    /// More than this many elements do not fit one array of any JVM.
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private static final long EXACT_BELOW = 1 << 24;

    private static final int CHUNK_BYTES = 1 << 20;

    /// One tensor as the header describes it.
    ///
    /// @param begin where its bytes begin, counted from the end of the header
    /// @param end where they end, exclusive
    private record Entry(String name, String dtype, Shape shape, long begin, long end) {}

    private final Path path;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private long dataStart;
    private long dataBytes;

    SafeTensorsReader(Path path) {
        this.path = path;
    }

    SafeTensors read(Predicate<String> wanted, int maxHeaderBytes) throws IOException {
        if (!Files.exists(path)) {
            throw failure("there is no such file");
        }
        if (!Files.isRegularFile(path)) {
            throw failure("this is not a file");
        }
        if (!Files.isReadable(path)) {
            throw failure("no permission to read this file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            readHeader(in, Files.size(path), maxHeaderBytes);
            return new SafeTensors(readTensors(in, wanted), metadata);
        } catch (SafeTensorsException e) {
            throw e;
        } catch (IOException e) {
            throw new SafeTensorsException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    // ---- header

    private void readHeader(InputStream in, long fileBytes, int maxHeaderBytes) throws IOException {
        if (fileBytes < 8) {
            throw failure(0, "a safetensors file begins with 8 bytes that give the header's length, but there are only "
                    + fileBytes);
        }
        byte[] prefix = new byte[8];
        readFully(in, prefix, 8, 0);
        long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (Long.compareUnsigned(length, fileBytes - 8) > 0) {
            throw failure(0, "the header should have " + Long.toUnsignedString(length) + " bytes, but only "
                    + (fileBytes - 8) + " follow");
        }
        if (length > maxHeaderBytes) {
            throw failure(0, "the header has " + length + " bytes, more than the " + maxHeaderBytes
                    + " that are allowed");
        }
        dataStart = 8 + length;
        dataBytes = fileBytes - dataStart;
        byte[] header = new byte[(int) length];
        readFully(in, header, header.length, 8);
        parseHeader(decode(header));
    }

    private String decode(byte[] header) throws SafeTensorsException {
        ByteBuffer bytes = ByteBuffer.wrap(header);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw failure(8 + bytes.position(), "the header is not UTF-8", e); // the decoder stops before the bad byte
        }
    }

    private void parseHeader(String text) throws SafeTensorsException {
        if (!text.startsWith("{")) {
            throw failure(8, "the header does not begin with '{'; this is not a safetensors file");
        }
        Map<?, ?> header;
        try {
            header = (Map<?, ?>) Json.parse(text);
        } catch (JsonException e) {
            long position = 8 + utf8Bytes(text, e.position());
            throw failure(position, "the header is not valid JSON: " + e.problem(), e);
        }
        for (Map.Entry<?, ?> entry : header.entrySet()) {
            String name = (String) entry.getKey();
            if (name.equals("__metadata__")) {
                parseMetadata(entry.getValue());
            } else {
                entries.add(parseEntry(name, entry.getValue()));
            }
        }
    }

    private static long utf8Bytes(String text, int end) {
        long bytes = 0;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // a surrogate pair is 4 bytes
        }
        return bytes;
    }

    private void parseMetadata(@Nullable Object value) throws SafeTensorsException {
        if (!(value instanceof Map<?, ?> map)) {
            throw failure("header: __metadata__ must be an object of strings");
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = (String) entry.getKey();
            if (!(entry.getValue() instanceof String string)) {
                throw failure("header: __metadata__ must hold strings only, but " + Printable.quoted(key)
                        + " is something else");
            }
            metadata.put(key, string);
        }
    }

    private Entry parseEntry(String name, @Nullable Object value) throws SafeTensorsException {
        if (!(value instanceof Map<?, ?> map)) {
            throw failure(name, "must be described by an object with dtype, shape and data_offsets");
        }
        for (Object key : map.keySet()) {
            if (!ENTRY_KEYS.contains(key)) {
                throw failure(name,
                        "key " + Printable.quoted((String) key) + " is not one of dtype, shape, data_offsets");
            }
        }
        if (!(map.get("dtype") instanceof String dtype)) {
            throw failure(name, "dtype is missing or not a string");
        }
        Integer elementBytes = DTYPE_BYTES.get(dtype);
        if (elementBytes == null) {
            throw failure(name, "dtype " + Printable.quoted(dtype) + " is not one of the format");
        }
        Shape shape = parseShape(name, map.get("shape"));
        if (!(map.get("data_offsets") instanceof List<?> offsets)
                || offsets.size() != 2
                || !(offsets.get(0) instanceof Long begin)
                || !(offsets.get(1) instanceof Long end)) {
            throw failure(name, "data_offsets must be two whole numbers");
        }
        if (begin < 0 || begin > end) {
            throw failure(name, "data_offsets [" + begin + ", " + end + "] do not run from 0 upwards");
        }
        if (end > dataBytes) {
            throw failure(name, "its data end at " + end + ", but only " + dataBytes + " bytes follow the header");
        }
        long expected = (long) shape.size() * elementBytes;
        if (end - begin != expected) {
            throw failure(name,
                    "shape " + Printable.shortened(shape + "") + " of " + dtype + " takes " + expected
                            + " bytes, but data_offsets ["
                            + begin + ", " + end + "] hold " + (end - begin));
        }
        return new Entry(name, dtype, shape, begin, end);
    }

    private Shape parseShape(String name, @Nullable Object value) throws SafeTensorsException {
        if (!(value instanceof List<?> list)) {
            throw failure(name, "shape is missing or not a list");
        }
        int[] lengths = new int[list.size()];
        long product = 1; // stays below 2^62: both factors are below 2^31
        for (int i = 0; i < lengths.length; i++) {
            if (!(list.get(i) instanceof Long length) || length < 0) {
                throw failure(name, "shape must hold whole numbers that are not negative");
            }
            if (length > MAX_ELEMENTS || (product *= length) > MAX_ELEMENTS) {
                throw failure(name, "shape " + Printable.shortened(list.toString())
                        + " has more elements than one float[] can hold");
            }
            lengths[i] = length.intValue();
        }
        return Shape.of(lengths);
    }

    private void requireNoGapsAndOverlaps(List<Entry> inFileOrder) throws SafeTensorsException {
        long position = 0;
        String before = "";
        for (Entry entry : inFileOrder) {
            if (entry.begin < position) {
                throw failure(dataStart + entry.begin, "tensor " + Printable.quoted(entry.name)
                        + " begins here, inside of tensor " + Printable.quoted(before));
            }
            if (entry.begin > position) {
                throw failure(dataStart + position, (entry.begin - position) + " bytes before tensor "
                        + Printable.quoted(entry.name) + " belong to no tensor");
            }
            position = entry.end;
            before = entry.name;
        }
        if (position < dataBytes) {
            throw failure(dataStart + position,
                    (dataBytes - position) + " bytes at the end of the file belong to no tensor");
        }
    }

    // ---- data

    private Map<String, Tensor> readTensors(InputStream in, Predicate<String> wanted) throws IOException {
        List<Entry> inFileOrder = entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
        requireNoGapsAndOverlaps(inFileOrder);
        Map<String, Tensor> read = new HashMap<>();
        for (Entry entry : inFileOrder) {
            if (wanted.test(entry.name)) {
                read.put(entry.name, readTensor(in, entry));
            } else {
                in.skipNBytes(entry.end - entry.begin);
            }
        }
        Map<String, Tensor> inHeaderOrder = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Tensor tensor = read.get(entry.name);
            if (tensor != null) {
                inHeaderOrder.put(entry.name, tensor);
            }
        }
        return inHeaderOrder;
    }

    private Tensor readTensor(InputStream in, Entry entry) throws IOException {
        float[] values = switch (entry.dtype) {
            case "F32", "F64", "I64" -> new float[entry.shape.size()];
            default -> throw failure(dataStart + entry.begin, "tensor " + Printable.quoted(entry.name) + " has dtype "
                    + entry.dtype + ", and only F32, F64 and I64 are read; convert it to F32");
        };
        int elementBytes = entry.dtype.equals("F32") ? 4 : 8;
        byte[] bytes = new byte[(int) Math.min(CHUNK_BYTES, entry.end - entry.begin)];
        ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int filled = 0;
        long position = entry.begin;
        while (position < entry.end) {
            int length = (int) Math.min(bytes.length, entry.end - position);
            readFully(in, bytes, length, dataStart + position);
            for (int i = 0; i < length; i += elementBytes, filled++) {
                values[filled] = switch (entry.dtype) {
                    case "F32" -> chunk.getFloat(i);
                    case "F64" -> (float) chunk.getDouble(i);
                    default -> exact(chunk.getLong(i), entry, dataStart + position + i);
                };
            }
            position += length;
        }
        return Tensor.wrap(values, 0, entry.shape);
    }

    private float exact(long value, Entry entry, long position) throws SafeTensorsException {
        if (value <= -EXACT_BELOW || value >= EXACT_BELOW) {
            throw failure(position, "tensor " + Printable.quoted(entry.name) + " holds the I64 number " + value
                    + ", which is not below 2^24 in magnitude, so that a float need not hold it exactly");
        }
        return value;
    }

    private void readFully(InputStream in, byte[] bytes, int length, long position) throws IOException {
        int read = in.readNBytes(bytes, 0, length);
        if (read < length) {
            throw failure(position + read, "the file ends here; it became shorter while it was read");
        }
    }

    // ---- messages

    private SafeTensorsException failure(String problem) {
        return new SafeTensorsException(path + ": " + problem);
    }

    private SafeTensorsException failure(String tensor, String problem) {
        return failure("header, tensor " + Printable.quoted(tensor) + ": " + problem);
    }

    private SafeTensorsException failure(long position, String problem) {
        return failure(position, problem, null);
    }

    private SafeTensorsException failure(long position, String problem, @Nullable Throwable cause) {
        return new SafeTensorsException(path + ", byte " + position + ": " + problem, cause);
    }
}
