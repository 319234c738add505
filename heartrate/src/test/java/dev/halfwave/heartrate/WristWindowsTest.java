package dev.halfwave.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WristWindowsTest {

    private static final double[] NO_LABELS = {};
    private static final int[] NO_ACTIVITY = {};

    private static WristWindows recording(int samples) {
        double[] ppg = new double[samples];
        double[][] acceleration = new double[3][samples];
        for (int t = 0; t < samples; t++) {
            ppg[t] = t;
            for (int axis = 0; axis < 3; axis++) {
                acceleration[axis][t] = 1000 * (axis + 1) + t;
            }
        }
        return WristWindows.of("A", ppg, acceleration);
    }

    @Test
    void aRecordingIsCutEveryTwoSeconds() {
        assertThat(recording(256).count()).isEqualTo(1);
        assertThat(recording(319).count()).isEqualTo(1);
        WristWindows windows = recording(400);
        assertThat(windows.count()).isEqualTo(3);
        assertThat(windows.ppg()[2]).hasSize(256).startsWith(128, 129).endsWith(383);
        assertThat(windows.acceleration()[1][2]).hasSize(256).startsWith(3064).endsWith(3319);
        assertThat(windows.segment()).containsOnly(0);
        assertThat(windows.labelBpm()).isEmpty();
    }

    @Test
    void andCanBePutTogetherAgain() {
        double[][] samples = recording(400).continuous();
        assertThat(samples).hasDimensions(4, 384);
        for (int t = 0; t < 384; t++) {
            assertThat(new double[] {samples[0][t], samples[1][t], samples[2][t], samples[3][t]})
                    .containsExactly(t, 1000 + t, 2000 + t, 3000 + t);
        }
        WristWindows broken = recording(400);
        broken.acceleration()[2][1][5] = 7;
        assertThatThrownBy(broken::continuous)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("WristWindows.continuous: window 2 does not go on from the one before: sample 5 of axis 1 "
                        + "is 7.0, but was 2133.0");
    }

    @Test
    void aRunOfOneActivityIsASegment() {
        WristWindows windows =
                recording(256 + 5 * 64).withLabels(60, 61, 62, 63, 64, 65).withActivity(2, 2, 1, 2, 2, 2);
        assertThat(windows.segment()).containsExactly(0, 0, 1, 2, 2, 2);
        List<WristWindows> segments = windows.segments();
        assertThat(segments).extracting(WristWindows::count).containsExactly(2, 1, 3);
        assertThat(segments.get(2).labelBpm()).containsExactly(63, 64, 65);
        assertThat(segments.get(1).activity()).containsExactly(1);
        assertThat(segments.get(1).ppg()[0]).startsWith(128);
        assertThat(segments.get(1).subject()).isEqualTo("A");
    }

    @Test
    void someCanBeLeftOut() {
        WristWindows windows = recording(256 + 4 * 64).withLabels(60, 61, 62, 63, 64).withActivity(2, 2, 1, 1, 1);
        WristWindows kept = windows.keep(i -> i != 1 && i != 3);
        assertThat(kept.count()).isEqualTo(3);
        assertThat(kept.ppg()).isDeepEqualTo(new double[][] {windows.ppg()[0], windows.ppg()[2], windows.ppg()[4]});
        assertThat(kept.acceleration()[2]).isDeepEqualTo(windows.acceleration()[4]);
        assertThat(kept.labelBpm()).containsExactly(60, 62, 64);
        assertThat(kept.activity()).containsExactly(2, 1, 1);
        assertThat(kept.segment()).containsExactly(0, 1, 1);
        assertThat(recording(320).keep(i -> i == 1).labelBpm()).isEmpty();
        assertThatThrownBy(() -> windows.keep(i -> false)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("WristWindows: subject A has no windows");
    }

    @Test
    void aWindowGoesOnWhereItsFirstSixSecondsAreTheLastOfTheOneBefore() {
        for (int row = 0; row < 4; row++) {
            WristWindows windows = recording(400);
            assertThat(windows.goesOn(1)).isTrue();
            assertThat(windows.goesOn(2)).isTrue();
            double[] samples = row == 0 ? windows.ppg()[2] : windows.acceleration()[2][row - 1];
            samples[192] = 7; // after them
            assertThat(windows.goesOn(2)).isTrue();
            samples[191] = 7;
            assertThat(windows.goesOn(2)).isFalse();
        }
        WristWindows windows = recording(400);
        assertThat(windows.keep(i -> i != 1).goesOn(1)).isFalse();
    }

    /// Samples from `from` on are equal.
    @ParameterizedTest
    @CsvSource({"0, 63, true", "0, 64, false", "100, 63, true", "100, 64, false", "192, 64, false", "193, 63, true",
        "0, 256, false"})
    void twoSecondsWithoutAChangeAreNoPulse(int from, int samples, boolean isReadable) {
        WristWindows windows = recording(256);
        Arrays.fill(windows.ppg()[0], from, from + samples, 5);
        assertThat(windows.isReadable(0)).isEqualTo(isReadable);
        assertThat(windows.hasFlatPart(0)).isEqualTo(!isReadable);
    }

    @ParameterizedTest
    @CsvSource({"0.0405, false", "0.0407, true", "6.76, true", "6.77, false", "1e-170, false", "1e305, false"})
    void aPulseHasTheUnitsOfAnE4(double scale, boolean isReadable) {
        WristWindows windows = recording(256);
        Arrays.setAll(windows.ppg()[0], t -> scale * t); // √((256² − 1) ÷ 12) = 73.9
        assertThat(windows.isReadable(0)).isEqualTo(isReadable);
        assertThat(windows.hasFlatPart(0)).isFalse();
    }

    @Test
    void aNetworkGetsFloats() {
        WristWindows windows = recording(320).withLabels(60.5, 70);
        assertThat(windows.inputs().shape()).isEqualTo(Shape.of(2, 1, 256));
        assertThat(windows.inputs().at(1, 0, 3)).isEqualTo(67);
        assertThat(windows.targets().shape()).isEqualTo(Shape.of(2, 1));
        assertThat(windows.targets().toArray()).containsExactly(60.5f, 70);
        assertThatThrownBy(() -> recording(320).targets())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("WristWindows.targets: subject A has no labels");
    }

    @ParameterizedTest
    @ValueSource(doubles = {3.5e38, 1e150, -1e300, 1e308})
    void aNetworkGetsNoInfinity(double sample) {
        WristWindows windows = recording(320).withLabels(60, Math.abs(sample));
        windows.ppg()[1][200] = sample;
        assertThatThrownBy(windows::inputs)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "WristWindows.inputs: ppg of window 1 is " + sample + ", but a float reaches to 3.4028235E38");
        assertThatThrownBy(windows::targets)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("WristWindows.targets: labelBpm of window 1 is " + Math.abs(sample)
                        + ", but a float reaches to 3.4028235E38");
        windows.ppg()[1][200] = -3.4e38;
        assertThat(windows.inputs().at(1, 0, 200)).isEqualTo(-3.4e38f);
    }

    @Test
    void refusesWhatDoesNotFit() {
        WristWindows w = recording(320);
        assertRefused(
                () -> new WristWindows("A", new double[0][], new double[0][][], NO_LABELS, NO_ACTIVITY, new int[0]),
                "WristWindows: subject A has no windows");
        assertRefused(() -> w.withLabels(60), "WristWindows: there are 2 windows of ppg, but 1 of labelBpm");
        assertRefused(() -> w.withActivity(1, 1, 1), "WristWindows: there are 2 windows of ppg, but 3 of activity");
        assertRefused(
                () -> new WristWindows("A", w.ppg(), Arrays.copyOf(w.acceleration(), 1), NO_LABELS, NO_ACTIVITY,
                        new int[2]),
                "WristWindows: there are 2 windows of ppg, but 1 of acceleration");
        assertRefused(() -> new WristWindows("A", w.ppg(), w.acceleration(), NO_LABELS, NO_ACTIVITY, new int[0]),
                "WristWindows: there are 2 windows of ppg, but 0 of segment");
        assertRefused(() -> w.withPpg(new double[][] {new double[256], new double[128]}),
                "WristWindows: ppg of window 1 must have 256 samples, but has 128");
        assertRefused(() -> w.withLabels(60, Double.NaN),
                "WristWindows: labelBpm of window 1 must be a finite number above 0, but is NaN");
        assertRefused(() -> w.withLabels(0, 60),
                "WristWindows: labelBpm of window 0 must be a finite number above 0, but is 0.0");
        assertRefused(() -> new WristWindows(
                "A", w.ppg(), new double[][][] {new double[2][256], new double[3][256]}, NO_LABELS, NO_ACTIVITY,
                new int[2]),
                "WristWindows: acceleration of window 0 must have 3 axes, but has 2");
        double[][] infinite = {new double[256], new double[256]};
        infinite[1][9] = Double.NEGATIVE_INFINITY;
        assertRefused(() -> w.withPpg(infinite),
                "WristWindows: ppg of window 1 has the sample -Infinity at 9, but every "
                        + "sample must be a finite number");
        w.acceleration()[1][2][0] = Double.NaN;
        assertRefused(() -> w.withLabels(60, 61),
                "WristWindows: acceleration of window 1, axis 2 has the sample NaN at "
                        + "0, but every sample must be a finite number");
    }

    @Test
    void refusesARecordingThatIsNone() {
        assertRefused(() -> recording(255),
                "WristWindows: ppg has 255 samples, but a window takes 256 (8 s at 32 Hz)");
        assertRefused(() -> WristWindows.of("A", new double[256], new double[2][256]),
                "WristWindows: acceleration must have 3 axes, but has 2");
        assertRefused(() -> WristWindows.of("A", new double[512], new double[3][256]),
                "WristWindows: acceleration, axis 0 must have 512 samples, but has 256");
    }

    @Test
    void refusesASegmentInPieces() {
        WristWindows w = recording(256 + 4 * 64);
        assertRefused(() -> new WristWindows(
                "A", w.ppg(), w.acceleration(), NO_LABELS, NO_ACTIVITY, new int[] {3, 3, 1, 1, 3}),
                "WristWindows: segment 3 ends before window 2 and comes back at window 4; give each run of windows a "
                        + "number of its own");
        assertThatThrownBy(() -> w.range(2, 2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("WristWindows.range: 2..2 is not a range of at least one of the 5 windows");
        assertThatThrownBy(() -> w.range(0, 6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
