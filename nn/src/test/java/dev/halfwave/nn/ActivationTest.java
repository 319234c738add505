package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Relu;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Any op of one input as a layer.
final class ActivationTest {

    @Test
    void appliesItsOp() {
        Tensor x = Tensor.of(Shape.of(1, 1, 4), -1, 2, -3, 4);
        assertThat(Activation.of(new Relu()).forward(x, Pass.EVALUATION).toArray()).containsExactly(0f, 2f, 0f, 4f);
        assertThat(Layer.of(new AveragePool1d(2, 2, 0, false, true)).forward(x, Pass.EVALUATION).toArray())
                .containsExactly(0.5f, 0.5f);
        assertThat(Layer.of(new Flatten()).outputShape(Shape.of(2, 3, 4))).isEqualTo(Shape.of(2, 12));
    }

    @Test
    void isCountedByTheNameOfItsOpWithoutADimension() {
        assertThat(List.of(new Relu(), new DcFreeRelu(), new GlobalAveragePool1d(), AveragePool1d.of(2), new Flatten()))
                .extracting(op -> Layer.of(op).kind())
                .containsExactly("relu", "dcFreeRelu", "globalAveragePool", "averagePool", "flatten");
        assertThat(Activation.of(new Relu()).named("act").name()).contains("act");
        assertThat(Activation.of(new Relu()).name()).isEmpty();
    }

    @Test
    void anOpWithoutAClassNameIsCountedToo() {
        UnaryOp negation = new UnaryOp() {
            @Override
            public void forward(Tensor x, Tensor y) {
                y.set(0, -x.get(0));
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                dx.set(0, -dy.get(0));
            }
        };
        Sequential model = Sequential.of(Activation.of(negation), Activation.of(negation));
        assertThat(model.layers()).containsOnlyKeys("op1", "op2");
        assertThat(model.predict(Tensor.of(Shape.of(1), 3)).item()).isEqualTo(3);
    }

    @Test
    void printsAsItsOpDoes() {
        assertThat(Activation.of(new Relu())).hasToString("Relu");
        assertThat(Layer.of(AveragePool1d.of(2))).hasToString(
                "AveragePool1d[kernelSize=2, stride=2, padding=0, ceilMode=false, countIncludePad=true]");
    }

    @Test
    void hasNoParametersAndNoMultiplications() {
        assertThat(Activation.of(new Relu()).parameters()).isEmpty();
        assertThat(Activation.of(new Relu()).multiplyAdds(Shape.of(8, 4, 256))).isZero();
    }

    @Test
    void refusesNoOp() {
        assertThatThrownBy(() -> Layer.of(null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Activation: the op is null");
    }

    @Test
    void refusesInputThatItsOpRefuses() {
        assertThatThrownBy(() -> Activation.of(new DcFreeRelu()).outputShape(Shape.of(16, 256)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("DcFreeRelu: expected x with axes (N, C, L), but its shape is (16, 256)");
    }
}
