package dev.halfwave.experiments.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// Checks that an HDF5 file is put together as such a file must be, before a library reads it that trusts what it reads:
/// jHDF follows every address, as often as a file says so and wherever it leads.
///
/// What is checked are the structures that h5py, and so Keras, writes unless told otherwise: superblock version 0, object
/// headers of version 1, groups as B-trees of version 1 with a local heap for their names, attributes in the header,
/// data in one piece. Every structure *claims* its bytes. A byte can be claimed once. So there is no cycle and nothing
/// is reached in two ways, and the work of whoever reads the file is bounded by its length. Where a claim would reach
/// beyond the file's end, it was cut off or damaged.
///
/// What attributes and data mean is left to the library.
///
/// Source: HDF5 File Format Specification Version 3.0, The HDF Group.
final class Hdf5Structure {

    private static final long SIGNATURE = 0x0a1a0a0d46444889L; // \211 H D F \r \n \032 \n
    private static final long UNDEFINED = -1;
    private static final long NONE = -1;
    private static final int SUPERBLOCK_BYTES = 96;
    private static final int MOST_NAME_BYTES = 1024;
    private static final int MOST_GROUPS_WITHIN = 32;
    private static final int MOST_TREE_LEVELS = 8;
    private static final int MOST_CONTINUATIONS = 256;

    private final Path path;
    private final ByteBuffer bytes;
    private final TreeMap<Long, Long> claims = new TreeMap<>(); // from the first byte to behind the last
    private final Hdf5Attributes attributes;

    private Hdf5Structure(Path path, byte[] bytes) {
        this.path = path;
        this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        this.attributes = new Hdf5Attributes(this);
    }

    /// @throws DataFileException if the file is put together in another way; the message says where
    static void check(Path path, byte[] bytes) throws DataFileException {
        new Hdf5Structure(path, bytes).superblock();
    }

    private void superblock() throws DataFileException {
        if (bytes.limit() < SUPERBLOCK_BYTES || bytes.getLong(0) != SIGNATURE) {
            throw failure(0,
                    "this is no HDF5 file, which begins with the signature \\x89HDF\\r\\n\\x1a\\n and a superblock of "
                            + SUPERBLOCK_BYTES + " bytes");
        }
        int version = bytes.get(8);
        if (version != 0) {
            throw failure(8, "the superblock has version " + Byte.toUnsignedInt(bytes.get(8))
                    + ", but Keras writes version 0 (h5py's default, libver=\"earliest\")");
        }
        if (bytes.get(13) != 8 || bytes.get(14) != 8) {
            throw failure(13, "addresses and lengths must have 8 bytes each");
        }
        if (bytes.getLong(24) != 0) {
            throw failure(24, "the base address must be 0, but is " + unsigned(bytes.getLong(24)));
        }
        long end = bytes.getLong(40);
        if (end != bytes.limit()) {
            throw failure(40, "the file should end at byte " + unsigned(end) + ", but has " + bytes.limit()
                    + " bytes; it was cut off or damaged");
        }
        claim(0, SUPERBLOCK_BYTES, "the superblock");
        header(bytes.getLong(64), "/", 0);
    }

    /// What an object header says about its object.
    private static final class Contents {
        private long elements = NONE;
        private long elementBytes = NONE;
        private long dataBytes = NONE;
        private boolean isGroup;
        private long treeAddress;
        private long heapAddress;
        private int continuations;
    }

    private void header(long address, String name, int depth) throws DataFileException {
        if (depth > MOST_GROUPS_WITHIN) {
            throw failure(address, "groups nest deeper than " + MOST_GROUPS_WITHIN);
        }
        claim(address, 16, "the header of " + name);
        int at = (int) address;
        if (bytes.get(at) != 1) {
            throw failure(address, "the header of " + name + " must have version 1, as Keras writes it, but has "
                    + Byte.toUnsignedInt(bytes.get(at)));
        }
        int messages = Short.toUnsignedInt(bytes.getShort(at + 2));
        long length = Integer.toUnsignedLong(bytes.getInt(at + 8));
        Contents contents = new Contents();
        int left = messages(address + 16, length, messages, name, contents);
        if (left != 0) {
            throw failure(address, "the header of " + name + " should have " + messages + " messages, but " + left
                    + " of them are not there");
        }
        if (contents.isGroup) {
            if (contents.elements != NONE || contents.dataBytes != NONE) {
                throw failure(address, name + " is a group and data at once");
            }
            LocalHeap heap = localHeap(contents.heapAddress, name);
            tree(contents.treeAddress, -1, heap, name, depth);
        } else if (contents.elements == NONE || contents.elementBytes == NONE || contents.dataBytes == NONE) {
            throw failure(address, name + " is neither a group nor data with a shape, a type and a place");
        } else if (contents.dataBytes != contents.elements * contents.elementBytes) {
            throw failure(address, name + " should have " + contents.elements + " elements of " + contents.elementBytes
                    + " bytes, but its data have " + contents.dataBytes + " bytes");
        }
    }

    /// Claims a block of messages and those it is continued in.
    ///
    /// @return how many messages are still to come
    private int messages(long address, long length, int count, String name, Contents contents)
            throws DataFileException {
        claim(address, length, "the messages of " + name);
        int left = count;
        long end = address + length;
        long at = address;
        while (left > 0 && at + 8 <= end) {
            int position = (int) at;
            int type = Short.toUnsignedInt(bytes.getShort(position));
            int size = Short.toUnsignedInt(bytes.getShort(position + 2));
            int flags = bytes.get(position + 4);
            if (size % 8 != 0 || at + 8 + size > end) {
                throw failure(at, "a message of " + name + " has " + size + " bytes, which do not fit its block");
            }
            if ((flags & 2) != 0) {
                throw failure(at + 4,
                        "a message of " + name + " is shared with other objects, which Keras does not write");
            }
            left--;
            left = message(type, position + 8, size, left, name, contents);
            at += 8 + size;
        }
        return left;
    }

    private int message(int type, int at, int size, int left, String name, Contents contents) throws DataFileException {
        switch (type) {
            case 0x00, 0x04, 0x05, 0x0d, 0x0e, 0x12, 0x16 -> {} // nothing, fill values, comments, times, references
            case 0x01 -> {
                requireOne(contents.elements == NONE, at, "shapes", name);
                contents.elements = attributes.count(at, size, name);
            }
            case 0x03 -> {
                requireOne(contents.elementBytes == NONE, at, "types", name);
                require(at, size, 8, "the type of " + name);
                contents.elementBytes = Integer.toUnsignedLong(bytes.getInt(at + 4));
            }
            case 0x08 -> {
                requireOne(contents.dataBytes == NONE, at, "places", name);
                contents.dataBytes = layout(at, size, name);
            }
            case 0x0c -> attributes.check(at, size, name);
            case 0x10 -> {
                require(at, size, 16, "a continuation of " + name);
                if (++contents.continuations > MOST_CONTINUATIONS) {
                    throw failure(at,
                            "the header of " + name + " goes on in more than " + MOST_CONTINUATIONS + " places");
                }
                return messages(bytes.getLong(at), bytes.getLong(at + 8), left, name, contents);
            }
            case 0x11 -> {
                requireOne(!contents.isGroup, at, "tables of contents", name);
                contents.isGroup = true;
                require(at, size, 16, "the table of contents of " + name);
                contents.treeAddress = bytes.getLong(at);
                contents.heapAddress = bytes.getLong(at + 8);
            }
            default -> throw failure(at, "a message of " + name + " has type " + type + ", which Keras does not write");
        }
        return left;
    }

    private void requireOne(boolean isFirst, int at, String what, String name) throws DataFileException {
        if (!isFirst) {
            throw failure(at, name + " has two " + what);
        }
    }

    /// Where data lie: in the message itself, or in one piece elsewhere.
    ///
    /// @return how many bytes they have
    private long layout(int at, int size, String name) throws DataFileException {
        require(at, size, 4, "the place of " + name);
        int version = bytes.get(at);
        int kind = bytes.get(at + 1);
        if (version != 3 || kind != 0 && kind != 1) {
            throw failure(at, "the data of " + name + " must be in one piece, as Keras stores them, but are "
                    + (version == 3 && kind == 2 ? "in chunks" : "in layout " + kind + " of version " + version));
        }
        if (kind == 0) {
            int length = Short.toUnsignedInt(bytes.getShort(at + 2));
            require(at, size, 4 + length, "the data of " + name);
            return length;
        }
        require(at, size, 18, "the place of " + name);
        if (bytes.getLong(at + 2) != UNDEFINED) { // what was never written to has no place
            claim(bytes.getLong(at + 2), bytes.getLong(at + 10), "the data of " + name);
        }
        return bytes.getLong(at + 10);
    }

    /// Where the names of a group's members are.
    private record LocalHeap(long address, long length) {}

    private LocalHeap localHeap(long address, String name) throws DataFileException {
        claim(address, 32, "the names in " + name);
        int at = (int) address;
        requireSignature(at, "HEAP", "the names in " + name);
        LocalHeap heap = new LocalHeap(bytes.getLong(at + 24), bytes.getLong(at + 8));
        claim(heap.address, heap.length, "the names in " + name);
        return heap;
    }

    /// @param level of this node; -1 for the root, which says it itself
    private void tree(long address, int level, LocalHeap heap, String name, int depth) throws DataFileException {
        claim(address, 24, "the members of " + name);
        int at = (int) address;
        requireSignature(at, "TREE", "the members of " + name);
        int type = bytes.get(at + 4);
        int own = Byte.toUnsignedInt(bytes.get(at + 5));
        if (type != 0 || own > MOST_TREE_LEVELS || level >= 0 && own != level) {
            throw failure(address + 4,
                    "the members of " + name + " must be in a B-tree of groups, but here is a node of "
                            + "type " + type + " and level " + own);
        }
        int entries = Short.toUnsignedInt(bytes.getShort(at + 6));
        claim(address + 24, 16L * entries + 8, "the members of " + name);
        for (int i = 0; i < entries; i++) {
            long child = bytes.getLong(at + 32 + 16 * i);
            if (own == 0) {
                symbols(child, heap, name, depth);
            } else {
                tree(child, own - 1, heap, name, depth);
            }
        }
    }

    private void symbols(long address, LocalHeap heap, String name, int depth) throws DataFileException {
        claim(address, 8, "the members of " + name);
        int at = (int) address;
        requireSignature(at, "SNOD", "the members of " + name);
        int entries = Short.toUnsignedInt(bytes.getShort(at + 6));
        claim(address + 8, 40L * entries, "the members of " + name);
        for (int i = 0; i < entries; i++) {
            int entry = at + 8 + 40 * i;
            String member = name + (name.endsWith("/") ? "" : "/") + memberName(entry, heap, name);
            int cache = bytes.getInt(entry + 16);
            if (cache != 0 && cache != 1) {
                throw failure(entry + 16, member + " is a link to something else, which Keras does not write");
            }
            header(bytes.getLong(entry + 8), member, depth + 1);
        }
    }

    private String memberName(int entry, LocalHeap heap, String name) throws DataFileException {
        long offset = bytes.getLong(entry);
        if (offset < 0 || offset >= heap.length) {
            throw failure(entry, "the name of a member of " + name + " lies outside its heap");
        }
        int start = (int) (heap.address + offset);
        int most = (int) Math.min(MOST_NAME_BYTES, heap.length - offset);
        for (int i = 0; i < most; i++) {
            if (bytes.get(start + i) == 0) {
                byte[] text = new byte[i];
                bytes.get(start, text);
                return new String(text, StandardCharsets.UTF_8);
            }
        }
        throw failure(start, "the name of a member of " + name + " does not end within " + most + " bytes");
    }

    ByteBuffer bytes() {
        return bytes;
    }

    /// Takes these bytes for one structure.
    ///
    /// @throws DataFileException if they are not all in the file, or some of them are another structure's
    void claim(long address, long length, String what) throws DataFileException {
        if (address < 0 || length < 0 || address > bytes.limit() || length > bytes.limit() - address) {
            throw failure(address, what + " should have " + unsigned(length) + " bytes here, but the file has "
                    + bytes.limit());
        }
        if (length == 0) {
            return;
        }
        Map.Entry<Long, Long> before = claims.lowerEntry(address + length);
        if (before != null && before.getValue() > address) {
            throw failure(address, what + " cannot be here, inside of what begins at byte " + before.getKey());
        }
        claims.put(address, address + length);
    }

    void require(int at, int size, int needed, String what) throws DataFileException {
        if (size < needed) {
            throw failure(at, what + " needs " + needed + " bytes, but has " + size);
        }
    }

    void requireSignature(int at, String signature, String what) throws DataFileException {
        for (int i = 0; i < signature.length(); i++) {
            if (bytes.get(at + i) != signature.charAt(i)) {
                throw failure(at, what + " must begin with " + signature);
            }
        }
        int version = bytes.get(at + 4);
        if (!signature.equals("TREE") && !signature.equals("SNOD") && version != (signature.equals("GCOL") ? 1 : 0)) {
            throw failure(at + 4, what + " are of version " + version + ", which Keras does not write");
        }
    }

    DataFileException failure(long position, String problem) {
        return position < 0
                ? DataFileException.of(path, "at an address beyond any file: " + problem)
                : DataFileException.at(path, position, problem);
    }

    private static String unsigned(long value) {
        return Long.toUnsignedString(value);
    }
}
