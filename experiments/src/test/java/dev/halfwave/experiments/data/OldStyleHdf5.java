package dev.halfwave.experiments.data;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes HDF5 files as h5py does unless told otherwise, for tests: groups with attributes that are lists of texts, data
/// of 32-bit numbers.
final class OldStyleHdf5 {

    /// A group.
    static final class Group {
        final Map<String, Object> members = new TreeMap<>(); // groups and tensors; h5py sorts them
        final Map<String, List<String>> texts = new LinkedHashMap<>();

        Group group(String path) {
            Group group = this;
            for (String name : path.split("/")) {
                group = (Group) group.members.computeIfAbsent(name, _ -> new Group());
            }
            return group;
        }

        Group with(String attribute, String... values) {
            texts.put(attribute, List.of(values));
            return this;
        }

        Group with(String path, Tensor values) {
            int cut = path.lastIndexOf('/');
            Group group = cut < 0 ? this : group(path.substring(0, cut));
            group.members.put(path.substring(cut + 1), values);
            return this;
        }
    }

    private static final int ENTRIES_PER_NODE = 8;
    private static final long UNDEFINED = -1;

    private final boolean ofVariableLength; // the texts
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private int end = 96;
    private int heap; // of texts
    private int heapEnd;
    private int texts;

    private OldStyleHdf5(boolean ofVariableLength) {
        this.ofVariableLength = ofVariableLength;
    }

    static byte[] write(Group root, boolean textsOfVariableLength) {
        return new OldStyleHdf5(textsOfVariableLength).write(root);
    }

    private byte[] write(Group root) {
        heap = allocate(4096);
        bytes.put(heap, ascii("GCOL")).put(heap + 4, (byte) 1).putLong(heap + 8, 4096);
        heapEnd = heap + 16;
        int header = header(root);
        bytes.putLong(heapEnd + 8, heap + 4096 - heapEnd); // the space that is left is object 0
        bytes.putLong(0, 0x0a1a0a0d46444889L).put(13, (byte) 8).put(14, (byte) 8);
        bytes.putShort(16, (short) 4).putShort(18, (short) 16);
        bytes.putLong(32, UNDEFINED).putLong(40, end).putLong(48, UNDEFINED);
        bytes.putLong(64, header);
        return Arrays.copyOf(bytes.array(), end);
    }

    private int allocate(int size) {
        int address = end;
        end += (size + 7) / 8 * 8;
        return address;
    }

    private int header(Object object) {
        ByteBuffer messages = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
        int count = switch (object) {
            case Group group -> group(group, messages);
            case Tensor tensor -> data(tensor, messages);
            default -> throw new IllegalArgumentException("neither a group nor a tensor");
        };
        int address = allocate(16 + messages.position());
        bytes.put(address, (byte) 1).putShort(address + 2, (short) count).putInt(address + 4, 1)
                .putInt(address + 8, messages.position());
        bytes.put(address + 16, messages.array(), 0, messages.position());
        return address;
    }

    private int data(Tensor tensor, ByteBuffer messages) {
        int address = allocate(4 * tensor.size());
        for (int i = 0; i < tensor.size(); i++) {
            bytes.putFloat(address + 4 * i, tensor.get(i));
        }
        Shape shape = tensor.shape();
        message(messages, 1, space(shape.toArray()));
        message(messages, 3, type(0x11, 0x1f20, 4).putShort((short) 0).putShort((short) 32)
                .put((byte) 23).put((byte) 8).put((byte) 0).put((byte) 23).putInt(127));
        message(messages, 5, buffer().put((byte) 2).put((byte) 2).put((byte) 2).put((byte) 1).putInt(0));
        message(messages, 8, buffer().put((byte) 3).put((byte) 1).putLong(address).putLong(4L * tensor.size()));
        return 4;
    }

    private int group(Group group, ByteBuffer messages) {
        ByteBuffer names = ByteBuffer.allocate(1 << 12);
        names.putLong(0); // the empty name of the tree's first key
        int nodes = (group.members.size() + ENTRIES_PER_NODE - 1) / ENTRIES_PER_NODE;
        int tree = allocate(24 + 16 * nodes + 8);
        bytes.put(tree, ascii("TREE")).putShort(tree + 6, (short) nodes).putLong(tree + 8, UNDEFINED)
                .putLong(tree + 16, UNDEFINED);
        int entry = 0;
        int node = 0;
        for (Map.Entry<String, Object> member : group.members.entrySet()) {
            if (entry % ENTRIES_PER_NODE == 0) {
                int size = Math.min(ENTRIES_PER_NODE, group.members.size() - entry);
                node = allocate(8 + 40 * size);
                bytes.put(node, ascii("SNOD")).put(node + 4, (byte) 1).putShort(node + 6, (short) size);
                bytes.putLong(tree + 32 + 16 * (entry / ENTRIES_PER_NODE), node);
            }
            int address = header(member.getValue());
            int at = node + 8 + 40 * (entry % ENTRIES_PER_NODE);
            bytes.putLong(at, names.position()).putLong(at + 8, address);
            bytes.putLong(tree + 40 + 16 * (entry / ENTRIES_PER_NODE), names.position()); // a key: the last name
            names.put(ascii(member.getKey())).put((byte) 0).position((names.position() + 7) / 8 * 8);
            entry++;
        }
        int segment = allocate(names.position());
        bytes.put(segment, names.array(), 0, names.position());
        int localHeap = allocate(32);
        bytes.put(localHeap, ascii("HEAP")).putLong(localHeap + 8, names.position()).putLong(localHeap + 16, 1)
                .putLong(localHeap + 24, segment);
        message(messages, 17, buffer().putLong(tree).putLong(localHeap));
        group.texts.forEach((name, values) -> message(messages, 12, attribute(name, values)));
        return 1 + group.texts.size();
    }

    private ByteBuffer attribute(String name, List<String> values) {
        int longest = values.stream().mapToInt(String::length).max().orElse(1);
        ByteBuffer type;
        if (values.isEmpty()) { // as NumPy's empty list
            type = type(0x11, 0x3f20, 8).putShort((short) 0).putShort((short) 64)
                    .put((byte) 52).put((byte) 11).put((byte) 0).put((byte) 52).putInt(1023);
        } else if (ofVariableLength) {
            type = type(0x19, 1, 16).put(type(0x10, 0, 1).flip()).putInt(0x80000);
        } else {
            type = type(0x13, 1, longest);
        }
        ByteBuffer space = space(values.size());
        ByteBuffer attribute = buffer();
        attribute.put((byte) 1).put((byte) 0).putShort((short) (name.length() + 1)).putShort((short) type.position())
                .putShort((short) space.position());
        attribute.put(ascii(name)).put((byte) 0);
        align(attribute).put(type.flip());
        align(attribute).put(space.flip());
        align(attribute);
        for (String value : values) {
            if (ofVariableLength) {
                bytes.putShort(heapEnd, (short) ++texts).putShort(heapEnd + 2, (short) 1)
                        .putLong(heapEnd + 8, value.length()).put(heapEnd + 16, ascii(value));
                heapEnd += 16 + (value.length() + 7) / 8 * 8;
                attribute.putInt(value.length()).putLong(heap).putInt(texts);
            } else {
                attribute.put(ascii(value)).position(attribute.position() + longest - value.length());
            }
        }
        return attribute;
    }

    private static ByteBuffer space(int... lengths) {
        ByteBuffer space = buffer().put((byte) 1).put((byte) lengths.length).put((byte) 1).position(8);
        for (int twice = 0; twice < 2; twice++) { // the lengths, and the largest that they may become
            for (int length : lengths) {
                space.putLong(length);
            }
        }
        return space;
    }

    private static ByteBuffer type(int classAndVersion, int bits, int size) {
        return buffer().put((byte) classAndVersion).putShort((short) bits).put((byte) 0).putInt(size);
    }

    private static void message(ByteBuffer messages, int type, ByteBuffer content) {
        int size = (content.position() + 7) / 8 * 8;
        messages.putShort((short) type).putShort((short) size).putInt(0);
        messages.put(content.array(), 0, size);
    }

    private static ByteBuffer align(ByteBuffer buffer) {
        return buffer.position((buffer.position() + 7) / 8 * 8);
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
