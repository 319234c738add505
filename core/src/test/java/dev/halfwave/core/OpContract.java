package dev.halfwave.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.check.GradientCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every op keeps. A test class implements it and names its op and a few inputs; there is no other registration.
@Tag("both-backends")
public interface OpContract {

    Op op();

    /// Sets of inputs at points where the op is differentiable, of odd sizes too.
    List<Tensor[]> inputs();

    /// Inputs without a gradient, such as class indices.
    default boolean isDifferentiable(int input) {
        return true;
    }

    /// Whether axis 0 of input 0 (and of each other input that [#isPerSample] names) and of the result is the batch.
    default boolean isBatched() {
        return true;
    }

    /// Whether axis 0 of this input is the batch as well; weights are not.
    default boolean isPerSample(int input) {
        return input == 0;
    }

    @Test
    default void gradientsMatchDifferences() {
        for (Tensor[] x : inputs()) {
            check(op()).verify(x);
        }
    }

    /// A check that cannot fail proves nothing: 1 % off in one element of each gradient must be seen.
    @Test
    default void aGradientOnePercentOffIsCaught() {
        Tensor[] x = inputs().getFirst();
        for (int input = 0; input < x.length; input++) {
            if (isDifferentiable(input) && largestGradientElement(x, input) >= 0) {
                Op wrong = new OnePercentOff(op(), input, largestGradientElement(x, input));
                assertThatThrownBy(() -> check(wrong).verify(x))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("gradient of input " + input);
            }
        }
    }

    @Test
    default void forwardWritesEveryElementAndLeavesItsInputsAlone() {
        for (Tensor[] original : inputs()) {
            Tensor[] x = copies(original);
            Tensor clean = run(x, 0f);
            Tensor dirty = run(x, Float.NaN);
            assertThat(bits(dirty)).containsExactly(bits(clean));
            for (int i = 0; i < x.length; i++) {
                assertThat(bits(x[i])).containsExactly(bits(original[i]));
            }
        }
    }

    @Test
    default void forwardReadsAndWritesOnlyItsView() {
        for (Tensor[] original : inputs()) {
            Tensor[] x = new Tensor[original.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = shifted(original[i], 3 + i);
            }
            Shape shape = op().shape(shapes(x));
            float[] around = new float[shape.size() + 12];
            Arrays.fill(around, 7f);
            Tensor y = Tensor.wrap(around, 5, shape);
            op().forward(x, y, Workspace.ordinary());
            assertThat(bits(y)).containsExactly(bits(run(original, 0f)));
            for (int i = 0; i < 5; i++) {
                assertThat(around[i]).isEqualTo(7f);
            }
            for (int i = shape.size() + 5; i < around.length; i++) {
                assertThat(around[i]).isEqualTo(7f);
            }
        }
    }

    @Test
    default void backwardWritesEveryElementAndLeavesItsInputsAlone() {
        for (Tensor[] original : inputs()) {
            Tensor[] x = copies(original);
            Tensor y = run(x, 0f);
            Tensor dy = random(y.shape(), 5);
            Tensor yBefore = y.copy();
            Tensor dyBefore = dy.copy();
            Tensor[] clean = backward(x, y, dy, 0f);
            Tensor[] dirty = backward(x, y, dy, Float.NaN);
            for (int i = 0; i < x.length; i++) {
                if (isDifferentiable(i)) {
                    assertThat(bits(dirty[i])).containsExactly(bits(clean[i]));
                }
                assertThat(bits(x[i])).containsExactly(bits(original[i]));
            }
            assertThat(bits(y)).containsExactly(bits(yBefore));
            assertThat(bits(dy)).containsExactly(bits(dyBefore));
        }
    }

    /// An op that runs on from a gradient gives the same bits for a batch in one piece and cut into samples.
    @Test
    default void aGradientThatRunsOnDoesNotDependOnTheCut() {
        if (!isBatched()) {
            return;
        }
        for (Tensor[] x : inputs()) {
            Tensor y = run(x, 0f);
            Tensor dy = random(y.shape(), 6);
            Tensor[] whole = backward(x, y, dy, 0f);
            for (int i = 0; i < x.length; i++) {
                if (!op().accumulates(i)) {
                    continue;
                }
                Tensor[] dx = new Tensor[x.length];
                dx[i] = Tensor.zeros(x[i].shape());
                for (int n = 0; n < x[0].shape().dim(0); n++) {
                    Tensor[] sample = part(x, n, n + 1);
                    op().backward(sample, run(sample, 0f), dy.slice(n, n + 1), dx, Workspace.ordinary());
                }
                assertThat(bits(dx[i])).containsExactly(bits(whole[i]));
            }
        }
    }

    /// `f(x[a:b]) = f(x)[a:b]` for every part of the batch.
    @Test
    default void aSampleDoesNotDependOnTheOthers() {
        if (!isBatched()) {
            return;
        }
        for (Tensor[] x : inputs()) {
            Tensor whole = run(x, 0f);
            int samples = x[0].shape().dim(0);
            for (int from = 0; from < samples; from++) {
                for (int to = from + 1; to <= samples; to++) {
                    assertThat(bits(run(part(x, from, to), 0f))).containsExactly(bits(whole.slice(from, to)));
                }
            }
        }
    }

    // --- helpers ---

    private GradientCheck check(Op op) {
        GradientCheck check = GradientCheck.of(op);
        int count = inputs().getFirst().length;
        for (int i = 0; i < count; i++) {
            check = isDifferentiable(i) ? check : check.withoutInput(i);
        }
        return check;
    }

    private Tensor run(Tensor[] x, float garbage) {
        Tensor y = Tensor.full(op().shape(shapes(x)), garbage);
        op().forward(x, y, Workspace.ordinary());
        return y;
    }

    private Tensor[] backward(Tensor[] x, Tensor y, Tensor dy, float garbage) {
        Tensor[] dx = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            if (isDifferentiable(i)) {
                dx[i] = Tensor.full(x[i].shape(), op().accumulates(i) ? 0f : garbage);
            }
        }
        op().backward(x, y, dy, dx, Workspace.ordinary());
        return dx;
    }

    private int largestGradientElement(Tensor[] x, int input) {
        Tensor[] leaves = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            leaves[i] = i == input ? x[i].copy().requiringGradient() : x[i].copy();
        }
        Tensor y = op().apply(leaves);
        Tensor gradient = y.backward(random(y.shape(), 1)).of(leaves[input]);
        int best = -1;
        float largest = 0;
        for (int i = 0; i < gradient.size(); i++) {
            if (Math.abs(gradient.get(i)) > largest) {
                largest = Math.abs(gradient.get(i));
                best = i;
            }
        }
        return best;
    }

    private Tensor[] part(Tensor[] x, int from, int to) {
        Tensor[] part = x.clone();
        for (int i = 0; i < x.length; i++) {
            if (isPerSample(i)) {
                part[i] = x[i].slice(from, to);
            }
        }
        return part;
    }

    private static Shape[] shapes(Tensor[] x) {
        return Arrays.stream(x).map(Tensor::shape).toArray(Shape[]::new);
    }

    private static Tensor[] copies(Tensor[] x) {
        return Arrays.stream(x).map(Tensor::copy).toArray(Tensor[]::new);
    }

    private static Tensor shifted(Tensor x, int by) {
        float[] data = new float[x.size() + by + 4];
        Arrays.fill(data, Float.NaN);
        Tensor view = Tensor.wrap(data, by, x.shape());
        view.copyFrom(x);
        return view;
    }

    /// The bits of every element, any NaN as one NaN.
    static int[] bits(Tensor x) {
        int[] bits = new int[x.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(x.get(i));
        }
        return bits;
    }

    /// Uniform in ±[0.1, 1): away from the kink at 0 by more than the check's step.
    static Tensor random(Shape shape, long seed) {
        Random random = new Random(seed);
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            float magnitude = 0.1f + 0.9f * random.nextFloat();
            x.set(i, random.nextBoolean() ? magnitude : -magnitude);
        }
        return x;
    }

    /// Distinct values at least 1/16 apart in a shuffled order: no ties for a max pool, no sample near 0.
    static Tensor distinct(Shape shape, long seed) {
        Random random = new Random(seed);
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.set(i, (i - x.size() / 2 + 0.5f) / 16f);
        }
        for (int i = x.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            float swap = x.get(i);
            x.set(i, x.get(j));
            x.set(j, swap);
        }
        return x;
    }

    /// An op whose gradient of one input is 1 % too large in one element.
    record OnePercentOff(Op op, int input, int element) implements Op {

        @Override
        public Shape shape(Shape... x) {
            return op.shape(x);
        }

        @Override
        public void forward(Tensor[] x, Tensor y, Workspace w) {
            op.forward(x, y, w);
        }

        @Override
        public void backward(Tensor[] x, Tensor y, Tensor dy, Tensor[] dx, Workspace w) {
            op.backward(x, y, dy, dx, w);
            if (dx[input] != null) {
                dx[input].set(element, 1.01f * dx[input].get(element));
            }
        }

        @Override
        public boolean accumulates(int i) {
            return op.accumulates(i);
        }
    }
}
