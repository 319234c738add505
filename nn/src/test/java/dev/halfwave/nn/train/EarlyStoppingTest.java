package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// When a training ends for want of progress.
final class EarlyStoppingTest {

    @Test
    void stopsWhenTheValueHasNotImprovedForAsManyEpochsAsItBears() {
        EarlyStopping stopping = EarlyStopping.whenNoLongerFalling("loss").withPatience(3);
        assertThat(epochsUntilStopped(stopping, 5, 4, 4, 4.5, 3, 3, 3, 3, 3)).isEqualTo(8); // 3 and three more
        assertThat(epochsUntilStopped(stopping, 9, 8, 7, 6, 5, 4, 3, 2, 1)).isEqualTo(-1);
        assertThat(epochsUntilStopped(stopping, 1, 2, 2, 2)).isEqualTo(4); // it begins anew with every training
    }

    @Test
    void watchesValuesThatShouldRise() {
        EarlyStopping stopping = EarlyStopping.whenNoLongerRising("loss").withPatience(2);
        assertThat(epochsUntilStopped(stopping, 0.5, 0.6, 0.7, 0.6, 0.65)).isEqualTo(5);
        assertThat(epochsUntilStopped(stopping, -3, -2, -1, 0, 1)).isEqualTo(-1);
    }

    @Test
    void smallImprovementsDoNotCount() {
        EarlyStopping stopping = EarlyStopping.whenNoLongerFalling("loss").withPatience(3).withMinDelta(0.5);
        // 10 − 0.4, − 0.8 counts, then three too small ones
        assertThat(epochsUntilStopped(stopping, 10, 9.6, 9.2, 9, 8.8, 8.7)).isEqualTo(6);
        assertThat(epochsUntilStopped(stopping.withMinDelta(0), 10, 9.6, 9.2, 9, 8.8, 8.7)).isEqualTo(-1);
    }

    @Test
    void nanIsNoImprovement() {
        EarlyStopping stopping = EarlyStopping.whenNoLongerFalling("loss").withPatience(2);
        assertThat(epochsUntilStopped(stopping, Double.NaN, Double.NaN)).isEqualTo(2);
    }

    @Test
    void bearsFiveEpochsUnlessToldOtherwise() {
        assertThat(epochsUntilStopped(EarlyStopping.whenNoLongerFalling("loss"), 1, 1, 1, 1, 1, 1)).isEqualTo(6);
    }

    @Test
    void saysWhy() {
        FakeRun run = new FakeRun();
        EarlyStopping stopping = EarlyStopping.whenNoLongerFalling("validationLoss").withPatience(1);
        stopping.onStart(run);
        stopping.onEpochRecorded(run, run.epoch("validationLoss", 1));
        assertThat(run.stopReason()).isNull();
        stopping.onEpochRecorded(run, run.epoch("validationLoss", 1));
        assertThat(run.stopReason()).isEqualTo("validationLoss has not improved for 1 epochs");
    }

    /// Two epochs without improvement lie before the interruption, one after it.
    @Test
    void findsItsCountAgainWhenATrainingIsResumed() {
        FakeRun run = new FakeRun();
        run.epoch("loss", 3);
        run.epoch("loss", 4);
        run.epoch("loss", 4);
        EarlyStopping stopping = EarlyStopping.whenNoLongerFalling("loss").withPatience(3);
        stopping.onStart(run);
        assertThat(run.stopReason()).isNull();
        stopping.onEpochRecorded(run, run.epoch("loss", 3.5)); // better than the last, not than the best
        assertThat(run.stopReason()).isEqualTo("loss has not improved for 3 epochs");
    }

    @Test
    void aTrainingThatHadEndedDoesNotGoOn() {
        FakeRun run = new FakeRun();
        run.epoch("loss", 3);
        run.epoch("loss", 3);
        EarlyStopping stopping = EarlyStopping.whenNoLongerFalling("loss").withPatience(1);
        stopping.onStart(run);
        assertThat(run.stopReason()).isEqualTo("loss has not improved for 1 epochs");
    }

    @Test
    void refusesValuesThatAreNotThereAndSettingsThatMakeNoSense() {
        FakeRun run = new FakeRun();
        EarlyStopping stopping = EarlyStopping.whenNoLongerFalling("validationLoss");
        stopping.onStart(run);
        History.Entry entry = run.epoch("loss", 1, "accuracy", 1);
        assertThatThrownBy(() -> stopping.onEpochRecorded(run, entry))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("EarlyStopping: epoch 1 has no value validationLoss, but [loss, accuracy]");
        assertThatThrownBy(() -> stopping.withPatience(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("EarlyStopping: patience must be at least 1, but is 0");
        assertThatThrownBy(() -> stopping.withMinDelta(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("EarlyStopping: the smallest improvement must not be negative, but is -1.0");
    }

    /// After which of these epochs it stops; −1 for never.
    private static int epochsUntilStopped(EarlyStopping stopping, double... values) {
        FakeRun run = new FakeRun();
        stopping.onStart(run);
        for (int i = 0; i < values.length; i++) {
            stopping.onEpochRecorded(run, run.epoch("loss", values[i]));
            @Nullable String reason = run.stopReason();
            if (reason != null) {
                return i + 1;
            }
        }
        return -1;
    }
}
