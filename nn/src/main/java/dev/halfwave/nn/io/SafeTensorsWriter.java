package dev.halfwave.nn.io;

import dev.halfwave.core.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds the header and hands the bytes to an [AtomicFile].
final class SafeTensorsWriter {

    private static final int CHUNK_FLOATS = 1 << 16;

    private SafeTensorsWriter() {
    }

    static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata, AtomicFile.Opener opener)
            throws IOException {
        byte[] header = header(tensors, metadata);
        if (header.length > SafeTensors.MAX_HEADER_BYTES) {
            throw new SafeTensorsException(path + ": cannot be written: the header would have " + header.length
                    + " bytes, more than the " + SafeTensors.MAX_HEADER_BYTES + " that are allowed");
        }
        AtomicFile.write(path, opener, out -> {
            byte[] headerLength = new byte[8];
            littleEndian(headerLength).putLong(header.length);
            out.write(headerLength);
            out.write(header);
            for (Tensor tensor : tensors.values()) {
                writeTensor(tensor, out);
            }
        });
    }

    private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, @Nullable Object> header = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            header.put("__metadata__", metadata);
        }
        long end = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            if (entry.getKey().equals("__metadata__")) {
                throw new IllegalArgumentException("SafeTensors.write: a tensor cannot be named __metadata__");
            }
            Tensor tensor = entry.getValue();
            long begin = end;
            end += 4L * tensor.size();
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("dtype", "F32");
            description.put("shape", Arrays.stream(tensor.shape().toArray()).boxed().toList());
            description.put("data_offsets", List.of(begin, end));
            header.put(entry.getKey(), description);
        }
        byte[] json = Json.write(header).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8); // so that the data are aligned
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static void writeTensor(Tensor tensor, OutputStream out) throws IOException {
        float[] data = tensor.data();
        byte[] bytes = new byte[4 * Math.min(CHUNK_FLOATS, tensor.size())];
        ByteBuffer chunk = littleEndian(bytes);
        int position = tensor.offset();
        int end = position + tensor.size();
        while (position < end) {
            int length = Math.min(CHUNK_FLOATS, end - position);
            for (int i = 0; i < length; i++) {
                chunk.putInt(4 * i, Float.floatToIntBits(data[position + i]));
            }
            out.write(bytes, 0, 4 * length);
            position += length;
        }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
