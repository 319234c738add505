package dev.halfwave.experiments.data;

import dev.halfwave.nn.io.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one array in the `.npy` format.
///
/// Source: NumPy, `numpy/lib/format.py`: the magic string, two bytes of version, the header's length in two bytes
/// (version 1) or four (2 and 3), a header that is a Python dictionary, then the elements.
final class NpyReader {

    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final int MAX_HEADER_BYTES = 1 << 16;
    private static final int MAX_AXES = 64; // as many as NumPy 2 has

    private static final Pattern ENTRY = Pattern.compile(
            "\\s*+'(descr|fortran_order|shape)'\\s*+:\\s*+('[^']{0,40}+'|True|False|\\([0-9L,\\s]*+\\))\\s*+(,|(?=\\}))");

    /// One string, UTF-32 with zeros at its end.
    private static final Pattern TEXT = Pattern.compile("[<>=]U([0-9]{1,2})");
    private static final int BYTES_PER_CHARACTER = 4;

    private final Object file;
    private final InputStream in;
    private final long size;

    /// @param file its path or name, for messages
    /// @param size how many bytes there are
    NpyReader(Object file, InputStream in, long size) {
        this.file = file;
        this.in = in;
        this.size = size;
    }

    /// @return the array
    NumPyArray read() throws IOException {
        return (NumPyArray) read(false);
    }

    /// @return the array, or the text if it is a single string of up to 99 characters
    Object readArrayOrText() throws IOException {
        return read(true);
    }

    private Object read(boolean mayBeText) throws IOException {
        byte[] start = bytes(0, MAGIC.length + 2, "the magic string and version of a .npy file");
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw failure(0, "does not begin with the magic string of a .npy file");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3 || start[MAGIC.length + 1] != 0) {
            throw failure(MAGIC.length, "version " + version + "." + start[MAGIC.length + 1]
                    + " of the .npy format; 1.0, 2.0 and 3.0 are read");
        }
        int lengthBytes = version == 1 ? 2 : 4;
        byte[] stored = bytes(start.length, lengthBytes, "the header's length");
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length |= (stored[i] & 0xffL) << (8 * i);
        }
        int headerAt = start.length + lengthBytes;
        if (length > MAX_HEADER_BYTES) {
            throw failure(start.length, "the header should have " + length + " bytes; up to " + MAX_HEADER_BYTES
                    + " are read");
        }
        Map<String, String> header = header(headerAt,
                new String(bytes(headerAt, (int) length, "the header"), StandardCharsets.UTF_8));
        Matcher text = TEXT.matcher(header.get("descr").replace("'", ""));
        return mayBeText && text.matches()
                ? text(headerAt, headerAt + length, header, Integer.parseInt(text.group(1)))
                : elements(headerAt, headerAt + length, header);
    }

    private String text(int headerAt, long from, Map<String, String> header, int characters) throws IOException {
        long strings = Arrays.stream(shape(headerAt, header.get("shape"))).reduce(1, (a, b) -> a == 1 ? b : 0);
        int count = characters * BYTES_PER_CHARACTER;
        if (strings != 1 || count != size - from) {
            throw failure(from,
                    "the shape " + brief(header.get("shape")) + " of strings of " + characters + " characters in "
                            + (size - from) + " bytes is not a single string");
        }
        byte[] text = bytes(from, count, "the text");
        if (in.read() >= 0) {
            throw failure(size, "more bytes follow than there should be");
        }
        Charset utf32 = header.get("descr").contains(">") ? StandardCharsets.UTF_32BE : StandardCharsets.UTF_32LE;
        try {
            String decoded = utf32.newDecoder().decode(ByteBuffer.wrap(text)).toString();
            return decoded.replaceFirst("\\x00+$", "");
        } catch (CharacterCodingException e) {
            throw failure(from, "is no text in UTF-32");
        }
    }

    private NumPyArray elements(int headerAt, long from, Map<String, String> header) throws IOException {
        String descr = header.get("descr").replace("'", "");
        NumPyType type = type(descr);
        if (type == null) {
            throw failure(headerAt, "holds elements of the type " + descr + ", and only " + NumPyType.ALL
                    + " are read");
        }
        long[] shape = shape(headerAt, header.get("shape"));
        long bytes = NumPyArray.bytes(type, shape);
        if (bytes != size - from) {
            throw failure(from, "the shape " + brief(header.get("shape")) + " of " + type + " does not fit the "
                    + (size - from) + " bytes that follow");
        }
        byte[] elements = bytes(from, (int) bytes, "the elements");
        if (in.read() >= 0) {
            throw failure(size, "more bytes follow than there should be");
        }
        int[] axes = Arrays.stream(shape).mapToInt(axis -> (int) axis).toArray();
        return NumPyArray.wrap(type, axes, header.get("fortran_order").equals("True"),
                descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, elements);
    }

    private Map<String, String> header(int at, String text) throws DataFileException {
        Map<String, String> entries = new HashMap<>();
        String body = text.strip();
        Matcher entry = ENTRY.matcher(body).region(Math.min(1, body.length()), body.length());
        boolean wellFormed = body.startsWith("{");
        while (wellFormed && entry.lookingAt()) {
            wellFormed = entries.put(entry.group(1), entry.group(2)) == null;
            entry.region(entry.end(), body.length());
        }
        wellFormed &= body.substring(entry.regionStart()).strip().equals("}") && entries.size() == 3
                && entries.get("descr").startsWith("'") && entries.get("shape").startsWith("(")
                && entries.get("fortran_order").matches("True|False");
        if (!wellFormed) {
            throw failure(at,
                    "the header must be a dictionary of descr (a plain type), fortran_order and shape, but is "
                            + brief(body));
        }
        return entries;
    }

    private static @Nullable NumPyType type(String descr) {
        for (NumPyType type : NumPyType.values()) {
            if (descr.matches("[<>=|]?" + type)) {
                return type;
            }
        }
        return null;
    }

    private long[] shape(int at, String tuple) throws DataFileException {
        String axes = tuple.replaceAll("[()L\\s]", "");
        if (axes.isEmpty()) {
            return new long[0];
        }
        String[] lengths = axes.replaceFirst(",$", "").split(",", -1);
        if (lengths.length > MAX_AXES) {
            throw failure(at, "the shape has " + lengths.length + " axes; up to " + MAX_AXES + " are read");
        }
        if (!axes.contains(",") || !Arrays.stream(lengths).allMatch(length -> length.matches("[0-9]{1,18}"))) {
            throw failure(at, "the shape " + brief(tuple) + " must be a tuple of whole numbers of up to 18 digits");
        }
        return Arrays.stream(lengths).mapToLong(Long::parseLong).toArray();
    }

    private static String brief(String text) {
        return Printable.of(text, 100);
    }

    private byte[] bytes(long at, int count, String what) throws IOException {
        if (count > size - at) {
            throw failure(at, what + " should have " + count + " bytes, but only " + Math.max(0, size - at)
                    + " follow");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw failure(at + bytes.length, "ends here, before what it holds is complete");
        }
        return bytes;
    }

    private DataFileException failure(long position, String problem) {
        return DataFileException.at(file, position, problem);
    }
}
