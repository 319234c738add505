package dev.halfwave.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CausalAccelerometerFilterTest {

    private static final int WINDOWS = 12;

    private static WristWindows recording() {
        int samples = 256 + 64 * (WINDOWS - 1);
        double[][] motion = Recordings.motion("motion", samples);
        double[] ppg = Recordings.noise("pulse", samples);
        for (int t = 3; t < samples; t++) {
            ppg[t] = 20 * ppg[t] + 30 * motion[0][t] - 25 * motion[2][t - 3];
        }
        return WristWindows.of("A", ppg, motion);
    }

    /// By the definition: `(Σ_i 0.98^(n−i) A_iᵀA_i + 1024 I)⁻¹ Σ_i 0.98^(n−i) A_iᵀp_i`, with matrices as they are.
    private static double[] defined(WristWindows recording, int n) {
        DMatrixRMaj sum = CommonOps_DDRM.identity(64);
        CommonOps_DDRM.scale(1024, sum);
        DMatrixRMaj right = new DMatrixRMaj(64, 1);
        DMatrixRMaj rows = new DMatrixRMaj(256, 64);
        DMatrixRMaj pulse = new DMatrixRMaj(256, 1);
        for (int i = 0; i <= n; i++) {
            fill(recording, i, rows, pulse);
            double weight = Math.pow(0.98, n - i);
            DMatrixRMaj products = new DMatrixRMaj(64, 64);
            CommonOps_DDRM.multTransA(rows, rows, products);
            CommonOps_DDRM.add(sum, weight, products, sum);
            DMatrixRMaj projections = new DMatrixRMaj(64, 1);
            CommonOps_DDRM.multTransA(rows, pulse, projections);
            CommonOps_DDRM.add(right, weight, projections, right);
        }
        DMatrixRMaj filter = new DMatrixRMaj(64, 1);
        assertThat(CommonOps_DDRM.solve(sum, right, filter)).isTrue();
        DMatrixRMaj predicted = new DMatrixRMaj(256, 1);
        CommonOps_DDRM.mult(rows, filter, predicted);
        double mean = Arrays.stream(recording.ppg()[n]).average().orElseThrow();
        double deviation = Math.sqrt(
                Arrays.stream(recording.ppg()[n]).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
        double[] clean = new double[256];
        Arrays.setAll(clean, t -> mean + deviation * (pulse.get(t) - predicted.get(t)));
        return clean;
    }

    private static void fill(WristWindows recording, int i, DMatrixRMaj rows, DMatrixRMaj pulse) {
        double[] p = standardized(recording.ppg()[i]);
        for (int t = 0; t < 256; t++) {
            pulse.set(t, 0, p[t]);
            rows.set(t, 63, 1);
        }
        for (int axis = 0; axis < 3; axis++) {
            double[] a = standardized(recording.acceleration()[i][axis]);
            for (int t = 0; t < 256; t++) {
                for (int k = 0; k < 21; k++) {
                    int at = t + k - 10;
                    rows.set(t, 21 * axis + k, at < 0 || at > 255 ? 0 : a[at]);
                }
            }
        }
    }

    private static double[] standardized(double... x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
        return Arrays.stream(x).map(v -> (v - mean) / deviation).toArray();
    }

    @Test
    void isSolvedFromTheWindowsUpToNow() {
        WristWindows recording = recording();
        WristWindows clean = CausalAccelerometerFilter.clean(recording);
        for (int n : new int[] {0, 1, WINDOWS - 1}) {
            assertThat(clean.ppg()[n]).usingComparatorWithPrecision(1e-8).containsExactly(defined(recording, n));
        }
    }

    @Test
    void doesNotSeeTheFuture() {
        WristWindows recording = recording();
        assertThat(CausalAccelerometerFilter.clean(recording.range(0, 5)).ppg())
                .isDeepEqualTo(Arrays.copyOf(CausalAccelerometerFilter.clean(recording).ppg(), 5));
    }

    @Test
    void aWindowWithoutAPulseTeachesNothingAndStaysAsItIs() {
        double[][] samples = recording().continuous();
        Arrays.fill(samples[0], 300, 300 + 70, 7);
        WristWindows recording = WristWindows.of("A", samples[0], Arrays.copyOfRange(samples, 1, 4));
        WristWindows clean = CausalAccelerometerFilter.clean(recording);
        CausalAccelerometerFilter filter = new CausalAccelerometerFilter();
        for (int i = 0; i < WINDOWS; i++) {
            double[] expected = recording.ppg()[i].clone();
            if (i < 2 || i > 4) { // samples 300 to 370 are not within them
                filter.apply(expected, recording.acceleration()[i], expected);
            }
            assertThat(clean.ppg()[i]).as("window %d", i).isEqualTo(expected);
        }
    }

    @Test
    void aGapIsABeginningAndAChangeOfActivityIsNone() {
        WristWindows recording = recording();
        WristWindows clean = CausalAccelerometerFilter.clean(recording);
        WristWindows active = recording.withActivity(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1);
        assertThat(CausalAccelerometerFilter.clean(active).ppg()).isDeepEqualTo(clean.ppg());
        WristWindows gap = CausalAccelerometerFilter.clean(recording.keep(i -> i < 5 || i >= 7));
        assertThat(Arrays.copyOf(gap.ppg(), 5)).isDeepEqualTo(Arrays.copyOf(clean.ppg(), 5));
        assertThat(Arrays.copyOfRange(gap.ppg(), 5, WINDOWS - 2))
                .isDeepEqualTo(CausalAccelerometerFilter.clean(recording.range(7, WINDOWS)).ppg());
    }

    @Test
    void mayWriteWhereItReadsAndBeginAnew() {
        WristWindows recording = recording();
        double[][] expected = CausalAccelerometerFilter.clean(recording.range(3, 4)).ppg();
        CausalAccelerometerFilter filter = new CausalAccelerometerFilter();
        double[] window = recording.ppg()[0].clone();
        filter.apply(window, recording.acceleration()[0], window);
        assertThat(window).isEqualTo(CausalAccelerometerFilter.clean(recording).ppg()[0]);
        filter.reset();
        filter.apply(recording.ppg()[3], recording.acceleration()[3], window);
        assertThat(window).isEqualTo(expected[0]);
    }

    @Test
    void flatSignalsAreNoTrouble() {
        CausalAccelerometerFilter filter = new CausalAccelerometerFilter();
        double[] flat = new double[256];
        Arrays.fill(flat, 0.1);
        double[] clean = new double[256];
        filter.apply(flat, Recordings.motion("motion", 256), clean);
        assertThat(clean).containsOnly(0.1);
        double[] pulse = Recordings.noise("pulse", 256);
        filter.apply(pulse, new double[][] {flat, flat, flat}, clean);
        assertThat(clean).usingComparatorWithPrecision(1e-9).containsExactly(pulse);
    }

    /// The squares of such samples are 0 or infinite: windows that have no standard deviation, though they are not flat.
    @ParameterizedTest
    @ValueSource(doubles = {Double.MIN_VALUE, 1e-170, 1e-165, 1e-162, 1e-161, 1e-150, 1e150, 1e155, 1e300, 1e308})
    void noFiniteSampleSpoilsWhatItKnows(double scale) {
        WristWindows recording = recording();
        double[] extreme = new double[256];
        Arrays.setAll(extreme, t -> scale * Math.sin(0.3 * t));
        double[] pulse = recording.ppg()[0];
        double[][] motion = recording.acceleration()[0];
        CausalAccelerometerFilter filter = new CausalAccelerometerFilter();
        double[] clean = new double[256];
        filter.apply(extreme, motion, clean);
        assertThat(Arrays.stream(clean).allMatch(Double::isFinite)).isTrue();
        filter.apply(pulse, new double[][] {motion[0], extreme, motion[2]}, clean);
        assertThat(Arrays.stream(clean).allMatch(Double::isFinite)).isTrue();
        filter.apply(extreme, new double[][] {extreme, extreme, extreme}, clean);
        assertThat(Arrays.stream(clean).allMatch(Double::isFinite)).isTrue();
        filter.apply(pulse, motion, clean);
        assertThat(Arrays.stream(clean).allMatch(Double::isFinite)).isTrue();
        filter.reset();
        filter.apply(pulse, motion, clean);
        assertThat(clean).isEqualTo(CausalAccelerometerFilter.clean(recording).ppg()[0]);
    }

    @Test
    void withoutAStandardDeviationAWindowTeachesNothingAndStaysAsItIs() {
        WristWindows recording = recording();
        for (double scale : new double[] {1e-170, 1e-165, 1e300, 1e308}) {
            double[] extreme = new double[256];
            Arrays.setAll(extreme, t -> scale * Math.sin(0.3 * t));
            CausalAccelerometerFilter filter = new CausalAccelerometerFilter();
            double[] clean = new double[256];
            filter.apply(extreme, recording.acceleration()[0], clean);
            assertThat(clean).isEqualTo(extreme);
            filter.apply(recording.ppg()[0], recording.acceleration()[0], clean);
            assertThat(clean).isEqualTo(CausalAccelerometerFilter.clean(recording).ppg()[0]);
        }
    }

    @Test
    void refusesWhatWouldStayInTheSums() {
        CausalAccelerometerFilter filter = new CausalAccelerometerFilter();
        double[] clean = new double[256];
        double[][] motion = Recordings.motion("motion", 256);
        motion[1][7] = Double.NaN;
        assertThatThrownBy(() -> filter.apply(new double[256], motion, clean))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CausalAccelerometerFilter: each axis of acceleration has the sample NaN at 7, but every "
                        + "sample must be a finite number");
        assertThatThrownBy(() -> filter.apply(new double[64], motion, clean))
                .hasMessage("CausalAccelerometerFilter: ppg must have 256 samples, but has 64");
        assertThatThrownBy(() -> filter.apply(new double[256], new double[1][256], clean))
                .hasMessage("CausalAccelerometerFilter: acceleration must have 3 axes, but has 1");
        WristWindows recording = recording();
        filter.apply(recording.ppg()[0], recording.acceleration()[0], clean);
        assertThat(clean[9]).isCloseTo(defined(recording, 0)[9], within(1e-8));
    }
}
