package dev.halfwave.experiments.data;

import dev.halfwave.experiments.data.Pickled.Array;
import dev.halfwave.experiments.data.Pickled.Contents;
import dev.halfwave.experiments.data.Pickled.Dictionary;
import dev.halfwave.experiments.data.Pickled.ElementType;
import dev.halfwave.experiments.data.Pickled.Text;
import dev.halfwave.nn.io.Printable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// NumPy arrays and strings of a Python pickle of nested dictionaries, each found by its path of keys.
///
/// ```java
/// NamedArrays pickle = PickleFile.read(file, "signal/wrist/BVP", "subject");
/// double[] pulse = pickle.array("signal/wrist/BVP").toDoubles();
/// ```
///
/// Only what is asked for is read into memory; the bytes of other arrays are passed over, so that a file of gigabytes
/// takes no more memory than the arrays that are wanted, 64 MiB at most. Protocols 0 to 5 are read, of Python 2 and 3
/// and NumPy 1 and 2.
///
/// A pickle is a program that builds objects of any class. Here it builds dictionaries, lists, tuples, numbers, strings
/// and arrays of the types of [NumPyType]; a file that names anything else, pandas for example, is refused. Arrays of
/// other types (text, objects) are refused only if they are asked for.
public final class PickleFile {

    private PickleFile() {}

    /// Reads the values at paths of keys, such as `signal/wrist/BVP`; the empty path is the whole. A path that the file
    /// does not have is no error here: see [NamedArrays#has].
    ///
    /// @throws DataFileException if this is no pickle, holds anything that is not read, or has something else than an
    ///     array or a string at a path
    /// @throws IOException if reading fails otherwise
    public static NamedArrays read(Path file, String... paths) throws IOException {
        try (ByteSource in = ByteSource.open(file)) {
            Pickled root = new PickleMachine(in).run();
            Map<String, Object> values = new LinkedHashMap<>();
            long left = NamedArrays.MOST_BYTES;
            for (String path : paths) {
                Pickled found = find(root, path);
                if (found != null) {
                    Object value = read(in, file, path, found, left);
                    left -= value instanceof NumPyArray array ? array.elements().capacity() : 0;
                    values.put(path, value);
                }
            }
            String contents = root instanceof Dictionary top
                    ? "the keys " + NamedArrays.listed(top.entries.keySet())
                    : Pickled.kind(root);
            return new NamedArrays(file, contents, values);
        }
    }

    private static @Nullable Pickled find(Pickled root, String path) {
        Pickled value = root;
        for (String key : path.isEmpty() ? new String[0] : path.split("/", -1)) {
            value = value instanceof Dictionary dictionary ? dictionary.entries.get(key) : null;
        }
        return value;
    }

    private static Object read(ByteSource in, Path file, String path, Pickled value, long left)
            throws IOException {
        return switch (value) {
            case Text text when text.text() != null -> text.text();
            case Array array when array.contents != null -> array(in, file, path, array.contents, left);
            default -> throw DataFileException.of(file, path + " must be an array or a short string, but is "
                    + Pickled.kind(value));
        };
    }

    private static NumPyArray array(ByteSource in, Path file, String path, Contents contents, long left)
            throws IOException {
        NumPyType type = type(contents.type());
        if (type == null) {
            throw DataFileException.of(file,
                    path + " holds elements of the type " + Printable.of(contents.type().name, 40)
                            + (contents.type().byteOrder == null ? "" : " (" + contents.type().byteOrder + ")")
                            + ", and only " + NumPyType.ALL + " are read");
        }
        if (!(contents.data() instanceof Text data)) {
            throw DataFileException.of(file, path + " is an array whose elements are " + Pickled.kind(contents.data())
                    + "; they must be bytes");
        }
        long bytes = NumPyArray.bytes(type, contents.shape());
        if (bytes < 0 || bytes > data.stored()) { // no coding stores a byte in less than one
            throw in.failure(data.at(),
                    path + " begins here; its shape "
                            + Printable.of(Arrays.toString(contents.shape()), 80) + " of "
                            + type + " does not fit the " + data.stored() + " bytes there are");
        }
        if (bytes > left) {
            throw in.failure(data.at(), path + " begins here; it " + NamedArrays.tooMuch(bytes));
        }
        in.seek(data.at());
        byte[] elements = data.coding().decode(in, data.stored(), (int) bytes);
        int[] shape = new int[contents.shape().length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = (int) contents.shape()[i];
        }
        return NumPyArray.wrap(type, shape, contents.columnMajor(), order(contents.type()), elements);
    }

    private static @Nullable NumPyType type(ElementType type) {
        boolean known = type.byteOrder == null || "<>|=".contains(type.byteOrder);
        for (NumPyType candidate : NumPyType.values()) {
            if (known && candidate.toString().equals(type.name)) {
                return candidate;
            }
        }
        return null;
    }

    private static ByteOrder order(ElementType type) {
        return ">".equals(type.byteOrder) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
