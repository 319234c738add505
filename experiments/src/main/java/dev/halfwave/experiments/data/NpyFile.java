package dev.halfwave.experiments.data;

import dev.halfwave.nn.io.AtomicFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// One array in a `.npy` file, as `numpy.save` writes it: versions 1.0 to 3.0, both byte orders, row-major and
/// column-major. Arrays of objects, text and records are refused.
public final class NpyFile {

    private static final int ALIGNMENT = 64; // of the first element

    private NpyFile() {}

    /// @throws DataFileException if this is no such file, or its shape does not fit its bytes
    /// @throws IOException if reading fails otherwise
    public static NumPyArray read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw DataFileException.of(file, Files.exists(file) ? "this is not a file" : "there is no such file");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return new NpyReader(file, in, Files.size(file)).read();
        } catch (DataFileException e) {
            throw e;
        } catch (IOException e) {
            throw DataFileException.unreadable(file, e);
        }
    }

    /// Writes version 1.0, row-major, whole or not at all. Equal arrays give equal bytes.
    ///
    /// @throws IOException if that fails
    public static void write(Path file, NumPyArray array) throws IOException {
        ByteBuffer elements = array.elements();
        String order = array.type().bytes() == 1 ? "|" : elements.order() == ByteOrder.BIG_ENDIAN ? ">" : "<";
        String header = "{'descr': '" + order + array.type() + "', 'fortran_order': False, 'shape': "
                + array.shapeText() + ", }";
        int prefix = NpyReader.MAGIC.length + 4;
        int padding = ALIGNMENT - 1 - (prefix + header.length()) % ALIGNMENT;
        byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        AtomicFile.write(file, out -> {
            out.write(NpyReader.MAGIC);
            out.write(new byte[] {1, 0, (byte) text.length, (byte) (text.length >> 8)});
            out.write(text);
            out.write(elements.array());
        });
    }
}
