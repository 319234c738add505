package dev.halfwave.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.op.Add;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.Multiply;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.random.Philox;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A recorded computation that is run again, and what a recorded tensor says of its origin.
@Tag("both-backends")
final class ReplayTest {

    @Test
    void computesAnewFromWhatTheLeavesHold() {
        Tensor x = Tensor.of(Shape.of(3), -1, 2, 3).requiringGradient();
        Tensor positive = new Relu().apply(x);
        Tensor y = new Add().apply(new Multiply().apply(positive, positive), x);
        Replay replay = Replay.of(y);
        assertThat(y.toArray()).containsExactly(-1, 6, 12);

        x.copyFrom(Tensor.of(Shape.of(3), 4, -5, 1));
        replay.run();
        assertThat(y.toArray()).containsExactly(20, -5, 2);
        assertThat(positive.toArray()).containsExactly(4, 0, 1);
    }

    @Test
    void hasTheBitsOfTheOpsAlsoAfterAWeightHasChanged() {
        Tensor weight = gaussian(Shape.of(5, 4, 3), 1).requiringGradient();
        weight.modified(); // somebody manages it
        Tensor x = gaussian(Shape.of(2, 4, 19), 2).requiringGradient();
        Tensor y = Convolution1d.DEFAULT.apply(x, weight);
        Replay replay = Replay.of(y);
        for (int seed = 3; seed < 6; seed++) {
            x.copyFrom(gaussian(x.shape(), seed));
            weight.copyFrom(gaussian(weight.shape(), 10 * seed));
            weight.modified();
            replay.run();
            assertThat(y.toArray()).isEqualTo(Convolution1d.DEFAULT.apply(x.copy(), weight.copy()).toArray());
        }
    }

    @Test
    void computationsMayShareWhatIsPreparedFromAWeight() {
        Tensor weight = Tensor.of(Shape.of(1), 3).requiringGradient();
        weight.modified(); // somebody manages it
        AtomicInteger prepared = new AtomicInteger();
        PreparedForms forms = new PreparedForms();
        for (int i = 1; i <= 4; i++) {
            Tensor x = Tensor.of(Shape.of(1), i).requiringGradient();
            Tensor y = new Prepared(new Copy(prepared)).apply(x, weight);
            prepared.set(i == 1 ? 0 : 1); // recording prepared it for itself
            Replay.of(y, forms).run();
            assertThat(y.item()).isEqualTo(3);
            assertThat(prepared).hasValue(1);
        }
    }

    /// The weight, through a form of it.
    private record Prepared(Copy copy) implements Op {
        @Override
        public Shape shape(Shape... x) {
            return x[0];
        }

        @Override
        public void forward(Tensor[] x, Tensor y, Workspace w) {
            y.set(0, w.prepared(x[1], copy)[0]);
        }

        @Override
        public void backward(Tensor[] x, Tensor y, Tensor dy, Tensor[] dx, Workspace w) {
            throw new UnsupportedOperationException();
        }
    }

    /// A copy of a weight that counts how often it is made.
    private record Copy(AtomicInteger made) implements Preparation {
        @Override
        public int length(Shape weight) {
            return weight.size();
        }

        @Override
        public void prepare(Tensor weight, float[] into) {
            made.incrementAndGet();
            into[0] = weight.get(0);
        }
    }

    @Test
    void checksValuesAgain() {
        Tensor x = Tensor.of(Shape.of(1), 1).requiringGradient();
        Replay replay = Replay.of(new Positive().apply(x));
        x.set(0, -1);
        assertThatThrownBy(replay::run).isInstanceOf(IllegalArgumentException.class).hasMessage("-1.0 is not positive");
    }

    /// `y = x`, for positive numbers only.
    private record Positive() implements UnaryOp {
        @Override
        public void check(Tensor... x) {
            if (x[0].get(0) <= 0) {
                throw new IllegalArgumentException(x[0].get(0) + " is not positive");
            }
        }

        @Override
        public void forward(Tensor x, Tensor y) {
            y.copyFrom(x);
        }

        @Override
        public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            dx.copyFrom(dy);
        }
    }

    @Test
    void refusesWhatWasNotRecordedAndWhatAPoolLends() {
        assertThatThrownBy(() -> Replay.of(new Relu().apply(Tensor.zeros(Shape.of(2)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Replay: nothing was recorded; the input must require gradients, and the result be computed "
                                + "from it by ops");
        PooledWorkspace pool = new PooledWorkspace(new PreparedForms());
        pool.begin(0, true);
        Tensor pooled = new Relu().apply(Tensor.zeros(Shape.of(2)).requiringGradient().in(pool));
        assertThatThrownBy(() -> Replay.of(pooled))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Replay: what Relu gave lives in a pool, which lends its memory again; record on ordinary "
                        + "tensors");
    }

    @Test
    void aTensorKnowsItsOriginOnlyIfItWasRecorded() {
        Tensor x = Tensor.zeros(Shape.of(2)).requiringGradient();
        Tensor y = new Relu().apply(x);
        assertThat(y.origin()).contains(new Origin(new Relu(), List.of(x)));
        assertThat(x.origin()).isEmpty();
        assertThat(y.detached().origin()).isEmpty();
        assertThat(new Relu().apply(x.detached()).origin()).isEmpty();
    }

    private static Tensor gaussian(Shape shape, long seed) {
        Tensor values = Tensor.zeros(shape);
        Philox.of(seed, "replay").fillGaussian(values.data(), 0, values.size(), 0, 1);
        return values;
    }
}
