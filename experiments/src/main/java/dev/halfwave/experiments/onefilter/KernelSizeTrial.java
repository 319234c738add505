package dev.halfwave.experiments.onefilter;

import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.signal.FrequencyResponse;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// One arm of `kernel-size` on one seed: the same windows for all kernel sizes.
final class KernelSizeTrial {

    private static final Tones TONES = Tones.OF_THE_PAPER;
    private static final int CLASSES = TONES.classHz().size();

    /// Steps of the walk along |H| that counts its turns.
    private static final double TURN_STEP_HZ = 0.05;

    private final Trial trial;
    private final TrialContext context;
    private final Windows apart;
    private final Windows close;
    private final double[] apartHz;
    private final Training training;
    private final List<MetricValue> rows = new ArrayList<>();

    KernelSizeTrial(Trial trial, TrialContext context) {
        this.trial = trial;
        this.context = context;
        int perClass = trial.get(KernelSize.WINDOWS_PER_CLASS);
        apart = Windows.draw(TONES, trial.seed(), perClass);
        apartHz = TONES.frequenciesHz(trial.seed(), "test", perClass);
        close = Windows.draw(FrequencySpacing.tones(trial.get(KernelSize.CLOSE_SPACING), TONES.deviationHz()),
                trial.seed(), perClass);
        training = new Training(trial.seed(), trial.get(KernelSize.EPOCHS), trial.get(KernelSize.LEARNING_RATE),
                context.threads());
    }

    TrialOutcome run() {
        List<Integer> sizes = Sweep.wholeNumbers(trial.get(KernelSize.TAPS));
        int filters = trial.get(KernelSize.FILTERS);
        boolean isTrained = false;
        for (int i = 0; i < sizes.size(); i++) {
            int taps = sizes.get(i);
            switch (trial.arm()) {
                case KernelSize.ONE -> oneFilter(taps);
                case KernelSize.BANK -> bank(taps, filters);
                case KernelSize.TRAINED_ONE -> isTrained = trained(taps, 1);
                case KernelSize.TRAINED_BANK -> isTrained = trained(taps, filters);
                default -> throw new IllegalArgumentException("kernel-size has no arm " + trial.arm());
            }
            context.progress(i + 1, sizes.size());
        }
        return isTrained ? training.outcome(rows) : TrialOutcome.of(rows);
    }

    private void oneFilter(int taps) {
        FilterBank bank = FilterBank.random(1, taps, trial.seed());
        add(taps, KernelSize.ACCURACY, apart.byNearestMean(bank));
        add(taps, KernelSize.CLOSE, close.byNearestMean(bank));
        FrequencyResponse response = bank.response(0, TONES.sampleRateHz());
        double[] dc = bank.firstFeature(apart.test().inputs());
        Deviations.of(response, apartHz, TONES.length(), dc).addTo(rows, taps);
        Separation separation = Separation.of(dc, apart.test().targets(), CLASSES);
        add(taps, KernelSize.GAP, separation.gap());
        add(taps, KernelSize.SPREAD, separation.spread());
        add(taps, KernelSize.SEPARATION, separation.ratio());
        add(taps, KernelSize.TURNS, turns(response));
    }

    private void bank(int taps, int filters) {
        FilterBank bank = FilterBank.random(filters, taps, trial.seed());
        add(taps, KernelSize.ACCURACY, apart.byReadout(bank));
        add(taps, KernelSize.CLOSE, close.byReadout(bank));
    }

    private boolean trained(int taps, int filters) {
        Training.Result result = train(taps, filters, "", apart);
        add(taps, KernelSize.ACCURACY, result.accuracy());
        add(taps, KernelSize.CLOSE, train(taps, filters, "close", close).accuracy());
        add(taps, KernelSize.DISTANCE, result.distances().get(KernelSize.DISTANCE));
        return true;
    }

    private Training.Result train(int taps, int filters, String task, Windows windows) {
        Sequential model = Sequential.of(
                FilterBank.filters(filters, taps),
                Activation.of(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(filters, CLASSES).named("dense1"))
                .initialize(trial.seed());
        return training.train("taps" + taps + task, model, windows.train(), windows.test());
    }

    private void add(int taps, String metric, double value) {
        rows.add(new MetricValue(taps, metric, value));
    }

    /// How often |H| turns from rising to falling or back between the lowest and the highest class.
    static int turns(FrequencyResponse response) {
        double first = TONES.classHz().getFirst();
        int steps = (int) Math.round((TONES.classHz().getLast() - first) / TURN_STEP_HZ);
        int turns = 0;
        double before = response.at(first).magnitude();
        double direction = 0;
        for (int i = 1; i <= steps; i++) {
            double now = response.at(first + i * TURN_STEP_HZ).magnitude();
            double change = Math.signum(now - before);
            if (change * direction < 0) {
                turns++;
            }
            direction = change == 0 ? direction : change;
            before = now;
        }
        return turns;
    }
}
