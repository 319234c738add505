package dev.halfwave.experiments.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of bytes in memory and of files.
public final class Sha256 {

    /// Bytes of a hash.
    static final int LENGTH = 32;

    private Sha256() {}

    /// The hash of some bytes.
    public static byte[] of(byte[] bytes) {
        return digest().digest(bytes);
    }

    /// The hash of a file in small hexadecimal digits. The file is not held in memory.
    ///
    /// @throws IOException if it cannot be read
    public static String ofFile(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
