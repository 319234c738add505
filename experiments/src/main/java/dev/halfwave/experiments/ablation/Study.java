package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.Results;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/// An ablation: arms that differ in what they say they differ in, trained on the same seeds, and compared by one number
/// that was chosen beforehand.
///
/// ```java
/// static final Setting<String> INPUT = Setting.choice("input", "what is done to the signal", "plain", "blurred");
///
/// static Study study() {
///     return Study.named("blur")
///             .asks("Does blurring the input keep the first convolution near its start?")
///             .source("an example of Halfwave's")
///             .settings(INPUT)
///             .arm(Arm.of("plain", "the signal as it is").with(INPUT, "plain"))
///             .arm(Arm.of("blurred", "averaged over three samples").with(INPUT, "blurred"))
///             .trains(trial -> Training.of(model(trial.seed()), new CrossEntropyLoss(), windows(trial.get(INPUT))))
///             .preset(Preset.of("quick", "a look", 6).with(Study.EPOCHS, 5))
///             .tunedBy(Outcome.stepsToLoss(0.1))
///             .judgedBy(Outcome.relativeDistance("conv1").whenLossFallsBelow(0.2), Direction.LOWER)
///             .compares("blurred", "plain", "blurring keeps conv1 near its start")
///             .build();
/// }
/// ```
///
/// What all trials of a study record, in this order, where it is defined; epoch 0 is before training:
///
/// | metric                                  | value                                                      |
/// |-----------------------------------------|------------------------------------------------------------|
/// | `known.baselineAccuracy` …              | what the study tells of a trial: [Training#withKnown]      |
/// | `trainLoss`, `trainAccuracy` …          | means over the epoch while it trains                       |
/// | `trainLossEnd`                          | the loss on all training samples after the epoch           |
/// | `validationLoss` …                      | on the validation samples after the epoch                  |
/// | `testLoss`, `testAccuracy` …            | on the test samples after the epoch                        |
/// | `probeLoss`                             | on the probe after the epoch; see [Training#withProbe]     |
/// | `distance.conv1.l2` …                   | how far the weights are from their start: `WeightMeasures` |
/// | `distance.conv1.path` …                 | the way that they went: `PathLength`                       |
/// | `distance.relu1.gateFlips` …            | how the function changed, on request: `ProbeMeasures`      |
/// | `steps.loss.0.1`                        | the step at which the probe's loss first was below 0.1     |
/// | `matched.0.1.probeLoss`                 | the probe's loss at that step                              |
/// | `matched.0.1.distance.conv1.relative` … | the relative distances at that step                        |
/// | `diverged`                              | the step after which the loss or a weight is not finite    |
/// | `best.epoch`, `best.testLoss` …         | in the end, with the weights that were best in validation  |
/// | `reset.conv1.testLoss` …                | in the end, with that layer at its initial weights         |
/// | `redrawn.conv1.testLoss` …              | the same, with fresh random weights in that layer          |
///
/// These classes are in [dev.halfwave.experiments.distance]; the weights' measures are L2, relative, cosine, norm ratio
/// and sign flips, unless all are asked for by [#MEASURES]. The probe is looked at before training, which is step 0,
/// and then every 8 steps, unless [#PROBE_EVERY] or the study says otherwise; what is found there is recorded with the epoch in which that was. The losses are those of
/// [#tuning], [#primary], [#STOP_BELOW_LOSS] and [#MATCH_LOSS]. Layers are taken back by [#REINITIALIZE]; without test
/// samples the last two are `trainLoss`.
///
/// What follows from the trials is an [Analysis]: verdicts first in the report, all numbers in `comparisons.csv` and
/// `summary.json`.
///
/// Immutable and thread-safe.
public final class Study implements Experiment {

    /// Passes over the training samples.
    public static final Setting<Integer> EPOCHS =
            Setting.wholeNumber("epochs", "passes over the training samples", 20, 1, 100_000);

    /// Samples per step.
    public static final Setting<Integer> BATCH = Setting.wholeNumber("batch", "samples per step", 64, 1, 1_000_000);

    /// The learning rate that all arms have in common.
    public static final Setting<Double> LEARNING_RATE =
            Setting.positiveNumber("learningRate", "learning rate that all arms have in common", 1e-3);

    /// How many seeds of its own an arm's learning rate is chosen on.
    public static final Setting<Integer> TUNING_SEEDS = Setting.wholeNumber(
            "tuningSeeds", "seeds on which each arm's own learning rate is chosen; 0: none is", 0, 0, 1000);

    /// Among which learning rates an arm's own is chosen.
    public static final Setting<String> LEARNING_RATES = SettingTexts.rates(
            "learningRates", "the learning rates to choose from", "0.0001,0.000316,0.001,0.00316,0.01");

    /// The stop rule.
    public static final Setting<Double> STOP_BELOW_LOSS = Setting.number(
            "stopBelowLoss",
            "a trial ends after the epoch in which the loss on the probe first is below this; 0: never",
            0, 0, 1e9);

    /// Losses at whose first falling below distances are recorded, so that arms are compared at equal losses.
    public static final Setting<String> MATCH_LOSS = SettingTexts.losses(
            "matchLoss", "losses at which the arms' distances are compared, such as 0.3,0.1,0.03, or none");

    /// How often the loss on the probe is looked at. Where arms learn within a few looks, the losses at which their
    /// distances are taken differ; looks after every step tell whether that matters.
    public static final Setting<Integer> PROBE_EVERY = Setting.wholeNumber(
            "probeEvery", "steps between two looks at the loss on the probe; 0: the study's own, 8 if it does not say",
            0, 0, 1_000_000);

    /// What the optimizer is.
    public static final Setting<String> OPTIMIZER = Setting.choice(
            "optimizer", "own (the study's, Adam unless it says otherwise), adam, sgd or momentum (0.9)",
            "own", "adam", "sgd", "momentum");

    /// Whether the model's initial outputs are subtracted from all it says, so that it starts as 0 everywhere.
    public static final Setting<Boolean> CENTRED = SettingTexts.yesOrNo(
            "centred", "whether the model's outputs before training are subtracted, so that it starts at 0");

    /// A factor on the model's outputs. The loss is that of the scaled outputs, and is not divided by anything.
    public static final Setting<Double> OUTPUT_SCALE = Setting.positiveNumber(
            "outputScale", "factor on the model's outputs (the loss is not divided by it): larger is lazier", 1);

    /// A factor on the number of the model's channels; the study's [TrainingFunction] has to follow it. A sweep over
    /// widths is a study across tasks, `acrossTasks(Study.WIDTH, 0.5, 1.0, 2.0)`, and one over output scales likewise:
    /// each arm is trained and compared at each; see [StudyBuilder#acrossTasks].
    public static final Setting<Double> WIDTH =
            Setting.positiveNumber("width", "factor on the number of the model's channels", 1);

    /// Layers that stay as they start.
    public static final Setting<String> FREEZE =
            SettingTexts.layers("freeze", "layers that stay at their initial weights, such as conv1,conv2, or none");

    /// Layers that are taken back to their start once training has ended, one at a time, to see what that costs.
    public static final Setting<String> REINITIALIZE = SettingTexts.layers(
            "reinitialize",
            "layers that are set back after training, one at a time, to see what is lost, or each, or none");

    /// What is measured after every epoch.
    public static final Setting<String> MEASURES = Setting.choice(
            "measures",
            "cheap, or all: ranks, principal angles, frequency responses, gate flips, CKA and tangent kernel, too, which take "
                    + "longer than the training",
            "cheap", "all");

    /// The value of [#MEASURES] that leaves nothing out.
    static final String ALL_MEASURES = "all";

    /// The value of [#MEASURES] that takes no longer than the training.
    static final String CHEAP_MEASURES = "cheap";

    /// The settings that every study has.
    static final List<Setting<?>> STANDARD = List.of(
            EPOCHS, BATCH, LEARNING_RATE, TUNING_SEEDS, LEARNING_RATES, STOP_BELOW_LOSS, MATCH_LOSS, PROBE_EVERY,
            OPTIMIZER, CENTRED, OUTPUT_SCALE, WIDTH, FREEZE, REINITIALIZE, MEASURES);

    private final Declaration declared;

    Study(Declaration declared) {
        this.declared = declared;
    }

    /// Begins the declaration of a study.
    ///
    /// @param name what the command line calls it, in small letters, digits and hyphens
    public static StudyBuilder named(String name) {
        return new StudyBuilder(name);
    }

    @Override
    public String name() {
        return declared.name();
    }

    @Override
    public String question() {
        return declared.question();
    }

    @Override
    public String source() {
        return declared.source();
    }

    @Override
    public List<Arm> arms() {
        return declared.arms();
    }

    @Override
    public List<Setting<?>> settings() {
        return declared.settings();
    }

    @Override
    public List<Preset> presets() {
        return declared.presets();
    }

    /// None beforehand: their names follow from the model's layers and the settings.
    @Override
    public List<String> metrics() {
        return List.of();
    }

    /// By what an arm's own learning rate is chosen; less is better.
    public Outcome tuning() {
        return declared.tuning();
    }

    /// By what the arms are compared.
    public Outcome primary() {
        return declared.primary();
    }

    /// In which direction the primary outcome supports the claims.
    public Direction direction() {
        return declared.direction();
    }

    /// What is compared, decided on before anything runs; of a study across tasks, each comparison on each task.
    public List<Comparison> comparisons() {
        return declared.comparisons();
    }

    /// The tasks that the study was declared over; [Tasks#NONE] if it was not.
    Tasks tasks() {
        return declared.tasks();
    }

    /// The task of one of [#comparisons()]; empty in a study without tasks.
    String task(Comparison comparison) {
        return declared.task(comparison.arm());
    }

    /// The comparisons that are judged across tasks, with the names of arms as they were declared; none in a study
    /// without tasks.
    List<Comparison> acrossTasks() {
        return tasks().isEmpty() ? List.of() : declared.acrossTasks();
    }

    /// How many verdicts are declared, and judged together.
    int judged() {
        return comparisons().size() + acrossTasks().size();
    }

    /// The keys of the settings in which two arms differ, in the declared order; more than one where a comparison of
    /// the two cannot tell which of them matters.
    public List<String> differences(Comparison comparison) {
        return declared.differences(comparison.arm(), comparison.reference());
    }

    @Override
    public void check(Configuration configuration) {
        new ConfigurationCheck(declared, configuration).run();
        LearningRates.check(this, configuration);
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        return declared.estimate().applyAsDouble(trial);
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) throws Exception {
        Training built = Objects.requireNonNull(declared.training().of(trial),
                "the function given to trains(...) returned null instead of a Training");
        StudyTrial training = new StudyTrial(trial, built, declared.thresholds(trial), context);
        return LearningRates.isTuning(trial) ? TuningTrial.run(training, tuning()) : training.run();
    }

    /// Trials by which the arms' own learning rates are chosen, and then those at these rates: see [LearningRates].
    @Override
    public List<Trial> further(RunData run) {
        return LearningRates.of(this, run).further();
    }

    @Override
    public String mayFollow(RunData run) {
        return LearningRates.of(this, run).mayFollow();
    }

    /// The study's own sections of the report.
    BiConsumer<ReportPage, RunData> sections() {
        return declared.sections();
    }

    /// Whether the study's own sections show how the arms learn, epoch by epoch.
    boolean hasOwnCurves() {
        return declared.hasOwnCurves();
    }

    @Override
    public Results results(RunData run) {
        return Analysis.of(this, run).results();
    }

    @Override
    public Report report(RunData run) {
        return StudyReport.of(this, run);
    }
}
