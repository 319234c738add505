package dev.halfwave.experiments.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A small reader of event files that shares nothing with the writer.
public final class EventReader {

    private EventReader() {}

    /// One record of the file.
    public record Event(double wallTime, long step, String version, Map<String, Float> values) {}

    /// All records; what is damaged is refused.
    public static List<Event> events(byte[] bytes) {
        List<Event> events = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            byte[] length = take(buffer, 8);
            require(buffer.getInt() == masked(crc32c(length)), "checksum of a length");
            byte[] data = take(buffer, (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
            require(buffer.getInt() == masked(crc32c(data)), "checksum of data");
            events.add(event(data));
        }
        return events;
    }

    private static Event event(byte[] data) {
        ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        double wallTime = 0;
        long step = 0;
        String version = "";
        Map<String, Float> values = new LinkedHashMap<>();
        while (buffer.hasRemaining()) {
            int key = (int) varint(buffer);
            switch (key) {
                case 0x09 -> wallTime = buffer.getDouble();
                case 0x10 -> step = varint(buffer);
                case 0x1a -> version = text(buffer);
                case 0x2a -> summary(take(buffer, (int) varint(buffer)), values);
                default -> throw new IllegalStateException("an event has no field of key " + key);
            }
        }
        return new Event(wallTime, step, version, values);
    }

    private static void summary(byte[] data, Map<String, Float> values) {
        ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            require(varint(buffer) == 0x0a, "a summary consists of values");
            ByteBuffer value =
                    ByteBuffer.wrap(take(buffer, (int) varint(buffer))).order(ByteOrder.LITTLE_ENDIAN);
            require(varint(value) == 0x0a, "a value has a tag");
            String tag = text(value);
            require(varint(value) == 0x15, "a value has a simple_value");
            values.put(tag, value.getFloat());
            require(!value.hasRemaining(), "a value has nothing else");
        }
    }

    private static String text(ByteBuffer buffer) {
        return new String(take(buffer, (int) varint(buffer)), StandardCharsets.UTF_8);
    }

    private static long varint(ByteBuffer buffer) {
        long value = 0;
        int shift = 0;
        byte part;
        do {
            part = buffer.get();
            value |= (part & 0x7fL) << shift;
            shift += 7;
        } while (part < 0);
        return value;
    }

    private static byte[] take(ByteBuffer buffer, int count) {
        byte[] bytes = new byte[count];
        buffer.get(bytes);
        return bytes;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    static int masked(int checksum) {
        return (int) (((checksum & 0xffffffffL) / (1 << 15) + ((long) checksum << 17) + 0xa282ead8L) & 0xffffffffL);
    }

    /// Bit by bit, from the polynomial.
    static int crc32c(byte[] bytes) {
        int rest = -1;
        for (byte value : bytes) {
            rest ^= value & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                rest = (rest & 1) == 0 ? rest >>> 1 : rest >>> 1 ^ 0x82f63b78;
            }
        }
        return ~rest;
    }
}
