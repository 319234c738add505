package dev.halfwave.nn.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Test;

/// Label smoothing and distributions as targets.
final class CrossEntropyLossTest {

    // log softmax of (ln 3, 0) is (ln 3/4, ln 1/4)
    private final Tensor logits = Tensor.of(Shape.of(2, 2), (float) Math.log(3), 0, 0, (float) Math.log(3));

    @Test
    void mixesClassIndicesWithTheUniformDistribution() {
        // q = 0.8 · (1, 0) + 0.2 / 2 = (0.9, 0.1), and with the second sample's classes swapped (0.1, 0.9)
        Tensor x = logits.requiringGradient();
        Tensor sum = new CrossEntropyLoss().withLabelSmoothing(0.2f).sum(x, Tensor.of(Shape.of(2), 0, 1));
        double loss = -(0.9 * Math.log(0.75) + 0.1 * Math.log(0.25));
        assertThat(sum.item()).isCloseTo((float) (2 * loss), within(1e-6f));
        // p − q
        assertThat(sum.backward().of(x).toArray())
                .containsExactly(new float[] {-0.15f, 0.15f, 0.15f, -0.15f}, within(1e-6f));
    }

    @Test
    void mixesDistributionsToo() {
        Tensor target = Tensor.of(Shape.of(2, 2), 0.25f, 0.75f, 1, 0);
        double plain = -(0.25 * Math.log(0.75) + 0.75 * Math.log(0.25)) - Math.log(0.25);
        assertThat(new CrossEntropyLoss().sum(logits, target).item()).isCloseTo((float) plain, within(1e-6f));
        // q = 0.5 · (0.25, 0.75) + 0.25 = (0.375, 0.625), and (0.75, 0.25)
        double smoothed = -(0.375 * Math.log(0.75) + 0.625 * Math.log(0.25))
                - (0.75 * Math.log(0.25) + 0.25 * Math.log(0.75));
        assertThat(new CrossEntropyLoss(0.5f).sum(logits, target).item()).isCloseTo((float) smoothed, within(1e-6f));
    }

    @Test
    void isAValue() {
        assertThat(new CrossEntropyLoss()).isEqualTo(new CrossEntropyLoss(0)).hasToString("CrossEntropyLoss[]");
        assertThat(new CrossEntropyLoss().withLabelSmoothing(0.1f)).isEqualTo(new CrossEntropyLoss(0.1f))
                .isNotEqualTo(new CrossEntropyLoss())
                .hasToString("CrossEntropyLoss[labelSmoothing=0.1]"); // a checkpoint compares these
    }

    @Test
    void hasATermPerDecision() {
        assertThat(new CrossEntropyLoss(0.1f).terms(Shape.of(3, 2, 10))).isEqualTo(30);
    }

    @Test
    void checksAWholeDataSet() {
        CrossEntropyLoss loss = new CrossEntropyLoss(0.1f);
        loss.check(Shape.of(1, 3), Tensor.of(Shape.of(4), 0, 1, 2, 0));
        loss.check(Shape.of(1, 3), Tensor.full(Shape.of(4, 3), 0.3f)); // distributions are not class indices
        assertThatThrownBy(() -> loss.check(Shape.of(1, 3), Tensor.of(Shape.of(4), 0, 1, 3, 0)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("CrossEntropy: target 3 of sample 2 is not a class of 0..2");
        assertThatThrownBy(() -> loss.check(Shape.of(1, 3), Tensor.zeros(Shape.of(4, 2))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "CrossEntropy: logits (1, 3) expect target with the shape (1) of class indices or (1, 3) of "
                                + "distributions, but its shape is (1, 2)");
    }

    @Test
    void refusesSmoothingOutsideOfZeroToOne() {
        for (float smoothing : new float[] {-0.1f, 1.5f, Float.NaN}) {
            assertThatThrownBy(() -> new CrossEntropyLoss().withLabelSmoothing(smoothing))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("CrossEntropyLoss: labelSmoothing must be in [0, 1], but is " + smoothing);
        }
    }
}
