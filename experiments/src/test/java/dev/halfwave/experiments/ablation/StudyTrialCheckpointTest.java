package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialCheckpoint;
import dev.halfwave.experiments.study.TrialOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A trial of any study goes on after its process was killed, with everything that it records.
final class StudyTrialCheckpointTest {

    private static final String[] EVERYTHING = {
        "matchLoss=10,.6,.3,.2,.1,.05", "centred=true", "reinitialize=each", "measures=all", "epochs=5"
    };

    private static TrialOutcome run(Path checkpoint, long lastStep, List<String> told, String... changes)
            throws Exception {
        return run(TinyStudy::training, checkpoint, lastStep, told, changes);
    }

    private static TrialOutcome run(
            TrainingFunction training, Path checkpoint, long lastStep, List<String> told, String... changes)
            throws Exception {
        Study study = TinyStudy.builder()
                .trains(trial -> training.of(trial).withOptimizer(rate -> DisturbedAdam.killed(rate, lastStep)))
                .build();
        Trial trial = TinyStudy.trial(study, "relu", changes);
        return study.run(trial, TinyStudy.context(1,
                TrialCheckpoint.of(checkpoint, Duration.ZERO, told::add)));
    }

    /// 15 steps per epoch: before the first checkpoint, at an epoch's first step, within one, before the last step.
    @ParameterizedTest
    @ValueSource(longs = {7, 15, 31, 50, 74})
    void recordsTheSameWhenItIsKilledAndGoesOn(long lastStep, @TempDir Path folder) throws Exception {
        List<String> told = new ArrayList<>();
        TrialOutcome whole = run(folder.resolve("whole"), 1000, told, EVERYTHING);
        Path checkpoint = folder.resolve("killed");
        assertThatThrownBy(() -> run(checkpoint, lastStep, told, EVERYTHING)).hasMessage("killed");
        assertThat(told).isEmpty();
        assertThat(Files.exists(checkpoint)).isEqualTo(lastStep >= 15);
        TrialOutcome resumed = run(checkpoint, 1000, told, EVERYTHING);
        assertThat(told).hasSize(lastStep >= 15 ? 1 : 0);
        assertThat(resumed.metrics()).isEqualTo(whole.metrics());
        assertThat(resumed.initialWeightsSha256()).isEqualTo(whole.initialWeightsSha256());
        assertThat(resumed.finalWeightsSha256()).isEqualTo(whole.finalWeightsSha256());
    }

    /// The third epoch of seven is the best.
    @ParameterizedTest
    @ValueSource(longs = {16, 31, 47, 60, 75, 90, 104})
    void restoresTheSameWeightsWhenItIsKilledAndGoesOn(long lastStep, @TempDir Path folder) throws Exception {
        TrainingFunction stopping = trial -> ValidatedStudy.training(trial).stoppingEarly(4);
        List<String> told = new ArrayList<>();
        TrialOutcome whole = run(stopping, folder.resolve("whole"), 1000, told, ValidatedStudy.RATE, "epochs=30");
        assertThat(whole.metrics().getLast().epoch()).isEqualTo(7);
        Path checkpoint = folder.resolve("killed");
        assertThatThrownBy(() -> run(stopping, checkpoint, lastStep, told, ValidatedStudy.RATE, "epochs=30"))
                .hasMessage("killed");
        TrialOutcome resumed = run(stopping, checkpoint, 1000, told, ValidatedStudy.RATE, "epochs=30");
        assertThat(told).containsExactly("goes on from its checkpoint");
        assertThat(resumed.metrics()).isEqualTo(whole.metrics());
        assertThat(resumed.finalWeightsSha256()).isEqualTo(whole.finalWeightsSha256());
    }

    /// Killed after the epoch in which it was to stop, it must not train further.
    @Test
    void staysStopped(@TempDir Path folder) throws Exception {
        List<String> told = new ArrayList<>();
        Path checkpoint = folder.resolve("stopped");
        TrialOutcome whole = run(checkpoint, 1000, told, "stopBelowLoss=.3");
        assertThat(told).isEmpty();
        TrialOutcome again = run(checkpoint, 1000, told, "stopBelowLoss=.3");
        assertThat(told).containsExactly("goes on from its checkpoint");
        assertThat(again.metrics()).isEqualTo(whole.metrics());
        assertThat(again.finalWeightsSha256()).isEqualTo(whole.finalWeightsSha256());
    }
}
