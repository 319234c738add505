package dev.halfwave.experiments.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Named arrays in a `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write it: a zip of `.npy` files.
///
/// A small zip can hold a very large array. Before anything is inflated, all entries together may claim at most 64 MiB
/// or 100 times the file's size; each must then have exactly the bytes that it claims, that its array's shape asks for,
/// and that its check sum is of.
public final class NpzFile {

    private static final String SUFFIX = ".npy";
    private static final long ALWAYS_ALLOWED_BYTES = 1L << 26;
    private static final int MAX_RATIO = 100;

    private NpzFile() {}

    /// All arrays, and single strings of up to 99 characters, by their names.
    ///
    /// @throws DataFileException if this is no such file, or claims sizes that do not fit
    /// @throws IOException if reading fails otherwise
    public static NamedArrays read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw DataFileException.of(file, Files.exists(file) ? "this is not a file" : "there is no such file");
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<? extends ZipEntry> entries = zip.stream().toList();
            requireSizes(file, entries);
            Map<String, Object> arrays = new LinkedHashMap<>();
            for (ZipEntry entry : entries) {
                String name = entry.getName();
                if (!name.endsWith(SUFFIX)) {
                    throw DataFileException.of(file, "has the entry " + name + ", which is no array; those end with "
                            + SUFFIX);
                }
                String key = name.substring(0, name.length() - SUFFIX.length());
                if (arrays.put(key, read(file, zip, entry)) != null) {
                    throw DataFileException.of(file, "has the entry " + name + " twice");
                }
            }
            return new NamedArrays(file, "the arrays " + String.join(", ", arrays.keySet()), arrays);
        } catch (DataFileException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) { // the latter for names that are no text
            throw DataFileException.of(file, "is no zip file that can be read: " + e.getMessage());
        }
    }

    private static void requireSizes(Path file, List<? extends ZipEntry> entries) throws IOException {
        long allowed = Math.max(ALWAYS_ALLOWED_BYTES, MAX_RATIO * Files.size(file));
        long left = allowed;
        for (ZipEntry entry : entries) {
            if (entry.getSize() < 0 || entry.getSize() > left) {
                throw DataFileException.of(file, "claims to inflate to more than " + allowed + " bytes, which is more "
                        + "than 64 MiB and more than 100 times its size; it is not read");
            }
            left -= entry.getSize();
        }
    }

    private static Object read(Path file, ZipFile zip, ZipEntry entry) throws IOException {
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(new BufferedInputStream(zip.getInputStream(entry)), sum)) {
            Object value = new NpyReader(file + ", " + entry.getName(), in, entry.getSize()).readArrayOrText();
            if (sum.getValue() != entry.getCrc()) {
                throw DataFileException.of(file, "entry " + entry.getName() + " is damaged: its check sum is "
                        + Long.toHexString(sum.getValue()) + ", but should be " + Long.toHexString(entry.getCrc()));
            }
            return value;
        }
    }
}
