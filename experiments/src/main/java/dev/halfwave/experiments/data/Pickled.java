package dev.halfwave.experiments.data;

import dev.halfwave.nn.io.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a pickle can hold. Arrays and long strings are known by where their bytes stand in the file, so that a
/// file's structure takes little memory whatever the file's size.
///
/// Containers may contain each other in circles: nothing may walk them without an end.
sealed interface Pickled {

    /// `None`.
    enum None implements Pickled {
        NONE
    }

    /// A truth value, a whole number or a floating-point number.
    record Scalar(Object value) implements Pickled {}

    /// A string, which in Python 2 is also what bytes are.
    ///
    /// @param at its first byte in the file
    /// @param stored how many bytes stand there
    /// @param text the string, if it is short
    record Text(long at, long stored, PickledCoding coding, @Nullable String text) implements Pickled {}

    /// A tuple, or a list that grows.
    final class Items implements Pickled {
        final List<Pickled> items = new ArrayList<>();
    }

    /// A dictionary. Keys are strings, whole numbers and the like.
    final class Dictionary implements Pickled {
        final Map<Object, Pickled> entries = new LinkedHashMap<>();
    }

    /// One of the functions and classes that may be named.
    record Name(NumPyConstructor constructor) implements Pickled {}

    /// An element type of NumPy.
    final class ElementType implements Pickled {
        final String name;
        @Nullable String byteOrder;

        ElementType(String name) {
            this.name = name;
        }
    }

    /// An array of NumPy, not yet read. It has no contents until its state has been set.
    final class Array implements Pickled {
        @Nullable Contents contents;
    }

    /// What an array holds, unchecked.
    ///
    /// @param columnMajor whether the first axis runs fastest
    record Contents(long[] shape, ElementType type, boolean columnMajor, Pickled data) {}

    /// What it is, for messages.
    static String kind(Pickled value) {
        return switch (value) {
            case None none -> "None";
            case Scalar scalar -> "the value " + scalar.value();
            case Text text -> text.text() == null ? "a string of " + text.stored() + " bytes" : "a string";
            case Items items -> "a list or tuple of " + items.items.size();
            case Dictionary dictionary -> "a dictionary of " + dictionary.entries.size();
            case Name name -> name.constructor().toString();
            case ElementType type -> "the element type " + Printable.of(type.name, 40);
            case Array array -> "an array";
        };
    }
}
