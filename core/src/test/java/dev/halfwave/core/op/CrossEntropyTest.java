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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class CrossEntropyTest implements OpContract {

    private static final float LN_2 = 0x1.62e43p-1f;

    /// Two samples with equal logits: each loss is ln 2.
    private final Tensor logits = Tensor.of(Shape.of(2, 2), 3, 3, -1, -1).requiringGradient();

    private final Tensor target = Tensor.of(Shape.of(2), 0, 1);

    @Override
    public Op op() {
        return new CrossEntropy(Reduction.NONE);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                of(Shape.of(4, 3), Shape.of(4), 3),
                of(Shape.of(3, 4, 17), Shape.of(3, 17), 4),
                of(Shape.of(2, 37), Shape.of(2), 37),
                of(Shape.of(2, 3, 1), Shape.of(2, 1), 3));
    }

    @Override
    public boolean isDifferentiable(int input) {
        return input == 0;
    }

    @Override
    public boolean isPerSample(int input) {
        return true;
    }

    /// The contract where the result is one number.
    @Nested
    final class Mean implements OpContract {
        @Override
        public Op op() {
            return new CrossEntropy();
        }

        @Override
        public List<Tensor[]> inputs() {
            return CrossEntropyTest.this.inputs();
        }

        @Override
        public boolean isDifferentiable(int input) {
            return input == 0;
        }

        @Override
        public boolean isBatched() {
            return false;
        }
    }

    /// The contract with smoothed class indices and with distributions.
    @Nested
    final class Smoothed implements OpContract {
        @Override
        public Op op() {
            return new CrossEntropy(Reduction.NONE, 0.25f);
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.of(
                    of(Shape.of(4, 3), Shape.of(4), 3),
                    new Tensor[] {Samples.awayFromZero(Shape.of(3, 4), 1), Samples.awayFromZero(Shape.of(3, 4), 2)},
                    new Tensor[] {
                        Samples.awayFromZero(Shape.of(2, 3, 5), 1), Samples.awayFromZero(Shape.of(2, 3, 5), 2)
                    });
        }

        @Override
        public boolean isDifferentiable(int input) {
            return input == 0;
        }

        @Override
        public boolean isPerSample(int input) {
            return true;
        }
    }

    @Test
    void smoothingMixesTheTargetWithTheUniformDistribution() {
        // log softmax of (ln 3, 0) is (ln 3/4, ln 1/4); q = 0.8 · (1, 0) + 0.2 / 2 = (0.9, 0.1)
        Tensor x = Tensor.of(Shape.of(1, 2), (float) Math.log(3), 0).requiringGradient();
        Tensor loss = new CrossEntropy(Reduction.MEAN, 0.2f).apply(x, Tensor.of(Shape.of(1), 0));
        assertThat(loss.item()).isCloseTo((float) -(0.9 * Math.log(0.75) + 0.1 * Math.log(0.25)), within(1e-6f));
        // p − q
        assertThat(loss.backward().of(x).toArray()).containsExactly(new float[] {-0.15f, 0.15f}, within(1e-6f));
    }

    @Test
    void aDistributionThatDoesNotSumToOneWeighsItsSample() {
        // q = (2, 0): twice the loss of class 0, p = (1/2, 1/2): dlogits = p · 2 − q = (−1, 1)
        Tensor x = Tensor.of(Shape.of(1, 2), 5, 5).requiringGradient();
        Tensor loss = new CrossEntropy().apply(x, Tensor.of(Shape.of(1, 2), 2, 0));
        assertThat(loss.item()).isEqualTo(2 * LN_2);
        assertThat(loss.backward().of(x).toArray()).containsExactly(new float[] {-1f, 1f}, within(1e-6f));
    }

    @Test
    void rejectsSmoothingOutsideOfZeroToOne() {
        assertThatThrownBy(() -> new CrossEntropy(Reduction.MEAN, 1.5f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CrossEntropy: labelSmoothing must be in [0, 1], but is 1.5");
    }

    private static Tensor[] of(Shape logits, Shape target, int classes) {
        return new Tensor[] {Samples.awayFromZero(logits, 1), Samples.classes(target, classes, 2)};
    }

    @Test
    void isTheNegativeLogarithmOfTheTargetsProbability() {
        assertThat(op().apply(logits, target).toArray()).containsExactly(LN_2, LN_2);
    }

    @Test
    void theMeanIsTheDefault() {
        assertThat(new CrossEntropy()).isEqualTo(new CrossEntropy(Reduction.MEAN));
        Tensor loss = new CrossEntropy().apply(logits, target);
        assertThat(loss.shape()).isEqualTo(Shape.SCALAR);
        assertThat(loss.item()).isEqualTo(LN_2); // 2 ln 2 / 2
        // (p − 1[target]) / 2 with p = 1/2 each
        assertThat(loss.backward().of(logits).toArray()).containsExactly(new float[] {-0.25f, 0.25f, 0.25f, -0.25f},
                within(1e-7f));
    }

    @Test
    void theSumIsNotDivided() {
        Tensor loss = new CrossEntropy(Reduction.SUM).apply(logits, target);
        assertThat(loss.item()).isEqualTo(2 * LN_2);
        assertThat(loss.backward().of(logits).toArray()).containsExactly(new float[] {-0.5f, 0.5f, 0.5f, -0.5f},
                within(1e-7f));
    }

    @Test
    void everyLossHasItsOwnUpstreamGradient() {
        Tensor dy = Tensor.of(Shape.of(2), 2, 8);
        assertThat(op().apply(logits, target).backward(dy).of(logits).toArray())
                .containsExactly(new float[] {-1f, 1f, 4f, -4f}, within(1e-6f));
    }

    @Test
    void decidesAtEachPosition() {
        // classes along axis 1; position 0 has logits (0, 0), position 1 has (0, 100): class 1 for sure
        Tensor x = Tensor.of(Shape.of(1, 2, 2), 0, 0, 0, 100).requiringGradient();
        Tensor y = op().apply(x, Tensor.of(Shape.of(1, 2), 1, 0));
        assertThat(y.shape()).isEqualTo(Shape.of(1, 2));
        assertThat(y.toArray()).containsExactly(LN_2, 100f);
        assertThat(y.backward(Tensor.of(y.shape(), 2, 4)).of(x).toArray())
                .containsExactly(new float[] {1f, -4f, -1f, 4f}, within(1e-6f));
    }

    @Test
    void aDecidedSampleHasNoLoss() {
        Tensor x = Tensor.of(Shape.of(1, 3), 1000, 0, -1000).requiringGradient();
        Tensor loss = new CrossEntropy().apply(x, Tensor.of(Shape.of(1), 0));
        assertThat(Float.floatToIntBits(loss.item())).isZero();
        assertThat(loss.backward().of(x).toArray()).containsExactly(0f, 0f, 0f);
    }

    @Test
    void aWrongDecisionCostsTheDifferenceOfTheLogits() {
        Tensor x = Tensor.of(Shape.of(1, 3), 1000, 0, -1000);
        assertThat(new CrossEntropy().apply(x, Tensor.of(Shape.of(1), 2)).item()).isEqualTo(2000f);
    }

    @Test
    void anEmptyBatchHasNoMean() {
        Tensor none = Tensor.zeros(Shape.of(0, 3));
        assertThat(new CrossEntropy().apply(none, Tensor.zeros(Shape.of(0))).item()).isNaN();
        assertThat(new CrossEntropy(Reduction.SUM).apply(none, Tensor.zeros(Shape.of(0))).item()).isZero();
        assertThat(op().apply(none, Tensor.zeros(Shape.of(0))).shape()).isEqualTo(Shape.of(0));
        Tensor noPositions = Tensor.zeros(Shape.of(2, 3, 0)).requiringGradient();
        Tensor loss = new CrossEntropy(Reduction.SUM).apply(noPositions, Tensor.zeros(Shape.of(2, 0)));
        assertThat(loss.backward().of(noPositions).size()).isZero();
    }

    @Test
    void rejectsTargetsThatAreNoClassBeforeAnyArithmetic() {
        assertRejected(3, "CrossEntropy: target 3 of sample 1 is not a class of 0..2");
        assertRejected(-1, "CrossEntropy: target -1 of sample 1 is not a class of 0..2");
        assertRejected(1.5f, "CrossEntropy: target 1.5 of sample 1 is not a class of 0..2");
        assertRejected(Float.NaN, "CrossEntropy: target NaN of sample 1 is not a class of 0..2");
        assertRejected(Float.POSITIVE_INFINITY, "CrossEntropy: target Infinity of sample 1 is not a class of 0..2");
        assertRejected(0x1p40f, "CrossEntropy: target 1.0995116E12 of sample 1 is not a class of 0..2");
    }

    private static void assertRejected(float label, String message) {
        Tensor logits = Tensor.full(Shape.of(2, 3), Float.NaN);
        assertThatThrownBy(() -> new CrossEntropy().apply(logits, Tensor.of(Shape.of(2), 2, label)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void namesThePositionOfATargetThatIsNoClass() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(2, 3, 4)), Tensor.of(Shape.of(2, 4),
                0, 0, 0, 0, 0, 0, 7, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CrossEntropy: target 7 of sample 1 at position 2 is not a class of 0..2");
    }

    @Test
    void theTargetHasNoGradient() {
        Tensor loss = new CrossEntropy().apply(logits, target.requiringGradient());
        assertThatThrownBy(loss::backward)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CrossEntropy: the target has no gradient, but one is wanted; detach it");
    }

    @Test
    void rejectsLogitsWithoutClasses() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(3)), Tensor.zeros(Shape.of(3))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "CrossEntropy: expected logits with axes (N, classes) or (N, classes, L), but their shape is "
                                + "(3)");
    }

    @Test
    void rejectsATargetOfAnotherShape() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(8, 3)), Tensor.zeros(Shape.of(8, 1))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "CrossEntropy: logits (8, 3) expect target with the shape (8) of class indices or (8, 3) of "
                                + "distributions, but its shape is (8, 1)");
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(8, 3, 5)), Tensor.zeros(Shape.of(8))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "CrossEntropy: logits (8, 3, 5) expect target with the shape (8, 5) of class indices or "
                                + "(8, 3, 5) of distributions, but its shape is (8)");
    }

    @Test
    void rejectsAnotherNumberOfInputs() {
        assertThatThrownBy(() -> op().apply(logits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CrossEntropy: takes two inputs (logits, target), but was given 1");
    }
}
