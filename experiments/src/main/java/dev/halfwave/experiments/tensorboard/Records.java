package dev.halfwave.experiments.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// Writes records of bytes one after the other, each with checksums: the TFRecord format.
///
/// | bytes  | content, little-endian               |
/// |--------|--------------------------------------|
/// | 8      | the length of the data               |
/// | 4      | the masked CRC32C of these 8 bytes   |
/// | length | the data                             |
/// | 4      | the masked CRC32C of the data        |
///
/// A checksum is *masked* because that of bytes which contain checksums is weak: it is rotated right by 15 bits, and a
/// constant is added.
final class Records {

    private static final int MASK = 0xa282ead8;
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private Records() {}

    static void write(byte[] data, OutputStream out) throws IOException {
        ByteBuffer record =
                ByteBuffer.allocate(HEADER + data.length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedChecksum(record.array(), 0, Long.BYTES));
        record.put(data);
        record.putInt(maskedChecksum(data, 0, data.length));
        out.write(record.array());
    }

    /// The masked CRC32C of some of these bytes.
    static int maskedChecksum(byte[] bytes, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
    }
}
