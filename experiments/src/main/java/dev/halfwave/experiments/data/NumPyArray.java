package dev.halfwave.experiments.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;

/// An array of NumPy: a shape, the kind of its elements, and its elements in row-major order. Immutable.
public final class NumPyArray {

    /// More bytes do not fit one array of any JVM.
    static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private final NumPyType type;
    private final int[] shape;
    private final ByteBuffer elements;

    private NumPyArray(NumPyType type, int[] shape, ByteBuffer elements) {
        this.type = type;
        this.shape = shape;
        this.elements = elements;
    }

    /// Takes over bytes, as many as the shape asks for.
    ///
    /// @param columnMajor whether the first axis runs fastest (Fortran's order)
    static NumPyArray wrap(NumPyType type, int[] shape, boolean columnMajor, ByteOrder order, byte[] bytes) {
        boolean reorder = columnMajor && shape.length > 1;
        byte[] rowMajor = reorder ? rowMajor(bytes, shape, type.bytes()) : bytes;
        return new NumPyArray(type, shape.clone(), ByteBuffer.wrap(rowMajor).order(order));
    }

    private static byte[] rowMajor(byte[] bytes, int[] shape, int elementBytes) {
        byte[] result = new byte[bytes.length];
        int count = bytes.length / elementBytes;
        int[] index = new int[shape.length];
        for (int to = 0; to < count; to++) {
            int from = 0;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                from = from * shape[axis] + index[axis];
            }
            System.arraycopy(bytes, from * elementBytes, result, to * elementBytes, elementBytes);
            for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return result;
    }

    /// An array of doubles (`f8`).
    ///
    /// @throws IllegalArgumentException if the shape has another number of elements
    public static NumPyArray of(double[] elements, int... shape) {
        ByteBuffer bytes = allocate(NumPyType.F8, elements.length, shape);
        bytes.asDoubleBuffer().put(elements);
        return new NumPyArray(NumPyType.F8, shape.clone(), bytes);
    }

    /// An array of floats (`f4`).
    ///
    /// @throws IllegalArgumentException if the shape has another number of elements
    public static NumPyArray of(float[] elements, int... shape) {
        ByteBuffer bytes = allocate(NumPyType.F4, elements.length, shape);
        bytes.asFloatBuffer().put(elements);
        return new NumPyArray(NumPyType.F4, shape.clone(), bytes);
    }

    /// An array of whole numbers (`i8`).
    ///
    /// @throws IllegalArgumentException if the shape has another number of elements
    public static NumPyArray of(long[] elements, int... shape) {
        ByteBuffer bytes = allocate(NumPyType.I8, elements.length, shape);
        bytes.asLongBuffer().put(elements);
        return new NumPyArray(NumPyType.I8, shape.clone(), bytes);
    }

    private static ByteBuffer allocate(NumPyType type, int count, int[] shape) {
        long bytes = bytes(type, Arrays.stream(shape).asLongStream().toArray());
        if (bytes != (long) count * type.bytes()) {
            throw new IllegalArgumentException(
                    "NumPyArray: there are " + count + " elements, which do not fit the shape "
                            + text(shape));
        }
        return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The bytes of a shape, or -1 if an axis is negative or they do not fit an array of Java.
    static long bytes(NumPyType type, long[] shape) {
        long bytes = type.bytes();
        for (long axis : shape) {
            if (axis < 0 || axis > MAX_BYTES || Math.multiplyHigh(bytes, axis) != 0 || bytes * axis > MAX_BYTES) {
                return -1;
            }
            bytes *= axis;
        }
        return bytes;
    }

    public NumPyType type() {
        return type;
    }

    /// The lengths of the axes.
    public int[] shape() {
        return shape.clone();
    }

    /// The shape as Python writes it: `(215, 4, 256)`, `(7,)`.
    public String shapeText() {
        return text(shape);
    }

    static String text(int[] shape) {
        String axes = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return "(" + axes + (shape.length == 1 ? ",)" : ")");
    }

    /// The number of elements.
    public int size() {
        return elements.capacity() / type.bytes();
    }

    /// The elements as doubles; an `i8` beyond 2⁵³ becomes the nearest one.
    public double[] toDoubles() {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case F8 -> elements.getDouble(8 * i);
                case F4 -> elements.getFloat(4 * i);
                default -> whole(i);
            };
        }
        return values;
    }

    /// The elements as floats, the nearest ones.
    public float[] toFloats() {
        float[] values = new float[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case F8 -> (float) elements.getDouble(8 * i);
                case F4 -> elements.getFloat(4 * i);
                default -> whole(i);
            };
        }
        return values;
    }

    /// The elements of an array of whole numbers.
    ///
    /// @throws IllegalStateException if it holds floating-point numbers
    public long[] toLongs() {
        if (!type.isWhole()) {
            throw new IllegalStateException("NumPyArray: holds " + type + " numbers, not whole ones");
        }
        long[] values = new long[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = whole(i);
        }
        return values;
    }

    private long whole(int i) {
        return switch (type) {
            case I1 -> elements.get(i);
            case I2 -> elements.getShort(2 * i);
            case I4 -> elements.getInt(4 * i);
            case I8 -> elements.getLong(8 * i);
            case U1 -> elements.get(i) & 0xff;
            case U2 -> elements.getShort(2 * i) & 0xffff;
            case U4 -> elements.getInt(4 * i) & 0xffff_ffffL;
            case B1 -> elements.get(i) == 0 ? 0 : 1;
            case F4, F8 -> throw new IllegalStateException("a floating-point number is not whole");
        };
    }

    /// The stored elements, row-major, in the buffer's byte order; not to be changed.
    ByteBuffer elements() {
        return elements;
    }

    /// Type and shape: `f8 (215, 4, 256)`.
    @Override
    public String toString() {
        return type + " " + shapeText();
    }
}
