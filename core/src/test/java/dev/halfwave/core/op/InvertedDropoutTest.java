package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InvertedDropoutTest implements OpContract {

    private static final Philox RANDOM = Philox.of(42, "dropout");

    @Override
    public Op op() {
        return new InvertedDropout(0.25f, RANDOM, 12);
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Override
    public boolean isBatched() {
        return false; // a sample's mask is that of its place
    }

    @Test
    void dropsWhatItsRandomNumbersSayAndScalesTheRest() {
        Tensor x = Tensor.full(Shape.of(3000), 3).requiringGradient(); // three pieces
        Tensor y = op().apply(x);
        float[] expected = new float[3000];
        for (int i = 0; i < 3000; i++) {
            expected[i] = RANDOM.uniform(12 + i) < 0.25f ? 0f : 4f;
        }
        assertThat(y.toArray()).containsExactly(expected);
        assertThat(y.backward(Tensor.full(x.shape(), 6)).of(x).toArray())
                .isEqualTo(new InvertedDropout(0.25f, RANDOM, 12).apply(Tensor.full(x.shape(), 6)).toArray());
    }

    @Test
    void dropsTheRatesShareAndKeepsTheMean() {
        Tensor y = new InvertedDropout(0.3f, RANDOM, 0).apply(Tensor.full(Shape.of(100_000), 1));
        int zeros = 0;
        double sum = 0;
        for (float value : y.toArray()) {
            zeros += value == 0 ? 1 : 0;
            sum += value;
        }
        assertThat(zeros / 1e5).isCloseTo(0.3, within(5 * Math.sqrt(0.3 * 0.7 / 1e5))); // five standard deviations
        assertThat(sum / 1e5).isCloseTo(1, within(5 * Math.sqrt(0.3 / 0.7 / 1e5)));
    }

    @Test
    void aPartHasTheMaskOfItsPlace() {
        Tensor x = Samples.awayFromZero(Shape.of(5, 3, 7), 1);
        Tensor whole = new InvertedDropout(0.5f, RANDOM, 0).apply(x);
        for (int n = 0; n < 5; n++) {
            Tensor part = new InvertedDropout(0.5f, RANDOM, n * 21).apply(x.slice(n, n + 1));
            assertThat(part.toArray()).containsExactly(whole.slice(n, n + 1).toArray());
        }
        assertThat(new InvertedDropout(0.5f, RANDOM, 1).apply(x).toArray()).isNotEqualTo(whole.toArray());
        assertThat(new InvertedDropout(0.5f, Philox.of(43, "dropout"), 0).apply(x).toArray())
                .isNotEqualTo(whole.toArray());
    }

    @Test
    void rateZeroKeepsEverything() {
        Tensor x = Samples.awayFromZero(Shape.of(5, 3, 7), 1);
        assertThat(new InvertedDropout(0, RANDOM, 0).apply(x).toArray()).containsExactly(x.toArray());
    }

    @Test
    void rejectsOtherRates() {
        for (float rate : new float[] {-0.1f, 1, 1.5f, Float.NaN}) {
            assertThatThrownBy(() -> new InvertedDropout(rate, RANDOM, 0))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("InvertedDropout: rate must be in [0, 1), but is " + rate);
        }
        assertThatThrownBy(() -> new InvertedDropout(0.5f, null, 0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("InvertedDropout: the random numbers are null");
        assertThatThrownBy(() -> op().shape(Shape.of(1), Shape.of(1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("InvertedDropout: takes one input, but was given 2");
    }
}
