package dev.halfwave.experiments.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Files that hold no arrays by name, told by their first bytes, so that the answer to one is not about the opcodes of
/// pickles.
enum FileKind {
    NPY("a single NumPy array (.npy)") {
        @Override
        boolean is(byte[] start) {
            return begins(start, NpyReader.MAGIC);
        }
    },
    HDF5("an HDF5 file (.h5), as the weights of Keras are") {
        @Override
        boolean is(byte[] start) {
            return begins(start, "\u0089HDF".getBytes(StandardCharsets.ISO_8859_1));
        }
    },
    SAFETENSORS("a model (.safetensors)") {
        @Override
        boolean is(byte[] start) { // the header's length, which is not that large, and the header
            return start.length > 8 && start[5] == 0 && start[6] == 0 && start[7] == 0 && start[8] == '{';
        }
    },
    GZIP("compressed (.gz)") {
        @Override
        boolean is(byte[] start) {
            return begins(start, new byte[] {0x1f, (byte) 0x8b});
        }
    },
    TEXT("text, such as CSV or JSON") {
        @Override
        boolean is(byte[] start) { // no pickle begins with one of these
            return start.length > 0 && "0123456789+-{[<#\"\u00ef\u00ff\u00fe".indexOf(start[0] & 0xff) >= 0;
        }
    },
    EMPTY("empty") {
        @Override
        boolean is(byte[] start) {
            return start.length == 0;
        }
    };

    private static final int START_BYTES = 16;

    private final String name;

    FileKind(String name) {
        this.name = name;
    }

    abstract boolean is(byte[] start);

    static boolean begins(byte[] start, byte[] signature) {
        return start.length >= signature.length
                && Arrays.equals(start, 0, signature.length, signature, 0, signature.length);
    }

    /// The first bytes of a file.
    ///
    /// @throws DataFileException if it cannot be read
    static byte[] start(Path file) throws DataFileException {
        try (ByteSource in = ByteSource.open(file)) {
            return in.bytes((int) Math.min(START_BYTES, in.left()));
        } catch (DataFileException e) {
            throw e;
        } catch (IOException e) {
            throw DataFileException.unreadable(file, e);
        }
    }

    /// @return null if it may hold arrays by name
    static @Nullable FileKind of(byte[] start) {
        return Arrays.stream(values()).filter(kind -> kind.is(start)).findFirst().orElse(null);
    }

    /// What such a file is, for messages.
    @Override
    public String toString() {
        return name;
    }
}
