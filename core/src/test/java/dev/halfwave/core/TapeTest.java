package dev.halfwave.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.op.Add;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.FullyConnected;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Padding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Recording and reverse-mode differentiation: which gradients come out, in which order they are added, and where they
/// live.
@Tag("both-backends")
final class TapeTest {

    /// `y = a · b`, element by element.
    private record Times() implements Op {
        @Override
        public Shape shape(Shape... x) {
            return x[0];
        }

        @Override
        public void forward(Tensor[] x, Tensor y, Workspace w) {
            for (int i = 0; i < y.size(); i++) {
                y.set(i, x[0].get(i) * x[1].get(i));
            }
        }

        @Override
        public void backward(Tensor[] x, Tensor y, Tensor dy, Tensor[] dx, Workspace w) {
            for (int input = 0; input < 2; input++) {
                for (int i = 0; dx[input] != null && i < y.size(); i++) {
                    dx[input].set(i, dy.get(i) * x[1 - input].get(i));
                }
            }
        }
    }

    /// `y = factor · x`.
    private record Scale(float factor) implements UnaryOp {
        @Override
        public void forward(Tensor x, Tensor y) {
            for (int i = 0; i < x.size(); i++) {
                y.set(i, factor * x.get(i));
            }
        }

        @Override
        public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            for (int i = 0; i < x.size(); i++) {
                dx.set(i, factor * dy.get(i));
            }
        }
    }

    /// The identity, which counts its backward passes and fails when told to.
    private static final class Watched implements UnaryOp {
        private int backwards;
        private boolean failing;

        @Override
        public void forward(Tensor x, Tensor y) {
            y.copyFrom(x);
        }

        @Override
        public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            backwards++;
            if (failing) {
                throw new ArithmeticException("told to fail");
            }
            dx.copyFrom(dy);
        }
    }

    private final Tensor x = Tensor.scalar(3).requiringGradient();

    @Test
    void aProductHasTheGradientOfEachFactor() {
        Tensor b = Tensor.scalar(5).requiringGradient();
        Gradients gradients = new Times().apply(x, b).backward();
        assertThat(gradients.of(x).item()).isEqualTo(5);
        assertThat(gradients.of(b).item()).isEqualTo(3);
    }

    @Test
    void theUpstreamGradientIsAppliedElementByElement() {
        Tensor leaf = Tensor.of(Shape.of(3), 1, 2, 3).requiringGradient();
        Tensor y = new Scale(10).apply(leaf);
        assertThat(y.backward(Tensor.of(Shape.of(3), 1, -2, 4)).of(leaf).toArray()).containsExactly(10f, -20f, 40f);
    }

    @Test
    void severalConsumersOfOneTensorAddUp() {
        // 2x + 3x + 4x
        Tensor sum = new Add().apply(new Scale(2).apply(x), new Scale(3).apply(x));
        Tensor y = new Add().apply(sum, new Scale(4).apply(x));
        assertThat(y.backward().of(x).item()).isEqualTo(9);
    }

    @Test
    void contributionsAreAddedLatestConsumerFirst() {
        // Contributions to x in the order of the program: 1, 1, 2²⁴. Latest first: (2²⁴ + 1) + 1 = 2²⁴, since a tie
        // rounds to even; in the order of the program it would be 2 + 2²⁴.
        Tensor small = new Add().apply(new Scale(1).apply(x), new Scale(1).apply(x));
        Tensor y = new Add().apply(small, new Scale(0x1p24f).apply(x));
        assertThat(y.backward().of(x).item()).isEqualTo(0x1p24f);
        // the same in the other order: (1 + 1) + 2²⁴
        Tensor large = new Add().apply(new Scale(0x1p24f).apply(x), new Scale(1).apply(x));
        Tensor z = new Add().apply(large, new Scale(1).apply(x));
        assertThat(z.backward().of(x).item()).isEqualTo(0x1p24f + 2);
    }

    @Test
    void oneTensorMayBeSeveralInputsOfOneOp() {
        assertThat(new Add().apply(x, x).backward().of(x).item()).isEqualTo(2); // x + x
        assertThat(new Times().apply(x, x).backward().of(x).item()).isEqualTo(6); // x², slope 2 · 3
        Tensor inner = new Scale(2).apply(x);
        assertThat(new Times().apply(inner, inner).backward().of(x).item()).isEqualTo(24); // 4x², slope 8 · 3
    }

    @Test
    void oneTensorMayBeBothAnInputAndTheWeightItIsMultipliedWith() {
        // y = a aᵀ, and y[0,0] = 1·1 + 2·2 has the slopes 2 · (1, 2); the weight's gradient is one that runs on
        Tensor a = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4).requiringGradient();
        Tensor y = new FullyConnected().apply(a, a);
        Tensor dy = Tensor.of(Shape.of(2, 2), 1, 0, 0, 0);
        assertThat(y.backward(dy).of(a).toArray()).containsExactly(2f, 4f, 0f, 0f);
        // y[0,1] = a0 · a1
        Tensor mixed = Tensor.of(Shape.of(2, 2), 0, 1, 0, 0);
        assertThat(y.backward(mixed).of(a).toArray()).containsExactly(3f, 4f, 1f, 2f);
    }

    @Test
    void aComputedWeightThatIsUsedTwiceRunsOnFromTheFirstUse() {
        Tensor w = Tensor.of(Shape.of(1, 2), 1, 1).requiringGradient();
        Tensor twice = new Scale(2).apply(w);
        Tensor a = Tensor.of(Shape.of(1, 2), 1, 2);
        Tensor b = Tensor.of(Shape.of(1, 2), 10, 20);
        Tensor y = new Add().apply(new FullyConnected().apply(a, twice), new FullyConnected().apply(b, twice));
        assertThat(y.backward(Tensor.full(Shape.of(1, 1), 1)).of(w).toArray()).containsExactly(22f, 44f);
    }

    @Test
    void aTensorAndItsViewInAnotherWorkspaceAreOneInput() {
        Tensor y = new Scale(2).apply(x);
        PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
        workspace.begin(0, true);
        // y², slope 2 · 2x · 2 = 24 at x = 3
        assertThat(new Times().apply(y, y.in(workspace)).backward().of(x).item()).isEqualTo(24);
    }

    @Test
    void aLeafInAnotherWorkspaceIsTheSameLeaf() {
        PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
        workspace.begin(0, true);
        Gradients gradients = new Times().apply(x.in(workspace), x).backward(); // x², slope 6
        assertThat(gradients.of(x).item()).isEqualTo(6);
        assertThat(gradients.of(x.in(workspace)).item()).isEqualTo(6);
        x.in(workspace).modified();
        assertThat(x.version()).isEqualTo(1);
    }

    @Test
    void aDiamondIsVisitedOnce() {
        Watched watched = new Watched();
        Tensor square = watched.apply(new Times().apply(x, x));
        // (x²)² + x² has the slope 4x³ + 2x = 114 at 3
        Tensor y = new Add().apply(new Times().apply(square, square), square);
        assertThat(y.backward().of(x).item()).isEqualTo(114);
        assertThat(watched.backwards).isEqualTo(1);
    }

    @Test
    void stackedDiamondsTakeTimeInTheirNumberOnly() {
        Tensor y = x;
        for (int i = 0; i < 100; i++) { // 2¹⁰⁰ paths lead from y to x
            y = new Add().apply(y, y);
        }
        assertThat(y.backward().of(x).item()).isEqualTo(0x1p100f);
    }

    @Test
    void aDeepGraphDoesNotOverflowTheStack() {
        Tensor y = x;
        for (int i = 0; i < 100_000; i++) {
            y = new Identity().apply(y);
        }
        assertThat(y.backward().of(x).item()).isEqualTo(1);
    }

    @Test
    void gradientsAreReturnedAndNothingStaysBehind() {
        Tensor y = new Times().apply(x, x);
        Gradients first = y.backward();
        Gradients second = y.backward(Tensor.scalar(10));
        assertThat(first.of(x).item()).isEqualTo(6);
        assertThat(second.of(x).item()).isEqualTo(60);
        assertThat(y.backward().of(x).item()).isEqualTo(6);
    }

    @Test
    void theUpstreamGradientIsLeftAlone() {
        Tensor dy = Tensor.scalar(1);
        Tensor y = new Add().apply(x, x);
        new Add().apply(y, y).backward(dy);
        assertThat(dy.item()).isEqualTo(1);
    }

    @Test
    void noGradientFlowsThroughADetachedView() {
        // x · constant 3: slope 3, where x² would have 6
        assertThat(new Times().apply(x, x.detached()).backward().of(x).item()).isEqualTo(3);
        Tensor inner = new Scale(2).apply(x);
        assertThat(new Times().apply(inner, inner.detached()).backward().of(x).item()).isEqualTo(12); // 2 · 6
    }

    @Test
    void whatRequiresNoGradientGetsNone() {
        Tensor frozen = Tensor.scalar(5);
        Gradients gradients = new Times().apply(x, frozen).backward();
        assertThat(gradients.of(x).item()).isEqualTo(5);
        assertThat(gradients.contains(x)).isTrue();
        assertThat(gradients.contains(frozen)).isFalse();
        assertThatThrownBy(() -> gradients.of(frozen))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Gradients: there is none for this tensor of shape (); it must require gradients, and the "
                        + "loss must have been computed from it");
    }

    @Test
    void anOpIsNotAskedForGradientsThatNobodyWants() {
        Watched unwanted = new Watched();
        Tensor constant = unwanted.apply(Tensor.scalar(5));
        assertThat(new Times().apply(x, constant).backward().of(x).item()).isEqualTo(5);
        assertThat(unwanted.backwards).isZero();
    }

    @Test
    void nothingIsRecordedWithoutALeafOrInAnUnrecordedWorkspace() {
        assertThat(new Scale(2).apply(Tensor.scalar(1)).needsGradient()).isFalse();
        assertThat(new Scale(2).apply(x).needsGradient()).isTrue();
        Tensor unrecorded = new Scale(2).apply(x.in(Workspace.unrecorded()));
        assertThat(unrecorded.item()).isEqualTo(6);
        assertThat(unrecorded.needsGradient()).isFalse();
        assertThat(new Scale(2).apply(unrecorded).workspace()).isSameAs(Workspace.unrecorded());
    }

    @Test
    void resultsLiveWhereTheFirstInputThatIsNotOrdinaryLives() {
        PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
        workspace.begin(0, true);
        Tensor pooled = Tensor.scalar(1).in(workspace);
        assertThat(new Times().apply(x, pooled).workspace()).isSameAs(workspace);
        assertThat(new Times().apply(pooled, x).workspace()).isSameAs(workspace);
        assertThat(new Times().apply(x, x).workspace()).isSameAs(Workspace.ordinary());
    }

    @Test
    void aBatchComputedInPartsAddsUpToTheSameBits() {
        Random random = new Random(7);
        Convolution1d op = new Convolution1d(1, new Padding.Causal(), 2, 1);
        Tensor batch = random(Shape.of(5, 3, 37), random);
        Tensor weight = random(Shape.of(6, 3, 4), random).requiringGradient();
        Tensor bias = random(Shape.of(6), random).requiringGradient();
        Tensor dy = random(Shape.of(5, 6, 37), random);
        Gradients whole = op.apply(batch, weight, bias).backward(dy);

        Gradients parts = new Gradients();
        int[] cuts = {0, 2, 3, 5};
        for (int i = 0; i < 3; i++) {
            op.apply(batch.slice(cuts[i], cuts[i + 1]), weight, bias).backward(dy.slice(cuts[i], cuts[i + 1]), parts);
        }
        assertThat(OpContract.bits(parts.of(weight))).containsExactly(OpContract.bits(whole.of(weight)));
        assertThat(OpContract.bits(parts.of(bias))).containsExactly(OpContract.bits(whole.of(bias)));
    }

    @Test
    void partsOfOtherOpsAreAddedInTheirOrder() {
        Gradients gradients = new Gradients();
        for (float factor : new float[] {0x1p24f, 1, 1}) { // (2²⁴ + 1) + 1 = 2²⁴ in floats
            new Scale(factor).apply(x).backward(Tensor.scalar(1), gradients);
        }
        assertThat(gradients.of(x).item()).isEqualTo(0x1p24f);
    }

    @Test
    void clearedGradientsKeepTheirMemoryAndForgetTheirValues() {
        Gradients gradients = new Gradients();
        Tensor y = new Scale(2).apply(x);
        y.backward(Tensor.scalar(1), gradients);
        Tensor memory = gradients.of(x);
        gradients.clear();
        assertThat(gradients.contains(x)).isFalse();
        y.backward(Tensor.scalar(5), gradients);
        assertThat(gradients.of(x)).isSameAs(memory);
        assertThat(memory.item()).isEqualTo(10); // not 2 + 10
    }

    @Test
    void gradientsOfOneLossAreAddedToThoseOfAnother() {
        Tensor a = Tensor.scalar(1).requiringGradient();
        Tensor b = Tensor.scalar(1).requiringGradient();
        Gradients first = new Add().apply(new Scale(2).apply(x), new Scale(3).apply(a)).backward();
        Gradients second = new Add().apply(new Scale(4).apply(x), new Scale(5).apply(b)).backward();
        first.addAll(List.of(second), Parallel.SERIAL);
        assertThat(first.of(x).item()).isEqualTo(6);
        assertThat(first.of(a).item()).isEqualTo(3);
        assertThat(first.of(b).item()).isEqualTo(5);
        // What came from the other is a copy: adding again does not change the other.
        first.addAll(List.of(second), Parallel.SERIAL);
        assertThat(first.of(b).item()).isEqualTo(10);
        assertThat(second.of(b).item()).isEqualTo(5);
        second.clear();
        first.addAll(List.of(second), Parallel.SERIAL); // nothing
        assertThat(first.of(x).item()).isEqualTo(10);
    }

    @Test
    void aVariableStandsForItsTensor() {
        Variable variable = () -> x;
        assertThat(new Scale(7).apply(x).backward().of(variable).item()).isEqualTo(7);
    }

    @Test
    void aFailedBackwardLeavesTheGraphUsable() {
        Watched watched = new Watched();
        Tensor y = new Times().apply(watched.apply(x), x);
        watched.failing = true;
        assertThatThrownBy(y::backward).isInstanceOf(ArithmeticException.class).hasMessage("told to fail");
        watched.failing = false;
        assertThat(y.backward().of(x).item()).isEqualTo(6);
    }

    @Test
    void inputsAreCheckedBeforeAnyArithmetic() {
        AtomicInteger forwards = new AtomicInteger();
        Op picky = new UnaryOp() {
            @Override
            public void check(Tensor... x) {
                throw new IllegalArgumentException("picky: no");
            }

            @Override
            public void forward(Tensor x, Tensor y) {
                forwards.incrementAndGet();
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {}
        };
        assertThatThrownBy(() -> picky.apply(x)).hasMessage("picky: no");
        assertThat(forwards).hasValue(0);
    }

    @Test
    void saysWhyThereIsNothingToDifferentiate() {
        assertThatThrownBy(() -> Tensor.zeros(Shape.of(2, 3)).backward())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Tensor.backward: without an upstream gradient the tensor must be a single number such as a "
                                + "loss, but its shape is (2, 3)");
        assertThatThrownBy(() -> new Scale(2).apply(Tensor.scalar(1)).backward())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Tensor.backward: nothing was recorded; no input required gradients, or it was computed by "
                        + "predict, which records nothing");
        assertThatThrownBy(x::backward)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Tensor.backward: this tensor is a leaf; call backward() on what was computed from it");
        assertThatThrownBy(() -> new Scale(2).apply(x).backward(Tensor.zeros(Shape.of(1))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Tensor.backward: expected dy with the shape () of the result, but its shape is (1)");
    }

    @Test
    void refusesAMissingInput() {
        assertThatThrownBy(() -> new Add().apply(x, null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Add: input 1 is null");
        assertThatThrownBy(() -> new Scale(2).apply(x, x))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Scale: takes one input, but was given 2");
    }

    @Test
    void anOpWithoutAClassNameIsCalledOp() {
        List<String> names = new ArrayList<>();
        for (Op op : List.of(new Scale(1), new UnaryOp() {
            @Override
            public void forward(Tensor x, Tensor y) {}

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {}
        })) {
            names.add(op.name());
        }
        assertThat(names).containsExactly("Scale", "Op");
    }

    private static Tensor random(Shape shape, Random random) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, random.nextFloat() - 0.5f);
        }
        return tensor;
    }
}
