package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.random.Philox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What 1000 studies of normal differences without an effect say.
final class LongRunTest {

    private static final int STUDIES = 1000;

    /// Every twentieth study may be given a verdict that it should not have; a rule that never gave one would be too
    /// strict. Only where the t interval excludes 0 can there be one.
    @ParameterizedTest
    @ValueSource(ints = {10, 20})
    void aVerdictOfEitherSignIsGivenOnceInTwenty(int n) {
        int verdicts = 0;
        for (int study = 0; study < STUDIES; study++) {
            PairedDifferences d = FalseVerdicts.normalDifferences(study, n);
            boolean possible = StudentT.of(d).interval(0.95).excludesZero();
            verdicts += possible && FalseVerdicts.isGivenAVerdict(d) ? 1 : 0;
        }
        assertThat(verdicts / (double) STUDIES).isBetween(0.03, 0.07);
    }

    /// With all 10 000 resamples, drawn anew for each study.
    @Test
    void intervalsHoldTheMeanAsOftenAsTheyShould() {
        int t = 0;
        int bca = 0;
        for (int study = 0; study < STUDIES; study++) {
            PairedDifferences d = FalseVerdicts.normalDifferences(study, 20);
            t += StudentT.of(d).interval(0.95).contains(0) ? 1 : 0;
            bca += MeanBootstrap.of(d.values(), MeanBootstrap.RESAMPLES, Philox.of(study, "coverage")).bca(0.95)
                    .contains(0)
                            ? 1
                            : 0;
        }
        assertThat(t / (double) STUDIES).isBetween(0.93, 0.97);
        assertThat(bca / (double) STUDIES).isBetween(0.87, 0.95);
    }
}
