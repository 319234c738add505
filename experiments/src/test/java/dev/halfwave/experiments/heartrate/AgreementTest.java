package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class AgreementTest {

    @Test
    void errorsAreReadMinusTrue() {
        Agreement agreement = Agreement.of(new double[] {101, Double.NaN, 97, 112}, new double[] {100, 100, 100, 100});
        assertThat(agreement.count()).isEqualTo(3);
        assertThat(agreement.meanAbsoluteErrorBpm()).isCloseTo(16 / 3.0, within(1e-12));
        assertThat(agreement.biasBpm()).isCloseTo(10 / 3.0, within(1e-12));
        double deviation = Math.sqrt((1 + 9 + 144) / 3.0 - 100 / 9.0);
        assertThat(agreement.deviationBpm()).isCloseTo(deviation, within(1e-12));
        assertThat(agreement.absoluteDeviationBpm())
                .isCloseTo(Math.sqrt((1 + 9 + 144) / 3.0 - 256 / 9.0), within(1e-12));
        assertThat(agreement.aboveTen()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(agreement.upperLimitBpm()).isCloseTo(10 / 3.0 + 1.96 * deviation, within(1e-12));
        assertThat(agreement.lowerLimitBpm()).isCloseTo(10 / 3.0 - 1.96 * deviation, within(1e-12));
    }
}
