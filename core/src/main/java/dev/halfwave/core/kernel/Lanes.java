package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The vector species that every SIMD kernel uses, in a class of its own so that it is loaded only where the Vector
/// API is there.
final class Lanes {

    /// Constant for the JIT, which is what makes vector code fast.
    static final VectorSpecies<Float> FLOATS =
            VectorShape.forBitSize(Math.max(VectorApi.BITS, 128)).withLanes(float.class);

    /// Integers of the same number of lanes.
    static final VectorSpecies<Integer> INTS =
            VectorShape.forBitSize(Math.max(VectorApi.BITS, 128)).withLanes(int.class);

    /// Floats per vector.
    static final int WIDTH = FLOATS.length();

    // Rotations by 8, 4, 2 and 1 lanes (modulo the width): the steps of the halving tree.
    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private Lanes() {}

    /// A class of its own: [VectorApi] asks while it is being initialised, before [Lanes] may read its choice.
    static final class Widest {
        private Widest() {}

        static int bits() {
            return FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }
    }

    private static VectorShuffle<Float> rotation(int by) {
        return VectorShuffle.fromOp(FLOATS, i -> (i + by) % WIDTH);
    }

    /// The sum of 16 virtual lanes by a fixed halving tree (8, 4, 2, 1): the same bits for any vector width. Never
    /// `reduceLanes`, whose order is not defined and changes when the JIT takes over.
    ///
    /// At 512 bits lane `j` is lane `j` of `a`. At 256 bits `a` holds lanes 0 to 7 and `b` 8 to 15; at 128 bits `a` to
    /// `d` hold four each. Vectors that a width does not need are ignored.
    static float tree(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        FloatVector s;
        if (WIDTH == 16) {
            s = a.add(a.rearrange(BY_8));
            s = s.add(s.rearrange(BY_4));
        } else if (WIDTH == 8) {
            s = a.add(b);
            s = s.add(s.rearrange(BY_4));
        } else {
            s = a.add(c).add(b.add(d));
        }
        s = s.add(s.rearrange(BY_2));
        return s.add(s.rearrange(BY_1)).lane(0);
    }

    /// `0, 1, 2, ...` in the lanes.
    static IntVector iota() {
        return IntVector.zero(INTS).addIndex(1);
    }

    /// Whether a lane is NaN.
    static jdk.incubator.vector.VectorMask<Float> isNaN(FloatVector x) {
        return x.test(VectorOperators.IS_NAN);
    }
}
