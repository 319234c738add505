package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Seeds;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.experiments.study.UsageException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StudyTest {

    private static void assertRefused(StudyBuilder builder, String reason) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class).hasMessage("Study tiny-study: " + reason);
    }

    private static Configuration compose(Study study, String... changes) {
        return Configuration.compose(study, Optional.empty(), Optional.of(Seeds.upTo(1)), List.of(changes));
    }

    private static void assertNotRun(Study study, String message, String... changes) {
        assertThatThrownBy(() -> study.check(compose(study, changes)))
                .isInstanceOf(UsageException.class).hasMessage(message);
    }

    @Test
    void listsItsOwnSettingsAfterThoseThatMatterMost() {
        assertThat(TinyStudy.study().settings()).extracting(Setting::name).containsExactly(
                "epochs", "batch", "learningRate", "activation", "tuningSeeds", "learningRates", "stopBelowLoss",
                "matchLoss", "probeEvery", "optimizer", "centred", "outputScale", "width", "freeze", "reinitialize",
                "measures");
    }

    @Test
    void tellsInWhatTheArmsOfAComparisonDiffer() {
        Study study = TinyStudy.builder()
                .arm(Arm.of("wide-linear", "more channels").with(Study.WIDTH, 2.0).with(TinyStudy.ACTIVATION, "none"))
                .compares("wide-linear", "relu", "it is lazier")
                .build();
        assertThat(study.differences(study.comparisons().getFirst())).containsExactly("activation");
        // Whatever the order in which the arm sets them, that of the settings.
        assertThat(study.differences(study.comparisons().getLast())).containsExactly("activation", "width");
    }

    @Test
    void looksAtTheLossesOfItsOutcomesItsStopRuleAndItsGrid() {
        String[] grid = {"matchLoss=.1,.4,.3", "stopBelowLoss=.0002"};
        assertThat(TinyStudy.run("linear", grid).metrics()).extracting(MetricValue::metric)
                .filteredOn(name -> name.startsWith("steps."))
                .containsExactlyInAnyOrder("steps.loss.0.5", "steps.loss.0.4", "steps.loss.0.3", "steps.loss.0.1");
    }

    @Test
    void refusesADeclarationThatLacksAPart() {
        assertThatThrownBy(() -> Study.named("a b").asks("Why?").source("us").trains(TinyStudy::training)
                .tunedBy(Outcome.finalLoss()).judgedBy(Outcome.relativeDistance("conv1"), Direction.LOWER).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Study a b: the name of the study must be small letters, digits and hyphens, but is \"a b\"");
        StudyBuilder builder = Study.named("tiny-study");
        assertRefused(builder, "it lacks trains(...), which builds what a trial trains");
        assertRefused(builder.trains(TinyStudy::training), "it lacks asks(...), its question");
        assertRefused(builder.asks("Why?"), "it lacks source(...), whose claim it tests");
        assertRefused(builder.source("  "), "it lacks source(...), whose claim it tests");
        assertRefused(builder.source("us"), "it lacks tunedBy(...), by which learning rates are chosen");
        assertRefused(builder.tunedBy(Outcome.finalLoss()), "it lacks judgedBy(...), its primary outcome");
        assertRefused(builder.judgedBy(Outcome.relativeDistance("conv1"), Direction.LOWER),
                "it has no arm; declare at least two with arm(...)");
        assertRefused(builder.arm(Arm.of("one", "")), "it has no preset; declare how large a run is with preset(...)");
        assertRefused(builder.preset(Preset.of("quick", "a look", 3)),
                "it compares nothing; declare at least one comparison with compares(...)");
        Study study = builder.arm(Arm.of("two", "").with(Study.WIDTH, 2.0)).compares("two", "one", "wider is better")
                .build();
        assertThat(study.direction()).isEqualTo(Direction.LOWER);
    }

    @Test
    void refusesArmsThatAreOneOrCannotBe() {
        assertRefused(TinyStudy.builder().arm(Arm.of("relu", "").with(Study.WIDTH, 2.0)), "two arms are named relu");
        assertRefused(TinyStudy.builder().arm(Arm.of("A b", "")),
                "the name of an arm must be small letters, digits and hyphens, but is \"A b\"");
        assertRefused(TinyStudy.builder().arm(Arm.of("copy", "").with(TinyStudy.ACTIVATION, "none")),
                "arms linear and copy have the same settings, activation=none; what is different about them must be "
                        + "the value of a setting");
        // One that says nothing has the defaults, which are what the other says.
        assertRefused(TinyStudy.builder().arm(Arm.of("silent", "")),
                "arms relu and silent have the same settings; what is different about them must be the value of a "
                        + "setting");
        Setting<String> other = Setting.choice("head", "", "mean", "max");
        assertRefused(TinyStudy.builder().arm(Arm.of("max", "").with(other, "max")),
                "arm max has a value for head, which is no setting of the study; declare it with settings(...)");
        Setting<String> sameName = Setting.choice("activation", "", "tanh");
        assertRefused(TinyStudy.builder().arm(Arm.of("tanh", "").with(sameName, "tanh")),
                "arm tanh: activation=tanh: must be one of relu, none");
    }

    @Test
    void refusesSettingsWhoseNamesAreTaken() {
        assertRefused(TinyStudy.builder().settings(Setting.wholeNumber("arms", "", 1, 1, 2)),
                "a setting cannot be named arms, which every experiment has");
        assertRefused(TinyStudy.builder().settings(Setting.wholeNumber("width", "", 1, 1, 2)),
                "a setting cannot be named width, which every study has");
        assertRefused(TinyStudy.builder().settings(TinyStudy.ACTIVATION), "two settings are named activation");
        for (String name : List.of("a=b", "two words", "", "3d")) {
            assertRefused(TinyStudy.builder().settings(Setting.wholeNumber(name, "", 1, 1, 2)),
                    "the name of a setting must be letters, digits, dots and hyphens and begin with a letter, as in "
                            + "--set name=value, but is \"" + name + "\"");
        }
    }

    @Test
    void isNotRunWhereNothingIsBuilt() {
        Study nothing = TinyStudy.builder().trains(trial -> null).build();
        assertNotRun(nothing,
                "arm relu, seed 1 cannot be built: the function given to trains(...) returned null instead "
                        + "of a Training");
    }

    @Test
    void refusesPresetsThatCannotBeRun() {
        Preset full = Preset.of("full", "for a claim", 30);
        assertRefused(TinyStudy.builder().preset(full).preset(full), "two presets are named full");
        assertRefused(TinyStudy.builder().preset(Preset.of("full", "", 0)),
                "preset full has no seeds; an arm needs at least 1");
        assertRefused(TinyStudy.builder().preset(full.withSeeds(0, "relu")),
                "preset full has no seeds; an arm needs at least 1");
        assertRefused(TinyStudy.builder().preset(full.withSeeds(10, "rely")),
                "preset full names an arm rely, but the arms are relu, linear");
        assertRefused(TinyStudy.builder().preset(full.with(Study.EPOCHS, 0)),
                "preset full: epochs=0: must be a whole number of at least 1");
        assertRefused(TinyStudy.builder().preset(full.with(Setting.wholeNumber("depth", "", 1, 1, 9), 3)),
                "preset full has a value for depth, which is no setting of the study; declare it with settings(...)");
        assertRefused(TinyStudy.builder().preset(full.with(TinyStudy.ACTIVATION, "relu")),
                "preset full has a value for activation, but arm relu has one of its own; leave it out of the preset and "
                        + "give every arm its own, or make the preset's the setting's default");
    }

    @Test
    void refusesToBeTunedByWhatDecidesTheComparison() {
        assertRefused(
                TinyStudy.builder().tunedBy(Outcome.finalLoss()).judgedBy(Outcome.finalLoss(), Direction.LOWER),
                "it is tuned and judged by the same outcome, loss on the training samples at the end of training; a "
                        + "learning rate that was chosen by the primary outcome decides the comparison");
        assertRefused(TinyStudy.builder().tunedBy(Outcome.relativeDistance("conv1")),
                "it is tuned by the relative distance of conv1 at the end of training, which does not tell how fast an "
                        + "arm learns; choose learning rates by a number of steps or by a loss");
    }

    @Test
    void refusesComparisonsThatCompareNothing() {
        assertRefused(TinyStudy.builder().compares("relu", "rely", "a"),
                "a comparison names an arm rely, but the arms are relu, linear");
        assertRefused(TinyStudy.builder().compares("linear", "relu", "the other way round"),
                "arms linear and relu are compared twice");
        assertThatThrownBy(() -> TinyStudy.builder().compares("relu", "relu", "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Comparison: arm relu is compared with itself");
        assertThatThrownBy(() -> Comparison.of("relu", "linear", " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Comparison: relu and linear are compared without a claim; say what a difference would "
                        + "support");
    }

    @ParameterizedTest
    @CsvSource({"0.0", "-1.0", "NaN", "Infinity"})
    void refusesAMarginThatIsNone(double margin) {
        assertThatThrownBy(() -> Comparison.of("relu", "linear", "a").withMargin(margin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Comparison: the margin of relu and linear must be a number above 0, but is " + margin);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learningRates=0.1,0.01,0.001|must be at least 3 learning rates that grow, such as 0.0001,0.001,0.01",
                "learningRates=0.1,0.2|must be at least 3 learning rates that grow, such as 0.0001,0.001,0.01",
                "learningRates=0.1,0.1,0.2|must be at least 3 learning rates that grow, such as 0.0001,0.001,0.01; "
                        + "0.1 is there twice",
                "learningRates=a,b,c|must be at least 3 learning rates that grow, such as 0.0001,0.001,0.01",
                "matchLoss=0.3,0|must be losses above 0, such as 0.3,0.1,0.03, or none",
                "matchLoss=0.3,0.30|must be losses above 0, such as 0.3,0.1,0.03, or none; 0.30 is there twice",
                "freeze=conv1,|must be names of layers separated by commas, or none",
                "freeze=conv1,conv1|must name every layer once, but conv1 is there twice",
                "reinitialize=each,conv1|must be names of layers, or one word alone that stands for none or each",
                "centred=yes|must be true or false",
                "optimizer=lion|must be one of own, adam, sgd, momentum",
                "outputScale=0|must be a number above 0, such as 0.001",
                "stopBelowLoss=-1|must be a number from 0.0 to 1.0E9"
            })
    void refusesSettingsThatMeanNothing(String change, String reason) {
        assertThatThrownBy(() -> compose(TinyStudy.study(), change))
                .isInstanceOf(UsageException.class).hasMessage("--set " + change + ": " + reason);
    }

    @Test
    void writesListsInOneForm() {
        Map<String, String> settings = compose(
                TinyStudy.study(), "matchLoss=.03,.3,1e-1", "learningRates=1e-3,1e-2,.1", "freeze=conv2,conv1")
                .settings();
        assertThat(settings)
                .containsEntry("matchLoss", "0.3,0.1,0.03")
                .containsEntry("learningRates", "0.001,0.01,0.1")
                .containsEntry("freeze", "conv2,conv1")
                .containsEntry("reinitialize", "none");
    }

    @Test
    void keepsTheValuesOfArmsFromTheCommandLine() {
        assertThatThrownBy(() -> compose(TinyStudy.study(), "activation=none"))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "--set activation=none: arm relu has a value of its own, activation=relu; leave it out with "
                                + "--set arms=...");
    }

    @Test
    void isCheckedAgainstItsNetworksBeforeItRuns() {
        Study study = TinyStudy.study();
        study.check(compose(study, "freeze=conv1", "reinitialize=each", "width=2", "measures=all"));
        assertNotRun(study,
                "freeze=conv9: the network of arm relu has no layer conv9 with weights; it has conv1, conv2, "
                        + "dense",
                "freeze=conv9");
        assertNotRun(study,
                "reinitialize=activation1: the network of arm linear has no layer activation1 with weights; "
                        + "it has conv1, conv2, dense",
                "reinitialize=activation1", "arms=linear");
        assertNotRun(study, "freeze=dense,conv2,conv1: nothing of arm relu is left to train",
                "freeze=dense,conv2,conv1");
    }

    @Test
    void isNotRunWhereItsTrialsEndBeforeTheyAreCompared() {
        assertNotRun(TinyStudy.study(),
                "stopBelowLoss=0.5 ends trials of arm relu before their loss falls below 0.4, at which arms are "
                        + "compared; it must be at most 0.4, or 0 for all epochs",
                "stopBelowLoss=.5");
        TinyStudy.study().check(compose(TinyStudy.study(), "stopBelowLoss=.4"));
        Study atTheEnd = TinyStudy.builder().judgedBy(Outcome.relativeDistance("conv1"), Direction.LOWER).build();
        atTheEnd.check(compose(atTheEnd, "stopBelowLoss=.5"));
    }

    @Test
    void isNotRunWhereNobodyRecordsWhatItIsJudgedBy() {
        Study ofAnotherLayer =
                TinyStudy.builder().judgedBy(Outcome.relativeDistance("conv3"), Direction.LOWER).build();
        assertNotRun(ofAnotherLayer, "it is judged by the metric distance.conv3.relative, which arm relu does not "
                + "record; of this kind it records distance.conv1.relative, distance.conv2.relative, "
                + "distance.dense.relative, distance.total.relative");
        Study withoutTest = TinyStudy.builder()
                .trains(trial -> Training.of(
                        TinyStudy.training(trial).model(), TinyStudy.training(trial).loss(),
                        TinyStudy.data(1, "train", 8)))
                .tunedBy(Outcome.finalMetric("testLoss"))
                .build();
        assertNotRun(withoutTest, "it is tuned by the metric testLoss, which arm relu does not record; of this kind it "
                + "records trainLoss, trainLossEnd, probeLoss");
    }

    /// What is checked is what is recorded.
    @Test
    void knowsTheNameOfAllThatItRecords() {
        String[] everything = {"measures=all", "reinitialize=conv1,dense", "matchLoss=.3", "arms=relu"};
        List<String> names = TinyStudy.run("relu", "measures=all", "reinitialize=conv1,dense").metrics().stream()
                .map(MetricValue::metric)
                .distinct()
                .filter(name -> !name.startsWith("steps.") && !name.startsWith("matched."))
                .toList();
        assertThat(names).hasSizeGreaterThan(80);
        for (String name : names) {
            Study study = TinyStudy.builder().judgedBy(Outcome.finalMetric(name), Direction.LOWER).build();
            study.check(compose(study, everything));
        }
        Study ofOthers =
                TinyStudy.builder().judgedBy(Outcome.finalMetric("reset.conv2.testLoss"), Direction.LOWER).build();
        assertNotRun(ofOthers, "it is judged by the metric reset.conv2.testLoss, which arm relu does not record; of "
                + "this kind it records reset.conv1.testLoss, reset.dense.testLoss", "reinitialize=conv1,dense");
    }

    @Test
    void isNotRunWhereAWidthChangesNothing() {
        Study ofOneWidth = TinyStudy.builder()
                .trains(trial -> TinyStudy.training(TinyStudy.trial(TinyStudy.study(), trial.arm())))
                .build();
        ofOneWidth.check(compose(ofOneWidth));
        assertNotRun(ofOneWidth,
                "width=2.0: the network of arm relu does not change with it; what builds it has to ask "
                        + "for trial.get(Study.WIDTH)",
                "width=2");
    }

    @Test
    void isNotRunWhereItsDataCannotBeHad() {
        Study study = TinyStudy.builder().trains(trial -> {
            throw new IOException("windows.csv: line 3 has two columns");
        }).build();
        assertNotRun(study, "arm relu, seed 1 cannot be built: IOException: windows.csv: line 3 has two columns");
        assertThat(study.estimatedSeconds(TinyStudy.trial(study, "relu"))).isZero();
    }

    @Test
    void tellsTheTimeByTheWorkThereIs() {
        Study study = TinyStudy.study();
        double seconds = study.estimatedSeconds(TinyStudy.trial(study, "relu"));
        assertThat(seconds).isBetween(1e-6, 1.0);
        assertThat(study.estimatedSeconds(TinyStudy.trial(study, "relu", "epochs=40"))).isEqualTo(10 * seconds);
        assertThat(study.estimatedSeconds(TinyStudy.trial(study, "relu", "width=3"))).isGreaterThan(1.5 * seconds);
    }
}
