package dev.halfwave.experiments.study;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes files that are whole or not there, however the writing ends: into a temporary file beside the place, out to
/// the disk, then with one atomic move to the place.
final class WholeFiles {

    /// How the name of a temporary file ends.
    static final String TEMPORARY = ".tmp";

    private final Opener opener;

    /// Writes to the disk.
    WholeFiles() {
        this(Files::newOutputStream);
    }

    /// Writes through streams of the caller's, which may fail.
    WholeFiles(Opener opener) {
        this.opener = opener;
    }

    /// Opens a stream that creates a file.
    @FunctionalInterface
    interface Opener {
        OutputStream open(Path file) throws IOException;
    }

    /// Writes text.
    @FunctionalInterface
    interface Text {
        void write(Appendable out) throws IOException;
    }

    /// Writes bytes.
    @FunctionalInterface
    interface Bytes {
        void write(OutputStream out) throws IOException;
    }

    void write(Path file, String text) throws IOException {
        write(file, out -> out.append(text));
    }

    void write(Path file, Text text) throws IOException {
        writeWith(file, temporary -> {
            try (var out = new BufferedWriter(
                    new OutputStreamWriter(opener.open(temporary), StandardCharsets.UTF_8))) {
                text.write(out);
            }
        });
    }

    /// Bytes, by way of a temporary file whose name has nothing of the file's: who looks out for files of such names
    /// must not take it for one.
    void writeBytes(Path file, Bytes content) throws IOException {
        writeWith(file, file.resolveSibling("writing" + TEMPORARY), temporary -> {
            try (var out = new BufferedOutputStream(opener.open(temporary))) {
                content.write(out);
            }
        });
    }

    void writeWith(Path file, TrialOutcome.WeightsWriter writer) throws IOException {
        writeWith(file, file.resolveSibling(file.getFileName() + TEMPORARY), writer);
    }

    private static void writeWith(Path file, Path temporary, TrialOutcome.WeightsWriter writer) throws IOException {
        try {
            Files.createDirectories(file.getParent());
            writer.write(temporary);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (Throwable e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }
}
