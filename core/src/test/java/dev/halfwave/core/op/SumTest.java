package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.kernel.RowKernel;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SumTest implements ReductionContract {

    /// 24 numbers; those of (n, c, t) are 1 + 12 n + 4 c + t.
    private static final Tensor X = counting(Shape.of(2, 3, 4));

    @Override
    public Op over(boolean keepAxes, int... axes) {
        return keepAxes ? Sum.over(axes).withKeptAxes() : Sum.over(axes);
    }

    @Nested
    final class OfRows implements OpContract {
        @Override
        public Op op() {
            return Sum.over(-1).withKeptAxes();
        }

        @Override
        public List<Tensor[]> inputs() {
            return SumTest.this.inputs();
        }
    }

    /// The contract where the batch is summed over too.
    @Nested
    final class OverTheBatch implements OpContract {
        @Override
        public Op op() {
            return Sum.over(-1, 0);
        }

        @Override
        public boolean isBatched() {
            return false;
        }

        @Override
        public List<Tensor[]> inputs() {
            return SumTest.this.inputs();
        }
    }

    @Nested
    final class OverAll implements OpContract {
        @Override
        public Op op() {
            return Sum.all();
        }

        @Override
        public boolean isBatched() {
            return false;
        }

        @Override
        public List<Tensor[]> inputs() {
            return SumTest.this.inputs();
        }
    }

    private static Tensor counting(Shape shape) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.set(i, 1 + i);
        }
        return x;
    }

    @Test
    void sumsOverAnyAxes() {
        assertThat(Sum.over(2).apply(X).toArray()).containsExactly(10f, 26f, 42f, 58f, 74f, 90f);
        assertThat(Sum.over(1).apply(X).toArray()).containsExactly(15f, 18f, 21f, 24f, 51f, 54f, 57f, 60f);
        assertThat(Sum.over(0).apply(X).toArray())
                .containsExactly(14f, 16f, 18f, 20f, 22f, 24f, 26f, 28f, 30f, 32f, 34f, 36f);
        assertThat(Sum.over(0, 2).apply(X).toArray()).containsExactly(68f, 100f, 132f);
        assertThat(Sum.over(1, 2).apply(X).toArray()).containsExactly(78f, 222f);
        assertThat(Sum.over(0, 1).apply(X).toArray()).containsExactly(66f, 72f, 78f, 84f);
        assertThat(Sum.all().apply(X).toArray()).containsExactly(300f);
        assertThat(Sum.over(2, 0, 1).apply(X).item()).isEqualTo(300f);
    }

    @Test
    void repeatsTheGradientAlongTheAxes() {
        Tensor x = X.copy().requiringGradient();
        Tensor dy = Tensor.of(Shape.of(2, 4), 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(Sum.over(1).apply(x).backward(dy).of(x).toArray()).containsExactly(
                1f, 2f, 3f, 4f, 1f, 2f, 3f, 4f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 5f, 6f, 7f, 8f, 5f, 6f, 7f, 8f);
        Tensor dk = Tensor.of(Shape.of(1, 3, 1), 1, 2, 3);
        assertThat(Sum.over(0, 2).withKeptAxes().apply(x).backward(dk).of(x).toArray()).containsExactly(
                1f, 1f, 1f, 1f, 2f, 2f, 2f, 2f, 3f, 3f, 3f, 3f, 1f, 1f, 1f, 1f, 2f, 2f, 2f, 2f, 3f, 3f, 3f, 3f);
    }

    @Test
    void rowsAreSummedInLanesAndAllElseInSequence() {
        Tensor x = Samples.awayFromZero(Shape.of(3, 5, 37), 9);
        float[] all = {0};
        float[] channels = new float[5];
        float[] times = new float[37];
        for (int n = 0; n < 3; n++) {
            for (int c = 0; c < 5; c++) {
                channels[c] += RowKernel.sum(x.data(), (n * 5 + c) * 37, 37);
                for (int t = 0; t < 37; t++) {
                    times[t] += x.at(n, c, t);
                }
            }
        }
        all[0] = RowKernel.sum(x.data(), 0, x.size());
        assertThat(Sum.over(0, 2).apply(x).toArray()).containsExactly(channels);
        assertThat(Sum.over(0, 1).apply(x).toArray()).containsExactly(times);
        assertThat(Sum.all().apply(x).toArray()).containsExactly(all);
    }

    /// One after the other if there are at most 4096; else in blocks of 256, which are added in pairs.
    private static float sum(float[] numbers) {
        return inBlocks(numbers, 0, numbers.length, numbers.length <= 4096 ? 4096 : 256);
    }

    private static float inBlocks(float[] numbers, int from, int to, int block) {
        int blocks = (to - from + block - 1) / block;
        if (blocks > 1) {
            int left = 1;
            while (2 * left < blocks) {
                left *= 2;
            }
            return inBlocks(numbers, from, from + left * block, block)
                    + inBlocks(numbers, from + left * block, to, block);
        }
        float sum = 0;
        for (int i = from; i < to; i++) {
            sum += numbers[i];
        }
        return sum;
    }

    @Test
    void manyRowsAreSummedInBlocks() {
        for (int rows : new int[] {4095, 4096, 4097, 10_000, 12_289}) {
            Tensor x = Samples.awayFromZero(Shape.of(rows, 2, 3), rows);
            float[] expected = new float[6];
            float[] channels = new float[2];
            for (int i = 0; i < 6; i++) {
                float[] column = new float[rows];
                for (int n = 0; n < rows; n++) {
                    column[n] = x.at(n, i / 3, i % 3);
                }
                expected[i] = sum(column);
            }
            for (int c = 0; c < 2; c++) {
                float[] sums = new float[rows];
                for (int n = 0; n < rows; n++) {
                    sums[n] = RowKernel.sum(x.data(), (2 * n + c) * 3, 3);
                }
                channels[c] = sum(sums);
            }
            assertThat(Sum.over(0).apply(x).toArray()).containsExactly(expected);
            assertThat(Sum.over(0, 2).apply(x).toArray()).containsExactly(channels);
        }
    }

    /// Axes 0 and 2 are summed over; a step of axis 0 has fewer additions than a block, or more.
    @Test
    void outerAxesAreCutIntoBlocksOfWholeSteps() {
        for (int[] lengths : new int[][] {{50, 100}, {3, 5000}, {5000, 3}, {17, 256}, {17, 257}, {10, 20}}) {
            Tensor x = Samples.awayFromZero(Shape.of(lengths[0], 2, lengths[1], 2), 3);
            float[] expected = new float[4];
            for (int i = 0; i < 4; i++) {
                float[] numbers = new float[lengths[0] * lengths[1]];
                float[] steps = new float[lengths[0]];
                for (int n = 0; n < lengths[0]; n++) {
                    for (int t = 0; t < lengths[1]; t++) {
                        numbers[n * lengths[1] + t] = x.at(n, i / 2, t, i % 2);
                    }
                    steps[n] = inBlocks(numbers, n * lengths[1], (n + 1) * lengths[1], 256);
                }
                expected[i] = numbers.length <= 4096
                        ? sum(numbers)
                        : lengths[1] > 256
                                ? inPairs(steps)
                                : inBlocks(numbers, 0, numbers.length, 256 / lengths[1] * lengths[1]);
            }
            assertThat(Sum.over(0, 2).apply(x).toArray()).as("%d, %d", lengths[0], lengths[1])
                    .containsExactly(expected);
        }
    }

    private static float inPairs(float[] numbers) {
        return inBlocks(numbers, 0, numbers.length, 1);
    }

    @Test
    void longSumsKeepTheirDigits() {
        Tensor rows = Tensor.full(Shape.of(10_000, 3), 0.1f);
        for (float mean : Mean.over(0).apply(rows).toArray()) {
            assertThat(mean).isCloseTo(0.1f, within(1e-6f)); // without blocks 1e-4 of it
        }
        assertThat(Mean.all().apply(Tensor.full(Shape.of(1000, 1000), 0.1f)).item()).isCloseTo(0.1f, within(1e-6f));
        Tensor bias = Tensor.zeros(Shape.of(3)).requiringGradient();
        Tensor dy = Tensor.full(Shape.of(100_000, 3), 0.1f);
        assertThat(new Add().apply(dy, bias).backward(dy).of(bias).toArray()[2]).isCloseTo(10_000f, within(0.5f));
    }

    @Test
    void aSumOfNothingIsZero() {
        assertThat(Sum.all().apply(Tensor.zeros(Shape.of(0, 3))).toArray()).containsExactly(0f);
        assertThat(Sum.over(0).apply(Tensor.zeros(Shape.of(0, 3))).toArray()).containsExactly(0f, 0f, 0f);
        Tensor x = Tensor.zeros(Shape.of(0, 3)).requiringGradient();
        Tensor y = Sum.over(1).apply(x);
        assertThat(y.shape()).isEqualTo(Shape.of(0));
        assertThat(y.backward(y).of(x).shape()).isEqualTo(Shape.of(0, 3));
    }
}
