package dev.halfwave.experiments.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
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
/// Only the entries that are asked for are inflated. A small zip can hold very large arrays: those that are asked for
/// may claim at most 64 MiB together, and each must then have exactly the bytes that it claims, that its array's shape
/// asks for, and that its check sum is of.
public final class NpzFile {

    private static final String SUFFIX = ".npy";
    private static final byte[] SIGNATURE = {'P', 'K', 3, 4};

    private NpzFile() {}

    /// Reads the arrays of these names, and single strings of up to 99 characters. A name that the file does not have
    /// is no error here: see [NamedArrays#has].
    ///
    /// @throws DataFileException if this is no such file, or claims sizes that do not fit
    /// @throws IOException if reading fails otherwise
    public static NamedArrays read(Path file, String... names) throws IOException {
        if (!isZip(FileKind.start(file))) {
            throw DataFileException.at(file, 0, "must begin with the signature PK\\x03\\x04 of a zip file");
        }
        try (ZipFile zip = open(file)) {
            Map<String, ZipEntry> entries = entries(file, zip);
            long left = NamedArrays.MOST_BYTES;
            Map<String, Object> arrays = new LinkedHashMap<>();
            for (String name : names) {
                ZipEntry entry = entries.get(name);
                if (entry != null) {
                    left -= claimed(file, entry, left);
                    arrays.put(name, read(DataFileException.entry(file, entry.getName()), zip, entry));
                }
            }
            return new NamedArrays(file, "the arrays " + NamedArrays.listed(entries.keySet()), arrays);
        }
    }

    static boolean isZip(byte[] start) {
        return FileKind.begins(start, SIGNATURE);
    }

    private static ZipFile open(Path file) throws DataFileException {
        try {
            return new ZipFile(file.toFile());
        } catch (IOException | IllegalArgumentException e) { // the latter for names that are no text
            throw DataFileException.of(file, "the list of entries at the end of this zip file is cut off or damaged: "
                    + DataFileException.reason(e));
        }
    }

    private static Map<String, ZipEntry> entries(Path file, ZipFile zip) throws DataFileException {
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        List<? extends ZipEntry> listed;
        try {
            listed = zip.stream().toList();
        } catch (IllegalArgumentException e) {
            throw DataFileException.of(file, "the name of an entry is no text: " + DataFileException.reason(e));
        }
        for (ZipEntry entry : listed) {
            String name = entry.getName();
            String place = DataFileException.entry(file, name);
            if (!name.endsWith(SUFFIX)) {
                throw DataFileException.inEntry(place, "is no array; the names of those end with " + SUFFIX);
            }
            if (entries.put(name.substring(0, name.length() - SUFFIX.length()), entry) != null) {
                throw DataFileException.inEntry(place, "is there twice");
            }
        }
        return entries;
    }

    private static long claimed(Path file, ZipEntry entry, long left) throws DataFileException {
        if (entry.getSize() < 0 || entry.getSize() > left) {
            throw DataFileException.inEntry(DataFileException.entry(file, entry.getName()),
                    NamedArrays.tooMuch(entry.getSize()));
        }
        return entry.getSize();
    }

    private static Object read(String place, ZipFile zip, ZipEntry entry) throws DataFileException {
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(new BufferedInputStream(zip.getInputStream(entry)), sum)) {
            Object value = new NpyReader(place, in, entry.getSize()).readArrayOrText();
            if (sum.getValue() != entry.getCrc()) {
                throw DataFileException.inEntry(place, "is damaged: its check sum is "
                        + Long.toHexString(sum.getValue()) + ", but should be " + Long.toHexString(entry.getCrc()));
            }
            return value;
        } catch (DataFileException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw DataFileException.inEntry(place, "cannot be inflated: " + DataFileException.reason(e));
        }
    }
}
