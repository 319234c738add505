package dev.halfwave.core.random;

import dev.halfwave.core.kernel.PhiloxKernel;
import java.nio.charset.StandardCharsets;

/// Random numbers by position: a pure function of (seed, stream, index), Philox4x32-10. What was drawn before does not
/// matter, nor on which thread: element 7 of the dropout mask of step 12 is the same number in any order of
/// computation, and resuming needs no state.
///
/// ```java
/// Philox random = Philox.of(seed, "conv1.weight");
/// random.fillUniform(weight, 0, weight.length, -0.1f, 0.1f);
/// float again = random.uniform(7, -0.1f, 0.1f); // weight[7]
/// ```
///
/// Philox turns a counter of 128 bits and a key of 64 bits into 128 random bits, in ten rounds of multiplications. Here
/// the key is the seed, the upper half of the counter is the stream, and the lower half says what is drawn:
///
/// | draw                        | lower 64 bits of the counter         | of its four words             |
/// |-----------------------------|--------------------------------------|-------------------------------|
/// | `bits`, `uniform`, `below`  | `index / 4`                          | word `index % 4`              |
/// | `gaussian`                  | `index / 2`, top byte 255            | all, for two values           |
/// | `below`, when it rejects    | `index`, top byte 1, 2, ..., 254     | one after the other           |
///
/// so that numbers of one kind are independent of those of another, and of all other streams and seeds.
///
/// Immutable and thread-safe.
///
/// Source: Salmon, Moraes, Dror and Shaw (2011), *Parallel Random Numbers: As Easy as 1, 2, 3*, SC '11,
/// doi:10.1145/2063384.2063405.
///
/// @param seed the key
/// @param stream which of the seed's 2⁶⁴ independent sequences
public record Philox(long seed, long stream) {

    private static final long MAX_INDEX = (1L << 56) - 1;
    private static final long GAUSSIAN = 255L << 56;
    private static final int MAX_REJECTIONS_TAG = 254;

    /// Numbers are drawn in pieces that stay in the first-level cache.
    private static final int PIECE = 1024;

    /// The sequence of a seed and a stream.
    public static Philox of(long seed, long stream) {
        return new Philox(seed, stream);
    }

    /// The sequence of a seed and a named stream, such as a parameter's name. The stream is the name's
    /// [hash][#hash].
    public static Philox of(long seed, String stream) {
        return new Philox(seed, hash(stream));
    }

    /// FNV-1a with 64 bits, over the name's UTF-8 bytes: the same on every machine and in every version of Java.
    public static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /// 32 random bits.
    ///
    /// @param index the position, in 0..2⁵⁶−1, as for all draws
    public int bits(long index) {
        return word(requireIndex(index) >>> 2, (int) index & 3);
    }

    /// `into[offset + i] = bits(first + i)` for `i` in `0..n−1`. Fastest where `first` and
    /// `n` are multiples of 4.
    public void fillBits(long first, int[] into, int offset, int n) {
        requireIndex(first);
        requireIndex(first + Math.max(n - 1, 0));
        int head = Math.min(n, (int) -first & 3);
        for (int i = 0; i < head; i++) {
            into[offset + i] = bits(first + i);
        }
        int blocks = (n - head) >> 2;
        PhiloxKernel.blocks(seed, stream, (first + head) >>> 2, into, offset + head, blocks);
        for (int i = head + 4 * blocks; i < n; i++) {
            into[offset + i] = bits(first + i);
        }
    }

    /// A number in [0, 1): one of 2²⁴ multiples of 2⁻²⁴, equally likely.
    public float uniform(long index) {
        return toUniform(bits(index));
    }

    /// A number in [low, high): `low + u (high − low)` for [u][#uniform(long)], computed in double and rounded once,
    /// never up to `high`. Where `low` and `high` are equal, that number.
    ///
    /// @throws IllegalArgumentException unless `low ≤ high`, both finite
    public float uniform(long index, float low, float high) {
        requireRange(low, high);
        return scaled(bits(index), low, high);
    }

    /// A number with the standard normal distribution: mean 0, standard deviation 1 (Box and Muller 1958, *A Note on
    /// the Generation of Random Normal Deviates*, doi:10.1214/aoms/1177706645). An even position and the odd one behind
    /// it are the cosine and the sine of one pair of uniform numbers with 53 bits. The largest magnitude that can occur
    /// is 8.6.
    public double gaussian(long index) {
        int[] words = new int[4];
        block(requireIndex(index) >>> 1 | GAUSSIAN, words);
        return component(radius(words), angle(words), index);
    }

    /// A whole number in 0..bound−1, all equally likely (Lemire 2019, *Fast Random Integer Generation in an Interval*,
    /// doi:10.1145/3230636). Where a draw would make some numbers likelier than others, further ones are taken at the
    /// same position.
    ///
    /// @throws IllegalArgumentException if the bound is below 1
    public int below(long index, int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("Philox: the bound must be at least 1, but is " + bound);
        }
        long product = (bits(index) & 0xffffffffL) * bound;
        if ((product & 0xffffffffL) < bound) {
            long biased = (1L << 32) % bound;
            // Each draw is rejected with a probability below 1/2: the end of the loop is never seen.
            for (int draw = 0; (product & 0xffffffffL) < biased && draw < 4 * MAX_REJECTIONS_TAG; draw++) {
                long tag = (long) (draw / 4 + 1) << 56;
                product = (word(index | tag, draw & 3) & 0xffffffffL) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /// `into[offset + i] = uniform(i, low, high)` for `i` in `0..n−1`.
    ///
    /// @throws IllegalArgumentException unless `low ≤ high`, both finite
    public void fillUniform(float[] into, int offset, int n, float low, float high) {
        fillUniform(0, into, offset, n, low, high);
    }

    /// `into[offset + i] = uniform(first + i, low, high)` for `i` in `0..n−1`: a part of a longer sequence.
    ///
    /// @throws IllegalArgumentException unless `low ≤ high`, both finite
    public void fillUniform(long first, float[] into, int offset, int n, float low, float high) {
        requireRange(low, high);
        requireIndex(first);
        requireIndex(first + Math.max(n - 1, 0));
        int[] words = new int[Math.min(n, PIECE)];
        for (int at = 0; at < n; at += PIECE) {
            int piece = Math.min(PIECE, n - at);
            fillBits(first + at, words, 0, piece);
            for (int i = 0; i < piece; i++) {
                into[offset + at + i] = scaled(words[i], low, high);
            }
        }
    }

    /// `into[offset + i] = mean + sd · gaussian(i)` for `i` in `0..n−1`, computed in double and rounded once.
    public void fillGaussian(float[] into, int offset, int n, double mean, double sd) {
        fillGaussian(0, into, offset, n, mean, sd);
    }

    /// `into[offset + i] = mean + sd · gaussian(first + i)` for `i` in `0..n−1`: a part of a longer sequence.
    public void fillGaussian(long first, float[] into, int offset, int n, double mean, double sd) {
        requireIndex(first);
        requireIndex(first + Math.max(n - 1, 0));
        int[] words = new int[4];
        double radius = 0;
        double angle = 0;
        for (int i = 0; i < n; i++) {
            long index = first + i;
            if (i == 0 || (index & 1) == 0) {
                block(index >>> 1 | GAUSSIAN, words);
                radius = radius(words);
                angle = angle(words);
            }
            into[offset + i] = (float) (mean + sd * component(radius, angle, index));
        }
    }

    /// The numbers 0..n−1 in a random order, all orders equally likely (Fisher and Yates, in the form of Durstenfeld
    /// 1964, doi:10.1145/364520.364540): for `i` from `n−1` down to 1, entry `i` changes places with entry
    /// `below(i, i + 1)`.
    ///
    /// @throws IllegalArgumentException if `n` is negative
    public int[] permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("Philox: a permutation must not have a negative length, but has " + n);
        }
        int[] permutation = new int[n];
        for (int i = 0; i < n; i++) {
            permutation[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = below(i, i + 1);
            int swap = permutation[i];
            permutation[i] = permutation[j];
            permutation[j] = swap;
        }
        return permutation;
    }

    /// One of the four words of a block of this sequence.
    private int word(long counter, int which) {
        int[] words = new int[4];
        block(counter, words);
        // No variable index, so that the compiled code needs no array.
        return which < 2 ? which == 0 ? words[0] : words[1] : which == 2 ? words[2] : words[3];
    }

    /// All four.
    private void block(long counter, int[] words) {
        PhiloxKernel.block(seed, stream, counter, words);
    }

    private static float toUniform(int bits) {
        return (bits >>> 8) * 0x1p-24f;
    }

    private static float scaled(int bits, float low, float high) {
        float value = (float) (low + toUniform(bits) * ((double) high - low));
        return value < high || low == high ? value : Math.nextDown(high);
    }

    // 1 − u is in (0, 1], so that its logarithm is finite.
    private static double radius(int[] words) {
        return StrictMath.sqrt(-2 * StrictMath.log(1 - toDouble(words[0], words[1])));
    }

    private static double angle(int[] words) {
        return 2 * Math.PI * toDouble(words[2], words[3]);
    }

    /// One of the two values of a pair.
    private static double component(double radius, double angle, long index) {
        return radius * ((index & 1) == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle));
    }

    /// A number in [0, 1) with 53 random bits.
    private static double toDouble(int low, int high) {
        return (((high & 0xffffffffL) << 32 | (low & 0xffffffffL)) >>> 11) * 0x1p-53;
    }

    private static long requireIndex(long index) {
        if (index < 0 || index > MAX_INDEX) {
            throw new IllegalArgumentException("Philox: the index must be in 0..2^56-1, but is " + index);
        }
        return index;
    }

    private static void requireRange(float low, float high) {
        if (!(low <= high && Float.isFinite(low) && Float.isFinite(high))) {
            throw new IllegalArgumentException(
                    "Philox: low must not be above high, and both must be finite, but they are " + low + " and "
                            + high);
        }
    }
}
