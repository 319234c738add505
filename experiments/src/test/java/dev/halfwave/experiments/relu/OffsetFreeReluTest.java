package dev.halfwave.experiments.relu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.distance.Gates;
import dev.halfwave.experiments.relu.Recipe.Nonlinearity;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.nn.Sequential;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OffsetFreeReluTest {

    /// So that the share of gates that flip is one of the same gates in all arms with a kind of ReLU.
    @Test
    void hasAsManyGatesAsRelu() {
        Tensor probe = Tones.OF_THE_PAPER.draw(1, "train", 2).inputs();
        Gates relu = gates(Nonlinearity.RELU, probe);
        for (Nonlinearity kind : List.of(Nonlinearity.OFFSET_FREE_RELU, Nonlinearity.DC_FREE_RELU)) {
            Gates gates = gates(kind, probe);
            assertThat(gates.counts().values()).as(kind.name()).containsExactlyElementsOf(relu.counts().values());
            assertThat(gates.allFlips(gates)).hasValue(0.0);
        }
        assertThat(gates(Nonlinearity.ABS, probe).allFlips(gates(Nonlinearity.ABS, probe))).isEmpty();
    }

    private static Gates gates(Nonlinearity kind, Tensor probe) {
        Sequential model = Recipe.of(InputDc.NONE, kind).build(1, 0.25);
        OffsetFreeRelu.measure(model, probe);
        return Gates.of(model, probe);
    }
}
