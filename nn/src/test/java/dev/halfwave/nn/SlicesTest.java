package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
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
    void aSlicesActivationsAndGradientsFitTwoMegabytes() {
        // input and output of 2,000 floats each, and their gradients: 32,000 bytes; 2,097,152 / 32,000 = 65.5
        assertThat(Slices.samplesPerSlice(tiny, Shape.of(4096, 2000))).isEqualTo(65);
        assertThat(Slices.of(tiny, Shape.of(2048, 2000)).samplesPerSlice()).isEqualTo(64);
        assertThat(Slices.of(tiny, Shape.of(64, 1_000_000)).samplesPerSlice()).isEqualTo(1);
    }

    @Test
    void theSlicesOfAShardAreOfAboutOneSize() {
        // 80 samples that take two slices of at most 65
        assertThat(Slices.of(tiny, Shape.of(1280, 2000))).isEqualTo(new Slices(16, 80, 40));
        assertThat(Slices.of(tiny, Shape.of(1296, 2000))).isEqualTo(new Slices(16, 81, 41));
    }

    @Test
    void ofThePapersNetworkAShardRunsTogether() {
        // 256 + 4 · 32 · 256 + 32 + 32 + 32 + 3 floats and as many gradients are 264,984 bytes: seven would fit
        assertThat(Slices.of(Fixtures.network(32, 3, 0), Shape.of(64, 1, 256))).isEqualTo(new Slices(16, 4, 4));
        assertThat(Slices.of(Fixtures.network(32, 3, 0), Shape.of(256, 1, 256))).isEqualTo(new Slices(16, 16, 6));
    }

    @Test
    void denseModelsHaveFewerShards() {
        // 65,536 multiply-adds per sample and 65,792 parameters: 48 samples for each shard, and a few more
        assertThat(Slices.of(dense(256, 256), Shape.of(200, 256))).isEqualTo(new Slices(4, 50, 50));
        assertThat(Slices.of(dense(256, 256), Shape.of(500, 256))).isEqualTo(new Slices(10, 50, 50));
        assertThat(Slices.of(dense(256, 256), Shape.of(1600, 256))).isEqualTo(new Slices(16, 100, 100));
        assertThat(Slices.of(dense(256, 256), Shape.of(8, 256))).isEqualTo(new Slices(4, 2, 2)); // four threads' work
        assertThat(Slices.of(dense(256, 256), Shape.of(3, 256)).shards()).isEqualTo(3);
        assertThat(Slices.of(dense(256, 256), Shape.of(0, 256))).isEqualTo(new Slices(1, 1, 1));
        // a step along a signal takes part in many products
        assertThat(Slices.of(dense(256, 256), Shape.of(64, 100, 256)).shards()).isEqualTo(16);
        // 8,192 weights, and one bias more
        assertThat(Slices.of(Sequential.of(Linear.of(128, 64).withoutBias()), Shape.of(64, 128)).shards())
                .isEqualTo(16);
        assertThat(Slices.of(dense(128, 64), Shape.of(64, 128)).shards()).isEqualTo(4);
    }

    private static Sequential dense(int inFeatures, int outFeatures) {
        return Sequential.of(Linear.of(inFeatures, outFeatures));
    }

    @Test
    void partsOfPartsCount() {
        // three outputs of 1,000 floats and the input: 32,000 bytes
        Sequential nested = Sequential.of(
                Sequential.of(Activation.of(new Relu()), Activation.of(new Relu())), Activation.of(new Relu()));
        assertThat(Slices.samplesPerSlice(nested, Shape.of(4096, 1000))).isEqualTo(65);
    }

    /// A layer that says what it computes and needs.
    private record Stating(boolean needsWholeBatch, long floats) implements Layer {
        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }

        @Override
        public long activations(Shape x) {
            return floats;
        }
    }

    @Test
    void aLayerThatNeedsTheWholeBatchGetsItInTrainingAndOnlyThen() {
        Sequential model = Sequential.of(Sequential.of(new Stating(true, 1000)), tiny);
        assertThat(model.needsWholeBatch()).isTrue();
        assertThat(Slices.of(model, Shape.of(4096, 1000))).isEqualTo(new Slices(1, 4096, 4096));
        assertThat(Slices.of(model, Shape.of(0, 1000))).isEqualTo(new Slices(1, 1, 1));
        assertThat(Slices.samplesPerSlice(model, Shape.of(4096, 1000))).isEqualTo(87); // 2,097,152 / 24,000
        assertThat(Sequential.of(new Stating(false, 1000)).needsWholeBatch()).isFalse();
    }

    @Test
    void whatALayerComputesInBetweenCounts() {
        // 1,000 of the input, 9,000 within the layer, and as many gradients: 80,000 bytes
        assertThat(Slices.samplesPerSlice(new Stating(false, 9000), Shape.of(64, 1000))).isEqualTo(26);
    }

    @Test
    void batchesAndSamplesMayBeEmpty() {
        assertThat(Slices.of(tiny, Shape.of(0, 8))).isEqualTo(new Slices(1, 1, 1));
        assertThat(Slices.of(tiny, Shape.of(4, 0))).isEqualTo(new Slices(4, 1, 1));
    }
}
