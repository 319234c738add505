package dev.halfwave.experiments.onefilter;

import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.signal.FrequencyResponse;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// One arm of `frequency-spacing` on one seed: the same filters and the same random deviations at all spacings.
final class FrequencySpacingTrial {

    private static final int CLASSES = 3;
    private static final int CHANNELS = 32;
    private static final double SLOPE_STEP_HZ = 0.01;

    private final Trial trial;
    private final TrialContext context;
    private final int perClass;
    private final Training training;
    private final List<MetricValue> rows = new ArrayList<>();

    FrequencySpacingTrial(Trial trial, TrialContext context) {
        this.trial = trial;
        this.context = context;
        perClass = trial.get(FrequencySpacing.WINDOWS_PER_CLASS);
        training = new Training(trial.seed(), trial.get(FrequencySpacing.EPOCHS),
                trial.get(FrequencySpacing.LEARNING_RATE), context.threads());
    }

    TrialOutcome run() {
        if (trial.arm().equals(FrequencySpacing.ONE)) {
            filter();
        }
        List<Integer> spacings = Sweep.hundredths(trial.get(FrequencySpacing.SPACINGS));
        for (int i = 0; i < spacings.size(); i++) {
            int hundredths = spacings.get(i);
            Tones tones = FrequencySpacing.tones(hundredths / 100.0, trial.get(FrequencySpacing.DEVIATION));
            Tones narrow = FrequencySpacing.tones(hundredths / 100.0, trial.get(FrequencySpacing.NARROW_DEVIATION));
            if (trial.arm().equals(FrequencySpacing.TRAINED)) {
                Training.Result result = train(tones, "spacing" + hundredths);
                context.progress(2 * i + 1, 2 * spacings.size());
                add(hundredths, FrequencySpacing.ACCURACY, result.accuracy());
                add(hundredths, FrequencySpacing.NARROW, train(narrow, "narrow" + hundredths).accuracy());
                for (String distance : List.of(FrequencySpacing.DISTANCE_1, FrequencySpacing.DISTANCE_2)) {
                    add(hundredths, distance, result.distances().get(distance));
                }
            } else {
                add(hundredths, FrequencySpacing.ACCURACY, untrained(tones));
                add(hundredths, FrequencySpacing.NARROW, untrained(narrow));
            }
            context.progress(i + 1, spacings.size());
        }
        return trial.arm().equals(FrequencySpacing.TRAINED) ? training.outcome(rows) : TrialOutcome.of(rows);
    }

    /// How steep |H| is around the middle class, and how far DC is from |H|/π there: what a change of frequency does to
    /// DC, and what the window does.
    private void filter() {
        FilterBank bank = filters(1, 2);
        FrequencyResponse response = bank.response(0, Tones.OF_THE_PAPER.sampleRateHz());
        double centre = FrequencySpacing.CENTRE_HZ;
        double above = StrictMath.log(response.at(centre + SLOPE_STEP_HZ).magnitude());
        double below = StrictMath.log(response.at(centre - SLOPE_STEP_HZ).magnitude());
        add(0, FrequencySpacing.SLOPE, Math.abs(above - below) / (2 * SLOPE_STEP_HZ));
        Tones around = FrequencySpacing.tones(0, trial.get(FrequencySpacing.DEVIATION));
        double[] dc = bank.firstFeature(around.draw(trial.seed(), "test", perClass).inputs());
        double[] hz = around.frequenciesHz(trial.seed(), "test", perClass);
        add(0, FrequencySpacing.DEVIATION_OF_DC, Deviations.of(response, hz, around.length(), dc).total());
    }

    private void add(int hundredths, String metric, double value) {
        rows.add(new MetricValue(hundredths, metric, value));
    }

    private double untrained(Tones tones) {
        return switch (trial.arm()) {
            case FrequencySpacing.ONE -> draw(tones).byNearestMean(filters(1, 2));
            case FrequencySpacing.BANK_2 -> draw(tones).byReadout(filters(trial.get(FrequencySpacing.FILTERS), 2));
            case FrequencySpacing.BANK_8 -> draw(tones).byReadout(filters(trial.get(FrequencySpacing.FILTERS), 8));
            case FrequencySpacing.ORACLE -> frequencyKnown(tones);
            default -> throw new IllegalArgumentException("frequency-spacing has no arm " + trial.arm());
        };
    }

    private Windows draw(Tones tones) {
        return Windows.draw(tones, trial.seed(), perClass);
    }

    private FilterBank filters(int count, int taps) {
        return FilterBank.random(count, taps, trial.seed());
    }

    private double frequencyKnown(Tones tones) {
        double[] centres = tones.classHz().stream().mapToDouble(Double::doubleValue).toArray();
        NearestMean nearest = new NearestMean(centres);
        double[] hz = tones.frequenciesHz(trial.seed(), "test", perClass);
        int right = 0;
        for (int n = 0; n < hz.length; n++) {
            right += nearest.classify(hz[n]) == n / perClass ? 1 : 0;
        }
        return (double) right / hz.length;
    }

    private Training.Result train(Tones tones, String place) {
        Sequential model = Sequential.of(
                Conv1d.of(1, CHANNELS, 3).withPadding(new Padding.Causal()).withoutBias().named("conv1"),
                Activation.of(new Relu()),
                Conv1d.of(CHANNELS, CHANNELS, 3).withPadding(new Padding.Causal()).withoutBias().named("conv2"),
                Activation.of(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(CHANNELS, 32).named("dense1"),
                Activation.of(new Relu()),
                Linear.of(32, CLASSES).named("dense2"))
                .initialize(trial.seed());
        Windows windows = draw(tones);
        return training.train(place, model, windows.train(), windows.test());
    }
}
