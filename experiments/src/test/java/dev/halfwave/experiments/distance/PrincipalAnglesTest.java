package dev.halfwave.experiments.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Test;

/// By what angles a weight's main directions turn.
final class PrincipalAnglesTest {

    @Test
    void findsTheAngleOfARotatedFilter() {
        Tensor before = Tensor.of(Shape.of(1, 1, 2), 2, 0);
        for (double angle : new double[] {1e-6, 0.3, Math.PI / 4, 1.2, Math.PI / 2}) {
            Tensor after = Tensor.of(Shape.of(1, 1, 2), (float) Math.cos(angle), (float) Math.sin(angle));
            double found = StrictMath.atan2(after.get(1), after.get(0)); // as far as float32 holds it
            assertThat(PrincipalAngles.ofInputs(before, after, 1)).hasSize(1);
            assertThat(PrincipalAngles.ofInputs(before, after, 1)[0]).isCloseTo(found, within(1e-14));
            assertThat(PrincipalAngles.ofOutputs(before, after, 1)[0]).isCloseTo(0, within(1e-14));
        }
    }

    @Test
    void tellsInputsFromOutputs() {
        // The same two inputs e1, e2 before and after; the outputs e1, e2 become e1, e3.
        Tensor before = Tensor.of(Shape.of(3, 3), 3, 0, 0, 0, 2, 0, 0, 0, 1);
        Tensor after = Tensor.of(Shape.of(3, 3), 5, 0, 0, 0, .5f, 0, 0, 4, 0);
        assertThat(PrincipalAngles.ofInputs(before, after, 2)).containsExactly(new double[] {0, 0}, within(1e-14));
        double[] outputs = PrincipalAngles.ofOutputs(before, after, 2);
        assertThat(outputs).hasSize(2);
        assertThat(outputs[0]).isCloseTo(0, within(1e-14));
        assertThat(outputs[1]).isCloseTo(Math.atan2(4, .5), within(1e-14));
    }

    @Test
    void anglesComeSmallestFirst() {
        // span(e1, e2) against span(cos a e1 + sin a e3, cos b e2 + sin b e4).
        double a = 0.9;
        double b = 0.2;
        Tensor before = Tensor.of(Shape.of(2, 4), 2, 0, 0, 0, 0, 1, 0, 0);
        Tensor after = Tensor.of(Shape.of(2, 4),
                2 * (float) Math.cos(a), 0, 2 * (float) Math.sin(a), 0, 0, (float) Math.cos(b), 0, (float) Math.sin(b));
        assertThat(PrincipalAngles.ofInputs(before, after, 2)).containsExactly(new double[] {b, a}, within(1e-7));
    }

    @Test
    void whatDidNotTurnHasNoAngleWhateverItsScale() {
        Tensor before = Tensor.of(Shape.of(2, 1, 3), .3f, -1.1f, .7f, .2f, .9f, -.4f);
        Tensor after = before.copy();
        for (int i = 0; i < after.size(); i++) {
            after.set(i, -4 * after.get(i));
        }
        assertThat(PrincipalAngles.ofInputs(before, after, 2)).containsExactly(new double[2], within(1e-15));
        assertThat(PrincipalAngles.ofInputs(before, before, 2)).containsExactly(new double[2], within(1e-15));
    }

    @Test
    void directionsThatAreNotThereHaveNoAngle() {
        Tensor full = Tensor.of(Shape.of(2, 2), 1, 0, 0, 2);
        Tensor one = Tensor.of(Shape.of(2, 2), 1, 1, 1, 1); // lies in the plane that the other spans
        assertThat(PrincipalAngles.ofInputs(full, one, 2)).containsExactly(new double[] {0}, within(1e-14));
        assertThat(PrincipalAngles.ofInputs(one, full, 2)).containsExactly(new double[] {0}, within(1e-14));
        assertThat(PrincipalAngles.ofInputs(full, Tensor.zeros(Shape.of(2, 2)), 2)).isEmpty();
    }

    @Test
    void refusesWhatIsNoSubspace() {
        Tensor weight = Tensor.zeros(Shape.of(2, 1, 3));
        assertThatThrownBy(() -> PrincipalAngles.ofInputs(weight, weight, 3))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("PrincipalAngles.ofInputs: r must be in 1..2 for a weight (2, 1, 3), but is 3");
        assertThatThrownBy(() -> PrincipalAngles.ofOutputs(weight, weight, 0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("PrincipalAngles.ofOutputs: r must be in 1..2 for a weight (2, 1, 3), but is 0");
        assertThatThrownBy(() -> PrincipalAngles.ofOutputs(weight, Tensor.zeros(Shape.of(2, 3)), 1))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("PrincipalAngles.ofOutputs: expected earlier and later values of one tensor, of shape "
                        + "(2, 1, 3), but the later ones are (2, 3)");
    }
}
