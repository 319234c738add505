package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static dev.halfwave.core.kernel.KernelData.garbage;
import static dev.halfwave.core.kernel.KernelData.placed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The kernel against the textbook loops, bit for bit; on both backends, so that they agree with each other too.
@Tag("both-backends")
final class Conv1dKernelTest {

    /// One convolution; the length of the result follows from the rest.
    private record Case(
            int samples, int inChannels, int outChannels, int length, int kernelSize,
            int stride, int dilation, int groups, int left, int right) {

        Conv1dGeometry geometry() {
            return new Conv1dGeometry(
                    inChannels, length, outChannels, outLength(), kernelSize, stride, dilation, groups, left);
        }

        int outLength() {
            return (length + left + right - dilation * (kernelSize - 1) - 1) / stride + 1;
        }

        boolean isPossible() {
            return length + left + right > dilation * (kernelSize - 1);
        }

        int xSize() {
            return samples * inChannels * length;
        }

        int ySize() {
            return samples * outChannels * outLength();
        }

        int weightSize() {
            return outChannels * inPerGroup() * kernelSize;
        }

        int inPerGroup() {
            return inChannels / groups;
        }

        int outPerGroup() {
            return outChannels / groups;
        }
    }

    @Test
    void agreesWithTheDefinitionAroundLaneAndTileBoundaries() {
        for (int length : new int[] {
            1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 79, 81, 127, 128, 130, 255, 256,
            257, 300, 513
        }) {
            verify(new Case(2, 3, 5, length, 3, 1, 1, 1, 1, 1));
            verify(new Case(1, 2, 4, length, 3, 1, 1, 1, 2, 0));
        }
    }

    @Test
    void agreesWithTheDefinitionForAnyNumberOfOutputChannels() {
        for (int outChannels : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 31, 32, 33, 65}) {
            verify(new Case(2, 3, outChannels, 70, 5, 1, 1, 1, 0, 0));
            verify(new Case(2, 3, outChannels, 19, 5, 2, 1, 1, 2, 2));
        }
    }

    @Test
    void agreesWithTheDefinitionForStridesDilationsAndPaddings() {
        for (int stride = 1; stride <= 4; stride++) {
            for (int dilation = 1; dilation <= 4; dilation++) {
                for (int kernelSize : new int[] {1, 2, 3, 6}) {
                    for (int[] padding : new int[][] {{0, 0}, {1, 0}, {0, 2}, {5, 7}, {20, 1}}) {
                        for (int length : new int[] {6, 23, 68}) {
                            verify(new Case(
                                    3, 2, 3, length, kernelSize, stride, dilation, 1, padding[0], padding[1]));
                        }
                    }
                }
            }
        }
    }

    @Test
    void agreesWithTheDefinitionForGroups() {
        for (int groups : new int[] {1, 2, 3, 6}) {
            for (int perGroup : new int[] {1, 2, 3, 4, 9}) {
                verify(new Case(2, groups * 2, groups * perGroup, 37, 3, 1, 2, groups, 2, 2));
                verify(new Case(2, groups, groups * perGroup, 90, 4, 3, 1, groups, 1, 2));
            }
        }
    }

    @Test
    void agreesWithTheDefinitionWhenEveryOutputChannelIsAGroup() {
        for (int channels : new int[] {2, 3, 8, 16, 17, 31, 32, 33, 65}) {
            for (int inPerGroup = 1; inPerGroup <= 3; inPerGroup++) {
                verify(new Case(2, channels * inPerGroup, channels, 40, 3, 1, 1, channels, 1, 1));
                verify(new Case(1, channels * inPerGroup, channels, 21, 5, 2, 3, channels, 0, 7));
            }
        }
        verify(new Case(1, 18, 18, 700, 4, 1, 2, 18, 0, 0));
    }

    @Test
    void agreesWithTheDefinitionForShortSamplesSideBySide() {
        for (int samples : new int[] {0, 1, 2, 3, 7, 16, 33, 50}) {
            verify(new Case(samples, 3, 5, 4, 3, 1, 1, 1, 1, 1));
            verify(new Case(samples, 2, 6, 9, 2, 2, 3, 1, 0, 2));
            verify(new Case(samples, 2, 3, 1, 1, 1, 1, 1, 0, 0));
        }
    }

    /// Such as make the gradient of the weight choose one way or the other, by length and number of samples.
    @Test
    void agreesWithTheDefinitionWhenTapsFillVectors() {
        for (int samples : new int[] {0, 1, 2, 5, 9}) {
            for (int length : new int[] {1, 3, 8, 16, 17, 32, 40, 64, 65}) {
                verify(new Case(samples, 16, 20, length, 3, 1, 1, 1, 2, 0));
                verify(new Case(samples, 16, 5, length, 1, 1, 1, 1, 0, 0));
                verify(new Case(samples, 8, 33, length, 4, 2, 2, 1, 3, 4));
            }
        }
        verify(new Case(1, 16, 80, 127, 5, 1, 2, 1, 8, 0));
        verify(new Case(1, 16, 80, 128, 3, 1, 1, 1, 1, 1));
        verify(new Case(1, 16, 80, 129, 3, 1, 1, 1, 1, 1));
        verify(new Case(3, 48, 64, 32, 5, 1, 2, 1, 8, 0));
        verify(new Case(2, 16, 40, 30, 3, 1, 1, 1, 2, 0), KernelData::hardNumbers);
    }

    @Test
    void agreesWithTheDefinitionForLongSamples() {
        verify(new Case(1, 2, 33, 1500, 3, 1, 1, 1, 1, 1));
        verify(new Case(1, 3, 4, 2000, 7, 3, 5, 1, 0, 0));
    }

    /// The ends of a long sample are computed apart from its middle, if the padding is not wider than they are.
    @Test
    void agreesWithTheDefinitionForPaddingAtEitherEndOfLongSamples() {
        for (int length : new int[] {127, 128, 129, 191, 192, 200, 257}) {
            for (int[] padding : new int[][] {{0, 2}, {4, 0}, {3, 1}, {9, 9}, {63, 2}, {64, 64}, {65, 0}, {1, 66}}) {
                verify(new Case(2, 4, 6, length, 3, 1, 2, 2, padding[0], padding[1]));
                verify(new Case(1, 3, 5, length, 7, 1, 11, 1, padding[0], padding[1]));
            }
        }
    }

    @Test
    void agreesWithTheDefinitionForNaNInfinityAndNegativeZero() {
        for (int length : new int[] {7, 40, 100, 200}) {
            for (int stride = 1; stride <= 2; stride++) {
                verify(new Case(2, 2, 5, length, 3, stride, 1, 1, 2, 1), KernelData::finiteNumbers);
                verify(new Case(2, 2, 5, length, 3, stride, 1, 1, 2, 1), KernelData::hardNumbers);
            }
        }
    }

    /// With products that underflow to −0 a sum is −0, and adding no bias must leave it so.
    @Test
    void keepsANegativeZeroWithoutBias() {
        Case c = new Case(1, 1, 1, 20, 1, 1, 1, 1, 0, 0);
        float[] x = new float[20];
        Arrays.fill(x, Float.MIN_VALUE);
        float[] weight = {-Float.MIN_VALUE};
        assertThat(forward(c, x, weight, null)).containsOnly(-0f);
        assertThat(forward(c, x, weight, new float[] {0f})).containsOnly(0f);
    }

    @Test
    void agreesWithTheDefinitionOnRandomCases() {
        Random random = new Random(7);
        for (int i = 0; i < 400; i++) {
            int groups = 1 + random.nextInt(3);
            verify(new Case(
                    random.nextInt(5), groups * (1 + random.nextInt(4)), groups * (1 + random.nextInt(9)),
                    1 + random.nextInt(random.nextBoolean() ? 20 : 150), 1 + random.nextInt(6),
                    1 + random.nextInt(4), 1 + random.nextInt(4), groups, random.nextInt(9), random.nextInt(9)));
        }
    }

    /// As many channels as networks have, and padding that is wider than the filter and the signal.
    @Test
    void agreesWithTheDefinitionOnRandomCasesOfManyChannels() {
        Random random = new Random(8);
        for (int i = 0; i < 120; i++) {
            int groups = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 1;
            verify(new Case(
                    random.nextInt(4), groups * (1 + random.nextInt(70 / groups)),
                    groups * (1 + random.nextInt(70 / groups)), 1 + random.nextInt(random.nextBoolean() ? 20 : 90),
                    1 + random.nextInt(5), random.nextInt(3) == 0 ? 1 + random.nextInt(9) : 1, 1 + random.nextInt(4),
                    groups, random.nextInt(random.nextBoolean() ? 5 : 120),
                    random.nextInt(random.nextBoolean() ? 5 : 120)));
        }
    }

    /// So few that their weights stay in registers: of one channel, of groups, of filters with one tap; and long rows,
    /// whose ends are computed apart.
    @Test
    void agreesWithTheDefinitionOnRandomCasesOfFewTaps() {
        Random random = new Random(9);
        for (int i = 0; i < 200; i++) {
            int kernelSize = 1 + random.nextInt(6);
            int few = Math.max(1, 6 / kernelSize);
            int groups = random.nextBoolean() ? 1 : 1 + random.nextInt(7);
            Case c = new Case(
                    random.nextInt(4), groups * (1 + random.nextInt(few)),
                    groups * (1 + random.nextInt(random.nextBoolean() ? few : 11)),
                    1 + random.nextInt(random.nextBoolean() ? 40 : 400), kernelSize,
                    random.nextInt(3) == 0 ? 2 + random.nextInt(2) : 1, 1 + random.nextInt(4), groups,
                    random.nextInt(random.nextBoolean() ? 9 : 70), random.nextInt(random.nextBoolean() ? 9 : 70));
            verify(c, random.nextInt(4) == 0 ? KernelData::hardNumbers : KernelData::numbers);
        }
        verify(new Case(2, 6, 6, 257, 3, 1, 2, 6, 4, 0));
        verify(new Case(2, 6, 12, 300, 5, 1, 1, 6, 2, 2));
    }

    /// One output; a length added to the stride would not fit an integer. (Its gradient of the input is left out: it takes
    /// a while for each phase of the stride.)
    @Test
    void agreesWithTheDefinitionForTheLongestStride() {
        Case c = new Case(2, 2, 3, 40, 3, Integer.MAX_VALUE, 2, 1, 3, 0);
        float[] x = KernelData.numbers(c.xSize(), 1);
        float[] weight = KernelData.numbers(c.weightSize(), 2);
        float[] dy = KernelData.numbers(c.ySize(), 3);
        assertSameBits(forward(c, x, weight, null), Definition.forward(c, x, weight, null), "y");
        assertSameBits(gradWeight(c, x, dy, weight), Definition.gradWeight(c, x, dy, weight), "dweight");
    }

    private static void verify(Case c) {
        verify(c, KernelData::numbers);
    }

    /// Interpreted, compiled quickly, compiled well: the first call is the reference for the later ones.
    @Test
    void givesTheSameBitsColdAndCompiled() {
        Case c = new Case(2, 33, 34, 100, 3, 1, 1, 1, 1, 1);
        float[] x = KernelData.numbers(c.xSize(), 1);
        float[] weight = KernelData.numbers(c.weightSize(), 2);
        float[] dy = KernelData.numbers(c.ySize(), 3);
        float[] y = forward(c, x, weight, null);
        float[] dx = gradInput(c, dy, weight);
        float[] dw = gradWeight(c, x, dy, weight);
        assertSameBits(y, Definition.forward(c, x, weight, null), "first y");
        for (int i = 0; i < 300; i++) {
            assertSameBits(forward(c, x, weight, null), y, "y of call " + i);
            assertSameBits(gradInput(c, dy, weight), dx, "dx of call " + i);
            assertSameBits(gradWeight(c, x, dy, weight), dw, "dweight of call " + i);
        }
    }

    private interface Numbers {
        float[] of(int n, long seed);
    }

    private static void verify(Case c, Numbers numbers) {
        if (!c.isPossible()) {
            return;
        }
        float[] x = numbers.of(c.xSize(), 1);
        float[] weight = numbers.of(c.weightSize(), 2);
        float[] bias = numbers.of(c.outChannels, 3);
        float[] dy = numbers.of(c.ySize(), 4);
        float[] dw = KernelData.numbers(c.weightSize(), 5);
        float[] db = KernelData.numbers(c.outChannels, 6);
        assertSameBits(forward(c, x, weight, bias), Definition.forward(c, x, weight, bias), "y of " + c);
        assertSameBits(forward(c, x, weight, null), Definition.forward(c, x, weight, null), "y of unbiased " + c);
        assertSameBits(
                forwardRectified(c, x, weight, bias), Definition.rectified(Definition.forward(c, x, weight, bias)),
                "rectified y of " + c);
        assertSameBits(gradInput(c, dy, weight), Definition.gradInput(c, dy, weight), "dx of " + c);
        assertSameBits(gradWeight(c, x, dy, dw), Definition.gradWeight(c, x, dy, dw), "dweight of " + c);
        assertSameBits(gradBias(c, dy, db), Definition.gradBias(c, dy, db), "dbias of " + c);
    }

    /// The textbook loops, in the stated orders.
    private static final class Definition {

        static float[] forward(Case c, float[] x, float[] weight, float[] bias) {
            float[] y = new float[c.ySize()];
            for (int n = 0; n < c.samples; n++) {
                for (int o = 0; o < c.outChannels; o++) {
                    for (int t = 0; t < c.outLength(); t++) {
                        float sum = 0f;
                        for (int i = 0; i < c.inPerGroup(); i++) {
                            for (int k = 0; k < c.kernelSize; k++) {
                                sum = Math.fma(weight(c, weight, o, i, k), padded(c, x, n, o, i, t, k), sum);
                            }
                        }
                        y[(n * c.outChannels + o) * c.outLength() + t] = bias == null ? sum : sum + bias[o];
                    }
                }
            }
            return y;
        }

        static float[] rectified(float[] y) {
            for (int i = 0; i < y.length; i++) {
                y[i] = y[i] <= 0f ? 0f : y[i];
            }
            return y;
        }

        static float[] gradInput(Case c, float[] dy, float[] weight) {
            float[] dx = new float[c.xSize()];
            for (int n = 0; n < c.samples; n++) {
                for (int channel = 0; channel < c.inChannels; channel++) {
                    int group = channel / c.inPerGroup();
                    for (int u = 0; u < c.length; u++) {
                        float sum = 0f;
                        for (int o = group * c.outPerGroup(); o < (group + 1) * c.outPerGroup(); o++) {
                            for (int k = 0; k < c.kernelSize; k++) {
                                int position = u + c.left - k * c.dilation;
                                if (position % c.stride == 0) {
                                    float gradient = at(dy, n * c.outChannels + o, c.outLength(), position / c.stride);
                                    sum = Math.fma(weight(c, weight, o, channel % c.inPerGroup(), k), gradient, sum);
                                }
                            }
                        }
                        dx[(n * c.inChannels + channel) * c.length + u] = sum;
                    }
                }
            }
            return dx;
        }

        static float[] gradWeight(Case c, float[] x, float[] dy, float[] before) {
            float[] dw = before.clone();
            for (int n = 0; n < c.samples; n++) {
                for (int o = 0; o < c.outChannels; o++) {
                    for (int i = 0; i < c.inPerGroup(); i++) {
                        for (int k = 0; k < c.kernelSize; k++) {
                            int w = (o * c.inPerGroup() + i) * c.kernelSize + k;
                            for (int t = 0; t < c.outLength(); t++) {
                                float gradient = dy[(n * c.outChannels + o) * c.outLength() + t];
                                dw[w] = Math.fma(padded(c, x, n, o, i, t, k), gradient, dw[w]);
                            }
                        }
                    }
                }
            }
            return dw;
        }

        static float[] gradBias(Case c, float[] dy, float[] before) {
            float[] db = before.clone();
            for (int n = 0; n < c.samples; n++) {
                for (int o = 0; o < c.outChannels; o++) {
                    float[] lanes = new float[16];
                    for (int t = 0; t < c.outLength(); t++) {
                        lanes[t % 16] += dy[(n * c.outChannels + o) * c.outLength() + t];
                    }
                    for (int half = 8; half > 0; half /= 2) {
                        for (int lane = 0; lane < half; lane++) {
                            lanes[lane] += lanes[lane + half];
                        }
                    }
                    db[o] += lanes[0];
                }
            }
            return db;
        }

        private static float weight(Case c, float[] weight, int o, int i, int k) {
            return weight[(o * c.inPerGroup() + i) * c.kernelSize + k];
        }

        private static float padded(Case c, float[] x, int n, int o, int i, int t, int k) {
            int channel = o / c.outPerGroup() * c.inPerGroup() + i;
            return at(x, n * c.inChannels + channel, c.length, t * c.stride + k * c.dilation - c.left);
        }

        private static float at(float[] rows, int row, int length, int position) {
            return position < 0 || position >= length ? 0f : rows[row * length + position];
        }
    }

    // Every array is a view behind an offset, with garbage around it.

    private static float[] forward(Case c, float[] x, float[] weight, float[] bias) {
        Conv1dGeometry g = c.geometry();
        float[] y = garbage(c.ySize() + 9);
        Conv1dKernel.forward(
                g, c.samples, placed(x, 5), 5, packed(c, weight), g.forwardTaps(c.samples),
                bias == null ? null : placed(bias, 2), 2, y, 4, garbage(g.forwardScratch(c.samples)));
        return inside(y, 4, 5);
    }

    private static float[] forwardRectified(Case c, float[] x, float[] weight, float[] bias) {
        Conv1dGeometry g = c.geometry();
        float[] y = garbage(c.ySize() + 9);
        Conv1dKernel.forwardRectified(
                g, c.samples, placed(x, 5), 5, packed(c, weight), g.forwardTaps(c.samples), placed(bias, 2), 2, y, 4,
                garbage(g.forwardScratch(c.samples)));
        return inside(y, 4, 5);
    }

    private static float[] packed(Case c, float[] weight) {
        float[] packed = garbage(Conv1dPacking.forwardWeightsLength(
                c.outChannels, c.inPerGroup(), c.kernelSize, c.groups));
        Conv1dPacking.packForward(
                placed(weight, 3), 3, c.outChannels, c.inPerGroup(), c.kernelSize, c.groups, packed);
        return packed;
    }

    private static float[] gradInput(Case c, float[] dy, float[] weight) {
        Conv1dGeometry g = c.geometry();
        float[] packed = garbage(Conv1dPacking.inputGradientWeightsLength(
                c.outChannels, c.inPerGroup(), c.kernelSize, c.groups));
        Conv1dPacking.packInputGradient(
                placed(weight, 3), 3, c.outChannels, c.inPerGroup(), c.kernelSize, c.groups, c.stride, c.dilation,
                packed);
        float[] dx = garbage(c.xSize() + 9);
        Conv1dKernel.gradInput(g, c.samples, placed(dy, 5), 5, packed, g.inputGradientTaps(c.samples), dx, 4,
                garbage(g.inputGradientScratch(c.samples)));
        return inside(dx, 4, 5);
    }

    private static float[] gradWeight(Case c, float[] x, float[] dy, float[] before) {
        Conv1dGeometry g = c.geometry();
        float[] dw = garbage(c.weightSize() + 9);
        System.arraycopy(before, 0, dw, 4, before.length);
        Conv1dWeightGradient.gradWeight(
                g, c.samples, placed(x, 5), 5, placed(dy, 3), 3, g.weightGradientTaps(), dw, 4,
                garbage(g.weightGradientScratch()));
        return inside(dw, 4, 5);
    }

    private static float[] gradBias(Case c, float[] dy, float[] before) {
        float[] db = garbage(c.outChannels + 9);
        System.arraycopy(before, 0, db, 4, before.length);
        Conv1dWeightGradient.gradBias(c.samples, c.outChannels, c.outLength(), placed(dy, 3), 3, db, 4);
        return inside(db, 4, 5);
    }

    private static float[] inside(float[] data, int before, int after) {
        assertSameBits(Arrays.copyOf(data, before), garbage(before), "before the view");
        assertSameBits(Arrays.copyOfRange(data, data.length - after, data.length), garbage(after), "behind the view");
        return Arrays.copyOfRange(data, before, data.length - after);
    }
}
