package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.op.Multiply;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import dev.halfwave.nn.loss.MeanSquaredErrorLoss;
import dev.halfwave.nn.optim.Sgd;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Nothing is computed for gradients that nobody wants: those of the batch itself, of frozen parameters, and of what
/// only frozen layers come before.
final class UnwantedGradientTest {

    private static final Multiply MULTIPLY = new Multiply();

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    /// `y = x · scale`; says which gradients its op was asked for.
    private final class Scaling implements Layer {

        private final String name;
        private final Parameter scale = Parameter.of("scale", Shape.of(1), Initializer.constant(1), new Fans(1, 1));

        private Scaling(String name) {
            this.name = name;
        }

        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return new Watched(name).apply(x, scale.tensor());
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(scale);
        }

        @Override
        public Optional<String> name() {
            return Optional.of(name);
        }
    }

    private final class Watched implements Op {

        private final String name;

        private Watched(String name) {
            this.name = name;
        }

        @Override
        public Shape shape(Shape... x) {
            return MULTIPLY.shape(x);
        }

        @Override
        public void forward(Tensor[] x, Tensor y, Workspace w) {
            MULTIPLY.forward(x, y, w);
        }

        @Override
        public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
            asked.add(name + (dx[0] == null ? "" : " x") + (dx[1] == null ? "" : " scale"));
            MULTIPLY.backward(x, y, dy, dx, w);
        }
    }

    @Test
    void theBatchGetsNone() {
        train(model());
        assertThat(asked).containsExactly("third x scale", "second x scale", "first scale");
    }

    @Test
    void frozenLayersInFrontAreNotWalked() {
        train(model().freeze("first", "second"));
        assertThat(asked).containsExactly("third scale");
    }

    @Test
    void aFrozenLayerInBetweenPassesGradientsOnly() {
        train(model().freeze("second"));
        assertThat(asked).containsExactly("third x scale", "second x", "first scale");
    }

    @Test
    void aModelThatIsFrozenAltogetherIsNotWalkedAtAll() {
        train(model().freeze("first", "second", "third"));
        assertThat(asked).isEmpty();
    }

    private Sequential model() {
        return Sequential.of(new Scaling("first"), new Scaling("second"), new Scaling("third"));
    }

    /// One step on one sample.
    private static void train(Sequential model) {
        Tensor x = Tensor.of(Shape.of(1, 3), 1, 2, 3);
        Trainer.of(model, new MeanSquaredErrorLoss(), Sgd.of(0.1)).withEpochs(1).fit(new Dataset(x, x));
    }
}
