package dev.halfwave.nn.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Builds a message of Protocol Buffers field by field: each is a key, `number · 8 + wire type`, and a value. For writing
/// the few messages that files of TensorBoard and ONNX consist of, without a library.
///
/// ```java
/// byte[] dimension = new ProtocolMessage().withInteger(1, 256).toBytes();
/// ```
///
/// A field is written also where it has its default value, which every reader accepts. Fields stand in the order in
/// which they were added; one that was added several times is a repeated field.
public final class ProtocolMessage {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// Without fields yet.
    public ProtocolMessage() {}

    /// A field of type `double`.
    public ProtocolMessage withDouble(int field, double value) {
        key(field, FIXED_64);
        bytes.writeBytes(ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
        return this;
    }

    /// A field of type `float`.
    public ProtocolMessage withFloat(int field, float value) {
        key(field, FIXED_32);
        bytes.writeBytes(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
        return this;
    }

    /// A field of type `int32`, `int64` or of an enumeration.
    public ProtocolMessage withInteger(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    /// A field of type `string`.
    public ProtocolMessage withText(int field, String value) {
        return withBytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /// A field whose value is another message, as it is now.
    public ProtocolMessage withMessage(int field, ProtocolMessage value) {
        return withBytes(field, value.toBytes());
    }

    /// The message as it is written to a file.
    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    /// A field of type `bytes`.
    public ProtocolMessage withBytes(int field, byte[] value) {
        key(field, LENGTH_DELIMITED);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void key(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    /// Seven bits at a time, lowest first; all but the last byte have their highest bit set.
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
