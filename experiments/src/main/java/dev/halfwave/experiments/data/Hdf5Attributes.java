package dev.halfwave.experiments.data;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// Checks attributes: that their parts fit their message, and that texts of variable length, which are elsewhere in the
/// file, are there and are not more than the file can hold.
final class Hdf5Attributes {

    private static final int TEXT_OF_VARIABLE_LENGTH = 9;
    private static final int REFERENCE_BYTES = 16; // length, address of the heap, index in it
    private static final int MOST_HEAPS_READ = 64; // times the file

    private final Hdf5Structure file;
    private final Map<Long, Map<Integer, Long>> heaps = new HashMap<>(); // the lengths of their objects
    private long read; // bytes of heaps that a reader goes through, heap by heap and attribute by attribute

    Hdf5Attributes(Hdf5Structure file) {
        this.file = file;
    }

    /// @param at the message's first byte
    void check(int at, int size, String owner) throws DataFileException {
        String what = "an attribute of " + owner;
        ByteBuffer bytes = file.bytes();
        file.require(at, size, 9, what);
        int version = bytes.get(at);
        if (version < 1 || version > 3 || version > 1 && bytes.get(at + 1) != 0) {
            throw file.failure(at, what + " has version " + version + " and flags " + bytes.get(at + 1)
                    + ", which Keras does not write");
        }
        int nameBytes = padded(bytes.getShort(at + 2), version);
        int typeBytes = padded(bytes.getShort(at + 4), version);
        int spaceBytes = padded(bytes.getShort(at + 6), version);
        int type = at + (version == 3 ? 9 : 8) + nameBytes;
        int space = type + typeBytes;
        int data = space + spaceBytes;
        file.require(at, size, data - at, what);
        file.require(type, typeBytes, 8, "the type of " + what);
        long count = count(space, spaceBytes, what);
        long elementBytes = Integer.toUnsignedLong(bytes.getInt(type + 4));
        if (elementBytes == 0) {
            throw file.failure(type + 4, what + " has elements of no bytes");
        }
        if (count > (at + size - data) / elementBytes) {
            throw file.failure(space, what + " should have " + count + " elements of " + elementBytes + " bytes, but "
                    + (at + size - data) + " bytes follow");
        }
        if ((bytes.get(type) & 15) == TEXT_OF_VARIABLE_LENGTH && count > 0) {
            if (elementBytes != REFERENCE_BYTES) {
                throw file.failure(type + 4, what + " refers to texts by " + elementBytes + " bytes each instead of "
                        + REFERENCE_BYTES);
            }
            texts(data, (int) count, what);
        }
    }

    private static int padded(short length, int version) {
        int bytes = Short.toUnsignedInt(length);
        return version == 1 ? (bytes + 7) / 8 * 8 : bytes;
    }

    /// The number of elements of an attribute or of data, at most 2³¹.
    ///
    /// @param space where their shape is
    long count(int space, int size, String what) throws DataFileException {
        ByteBuffer bytes = file.bytes();
        file.require(space, size, 4, "the shape of " + what);
        int version = bytes.get(space);
        int rank = bytes.get(space + 1);
        if (version != 1 && version != 2 || rank < 0 || rank > 32) {
            throw file.failure(space, "the shape of " + what + " has version " + version + " and " + rank + " axes");
        }
        int first = space + (version == 1 ? 8 : 4);
        file.require(space, size, first - space + 8 * rank, "the shape of " + what);
        if (version == 2 && bytes.get(space + 3) == 2) { // nothing at all
            return 0;
        }
        long count = 1;
        for (int i = 0; i < rank; i++) {
            long length = bytes.getLong(first + 8 * i);
            if (length < 0 || length > Integer.MAX_VALUE || count * length > Integer.MAX_VALUE) {
                throw file.failure(first + 8 * i,
                        what + " has " + Long.toUnsignedString(length) + " elements along axis "
                                + i);
            }
            count *= length;
        }
        return count;
    }

    private void texts(int data, int count, String what) throws DataFileException {
        ByteBuffer bytes = file.bytes();
        long characters = 0;
        long last = -1;
        for (int i = 0; i < count; i++) {
            int reference = data + REFERENCE_BYTES * i;
            long address = bytes.getLong(reference + 4);
            int index = bytes.getInt(reference + 12);
            if (index == 0) { // an empty text
                continue;
            }
            Map<Integer, Long> heap = heap(address, what);
            Long length = heap.get(index);
            if (length == null) {
                throw file.failure(reference + 12, what + " refers to text " + Integer.toUnsignedString(index)
                        + " of the heap at byte " + address + ", which is not there");
            }
            characters += length;
            read += address == last ? 0 : 16L * heap.size();
            last = address;
            if (characters > bytes.limit() || read > (long) MOST_HEAPS_READ * bytes.limit()) {
                throw file.failure(reference, what + " refers to the same texts again and again");
            }
        }
    }

    private Map<Integer, Long> heap(long address, String what) throws DataFileException {
        Map<Integer, Long> known = heaps.get(address);
        if (known != null) {
            return known;
        }
        String texts = "the texts of " + what;
        file.claim(address, 16, texts);
        int at = (int) address;
        ByteBuffer bytes = file.bytes();
        file.requireSignature(at, "GCOL", texts);
        long length = bytes.getLong(at + 8);
        file.claim(address + 16, length - 16, texts);
        long end = address + length;
        Map<Integer, Long> lengths = new HashMap<>();
        long next = address + 16;
        while (next + 16 <= end) {
            int object = (int) next;
            int index = Short.toUnsignedInt(bytes.getShort(object));
            if (index == 0) { // the space that is left
                break;
            }
            long size = bytes.getLong(object + 8);
            if (size < 0 || size > end - next - 16) {
                throw file.failure(next, "text " + index + " of " + what + " should have " + Long.toUnsignedString(size)
                        + " bytes, but its heap ends at byte " + end);
            }
            lengths.put(index, size);
            next += 16 + (size + 7) / 8 * 8;
        }
        heaps.put(address, lengths);
        return lengths;
    }
}
