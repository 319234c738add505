package dev.halfwave.experiments.relu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.ablation.Direction;
import dev.halfwave.experiments.ablation.Outcome;
import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.ablation.Training;
import dev.halfwave.experiments.relu.Recipe.Nonlinearity;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.TestRun;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Two arms of `relu-dc`, declared as a study, are the same trainings and the same measurements, bit for bit.
final class ReluDcAsStudyTest {

    private static final Setting<String> ACTIVATION =
            Setting.choice("activation", "after both convolutions", "relu", "linear");

    private static Study study() {
        return Study.named("relu-dc-as-study")
                .asks("Does the DC component that ReLU adds keep the weights near their start?")
                .source("Kechris et al. (2024), arXiv:2407.16556, claim C4")
                .settings(ACTIVATION, ReluDc.WINDOWS_PER_CLASS, ReluDc.TEST_WINDOWS_PER_CLASS)
                .arm(Arm.of("relu", "ReLU after both convolutions").with(ACTIVATION, "relu"))
                .arm(Arm.of("linear", "no activation after the convolutions").with(ACTIVATION, "linear"))
                .trains(ReluDcAsStudyTest::training)
                .preset(Preset.of("quick", "a first look", 1).with(ReluDc.WINDOWS_PER_CLASS, 256))
                .tunedBy(Outcome.stepsToLoss(0.1))
                .judgedBy(Outcome.relativeDistance("conv2").whenLossFallsBelow(0.03), Direction.LOWER)
                .compares("relu", "linear", "the DC component keeps conv2 near its start")
                .build();
    }

    private static Training training(Trial trial) {
        Nonlinearity both = trial.get(ACTIVATION).equals("relu") ? Nonlinearity.RELU : Nonlinearity.LINEAR;
        Tones tones = Tones.OF_THE_PAPER;
        return Training.of(
                Recipe.of(InputDc.NONE, both).build(trial.seed()), new CrossEntropyLoss(),
                tones.draw(trial.seed(), "train", trial.get(ReluDc.WINDOWS_PER_CLASS)))
                .testedOn(tones.draw(trial.seed(), "test", trial.get(ReluDc.TEST_WINDOWS_PER_CLASS)))
                .withMetrics(new Accuracy())
                .withOptimizer(rate -> Adam.of(rate).withKerasEpsilon(1e-7));
    }

    @Test
    void isTheSame() {
        // 144 training windows: two whole batches and a shorter one.
        List<String> changes = List.of("arms=relu,linear", "epochs=4", "windowsPerClass=48", "testWindowsPerClass=16");
        compare(new ReluDc(), study(), changes);
    }

    private static void compare(Experiment experiment, Study study, List<String> changes) {
        RunData run = TestRun.of(experiment, changes);
        RunData asStudy = TestRun.of(study, changes);
        for (TrialResult expected : run.trials()) {
            if (expected.seed() > 1) {
                continue;
            }
            TrialResult actual = asStudy.trials(expected.arm()).getFirst();
            Set<String> names = expected.metrics().stream().map(MetricValue::metric).collect(Collectors.toSet());
            assertThat(actual.initialWeightsSha256()).isEqualTo(expected.initialWeightsSha256());
            assertThat(actual.finalWeightsSha256()).isEqualTo(expected.finalWeightsSha256());
            assertThat(actual.metrics().stream().filter(row -> names.contains(row.metric())).toList())
                    .isEqualTo(expected.metrics());
        }
    }
}
