package dev.halfwave.experiments.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Test;

final class SignalsTest {

    @Test
    void aRowIsOneChannelOfOneSample() {
        Tensor x = Tensor.of(Shape.of(2, 3, 2), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(Signals.row(x, 1, 2)).containsExactly(10, 11);
        assertThat(Signals.row(x.slice(1, 2), 0, 1)).containsExactly(8, 9);
    }

    @Test
    void aSignalIsABatchOfOne() {
        Tensor x = Signals.tensor(1, 2.5);
        assertThat(x.shape()).isEqualTo(Shape.of(1, 1, 2));
        assertThat(x.toArray()).containsExactly(1, 2.5f);
        assertThat(Signals.doubles(1, 2.5f)).containsExactly(1, 2.5);
    }

    @Test
    void meanAndRootMeanSquare() {
        assertThat(Signals.mean(1, 2, 6)).isEqualTo(3);
        assertThat(Signals.rootMeanSquare(1, -7)).isEqualTo(5);
        assertThat(Signals.withoutMean(1, 2, 6)).containsExactly(-2, -1, 3);
    }

    @Test
    void refusesWhatIsNotThere() {
        Tensor x = Tensor.zeros(Shape.of(2, 3, 2));
        assertThatThrownBy(() -> Signals.row(x, 2, 0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Signals.row: sample 2, channel 0 is outside of shape (2, 3, 2)");
        assertThatThrownBy(() -> Signals.row(Tensor.zeros(Shape.of(4)), 0, 0))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessageStartingWith("Signals.row: ");
        assertThatThrownBy(() -> Signals.mean()).hasMessage("Signals.mean: x has no samples");
        assertThatThrownBy(() -> Signals.rootMeanSquare()).hasMessage("Signals.rootMeanSquare: x has no samples");
    }
}
