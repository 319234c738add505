package dev.halfwave.experiments.statistics;

import dev.halfwave.core.random.Philox;

/// Numbers of a random sequence that pick from a sample with replacement, drawn many at a time: exactly those that
/// [Philox#below(long, int)] gives at the same positions.
final class Resampling {

    private final Philox random;
    private final int[] bits;
    private long first;

    /// @param size how many are picked at a time
    Resampling(Philox random, int size) {
        this.random = random;
        this.bits = new int[size];
    }

    /// Goes to the next resample; the first call goes to the first.
    void next() {
        random.fillBits(first, bits, 0, bits.length);
        first += bits.length;
    }

    /// Which of `bound` things pick `i` of this resample takes.
    int pick(int i, int bound) {
        long product = (bits[i] & 0xffffffffL) * bound;
        boolean certain = (product & 0xffffffffL) >= bound;
        return certain ? (int) (product >>> 32) : random.below(first - bits.length + i, bound);
    }
}
