package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Arms that are made by values of settings, on their way from the declaration through the files of a run.
final class ArmTest {

    private static final Arm SLOW = Arm.of("slow", "trains slowly").with(TinyExperiment.LEARNING_RATE, 1e-4);

    @TempDir
    private Path temporary;

    /// Arms `usual` and one more, and no declared metrics.
    private record WithArm(Arm arm) implements Experiment {

        @Override
        public String name() {
            return "with-arm";
        }

        @Override
        public String question() {
            return "Is it slower?";
        }

        @Override
        public String source() {
            return "nobody";
        }

        @Override
        public List<Arm> arms() {
            return List.of(Arm.of("usual", "as it is"), arm);
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(TinyExperiment.EPOCHS, TinyExperiment.LEARNING_RATE);
        }

        @Override
        public List<Preset> presets() {
            return List.of(Preset.of("quick", "", 1));
        }

        @Override
        public List<String> metrics() {
            return List.of();
        }

        @Override
        public double estimatedSeconds(Trial trial) {
            return 1;
        }

        @Override
        public TrialOutcome run(Trial trial, TrialContext context) {
            double rate = trial.get(TinyExperiment.LEARNING_RATE);
            MetricValue again = new MetricValue(1, trial.seed() == 7 ? "rate" : "steps", 8);
            return TrialOutcome.of(List.of(
                    new MetricValue(0, "late", 1), new MetricValue(1, "rate", rate), again,
                    new MetricValue(1, "late", 2)));
        }

        @Override
        public Report report(RunData run) {
            return new Report("", Map.of(), "");
        }
    }

    private static Configuration compose(Arm arm, String... changes) {
        return Configuration.compose(
                new WithArm(arm), Optional.empty(), Optional.of(Seeds.upTo(1)), List.of(changes));
    }

    @Test
    void keepsValuesAsCanonicalTextAndItsNote() {
        assertThat(SLOW.settings()).containsExactly(entry("learningRate", "1.0E-4"));
        assertThat(SLOW.settingsText()).isEqualTo("learningRate=1.0E-4");
        assertThat(SLOW.noting("It takes longer."))
                .isEqualTo(new Arm("slow", "trains slowly", "It takes longer.", Map.of("learningRate", "1.0E-4")));
        assertThat(Arm.of("up", "goes up")).isEqualTo(new Arm("up", "goes up", "", Map.of()));
    }

    @Test
    void refusesAValueThatTheSettingDoesNotTake() {
        assertThatThrownBy(() -> Arm.of("none", "").with(TinyExperiment.EPOCHS, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Arm none: epochs=0: must be a whole number of at least 1");
    }

    @Test
    void putsItsValuesInPlaceOfTheComposedOnes() {
        Configuration configuration = compose(SLOW, "epochs=3");
        assertThat(configuration.settings()).containsEntry("learningRate", "0.001");
        assertThat(configuration.trials()).extracting(Trial::settings).containsExactly(
                Map.of("epochs", "3", "learningRate", "0.001"), Map.of("epochs", "3", "learningRate", "1.0E-4"));
        assertThat(configuration.trials().getLast().settings().keySet()).containsExactly("epochs", "learningRate");
    }

    @Test
    void isNotOverruledByTheCommandLine() {
        assertThatThrownBy(() -> compose(SLOW, "learningRate=0.1"))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "--set learningRate=0.1: arm slow has a value of its own, learningRate=1.0E-4; leave it out "
                                + "with --set arms=...");
        assertThat(compose(SLOW, "learningRate=0.1", "arms=usual").settings()).containsEntry("learningRate", "0.1");
    }

    @Test
    void isFoundAgainInARunFolder() throws IOException {
        Path place = temporary.resolve("run");
        Configuration configuration = compose(SLOW);
        try (RunFolder folder = RunFolder.start(place, new WithArm(SLOW), configuration, "1", false)) {
            folder.started(Map.of());
            assertThat(new Runner(new WithArm(SLOW), folder, 1, standing -> {}).run().failures()).isEmpty();
            folder.saveResults(new WithArm(SLOW).metrics());
        }
        assertThat(Files.readString(place.resolve("study.json"))).contains("""
                    "name" : "slow",
                    "description" : "trains slowly",
                    "note" : "",
                    "settings" : {
                      "learningRate" : "1.0E-4"
                    },
                    "seeds" : [ 1 ]
                """).contains("""
                    "description" : "as it is",
                    "note" : "",
                    "seeds" : [ 1 ]
                """);
        assertThat(Files.readString(place.resolve("metrics.csv"))).isEqualTo("""
                arm,seed,epoch,metric,value
                usual,1,0,late,1.0
                usual,1,1,rate,0.001
                usual,1,1,steps,8.0
                usual,1,1,late,2.0
                slow,1,0,late,1.0
                slow,1,1,rate,1.0E-4
                slow,1,1,steps,8.0
                slow,1,1,late,2.0
                """);
        // Undeclared metrics: in the order of an epoch, not with what there is before training first.
        assertThat(Files.readString(place.resolve("summary.json")))
                .containsSubsequence("\"last\"", "\"rate\"", "\"steps\"", "\"late\"")
                .contains("\"learningRate\" : \"by arm\"");
        try (RunFolder folder = RunFolder.start(place, new WithArm(SLOW), configuration, "1", true)) {
            assertThat(folder.data().arms()).isEqualTo(configuration.arms());
            assertThat(folder.data().trials("slow").getFirst().settings()).containsEntry("learningRate", "1.0E-4");
            assertThat(folder.data().isComplete()).isTrue();
        }
    }

    @Test
    void keepsARunFromGoingOnAsAnotherArm() {
        Path place = temporary.resolve("run");
        RunFolder.start(place, new WithArm(SLOW), compose(SLOW), "1", false).close();
        Arm plain = Arm.of("slow", "trains slowly");
        Arm faster = Arm.of("slow", "trains slowly").with(TinyExperiment.LEARNING_RATE, 2e-4);
        assertThatThrownBy(() -> RunFolder.start(place, new WithArm(faster), compose(faster), "1", true))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("arm slow with learningRate=1.0E-4 (now learningRate=2.0E-4)");
        assertThatThrownBy(() -> RunFolder.start(place, new WithArm(plain), compose(plain), "1", true))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("arm slow with learningRate=1.0E-4 (now no settings of its own)");
    }

    @Test
    void failsWhereAnUndeclaredMetricComesTwiceInAnEpoch() {
        Configuration configuration = Configuration.compose(
                new WithArm(SLOW), Optional.empty(), Optional.of(Seeds.parse("7..7")), List.of("arms=usual"));
        try (RunFolder folder = RunFolder.start(
                temporary.resolve("run"), new WithArm(SLOW), configuration, "1", false)) {
            folder.started(Map.of());
            assertThat(new Runner(new WithArm(SLOW), folder, 1, standing -> {}).run().failures())
                    .extracting(Runner.Failure::reason)
                    .containsExactly("rate of epoch 1 is out of order: by epoch, then as the experiment declares its "
                            + "metrics");
        }
    }
}
