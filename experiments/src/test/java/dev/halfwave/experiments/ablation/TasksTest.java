package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TasksTest {

    private static final Setting<Double> SPACING =
            Setting.positiveNumber("spacingHz", "how far the frequencies of the two classes are apart", 1);
    private static final Setting<String> DATA = Setting.text("data", "which recording", "ECG", text -> text);

    /// Two arms on frequencies that are far apart and close together.
    private static StudyBuilder builder() {
        return TinyStudy.builder().settings(SPACING).acrossTasks(SPACING, 2.0, 0.3);
    }

    private static void assertRefused(StudyBuilder builder, String reason) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class).hasMessage("Study tiny-study: " + reason);
    }

    @Test
    void crossesArmsWithTasks() {
        Study study = builder().build();
        assertThat(study.arms()).extracting(Arm::name)
                .containsExactly("relu@2.0", "linear@2.0", "relu@0.3", "linear@0.3");
        Arm last = study.arms().getLast();
        assertThat(last.settings()).containsExactly(Map.entry("activation", "none"), Map.entry("spacingHz", "0.3"));
        assertThat(last.description()).isEqualTo("nothing after conv1");
        assertThat(last.note()).isEqualTo("It is linear.");
        Trial trial = TinyStudy.trial(study, "relu@0.3");
        assertThat(trial.get(SPACING)).isEqualTo(0.3);
        assertThat(trial.name()).isEqualTo("arm relu@0.3, seed 1");
    }

    @Test
    void comparesOnEachTaskAndAcross() {
        Study study = builder()
                .arm(Arm.of("wide", "wider").with(Study.WIDTH, 2.0))
                .compares(Comparison.of("wide", "relu", "wider is lazier").withMargin(0.1)).build();
        assertThat(study.comparisons()).extracting(Comparison::name).containsExactly("relu@2.0 – linear@2.0",
                "relu@0.3 – linear@0.3", "wide@2.0 – relu@2.0", "wide@0.3 – relu@0.3");
        assertThat(study.comparisons()).extracting(Comparison::margin).containsExactly(0.0, 0.0, 0.1, 0.1);
        assertThat(study.comparisons()).extracting(Comparison::claim).contains("wider is lazier");
        assertThat(study.acrossTasks()).extracting(Comparison::name).containsExactly("relu – linear", "wide – relu");
        assertThat(study.judged()).isEqualTo(6);
        // The task is no difference between two arms of one comparison.
        assertThat(study.differences(study.comparisons().getFirst())).containsExactly("activation");
        assertThat(study.task(study.comparisons().get(3))).isEqualTo("0.3");
    }

    @Test
    void sweepsASettingThatEveryStudyHas() {
        Study widths = TinyStudy.builder().acrossTasks(Study.WIDTH, 0.5, 1.0, 2.0).build();
        widths.check(Configuration.compose(widths, Optional.empty(), Optional.empty(), List.of()));
        assertThat(widths.arms()).extracting(Arm::name).contains("relu@0.5", "linear@2.0").hasSize(6);
        assertThat(TinyStudy.run(widths, 1, "relu@2.0").last("distance.conv1.l2"))
                .isNotEqualTo(TinyStudy.run(widths, 1, "relu@0.5").last("distance.conv1.l2"));
        Study scales = TinyStudy.builder().acrossTasks(Study.OUTPUT_SCALE, 0.1, 1.0, 10.0).build();
        assertThat(scales.acrossTasks()).extracting(Comparison::name).containsExactly("relu – linear");
    }

    @Test
    void aStudyWithoutTasksHasNone() {
        assertThat(TinyStudy.study().tasks().isEmpty()).isTrue();
        assertThat(TinyStudy.study().acrossTasks()).isEmpty();
        assertThat(TinyStudy.study().arms()).extracting(Arm::name).containsExactly("relu", "linear");
    }

    @Test
    void presetsNameArmsAsTheyAreDeclared() {
        Study study = builder().preset(Preset.of("uneven", "more of one", 2).withSeeds(5, "relu")).build();
        Configuration all = Configuration.compose(study, Optional.of("uneven"), Optional.empty(), List.of());
        assertThat(all.trialsByArm()).extracting(Trial::name).hasSize(14)
                .contains("arm relu@2.0, seed 5", "arm relu@0.3, seed 5", "arm linear@0.3, seed 2");
    }

    @Test
    void armsAreChosenByTheirCrossedNames() {
        Study study = builder().build();
        Configuration one = Configuration.compose(study, Optional.empty(), Optional.empty(),
                List.of("arms=relu@0.3,linear@0.3"));
        assertThat(one.arms()).extracting(Arm::name).containsExactly("relu@0.3", "linear@0.3");
        assertThat(one.command()).isEqualTo("halfwave run tiny-study --preset quick --set arms=relu@0.3,linear@0.3");
        assertThatThrownBy(() -> Configuration.compose(study, Optional.empty(), Optional.empty(),
                List.of("spacingHz=1"))).isInstanceOf(UsageException.class)
                .hasMessage("--set spacingHz=1: arm relu@2.0 has a value of its own, spacingHz=2.0; leave it out with "
                        + "--set arms=...");
    }

    /// Names are small letters: they become folders, also where folders do not tell letters apart.
    @Test
    void namesAreInSmallLetters() {
        Study study = TinyStudy.builder().settings(DATA).acrossTasks(DATA, "ECG", "PPG-2").build();
        assertThat(study.arms()).extracting(Arm::name).containsExactly("relu@ecg", "linear@ecg", "relu@ppg-2",
                "linear@ppg-2");
        assertThat(study.arms().getFirst().settings()).containsEntry("data", "ECG");
    }

    @Test
    void refusesTasksThatAreNone() {
        assertRefused(TinyStudy.builder().acrossTasks(SPACING, 1.0, 2.0),
                "acrossTasks(...) has a value for spacingHz, which is no setting of the study; declare it with "
                        + "settings(...)");
        assertRefused(builder().acrossTasks(SPACING),
                "acrossTasks(...) needs at least 2 values of spacingHz, but has 0");
        assertRefused(builder().acrossTasks(SPACING, 1.0),
                "acrossTasks(...) needs at least 2 values of spacingHz, but has 1");
        assertRefused(builder().acrossTasks(SPACING, 1.0, -1.0),
                "acrossTasks(...): spacingHz=-1.0: must be a number above 0, such as 0.001");
        assertRefused(builder().acrossTasks(SPACING, 1.0, 1.0), "the task spacingHz=1.0 is there twice");
        StudyBuilder texts = TinyStudy.builder().settings(DATA);
        assertRefused(texts.acrossTasks(DATA, "ECG", "ecg"), "the task data=ecg is there twice");
        for (String value : List.of("../up", "a b", "a.", "", "a..b", "a@b")) {
            assertRefused(texts.acrossTasks(DATA, "ECG", value), "the task data=" + value + " becomes part of names, "
                    + "which have letters, digits, hyphens and single dots; give the setting such words for its values");
        }
        assertRefused(builder().acrossTasks(TinyStudy.ACTIVATION, "relu", "none"),
                "arm relu has a value for activation, by which its tasks differ");
        assertRefused(builder().preset(Preset.of("far", "apart", 3).with(SPACING, 3.0)),
                "preset far has a value for spacingHz, by which its tasks differ");
    }

    /// An arm cannot be declared with a name that looks as if it were on a task.
    @Test
    void declaredArmsHaveNoTaskInTheirNames() {
        assertRefused(builder().arm(Arm.of("relu@0.3", "")),
                "the name of an arm must be small letters, digits and hyphens, but is \"relu@0.3\"");
    }
}
