package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class Conv1dGeometryTest {

    private static final int HUGE = Integer.MAX_VALUE - 5;

    @Test
    void aDilationWhoseRowsAreTooLongIsNamed() {
        assertThatThrownBy(() -> new Conv1dGeometry(1, 256, 32, 256, 2, 1, HUGE, 1, HUGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Convolution1d: kernel size 2, stride 1, dilation 2147483642 and padding 2147483642 on the left "
                                + "of 256 samples span 2147483898 samples, but a row has fewer than 2^31");
        assertThatThrownBy(() -> new Conv1dGeometry(1, 256, 32, 256, 3, 1, HUGE, 1, 0))
                .hasMessageContaining("samples span 4294967540 samples");
        // only the gradients of the result with the zeros before them are too long
        assertThatThrownBy(() -> new Conv1dGeometry(1, 1 << 30, 32, 2, 2, 1, 1 << 30, 1, 0))
                .hasMessageContaining("samples span 2147483648 samples");
    }

    @Test
    void aPaddingWhoseRowsAreTooLongIsNamed() {
        assertThatThrownBy(() -> new Conv1dGeometry(1, 256, 32, 2, 3, 1 << 30, 1, 1, HUGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Convolution1d: kernel size 3, stride 1073741824, dilation 1 and padding 2147483642 on the left "
                                + "of 256 samples span 2147483898 samples, but a row has fewer than 2^31");
    }

    @Test
    void theLongestRowsThatFitAreAccepted() {
        Conv1dGeometry g = new Conv1dGeometry(1, 2, 1, 2, 2, 1, HUGE, 1, HUGE);
        assertThat(g.reach()).isEqualTo(HUGE);
        assertThat(g.inPitch()).isEqualTo(HUGE + 2);
    }

    @Test
    void copiesThatNoArrayHoldsAreNamed() {
        Conv1dGeometry g = new Conv1dGeometry(3, 2, 4, 2, 2, 1, 1 << 30, 1, 1 << 30);
        assertThatThrownBy(() -> g.forwardScratch(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Convolution1d: (3, 2) to (4, 2) with dilation 1073741824 and padding 1073741824 on the left "
                                + "takes copies of 3221225478 floats, but an array has fewer than 2^31");
        assertThatThrownBy(() -> g.inputGradientScratch(1))
                .hasMessageContaining("takes copies of 4294967304 floats");
    }
}
