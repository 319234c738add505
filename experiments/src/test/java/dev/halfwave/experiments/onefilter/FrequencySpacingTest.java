package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.study.TrialResult;
import org.junit.jupiter.api.Test;

class FrequencySpacingTest {

    private final Trials trials = new Trials(new FrequencySpacing()).with(FrequencySpacing.SPACINGS, "0.05,0.3,2");

    @Test
    void whoKnowsTheFrequencyReachesTheLimit() throws Exception {
        trials.run(FrequencySpacing.ORACLE, 40);

        for (int hundredths : new int[] {5, 30, 200}) {
            // 40 · 450 windows: a standard error of at most .0037
            assertThat(trials.mean(FrequencySpacing.ORACLE, FrequencySpacing.ACCURACY, hundredths))
                    .isCloseTo(BayesLimit.accuracy(hundredths / 100.0, 0.1), within(0.011));
            assertThat(trials.mean(FrequencySpacing.ORACLE, FrequencySpacing.NARROW, hundredths))
                    .isCloseTo(BayesLimit.accuracy(hundredths / 100.0, 0.01), within(0.003));
        }
    }

    @Test
    void manyFiltersReachTheLimitAndOneDoesNot() throws Exception {
        trials.run(FrequencySpacing.BANK_8, 3).run(FrequencySpacing.ONE, 6);
        double limit = BayesLimit.accuracy(0.3, 0.1);

        double bank = trials.mean(FrequencySpacing.BANK_8, FrequencySpacing.ACCURACY, 30);
        assertThat(bank).isBetween(limit - 0.04, limit + 0.03);
        assertThat(trials.mean(FrequencySpacing.ONE, FrequencySpacing.ACCURACY, 30)).isLessThan(bank - 0.05);
        assertThat(trials.mean(FrequencySpacing.ONE, FrequencySpacing.ACCURACY, 200)).isGreaterThan(0.95);
        assertThat(trials.mean(FrequencySpacing.BANK_8, FrequencySpacing.NARROW, 5)).isGreaterThan(0.98);
    }

    /// H(f) = a + b e^(−iω): d ln|H| / df = −ab sin ω / |H|² · 2π/32, at 5 Hz.
    @Test
    void recordsHowSteepAFilterIs() throws Exception {
        TrialResult trial = trials.run(FrequencySpacing.ONE, 1).results().getFirst();
        double[] taps = FilterBank.random(1, 2, 1).taps(0);
        double angle = 2 * Math.PI * 5 / 32;
        double square = taps[0] * taps[0] + taps[1] * taps[1] + 2 * taps[0] * taps[1] * Math.cos(angle);
        double slope = Math.abs(taps[0] * taps[1] * Math.sin(angle) / square) * 2 * Math.PI / 32;

        assertThat(trial.value(FrequencySpacing.SLOPE, 0)).hasValueCloseTo(slope, within(1e-5));
        assertThat(trial.value(FrequencySpacing.DEVIATION_OF_DC, 0)).hasValueCloseTo(0.005, within(0.003));
    }

    @Test
    void trainsTheNetworkOfThePaper() throws Exception {
        TrialResult trial = trials.with(FrequencySpacing.SPACINGS, "2").with(FrequencySpacing.WINDOWS_PER_CLASS, 64)
                .with(FrequencySpacing.EPOCHS, 12).with(FrequencySpacing.LEARNING_RATE, 0.01)
                .run(FrequencySpacing.TRAINED, 1).results().getFirst();

        assertThat(trial.value(FrequencySpacing.ACCURACY, 200).orElseThrow()).isGreaterThan(0.95);
        assertThat(trial.value(FrequencySpacing.DISTANCE_1, 200).orElseThrow()).isBetween(0.01, 10.0);
        assertThat(trial.value(FrequencySpacing.DISTANCE_2, 200).orElseThrow()).isBetween(0.01, 10.0);
        assertThat(trial.finalWeightsSha256()).hasSize(64);
    }
}
