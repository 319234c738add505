package dev.halfwave.nn.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A file that is replaced as a whole or stays as it was, even when the disk fills up or the process is killed.
///
/// The temporary file is named `.<file>.<random>.tmp`; only a killed process leaves one behind.
public final class AtomicFile {

    /// Opens the temporary file; another one simulates a disk that fails.
    @FunctionalInterface
    interface Opener {
        OutputStream open(Path temporary) throws IOException;
    }

    /// What is written.
    @FunctionalInterface
    public interface Content {

        /// Writes the whole content.
        void writeTo(OutputStream out) throws IOException;
    }

    /// DSYNC: a write returns when its bytes are on the disk, like an fsync after each. Unlike a channel that could be
    /// synced at the end, a stream is not closed when its thread is interrupted, so that an interrupted training can
    /// still save its weights.
    static final Opener ON_DISK = temporary -> Files.newOutputStream(
            temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);

    private static final int BUFFER_BYTES = 1 << 20; // every write waits for the disk: few, large ones

    private static final SecureRandom RANDOM = new SecureRandom();

    private AtomicFile() {
    }

    /// Writes a file whole or not at all.
    ///
    /// @throws IOException if that fails, with one sentence; the path then holds what it held before
    public static void write(Path path, Content content) throws IOException {
        write(path, ON_DISK, content);
    }

    /// @throws SafeTensorsException if that fails; the path then holds what it held before
    static void write(Path path, Opener opener, Content content) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(path)) {
            throw failure(path, "this is a folder", null);
        }
        if (!Files.isDirectory(folder)) {
            throw failure(path, "there is no folder " + folder, null);
        }
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        Path temporary = folder.resolve("." + path.getFileName() + "." + HexFormat.of().formatHex(random) + ".tmp");
        boolean done = false;
        try {
            try (OutputStream out = new BufferedOutputStream(opener.open(temporary), BUFFER_BYTES)) {
                content.writeTo(out);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            done = true;
        } catch (IOException e) {
            throw failure(path, reason(e), e);
        } finally {
            if (!done) {
                delete(temporary);
            }
        }
    }

    /// Removes what is left of a failed write; the failure itself is what the caller has to hear of.
    private static void delete(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            System.getLogger("dev.halfwave").log(System.Logger.Level.WARNING, "cannot delete " + temporary, e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission to write in this folder";
        }
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return String.valueOf(e.getMessage());
    }

    private static SafeTensorsException failure(Path path, String reason, @Nullable Throwable cause) {
        return new SafeTensorsException(path + ": cannot be written: " + reason, cause);
    }
}
