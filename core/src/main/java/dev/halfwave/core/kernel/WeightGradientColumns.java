package dev.halfwave.core.kernel;

/// The scalar path of the gradient of a convolution's weight: sums over time, in loops along the taps.
///
/// `sums[o][i] = sums[o][i] + Σ_t x[row[i] + t] · dy[o][t]`
///
/// **Order.** Each sum runs on from the value found and takes `fma(x, dy, sum)` for `t` ascending.
///
/// C2 turns a loop into vector instructions if all that it reads and writes is one array, at distances that are
/// constants. So what all taps read at one time step is copied into a row of [#ROW] floats, four steps and a row of sums
/// make a group, and the sums walk from group to group: the loop reads them at the beginning of its group and writes
/// them to the beginning of the next one.
///
/// ```
/// group 0                         group 1
/// sums | t | t + 1 | t + 2 | t + 3 | sums | t + 4 | …
/// ```
final class WeightGradientColumns {

    /// With fewer taps the loops are too short to pay.
    static final int LEAST_TAPS = 16;

    /// Taps computed together, and the distance of the rows.
    private static final int ROW = 256;

    private static final int GROUP = 5 * ROW;

    /// Time steps whose columns are there at once.
    private static final int CHUNK = 32;

    /// How many floats of scratch memory are needed: with one step less than a chunk the last three take a group each.
    static final int SCRATCH = (CHUNK / 4 + 2) * GROUP + ROW;

    private WeightGradientColumns() {}

    /// Adds to `rows` rows of `taps` sums.
    ///
    /// @param x what the taps read, tap `i` from `base + tap[i]` on
    /// @param dy holds `dy[o][t] = dy[dyOffset + o · length + t]`
    /// @param length the number of time steps
    /// @param sums holds the sums of row `o` at `sumsOffset + o · taps`
    /// @param columns at least [#SCRATCH] floats from `m` on
    static void run(
            float[] x, int base, int[] tap, int taps, float[] dy, int dyOffset, int length, int rows,
            float[] sums, int sumsOffset, float[] columns, int m) {
        for (int first = 0; first < taps; first += ROW) {
            int n = Math.min(ROW, taps - first);
            for (int t = 0; t < length; t += CHUNK) {
                int steps = Math.min(CHUNK, length - t);
                copy(x, base + t, steps, tap, first, n, columns, m);
                for (int o = 0; o < rows; o++) {
                    int to = sumsOffset + o * taps + first;
                    int d = dyOffset + o * length + t;
                    int group = m;
                    System.arraycopy(sums, to, columns, group, n);
                    int s = 0;
                    for (; s < steps - 3; s += 4, group += GROUP) {
                        addFour(dy[d + s], dy[d + s + 1], dy[d + s + 2], dy[d + s + 3], columns, group, n);
                    }
                    for (; s < steps; s++, group += GROUP) {
                        addOne(dy[d + s], columns, group, n);
                    }
                    System.arraycopy(columns, group, sums, to, n);
                }
            }
        }
    }

    /// Copies what `n` taps read; steps that make no whole group take one each.
    private static void copy(float[] x, int base, int steps, int[] tap, int first, int n, float[] columns, int m) {
        for (int i = 0; i < n; i++) {
            int from = base + tap[first + i];
            int to = m + i;
            int s = 0;
            for (; s < steps - 3; s += 4, to += GROUP) {
                columns[to + ROW] = x[from + s];
                columns[to + 2 * ROW] = x[from + s + 1];
                columns[to + 3 * ROW] = x[from + s + 2];
                columns[to + 4 * ROW] = x[from + s + 3];
            }
            for (; s < steps; s++, to += GROUP) {
                columns[to + ROW] = x[from + s];
            }
        }
    }

    private static void addFour(float dy0, float dy1, float dy2, float dy3, float[] columns, int m, int n) {
        for (int i = 0; i < n; i++) {
            float first = Fma.fma(columns[m + 2 * ROW + i], dy1, Fma.fma(columns[m + ROW + i], dy0, columns[m + i]));
            columns[m + GROUP + i] =
                    Fma.fma(columns[m + 4 * ROW + i], dy3, Fma.fma(columns[m + 3 * ROW + i], dy2, first));
        }
    }

    private static void addOne(float dy, float[] columns, int m, int n) {
        for (int i = 0; i < n; i++) {
            columns[m + GROUP + i] = Fma.fma(columns[m + ROW + i], dy, columns[m + i]);
        }
    }
}
