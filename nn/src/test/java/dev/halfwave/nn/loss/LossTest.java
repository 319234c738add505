package dev.halfwave.nn.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Losses as sums of terms, and accuracy.
final class LossTest {

    private final CrossEntropyLoss crossEntropy = new CrossEntropyLoss();
    private final MeanSquaredErrorLoss meanSquaredError = new MeanSquaredErrorLoss();
    private final MeanAbsoluteErrorLoss meanAbsoluteError = new MeanAbsoluteErrorLoss();
    private final Accuracy accuracy = new Accuracy();

    @Test
    void crossEntropyHasATermPerSample() {
        // equal logits: −log(1/2) each
        Tensor sum = crossEntropy.sum(Tensor.zeros(Shape.of(3, 2)), Tensor.of(Shape.of(3), 0, 1, 0));
        assertThat(sum.item()).isCloseTo(3 * 0.6931472f, within(1e-6f));
        assertThat(crossEntropy.terms(Shape.of(3, 2))).isEqualTo(3);
        assertThat(crossEntropy.terms(Shape.of(3, 2, 10))).isEqualTo(30); // a decision at each of 10 positions
    }

    @Test
    void meanSquaredErrorHasATermPerElement() {
        Tensor sum = meanSquaredError.sum(
                Tensor.of(Shape.of(2, 2), 1, 2, 3, 4), Tensor.of(Shape.of(2, 2), 0, 2, 1, 1));
        assertThat(sum.item()).isEqualTo(14); // 1 + 0 + 4 + 9
        assertThat(meanSquaredError.terms(Shape.of(2, 2))).isEqualTo(4);
    }

    @Test
    void theMeanAbsoluteErrorOfASampleIsTheMeanOverItsNumbers() {
        MeanAbsoluteError metric = new MeanAbsoluteError();
        assertThat(metric.name()).isEqualTo("mae");
        assertThat(metric.sum(Tensor.of(Shape.of(3, 1), 70, 80, 90), Tensor.of(Shape.of(3, 1), 72, 80, 85)))
                .isEqualTo(7); // 2 + 0 + 5
        assertThat(metric.sum(
                Tensor.of(Shape.of(2, 2), 1, 2, 3, 4), Tensor.of(Shape.of(2, 2), 0, 2, 5, 1)))
                .isEqualTo(3); // (1 + 0) / 2 + (2 + 3) / 2
        assertThatThrownBy(() -> metric.sum(Tensor.zeros(Shape.of(8, 1)), Tensor.zeros(Shape.of(8))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "MeanAbsoluteError: prediction (8, 1) expects a target of the same shape, but target is (8)");
    }

    @Test
    void meanAbsoluteErrorHasATermPerElement() {
        Tensor sum = meanAbsoluteError.sum(
                Tensor.of(Shape.of(2, 2), 1, 2, 3, 4), Tensor.of(Shape.of(2, 2), 0, 2, 5, 1));
        assertThat(sum.item()).isEqualTo(6); // 1 + 0 + 2 + 3
        assertThat(meanAbsoluteError.terms(Shape.of(2, 2))).isEqualTo(4);
    }

    @Test
    void huberHasATermPerElement() {
        Tensor sum = new HuberLoss(2)
                .sum(Tensor.of(Shape.of(2, 2), 1, 2, 3, 4), Tensor.of(Shape.of(2, 2), 0, 2, 5, 1));
        assertThat(sum.item()).isEqualTo(6.5f); // ½ + 0 + 2 + 2 (3 − 1)
        assertThat(new HuberLoss(2).terms(Shape.of(2, 2))).isEqualTo(4);
        assertThat(new HuberLoss()).isEqualTo(new HuberLoss(1));
        assertThatThrownBy(() -> new HuberLoss(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("HuberLoss: delta must be a positive finite number, but is -1.0");
    }

    @Test
    void targetsOfAWholeDataSetAreCheckedAgainstOnePrediction() {
        Shape prediction = Shape.of(1, 3);
        Tensor right = Tensor.zeros(Shape.of(100, 3));
        Tensor wrong = Tensor.zeros(Shape.of(100));
        for (Loss loss : List.of(meanSquaredError, meanAbsoluteError, new HuberLoss())) {
            loss.check(prediction, right);
            String op = loss.getClass().getSimpleName().replace("Loss", "");
            assertThatThrownBy(() -> loss.check(prediction, wrong))
                    .isExactlyInstanceOf(ShapeMismatchException.class)
                    .hasMessage(op + ": expected target with the shape (1, 3) of prediction, but its shape is (1)");
        }
    }

    @Test
    void accuracyCountsTheLargestLogit() {
        Tensor logits = Tensor.of(Shape.of(4, 3), 1, 2, 3, 5, 4, 3, 0, 1, 0, -1, -2, -3);
        assertThat(accuracy.sum(logits, Tensor.of(Shape.of(4), 2, 0, 0, 0))).isEqualTo(3);
        assertThat(accuracy.sum(logits.slice(2, 4), Tensor.of(Shape.of(2), 1, 2))).isEqualTo(1);
    }

    @Test
    void ofEqualLogitsTheFirstCounts() {
        Tensor logits = Tensor.of(Shape.of(2, 3), 1, 1, 1, 0, 2, 2);
        assertThat(accuracy.sum(logits, Tensor.of(Shape.of(2), 0, 1))).isEqualTo(2);
        assertThat(accuracy.sum(logits, Tensor.of(Shape.of(2), 1, 2))).isZero();
    }

    @Test
    void namesThemselves() {
        assertThat(accuracy.name()).isEqualTo("accuracy");
        assertThat(crossEntropy).hasToString("CrossEntropyLoss[]"); // a checkpoint compares these
        assertThat(meanSquaredError).hasToString("MeanSquaredErrorLoss[]");
        assertThat(meanAbsoluteError).hasToString("MeanAbsoluteErrorLoss[]");
        assertThat(new HuberLoss(0.5f)).hasToString("HuberLoss[delta=0.5]");
    }

    @Test
    void refuseTargetsThatDoNotFit() {
        assertThatThrownBy(() -> crossEntropy.sum(Tensor.zeros(Shape.of(8, 3)), Tensor.full(Shape.of(8), 3)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("CrossEntropy: target 3 of sample 0 is not a class of 0..2");
        assertThatThrownBy(() -> crossEntropy.sum(Tensor.zeros(Shape.of(8, 3)), Tensor.zeros(Shape.of(7))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "CrossEntropy: logits (8, 3) expect target with the shape (8) of class indices or (8, 3) of "
                                + "distributions, but its shape is (7)");
        assertThatThrownBy(() -> meanSquaredError.sum(Tensor.zeros(Shape.of(8, 1)), Tensor.zeros(Shape.of(8))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "MeanSquaredError: expected target with the shape (8, 1) of prediction, but its shape is (8)");
        assertThatThrownBy(() -> meanAbsoluteError.sum(Tensor.zeros(Shape.of(8, 1)), Tensor.zeros(Shape.of(8))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "MeanAbsoluteError: expected target with the shape (8, 1) of prediction, but its shape is (8)");
        assertThatThrownBy(() -> new HuberLoss().sum(Tensor.zeros(Shape.of(8, 1)), Tensor.zeros(Shape.of(8))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Huber: expected target with the shape (8, 1) of prediction, but its shape is (8)");
        assertThatThrownBy(() -> accuracy.sum(Tensor.zeros(Shape.of(8, 3)), Tensor.zeros(Shape.of(7))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Accuracy: prediction (8, 3) expects a target per sample, but target is (7)");
        assertThatThrownBy(() -> accuracy.sum(Tensor.zeros(Shape.of(8)), Tensor.zeros(Shape.of(8))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Accuracy: expected prediction with axes (N, classes), but its shape is (8)");
    }
}
