package dev.halfwave.experiments.heartrate;

import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Gelu;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.ablation.Comparison;
import dev.halfwave.experiments.ablation.Outcome;
import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.ablation.Training;
import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.PinnedFile;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.MeanAbsoluteError;
import dev.halfwave.nn.loss.MeanAbsoluteErrorLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.Schedule;
import java.util.List;

/// Trains the heart-rate network with four activations behind its convolutions and tests it on a person it was not trained
/// on: does this network need the DC component that ReLU adds?
///
/// The protocol is that of KID-PPG: one person is left out ([HeartRateFold]), the weights that are best on others count,
/// training ends when these no longer improve. These weights are kept as a network to be used:
/// `Sequential.load(run.resolve("trials/relu/seed-1.safetensors"))`.
public final class HeartRateTrain {

    static final Setting<String> ACTIVATION = Setting.choice(
            "activation", "what follows each of the nine convolutions", "relu", "relu-dc-free", "linear", "gelu");
    static final Setting<String> DATA = PinnedFile.folderOr(
            HeartRateTrain.SYNTHETIC, "data",
            "synthetic, or the folder of PPG-DaLiA with its files SX/SX.pkl, which every start reads for their SHA-256",
            PpgDalia::files);
    static final Setting<Integer> SUBJECTS = Setting.wholeNumber(
            "subjects", "synthetic people, others for each seed", 12, HeartRateFold.LEAST_SUBJECTS, 1000);
    static final Setting<Integer> WINDOWS = Setting.wholeNumber(
            "windows", "windows of 8 s of each synthetic person, one every 2 s", 300, 1, 100_000);
    static final Setting<String> TEST_SUBJECT = Setting.text(
            "testSubject", "the person to test on, such as S5, or each: one after another, by seed",
            HeartRateTrain.EACH, text -> text);
    static final Setting<Integer> TESTED = Setting.wholeNumber(
            "tested", "people to test on together: the test subject, and others of its split", 1, 1, 1000);
    static final Setting<Integer> PATIENCE = Setting.wholeNumber(
            "patience", "a trial ends after so many epochs in which the validation loss did not fall", 150, 1, 100_000);
    static final Setting<Double> DROPOUT = Setting.number(
            "dropout", "the share of values that each dropout zeroes", HeartRateNetwork.DROPOUT_RATE, 0, 0.99);

    static final Setting<String> SCHEDULE = Setting.choice(
            "schedule", "constant (as published), or cosine: the learning rate falls along half a cosine to 5 %",
            "constant", HeartRateTrain.COSINE);

    static final String TEST_MAE = "testMae";
    private static final String VALIDATION_LOSS = "validationLoss"; // the mean absolute error, too
    static final String PEAK_RAW_MAE = "peakRawMae";
    static final String PEAK_FILTERED_MAE = "peakFilteredMae";
    static final String SUBJECT_NUMBER = "testSubject";
    static final String TEST_WINDOWS = "testWindows";
    static final String LEFT_OUT = "leftOutWindows";

    static final String SYNTHETIC = "synthetic";
    static final String COSINE = "cosine";

    /// In words of the study's own.
    private static final Outcome ERROR = new Outcome(
            Outcome.bestMetric(TEST_MAE).metric(),
            "mean absolute error on people that were left out, in beats per minute",
            "BPM", 0);

    /// By which learning rates are chosen: the same error, on the people who also say when training ends. Nobody who is
    /// tested on has a part in it, even if a tuning seed has the same people as others.
    private static final Outcome VALIDATION_ERROR = new Outcome(
            Outcome.bestMetric(VALIDATION_LOSS).metric(),
            "mean absolute error on people who decide when training ends, in beats per minute",
            "BPM", 0);

    private static final String EACH = "each";

    private static final int QUICK_SEEDS = 1;
    private static final int SEEDS = 30;
    private static final int PPG_DALIA_SEEDS = 15;

    private static final int PPG_DALIA_WINDOWS = 64_682;
    private static final double TRAINED_SHARE = 0.75;

    private static final double LAST_RATE_SHARE = 0.05;

    /// Windows between two looks at the probe, which has 256.
    private static final int WINDOWS_PER_LOOK = 2048;

    /// Differences below this are none: watches show whole beats.
    private static final double MARGIN_BPM = 1;

    /// Keras's ε; see [Adam#withKerasEpsilon].
    private static final double EPSILON = 1e-8;

    private HeartRateTrain() {}

    /// The study, `heart-rate-train`.
    public static Study study() {
        HeartRateSubjects subjects = new HeartRateSubjects();
        return Study.named("heart-rate-train")
                .asks("Does the heart-rate network need the DC component that ReLU adds?")
                .source("Kechris et al. (2024), DC is all you need, arXiv:2407.16556, section V.B; network and protocol of "
                        + "Kechris et al. (2024), KID-PPG, arXiv:2405.09559")
                .settings(ACTIVATION, DATA, SUBJECTS, WINDOWS, TEST_SUBJECT, TESTED, PATIENCE, DROPOUT, SCHEDULE)
                .arm(Arm.of("relu", "ReLU behind every convolution, as published").with(ACTIVATION, "relu"))
                .arm(Arm.of("relu-dc-free", "ReLU minus its mean over the window")
                        .with(ACTIVATION, "relu-dc-free"))
                .arm(Arm.of("linear", "nothing behind the convolutions").with(ACTIVATION, "linear")
                        .noting("Three convolutions in a row are one filter then. Attention, normalisation and the ReLU of "
                                + "the fully connected layer stay."))
                .arm(Arm.of("gelu", "GELU, which is smooth, behind every convolution").with(ACTIVATION, "gelu"))
                .trains(trial -> training(trial, subjects))
                .estimatedBy(HeartRateTrain::estimatedSeconds)
                .preset(quick())
                .preset(full())
                .preset(Preset.of("ppg-dalia",
                        "the published protocol, each of the 15 subjects left out once; with --set data=DIR, where "
                                + "it takes up to 55 hours on 4 threads",
                        PPG_DALIA_SEEDS)
                        .with(Study.EPOCHS, 500)
                        .with(Study.BATCH, 256)
                        .with(Study.LEARNING_RATE, 5e-4))
                .tunedBy(VALIDATION_ERROR)
                .judgedBy(ERROR, Direction.LOWER)
                .compares(Comparison.of("relu", "relu-dc-free",
                        "the DC that ReLU adds makes the heart rate of a person "
                                + "it was not trained on more exact")
                        .withMargin(MARGIN_BPM))
                .compares(Comparison.of("relu", "linear", "ReLU makes it more exact than no activation")
                        .withMargin(MARGIN_BPM))
                .compares(Comparison.of("relu", "gelu", "ReLU makes it more exact than a smooth activation")
                        .withMargin(MARGIN_BPM))
                .reports(HeartRateTrainReport::addTo)
                .build();
    }

    /// One seed, so it is tested on many people, whom there is time for since each is short.
    private static Preset quick() {
        return synthetic(Preset.of("quick",
                "a first look at all arms: 1 seed, 320 synthetic people, 5 epochs; no verdicts", QUICK_SEEDS))
                .with(SUBJECTS, 320)
                .with(WINDOWS, 75)
                .with(TESTED, 60)
                .with(Study.EPOCHS, 5);
    }

    private static Preset full() {
        return synthetic(Preset.of("full",
                "for a claim: 30 seeds with 80 synthetic people each, 20 epochs; learning rates of the arms' own, chosen "
                        + "on 2 other seeds",
                SEEDS))
                .with(SUBJECTS, 80)
                .with(WINDOWS, 150)
                .with(TESTED, 10)
                .with(Study.EPOCHS, 20)
                .with(Study.TUNING_SEEDS, 2)
                .with(Study.LEARNING_RATES, "0.0005,0.001,0.002");
    }

    /// Learns in fewer steps than the published protocol, on many people, since what has to be learned is how people
    /// differ.
    private static Preset synthetic(Preset preset) {
        return preset.with(DROPOUT, 0.1)
                .with(SCHEDULE, COSINE)
                .with(Study.BATCH, 32)
                .with(Study.LEARNING_RATE, 1e-3);
    }

    private static UnaryOp activation(Trial trial) {
        return switch (trial.get(ACTIVATION)) {
            case "relu-dc-free" -> new DcFreeRelu();
            case "linear" -> new Identity();
            case "gelu" -> new Gelu(false);
            default -> new Relu();
        };
    }

    /// Who is trained on, stops and judges a trial, and its network. Nobody has two of these roles.
    static Training training(Trial trial, HeartRateSubjects subjects) throws Exception {
        String data = data(trial);
        List<HeartRateSubject> people = data.equals(SYNTHETIC)
                ? subjects.synthetic(trial.seed(), trial.get(SUBJECTS), trial.get(WINDOWS))
                : subjects.ppgDalia(PinnedFile.path(data));
        List<String> names = people.stream().map(HeartRateSubject::name).toList();
        String chosen = trial.get(TEST_SUBJECT);
        HeartRateFold fold = chosen.equals(EACH)
                ? HeartRateFold.of(trial.seed(), names, trial.get(TESTED))
                : HeartRateFold.of(trial.seed(), names, chosen, trial.get(TESTED));
        List<HeartRateSubject> tested = of(people, fold.test());
        Dataset test = HeartRateSubject.join(tested);
        Dataset train = HeartRateSubject.join(of(people, fold.train()));
        Sequential model = HeartRateNetwork.fused(activation(trial), trial.get(DROPOUT)).initialize(trial.seed());
        int leftOut = people.stream().mapToInt(HeartRateSubject::leftOut).sum();
        Training training = Training.of(model, new MeanAbsoluteErrorLoss(), train)
                .validatedOn(HeartRateSubject.join(of(people, fold.validation())))
                .stoppingEarly(trial.get(PATIENCE))
                .testedOn(test)
                .withMetrics(new MeanAbsoluteError())
                .withOptimizer(
                        rate -> Adam.of(rate).withKerasEpsilon(EPSILON).withSchedule(schedule(trial, train.size())))
                .withProbeEvery(Math.ceilDiv(WINDOWS_PER_LOOK, trial.get(Study.BATCH)))
                .withKnown(SUBJECT_NUMBER, tested.getFirst().number())
                .withKnown(TEST_WINDOWS, test.size())
                .withKnown(PEAK_RAW_MAE, HeartRateSubject.peakMae(tested, HeartRateSubject::rawPeakErrors))
                .withKnown(PEAK_FILTERED_MAE,
                        HeartRateSubject.peakMae(tested, HeartRateSubject::filteredPeakErrors));
        return leftOut == 0 ? training : training.withKnown(LEFT_OUT, leftOut);
    }

    private static Schedule schedule(Trial trial, int samples) {
        long steps = (long) trial.get(Study.EPOCHS) * Math.ceilDiv(samples, trial.get(Study.BATCH));
        return trial.get(SCHEDULE).equals(COSINE) ? Schedule.cosine(steps, LAST_RATE_SHARE) : Schedule.constant();
    }

    private static List<HeartRateSubject> of(List<HeartRateSubject> people, List<Integer> numbers) {
        return numbers.stream().map(people::get).toList();
    }

    /// As it was pinned when the run was started: its files, about 1.5 GB each, are not hashed again for each trial.
    private static String data(Trial trial) {
        return trial.settings().getOrDefault(DATA.name(), DATA.defaultValue());
    }

    /// Where a trial ends early it takes less.
    private static double estimatedSeconds(Trial trial) {
        double windows = data(trial).equals(SYNTHETIC)
                ? (double) trial.get(SUBJECTS) * trial.get(WINDOWS)
                : PPG_DALIA_WINDOWS;
        double activation = switch (trial.get(ACTIVATION)) {
            case "relu-dc-free" -> 1.15;
            case "gelu" -> 1.4;
            default -> 1;
        };
        double steps =
                trial.get(Study.EPOCHS) * activation * (TRAINED_SHARE * SECONDS_PER_TRAINED + SECONDS_PER_EVALUATED);
        return windows * (SECONDS_PER_PREPARED + steps);
    }

    /// Of a window, on one core: a step of 256 windows takes 68 ms, and about a quarter more with all that is measured.
    private static final double SECONDS_PER_TRAINED = 340e-6;

    private static final double SECONDS_PER_EVALUATED = 100e-6;

    /// Generated and filtered, shared by the arms of a seed.
    private static final double SECONDS_PER_PREPARED = 150e-6;
}
