package dev.halfwave.nn;

import static dev.halfwave.nn.Fixtures.bits;
import static dev.halfwave.nn.Fixtures.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.halfwave.core.Backend;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.BlurPool1d;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Transpose;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class PredictorTest {

    /// Signals of 32 samples.
    private static Sequential network() {
        return Sequential.of(
                Conv1d.of(2, 8, 5).withPadding(new Padding.Causal()).withActivation(new Relu()),
                BatchNorm1d.of(8),
                Activation.of(new DcFreeRelu()),
                FilteredActivation.of(new Relu()),
                Layer.of(new BlurPool1d(3, 2)),
                Residual.of(MultiHeadSelfAttention.of(8, 2), Dropout.of(0.2)),
                Layer.of(AveragePool1d.of(2)),
                Layer.of(new Transpose(1, 2)),
                LayerNorm.of(8),
                Layer.of(new Flatten()),
                Linear.of(64, 3)).initialize(1);
    }

    @Test
    void givesTheBitsOfPredictForOneInputAfterTheOther() {
        Sequential model = network();
        for (int samples : new int[] {1, 3}) {
            Shape shape = Shape.of(samples, 2, 32);
            Predictor predictor = Predictor.of(model, shape);
            for (int seed = 0; seed < 3; seed++) {
                Tensor x = random(shape, seed);
                assertThat(bits(predictor.predict(x))).isEqualTo(bits(model.predict(x)));
            }
        }
    }

    @Test
    void followsAModelThatChanges() {
        Sequential model = network();
        Shape shape = Shape.of(1, 2, 32);
        Tensor x = random(shape, 1);
        Predictor predictor = Predictor.of(model, shape);
        int[] before = bits(predictor.predict(x));
        model.initialize(2);
        assertThat(bits(predictor.predict(x))).isEqualTo(bits(model.predict(x))).isNotEqualTo(before);
        model.freeze("conv1");
        model.initialize(3); // through new tensors
        assertThat(bits(predictor.predict(x))).isEqualTo(bits(model.predict(x)));
    }

    @Test
    void severalRunAtTheSameTime() {
        Sequential model = network();
        Shape shape = Shape.of(1, 2, 32);
        Predictor first = Predictor.of(model, shape);
        List<int[]> results = IntStream.range(0, 24).parallel().mapToObj(i -> {
            Predictor mine = first.another();
            mine.predict(random(shape, i + 1));
            return bits(mine.predict(random(shape, i)));
        }).toList();
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i)).isEqualTo(bits(model.predict(random(shape, i))));
        }
    }

    @Test
    void leavesTheInputAloneAndGivesAlwaysTheSameTensor() {
        Sequential model = Sequential.of(Dropout.of(0.5)); // which does nothing
        Predictor predictor = Predictor.of(model, Shape.of(1, 3));
        Tensor x = Tensor.of(Shape.of(1, 3), 1, 2, 3);
        Tensor y = predictor.predict(x);
        assertThat(y.toArray()).containsExactly(1, 2, 3);
        assertThat(predictor.predict(Tensor.of(Shape.of(1, 3), 4, 5, 6))).isSameAs(y);
        assertThat(y.toArray()).containsExactly(4, 5, 6);
        assertThat(x.toArray()).containsExactly(1, 2, 3);
    }

    @Test
    void allocatesNothingOnceItIsCompiled() {
        assumeTrue(Backend.isSimd(), "counted on the SIMD path"); // the scalar one takes longer to be compiled
        Shape shape = Shape.of(1, 2, 32);
        Sequential model = Sequential.of(
                Conv1d.of(2, 8, 5).withPadding(new Padding.Causal()).withActivation(new Relu()),
                Layer.of(AveragePool1d.of(2)),
                MultiHeadSelfAttention.of(8, 2),
                Layer.of(new Transpose(1, 2)),
                LayerNorm.of(8),
                Layer.of(new Flatten()),
                Linear.of(128, 3));
        Predictor predictor = Predictor.of(model, shape);
        Tensor x = random(shape, 1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Long> bytes = new ArrayList<>();
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                predictor.predict(x);
            }
            bytes.add((threads.getCurrentThreadAllocatedBytes() - before) / 1000);
        } while (bytes.getLast() > 0 && bytes.size() < 200);
        assertThat(bytes.getLast()).as("bytes per call: %s", bytes).isZero();
    }

    @Test
    void refusesAnotherShape() {
        Predictor predictor = Predictor.of(network(), Shape.of(1, 2, 32));
        assertThatThrownBy(() -> predictor.predict(Tensor.zeros(Shape.of(2, 2, 32))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Predictor.predict: expected x of shape (1, 2, 32), but its shape is (2, 2, 32); make a "
                        + "Predictor for that shape, or use Sequential.predict");
        assertThatThrownBy(() -> Predictor.of(network(), Shape.of(1, 3, 32)))
                .isInstanceOf(ShapeMismatchException.class);
    }

    @Test
    void refusesALayerThatComputesWithoutAnOp() {
        String message = "Predictor: a layer of the model computes something from its input without an op, which is "
                + "not recorded; compute it by ops, or use Sequential.predict";
        Sequential all = Sequential.of(new Doubling());
        assertThatThrownBy(() -> Predictor.of(all, Shape.of(1, 3)))
                .isInstanceOf(UnsupportedOperationException.class).hasMessage(message);
        Sequential part = Sequential.of(Residual.of(new Doubling()));
        assertThatThrownBy(() -> Predictor.of(part, Shape.of(1, 3)))
                .isInstanceOf(UnsupportedOperationException.class).hasMessage(message);
    }

    /// Doubles what it gets, by hand.
    private static final class Doubling implements Layer {
        @Override
        public Tensor forward(Tensor x, Pass pass) {
            Tensor y = Tensor.zeros(x.shape());
            for (int i = 0; i < x.size(); i++) {
                y.set(i, 2 * x.get(i));
            }
            return y;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }
    }
}
