package dev.halfwave.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Axes, sizes and the messages about them.
final class ShapeTest {

    private final Shape shape = Shape.of(8, 4, 256);

    @Test
    void knowsItsAxesAndItsSize() {
        assertThat(shape.rank()).isEqualTo(3);
        assertThat(shape.dim(0)).isEqualTo(8);
        assertThat(shape.dim(2)).isEqualTo(256);
        assertThat(shape.size()).isEqualTo(8192); // 8 · 4 · 256
        assertThat(shape.stride()).isEqualTo(1024); // 4 · 256
        assertThat(shape.toArray()).containsExactly(8, 4, 256);
    }

    @Test
    void countsNegativeAxesFromTheLast() {
        assertThat(shape.dim(-1)).isEqualTo(256);
        assertThat(shape.dim(-3)).isEqualTo(8);
        assertThat(shape.axis(-2)).isEqualTo(1);
        assertThat(shape.with(-1, 7)).isEqualTo(Shape.of(8, 4, 7));
    }

    @Test
    void theShapeOfANumberHasNoAxesAndOneElement() {
        assertThat(Shape.of()).isSameAs(Shape.SCALAR);
        assertThat(Shape.SCALAR.rank()).isZero();
        assertThat(Shape.SCALAR.size()).isEqualTo(1);
        assertThat(Shape.SCALAR.stride()).isEqualTo(1);
        assertThat(Shape.SCALAR).hasToString("()");
    }

    @Test
    void anAxisMayBeEmpty() {
        Shape empty = Shape.of(0, 3);
        assertThat(empty.size()).isZero();
        assertThat(empty.stride()).isEqualTo(3);
        assertThat(Shape.of(5, 0).stride()).isZero();
    }

    @Test
    void printsItselfAsEveryMessageDoes() {
        assertThat(shape).hasToString("(8, 4, 256)");
        assertThat(Shape.of(7)).hasToString("(7)");
    }

    @Test
    void isEqualByItsLengths() {
        assertThat(Shape.of(8, 4, 256)).isEqualTo(shape).hasSameHashCodeAs(shape);
        assertThat(Shape.of(8, 4)).isNotEqualTo(shape);
        assertThat(Shape.of(4, 8, 256)).isNotEqualTo(shape);
        assertThat(Shape.of(1)).isNotEqualTo(Shape.SCALAR);
    }

    @Test
    void sharesItsArrayWithNobody() {
        int[] lengths = {8, 4, 256};
        Shape made = Shape.of(lengths);
        lengths[0] = 9;
        made.toArray()[1] = 9;
        Shape other = made.with(2, 9);
        assertThat(made).isEqualTo(shape);
        assertThat(other).isEqualTo(Shape.of(8, 4, 9));
    }

    @Test
    void refusesNegativeLengths() {
        assertThatThrownBy(() -> Shape.of(3, -1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Shape: axis lengths must not be negative, but are [3, -1]");
        assertThatThrownBy(() -> shape.with(0, -5))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Shape: axis lengths must not be negative, but are [-5, 4, 256]");
    }

    @Test
    void refusesMoreElementsThanOneArrayHolds() {
        assertThat(Shape.of(1 << 15, (1 << 16) - 1).size()).isEqualTo(Integer.MAX_VALUE - (1 << 15) + 1);
        assertThatThrownBy(() -> Shape.of(1 << 15, 1 << 16)) // 2³¹, one too many
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Shape: [32768, 65536] has more than 2^31 - 1 elements, which one float[] cannot hold");
        assertThatThrownBy(() -> Shape.of(1 << 30, 1 << 30, 1 << 30, 1 << 30)) // 2¹²⁰, a multiple of 2⁶⁴
                .hasMessage("Shape: [1073741824, 1073741824, 1073741824, 1073741824] has more than 2^31 - 1 elements, "
                        + "which one float[] cannot hold");
    }

    @Test
    void refusesAnAxisThatIsNotThere() {
        assertThatThrownBy(() -> shape.dim(3))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Shape: (8, 4, 256) has no axis 3");
        assertThatThrownBy(() -> shape.dim(-4))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Shape: (8, 4, 256) has no axis -4");
        assertThatThrownBy(() -> Shape.SCALAR.with(0, 1))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Shape: () has no axis 0");
    }

    @Test
    void namesTheAxesThatAnOperationExpects() {
        shape.requireAxes("DcFreeRelu", "x", "N", "C", "L");
        assertThatThrownBy(() -> Shape.of(16, 256).requireAxes("DcFreeRelu", "x", "N", "C", "L"))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("DcFreeRelu: expected x with axes (N, C, L), but its shape is (16, 256)");
    }

    @Test
    void aMismatchMayCarryItsCure() {
        assertThat(new ShapeMismatchException("Relu", "expected one thing", "there is another", "do this"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Relu: expected one thing, but there is another; do this");
    }
}
