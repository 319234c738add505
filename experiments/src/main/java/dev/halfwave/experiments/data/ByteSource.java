package dev.halfwave.experiments.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file read byte by byte, with jumps: what is skipped is not read.
///
/// Not a channel, because a channel is closed when its thread is interrupted.
final class ByteSource implements Closeable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path path;
    private final RandomAccessFile file;
    private final long length;
    private final byte[] buffer;
    private long bufferStart;
    private int filled;
    private int next;

    private ByteSource(Path path, RandomAccessFile file) throws IOException {
        this.path = path;
        this.file = file;
        this.length = file.length();
        this.buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, length))];
    }

    /// @throws DataFileException if there is no such file or it cannot be opened
    static ByteSource open(Path path) throws DataFileException {
        if (!Files.exists(path)) {
            throw DataFileException.of(path, "there is no such file");
        }
        if (!Files.isRegularFile(path)) {
            throw DataFileException.of(path, "this is not a file");
        }
        try {
            return new ByteSource(path, new RandomAccessFile(path.toFile(), "r"));
        } catch (IOException e) {
            throw DataFileException.unreadable(path, e);
        }
    }

    /// Of the next byte.
    long position() {
        return bufferStart + next;
    }

    long left() {
        return length - position();
    }

    void seek(long position) {
        if (position >= bufferStart && position <= bufferStart + filled) {
            next = (int) (position - bufferStart);
        } else {
            bufferStart = position;
            filled = 0;
            next = 0;
        }
    }

    /// @throws DataFileException if fewer bytes are left
    void skip(long count, String what) throws DataFileException {
        require(count, what);
        seek(position() + count);
    }

    /// Checks a length that the file claims.
    ///
    /// @throws DataFileException if it is negative or fewer bytes are left
    void require(long count, String what) throws DataFileException {
        if (count < 0 || count > left()) {
            throw failure(position(), what + " should have " + Long.toUnsignedString(count) + " bytes, but only "
                    + left() + " follow");
        }
    }

    int readByte() throws DataFileException {
        if (next == filled) {
            fill();
        }
        return buffer[next++] & 0xff;
    }

    private void fill() throws DataFileException {
        bufferStart += filled;
        next = 0;
        filled = 0;
        if (bufferStart >= length) {
            throw failure(length, "the file ends here, before what it holds is complete");
        }
        try {
            file.seek(bufferStart);
            filled = Math.max(0, file.read(buffer, 0, buffer.length));
        } catch (IOException e) {
            throw DataFileException.unreadable(path, e);
        }
        if (filled == 0) {
            throw failure(bufferStart, "the file ends here; it became shorter while it was read");
        }
    }

    /// The next bytes, which must be there: ask [#require] first where the file says how many.
    byte[] bytes(int count) throws DataFileException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            if (next == filled) {
                fill();
            }
            int part = Math.min(count - done, filled - next);
            System.arraycopy(buffer, next, bytes, done, part);
            next += part;
            done += part;
        }
        return bytes;
    }

    /// An unsigned little-endian number; one of 8 bytes above 2⁶³ comes out negative.
    long littleEndian(int bytes) throws DataFileException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) readByte() << (8 * i);
        }
        return value;
    }

    double bigEndianDouble() throws DataFileException {
        return ByteBuffer.wrap(bytes(Double.BYTES)).order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    /// Goes behind the next line feed.
    ///
    /// @return the number of bytes before it
    long skipLine() throws DataFileException {
        long start = position();
        while (true) {
            if (next == filled) {
                fill();
            }
            while (next < filled) {
                if (buffer[next++] == '\n') {
                    return position() - start - 1;
                }
            }
        }
    }

    /// A line of at most so many characters, each a byte, without its line feed.
    String line(int most) throws DataFileException {
        long start = position();
        long count = skipLine();
        if (count > most) {
            throw failure(start, "a line of " + count + " bytes stands where at most " + most + " are expected");
        }
        seek(start);
        String line = new String(bytes((int) count), StandardCharsets.ISO_8859_1);
        readByte();
        return line;
    }

    DataFileException failure(long position, String problem) {
        return DataFileException.at(path, position, problem);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
