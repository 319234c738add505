package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Sums, means and maxima over a contiguous row.
///
/// **The order of a sum.** A row is summed in 16 virtual lanes: lane `j` starts at +0.0 and adds `x[i]` for
/// `i = j, j + 16, j + 32, ...`; the lanes are then halved: lane `j` adds lane `j + 8`, then `j + 4`, `j + 2`, `j + 1`.
/// This fixes every rounding, whatever the vector width: 16 lanes are one, two or four registers. A missing element
/// counts as +0.0, which changes no lane, because a lane that starts at +0.0 never becomes −0.0. Every op that sums
/// over a row does it in this order. It is also more accurate than adding from left to right: the rounding error
/// grows with `n/16 + 4` instead of `n`.
///
/// A row of more than [#BLOCK] elements would lose digits even so. It is cut into blocks of that many, the last of which
/// may be shorter, and their sums are added in pairs: a row of `b > 1` blocks is the sum of its first `2ᵏ` blocks, with
/// the largest `2ᵏ < b`, plus that of the others, both taken in the same way. The error then grows with the logarithm
/// of the number of blocks.
public final class RowKernel {

    /// How many numbers are added without being cut into blocks.
    public static final int BLOCK = 4096;

    private RowKernel() {}

    /// The sum of `n` elements; +0.0 for none.
    public static float sum(float[] x, int xOffset, int n) {
        if (n > BLOCK) {
            int left = leftPart(n, BLOCK);
            return sum(x, xOffset, left) + sum(x, xOffset + left, n - left);
        }
        return VectorApi.PRESENT ? Simd.sum(x, xOffset, n) : Scalar.sum(x, xOffset, n);
    }

    /// How many of `n` numbers, or rows of numbers, are in the left one of two parts that are summed on their own: the
    /// largest power of two of whole blocks that leaves something for the right part.
    ///
    /// @param n more than one block
    public static int leftPart(int n, int block) {
        return Integer.highestOneBit((n - 1) / block) * block;
    }

    /// The sum of `n` elements divided by `n`, with one division; NaN for none.
    public static float mean(float[] x, int xOffset, int n) {
        return sum(x, xOffset, n) / n;
    }

    /// `y[i] = x[i] − mean(x)`. The rows may be the same one.
    public static void subtractMean(float[] x, int xOffset, float[] y, int yOffset, int n) {
        ElementwiseKernel.subtract(x, xOffset, mean(x, xOffset, n), y, yOffset, n);
    }

    /// `y[i] = value`.
    public static void fill(float value, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.fill(value, y, yOffset, n);
        } else {
            Scalar.fill(value, y, yOffset, n);
        }
    }

    /// The largest element, as [Math#max(float, float)] orders them: NaN if any element is, and +0 above −0; −∞ for
    /// none.
    public static float max(float[] x, int xOffset, int n) {
        return VectorApi.PRESENT ? Simd.max(x, xOffset, n) : Scalar.max(x, xOffset, n);
    }

    /// Where the [largest][#max] element stands: the first one that equals it or, as in PyTorch, the last NaN; −1 for
    /// an empty row.
    ///
    /// @param max the largest element
    public static int indexOfMax(float[] x, int xOffset, int n, float max) {
        if (Float.isNaN(max)) {
            return Scalar.lastNaN(x, xOffset, n);
        }
        return VectorApi.PRESENT ? Simd.indexOf(x, xOffset, n, max) : Scalar.indexOf(x, xOffset, n, 0, max);
    }

    static final class Scalar {
        private Scalar() {}

        /// The sum of at most one block.
        // 16 local variables, not an array: it would be allocated in every call, and they become registers.
        static float sum(float[] x, int xOffset, int n) {
            float s0 = 0f, s1 = 0f, s2 = 0f, s3 = 0f, s4 = 0f, s5 = 0f, s6 = 0f, s7 = 0f;
            float s8 = 0f, s9 = 0f, s10 = 0f, s11 = 0f, s12 = 0f, s13 = 0f, s14 = 0f, s15 = 0f;
            int end = xOffset + n;
            int i = xOffset;
            for (; i <= end - 16; i += 16) {
                s0 += x[i];
                s1 += x[i + 1];
                s2 += x[i + 2];
                s3 += x[i + 3];
                s4 += x[i + 4];
                s5 += x[i + 5];
                s6 += x[i + 6];
                s7 += x[i + 7];
                s8 += x[i + 8];
                s9 += x[i + 9];
                s10 += x[i + 10];
                s11 += x[i + 11];
                s12 += x[i + 12];
                s13 += x[i + 13];
                s14 += x[i + 14];
                s15 += x[i + 15];
            }
            s0 += i < end ? x[i] : 0f;
            s1 += i + 1 < end ? x[i + 1] : 0f;
            s2 += i + 2 < end ? x[i + 2] : 0f;
            s3 += i + 3 < end ? x[i + 3] : 0f;
            s4 += i + 4 < end ? x[i + 4] : 0f;
            s5 += i + 5 < end ? x[i + 5] : 0f;
            s6 += i + 6 < end ? x[i + 6] : 0f;
            s7 += i + 7 < end ? x[i + 7] : 0f;
            s8 += i + 8 < end ? x[i + 8] : 0f;
            s9 += i + 9 < end ? x[i + 9] : 0f;
            s10 += i + 10 < end ? x[i + 10] : 0f;
            s11 += i + 11 < end ? x[i + 11] : 0f;
            s12 += i + 12 < end ? x[i + 12] : 0f;
            s13 += i + 13 < end ? x[i + 13] : 0f;
            s14 += i + 14 < end ? x[i + 14] : 0f;
            // lane 15 is there in whole groups of 16 only
            float evens = ((s0 + s8) + (s4 + s12)) + ((s2 + s10) + (s6 + s14));
            float odds = ((s1 + s9) + (s5 + s13)) + ((s3 + s11) + (s7 + s15));
            return evens + odds;
        }

        static void fill(float value, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = value;
            }
        }

        static float max(float[] x, int xOffset, int n) {
            float max = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                max = Math.max(max, x[xOffset + i]);
            }
            return max;
        }

        static int indexOf(float[] x, int xOffset, int n, int from, float value) {
            for (int i = from; i < n; i++) {
                if (x[xOffset + i] == value) {
                    return i;
                }
            }
            return -1;
        }

        static int lastNaN(float[] x, int xOffset, int n) {
            for (int i = n - 1; i >= 0; i--) {
                if (Float.isNaN(x[xOffset + i])) {
                    return i;
                }
            }
            return -1;
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        /// The sum of at most one block.
        static float sum(float[] x, int xOffset, int n) {
            return n % 16 == 0 ? wholeSum(x, xOffset, n) : raggedSum(x, xOffset, n);
        }

        /// Of a multiple of 16 elements.
        private static float wholeSum(float[] x, int xOffset, int n) {
            FloatVector a = FloatVector.zero(Lanes.FLOATS);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int i = xOffset; i < xOffset + n; i += 16) {
                a = a.add(FloatVector.fromArray(Lanes.FLOATS, x, i));
                if (Lanes.WIDTH < 16) {
                    b = b.add(FloatVector.fromArray(Lanes.FLOATS, x, i + Lanes.WIDTH));
                }
                if (Lanes.WIDTH < 8) {
                    c = c.add(FloatVector.fromArray(Lanes.FLOATS, x, i + 8));
                    d = d.add(FloatVector.fromArray(Lanes.FLOATS, x, i + 12));
                }
            }
            return Lanes.tree(a, b, c, d);
        }

        private static float raggedSum(float[] x, int xOffset, int n) {
            FloatVector a = FloatVector.zero(Lanes.FLOATS);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            int bound = n & -16;
            for (int i = xOffset; i < xOffset + bound; i += 16) {
                a = a.add(FloatVector.fromArray(Lanes.FLOATS, x, i));
                if (Lanes.WIDTH < 16) {
                    b = b.add(FloatVector.fromArray(Lanes.FLOATS, x, i + Lanes.WIDTH));
                }
                if (Lanes.WIDTH < 8) {
                    c = c.add(FloatVector.fromArray(Lanes.FLOATS, x, i + 8));
                    d = d.add(FloatVector.fromArray(Lanes.FLOATS, x, i + 12));
                }
            }
            int end = xOffset + n;
            for (int i = xOffset + bound, lane = 0; i < end; i += Lanes.WIDTH, lane += Lanes.WIDTH) {
                FloatVector rest = FloatVector.fromArray(Lanes.FLOATS, x, i, Lanes.FLOATS.indexInRange(i, end));
                if (lane == 0) {
                    a = a.add(rest);
                } else if (lane == Lanes.WIDTH) {
                    b = b.add(rest);
                } else if (lane == 8) {
                    c = c.add(rest);
                } else {
                    d = d.add(rest);
                }
            }
            return Lanes.tree(a, b, c, d);
        }

        static void fill(float value, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector values = FloatVector.broadcast(Lanes.FLOATS, value);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                values.intoArray(y, yOffset + i);
            }
            Scalar.fill(value, y, yOffset + bound, n - bound);
        }

        /// A maximum has no rounding, so that its order does not matter and `reduceLanes` may be used.
        static float max(float[] x, int xOffset, int n) {
            FloatVector a = FloatVector.broadcast(Lanes.FLOATS, Float.NEGATIVE_INFINITY);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            int i = 0;
            // 4 accumulators: each maximum is several instructions, which must not wait for those before
            for (; i <= n - 4 * Lanes.WIDTH; i += 4 * Lanes.WIDTH) {
                a = a.max(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i));
                b = b.max(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + Lanes.WIDTH));
                c = c.max(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + 2 * Lanes.WIDTH));
                d = d.max(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + 3 * Lanes.WIDTH));
            }
            for (; i <= n - Lanes.WIDTH; i += Lanes.WIDTH) {
                a = a.max(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i));
            }
            float max = a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
            return Math.max(max, Scalar.max(x, xOffset + i, n - i));
        }

        static int indexOf(float[] x, int xOffset, int n, float value) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                VectorMask<Float> equal = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i)
                        .compare(VectorOperators.EQ, value);
                if (equal.anyTrue()) {
                    return i + equal.firstTrue();
                }
            }
            return Scalar.indexOf(x, xOffset, n, bound, value);
        }
    }
}
