package dev.halfwave.nn.io;

import dev.halfwave.core.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 that tells whether two trainings gave the same bits.
public final class WeightHash {

    private static final int CHUNK_FLOATS = 1 << 12;

    private WeightHash() {
    }

    /// The SHA-256 over the tensors' elements as little-endian floats, one tensor after the other, in hexadecimal.
    /// Shapes and names take no part. Every NaN counts as 0x7fc00000: which one an operation gives differs between
    /// processors.
    public static String sha256(Iterable<Tensor> tensors) {
        MessageDigest digest = newDigest();
        ByteBuffer chunk = ByteBuffer.allocate(4 * CHUNK_FLOATS).order(ByteOrder.LITTLE_ENDIAN);
        for (Tensor tensor : tensors) {
            float[] data = tensor.data();
            int end = tensor.offset() + tensor.size();
            for (int i = tensor.offset(); i < end; i++) {
                if (!chunk.hasRemaining()) {
                    digest.update(chunk.flip());
                    chunk.clear();
                }
                chunk.putInt(Float.floatToIntBits(data[i]));
            }
        }
        digest.update(chunk.flip());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
