package dev.halfwave.experiments.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Writes nested dictionaries of arrays and strings as Python 2's `cPickle` does with arrays of NumPy, in protocol 0 or
/// 2, byte for byte.
///
/// ```java
/// try (Python2Pickle pickle = new Python2Pickle(file, 2)) {
///     pickle.dictionary(2);
///     pickle.key("label").array("f8", false, bytes, 3, 1);
///     pickle.key("subject").text("S1");
///     pickle.end();
/// }
/// ```
public final class Python2Pickle implements Closeable {

    private final RandomAccessFile out;
    private final boolean binary;
    private final java.util.ArrayDeque<Integer> sizes = new java.util.ArrayDeque<>();
    private final Map<String, Integer> memo = new HashMap<>();
    private int memoized;

    public Python2Pickle(Path file, int protocol) throws IOException {
        out = new RandomAccessFile(file.toFile(), "rw");
        out.setLength(0);
        binary = protocol == 2;
        if (binary) {
            write("\u0080\u0002");
        }
    }

    /// Begins a dictionary with so many entries, two at least in protocol 2 or it is written as one.
    public Python2Pickle dictionary(int entries) throws IOException {
        write(binary ? "}" : "(d");
        put();
        if (binary && entries > 1) {
            write("(");
        }
        sizes.push(entries);
        return this;
    }

    /// Ends it.
    public Python2Pickle end() throws IOException {
        int entries = sizes.pop();
        if (binary && entries > 0) {
            write(entries > 1 ? "u" : "s");
        }
        return endOfValue();
    }

    private Python2Pickle endOfValue() throws IOException {
        if (!binary && !sizes.isEmpty()) {
            write("s");
        }
        return this;
    }

    public Python2Pickle key(String key) throws IOException {
        string(key.getBytes(StandardCharsets.ISO_8859_1));
        if (key.length() > 1) {
            put();
        }
        return this;
    }

    public Python2Pickle text(String text) throws IOException {
        key(text);
        return endOfValue();
    }

    public Python2Pickle array(double[] elements, int... shape) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(elements);
        return array("f8", false, bytes.array(), shape);
    }

    public Python2Pickle array(String type, boolean columnMajor, byte[] data, int... shape) throws IOException {
        beginArray(type, columnMajor, shape);
        string(data);
        return endArray();
    }

    /// An array of zeros whose bytes are a hole in the file.
    public Python2Pickle hole(String type, long bytes, int... shape) throws IOException {
        beginArray(type, false, shape);
        write("T" + littleEndian(bytes, 4));
        out.seek(out.getFilePointer() + bytes);
        return endArray();
    }

    private void beginArray(String type, boolean columnMajor, int... shape) throws IOException {
        name("numpy.core.multiarray\n_reconstruct");
        write(binary ? "" : "(");
        name("numpy\nndarray");
        if (!get("(0,)")) {
            tuple(0);
            put("(0,)");
        }
        string(new byte[] {'b'});
        write(binary ? "\u0087R" : "tR");
        put();
        write("(");
        whole(1);
        tuple(shape);
        if (!get("dtype " + type)) {
            name("numpy\ndtype");
            write(binary ? "" : "(");
            string(type.getBytes(StandardCharsets.ISO_8859_1));
            put();
            whole(0);
            whole(1);
            write(binary ? "\u0087R" : "tR");
            put("dtype " + type);
            write("(");
            whole(3);
            string(new byte[] {'<'});
            write("NNN");
            write(binary ? "J\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ff" : "I-1\nI-1\n");
            whole(0);
            write("tb");
        }
        write(binary ? columnMajor ? "\u0088" : "\u0089" : columnMajor ? "I01\n" : "I00\n");
    }

    private Python2Pickle endArray() throws IOException {
        write("tb");
        return endOfValue();
    }

    @Override
    public void close() throws IOException {
        write(".");
        out.close();
    }

    // ---- pieces

    private void name(String name) throws IOException {
        if (!get(name)) {
            write("c" + name + "\n");
            put(name);
        }
    }

    private void tuple(int... items) throws IOException {
        boolean marked = !binary || items.length > 3;
        write(marked ? "(" : "");
        for (int item : items) {
            whole(item);
        }
        write(marked ? "t" : String.valueOf((char) (0x84 + items.length)));
    }

    private void whole(int value) throws IOException {
        if (!binary) {
            write("I" + value + "\n");
        } else if (value < 256) {
            write("K" + (char) value);
        } else if (value < 65536) {
            write("M" + littleEndian(value, 2));
        } else {
            write("J" + littleEndian(value, 4));
        }
    }

    private void string(byte[] bytes) throws IOException {
        if (binary) {
            write(bytes.length < 256 ? "U" + (char) bytes.length : "T" + littleEndian(bytes.length, 4));
            out.write(bytes);
            return;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        StringBuilder line = new StringBuilder("S").append(quote);
        for (char c : text.toCharArray()) {
            line.append(switch (c) {
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                case '\t' -> "\\t";
                case '\\' -> "\\\\";
                default -> c == quote
                        ? "\\" + c
                        : c >= 0x20 && c < 0x7f
                                ? String.valueOf(c)
                                : "\\x%02x".formatted((int) c);
            });
        }
        write(line.append(quote).append('\n').toString());
    }

    private void put(String name) throws IOException {
        put();
        memo.put(name, memoized);
    }

    private void put() throws IOException {
        memoized++;
        write(binary ? "q" + (char) memoized : "p" + memoized + "\n");
    }

    private boolean get(String name) throws IOException {
        Integer place = memo.get(name);
        if (place != null) {
            write(binary ? "h" + (char) (int) place : "g" + place + "\n");
        }
        return place != null;
    }

    private static String littleEndian(long value, int bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes; i++) {
            text.append((char) (value >> 8 * i & 0xff));
        }
        return text.toString();
    }

    private void write(String latin1) throws IOException {
        out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
