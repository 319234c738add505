package dev.halfwave.experiments.data;

import java.util.Locale;

/// The kind of an array's elements, in NumPy's names: `f` floating-point, `i` and `u` whole numbers with and without a
/// sign, `b` truth values, with the number of bytes.
public enum NumPyType {
    F4(4), F8(8), I1(1), I2(2), I4(4), I8(8), U1(1), U2(2), U4(4), B1(1);

    private final int bytes;

    NumPyType(int bytes) {
        this.bytes = bytes;
    }

    /// The bytes of an element.
    public int bytes() {
        return bytes;
    }

    /// Whether elements are whole numbers (truth values are 0 and 1).
    public boolean isWhole() {
        return this != F4 && this != F8;
    }

    /// `f8`, say.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Which types there are, for messages.
    static final String ALL = "f4, f8, i1, i2, i4, i8, u1, u2, u4 and b1";
}
