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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class Convolution1dTest {

    private final Tensor x = Tensor.of(Shape.of(1, 1, 4), 1, 2, 3, 4);
    private final Tensor weight = Tensor.of(Shape.of(1, 1, 2), 10, 1);

    @Nested
    final class PlainContract implements OpContract {

        @Override
        public Op op() {
            return Convolution1d.DEFAULT;
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.of(
                    inputs(2, 3, 17, 5, 3, 1),
                    inputs(3, 1, 70, 4, 3, 1),
                    new Tensor[] {random(2, 2, 5), random(3, 2, 1)});
        }

        private Tensor[] inputs(int samples, int inChannels, int length, int outChannels, int kernelSize, int groups) {
            return new Tensor[] {
                random(samples, inChannels, length), random(outChannels, inChannels / groups, kernelSize),
                random(outChannels)
            };
        }
    }

    @Nested
    final class StridedDilatedGroupedContract implements OpContract {

        @Override
        public Op op() {
            return new Convolution1d(2, new Padding.Explicit(3, 1), 3, 2);
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.of(
                    new Tensor[] {random(2, 4, 19), random(6, 2, 3), random(6)},
                    new Tensor[] {random(3, 2, 20), random(2, 1, 4), random(2)});
        }
    }

    @Nested
    final class CausalContract implements OpContract {

        @Override
        public Op op() {
            return Convolution1d.DEFAULT.withPadding(new Padding.Causal()).withDilation(2);
        }

        @Override
        public List<Tensor[]> inputs() {
            return List.<Tensor[]>of(new Tensor[] {random(5, 2, 9), random(3, 2, 3), random(3)});
        }
    }

    @Test
    void slidesTheFilterOverTheSignalWithoutFlippingIt() {
        assertThat(Convolution1d.DEFAULT.apply(x, weight).toArray()).containsExactly(12f, 23f, 34f);
    }

    @Test
    void addsTheBiasOfEachOutputChannel() {
        Tensor two = Tensor.of(Shape.of(2, 1, 1), 1, -1);
        Tensor bias = Tensor.of(Shape.of(2), 0.5f, 100);
        assertThat(Convolution1d.DEFAULT.apply(x, two, bias).toArray())
                .containsExactly(1.5f, 2.5f, 3.5f, 4.5f, 99f, 98f, 97f, 96f);
    }

    @Test
    void sumsOverInputChannels() {
        Tensor stereo = Tensor.of(Shape.of(1, 2, 2), 1, 2, 30, 40);
        Tensor sum = Tensor.of(Shape.of(1, 2, 1), 1, 2);
        assertThat(Convolution1d.DEFAULT.apply(stereo, sum).toArray()).containsExactly(61f, 82f);
    }

    @Test
    void withGroupsKeepsChannelsApart() {
        Tensor stereo = Tensor.of(Shape.of(1, 2, 2), 1, 2, 30, 40);
        Tensor each = Tensor.of(Shape.of(2, 1, 1), 2, 3);
        Tensor y = Convolution1d.DEFAULT.withGroups(2).apply(stereo, each);
        assertThat(y.toArray()).containsExactly(2f, 4f, 90f, 120f);
    }

    @Test
    void withStrideSkipsOutputs() {
        assertThat(Convolution1d.DEFAULT.withStride(2).apply(x, weight).toArray()).containsExactly(12f, 34f);
    }

    @Test
    void withDilationSpreadsTheTaps() {
        assertThat(Convolution1d.DEFAULT.withDilation(2).apply(x, weight).toArray()).containsExactly(13f, 24f);
    }

    @Test
    void withCausalPaddingSeesThePastOnly() {
        assertThat(Convolution1d.DEFAULT.withPadding(new Padding.Causal()).apply(x, weight).toArray())
                .containsExactly(1f, 12f, 23f, 34f);
    }

    @Test
    void withSamePaddingPutsTheOddZeroOnTheRight() {
        assertThat(Convolution1d.DEFAULT.withPadding(new Padding.Same()).apply(x, weight).toArray())
                .containsExactly(12f, 23f, 34f, 40f);
    }

    @Test
    void withExplicitPaddingPutsZerosWhereTheyAreAskedFor() {
        assertThat(Convolution1d.DEFAULT.withPadding(new Padding.Explicit(2, 1)).apply(x, weight).toArray())
                .containsExactly(0f, 1f, 12f, 23f, 34f, 40f);
    }

    @Test
    void gradientsAreThoseWorkedOutByHand() {
        Tensor leaf = x.requiringGradient();
        Tensor w = weight.requiringGradient();
        Tensor bias = Tensor.of(Shape.of(1), 0).requiringGradient();
        Tensor dy = Tensor.of(Shape.of(1, 1, 3), 1, 2, 4);
        Gradients gradients = Convolution1d.DEFAULT.apply(leaf, w, bias).backward(dy);
        // dx[u] = 10·dy[u] + dy[u − 1]
        assertThat(gradients.of(leaf).toArray()).containsExactly(10f, 21f, 42f, 4f);
        // dweight[k] = Σ_t x[t + k]·dy[t]: 1 + 4 + 12 and 2 + 6 + 16
        assertThat(gradients.of(w).toArray()).containsExactly(17f, 24f);
        assertThat(gradients.of(bias).toArray()).containsExactly(7f);
    }

    @Test
    void gradientOfTheInputIsZeroWhereAStrideLeavesItUnseen() {
        Tensor leaf = x.requiringGradient();
        Tensor one = Tensor.of(Shape.of(1, 1, 1), 5);
        Tensor y = Convolution1d.DEFAULT.withStride(3).apply(leaf, one);
        assertThat(y.toArray()).containsExactly(5f, 20f);
        assertThat(y.backward(Tensor.of(Shape.of(1, 1, 2), 1, 2)).of(leaf).toArray()).containsExactly(5f, 0f, 0f, 10f);
    }

    @Test
    void gradientsOfTheParametersRunOnFromWhatTheyFind() {
        Tensor[] dx = {null, Tensor.of(weight.shape(), 1000, 2000), Tensor.of(Shape.of(1), 3000)};
        Tensor[] inputs = {x, weight, Tensor.of(Shape.of(1), 0)};
        Tensor y = Convolution1d.DEFAULT.apply(inputs);
        Convolution1d.DEFAULT.backward(inputs, y, Tensor.of(y.shape(), 1, 2, 4), dx, Workspace.ordinary());
        assertThat(dx[1].toArray()).containsExactly(1017f, 2024f);
        assertThat(dx[2].toArray()).containsExactly(3007f);
        assertThat(Convolution1d.DEFAULT.accumulates(0)).isFalse();
        assertThat(Convolution1d.DEFAULT.accumulates(1)).isTrue();
        assertThat(Convolution1d.DEFAULT.accumulates(2)).isTrue();
    }

    @Test
    void anEmptyBatchGivesAnEmptyResultAndNoGradient() {
        Tensor empty = Tensor.zeros(Shape.of(0, 1, 4));
        Tensor y = Convolution1d.DEFAULT.apply(empty, weight);
        assertThat(y.shape()).isEqualTo(Shape.of(0, 1, 3));
        Tensor[] dx = {Tensor.zeros(empty.shape()), Tensor.of(weight.shape(), 1, 2)};
        Convolution1d.DEFAULT.backward(new Tensor[] {empty, weight}, y, y, dx, Workspace.ordinary());
        assertThat(dx[1].toArray()).containsExactly(1f, 2f);
    }

    @Test
    void lengthFollowsTheFormula() {
        Shape w = Shape.of(16, 4, 5);
        Shape x = Shape.of(8, 4, 256);
        assertThat(Convolution1d.DEFAULT.shape(x, w)).isEqualTo(Shape.of(8, 16, 252));
        // ⌊(256 + 3 + 2 − 3·4 − 1) / 4⌋ + 1
        Convolution1d op = new Convolution1d(4, new Padding.Explicit(3, 2), 3, 1);
        assertThat(op.shape(x, w, Shape.of(16))).isEqualTo(Shape.of(8, 16, 63));
        Convolution1d dilated = Convolution1d.DEFAULT.withDilation(7);
        assertThat(dilated.withPadding(new Padding.Same()).shape(x, w).dim(2)).isEqualTo(256);
        assertThat(dilated.withPadding(new Padding.Causal()).shape(x, w).dim(2)).isEqualTo(256);
    }

    @Test
    void rejectsInputWhoseLastAxisIsTheChannels() {
        assertThatThrownBy(() -> Convolution1d.DEFAULT.shape(Shape.of(8, 256, 4), Shape.of(16, 4, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: weight (16, 4, 5) with groups 1 expects x (N, C, L) to have 4 channels, "
                        + "but x is (8, 256, 4) with 256; x looks like (N, L, C): transpose it first");
    }

    @Test
    void rejectsAnotherNumberOfChannels() {
        assertThatThrownBy(() -> Convolution1d.DEFAULT.withGroups(2).shape(Shape.of(8, 4, 256), Shape.of(16, 4, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: weight (16, 4, 5) with groups 2 expects x (N, C, L) to have 8 channels, "
                        + "but x is (8, 4, 256) with 4");
        assertThatThrownBy(() -> Convolution1d.DEFAULT.shape(Shape.of(8, 4, 256), Shape.of(16, 1, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: weight (16, 1, 5) with groups 1 expects x (N, C, L) to have 1 channel, but "
                        + "x is (8, 4, 256) with 4");
    }

    @Test
    void rejectsOutputChannelsThatGroupsDoNotDivide() {
        assertThatThrownBy(() -> Convolution1d.DEFAULT.withGroups(3).shape(Shape.of(8, 12, 256), Shape.of(16, 4, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: groups 3 expects weight (C_out, C_in/groups, K) to have a multiple of 3 "
                        + "output channels, but weight is (16, 4, 5) with 16");
    }

    @Test
    void rejectsOtherRanks() {
        assertThatThrownBy(() -> Convolution1d.DEFAULT.shape(Shape.of(4, 256), Shape.of(16, 4, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: expected x with axes (N, C, L), but its shape is (4, 256)");
        assertThatThrownBy(() -> Convolution1d.DEFAULT.shape(Shape.of(8, 4, 256), Shape.of(16, 4)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: expected weight with axes (C_out, C_in/groups, K), but its shape is "
                        + "(16, 4)");
    }

    @Test
    void rejectsAnEmptyWeight() {
        assertThatThrownBy(() -> Convolution1d.DEFAULT.shape(Shape.of(8, 4, 256), Shape.of(16, 4, 0)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: expected weight (C_out, C_in/groups, K) with at least one element, but it "
                        + "is (16, 4, 0)");
    }

    @Test
    void rejectsABiasOfAnotherLength() {
        assertThatThrownBy(() -> Convolution1d.DEFAULT.shape(Shape.of(8, 4, 256), Shape.of(16, 4, 5), Shape.of(4)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: weight (16, 4, 5) expects bias to be (16), but bias is (4)");
    }

    @Test
    void rejectsASignalShorterThanTheFilter() {
        assertThatThrownBy(() -> Convolution1d.DEFAULT.withDilation(2).shape(Shape.of(8, 4, 8), Shape.of(16, 4, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: weight (16, 4, 5) with dilation 2 spans 9 samples and expects x (N, C, L) "
                        + "to be at least as long, but x is (8, 4, 8) with 8");
        Convolution1d padded = Convolution1d.DEFAULT.withPadding(new Padding.Explicit(1, 0));
        assertThatThrownBy(() -> padded.shape(Shape.of(8, 4, 3), Shape.of(16, 4, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: weight (16, 4, 5) with dilation 1 spans 5 samples and expects x (N, C, L) "
                        + "to be at least as long, but x is (8, 4, 3) with 3, 4 with padding");
        assertThatThrownBy(() -> Convolution1d.DEFAULT
                .withDilation(Integer.MAX_VALUE)
                .withPadding(new Padding.Causal())
                .shape(Shape.of(8, 4, 3), Shape.of(16, 4, 5)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: weight (16, 4, 5) with dilation 2147483647 spans 8589934589 samples and "
                        + "expects x (N, C, L) to be at least as long, but x is (8, 4, 3) with 3");
    }

    @Test
    void rejectsAnotherNumberOfInputs() {
        assertThatThrownBy(() -> Convolution1d.DEFAULT.apply(x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Convolution1d: takes x, weight and, if wanted, bias, but was given 1 inputs");
    }

    @Test
    void checksItsSettings() {
        assertThatThrownBy(() -> Convolution1d.DEFAULT.withStride(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Convolution1d: stride must be at least 1, but is 0");
        assertThatThrownBy(() -> Convolution1d.DEFAULT.withDilation(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Convolution1d: dilation must be at least 1, but is -1");
        assertThatThrownBy(() -> Convolution1d.DEFAULT.withGroups(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Convolution1d: groups must be at least 1, but is 0");
        assertThatThrownBy(() -> Convolution1d.DEFAULT.withPadding(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Convolution1d: padding is null; use Padding.Valid for none");
        assertThatThrownBy(() -> Convolution1d.DEFAULT.withPadding(new Padding.Same()).withStride(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Convolution1d: Padding.Same keeps the length, which only stride 1 can, but the stride is "
                        + "2; use Padding.Explicit");
        assertThatThrownBy(() -> new Padding.Explicit(-1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Padding.Explicit: left and right must not be negative, but are -1 and 2");
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
