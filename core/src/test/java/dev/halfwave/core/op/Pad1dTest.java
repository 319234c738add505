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

final class Pad1dTest implements OpContract {

    private static final Tensor ABCD = Tensor.of(Shape.of(4), 1, 2, 3, 4);

    @Override
    public Op op() {
        return Pad1d.constant(2, 3, 0.5f);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 17), 1)},
                new Tensor[] {Samples.awayFromZero(Shape.of(3, 1, 5), 2)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 100), 3)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 2, 2, 4), 4)});
    }

    @Nested
    final class Reflecting implements OpContract {
        @Override
        public Op op() {
            return Pad1d.reflect(3, 2);
        }

        @Override
        public List<Tensor[]> inputs() {
            return Pad1dTest.this.inputs();
        }
    }

    @Nested
    final class Replicating implements OpContract {
        @Override
        public Op op() {
            return Pad1d.replicate(-1, 7);
        }

        @Override
        public List<Tensor[]> inputs() {
            return Pad1dTest.this.inputs();
        }
    }

    @Nested
    final class Circling implements OpContract {
        @Override
        public Op op() {
            return Pad1d.circular(4, 3);
        }

        @Override
        public List<Tensor[]> inputs() {
            return Pad1dTest.this.inputs();
        }
    }

    private static float[] pad(Pad1d op) {
        return op.apply(ABCD).toArray();
    }

    @Test
    void everyModePutsOnBothSidesWhatItSays() {
        assertThat(pad(Pad1d.constant(2, 3, -9))).containsExactly(-9f, -9f, 1f, 2f, 3f, 4f, -9f, -9f, -9f);
        assertThat(pad(Pad1d.reflect(3, 2))).containsExactly(4f, 3f, 2f, 1f, 2f, 3f, 4f, 3f, 2f);
        assertThat(pad(Pad1d.replicate(3, 2))).containsExactly(1f, 1f, 1f, 1f, 2f, 3f, 4f, 4f, 4f);
        assertThat(pad(Pad1d.circular(3, 2))).containsExactly(2f, 3f, 4f, 1f, 2f, 3f, 4f, 1f, 2f);
    }

    @Test
    void amountsMayBeAsLargeAsTheSignalHasSamplesForThem() {
        assertThat(pad(Pad1d.reflect(3, 3))).containsExactly(4f, 3f, 2f, 1f, 2f, 3f, 4f, 3f, 2f, 1f);
        assertThat(pad(Pad1d.circular(4, 4))).containsExactly(1f, 2f, 3f, 4f, 1f, 2f, 3f, 4f, 1f, 2f, 3f, 4f);
        assertThat(Pad1d.replicate(2, 2).apply(Tensor.of(Shape.of(1), 5)).toArray())
                .containsExactly(5f, 5f, 5f, 5f, 5f);
        assertThat(Pad1d.constant(2, 1, 7).apply(Tensor.zeros(Shape.of(0))).toArray()).containsExactly(7f, 7f, 7f);
    }

    @Test
    void nothingIsPaddedByZeroSamples() {
        for (PadMode mode : PadMode.values()) {
            assertThat(pad(new Pad1d(0, 0, mode, 0))).containsExactly(1f, 2f, 3f, 4f);
        }
    }

    @Test
    void aNegativeAmountCutsOff() {
        for (PadMode mode : PadMode.values()) {
            assertThat(pad(new Pad1d(-1, -2, mode, 0))).containsExactly(2f);
            assertThat(pad(new Pad1d(-2, 0, mode, 0))).containsExactly(3f, 4f);
            assertThat(pad(new Pad1d(0, -3, mode, 0))).containsExactly(1f);
        }
        assertThat(pad(Pad1d.constant(-4, 0, 1))).isEmpty();
        assertThat(pad(Pad1d.circular(-1, -3))).isEmpty();
    }

    @Test
    void oneSideMayBePaddedAndTheOtherCutOff() {
        assertThat(pad(Pad1d.constant(-2, 2, 9))).containsExactly(3f, 4f, 9f, 9f);
        assertThat(pad(Pad1d.constant(-4, 2, 9))).containsExactly(9f, 9f);
        // mirrored and repeated as if nothing had been cut off
        assertThat(pad(Pad1d.reflect(-2, 3))).containsExactly(3f, 4f, 3f, 2f, 1f);
        assertThat(pad(Pad1d.reflect(3, -3))).containsExactly(4f, 3f, 2f, 1f);
        assertThat(pad(Pad1d.replicate(-2, 2))).containsExactly(3f, 4f, 4f, 4f);
        // a circle of what is left
        assertThat(pad(Pad1d.circular(-1, 2))).containsExactly(2f, 3f, 4f, 2f, 3f);
        assertThat(pad(Pad1d.circular(2, -1))).containsExactly(2f, 3f, 1f, 2f, 3f);
        assertThat(pad(Pad1d.circular(2, -2))).containsExactly(1f, 2f, 1f, 2f);
    }

    @Test
    void wherePaddingAloneIsLeftTheSignalIsStillMirroredAndRepeated() {
        // positions 5 and 6 of 1 2 3 4 | 3 2 1, and −2 of 3 2 | 1 2 3 4
        assertThat(pad(Pad1d.reflect(-5, 3))).containsExactly(2f, 1f);
        assertThat(pad(Pad1d.reflect(2, -5))).containsExactly(3f);
        assertThat(pad(Pad1d.replicate(-5, 4))).containsExactly(4f, 4f, 4f);
        assertThat(pad(Pad1d.replicate(4, -5))).containsExactly(1f, 1f, 1f);
        Tensor x = ABCD.copy().requiringGradient();
        Tensor y = Pad1d.reflect(-5, 3).apply(x);
        assertThat(y.backward(Tensor.of(Shape.of(2), 10, 20)).of(x).toArray()).containsExactly(20f, 10f, 0f, 0f);
    }

    @Test
    void padsEachRowOnItsOwn() {
        Tensor y = Pad1d.circular(1, 0).apply(Tensor.of(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8));
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 3));
        assertThat(y.toArray()).containsExactly(2f, 1f, 2f, 4f, 3f, 4f, 6f, 5f, 6f, 8f, 7f, 8f);
    }

    @Test
    void eachSampleGetsTheGradientsOfAllItsCopies() {
        assertThat(gradient(Pad1d.constant(1, -1, 3), 100, 1, 2, 3)).containsExactly(1f, 2f, 3f, 0f);
        assertThat(gradient(Pad1d.reflect(2, 1), 10, 20, 1, 2, 3, 4, 30)).containsExactly(1f, 22f, 43f, 4f);
        assertThat(gradient(Pad1d.replicate(2, 1), 10, 20, 1, 2, 3, 4, 30)).containsExactly(31f, 2f, 3f, 34f);
        assertThat(gradient(Pad1d.circular(2, 1), 10, 20, 1, 2, 3, 4, 30)).containsExactly(31f, 2f, 13f, 24f);
    }

    /// 1 + 2²⁴ rounds to 2²⁴, so these three add up to 0 in this order and to 1 in any other in which 1 is not first.
    @Test
    void copiesAreAddedFromLeftToRight() {
        assertThat(gradient(Pad1d.replicate(2, 0), 1, 0x1p24f, -0x1p24f, 0, 0, 0)[0]).isZero();
        assertThat(gradient(Pad1d.replicate(0, 2), 0, 0, 0, 1, 0x1p24f, -0x1p24f)[3]).isZero();
        assertThat(gradient(Pad1d.reflect(1, 2), 1, 0, 0x1p24f, 0, 0, 0, -0x1p24f)[1]).isZero();
        assertThat(gradient(Pad1d.circular(4, 4), 1, 0, 0, 0, 0x1p24f, 0, 0, 0, -0x1p24f, 0, 0, 0)[0]).isZero();
    }

    private static float[] gradient(Pad1d op, float... dy) {
        Tensor x = ABCD.copy().requiringGradient();
        return op.apply(x).backward(Tensor.of(Shape.of(dy.length), dy)).of(x).toArray();
    }

    @Test
    void acceptsAnEmptyBatch() {
        for (PadMode mode : PadMode.values()) {
            assertThat(new Pad1d(1, 1, mode, 0).apply(Tensor.zeros(Shape.of(0, 3, 4))).shape())
                    .isEqualTo(Shape.of(0, 3, 6));
        }
    }

    @Test
    void rejectsSignalsThatAreTooShort() {
        Shape x = Shape.of(2, 3, 4);
        rejects(Pad1d.constant(5, -5, 0), x, "CONSTANT with left 5 and right -5", 5, "(2, 3, 4) with 4");
        rejects(Pad1d.constant(-2, -3, 0), x, "CONSTANT with left -2 and right -3", 5, "(2, 3, 4) with 4");
        rejects(Pad1d.reflect(4, 1), x, "REFLECT with left 4 and right 1", 5, "(2, 3, 4) with 4");
        rejects(Pad1d.reflect(1, 4), x, "REFLECT with left 1 and right 4", 5, "(2, 3, 4) with 4");
        rejects(Pad1d.reflect(-3, -1), x, "REFLECT with left -3 and right -1", 5, "(2, 3, 4) with 4");
        rejects(Pad1d.replicate(-3, -1), x, "REPLICATE with left -3 and right -1", 5, "(2, 3, 4) with 4");
        rejects(Pad1d.replicate(1, 1), Shape.of(0), "REPLICATE with left 1 and right 1", 1, "(0) with 0");
        rejects(Pad1d.circular(0, 5), x, "CIRCULAR with left 0 and right 5", 5, "(2, 3, 4) with 4");
        rejects(Pad1d.circular(3, -2), x, "CIRCULAR with left 3 and right -2", 5, "(2, 3, 4) with 4");
        rejects(Pad1d.circular(-2, -3), x, "CIRCULAR with left -2 and right -3", 5, "(2, 3, 4) with 4");
        rejects(
                Pad1d.reflect(Integer.MIN_VALUE, Integer.MIN_VALUE), x,
                "REFLECT with left -2147483648 and right -2147483648", 4294967297L, "(2, 3, 4) with 4");
    }

    private static void rejects(Pad1d op, Shape x, String setting, long least, String actual) {
        assertThatThrownBy(() -> op.shape(x))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Pad1d: mode " + setting + " expects x (..., L) to have a length of at least " + least
                        + ", but x is " + actual);
    }

    @Test
    void rejectsMoreThanAnArrayHolds() {
        assertThatThrownBy(() -> Pad1d.constant(Integer.MAX_VALUE, 0, 0).shape(Shape.of(0, 1)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Pad1d: expected a padded length of at most 2^31 - 1, but it would be 2147483648");
    }

    @Test
    void rejectsASingleNumber() {
        assertThatThrownBy(() -> op().apply(Tensor.scalar(1)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Pad1d: expected x with at least one axis (..., L), but its shape is ()");
    }

    @Test
    void rejectsAValueWhereThereIsNone() {
        assertThatThrownBy(() -> new Pad1d(1, 1, PadMode.REFLECT, 3))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Pad1d: value must be 0 for mode REFLECT, which takes none, but is 3.0");
        assertThatThrownBy(() -> new Pad1d(1, 1, null, 0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Pad1d: mode must be CONSTANT, REFLECT, REPLICATE or CIRCULAR, but is null");
    }
}
