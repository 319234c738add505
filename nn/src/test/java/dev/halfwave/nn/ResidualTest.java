package dev.halfwave.nn;

import static dev.halfwave.nn.Fixtures.bits;
import static dev.halfwave.nn.Fixtures.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A body beside a shortcut.
final class ResidualTest {

    @TempDir
    private Path folder;

    private static Conv1d same(int in, int out) {
        return Conv1d.of(in, out, 3).withPadding(new Padding.Same());
    }

    private static Residual plain() {
        return Residual.of(same(2, 2), Activation.of(new Relu()), same(2, 2).withoutBias());
    }

    private static Residual projected() {
        return Residual.of(
                Conv1d.of(2, 5, 3).withStride(2).withPadding(new Padding.Explicit(1, 1)), Activation.of(new Relu()))
                .withShortcut(Conv1d.of(2, 5, 1).withStride(2));
    }

    @Test
    void addsTheInputToWhatTheBodyMakesOfIt() {
        Sequential model = Sequential.of(Residual.of(Linear.of(2, 2), Activation.of(new Relu())));
        model.parameter("residual1.linear1.weight").set(Tensor.of(Shape.of(2, 2), 1, 0, 0, -1));
        model.parameter("residual1.linear1.bias").set(Tensor.of(Shape.of(2), 0.5f, 0));
        Tensor x = Tensor.of(Shape.of(1, 2), 3, 4).requiringGradient();
        Tensor y = model.forward(x, Pass.EVALUATION);
        assertThat(y.toArray()).containsExactly(6.5f, 4f); // 3 + (3 + 0.5) and 4 + relu(−4)
        Gradients gradients = y.backward(Tensor.of(y.shape(), 10, 100));
        assertThat(gradients.of(x).toArray()).containsExactly(20f, 100f);
        assertThat(gradients.of(model.parameter("residual1.linear1.bias")).toArray()).containsExactly(10f, 0f);
    }

    @Test
    void orToWhatAShortcutMakesOfIt() {
        Sequential model = Sequential.of(Residual.of(Linear.of(2, 1).withoutBias())
                .withShortcut(Linear.of(2, 1).withoutBias().named("other")));
        model.parameter("residual1.linear1.weight").set(Tensor.of(Shape.of(1, 2), 1, 0));
        model.parameter("residual1.shortcut.weight").set(Tensor.of(Shape.of(1, 2), 0, 10));
        Tensor x = Tensor.of(Shape.of(1, 2), 3, 4).requiringGradient();
        Tensor y = model.forward(x, Pass.EVALUATION);
        assertThat(y.item()).isEqualTo(43);
        assertThat(y.backward().of(x).toArray()).containsExactly(1f, 10f);
    }

    @Test
    void namesItsLayersWithinItself() {
        Sequential model = Sequential.of(same(1, 2), plain(), projected().named("down"));
        assertThat(model.parameters())
                .extracting(Parameter::name)
                .containsExactly(
                        "conv1.weight", "conv1.bias",
                        "residual1.conv1.weight", "residual1.conv1.bias", "residual1.conv2.weight",
                        "down.conv1.weight", "down.conv1.bias", "down.shortcut.weight", "down.shortcut.bias");
        Tensor x = random(Shape.of(3, 1, 12), 1);
        assertThat(model.capture(x).keySet()).containsExactly(
                "conv1", "residual1.conv1", "residual1.relu1", "residual1.conv2", "residual1", "down.conv1",
                "down.relu1", "down.shortcut", "down");
        assertThat(model.capture(x, "down.shortcut").get("down.shortcut").shape()).isEqualTo(Shape.of(3, 5, 6));
        model.freeze("residual1");
        assertThat(model.parameter("residual1.conv2.weight").isFrozen()).isTrue();
    }

    @Test
    void givesAccessToItsParts() {
        assertThat(plain().body().layers().keySet()).containsExactly("conv1", "relu1", "conv2");
        assertThat(plain().shortcut()).isEmpty();
        assertThat(projected().shortcut()).get().hasToString("Conv1d(2 → 5, kernel 1, stride 2)");
    }

    @Test
    void comesBackFromAFile() throws IOException {
        Sequential model = Sequential.of(
                plain(), Residual.of(Residual.of(same(2, 2)).named("inner")), projected().named("down")).initialize(8);
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        Sequential loaded = Sequential.load(file);
        assertThat(loaded).hasToString(model.toString());
        assertThat(loaded.spec()).isEqualTo(model.spec());
        Tensor x = random(Shape.of(3, 2, 12), 1);
        assertThat(bits(loaded.predict(x))).containsExactly(bits(model.predict(x)));
    }

    @Test
    void statesShapeAndCostOfAllItsParts() {
        Shape x = Shape.of(4, 2, 12);
        assertThat(plain().outputShape(x)).isEqualTo(x);
        assertThat(projected().outputShape(x)).isEqualTo(Shape.of(4, 5, 6));
        assertThat(plain().multiplyAdds(x)).isEqualTo(2 * 4 * 2 * 12 * 6);
        assertThat(projected().multiplyAdds(x)).isEqualTo(4 * 5 * 6 * 6 + 4 * 5 * 6 * 2);
        assertThat(plain().activations(x)).isEqualTo(4 * 96); // three layers and the sum
        assertThat(projected().activations(x)).isEqualTo(4 * 120);
        assertThat(plain().needsWholeBatch()).isFalse();
        assertThat(Residual.of(BatchNorm1d.of(2)).needsWholeBatch()).isTrue();
        assertThat(Residual.of(same(2, 2)).withShortcut(BatchNorm1d.of(2)).needsWholeBatch()).isTrue();
    }

    @Test
    void printsItsLayers() {
        Sequential model = Sequential.of(projected().named("down"));
        assertThat(model).hasToString("""
                Sequential(
                  down: Residual(
                    conv1: Conv1d(2 → 5, kernel 3, stride 2, padding 1/1)
                    relu1: Relu
                    shortcut: Conv1d(2 → 5, kernel 1, stride 2)
                  )
                )""");
    }

    @Test
    void itsPartsFollowItInTheSummary() {
        Sequential model = Sequential.of(projected().named("down"), Sequential.of(Activation.of(new Relu())));
        assertThat(model.summary(Shape.of(4, 2, 12))).isEqualTo("""
                layer                                                        output      parameters  multiply-adds
                input                                                        (4, 2, 12)
                down         Residual                                        (4, 5, 6)           50            960
                  conv1      Conv1d(2 → 5, kernel 3, stride 2, padding 1/1)  (4, 5, 6)           35            720
                  relu1      Relu                                            (4, 5, 6)            0              0
                  shortcut   Conv1d(2 → 5, kernel 1, stride 2)               (4, 5, 6)           15            240
                sequential1  Sequential                                      (4, 5, 6)            0              0
                  relu1      Relu                                            (4, 5, 6)            0              0
                total                                                                            50            960
                """);
    }

    @Test
    void refusesShapesThatCannotBeAdded() {
        assertThatThrownBy(() -> Residual.of(same(2, 5)).outputShape(Shape.of(4, 2, 12)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Residual: expected the body to keep the shape (4, 2, 12) of x, but it makes it (4, 5, 12); "
                                + "give it a shortcut of that shape with withShortcut(...)");
        Residual wrong = Residual.of(same(2, 5)).withShortcut(Conv1d.of(2, 1, 1));
        assertThatThrownBy(() -> wrong.forward(Tensor.zeros(Shape.of(4, 2, 12)), Pass.EVALUATION))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Residual: expected body and shortcut to make x (4, 2, 12) into the same shape, but they make "
                                + "it (4, 5, 12) and (4, 1, 12)");
    }

    @Test
    void refusesLayersThatAreTakenOrNamedLikeTheShortcut() {
        Linear layer = Linear.of(2, 2);
        Sequential.of(layer);
        assertThatThrownBy(() -> Residual.of(layer))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential: parameter linear1.weight belongs to another model or place already; give each "
                        + "place a layer of its own");
        assertThatThrownBy(() -> Residual.of(Linear.of(2, 2)).withShortcut(layer))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to another model or place already");
        assertThatThrownBy(() -> Residual.of(Linear.of(2, 2).named("shortcut")).withShortcut(Linear.of(2, 2)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Residual: a layer of the body is named shortcut, which is the name of the layer beside it; "
                                + "give it another with named(...)");
        assertThatThrownBy(() -> Residual.of(Linear.of(2, 2), null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Residual: layer 1 is null");
        assertThatThrownBy(() -> plain().withShortcut(null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Residual: the shortcut is null");
        Residual once = plain();
        Sequential.of(once);
        assertThatThrownBy(() -> Sequential.of(once))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to another model or place already");
    }

    @Test
    void itsLayersHaveOnePlace() {
        Residual used = plain();
        Sequential model = Sequential.of(used);
        String name = used.parameters().getFirst().name();
        String message =
                "Sequential: parameter " + name + " belongs to another model or place already; give each place "
                        + "a layer of its own";
        refused(() -> used.named("again"), message);
        refused(() -> used.withShortcut(Activation.of(new Relu())), message);
        refused(() -> Sequential.of(used.body()), message);
        assertThat(model.parameters().getFirst().name()).isEqualTo(name);

        Residual plain = plain();
        Sequential.of(plain.withShortcut(Activation.of(new Relu())));
        assertThatThrownBy(() -> plain.withShortcut(Activation.of(new Relu())))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to another model or place already");
        Sequential.of(plain().named("a").withShortcut(Activation.of(new Relu())).named("b"));
    }

    private static void refused(Runnable use, String message) {
        assertThatThrownBy(use::run).isExactlyInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
