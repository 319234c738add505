package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.signal.FrequencyResponse;
import dev.halfwave.experiments.study.TrialResult;
import org.junit.jupiter.api.Test;

class KernelSizeTest {

    private final Trials trials =
            new Trials(new KernelSize()).with(KernelSize.TAPS, "2,16").with(KernelSize.WINDOWS_PER_CLASS, 40);

    /// The full preset compares with the reference's .988 and .905; 40 filters show the order.
    @Test
    void aLongRandomFilterIsWorseThanAShortOne() throws Exception {
        trials.run(KernelSize.ONE, 40);

        double shortOne = trials.mean(KernelSize.ONE, KernelSize.ACCURACY, 2);
        double longOne = trials.mean(KernelSize.ONE, KernelSize.ACCURACY, 16);
        assertThat(shortOne).isGreaterThan(0.95);
        assertThat(longOne).isLessThan(shortOne - 0.03);
        assertThat(trials.mean(KernelSize.ONE, KernelSize.TURNS, 2)).as("|H| of two taps rises or falls").isZero();
        assertThat(trials.mean(KernelSize.ONE, KernelSize.TURNS, 16)).isGreaterThan(3);
    }

    @Test
    void aBankOfRandomFiltersSucceedsAtAnyLength() throws Exception {
        trials.run(KernelSize.BANK, 3);

        assertThat(trials.mean(KernelSize.BANK, KernelSize.ACCURACY, 2)).isGreaterThan(0.99);
        assertThat(trials.mean(KernelSize.BANK, KernelSize.ACCURACY, 16)).isGreaterThan(0.99);
    }

    @Test
    void trainsTheFiltersItBeganWith() throws Exception {
        trials.with(KernelSize.TAPS, "3").with(KernelSize.EPOCHS, 2).run(KernelSize.TRAINED_ONE, 1)
                .run(KernelSize.TRAINED_BANK, 1);
        TrialResult one = trials.results().getFirst();
        TrialResult bank = trials.results().get(1);

        assertThat(one.value(KernelSize.DISTANCE, 3).orElseThrow()).isPositive();
        assertThat(bank.value(KernelSize.DISTANCE, 3).orElseThrow()).isPositive();
        assertThat(one.initialWeightsSha256()).hasSize(64).isNotEqualTo(one.finalWeightsSha256());
        assertThat(one.initialWeightsSha256()).isNotEqualTo(bank.initialWeightsSha256());
    }

    @Test
    void countsTheTurnsOfAResponse() {
        assertThat(KernelSizeTrial.turns(FrequencyResponse.of(new double[] {1, 1}, 32))).isZero();
        assertThat(KernelSizeTrial.turns(FrequencyResponse.of(new double[] {1}, 32))).as("flat").isZero();

        // x[t] + x[t−8] has |H| = 2 |cos(4ω)|, which turns at 4, 6 and 8 Hz between 3 and 10 Hz.
        double[] comb = {1, 0, 0, 0, 0, 0, 0, 0, 1};
        assertThat(KernelSizeTrial.turns(FrequencyResponse.of(comb, 32))).isEqualTo(3);
    }
}
