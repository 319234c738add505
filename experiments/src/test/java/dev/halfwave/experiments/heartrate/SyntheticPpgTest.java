package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.signal.Signals;
import dev.halfwave.heartrate.AccelerometerFilter;
import dev.halfwave.heartrate.WristWindows;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SyntheticPpgTest {

    private static final int SUBJECTS = 12;
    private static final int WINDOWS = 150;

    private static double peakError(WristWindows windows) {
        return StairsRecording.meanAbsoluteError(SpectralPeak.bpm(windows.ppg()), windows.labelBpm());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theHighestPeakIsMisleadingEvenAfterTheFilter(long seed) {
        double raw = 0;
        double filtered = 0;
        for (int s = 0; s < SUBJECTS; s++) {
            WristWindows windows = SyntheticPpg.of(seed).subject(s, WINDOWS);
            raw += peakError(windows) / SUBJECTS;
            filtered += peakError(AccelerometerFilter.clean(windows)) / SUBJECTS;
        }
        assertThat(filtered).isBetween(10.0, 25.0).isLessThan(0.9 * raw);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void withoutMotionItIsTheHearts(long seed) {
        SyntheticPpg still = SyntheticPpg.of(seed).withMotion(0);
        for (int s = 0; s < 4; s++) {
            assertThat(peakError(still.subject(s, WINDOWS))).as("subject %d", s).isLessThan(2);
        }
    }

    @Test
    void motionChangesNothingAboutTheHeart() {
        WristWindows moving = SyntheticPpg.of(1).subject(2, WINDOWS);
        WristWindows still = SyntheticPpg.of(1).withMotion(0).subject(2, WINDOWS);
        assertThat(still.labelBpm()).isEqualTo(moving.labelBpm());
        assertThat(still.activity()).isEqualTo(moving.activity());
        assertThat(moving.subject()).isEqualTo("synthetic 2");
        assertThat(moving.segments()).hasSizeBetween(3, 6);
        for (int i = 0; i < WINDOWS; i++) {
            for (double[] axis : still.acceleration()[i]) {
                assertThat(deviation(axis)).isLessThan(0.1); // the slow turn of the wrist
            }
        }
    }

    @Test
    void hasTheScaleOfAWristDevice() {
        double[] deviations = new double[SUBJECTS * WINDOWS];
        double[] norms = new double[SUBJECTS * WINDOWS];
        for (int s = 0; s < SUBJECTS; s++) {
            WristWindows windows = SyntheticPpg.of(5).subject(s, WINDOWS);
            for (int i = 0; i < WINDOWS; i++) {
                deviations[s * WINDOWS + i] = deviation(windows.ppg()[i]);
                double squares = 0;
                for (double[] axis : windows.acceleration()[i]) {
                    double rms = Signals.rootMeanSquare(axis);
                    squares += rms * rms;
                }
                norms[s * WINDOWS + i] = Math.sqrt(squares);
            }
            assertThat(Arrays.stream(windows.labelBpm())).allMatch(bpm -> bpm > 40 && bpm < 200);
        }
        Arrays.sort(deviations);
        assertThat(deviations[deviations.length / 20]).isGreaterThan(8);
        assertThat(deviations[deviations.length / 2]).isBetween(15.0, 45.0);
        assertThat(deviations[deviations.length * 19 / 20]).isLessThan(100);
        Arrays.sort(norms);
        assertThat(norms[0]).isGreaterThan(0.95);
        assertThat(norms[norms.length - 1]).isLessThan(1.5);
    }

    @Test
    void subjectsAndSeedsDiffer() {
        double[] first = SyntheticPpg.of(1).subject(0, 2).ppg()[0];
        assertThat(SyntheticPpg.of(1).subject(0, 2).ppg()[0]).isEqualTo(first);
        assertThat(correlation(first, SyntheticPpg.of(1).subject(1, 2).ppg()[0])).isBetween(-0.9, 0.9);
        assertThat(correlation(first, SyntheticPpg.of(2).subject(0, 2).ppg()[0])).isBetween(-0.9, 0.9);
    }

    @Test
    void hasTheSameBitsEverywhere() {
        WristWindows windows = SyntheticPpg.of(7).subject(3, 40);
        assertThat(windows.ppg()[39][255]).isEqualTo(6.586304776886163);
        assertThat(windows.acceleration()[39][1][255]).isEqualTo(0.8551787652006);
        assertThat(windows.labelBpm()[39]).isEqualTo(76.68191861827668);
    }

    @Test
    void aWalkIsAStandardNormalThatForgets() {
        double[] walk = new Draws(3, 0).walk("test", 400_000, 2);
        double[] later = Arrays.copyOfRange(walk, 64, walk.length); // 2 s
        assertThat(Signals.mean(walk)).isCloseTo(0, within(0.05));
        assertThat(Signals.rootMeanSquare(walk)).isCloseTo(1, within(0.05));
        assertThat(correlation(Arrays.copyOf(walk, later.length), later)).isCloseTo(Math.exp(-1), within(0.05));
    }

    @Test
    void refusesWhatIsNoSubject() {
        assertThatThrownBy(() -> SyntheticPpg.of(1).subject(-1, 5)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SyntheticPpg: needs a subject from 0 and at least one window, but was given subject -1 "
                        + "and 5 windows");
        assertThatThrownBy(() -> SyntheticPpg.of(1).subject(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SyntheticPpg.of(1).withMotion(Double.NaN)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SyntheticPpg: motion must be a finite number of at least 0, but is NaN");
    }

    private static double deviation(double[] x) {
        return Signals.rootMeanSquare(Signals.withoutMean(x));
    }

    private static double correlation(double[] x, double[] y) {
        double sum = 0;
        double[] a = Signals.withoutMean(x);
        double[] b = Signals.withoutMean(y);
        for (int t = 0; t < a.length; t++) {
            sum += a[t] * b[t] / a.length;
        }
        return sum / (deviation(x) * deviation(y));
    }

}
