package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.heartrate.AccelerometerFilter;
import dev.halfwave.heartrate.WristWindows;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// The signal path on a real recording, against values computed once with NumPy.
final class StairsTest {

    @Test
    void theFilterExplainsAThirdOfThePulseWave() throws IOException {
        AccelerometerFilter filter = AccelerometerFilter.fit(StairsRecording.read());
        assertThat(filter.residualVariance()).isCloseTo(0.6913538570575399, within(1e-8));
    }

    @Test
    void theHighestPeakIsMostOftenTheHeartsOnlyAfterFiltering() throws IOException {
        WristWindows raw = StairsRecording.read();
        WristWindows clean = AccelerometerFilter.clean(raw);
        assertThat(StairsRecording.meanAbsoluteError(SpectralPeak.bpm(raw.ppg()), raw.labelBpm()))
                .isCloseTo(49.478, within(0.01));
        assertThat(StairsRecording.meanAbsoluteError(SpectralPeak.bpm(clean.ppg()), raw.labelBpm()))
                .isCloseTo(16.438, within(0.01));
    }

    @Test
    void theWindowsAreOneRecordingOf436Seconds() throws IOException {
        assertThat(StairsRecording.read().continuous()).hasDimensions(4, 436 * 32);
    }
}
