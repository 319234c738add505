package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationTest {

    private static Configuration compose(String... changes) {
        return Configuration.compose(
                new TinyExperiment(), Optional.empty(), Optional.empty(), List.of(changes));
    }

    @Test
    void takesTheFirstPresetAndTheDefaultsOfWhatItLeavesOpen() {
        Configuration configuration = compose();
        assertThat(configuration.preset()).isEqualTo("quick");
        assertThat(configuration.settings())
                .containsExactly(entry("epochs", "3"), entry("learningRate", "0.001"), entry("pause", "0"),
                        entry("fail", "no"));
        assertThat(configuration.overridden()).isEmpty();
        assertThat(configuration.seedsByArm().values()).containsOnly(Seeds.upTo(2));
    }

    @Test
    void takesSeedsPerArmFromThePreset() {
        Configuration configuration = Configuration.compose(
                new TinyExperiment(), Optional.of("full"), Optional.empty(), List.of());
        assertThat(configuration.seedsByArm())
                .containsExactly(entry("up", Seeds.upTo(6)), entry("down", Seeds.upTo(4)),
                        entry("up-down", Seeds.upTo(4)));
    }

    @Test
    void letsTheCommandLineChangeBoth() {
        Configuration configuration = Configuration.compose(
                new TinyExperiment(), Optional.of("full"), Optional.of(Seeds.parse("4,8")),
                List.of("arms=up-down,up", "learningRate=1e-2"));
        assertThat(configuration.settings()).containsEntry("learningRate", "0.01").containsEntry("epochs", "6");
        assertThat(configuration.arms()).extracting(Arm::name).containsExactly("up", "up-down");
        assertThat(configuration.command())
                .isEqualTo("halfwave run tiny --preset full --set learningRate=0.01 --set arms=up,up-down"
                        + " --seeds 4,8");
    }

    @Test
    void ordersTrialsSeedBySeed() {
        Configuration configuration = Configuration.compose(
                new TinyExperiment(), Optional.of("full"), Optional.empty(), List.of("arms=up,down"));
        assertThat(configuration.trials())
                .extracting(trial -> trial.arm() + trial.seed())
                .containsExactly("up1", "down1", "up2", "down2", "up3", "down3", "up4", "down4", "up5", "up6");
    }

    /// 6 + 4 + 4 trials on 4 parts: 4, 4, 3, 3, and of each arm as many as any other part or one more or less.
    @Test
    void dealsTrialsToPartsEvenly() {
        Configuration whole = Configuration.compose(
                new TinyExperiment(), Optional.of("full"), Optional.empty(), List.of());
        List<List<String>> parts = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            Configuration part = whole.withPart(new Part(number, 4));
            parts.add(part.trialsByArm().stream().map(trial -> trial.arm() + trial.seed()).toList());
            assertThat(part.trials()).containsExactlyInAnyOrderElementsOf(part.trialsByArm());
        }
        assertThat(parts)
                .containsExactly(
                        List.of("up1", "up5", "down3", "up-down3"), List.of("up2", "up6", "down4", "up-down4"),
                        List.of("up3", "down1", "up-down1"), List.of("up4", "down2", "up-down2"));
        assertThat(whole.withPart(new Part(1, 4)).trials())
                .extracting(trial -> trial.arm() + trial.seed())
                .containsExactly("up1", "down3", "up-down3", "up5");
        assertThat(whole.withPart(new Part(2, 4)).command()).isEqualTo("halfwave run tiny --preset full --part 2/4");
        assertThat(whole.withPart(new Part(1, 1))).isEqualTo(whole);
        assertThatThrownBy(() -> whole.withPart(new Part(1, 15)))
                .isInstanceOf(UsageException.class)
                .hasMessage("--part 1/15: there are only 14 trials to share out");
    }

    @Test
    void quotesWhatAShellWouldTakeApart() {
        assertThat(compose("fail=it's bad").resumeCommand(Path.of("/a b")))
                .isEqualTo("halfwave run tiny --preset quick --set 'fail=it'\\''s bad' --out '/a b' --resume");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epochs=0|--set epochs=0: must be a whole number of at least 1",
                "epochs=|--set epochs=: must be a whole number of at least 1",
                "learningRate=-1|--set learningRate=-1: must be a number above 0, such as 0.001",
                "epoch=3|--set epoch=3: tiny has no key epoch; did you mean epochs? "
                        + "See all with: halfwave describe tiny",
                "depth=3|--set depth=3: tiny has no key depth; see all with: halfwave describe tiny",
                "epochs|--set epochs: expected key=value; see all keys with: halfwave describe tiny",
                "=3|--set =3: expected key=value; see all keys with: halfwave describe tiny",
                "arms=up,dwon|--set arms=up,dwon: tiny has no arm dwon; did you mean down? "
                        + "See all with: halfwave describe tiny",
                "arms=up,up|--set arms=up,up: arm up is there twice",
                "arms=|--set arms=: expected names of arms separated by commas; "
                        + "see all with: halfwave describe tiny",
                "arms=up, down|--set arms=up, down: tiny has no arm  down; did you mean down? "
                        + "See all with: halfwave describe tiny"
            })
    void refusesWhatTheExperimentHasNot(String change, String message) {
        assertThatThrownBy(() -> compose(change)).isInstanceOf(UsageException.class).hasMessage(message);
    }

    @Test
    void refusesAKeyThatIsSetTwice() {
        assertThatThrownBy(() -> compose("epochs=3", "epochs=4"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--set epochs=4: epochs is set twice");
    }

    @Test
    void refusesAPresetThatTheExperimentHasNot() {
        assertThatThrownBy(() -> Configuration.compose(
                new TinyExperiment(), Optional.of("fulll"), Optional.empty(), List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessage("--preset fulll: tiny has no such preset; did you mean full? "
                        + "See all with: halfwave describe tiny");
    }

    private static final Arm UP = new Arm("up", "", "");
    private static final Preset QUICK = Preset.of("quick", "", 1);

    /// An experiment that declares these arms, presets and metrics.
    private static Experiment declaring(List<Arm> arms, List<Preset> presets, List<String> metrics) {
        return new TinyExperiment() {
            @Override
            public List<Arm> arms() {
                return arms;
            }

            @Override
            public List<Preset> presets() {
                return presets;
            }

            @Override
            public List<String> metrics() {
                return metrics;
            }
        };
    }

    @Test
    void refusesWhatCannotBeToldApartOrRun() {
        List<String> metrics = List.of("loss");
        assertUndeclarable(declaring(List.of(UP, UP), List.of(QUICK), metrics),
                "tiny declares two arms of the name up");
        assertUndeclarable(declaring(List.of(), List.of(QUICK), metrics),
                "tiny declares no arms, but needs at least one");
        assertUndeclarable(declaring(List.of(new Arm("../up", "", "")), List.of(QUICK), metrics),
                "tiny declares an arm '../up', but the name of an arm is made of small letters, digits and hyphens");
        assertUndeclarable(declaring(List.of(UP), List.of(QUICK, QUICK), metrics),
                "tiny declares two presets of the name quick");
        assertUndeclarable(declaring(List.of(UP), List.of(), metrics),
                "tiny declares no presets, but needs at least one");
        assertUndeclarable(declaring(List.of(UP), List.of(QUICK), List.of("loss", "loss")),
                "tiny declares two metrics of the name loss");
        assertUndeclarable(declaring(List.of(UP), List.of(QUICK, Preset.of("full", "", 9).withSeeds(0, "up")), metrics),
                "tiny declares no seeds for arm up in preset full, but every arm needs at least 1");
    }

    private static void assertUndeclarable(Experiment experiment, String message) {
        assertThatThrownBy(() -> Configuration.compose(experiment, Optional.empty(), Optional.empty(), List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }
}
