package dev.halfwave.experiments.onefilter;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.signal.FrequencyResponse;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import java.util.ArrayList;
import java.util.List;

/// One arm of `one-filter` on one seed.
final class OneFilterTrial {

    /// |H| at the three classes' frequencies.
    static final List<String> RESPONSES = List.of("response3Hz", "response5Hz", "response10Hz");

    /// Single windows are recorded for the first seeds only: enough for a figure, and the files stay small.
    static final long SEEDS_WITH_WINDOWS = 3;
    static final int RECORDED_PER_CLASS = 100;

    private static final Tones TONES = Tones.OF_THE_PAPER;

    private final Trial trial;
    private final Dataset known;
    private final Dataset test;
    private final double[] testHz;
    private final List<MetricValue> rows = new ArrayList<>();

    OneFilterTrial(Trial trial) {
        this.trial = trial;
        int perClass = trial.get(OneFilter.WINDOWS_PER_CLASS);
        known = TONES.draw(trial.seed(), "train", perClass);
        test = TONES.draw(trial.seed(), "test", perClass);
        testHz = TONES.frequenciesHz(trial.seed(), "test", perClass);
    }

    List<MetricValue> run() {
        int taps = trial.get(OneFilter.TAPS);
        switch (trial.arm()) {
            case OneFilter.RELU -> {
                FilterBank bank = FilterBank.random(1, taps, trial.seed());
                FrequencyResponse response = bank.response(0, TONES.sampleRateHz());
                double[] dc = bank.firstFeature(test.inputs());
                classify(bank.firstFeature(known.inputs()), dc);
                Deviations.of(response, testHz, TONES.length(), dc).addTo(rows, 0);
                filter(response, bank.taps(0));
                windows(dc, response);
            }
            case OneFilter.WITHOUT_RELU -> {
                FilterBank bank = FilterBank.random(1, taps, Activation.of(new Identity()), trial.seed());
                FrequencyResponse response = bank.response(0, TONES.sampleRateHz());
                classify(bank.firstFeature(known.inputs()), bank.firstFeature(test.inputs()));
                filter(response, bank.taps(0));
            }
            case OneFilter.WITHOUT_FILTER -> {
                Sequential model = Sequential.of(Activation.of(new Relu()), Layer.of(new GlobalAveragePool1d()));
                double[] dc = values(model.predict(test.inputs()));
                classify(values(model.predict(known.inputs())), dc);
                FrequencyResponse nothing = FrequencyResponse.of(new double[] {1}, TONES.sampleRateHz());
                Deviations.of(nothing, testHz, TONES.length(), dc).addTo(rows, 0);
            }
            default -> throw new IllegalArgumentException("one-filter has no arm " + trial.arm());
        }
        return rows;
    }

    private void classify(double[] knownDc, double[] testDc) {
        int classes = TONES.classHz().size();
        double accuracy = NearestMean.of(knownDc, known.targets(), classes).accuracy(testDc, test.targets());
        rows.add(new MetricValue(0, "accuracy", accuracy));
    }

    private void filter(FrequencyResponse response, double[] taps) {
        for (int label = 0; label < RESPONSES.size(); label++) {
            double magnitude = response.at(TONES.classHz().get(label)).magnitude();
            rows.add(new MetricValue(0, RESPONSES.get(label), magnitude));
        }
        for (int tap = 0; tap < taps.length; tap++) {
            rows.add(new MetricValue(0, "tap" + (tap + 1), taps[tap]));
        }
    }

    private void windows(double[] dc, FrequencyResponse response) {
        if (trial.seed() > SEEDS_WITH_WINDOWS) {
            return;
        }
        int perClass = trial.get(OneFilter.WINDOWS_PER_CLASS);
        for (int n = 0; n < dc.length; n++) {
            if (n % perClass < RECORDED_PER_CLASS) {
                rows.add(new MetricValue(n + 1, "class", test.targets().get(n)));
                rows.add(new MetricValue(n + 1, "frequencyHz", testHz[n]));
                rows.add(new MetricValue(n + 1, "dc", dc[n]));
                rows.add(new MetricValue(n + 1, "predictedDc", response.at(testHz[n]).magnitude() / Math.PI));
            }
        }
    }

    private static double[] values(Tensor tensor) {
        double[] values = new double[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.get(i);
        }
        return values;
    }
}
