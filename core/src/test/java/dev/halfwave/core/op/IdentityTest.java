package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IdentityTest implements OpContract {

    @Override
    public Op op() {
        return new Identity();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void passesValuesAndGradientsOn() {
        Tensor x = Tensor.of(Shape.of(3), -1, 0, 2).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.toArray()).containsExactly(-1f, 0f, 2f);
        assertThat(y.backward(Tensor.of(Shape.of(3), 3, 4, 5)).of(x).toArray()).containsExactly(3f, 4f, 5f);
    }

    @Test
    void theResultHasItsOwnMemory() {
        Tensor x = Tensor.of(Shape.of(2), 1, 2);
        Tensor y = op().apply(x);
        x.set(0, 9);
        assertThat(y.toArray()).containsExactly(1f, 2f);
    }
}
