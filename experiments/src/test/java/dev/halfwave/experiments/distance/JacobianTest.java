package dev.halfwave.experiments.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import org.junit.jupiter.api.Test;

/// Tangent kernels and linearisation errors: those of linear models by hand, others against differences.
final class JacobianTest {

    private static final Tensor X = Tensor.of(Shape.of(3, 2), 1, 2, -1, 3, 4, 0);

    @Test
    void theKernelOfALinearModelIsThatOfItsInputs() {
        Sequential model = Sequential.of(Linear.of(2, 1).withoutBias()).initialize(3);
        double[][] products = {{5, 5, 4}, {5, 10, -4}, {4, -4, 16}}; // X Xᵀ
        assertThat(Jacobian.of(model, X).kernel().matrix()).isDeepEqualTo(products);
        Models.set(model, "linear1.weight", 100, -7); // wherever it stands
        assertThat(Jacobian.of(model, X).kernel().matrix()).isDeepEqualTo(products);
    }

    @Test
    void outputsAreRowsOfTheirOwn() {
        Sequential model = Sequential.of(Linear.of(2, 2)).initialize(3);
        Jacobian jacobian = Jacobian.of(model, X);
        assertThat(jacobian.rows()).isEqualTo(6);
        assertThat(jacobian.row(3)).containsExactly(0, 0, -1, 3, 0, 1); // sample 1, output 1: weight (2, 2), bias (2)
        double[][] kernel = jacobian.kernel().matrix();
        assertThat(kernel[0][2]).isEqualTo(5 + 1.0); // the bias adds 1
        assertThat(kernel[0][3]).isEqualTo(0.0); // no parameter is shared by both outputs
    }

    @Test
    void aLinearModelIsItsLinearisation() {
        Sequential model = Sequential.of(Linear.of(2, 2));
        Models.set(model, "linear1.weight", 1, -2, 3, 0.5f);
        Jacobian start = Jacobian.of(model, X);
        assertThat(start.linearisationError(model)).isEmpty(); // nothing moved
        Models.set(model, "linear1.weight", 4, 4, -1, 8);
        Models.set(model, "linear1.bias", 2, -3);
        assertThat(start.linearisationError(model)).hasValue(0.0);
        assertThat(Jacobian.of(model, X).kernel().relativeChange(start.kernel())).hasValue(0.0);
        assertThat(Jacobian.of(model, X).kernel().distance(start.kernel())).hasValue(0.0);
    }

    @Test
    void theErrorOfAProductIsItsSecondOrder() {
        // f = a b x: from a = b = 1 to 1 + h it moves by 2h + h², of which h² is not linear.
        Sequential model = Sequential.of(Linear.of(1, 1).withoutBias(), Linear.of(1, 1).withoutBias());
        Models.set(model, "linear1.weight", 1);
        Models.set(model, "linear2.weight", 1);
        Tensor x = Tensor.of(Shape.of(2, 1), 1, 2);
        Jacobian start = Jacobian.of(model, x);
        assertThat(start.kernel().matrix()).isDeepEqualTo(new double[][] {{2, 4}, {4, 8}}); // (a² + b²) x x′
        Models.set(model, "linear1.weight", 1.5f);
        Models.set(model, "linear2.weight", 1.5f);
        assertThat(start.linearisationError(model)).hasValue(0.25 / 1.25);
        TangentKernel now = Jacobian.of(model, x).kernel();
        assertThat(now.relativeChange(start.kernel()).orElseThrow()).isCloseTo(1.25, within(1e-15));
        assertThat(now.distance(start.kernel())).hasValue(0.0); // only its scale changed
    }

    @Test
    void derivativesAreThoseOfDifferences() {
        Sequential model = Models.network(5);
        Tensor probe = Models.tones(4).inputs();
        Jacobian jacobian = Jacobian.of(model, probe);
        Tensor weight = model.parameter("conv2.weight").tensor();
        int column = 4 * 3 + 4 + 7; // after conv1's weight and bias
        float[] before = model.predict(probe).toArray();
        float step = 0x1p-10f;
        weight.set(7, weight.get(7) + step);
        model.parameter("conv2.weight").modified();
        float[] after = model.predict(probe).toArray();
        double largest = 0;
        for (int row = 0; row < jacobian.rows(); row++) {
            double difference = ((double) after[row] - before[row]) / step;
            assertThat((double) jacobian.row(row)[column]).isCloseTo(difference, within(1e-3));
            largest = Math.max(largest, Math.abs(difference));
        }
        assertThat(largest).isGreaterThan(0.02);
    }

    @Test
    void smallMovesAreNearlyLinear() {
        Sequential model = Models.network(5);
        Tensor probe = Models.tones(6).inputs();
        Jacobian start = Jacobian.of(model, probe);
        Models.train(model, 1);
        double little = start.linearisationError(model).orElseThrow();
        Models.train(model, 20);
        double much = start.linearisationError(model).orElseThrow();
        assertThat(little).isBetween(1e-4, 0.3);
        assertThat(much).isGreaterThan(2 * little);
        TangentKernel now = Jacobian.of(model, probe).kernel();
        assertThat(now.relativeChange(start.kernel()).orElseThrow()).isGreaterThan(0.1);
        assertThat(now.distance(start.kernel()).orElseThrow()).isBetween(1e-3, 1.0);
    }

    @Test
    void frozenParametersHaveNoPart() {
        Sequential model = Models.network(5);
        model.freeze("conv1", "conv2");
        Jacobian jacobian = Jacobian.of(model, Models.tones(2).inputs());
        assertThat(jacobian.row(0)).hasSize(4 * 3 + 3);
        model.freeze("linear1");
        assertThatThrownBy(() -> Jacobian.of(model, Models.tones(2).inputs()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Jacobian: the model has no parameter that training changes");
    }

    @Test
    void kernelsOfNothingHaveNoValue() {
        Sequential model = Sequential.of(Linear.of(2, 1).withoutBias());
        TangentKernel zero = Jacobian.of(model, Tensor.zeros(Shape.of(3, 2))).kernel();
        TangentKernel some = Jacobian.of(model, X).kernel();
        assertThat(some.relativeChange(zero)).isEmpty();
        assertThat(zero.relativeChange(some)).hasValue(1.0);
        assertThat(some.distance(zero)).isEmpty();
        assertThat(zero.distance(some)).isEmpty();
    }

    @Test
    void refusesWhatIsTooMuchOrElse() {
        Sequential model = Sequential.of(Linear.of(2, 1));
        assertThatThrownBy(() -> Jacobian.of(model, Tensor.zeros(Shape.of(65, 2))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Jacobian: the probe must have 1..64 samples, but has 65");
        assertThatThrownBy(() -> Jacobian.of(model, Tensor.zeros(Shape.of(0, 2))))
                .hasMessage("Jacobian: the probe must have 1..64 samples, but has 0");
        Sequential large = Sequential.of(Linear.of(100, 1700));
        assertThatThrownBy(() -> Jacobian.of(large, Tensor.zeros(Shape.of(1, 100))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Jacobian: 1700 outputs × 171700 parameters are more than 268435456 derivatives; take a "
                        + "smaller probe");
        Jacobian jacobian = Jacobian.of(model, X);
        assertThatThrownBy(() -> jacobian.linearisationError(Sequential.of(Linear.of(2, 3))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Jacobian: expected earlier and later values of one tensor, of shape (1, 2), but the later "
                        + "ones are (3, 2)");
        assertThatThrownBy(() -> jacobian.kernel().distance(Jacobian.of(model, X.slice(0, 2)).kernel()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "TangentKernel: this kernel is of 3 outputs, the earlier one of 2; compare one model on one "
                                + "probe");
    }
}
