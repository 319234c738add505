package dev.halfwave.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Samples, the order in which an epoch visits them, and batches.
final class DatasetTest {

    private final Dataset data = new Dataset(
            Tensor.of(Shape.of(4, 1, 2), 0, 1, 10, 11, 20, 21, 30, 31), Tensor.of(Shape.of(4), 0, 1, 2, 3));

    @Test
    void anOrderVisitsEverySampleOnce() {
        int[] order = large().order(7, 3);
        assertThat(order).hasSize(1000).doesNotHaveDuplicates();
        assertThat(Arrays.stream(order).summaryStatistics().getMin()).isZero();
        assertThat(Arrays.stream(order).summaryStatistics().getMax()).isEqualTo(999);
    }

    @Test
    void theOrderIsKeyedByTheSeedAndTheEpoch() {
        Dataset large = large();
        assertThat(large.order(7, 3)).containsExactly(large.order(7, 3));
        assertThat(large.order(7, 3)).isNotEqualTo(large.order(7, 4));
        assertThat(large.order(7, 3)).isNotEqualTo(large.order(8, 3));
    }

    /// The order is part of what makes a training repeat: Philox with the stream `order of epoch <epoch>`.
    @Test
    void theOrderOfASmallSetIsPinned() {
        assertThat(data.order(1, 0)).containsExactly(3, 2, 0, 1);
    }

    @Test
    void gathersABatchInTheGivenOrder() {
        Tensor x = Tensor.zeros(Shape.of(2, 1, 2));
        Tensor y = Tensor.zeros(Shape.of(2));
        data.gather(new int[] {3, 1, 0, 2}, 1, x, y);
        assertThat(x.toArray()).containsExactly(10f, 11f, 0f, 1f);
        assertThat(y.toArray()).containsExactly(1f, 0f);
    }

    @Test
    void gathersFromAndIntoViews() {
        Dataset middle = new Dataset(data.inputs().slice(1, 3), data.targets().slice(1, 3));
        Tensor x = Tensor.full(Shape.of(3, 1, 2), -1);
        Tensor y = Tensor.full(Shape.of(3), -1);
        middle.gather(new int[] {1, 0}, 0, x.slice(1, 3), y.slice(1, 3));
        assertThat(x.toArray()).containsExactly(-1f, -1f, 20f, 21f, 10f, 11f);
        assertThat(y.toArray()).containsExactly(-1f, 2f, 1f);
    }

    @Test
    void knowsItsSizeAndItsHash() {
        assertThat(data.size()).isEqualTo(4);
        Dataset copy = new Dataset(data.inputs().copy(), data.targets().copy());
        assertThat(copy.sha256()).isEqualTo(data.sha256()).hasSize(64);
        copy.targets().set(2, 0);
        assertThat(copy.sha256()).isNotEqualTo(data.sha256());
    }

    @Test
    void refusesInputsAndTargetsThatDoNotFit() {
        assertThatThrownBy(() -> new Dataset(Tensor.zeros(Shape.of(4, 1, 2)), Tensor.zeros(Shape.of(3))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Dataset: expected inputs and targets with the same number of samples along axis 0, but inputs "
                                + "are (4, 1, 2) and targets (3)");
        assertThatThrownBy(() -> new Dataset(Tensor.scalar(1), Tensor.scalar(1)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Dataset: expected inputs and targets with the same number of samples along axis 0, but inputs "
                                + "are () and targets ()");
    }

    private static Dataset large() {
        return new Dataset(Tensor.zeros(Shape.of(1000, 1)), Tensor.zeros(Shape.of(1000)));
    }
}
