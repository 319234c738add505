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

final class AdaptiveAveragePool1dTest implements OpContract {

    @Override
    public Op op() {
        return new AdaptiveAveragePool1d(3);
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals(); // shorter than 3 samples too
    }

    /// The contract with long windows, most of which share a sample with the next one.
    @Nested
    final class OfSeven implements OpContract {
        @Override
        public Op op() {
            return new AdaptiveAveragePool1d(7);
        }

        @Override
        public List<Tensor[]> inputs() {
            return Samples.signals();
        }
    }

    @Test
    void windowsStandSideBySideWhereTheyFit() {
        Tensor y = new AdaptiveAveragePool1d(2).apply(Tensor.of(Shape.of(1, 1, 6), 1, 2, 6, -3, 0, 6));
        assertThat(y.toArray()).containsExactly(3f, 1f);
    }

    @Test
    void windowsThatDoNotFitShareSamples() {
        // 10 samples in 4 windows: 0..2, 2..4, 5..7, 7..9
        Tensor x = Tensor.of(Shape.of(1, 1, 10), 3, 0, 6, 0, 9, 3, 3, 6, 0, 3).requiringGradient();
        Tensor y = new AdaptiveAveragePool1d(4).apply(x);
        assertThat(y.toArray()).containsExactly(3f, 5f, 4f, 3f);
        assertThat(y.backward(Tensor.of(y.shape(), 3, 30, 300, 3000)).of(x).toArray())
                .containsExactly(1f, 1f, 11f, 10f, 10f, 100f, 100f, 1100f, 1000f, 1000f);
    }

    @Test
    void moreWindowsThanSamplesRepeatThem() {
        // 2 samples in 3 windows: 0, 0..1, 1
        Tensor x = Tensor.of(Shape.of(1, 1, 2), 2, 6).requiringGradient();
        Tensor y = new AdaptiveAveragePool1d(3).apply(x);
        assertThat(y.toArray()).containsExactly(2f, 4f, 6f);
        assertThat(y.backward(Tensor.of(y.shape(), 1, 20, 300)).of(x).toArray()).containsExactly(11f, 310f);
    }

    @Test
    void oneWindowIsTheGlobalPool() {
        Tensor x = Samples.awayFromZero(Shape.of(2, 3, 77), 1);
        assertThat(new AdaptiveAveragePool1d(1).apply(x).toArray())
                .containsExactly(new GlobalAveragePool1d().apply(x).toArray());
    }

    @Test
    void everyRowIsPooledOnItsOwn() {
        Tensor x = Tensor.of(Shape.of(2, 2, 2), 1, 3, 5, 7, 9, 11, 13, 15);
        assertThat(new AdaptiveAveragePool1d(1).apply(x).toArray()).containsExactly(2f, 6f, 10f, 14f);
        assertThat(new AdaptiveAveragePool1d(2).apply(x).toArray()).containsExactly(x.toArray());
    }

    @Test
    void acceptsAnEmptyBatch() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3, 8))).shape()).isEqualTo(Shape.of(0, 3, 3));
    }

    @Test
    void rejectsOtherAxes() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(3, 8))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("AdaptiveAveragePool1d: expected x with axes (N, C, L), but its shape is (3, 8)");
    }

    @Test
    void rejectsEmptyRows() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(2, 3, 0))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("AdaptiveAveragePool1d: expected x (N, C, L) to have a length of at least 1, but x is "
                        + "(2, 3, 0) with 0");
    }

    @Test
    void rejectsNoWindow() {
        assertThatThrownBy(() -> new AdaptiveAveragePool1d(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("AdaptiveAveragePool1d: outputLength must be at least 1, but is 0");
    }
}
