package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.init.Initializer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a layer learns about its place in model and training.
final class PassTest {

    private final List<String> paths = new ArrayList<>();

    @Test
    void everyLayerOfATrainingHasAPathOfItsOwn() {
        Sequential watched = Sequential.of(
                Fixtures.watching((x, pass) -> paths.add(pass.path())),
                Sequential.of(Fixtures.watching((x, pass) -> paths.add(pass.path()))));
        watched.forward(Tensor.zeros(Shape.of(1)), new Pass(true, 7, 3, 5));
        assertThat(paths).containsExactly("watching1", "sequential1.watching1");
    }

    @Test
    void aPartKnowsWhatItsModelKnows() {
        Pass part = new Pass(true, 7, 3, 5).within("block1").within("dropout1");
        assertThat(part.training()).isTrue();
        assertThat(part.seed()).isEqualTo(7);
        assertThat(part.step()).isEqualTo(3);
        assertThat(part.firstSample()).isEqualTo(5);
        assertThat(part.path()).isEqualTo("block1.dropout1");
        assertThat(part).hasToString("Pass(training, seed 7, step 3, first sample 5, block1.dropout1)");
        assertThat(Pass.EVALUATION).hasToString("Pass(evaluation, first sample 0)");
        assertThat(new Pass(true, 0, 0, 0).path()).isEmpty();
    }

    @Test
    void anEvaluationThatNobodyWatchesHasNoPaths() {
        assertThat(Pass.EVALUATION.within("conv1")).isSameAs(Pass.EVALUATION);
    }

    @Test
    void aWatcherSeesEveryLayersOutputThePartsFirst() {
        Map<String, Float> seen = new LinkedHashMap<>();
        Sequential two = Sequential.of(Activation.of(new Abs()), Sequential.of(Activation.of(new Relu())));
        for (Pass pass : List.of(Pass.EVALUATION, new Pass(true, 0, 0, 0))) {
            seen.clear();
            two.forward(Tensor.of(Shape.of(1), -3), pass.watchedBy((path, y) -> seen.put(path, y.item())));
            assertThat(seen).containsExactly(
                    Map.entry("abs1", 3f), Map.entry("sequential1.relu1", 3f), Map.entry("sequential1", 3f));
        }
    }

    @Test
    void aStateIsWrittenAtOnceOrByWhoeverTakesIt() {
        Parameter state = Parameter.state("mean", Shape.of(1), Initializer.zeros());
        Pass pass = new Pass(true, 0, 0, 0);
        pass.update(state, Tensor.of(Shape.of(1), 4));
        assertThat(state.tensor().item()).isEqualTo(4);

        Map<Parameter, Tensor> kept = new LinkedHashMap<>();
        pass.withUpdates(kept::put).within("part").update(state, Tensor.of(Shape.of(1), 5));
        assertThat(state.tensor().item()).isEqualTo(4);
        assertThat(kept.get(state).item()).isEqualTo(5);

        state.freeze();
        pass.update(state, Tensor.of(Shape.of(1), 6));
        assertThat(state.tensor().item()).isEqualTo(4);
    }
}
