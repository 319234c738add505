package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.ablation.Outcome;
import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.ablation.StudyBuilder;
import dev.halfwave.experiments.ablation.Training;
import dev.halfwave.experiments.relu.Recipe.Head;
import dev.halfwave.experiments.relu.Recipe.Nonlinearity;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;

/// Trains the network of section V.C of Kechris et al. (2024), *DC is all you need*, arXiv:2407.16556, with and without
/// the DC component that ReLU adds, in the paper's three arms and twelve controls.
///
/// The paper compares how far weights are from their start after 60 epochs, when the arms are at very different losses.
/// What is declared here to decide claim C4 is the distance of the second convolution at one loss, 0.03.
public final class ReluDc {

    static final Setting<Integer> WINDOWS_PER_CLASS =
            Setting.wholeNumber("windowsPerClass", "training windows of each of the 3 classes", 1024, 1, 1_000_000);
    static final Setting<Integer> TEST_WINDOWS_PER_CLASS =
            Setting.wholeNumber("testWindowsPerClass", "fresh test windows of each class", 512, 1, 1_000_000);

    private static final int PAPER_SEEDS = 100;
    private static final int FULL_SEEDS = 30;
    private static final int QUICK_SEEDS = 3;

    /// Keras's ε; see [Adam#withKerasEpsilon].
    private static final double EPSILON = 1e-7;

    /// The loss at which arms are compared. Where it is reached, the tones are told apart.
    private static final double LOSS = 0.03;

    /// Losses at which distances are recorded, to see whether the answer depends on that choice.
    private static final String LOSSES = "0.3,0.1,0.03,0.01";

    /// Around the rates at which the arms learn fastest on a few tuning seeds, 0.0316 and 0.1.
    private static final String LEARNING_RATES = "0.001,0.00316,0.01,0.0316,0.1";

    private ReluDc() {}

    /// The study, `relu-dc`.
    public static Study study() {
        StudyBuilder study = Study.named("relu-dc")
                .asks("Does the DC component that ReLU adds let a CNN classify tones, and keep its weights near their "
                        + "start?")
                .source("Kechris et al. (2024), DC is all you need, arXiv:2407.16556, section V.C; claims C3 and C4")
                .settings(WINDOWS_PER_CLASS, TEST_WINDOWS_PER_CLASS)
                .settings(Recipe.SETTINGS)
                .trains(ReluDc::training)
                .estimatedBy(ReluDc::estimatedSeconds)
                .preset(Preset.of("quick",
                        "a first look at all arms: 3 seeds, a quarter of the windows, 20 epochs; too small for verdicts",
                        QUICK_SEEDS)
                        .with(WINDOWS_PER_CLASS, 256)
                        .with(Study.EPOCHS, 20)
                        .with(Study.MATCH_LOSS, LOSSES))
                .preset(Preset.of("full",
                        "for a claim: 100 seeds for the paper's three arms, as in the paper, 30 for the controls; "
                                + "learning rates of the compared arms' own, chosen on 5 other seeds",
                        FULL_SEEDS)
                        .withSeeds(PAPER_SEEDS, "relu", "linear", "linear-class-dc")
                        .with(Study.EPOCHS, 60)
                        .with(Study.TUNING_SEEDS, 5)
                        .with(Study.LEARNING_RATES, LEARNING_RATES)
                        .with(Study.MATCH_LOSS, LOSSES))
                .tunedBy(Outcome.stepsToLoss(0.1))
                .judgedBy(Outcome.relativeDistance("conv2").whenLossFallsBelow(LOSS), Direction.LOWER)
                .compares("relu", "relu-dc-free-first", "the DC that the first ReLU adds keeps conv2 near its start")
                .compares("relu", "linear", "ReLU after both convolutions keeps conv2 near its start")
                .compares("relu-max", "relu-dc-free-max",
                        "under a head that takes the maximum, too, the DC that ReLU adds keeps conv2 near its start")
                .compares("relu", "relu-offset-free", "the constant part of ReLU's DC keeps conv2 near its start")
                .reports(ReluDcReport::addTo)
                .showsOwnCurves();
        arms(study);
        return study.build();
    }

    private static void arms(StudyBuilder study) {
        Recipe relu = Recipe.of(InputDc.NONE, Nonlinearity.RELU);
        Recipe linear = Recipe.of(InputDc.NONE, Nonlinearity.LINEAR);
        Recipe dcFree = Recipe.of(InputDc.NONE, Nonlinearity.DC_FREE_RELU);
        study.arm(relu.arm("relu", "ReLU after both convolutions (the paper's \"ReLU\")"))
                .arm(linear.arm("linear", "no activation after the convolutions (the paper's \"Linear\")")
                        .noting("Average pooling leaves a linear network only the window's mean, which for a tone is "
                                + "leakage at the edges: the arm lacks more than ReLU."))
                .arm(Recipe.of(InputDc.BY_CLASS, Nonlinearity.LINEAR)
                        .arm("linear-class-dc",
                                "linear, with √2/4 · {1, 5, 19} added to the input by class (the paper's \"Linear w/ "
                                        + "DC\")")
                        .noting("It writes the label into the input: the offset alone tells the class."))
                .arm(Recipe.of(InputDc.CONSTANT, Nonlinearity.LINEAR)
                        .arm("linear-constant-dc", "linear, with one offset (2.946) added to every window")
                        .noting("As much DC as linear-class-dc has on average, but the same for all classes."))
                .arm(Recipe.of(InputDc.TRUE_RELU_DC, Nonlinearity.LINEAR)
                        .arm("linear-true-dc", "linear, with each window's own ReLU mean added")
                        .noting("The DC that ReLU really adds to these windows; it hardly differs between classes."))
                .arm(Recipe.of(InputDc.BY_CLASS_WITHOUT_SIGNAL, Nonlinearity.LINEAR)
                        .arm("class-dc-only", "linear, with the offset of linear-class-dc and no signal at all")
                        .noting("There is no tone in the input; whatever it learns is the label written there."))
                .arm(dcFree.arm("relu-dc-free", "ReLU minus its mean over time, after both convolutions")
                        .noting("No information reaches the head, by construction: average pooling of rows with mean "
                                + "zero."))
                .arm(dcFree.withSecond(Nonlinearity.RELU)
                        .arm("relu-dc-free-first",
                                "ReLU minus its mean after the first convolution, ReLU after the second"))
                .arm(relu.withHead(Head.MAX).arm("relu-max", "ReLU, global max pool as head"))
                .arm(dcFree.withHead(Head.MAX)
                        .arm("relu-dc-free-max", "ReLU minus its mean over time, global max pool as head")
                        .noting("max − mean still carries the mean: the DC is subtracted, not hidden from the head."))
                .arm(linear.withHead(Head.MAX).arm("linear-max", "no activation, global max pool as head"))
                .arm(Recipe.of(InputDc.NONE, Nonlinearity.OFFSET_FREE_RELU)
                        .arm("relu-offset-free",
                                "ReLU minus a constant per channel: its mean over the training windows at the initial "
                                        + "weights")
                        .noting("The offset is gone, its modulation by the input is not."))
                .arm(relu.withFrozenConvolutions()
                        .arm("relu-frozen", "ReLU, both convolutions stay at their random start"))
                .arm(linear.withFrozenConvolutions()
                        .arm("linear-frozen", "no activation, both convolutions stay at their random start"))
                .arm(Recipe.of(InputDc.NONE, Nonlinearity.ABS)
                        .arm("abs", "absolute value after both convolutions: twice ReLU's DC, no fundamental"));
    }

    private static Training training(Trial trial) {
        Recipe recipe = Recipe.of(trial);
        Tones tones = Tones.OF_THE_PAPER;
        Dataset train =
                recipe.input().applyTo(tones.draw(trial.seed(), "train", trial.get(WINDOWS_PER_CLASS)));
        Dataset test =
                recipe.input().applyTo(tones.draw(trial.seed(), "test", trial.get(TEST_WINDOWS_PER_CLASS)));
        Sequential model = recipe.build(trial.seed(), trial.get(Study.WIDTH));
        OffsetFreeRelu.measure(model, train.inputs());
        return Training.of(model, new CrossEntropyLoss(), train)
                .testedOn(test)
                .withMetrics(new Accuracy())
                .withOptimizer(rate -> Adam.of(rate).withKerasEpsilon(EPSILON));
    }

    private static double estimatedSeconds(Trial trial) {
        double trained = 3.0 * trial.get(WINDOWS_PER_CLASS);
        // A training pass costs about three forward passes; both sets are evaluated after every epoch, and 256 windows
        // after every 8 steps until the loss is below all those at which distances are compared.
        double probed = 256 * trained / trial.get(Study.BATCH) / 8;
        double passes = 3 * trained + trained + 3.0 * trial.get(TEST_WINDOWS_PER_CLASS) + probed;
        return trial.get(Study.EPOCHS) * passes * SECONDS_PER_FORWARD_PASS;
    }

    /// 2 · 256 · 3 · (32·32 + 32) floating-point operations with everything around them; a step of 64 windows, which is
    /// 192 of these, takes 1.9 ms on one core.
    private static final double SECONDS_PER_FORWARD_PASS = 14e-6;
}
