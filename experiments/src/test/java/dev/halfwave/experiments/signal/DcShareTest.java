package dev.halfwave.experiments.signal;

import static dev.halfwave.experiments.signal.SignalSamples.relu;
import static dev.halfwave.experiments.signal.SignalSamples.tone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Test;

final class DcShareTest {

    /// (A/π)² of A²/4.
    @Test
    void ofARectifiedToneIsFourOverPiSquared() {
        assertThat(DcShare.of(relu(tone(1, 1, 0, 4096, 4096)))).isCloseTo(4 / (Math.PI * Math.PI), within(1e-6));
        assertThat(DcShare.of(relu(tone(1e-3, 1, 0, 4096, 4096)))).isCloseTo(0.405, within(5e-4));
    }

    @Test
    void isTheMeanSquaredOverTheMeanOfSquares() {
        assertThat(DcShare.of(1, 3)).isCloseTo(4.0 / 5, within(1e-15));
        assertThat(DcShare.of(-1, 1)).isZero();
        assertThat(DcShare.of(-0.1, -0.1, -0.1)).isEqualTo(1);
    }

    @Test
    void ofSilenceIsUndefined() {
        assertThat(DcShare.of(0, 0, 0)).isNaN();
    }

    @Test
    void ofATensorAddsTheEnergiesOfItsRows() {
        // two samples of two channels; the second channel is silent in the first sample
        Tensor x = Tensor.of(Shape.of(2, 2, 2), 1, 3, 0, 0, -2, 2, 5, 5);
        // means² 4, 0, 0, 25; means of squares 5, 0, 4, 25
        assertThat(DcShare.of(x)).isCloseTo(29.0 / 34, within(1e-15));
        assertThat(DcShare.ofChannels(x)).usingComparatorWithPrecision(1e-15).containsExactly(4.0 / 9, 1);
        assertThat(DcShare.ofChannels(x.slice(0, 1))[1]).isNaN();
    }

    @Test
    void refusesWhatHasNoSamples() {
        assertThatThrownBy(() -> DcShare.of())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DcShare: x has no samples");
        assertThatThrownBy(() -> DcShare.of(1, Double.POSITIVE_INFINITY))
                .hasMessage("DcShare: x[1] is Infinity, but every sample must be a finite number");
        assertThatThrownBy(() -> DcShare.of(Tensor.zeros(Shape.of(4, 3))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessageStartingWith("DcShare: ");
    }
}
