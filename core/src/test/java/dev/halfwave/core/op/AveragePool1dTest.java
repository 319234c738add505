package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class AveragePool1dTest implements OpContract {

    @Override
    public Op op() {
        return AveragePool1d.of(4);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 16), 1)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 37), 2)},
                new Tensor[] {Samples.awayFromZero(Shape.of(1, 2, 4), 3)});
    }

    /// The contract for overlapping, padded windows that are cut off.
    @Nested
    final class Overlapping implements OpContract {
        @Override
        public Op op() {
            return new AveragePool1d(5, 2, 2, true, false);
        }

        @Override
        public List<Tensor[]> inputs() {
            return AveragePool1dTest.this.inputs();
        }
    }

    @Test
    void averagesWindowsSideBySideAndDropsTheRest() {
        Tensor x = Tensor.of(Shape.of(1, 2, 5), 1, 3, 5, 9, 100, -2, 0, 4, 4, 100).requiringGradient();
        Tensor y = AveragePool1d.of(2).apply(x);
        assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 2));
        assertThat(y.toArray()).containsExactly(2f, 7f, -1f, 4f);
        Tensor dy = Tensor.of(y.shape(), 2, 4, 6, 8);
        assertThat(y.backward(dy).of(x).toArray()).containsExactly(1f, 1f, 2f, 2f, 0f, 3f, 3f, 4f, 4f, 0f);
    }

    @Test
    void addsTheSharesOfOverlappingWindows() {
        Tensor x = Tensor.of(Shape.of(1, 1, 5), 3, 6, 9, 0, 3).requiringGradient();
        Tensor y = AveragePool1d.of(3).withStride(1).apply(x);
        assertThat(y.toArray()).containsExactly(6f, 5f, 4f); // 18/3, 15/3, 12/3
        Tensor dy = Tensor.of(y.shape(), 3, 6, 9); // shares 1, 2, 3
        assertThat(y.backward(dy).of(x).toArray()).containsExactly(1f, 3f, 6f, 5f, 3f);
    }

    @Test
    void countsZerosOfThePadding() {
        // 0 | 3 6 9 | 0 with windows of 3: 0+3+6, 6+9+0 by 3
        Tensor x = Tensor.of(Shape.of(1, 1, 3), 3, 6, 9);
        assertThat(AveragePool1d.of(3).withStride(2).withPadding(1).apply(x).toArray()).containsExactly(3f, 5f);
    }

    @Test
    void doesNotCountThemOnRequest() {
        // the same windows have two samples each
        Tensor x = Tensor.of(Shape.of(1, 1, 3), 3, 6, 9).requiringGradient();
        Tensor y = AveragePool1d.of(3).withStride(2).withPadding(1).withCountIncludePad(false).apply(x);
        assertThat(y.toArray()).containsExactly(4.5f, 7.5f);
        Tensor dy = Tensor.of(y.shape(), 2, 4); // shares 1 and 2
        assertThat(y.backward(dy).of(x).toArray()).containsExactly(1f, 3f, 2f);
    }

    @Test
    void ceilModeAddsAWindowThatIsCutOff() {
        // 1 3 | 5 9 | 4: the last window has one sample, and is not divided by 2
        Tensor x = Tensor.of(Shape.of(1, 1, 5), 1, 3, 5, 9, 4).requiringGradient();
        Tensor y = AveragePool1d.of(2).withCeilMode(true).apply(x);
        assertThat(y.toArray()).containsExactly(2f, 7f, 4f);
        Tensor dy = Tensor.of(y.shape(), 2, 4, 6);
        assertThat(y.backward(dy).of(x).toArray()).containsExactly(1f, 1f, 2f, 2f, 6f);
    }

    @Test
    void aWindowThatIsCutOffCountsZerosOfThePaddingOnly() {
        // 0 | 1 2 3 4 | 0 with windows of 3, stride 3: 0 1 2, 3 4 0; ceil mode adds none, as the next starts at 0 | _
        Tensor x = Tensor.of(Shape.of(1, 1, 4), 1, 2, 3, 4);
        AveragePool1d pool = AveragePool1d.of(3).withPadding(1).withCeilMode(true);
        assertThat(pool.apply(x).toArray()).containsExactly(1f, 7f / 3);
        // 0 | 1 2 3 4 5 | 0, stride 3: 0 1 2, 3 4 5 and none at the right padding
        assertThat(pool.apply(Tensor.of(Shape.of(1, 1, 5), 1, 2, 3, 4, 5)).toArray()).containsExactly(1f, 4f);
        // 0 | 1 2 3 4 5 6 | 0, stride 3: 0 1 2, 3 4 5, and 6 0 with the divisor 2, or 1 if zeros do not count
        Tensor six = Tensor.of(Shape.of(1, 1, 6), 1, 2, 3, 4, 5, 6);
        assertThat(pool.apply(six).toArray()).containsExactly(1f, 4f, 3f);
        assertThat(pool.withCountIncludePad(false).apply(six).toArray()).containsExactly(1.5f, 4f, 6f);
    }

    @Test
    void theLastWindowMustStartInsideOfTheInputOrTheLeftPadding() {
        // kernelSize 1, stride 3: positions 0 and 3; rounding up would add one at 6, behind the input
        assertThat(new AveragePool1d(1, 3, 0, true, true).shape(Shape.of(1, 1, 5))).isEqualTo(Shape.of(1, 1, 2));
        // kernelSize 2, stride 2, padding 1, L = 3: windows start at −1, 1 and, cut off, 3 = L: none there
        assertThat(new AveragePool1d(2, 2, 1, true, true).shape(Shape.of(1, 1, 3))).isEqualTo(Shape.of(1, 1, 2));
        // kernelSize 5, stride 4, L = 3: no whole window fits, one that is cut off does
        assertThat(new AveragePool1d(5, 4, 0, true, true).apply(Tensor.of(Shape.of(1, 1, 3), 1, 2, 6)).item())
                .isEqualTo(3f);
    }

    @Test
    void hasPytorchsDefaults() {
        assertThat(AveragePool1d.of(3)).isEqualTo(new AveragePool1d(3, 3, 0, false, true));
    }

    @Test
    void withersChangeOneSetting() {
        AveragePool1d pool = new AveragePool1d(4, 3, 2, false, true);
        assertThat(pool.withStride(1)).isEqualTo(new AveragePool1d(4, 1, 2, false, true));
        assertThat(pool.withPadding(1)).isEqualTo(new AveragePool1d(4, 3, 1, false, true));
        assertThat(pool.withCeilMode(true)).isEqualTo(new AveragePool1d(4, 3, 2, true, true));
        assertThat(pool.withCountIncludePad(false)).isEqualTo(new AveragePool1d(4, 3, 2, false, false));
    }

    @Test
    void acceptsAnEmptyBatch() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3, 8))).shape()).isEqualTo(Shape.of(0, 3, 2));
    }

    @Test
    void rejectsSettingsOutOfRange() {
        assertThatThrownBy(() -> AveragePool1d.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("AveragePool1d: kernelSize must be at least 1, but is 0");
        assertThatThrownBy(() -> AveragePool1d.of(3).withStride(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("AveragePool1d: stride must be at least 1, but is 0");
        assertThatThrownBy(() -> AveragePool1d.of(3).withPadding(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("AveragePool1d: padding must be at least 0 and at most half of kernelSize 3, but is 2");
        assertThatThrownBy(() -> AveragePool1d.of(3).withPadding(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("AveragePool1d: padding must be at least 0 and at most half of kernelSize 3, but is -1");
    }

    @Test
    void rejectsRowsWithoutAWindow() {
        assertThatThrownBy(() -> AveragePool1d.of(5).apply(Tensor.zeros(Shape.of(2, 3, 4))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("AveragePool1d: kernelSize 5 expects x (N, C, L) to have a length of at least 5, but x is "
                        + "(2, 3, 4) with 4");
        assertThatThrownBy(() -> AveragePool1d.of(5).withPadding(1).apply(Tensor.zeros(Shape.of(2, 3, 2))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("AveragePool1d: kernelSize 5 with padding 1 expects x (N, C, L) to have a length of at "
                        + "least 3, but x is (2, 3, 2) with 2");
        assertThatThrownBy(() -> AveragePool1d.of(2).withPadding(1).apply(Tensor.zeros(Shape.of(2, 3, 0))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("AveragePool1d: kernelSize 2 with padding 1 expects x (N, C, L) to have a length of at "
                        + "least 1, but x is (2, 3, 0) with 0");
    }

    @Test
    void rejectsOtherAxes() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(3, 8))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("AveragePool1d: expected x with axes (N, C, L), but its shape is (3, 8)");
    }
}
