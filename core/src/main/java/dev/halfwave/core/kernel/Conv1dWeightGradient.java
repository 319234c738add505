package dev.halfwave.core.kernel;

/// The gradients of weight and bias of a one-dimensional convolution over a batch of samples. `x` is
/// (samples, C_in, L), `dy` (samples, C_out, L′), the gradient of the weight (C_out, C_in/groups, K); all contiguous.
///
/// The stated orders hold on every path:
///
/// - gradient of the weight: from the value found, `fma(x, dy, sum)` for the sample, then the time ascending.
/// - gradient of the bias: from the value found, adds for each sample its row sum (see [RowKernel]).
///
/// Taps outside of `x` take part as +0.0.
///
/// Time is the axis that is summed, so that lanes must be output channels or taps (input channel and place in the
/// filter), and one of the two factors has to be transposed:
///
/// - *lanes are output channels*: `dy` is transposed once, but the gradient there and back as well;
/// - *lanes are taps*: every tap's window of `x` is transposed, K times as much as `x`; the gradient stays where it is.
///
/// So signals that are short against the number of channels take the second way. Where every output channel is a group
/// of its own, no factor belongs to several channels, and the lanes are groups; see [ChannelwiseKernel].
public final class Conv1dWeightGradient {

    private static final int PANEL = WindowProductKernel.PANEL;

    /// Time steps that are transposed at once; a panel of them fits the first-level cache.
    private static final int CHUNK = 256;

    /// Where lanes are taps, so many time steps at most, of several samples if they are short.
    private static final int SHORT = 128;

    private Conv1dWeightGradient() {}

    /// How many floats of scratch memory [#gradWeight] needs.
    static int scratch(Conv1dGeometry g) {
        int taps = taps(g);
        int columns = columns(g);
        int chunk = Math.min(g.outLength(), CHUNK);
        long channels = (long) g.outChannels() / columns * GemmKernel.packedLength(taps, columns)
                + GemmKernel.packedLength(chunk, columns);
        if (g.isChannelwise()) {
            channels += (long) g.inPerGroup() * g.inPhases() * GemmKernel.packedLength(chunk + g.reach(), g.groups());
        }
        long windows = mayHaveLanesOfTaps(g)
                ? (long) together(g) * (staged(g) + g.outLength() * PANEL) - staged(g)
                : 0;
        long numbers = usesColumns(g) ? WeightGradientColumns.SCRATCH : Math.max(channels, windows);
        return Math.toIntExact(staged(g) + numbers);
    }

    /// The taps of one group.
    private static int taps(Conv1dGeometry g) {
        return g.inPerGroup() * g.kernelSize();
    }

    /// The output channels that share their inputs, or else all of them.
    private static int columns(Conv1dGeometry g) {
        return g.isChannelwise() ? g.outChannels() : g.outPerGroup();
    }

    private static boolean mayHaveLanesOfTaps(Conv1dGeometry g) {
        return g.groups() == 1 && g.outLength() <= SHORT && taps(g) % WindowProductKernel.COLUMNS == 0;
    }

    /// Whether lanes are taps: for signals so short that several are transposed together, because their sums are then
    /// loaded and stored once and not for each sample; or if transposing windows of `x` is less work than transposing
    /// `dy`, and the gradient there and back.
    private static boolean hasLanesOfTaps(Conv1dGeometry g, int samples) {
        if (!mayHaveLanesOfTaps(g)) {
            return false;
        }
        long taps = taps(g);
        long steps = (long) samples * g.outLength();
        return Math.min(samples, together(g)) > 1
                || taps * steps <= 2 * taps * g.outChannels() + g.outChannels() * steps;
    }

    /// Whether this is done by loops along the taps.
    private static boolean usesColumns(Conv1dGeometry g) {
        return !VectorApi.PRESENT && taps(g) >= WeightGradientColumns.LEAST_TAPS;
    }

    /// How many samples' windows are transposed at once; with a stride one, because it is staged in one place.
    private static int together(Conv1dGeometry g) {
        return g.stride() > 1 ? 1 : Math.max(1, SHORT / g.outLength());
    }

    /// How many floats the staged sample takes.
    private static int staged(Conv1dGeometry g) {
        return g.readsInputDirectly(1) ? 0 : g.stagedInput(1) + PaddingKernel.MARGIN;
    }

    /// Copies a sample into rows with zeros around them, as [Conv1dGeometry] describes.
    private static void stage(Conv1dGeometry g, float[] x, int sample, float[] scratch, int to) {
        if (g.stride() > 1) {
            Conv1dStaging.input(g, 1, 1, x, sample, scratch);
        } else {
            PaddingKernel.run(x, sample, g.inChannels(), g.inLength(), g.padLeft(), scratch, to, g.inRow(1));
        }
    }

    /// Adds to the gradient of the weight.
    ///
    /// @param taps [Conv1dGeometry#weightGradientTaps]
    /// @param scratch at least [Conv1dGeometry#weightGradientScratch] floats
    public static void gradWeight(
            Conv1dGeometry g, int samples, float[] x, int xOffset, float[] dy, int dyOffset, int[] taps,
            float[] dw, int dwOffset, float[] scratch) {
        if (g.stride() > 1) {
            Conv1dStaging.clear(scratch, g.stagedInput(1));
        }
        if (usesColumns(g)) {
            addInColumns(g, samples, x, xOffset, dy, dyOffset, taps, dw, dwOffset, scratch);
        } else if (hasLanesOfTaps(g, samples)) {
            addWithLanesOfTaps(g, samples, x, xOffset, dy, dyOffset, taps, dw, dwOffset, scratch);
        } else {
            addWithLanesOfChannels(g, samples, x, xOffset, dy, dyOffset, taps, dw, dwOffset, scratch);
        }
    }

    private static void addInColumns(
            Conv1dGeometry g, int samples, float[] x, int xOffset, float[] dy, int dyOffset, int[] taps,
            float[] dw, int dwOffset, float[] scratch) {
        boolean reads = g.readsInputDirectly(1);
        int tapCount = taps(g);
        int rows = g.outPerGroup();
        for (int n = 0; n < samples; n++) {
            int sample = xOffset + n * g.inChannels() * g.inLength();
            if (!reads) {
                stage(g, x, sample, scratch, 0);
            }
            for (int group = 0; group < g.groups(); group++) {
                WeightGradientColumns.run(
                        reads ? x : scratch,
                        (reads ? sample : 0) + group * g.inPerGroup() * g.inPhases() * g.inRow(1), taps, tapCount,
                        dy, dyOffset + (n * g.outChannels() + group * rows) * g.outLength(), g.outLength(), rows,
                        dw, dwOffset + group * rows * tapCount, scratch, staged(g));
            }
        }
    }

    /// Lanes are taps, and a tile's rows output channels: it reads `dy` and adds to the gradient where they stand.
    private static void addWithLanesOfTaps(
            Conv1dGeometry g, int samples, float[] x, int xOffset, float[] dy, int dyOffset, int[] taps,
            float[] dw, int dwOffset, float[] scratch) {
        boolean reads = g.readsInputDirectly(1);
        int tapCount = taps(g);
        int length = g.outLength();
        int staged = staged(g);
        int together = together(g);
        int panel = together * staged;
        for (int n = 0; n < samples; n += together) {
            int count = Math.min(together, samples - n);
            int first = xOffset + n * g.inChannels() * g.inLength();
            for (int s = 0; s < count && !reads; s++) {
                stage(g, x, first + s * g.inChannels() * g.inLength(), scratch, s * staged);
            }
            for (int i = 0; i < tapCount; i += PANEL) { // a panel at a time: it fits the first-level cache
                int width = Math.min(PANEL, tapCount - i);
                for (int s = 0; s < count; s++) {
                    TransposeKernel.transposeRows(
                            reads ? x : scratch, reads ? first + s * g.inChannels() * g.inLength() : s * staged,
                            taps, i, width, length, scratch, panel + s * length * PANEL, PANEL, PANEL);
                }
                WindowProductKernel.run(
                        dy, dyOffset + n * g.outChannels() * length, g.outChannels() * length, count, length,
                        taps, tapCount, g.outChannels(), scratch, panel, dw, dwOffset + i, tapCount, width);
            }
        }
    }

    /// Lanes are output channels, and a tile's rows taps: `dy` is transposed, and the gradient there and back.
    private static void addWithLanesOfChannels(
            Conv1dGeometry g, int samples, float[] x, int xOffset, float[] dy, int dyOffset, int[] taps,
            float[] dw, int dwOffset, float[] scratch) {
        boolean reads = g.readsInputDirectly(1);
        int gradients = staged(g);
        int columns = columns(g);
        int tapCount = taps(g);
        int gradientsLength = GemmKernel.packedLength(tapCount, columns);
        int panels = gradients + g.outChannels() / columns * gradientsLength;
        for (int o = 0, to = gradients; o < g.outChannels(); o += columns, to += gradientsLength) {
            GemmKernel.packTransposed(dw, dwOffset + o * tapCount, tapCount, tapCount, columns, scratch, to);
        }
        for (int n = 0; n < samples; n++) {
            int sample = xOffset + n * g.inChannels() * g.inLength();
            if (!reads) {
                stage(g, x, sample, scratch, 0);
            }
            for (int t = 0; t < g.outLength(); t += CHUNK) {
                int chunk = Math.min(CHUNK, g.outLength() - t);
                int from = (reads ? sample : 0) + t;
                for (int o = 0, to = gradients; o < g.outChannels(); o += columns, to += gradientsLength) {
                    GemmKernel.packTransposed(dy, dyOffset + (n * g.outChannels() + o) * g.outLength() + t,
                            g.outLength(), chunk, columns, scratch, panels);
                    if (g.isChannelwise()) {
                        addChannelwise(g, reads ? x : scratch, from, taps, scratch, panels, chunk, to);
                    } else {
                        int rows = from + o / columns * g.inPerGroup() * g.inPhases() * g.inRow(1);
                        addGroup(reads ? x : scratch, rows, taps, tapCount, columns, scratch, panels, chunk, to);
                    }
                }
            }
        }
        for (int o = 0, from = gradients; o < g.outChannels(); o += columns, from += gradientsLength) {
            GemmKernel.unpackTransposed(scratch, from, tapCount, columns, dw, dwOffset + o * tapCount, tapCount);
        }
    }

    /// The product of the windows of one group's inputs and `dy`, panel by panel.
    private static void addGroup(
            float[] x, int from, int[] taps, int tapCount, int columns, float[] scratch, int panels, int length,
            int gradients) {
        for (int p = 0; p < columns; p += PANEL) {
            WindowProductKernel.run(
                    x, from, 0, 1, length, taps, 0, tapCount, scratch, panels + p * length,
                    scratch, gradients + p * tapCount, PANEL, Math.min(PANEL, columns - p));
        }
    }

    /// The inputs of all groups are transposed as well: the first row of every group, then the second.
    private static void addChannelwise(
            Conv1dGeometry g, float[] x, int from, int[] taps, float[] scratch, int panels, int length, int gradients) {
        int row = g.inRow(1);
        int rowsPerGroup = g.inPerGroup() * g.inPhases();
        int window = length + g.reach();
        int inputs = panels + GemmKernel.packedLength(length, g.groups());
        int inputsLength = GemmKernel.packedLength(window, g.groups());
        for (int r = 0; r < rowsPerGroup; r++) {
            GemmKernel.packTransposed(
                    x, from + r * row, rowsPerGroup * row, window, g.groups(), scratch, inputs + r * inputsLength);
        }
        int tapCount = taps(g);
        int last = tapCount - 1;
        for (int p = 0; p < g.groups(); p += PANEL) {
            int places = inputs + p * window;
            int sums = gradients + p * tapCount;
            for (int i = 0; i < tapCount; i += 4) { // past the last tap it takes part again and gives the same numbers
                int i1 = Math.min(i + 1, last);
                int i2 = Math.min(i + 2, last);
                int i3 = Math.min(i + 3, last);
                ChannelwiseKernel.run(
                        scratch,
                        places + taps[i] / row * inputsLength + taps[i] % row * PANEL,
                        places + taps[i1] / row * inputsLength + taps[i1] % row * PANEL,
                        places + taps[i2] / row * inputsLength + taps[i2] % row * PANEL,
                        places + taps[i3] / row * inputsLength + taps[i3] % row * PANEL,
                        scratch, panels + p * length, length,
                        scratch, sums + i * PANEL, sums + i1 * PANEL, sums + i2 * PANEL, sums + i3 * PANEL,
                        Math.min(PANEL, g.groups() - p));
            }
        }
    }

    /// Adds to the gradient of the bias.
    public static void gradBias(
            int samples, int channels, int length, float[] dy, int dyOffset, float[] db, int dbOffset) {
        for (int n = 0; n < samples; n++) {
            for (int channel = 0; channel < channels; channel++) {
                db[dbOffset + channel] += RowKernel.sum(dy, dyOffset + (n * channels + channel) * length, length);
            }
        }
    }
}
