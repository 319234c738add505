package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DcFreeReluTest implements OpContract {

    private final Tensor x = Tensor.of(Shape.of(1, 1, 4), -1, 2, 4, -3).requiringGradient(); // relu: 0 2 4 0, mean 1.5

    @Override
    public Op op() {
        return new DcFreeRelu();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void subtractsTheMeanOfTheRectifiedRow() {
        assertThat(op().apply(x).toArray()).containsExactly(-1.5f, 0.5f, 2.5f, -1.5f);
    }

    @Test
    void centersThenGatesTheGradient() {
        Tensor dy = Tensor.of(x.shape(), 2, 1, 5, 4); // mean 3, centered: -1 -2 2 1; samples 1 and 2 are active
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(0f, -2f, 2f, 0f);
    }

    @Test
    void everyRowHasItsOwnMean() {
        // rows: 4 0 (mean 2), 0 0 (mean 0), 1 3 (mean 2), 6 2 (mean 4)
        Tensor rows = Tensor.of(Shape.of(2, 2, 2), 4, -1, -1, -5, 1, 3, 6, 2);
        assertThat(op().apply(rows).toArray()).containsExactly(2f, -2f, 0f, 0f, -1f, 1f, 2f, -2f);
    }

    @Test
    void leavesEveryRowWithMeanZero() {
        Tensor y = op().apply(Samples.signals().getLast());
        int length = y.shape().dim(2);
        for (int row = 0; row < y.size() / length; row++) {
            double sum = 0;
            for (int t = 0; t < length; t++) {
                sum += y.get(row * length + t);
            }
            assertThat(sum / length).isCloseTo(0, within(1e-7));
        }
    }

    @Test
    void theGradientAtZeroIsZero() {
        Tensor zeros = Tensor.of(Shape.of(1, 1, 3), 0, -0f, 6).requiringGradient(); // mean 2
        Tensor y = op().apply(zeros);
        assertThat(y.toArray()).containsExactly(-2f, -2f, 4f);
        // dy has mean 4
        assertThat(y.backward(Tensor.of(zeros.shape(), 3, 4, 5)).of(zeros).toArray()).containsExactly(0f, 0f, 1f);
    }

    @Test
    void aRowOfOneSampleBecomesZero() {
        Tensor single = Tensor.of(Shape.of(2, 1, 1), 3, -3).requiringGradient();
        Tensor y = op().apply(single);
        assertThat(y.toArray()).containsExactly(0f, 0f);
        assertThat(y.backward(Tensor.of(single.shape(), 5, 7)).of(single).toArray()).containsExactly(0f, 0f);
    }

    @Test
    void aNaNMakesItsRowNaNAndNoOther() {
        Tensor y = op().apply(Tensor.of(Shape.of(2, 1, 2), Float.NaN, 1, 2, 4));
        assertThat(y.toArray()).containsExactly(Float.NaN, Float.NaN, -1f, 1f);
    }

    @Test
    void acceptsAnEmptyBatchAndEmptyRows() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3, 8))).shape()).isEqualTo(Shape.of(0, 3, 8));
        assertThat(op().apply(Tensor.zeros(Shape.of(2, 3, 0))).shape()).isEqualTo(Shape.of(2, 3, 0));
    }

    @Test
    void rejectsInputWithoutLengthAxis() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(16, 256))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("DcFreeRelu: expected x with axes (N, C, L), but its shape is (16, 256)");
    }

    @Test
    void rejectsMoreThanOneInput() {
        assertThatThrownBy(() -> op().apply(x, x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DcFreeRelu: takes one input, but was given 2");
    }
}
