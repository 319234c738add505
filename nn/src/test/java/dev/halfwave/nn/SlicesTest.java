package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Shape;
import dev.halfwave.core.op.Relu;
import org.junit.jupiter.api.Test;

/// How a batch is cut: a function of shapes only, since the bits of a sum depend on it.
final class SlicesTest {

    private final Layer tiny = Activation.of(new Relu());

    @Test
    void aBatchHasAtMostSixteenShards() {
        assertThat(Slices.of(tiny, Shape.of(64, 8))).isEqualTo(new Slices(16, 4, 4));
        assertThat(Slices.of(tiny, Shape.of(16, 8))).isEqualTo(new Slices(16, 1, 1));
        assertThat(Slices.of(tiny, Shape.of(3, 8))).isEqualTo(new Slices(3, 1, 1));
        assertThat(Slices.of(tiny, Shape.of(17, 8))).isEqualTo(new Slices(9, 2, 2)); // 8 of 2 and one of 1
        assertThat(Slices.of(tiny, Shape.of(100, 8))).isEqualTo(new Slices(15, 7, 7)); // 14 of 7 and one of 2
    }

    @Test
    void aSlicesActivationsAndGradientsFitHalfAMegabyte() {
        // input and output of 1,000 floats each, and their gradients: 16,000 bytes; 524,288 / 16,000 = 32.8
        assertThat(Slices.of(tiny, Shape.of(4096, 1000)).samplesPerSlice()).isEqualTo(32);
        assertThat(Slices.of(tiny, Shape.of(64, 1_000_000)).samplesPerSlice()).isEqualTo(1);
    }

    @Test
    void thePapersNetworkRunsSampleBySample() {
        // 256 + 4 · 32 · 256 + 32 + 32 + 32 + 3 floats and as many gradients are 264,984 bytes
        assertThat(Slices.of(Fixtures.network(32, 3, 0), Shape.of(64, 1, 256))).isEqualTo(new Slices(16, 4, 1));
    }

    @Test
    void partsOfPartsCount() {
        // three outputs of 1,000 floats and the input: 32,000 bytes
        Sequential nested = Sequential.of(
                Sequential.of(Activation.of(new Relu()), Activation.of(new Relu())), Activation.of(new Relu()));
        assertThat(Slices.of(nested, Shape.of(4096, 1000)).samplesPerSlice()).isEqualTo(16);
    }

    @Test
    void batchesAndSamplesMayBeEmpty() {
        assertThat(Slices.of(tiny, Shape.of(0, 8))).isEqualTo(new Slices(1, 1, 1));
        assertThat(Slices.of(tiny, Shape.of(4, 0))).isEqualTo(new Slices(4, 1, 1));
    }
}
