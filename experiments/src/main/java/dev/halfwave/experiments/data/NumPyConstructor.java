package dev.halfwave.experiments.data;

import dev.halfwave.experiments.data.Pickled.Array;
import dev.halfwave.experiments.data.Pickled.Contents;
import dev.halfwave.experiments.data.Pickled.Dictionary;
import dev.halfwave.experiments.data.Pickled.ElementType;
import dev.halfwave.experiments.data.Pickled.Items;
import dev.halfwave.experiments.data.Pickled.Name;
import dev.halfwave.experiments.data.Pickled.Scalar;
import dev.halfwave.experiments.data.Pickled.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The functions and classes that a pickle may name. A pickle is a program that builds objects; these are the only ones
/// it gets, and none is run: each merely notes what an array consists of.
enum NumPyConstructor {
    RECONSTRUCT("numpy.core.multiarray._reconstruct"), FROM_BUFFER("numpy.core.numeric._frombuffer"), SCALAR(
            "numpy.core.multiarray.scalar"), ARRAY("numpy.ndarray"), ELEMENT_TYPE("numpy.dtype"), ENCODE(
                    "_codecs.encode"), BYTES("builtins.bytes"), ORDERED_DICTIONARY("collections.OrderedDict");

    private final String pythonName;

    NumPyConstructor(String pythonName) {
        this.pythonName = pythonName;
    }

    /// @return what is named, or null for anything that may not be
    static @Nullable NumPyConstructor of(String module, String name) {
        String wanted = (module + "." + name).replaceFirst("^numpy\\._core\\.", "numpy.core.") // since NumPy 2
                .replaceFirst("^__builtin__\\.", "builtins."); // until Python 2
        for (NumPyConstructor constructor : values()) {
            if (constructor.pythonName.equals(wanted)) {
                return constructor;
            }
        }
        return null;
    }

    /// What calling it gives.
    ///
    /// @return null if the arguments are not those that NumPy writes
    @Nullable Pickled call(List<Pickled> arguments, long position) {
        return switch (this) {
            case RECONSTRUCT -> isCall(arguments, Name.class, Items.class, Text.class) ? new Array() : null;
            case FROM_BUFFER -> isCall(arguments, Text.class, ElementType.class, Items.class, Text.class)
                    ? fromBuffer(arguments)
                    : null;
            case SCALAR -> isCall(arguments, ElementType.class, Text.class) ? scalar(arguments) : null;
            case ELEMENT_TYPE -> isCall(arguments, Text.class, Scalar.class, Scalar.class)
                    && arguments.getFirst() instanceof Text name && name.text() != null
                            ? new ElementType(name.text())
                            : null;
            case ENCODE -> isCall(arguments, Text.class, Text.class) && isLatin1(arguments.getLast())
                    ? arguments.getFirst()
                    : null; // which stays where it is
            case BYTES -> arguments.isEmpty() ? new Text(position, 0, PickledCoding.BYTES, "") : null;
            case ORDERED_DICTIONARY -> arguments.isEmpty() ? new Dictionary() : null;
            case ARRAY -> null;
        };
    }

    private static boolean isCall(List<Pickled> arguments, Class<?>... types) {
        boolean matches = arguments.size() == types.length;
        for (int i = 0; matches && i < types.length; i++) {
            matches = types[i].isInstance(arguments.get(i));
        }
        return matches;
    }

    private static boolean isLatin1(Pickled encoding) {
        return encoding instanceof Text text && ("latin1".equals(text.text()) || "latin-1".equals(text.text()));
    }

    private static @Nullable Array fromBuffer(List<Pickled> arguments) {
        long[] shape = shape(arguments.get(2));
        String order = ((Text) arguments.get(3)).text();
        if (shape == null || order == null || !(order.equals("C") || order.equals("F"))) {
            return null;
        }
        return array(shape, (ElementType) arguments.get(1), order.equals("F"), arguments.getFirst());
    }

    private static Array scalar(List<Pickled> arguments) {
        return array(new long[0], (ElementType) arguments.getFirst(), false, arguments.getLast());
    }

    private static Array array(long[] shape, ElementType type, boolean columnMajor, Pickled data) {
        Array array = new Array();
        array.contents = new Contents(shape, type, columnMajor, data);
        return array;
    }

    /// Sets the state of an array or element type, once.
    ///
    /// @return whether it is one that NumPy writes
    static boolean build(Pickled target, Pickled state) {
        if (!(state instanceof Items tuple)) {
            return false;
        }
        List<Pickled> items = tuple.items;
        return switch (target) {
            case Array array when array.contents == null -> {
                // version (absent in old files), shape, type, column-major, data
                int first = items.size() - 4;
                if (first < 0 || first > 1 || !(items.get(first + 1) instanceof ElementType type)) {
                    yield false;
                }
                long[] shape = shape(items.get(first));
                @Nullable Boolean columnMajor = truth(items.get(first + 2));
                if (shape == null || columnMajor == null) {
                    yield false;
                }
                array.contents = new Contents(shape, type, columnMajor, items.get(first + 3));
                yield true;
            }
            case ElementType type when type.byteOrder == null && items.size() >= 5 -> {
                // version, byte order, subarray, names, fields, ...
                boolean plain = items.get(2) == Pickled.None.NONE && items.get(3) == Pickled.None.NONE
                        && items.get(4) == Pickled.None.NONE;
                if (!(items.get(1) instanceof Text order) || order.text() == null || order.text().length() != 1) {
                    yield false;
                }
                type.byteOrder = plain ? order.text() : "structured";
                yield true;
            }
            default -> false;
        };
    }

    private static long @Nullable [] shape(Pickled value) {
        if (!(value instanceof Items tuple) || tuple.items.size() > 32) { // as many axes as NumPy 1 has
            return null;
        }
        long[] shape = new long[tuple.items.size()];
        for (int i = 0; i < shape.length; i++) {
            if (!(tuple.items.get(i) instanceof Scalar axis) || !(axis.value() instanceof Long length)) {
                return null;
            }
            shape[i] = length;
        }
        return shape;
    }

    private static @Nullable Boolean truth(Pickled value) {
        return switch (value) {
            case Scalar(Boolean truth) -> truth;
            case Scalar(Long number) -> number == 0 || number == 1 ? number == 1 : null; // protocols 0 and 1
            default -> null;
        };
    }

    /// Its name in Python.
    @Override
    public String toString() {
        return pythonName;
    }
}
