package dev.halfwave.experiments.data;

import java.nio.charset.StandardCharsets;

/// How a string or bytes stand in a pickle.
///
/// | coding | is |
/// |---|---|
/// | `BYTES` | the bytes as they are |
/// | `UTF8` | UTF-8 |
/// | `QUOTED` | one line, in quotes, with Python 2's escapes for what cannot be printed |
/// | `UNICODE_LINE` | one line of Latin-1, with Python's escapes of four and eight digits for everything else |
enum PickledCoding {
    BYTES, UTF8, QUOTED, UNICODE_LINE;

    /// Bytes, or a string whose characters are bytes (Latin-1), as arrays have it.
    ///
    /// @param in at the first stored byte
    /// @param count how many bytes it must be, no more than are stored
    /// @throws DataFileException if it is not that many, or not bytes
    byte[] decode(ByteSource in, long stored, int count) throws DataFileException {
        long start = in.position();
        long end = start + stored;
        if (this == BYTES) {
            if (stored != count) {
                throw wrongCount(in, start, Long.toString(stored), count);
            }
            return in.bytes(count);
        }
        if (this == QUOTED) {
            end = unquote(in, stored);
        }
        byte[] bytes = new byte[count];
        int done = 0;
        while (in.position() < end) {
            long at = in.position();
            int code = switch (this) {
                case UTF8 -> utf8(in);
                case QUOTED -> escaped(in, end);
                default -> unicode(in, end);
            };
            if (code > 0xff) {
                throw in.failure(at, "U+%04X is not a byte, but this string holds an array's bytes".formatted(code));
            }
            if (done == count) {
                throw wrongCount(in, start, "more", count);
            }
            bytes[done++] = (byte) code;
        }
        if (in.position() > end) {
            throw in.failure(end, "a character is cut off here");
        }
        if (done < count) {
            throw wrongCount(in, start, Integer.toString(done), count);
        }
        return bytes;
    }

    /// The text of a short string.
    String text(ByteSource in, int stored) throws DataFileException {
        long start = in.position();
        if (this == BYTES) {
            return new String(in.bytes(stored), StandardCharsets.ISO_8859_1);
        }
        if (this == UTF8) {
            return new String(in.bytes(stored), StandardCharsets.UTF_8);
        }
        long end = this == QUOTED ? unquote(in, stored) : start + stored;
        StringBuilder text = new StringBuilder();
        while (in.position() < end) {
            text.appendCodePoint(this == QUOTED ? escaped(in, end) : unicode(in, end));
        }
        return text.toString();
    }

    /// Goes behind the first quote.
    ///
    /// @return where the last one stands
    private static long unquote(ByteSource in, long stored) throws DataFileException {
        long start = in.position();
        int quote = stored < 2 ? 0 : in.readByte();
        in.seek(start + Math.max(0, stored - 1));
        if ((quote != '\'' && quote != '"') || in.readByte() != quote) {
            throw in.failure(start, "a string must stand in quotes");
        }
        in.seek(start + 1);
        return start + stored - 1;
    }

    private static int escaped(ByteSource in, long end) throws DataFileException {
        int first = in.readByte();
        if (first != '\\') {
            return first;
        }
        long at = in.position() - 1;
        int second = at + 1 < end ? in.readByte() : 0;
        return switch (second) {
            case '\\', '\'', '"' -> second;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> hexadecimal(in, at, 2, end);
            default -> throw in.failure(at, "a backslash must be followed by one of \\ ' \" n r t x");
        };
    }

    private static int unicode(ByteSource in, long end) throws DataFileException {
        int first = in.readByte();
        if (first != '\\' || in.position() == end) {
            return first;
        }
        long at = in.position() - 1;
        int second = in.readByte();
        if (second == 'u') {
            return hexadecimal(in, at, 4, end);
        }
        if (second == 'U') {
            int code = hexadecimal(in, at, 8, end);
            if (!Character.isValidCodePoint(code)) {
                throw in.failure(at, "there is no such character");
            }
            return code;
        }
        in.seek(at + 1);
        return first;
    }

    private static int hexadecimal(ByteSource in, long at, int digits, long end) throws DataFileException {
        int code = 0;
        for (int i = 0; i < digits; i++) {
            int digit = in.position() < end ? Character.digit(in.readByte(), 16) : -1;
            if (digit < 0) {
                throw in.failure(at, "an escape must have " + digits + " hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        return code;
    }

    /// One character up to U+07FF, which is enough to tell bytes from anything else.
    private static int utf8(ByteSource in) throws DataFileException {
        long at = in.position();
        int first = in.readByte();
        if (first < 0x80) {
            return first;
        }
        int second = first >= 0xc2 && first < 0xe0 ? in.readByte() : 0;
        if ((second & 0xc0) != 0x80) {
            throw in.failure(at, "this string holds an array's bytes, but here is no character of one byte");
        }
        return (first & 0x1f) << 6 | second & 0x3f;
    }

    private static DataFileException wrongCount(ByteSource in, long start, String there, int count) {
        return in.failure(start, "an array's bytes begin here; its shape and type ask for " + count + ", but there are "
                + there);
    }
}
