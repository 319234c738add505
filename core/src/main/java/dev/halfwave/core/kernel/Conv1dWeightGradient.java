package dev.halfwave.core.kernel;

/// The gradients of weight and bias of a one-dimensional convolution over a batch of samples, sample by sample. `x` is
/// (samples, C_in, L), `dy` (samples, C_out, L′), the gradient of the weight (C_out, C_in/groups, K); all contiguous.
///
/// The stated orders hold on every path:
///
/// - gradient of the weight: from the value found, `fma(x, dy, sum)` for the sample, then the time ascending.
/// - gradient of the bias: from the value found, adds for each sample its row sum (see [RowKernel]).
///
/// Taps outside of `x` take part as +0.0.
public final class Conv1dWeightGradient {

    /// Time steps of `dy` that are transposed at once; a panel of them fits the first-level cache.
    static final int CHUNK = 256;

    private Conv1dWeightGradient() {}

    /// Adds to the gradient of the weight.
    ///
    /// @param taps [Conv1dGeometry#weightGradientTaps]
    /// @param scratch at least [Conv1dGeometry#weightGradientScratch] floats
    public static void gradWeight(
            Conv1dGeometry g, int samples, float[] x, int xOffset, float[] dy, int dyOffset, int[] taps,
            float[] dw, int dwOffset, float[] scratch) {
        boolean reads = g.readsInputDirectly(1);
        int gradients = g.stagedInput(1);
        Conv1dStaging.clear(scratch, gradients);
        // The lanes are the columns: output channels that share their inputs, or else all of them.
        int columns = g.isChannelwise() ? g.outChannels() : g.outPerGroup();
        int tapCount = g.inPerGroup() * g.kernelSize();
        int gradientsLength = GemmKernel.packedLength(tapCount, columns);
        int panels = gradients + g.outChannels() / columns * gradientsLength;
        for (int o = 0, to = gradients; o < g.outChannels(); o += columns, to += gradientsLength) {
            GemmKernel.packTransposed(dw, dwOffset + o * tapCount, tapCount, tapCount, columns, scratch, to);
        }
        for (int n = 0; n < samples; n++) {
            int sample = xOffset + n * g.inChannels() * g.inLength();
            if (!reads) {
                Conv1dStaging.input(g, 1, 1, x, sample, scratch);
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

    /// The product of the windows of one group's inputs and a panel of `dy`, panel by panel.
    private static void addGroup(
            float[] x, int from, int[] taps, int tapCount, int columns, float[] scratch, int panels, int length,
            int gradients) {
        for (int p = 0; p < columns; p += GemmKernel.PANEL) {
            GemmKernel.panel(x, from, taps, 0, tapCount, 1, scratch, panels + p * length, length, scratch,
                    gradients + p * tapCount, GemmKernel.PANEL, Math.min(GemmKernel.PANEL, columns - p));
        }
    }

    /// With one output channel per group the lanes are groups: their inputs are transposed as well, the first row of
    /// all groups, then the second.
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
        int tapCount = g.inPerGroup() * g.kernelSize();
        int last = tapCount - 1;
        for (int p = 0; p < g.groups(); p += GemmKernel.PANEL) {
            int places = inputs + p * window;
            int sums = gradients + p * tapCount;
            for (int i = 0; i < tapCount; i += 4) { // past the last tap it takes part again and gives the same numbers
                int i1 = Math.min(i + 1, last);
                int i2 = Math.min(i + 2, last);
                int i3 = Math.min(i + 3, last);
                ChannelwiseKernel.run(
                        scratch,
                        places + taps[i] / row * inputsLength + taps[i] % row * GemmKernel.PANEL,
                        places + taps[i1] / row * inputsLength + taps[i1] % row * GemmKernel.PANEL,
                        places + taps[i2] / row * inputsLength + taps[i2] % row * GemmKernel.PANEL,
                        places + taps[i3] / row * inputsLength + taps[i3] % row * GemmKernel.PANEL,
                        scratch, panels + p * length, length,
                        scratch, sums + i * GemmKernel.PANEL, sums + i1 * GemmKernel.PANEL,
                        sums + i2 * GemmKernel.PANEL, sums + i3 * GemmKernel.PANEL,
                        Math.min(GemmKernel.PANEL, g.groups() - p));
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
