package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.signal.FrequencyResponse;
import dev.halfwave.experiments.study.TrialResult;
import org.junit.jupiter.api.Test;

class OneFilterTest {

    private static final int SEEDS = 30;

    private final Trials trials = new Trials(new OneFilter()).with(OneFilter.WINDOWS_PER_CLASS, 40);

    /// The full preset compares with the reference's .988; 30 filters only tell it from worse ones.
    @Test
    void aRandomFilterWithReluTellsTheTonesApart() throws Exception {
        trials.run(OneFilter.RELU, SEEDS);

        assertThat(trials.mean(OneFilter.RELU, "accuracy", 0)).isGreaterThan(0.95);
        assertThat(trials.mean(OneFilter.RELU, "deviation", 0)).isCloseTo(0.005, within(0.001));
    }

    @Test
    void neitherFilterNorReluDoesAlone() throws Exception {
        trials.run(OneFilter.WITHOUT_RELU, SEEDS).run(OneFilter.WITHOUT_FILTER, SEEDS);

        assertThat(trials.mean(OneFilter.WITHOUT_RELU, "accuracy", 0)).isCloseTo(1 / 3.0, within(0.05));
        assertThat(trials.mean(OneFilter.WITHOUT_FILTER, "accuracy", 0)).isCloseTo(1 / 3.0, within(0.05));
    }

    @Test
    void recordsTheFilterOfEachTrial() throws Exception {
        TrialResult trial = trials.run(OneFilter.RELU, 1).results().getFirst();
        double[] taps = {trial.value("tap1", 0).orElseThrow(), trial.value("tap2", 0).orElseThrow()};
        FrequencyResponse response = FrequencyResponse.of(taps, 32);

        assertThat(trial.value("tap3", 0)).isEmpty();
        assertThat(taps).isEqualTo(FilterBank.random(1, 2, 1).taps(0));
        assertThat(trial.value("response3Hz", 0)).hasValue(response.at(3).magnitude());
        assertThat(trial.value("response5Hz", 0)).hasValue(response.at(5).magnitude());
        assertThat(trial.value("response10Hz", 0)).hasValue(response.at(10).magnitude());
    }

    @Test
    void recordsSingleWindowsOfTheFirstSeeds() throws Exception {
        trials.run(OneFilter.RELU, 4);
        TrialResult first = trials.results().getFirst();

        assertThat(first.series("dc")).hasSize(120);
        assertThat(first.value("class", 120)).hasValue(2);
        assertThat(first.value("frequencyHz", 1)).hasValueCloseTo(3.0, within(0.5));
        assertThat(first.value("frequencyHz", 120)).hasValueCloseTo(10.0, within(0.5));
        double predicted = first.value("predictedDc", 120).orElseThrow();
        assertThat(first.value("dc", 120)).hasValueCloseTo(predicted, within(0.03 * predicted));
        assertThat(trials.results().get(3).series("dc")).isEmpty();
    }
}
