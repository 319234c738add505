package dev.halfwave.bench.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {

    private static long weights(Network network) {
        Sequential model = network.model(true);
        return model.parameters().stream().map(Parameter::tensor).mapToLong(tensor -> tensor.size()).sum();
    }

    @Test
    void theyHaveTheirNumbersOfWeights() {
        assertThat(weights(Network.VC)).isEqualTo(96 + 3072 + 1056 + 99);
        assertThat(weights(Network.HEART_RATE)).isEqualTo(147_473);
        assertThat(weights(Network.MLP)).isEqualTo(512 + 4 * 65_792 + 257);
    }

    @Test
    void operationsLeaveOutTheInputsGradient() {
        long conv1 = 64L * 256 * 32 * 3;
        long conv2 = 32 * conv1;
        assertThat(Network.VC.operations()).isEqualTo(2 * (2 * conv1 + 3 * (conv2 + 64 * (32 * 32 + 32 * 3))));
        assertThat(Network.MLP.operations()).isEqualTo(2L * 200 * (2 * 256 + 3 * (4 * 65_536 + 256)));
    }

    @Test
    void epochsAreThoseOfTheTrainer() {
        Network network = Network.VC;
        List<float[]> seen = new ArrayList<>();
        new HalfwaveContestant()
                .trainer(network, false)
                .withEpochs(2)
                .withThreads(1)
                .withCallbacks(new Callback() {
                    @Override
                    public void onStep(Run run, Step step) {
                        seen.add(step.inputs().toArray());
                    }
                })
                .fit(network.data());

        assertThat(seen).hasSize(8);
        assertThat(network.epoch(network.data(), 1).get(2).inputs().toArray()).isEqualTo(seen.get(6));
    }

    @Test
    void unknownKeysAreRefused() {
        assertThat(Network.of("heart-rate")).isSameAs(Network.HEART_RATE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.of("resnet"))
                .withMessage("there is no network \"resnet\", only vc, heart-rate and mlp");
    }
}
