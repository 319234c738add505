package dev.halfwave.nn;

import static dev.halfwave.nn.Fixtures.bits;
import static dev.halfwave.nn.Fixtures.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.init.Initialization;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Attention against its definition, and the layer around it.
@Tag("both-backends")
final class MultiHeadSelfAttentionTest {

    @TempDir
    private Path folder;

    /// The textbook loops, in double.
    private static double[][] attention(double[][] q, double[][] k, double[][] v) {
        double[][] y = new double[q.length][v[0].length];
        for (int i = 0; i < q.length; i++) {
            double[] weights = new double[k.length];
            double sum = 0;
            for (int j = 0; j < k.length; j++) {
                double score = 0;
                for (int d = 0; d < q[i].length; d++) {
                    score += q[i][d] * k[j][d];
                }
                weights[j] = Math.exp(score / Math.sqrt(q[i].length));
                sum += weights[j];
            }
            for (int j = 0; j < k.length; j++) {
                for (int e = 0; e < y[i].length; e++) {
                    y[i][e] += weights[j] / sum * v[j][e];
                }
            }
        }
        return y;
    }

    /// `w x + b` for the rows from `first` of a projection, at each time.
    private static double[][] projected(Tensor w, Tensor b, Tensor x, int sample, int first, int rows) {
        int channels = x.shape().dim(1);
        int length = x.shape().dim(2);
        double[][] y = new double[length][rows];
        for (int t = 0; t < length; t++) {
            for (int row = 0; row < rows; row++) {
                y[t][row] = b.get(first + row);
                for (int c = 0; c < channels; c++) {
                    y[t][row] += (double) w.at(first + row, c, 0) * x.at(sample, c, t);
                }
            }
        }
        return y;
    }

    @Test
    void everyHeadAttendsOnItsOwnProjections() {
        attends(MultiHeadSelfAttention.of(6, 3).withHeadSize(2), 6, 3, 2);
    }

    @Test
    void theHeadsNeedNotDivideTheChannels() throws IOException {
        attends(MultiHeadSelfAttention.of(10, 4, 16), 10, 4, 16);
        attends(MultiHeadSelfAttention.of(3, 5, 1), 3, 5, 1);
        assertThat(MultiHeadSelfAttention.of(6, 3, 2)).hasToString(MultiHeadSelfAttention.of(6, 3).toString());
        Path file = folder.resolve("attention.safetensors");
        Sequential model = Sequential.of(MultiHeadSelfAttention.of(10, 4, 16)).initialize(1);
        model.save(file);
        Tensor x = random(Shape.of(2, 10, 3), 1);
        assertThat(bits(Sequential.load(file).predict(x))).containsExactly(bits(model.predict(x)));
    }

    private static void attends(MultiHeadSelfAttention layer, int channels, int heads, int size) {
        Sequential model =
                Sequential.of(layer.withInitialization(Initialization.PYTORCH).named("a")).initialize(5);
        Tensor x = random(Shape.of(2, channels, 9), 7);
        float[] values = x.toArray();
        for (int i = 0; i < values.length; i++) {
            x.set(i, 4 * values[i]); // so that weights are far from equal
        }
        Tensor y = model.predict(x);
        assertThat(y.shape()).isEqualTo(x.shape());
        Tensor out = model.parameter("a.output.weight").tensor();
        Tensor outBias = model.parameter("a.output.bias").tensor();
        for (int n = 0; n < 2; n++) {
            double[][] expected = new double[9][channels];
            for (int t = 0; t < 9; t++) {
                for (int c = 0; c < channels; c++) {
                    expected[t][c] = outBias.get(c);
                }
            }
            for (int h = 0; h < heads; h++) {
                double[][] found = attention(
                        head(model, "query", x, n, h, size), head(model, "key", x, n, h, size),
                        head(model, "value", x, n, h, size));
                for (int t = 0; t < 9; t++) {
                    for (int c = 0; c < channels; c++) {
                        for (int d = 0; d < size; d++) {
                            expected[t][c] += (double) out.at(c, h * size + d, 0) * found[t][d];
                        }
                    }
                }
            }
            for (int t = 0; t < 9; t++) {
                for (int c = 0; c < channels; c++) {
                    assertThat((double) y.at(n, c, t)).as("y[%d,%d,%d]", n, c, t)
                            .isCloseTo(expected[t][c], within(5e-6));
                }
            }
        }
    }

    private static double[][] head(Sequential model, String part, Tensor x, int sample, int head, int size) {
        return projected(
                model.parameter("a." + part + ".weight").tensor(), model.parameter("a." + part + ".bias").tensor(), x,
                sample, head * size, size);
    }

    @Test
    void queriesThatFitAllKeysAlikeGetTheMeanOfTheValues() {
        Tensor v = Tensor.of(Shape.of(1, 4, 2), 1, 10, 3, 30, 5, 50, 7, 70);
        Tensor y = MultiHeadSelfAttention.scaledDotProductAttention(
                Tensor.zeros(Shape.of(1, 3, 5)), random(Shape.of(1, 4, 5), 1), v);
        assertThat(y.shape()).isEqualTo(Shape.of(1, 3, 2));
        assertThat(y.toArray()).containsExactly(4f, 40f, 4f, 40f, 4f, 40f);
    }

    @Test
    void aQueryThatFitsOneKeyGetsItsValue() {
        // D = 4: the scores are 1000 · 2 / 2 and 0
        Tensor q = Tensor.of(Shape.of(2, 4), 1000, 0, 0, 0, 0, 1000, 0, 0);
        Tensor k = Tensor.of(Shape.of(2, 4), 2, 0, 0, 0, 0, 2, 0, 0);
        Tensor v = Tensor.of(Shape.of(2, 1), 7, 9);
        assertThat(MultiHeadSelfAttention.scaledDotProductAttention(q, k, v).toArray()).containsExactly(7f, 9f);
        // scores ln 3 and 0: weights 3/4 and 1/4
        float ln3 = (float) Math.log(3);
        Tensor soft = Tensor.of(Shape.of(1, 4), ln3, 0, 0, 0);
        assertThat(MultiHeadSelfAttention.scaledDotProductAttention(soft, k, v).item())
                .isCloseTo(0.75f * 7 + 0.25f * 9, within(1e-6f));
    }

    /// Differences over every element of x, through all projections.
    @Test
    void itsGradientIsThatOfDifferences() {
        Sequential model = Sequential.of(MultiHeadSelfAttention.of(4, 2)).initialize(3);
        Tensor x = random(Shape.of(2, 4, 5), 2).requiringGradient();
        Tensor dy = random(x.shape(), 3);
        float[] gradient = model.forward(x, Pass.EVALUATION).backward(dy).of(x).toArray();
        float step = 1f / 64;
        for (int i = 0; i < x.size(); i++) {
            double slope = 8 * (product(model, x, dy, i, step / 2) - product(model, x, dy, i, -step / 2))
                    - (product(model, x, dy, i, step) - product(model, x, dy, i, -step));
            assertThat((double) gradient[i]).as("dx[%d]", i).isCloseTo(slope / (6 * step), within(2e-4));
        }
    }

    private static double product(Sequential model, Tensor x, Tensor dy, int at, float by) {
        Tensor moved = x.copy();
        moved.set(at, moved.get(at) + by);
        Tensor y = model.predict(moved);
        double sum = 0;
        for (int i = 0; i < y.size(); i++) {
            sum += (double) y.get(i) * dy.get(i);
        }
        return sum;
    }

    @Test
    void itDoesNotKnowTheOrderOfTime() {
        Sequential model = Sequential.of(MultiHeadSelfAttention.of(4, 2)).initialize(3);
        Tensor x = random(Shape.of(1, 4, 6), 2);
        Tensor backwards = Tensor.zeros(x.shape());
        for (int i = 0; i < 24; i++) {
            backwards.set(i, x.get(i / 6 * 6 + 5 - i % 6));
        }
        Tensor y = model.predict(x);
        Tensor z = model.predict(backwards);
        for (int i = 0; i < 24; i++) {
            assertThat(z.get(i / 6 * 6 + 5 - i % 6)).isCloseTo(y.get(i), within(1e-6f));
        }
    }

    @Test
    void oneSampleDoesNotDependOnTheOthers() {
        Sequential model = Sequential.of(MultiHeadSelfAttention.of(4, 2)).initialize(3);
        Tensor x = random(Shape.of(3, 4, 17), 2);
        Tensor y = model.predict(x);
        for (int n = 0; n < 3; n++) {
            assertThat(bits(model.predict(x.slice(n, n + 1)))).containsExactly(bits(y.slice(n, n + 1)));
        }
        assertThat(model.predict(Tensor.zeros(Shape.of(0, 4, 17))).shape()).isEqualTo(Shape.of(0, 4, 17));
    }

    @Test
    void ownsFourProjections() {
        assertThat(Sequential.of(MultiHeadSelfAttention.of(8, 2).withHeadSize(3)).parameters())
                .extracting(Parameter::toString)
                .containsExactly(
                        "multiHeadSelfAttention1.query.weight(6, 8, 1)", "multiHeadSelfAttention1.query.bias(6)",
                        "multiHeadSelfAttention1.key.weight(6, 8, 1)", "multiHeadSelfAttention1.key.bias(6)",
                        "multiHeadSelfAttention1.value.weight(6, 8, 1)", "multiHeadSelfAttention1.value.bias(6)",
                        "multiHeadSelfAttention1.output.weight(8, 6, 1)", "multiHeadSelfAttention1.output.bias(8)");
    }

    @Test
    void statesItsShapeAndItsCost() {
        MultiHeadSelfAttention layer = MultiHeadSelfAttention.of(8, 2);
        Shape x = Shape.of(3, 8, 10);
        assertThat(layer.outputShape(x)).isEqualTo(x);
        // four projections 8 × 8 at 30 steps; 10 scores and 10 shares of 4 numbers for 2 heads at 30 steps
        assertThat(layer.multiplyAdds(x)).isEqualTo(4 * 64 * 30 + 2 * 10 * 4 * 2 * 30);
        // 12 arrays of (8, 10), twice 2 · 10 · 10 weights, and the result, for 3 samples
        assertThat(layer.activations(x)).isEqualTo(3 * (12 * 80 + 2 * 200 + 80));
    }

    @Test
    void printsItsHeads() {
        assertThat(MultiHeadSelfAttention.of(32, 4).named("look")).hasToString(
                "MultiHeadSelfAttention(32 channels, 4 heads of 8)");
        assertThat(MultiHeadSelfAttention.of(32, 1).named("look").withHeadSize(5)).hasToString(
                "MultiHeadSelfAttention(32 channels, 1 head of 5)");
        assertThat(MultiHeadSelfAttention.of(32, 1).named("look").withHeadSize(5)
                .withInitialization(Initialization.HE).name()).contains("look");
    }

    @Test
    void refusesMoreChannelsThanThereCanBe() {
        MultiHeadSelfAttention layer = MultiHeadSelfAttention.of(2, 2);
        assertThatThrownBy(() -> layer.withHeadSize(1 << 30))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("MultiHeadSelfAttention: 2 heads of 1073741824 have more than 2^31 - 1 channels together");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> MultiHeadSelfAttention.of(30, 4))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("MultiHeadSelfAttention: channels (30) must be divisible by heads (4), or the heads be "
                        + "given a size of their own");
        assertThatThrownBy(() -> MultiHeadSelfAttention.of(30, 3).withHeadSize(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "MultiHeadSelfAttention: channels, heads and headSize must be at least 1, but are 30, 3 and "
                                + "0");
        assertThatThrownBy(() -> MultiHeadSelfAttention.of(30, 0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("MultiHeadSelfAttention: channels, heads and headSize must be at least 1");
        assertThatThrownBy(() -> MultiHeadSelfAttention.of(8, 2).outputShape(Shape.of(3, 10, 8)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Convolution1d: weight (8, 8, 1) with groups 1 expects x (N, C, L) to have 8 channels, but x "
                                + "is (3, 10, 8) with 10; x looks like (N, L, C): transpose it first");
        Tensor x = Tensor.zeros(Shape.of(2, 3));
        for (Tensor[] wrong : new Tensor[][] {
            {x, Tensor.zeros(Shape.of(2, 4)), x}, {x, x, Tensor.zeros(Shape.of(3, 3))},
            {x, x, Tensor.zeros(Shape.of(2))}
        }) {
            assertThatThrownBy(() -> MultiHeadSelfAttention.scaledDotProductAttention(wrong[0], wrong[1], wrong[2]))
                    .isExactlyInstanceOf(ShapeMismatchException.class)
                    .hasMessage(
                            "scaledDotProductAttention: expected q (..., L, D), k (..., S, D) and v (..., S, V), but "
                                    + "they are " + wrong[0].shape() + ", " + wrong[1].shape() + " and "
                                    + wrong[2].shape());
        }
    }
}
