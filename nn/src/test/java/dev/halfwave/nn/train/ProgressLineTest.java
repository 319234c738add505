package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One line per epoch for a human.
final class ProgressLineTest {

    @Test
    void showsEveryEpochAndLeavesDistancesOut() {
        List<String> shown = new ArrayList<>();
        FakeRun run = new FakeRun();
        ProgressLine line = ProgressLine.to(shown::add);
        line.onEpochRecorded(run, run.epoch("loss", 0.13714, "distance.conv1.l2", 3, "accuracy", 1));
        line.onEpochRecorded(run, run.epoch("loss", 12));
        assertThat(shown).containsExactly("epoch 1/20  loss 0.1371  accuracy 1.0000", "epoch 2/20  loss 12.0000");
    }
}
