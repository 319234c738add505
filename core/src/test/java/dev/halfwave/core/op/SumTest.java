package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

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
