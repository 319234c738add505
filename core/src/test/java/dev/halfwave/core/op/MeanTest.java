package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class MeanTest implements ReductionContract {

    private static final Tensor X = Tensor.of(Shape.of(2, 2, 2), 1, 3, 5, 7, -2, 4, 0, 6);

    @Override
    public Op over(boolean keepAxes, int... axes) {
        return keepAxes ? Mean.over(axes).withKeptAxes() : Mean.over(axes);
    }

    /// The contract of rows, with axes kept.
    @Nested
    final class OfRows implements OpContract {
        @Override
        public Op op() {
            return Mean.over(-1).withKeptAxes();
        }

        @Override
        public List<Tensor[]> inputs() {
            return MeanTest.this.inputs();
        }
    }

    /// The contract where the batch is averaged over too.
    @Nested
    final class OverAll implements OpContract {
        @Override
        public Op op() {
            return Mean.all();
        }

        @Override
        public boolean isBatched() {
            return false;
        }

        @Override
        public List<Tensor[]> inputs() {
            return MeanTest.this.inputs();
        }
    }

    @Test
    void averagesOverAnyAxes() {
        assertThat(Mean.over(2).apply(X).toArray()).containsExactly(2f, 6f, 1f, 3f);
        assertThat(Mean.over(1).apply(X).toArray()).containsExactly(3f, 5f, -1f, 5f);
        assertThat(Mean.over(0, 2).apply(X).toArray()).containsExactly(1.5f, 4.5f);
        assertThat(Mean.all().apply(X).toArray()).containsExactly(3f);
    }

    @Test
    void spreadsTheGradientEvenly() {
        Tensor x = X.copy().requiringGradient();
        assertThat(Mean.over(0, 2).apply(x).backward(Tensor.of(Shape.of(2), 4, -8)).of(x).toArray())
                .containsExactly(1f, 1f, -2f, -2f, 1f, 1f, -2f, -2f);
        assertThat(Mean.all().apply(x).backward().of(x).toArray()).containsOnly(0.125f);
    }

    @Test
    void overTheLengthItHasTheBitsOfTheGlobalPool() {
        Tensor x = Samples.awayFromZero(Shape.of(3, 4, 77), 5).requiringGradient();
        Tensor mean = Mean.over(2).apply(x);
        Tensor pooled = new GlobalAveragePool1d().apply(x);
        assertThat(mean.toArray()).containsExactly(pooled.toArray());
        Tensor dy = Samples.awayFromZero(mean.shape(), 6);
        assertThat(mean.backward(dy).of(x).toArray()).containsExactly(pooled.backward(dy).of(x).toArray());
    }

    @Test
    void theMeanOfNothingIsNaN() {
        assertThat(Mean.all().apply(Tensor.zeros(Shape.of(0, 3))).toArray()).containsExactly(Float.NaN);
        Tensor x = Tensor.zeros(Shape.of(2, 0)).requiringGradient();
        Tensor y = Mean.over(1).apply(x);
        assertThat(y.toArray()).containsExactly(Float.NaN, Float.NaN);
        assertThat(y.backward(y).of(x).shape()).isEqualTo(Shape.of(2, 0));
        assertThat(Mean.over(0).apply(x).shape()).isEqualTo(Shape.of(0));
    }
}
