package dev.halfwave.experiments.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// A file that ends with the SHA-256 of what is in front of it, so that a changed bit is noticed where the format of the
/// content would not show it. Written whole or not at all.
final class SealedFile {

    private SealedFile() {}

    /// Does something with a file.
    @FunctionalInterface
    interface Use {
        void with(Path file) throws IOException;
    }

    /// @param writer writes the content into a file of another name beside it
    static void write(Path file, Use writer) throws IOException {
        withTemporary(file, temporary -> {
            writer.with(temporary);
            byte[] seal = Sha256.of(Files.readAllBytes(temporary));
            Files.write(temporary, seal, StandardOpenOption.APPEND, StandardOpenOption.DSYNC);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    /// @param reader reads the content from a file of another name beside it
    /// @throws IOException also when the content is not what was written
    static void read(Path file, Use reader) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = Math.max(0, bytes.length - Sha256.LENGTH);
        byte[] content = Arrays.copyOf(bytes, length);
        if (!Arrays.equals(Sha256.of(content), Arrays.copyOfRange(bytes, length, bytes.length))) {
            throw new IOException(file + ": its bytes are not those that were written");
        }
        withTemporary(file, temporary -> {
            Files.write(temporary, content);
            reader.with(temporary);
        });
    }

    private static void withTemporary(Path file, Use use) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + WholeFiles.TEMPORARY);
        try {
            use.with(temporary);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
