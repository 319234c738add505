package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FullyConnectedTest implements OpContract {

    private static final FullyConnected OP = new FullyConnected();

    private final Tensor x = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    private final Tensor weight = Tensor.of(Shape.of(2, 3), 1, 10, 100, 0, 0, -1);
    private final Tensor bias = Tensor.of(Shape.of(2), 0.5f, 1000);

    @Override
    public Op op() {
        return OP;
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {random(3, 5), random(4, 5), random(4)},
                new Tensor[] {random(9, 37), random(33, 37), random(33)},
                new Tensor[] {random(2, 3, 4), random(1, 4)});
    }

    @Test
    void computesWeightedSumsOfAllFeatures() {
        // 1 + 20 + 300 and −3; 4 + 50 + 600 and −6
        assertThat(OP.apply(x, weight).toArray()).containsExactly(321f, -3f, 654f, -6f);
        assertThat(OP.apply(x, weight, bias).toArray()).containsExactly(321.5f, 997f, 654.5f, 994f);
    }

    @Test
    void takesAnyNumberOfLeadingAxes() {
        assertThat(OP.shape(Shape.of(4, 7, 3), weight.shape())).isEqualTo(Shape.of(4, 7, 2));
        Tensor y = OP.apply(x.slice(0, 1).view(Shape.of(3)), weight);
        assertThat(y.shape()).isEqualTo(Shape.of(2));
        assertThat(y.toArray()).containsExactly(321f, -3f);
    }

    @Test
    void gradientsAreThoseWorkedOutByHand() {
        Tensor leaf = x.requiringGradient();
        Tensor w = weight.requiringGradient();
        Tensor b = bias.requiringGradient();
        Tensor dy = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        Gradients gradients = OP.apply(leaf, w, b).backward(dy);
        // row 0: 1·(1, 10, 100) + 2·(0, 0, −1); row 1: 3·(1, 10, 100) + 4·(0, 0, −1)
        assertThat(gradients.of(leaf).toArray()).containsExactly(1f, 10f, 98f, 3f, 30f, 296f);
        // row 0: 1·(1, 2, 3) + 3·(4, 5, 6); row 1: 2·(1, 2, 3) + 4·(4, 5, 6)
        assertThat(gradients.of(w).toArray()).containsExactly(13f, 17f, 21f, 18f, 24f, 30f);
        assertThat(gradients.of(b).toArray()).containsExactly(4f, 6f);
    }

    @Test
    void gradientsOfTheParametersRunOnFromWhatTheyFind() {
        Tensor[] inputs = {x, weight, bias};
        Tensor[] dx = {null, Tensor.full(weight.shape(), 100), Tensor.full(bias.shape(), 200)};
        Tensor y = OP.apply(inputs);
        OP.backward(inputs, y, Tensor.of(Shape.of(2, 2), 1, 2, 3, 4), dx, Workspace.ordinary());
        assertThat(dx[1].toArray()).containsExactly(113f, 117f, 121f, 118f, 124f, 130f);
        assertThat(dx[2].toArray()).containsExactly(204f, 206f);
        assertThat(OP.accumulates(0)).isFalse();
        assertThat(OP.accumulates(1)).isTrue();
        assertThat(OP.accumulates(2)).isTrue();
    }

    @Test
    void anEmptyBatchGivesAnEmptyResult() {
        assertThat(OP.apply(Tensor.zeros(Shape.of(0, 3)), weight, bias).shape()).isEqualTo(Shape.of(0, 2));
    }

    @Test
    void rejectsAnotherNumberOfFeatures() {
        assertThatThrownBy(() -> OP.shape(Shape.of(8, 32, 4), Shape.of(10, 32)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("FullyConnected: weight (10, 32) expects x (N, ..., inFeatures) to have 32 features, but x "
                        + "is (8, 32, 4) with 4");
        assertThatThrownBy(() -> OP.shape(Shape.SCALAR, Shape.of(10, 32)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("FullyConnected: weight (10, 32) expects x (N, ..., inFeatures) to have 32 features, but x "
                        + "is ()");
    }

    @Test
    void withoutFeaturesOnlyTheBiasIsLeft() {
        Tensor x = Tensor.zeros(Shape.of(2, 0)).requiringGradient();
        Tensor weight = Tensor.zeros(Shape.of(3, 0)).requiringGradient();
        Tensor bias = Tensor.of(Shape.of(3), 1, 2, 3).requiringGradient();
        Tensor y = OP.apply(x, weight, bias);
        assertThat(y.toArray()).containsExactly(1, 2, 3, 1, 2, 3);
        Gradients gradients = y.backward(Tensor.of(y.shape(), 1, 10, 100, 2, 20, 200));
        assertThat(gradients.of(bias).toArray()).containsExactly(3, 30, 300);
        assertThat(gradients.of(weight).shape()).isEqualTo(weight.shape());

        Tensor none = OP.apply(Tensor.of(Shape.of(2, 1), 5, 6), Tensor.zeros(Shape.of(0, 1)));
        assertThat(none.shape()).isEqualTo(Shape.of(2, 0));
    }

    @Test
    void rejectsParametersThatDoNotFit() {
        assertThatThrownBy(() -> OP.shape(Shape.of(8, 32), Shape.of(10, 32, 1)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("FullyConnected: expected weight with axes (outFeatures, inFeatures), but its shape is "
                        + "(10, 32, 1)");
        assertThatThrownBy(() -> OP.shape(Shape.of(8, 32), Shape.of(10, 32), Shape.of(32)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("FullyConnected: weight (10, 32) expects bias to be (10), but bias is (32)");
    }

    @Test
    void rejectsAnotherNumberOfInputs() {
        assertThatThrownBy(() -> OP.apply(x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FullyConnected: takes x, weight and, if wanted, bias, but was given 1 inputs");
    }

    private static Tensor random(int... lengths) {
        Random random = new Random(lengths.length * 31L + lengths[0]);
        Tensor tensor = Tensor.zeros(Shape.of(lengths));
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, random.nextFloat() * 2 - 1);
        }
        return tensor;
    }
}
