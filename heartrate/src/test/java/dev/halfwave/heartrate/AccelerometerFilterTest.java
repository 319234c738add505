package dev.halfwave.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.random.Philox;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.junit.jupiter.api.Test;

final class AccelerometerFilterTest {

    private static final int SAMPLES = 256 + 64 * 19;

    /// A pulse wave that is noise and, added to it, a filter of the motion.
    private static WristWindows moving(double noise, double[][] motion) {
        double[] ppg = Recordings.noise("pulse", SAMPLES);
        Philox random = Philox.of(1, "taps");
        for (int t = 0; t < SAMPLES; t++) {
            ppg[t] *= noise;
            for (int axis = 0; axis < 3; axis++) {
                for (int k = 0; k < 21; k++) {
                    int at = t + k - 10;
                    ppg[t] += random.gaussian(21 * axis + k) * (at < 0 || at >= SAMPLES ? 0 : motion[axis][at]);
                }
            }
            ppg[t] = 500 + 3 * ppg[t];
        }
        return WristWindows.of("A", ppg, motion);
    }

    /// With mean 0 and standard deviation 1; zeros if all are equal.
    private static double[] standardized(double... x) {
        double mean = DoubleStream.of(x).average().orElseThrow();
        double deviation = Math.sqrt(DoubleStream.of(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
        return DoubleStream.of(x).map(v -> deviation == 0 ? 0 : (v - mean) / deviation).toArray();
    }

    /// `p̂[t]` as the class defines it.
    private static double predicted(double[][] taps, double bias, double[][] standardized, int t) {
        double sum = bias;
        for (int axis = 0; axis < 3; axis++) {
            for (int k = 0; k < 21; k++) {
                int at = t + k - 10;
                sum += at < 0 || at >= 256 ? 0 : taps[axis][k] * standardized[axis][at];
            }
        }
        return sum;
    }

    private static double[][] standardized(double[][] axes) {
        return Arrays.stream(axes).map(AccelerometerFilterTest::standardized).toArray(double[][]::new);
    }

    @Test
    void isTheLeastSquaresSolution() {
        WristWindows windows = moving(1, Recordings.motion("motion", SAMPLES));
        DMatrixRMaj rows = new DMatrixRMaj(windows.count() * 256, 64);
        DMatrixRMaj pulse = new DMatrixRMaj(windows.count() * 256, 1);
        for (int i = 0; i < windows.count(); i++) {
            double[][] axes = standardized(windows.acceleration()[i]);
            double[] p = standardized(windows.ppg()[i]);
            for (int t = 0; t < 256; t++) {
                for (int column = 0; column < 64; column++) {
                    double[][] only = new double[3][21];
                    if (column < 63) {
                        only[column / 21][column % 21] = 1;
                    }
                    rows.set(256 * i + t, column, predicted(only, column == 63 ? 1 : 0, axes, t));
                }
                pulse.set(256 * i + t, 0, p[t]);
            }
        }
        DMatrixRMaj expected = new DMatrixRMaj(64, 1);
        LinearSolverDense<DMatrixRMaj> qr = LinearSolverFactory_DDRM.qr(rows.numRows, 64);
        assertThat(qr.setA(rows)).isTrue();
        qr.solve(pulse, expected);

        AccelerometerFilter filter = AccelerometerFilter.fit(windows);
        for (int i = 0; i < 63; i++) {
            assertThat(filter.taps()[i / 21][i % 21]).isCloseTo(expected.get(i), within(1e-7));
        }
        assertThat(filter.bias()).isCloseTo(expected.get(63), within(1e-7));
    }

    @Test
    void takesAwayWhatItPredicts() {
        WristWindows windows = moving(1, Recordings.motion("motion", SAMPLES));
        AccelerometerFilter filter = AccelerometerFilter.fit(windows);
        WristWindows clean = filter.apply(windows);
        double squares = 0;
        for (int i = 0; i < windows.count(); i++) {
            double[] x = windows.ppg()[i];
            double mean = DoubleStream.of(x).average().orElseThrow();
            double deviation = Math.sqrt(DoubleStream.of(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
            double[][] axes = standardized(windows.acceleration()[i]);
            for (int t = 0; t < 256; t++) {
                double rest = (x[t] - mean) / deviation - predicted(filter.taps(), filter.bias(), axes, t);
                squares += rest * rest;
                assertThat(clean.ppg()[i][t]).isCloseTo(mean + deviation * rest, within(1e-9));
            }
        }
        assertThat(filter.residualVariance()).isCloseTo(squares / (256 * windows.count()), within(1e-12));
        assertThat(clean.acceleration()).isSameAs(windows.acceleration());
    }

    @Test
    void onlyTheEndsOfWindowsAreLeftOfMotionAlone() {
        // Not all: at the ends of a window the filter misses samples, and each window has a scale of its own.
        WristWindows windows = moving(0, Recordings.motion("motion", SAMPLES));
        assertThat(AccelerometerFilter.fit(windows).residualVariance()).isBetween(1e-4, 0.05);
    }

    @Test
    void everySegmentHasAFilterOfItsOwn() {
        double[][] motion = Recordings.motion("motion", SAMPLES);
        WristWindows first = moving(1, motion);
        double[][] negative = Arrays.stream(first.ppg()).map(x -> DoubleStream.of(x).map(v -> -v).toArray())
                .toArray(double[][]::new);
        double[][] ppg = new double[20][];
        for (int i = 0; i < 20; i++) {
            ppg[i] = i < 10 ? first.ppg()[i] : negative[i];
        }
        int[] activity = new int[20];
        Arrays.fill(activity, 10, 20, 1);
        WristWindows windows = first.withPpg(ppg).withActivity(activity);
        WristWindows clean = AccelerometerFilter.clean(windows);
        assertThat(clean.ppg()).isDeepEqualTo(concatenated(
                AccelerometerFilter.fit(windows.range(0, 10)).apply(windows.range(0, 10)),
                AccelerometerFilter.fit(windows.range(10, 20)).apply(windows.range(10, 20))));
        assertThat(clean.activity()).isEqualTo(activity);
        // One filter for both would find nothing: they cancel.
        assertThat(AccelerometerFilter.fit(windows).residualVariance()).isGreaterThan(0.8);
        assertThat(AccelerometerFilter.fit(windows.range(10, 20)).residualVariance()).isLessThan(0.1);
    }

    private static double[][] concatenated(WristWindows first, WristWindows second) {
        double[][] all = Arrays.copyOf(first.ppg(), first.count() + second.count());
        System.arraycopy(second.ppg(), 0, all, first.count(), second.count());
        return all;
    }

    /// The two convolutions of KID-PPG, as its authors stack them.
    @Test
    void aConvolutionOver3x21ThenOneOver3x1IsOneFilter() {
        double[][] a = Recordings.motion("motion", 256);
        double[][] kernel = {Recordings.noise("w0", 21), Recordings.noise("w1", 21), Recordings.noise("w2", 21)};
        double[] column = Recordings.noise("v", 3);
        double innerBias = 0.3;
        double outerBias = -0.7;
        double[][] taps = new double[3][21];
        double bias = outerBias;
        for (int r = 0; r < 3; r++) {
            bias += innerBias * column[r];
            for (int c = Math.max(0, r - 1); c <= Math.min(2, r + 1); c++) {
                for (int k = 0; k < 21; k++) {
                    taps[c][k] += column[r] * kernel[c - r + 1][k];
                }
            }
        }
        for (int t = 0; t < 256; t++) {
            double y = outerBias;
            for (int r = 0; r < 3; r++) {
                double u = innerBias;
                for (int i = 0; i < 3; i++) { // rows of the kernel, "same" along both directions
                    for (int k = 0; k < 21; k++) {
                        int c = r + i - 1;
                        int at = t + k - 10;
                        u += c < 0 || c > 2 || at < 0 || at > 255 ? 0 : kernel[i][k] * a[c][at];
                    }
                }
                y += column[r] * u;
            }
            assertThat(predicted(taps, bias, a, t)).isCloseTo(y, within(1e-12));
        }
    }

    @Test
    void aFlatPulseWaveStaysAndTakesNoPart() {
        WristWindows windows = moving(1, Recordings.motion("motion", SAMPLES));
        double[][] ppg = windows.ppg().clone();
        ppg[3] = new double[256];
        Arrays.fill(ppg[3], 0.1); // whose mean over 256 samples is not 0.1
        WristWindows withFlat = windows.withPpg(ppg);
        assertThat(AccelerometerFilter.clean(withFlat).ppg()[3]).containsOnly(0.1);

        double[][] others = new double[19][];
        double[][][] motion = new double[19][][];
        for (int i = 0; i < 19; i++) {
            others[i] = ppg[i < 3 ? i : i + 1];
            motion[i] = windows.acceleration()[i < 3 ? i : i + 1];
        }
        WristWindows without = new WristWindows("A", others, motion, new double[0], new int[0], new int[19]);
        assertThat(AccelerometerFilter.fit(withFlat).taps()).isDeepEqualTo(AccelerometerFilter.fit(without).taps());
        assertThat(AccelerometerFilter.fit(withFlat).residualVariance())
                .isEqualTo(AccelerometerFilter.fit(without).residualVariance());

        WristWindows dead = WristWindows.of("A", new double[512], Recordings.motion("motion", 512));
        assertThat(AccelerometerFilter.fit(dead).residualVariance()).isEqualTo(1);
        assertThat(AccelerometerFilter.clean(dead).ppg()[0]).containsOnly(0);
    }

    /// The squares of such samples are 0 or infinite: a standard deviation cannot be computed.
    @Test
    void noFiniteSampleSpoilsTheOtherWindows() {
        WristWindows windows = moving(1, Recordings.motion("motion", SAMPLES));
        double[][] flat = windows.ppg().clone();
        flat[3] = new double[256];
        AccelerometerFilter expected = AccelerometerFilter.fit(windows.withPpg(flat));
        for (double scale : new double[] {1e-170, 1e-165, 1e300, 1e308}) {
            double[][] ppg = windows.ppg().clone();
            ppg[3] = Recordings.noise("small or large", 256);
            double most = Arrays.stream(ppg[3]).map(Math::abs).max().orElseThrow();
            Arrays.setAll(ppg[3], t -> ppg[3][t] / most * scale);
            WristWindows extreme = windows.withPpg(ppg);
            assertThat(AccelerometerFilter.fit(extreme).taps()).isDeepEqualTo(expected.taps());
            assertThat(AccelerometerFilter.fit(extreme).residualVariance()).isEqualTo(expected.residualVariance());
            assertThat(AccelerometerFilter.clean(extreme).ppg()[3]).isEqualTo(ppg[3]);
            WristWindows asMotion = WristWindows.of("A", Recordings.noise("pulse", 256),
                    new double[][] {ppg[3], new double[256], new double[256]});
            assertThat(AccelerometerFilter.fit(asMotion).taps()[0]).containsOnly(0);
        }
    }

    /// Hours with the sensor off for a while: nothing of that is in the filter or in what is left of the other windows.
    @Test
    void windowsWithoutAPulseCanBeLeftOutOfASegment() {
        double[][] motion = Recordings.motion("motion", 256 + 64 * 11);
        double[] ppg = Recordings.noise("pulse", 256 + 64 * 11);
        for (int t = 0; t < ppg.length; t++) {
            ppg[t] = 20 * ppg[t] + 30 * motion[1][t];
        }
        Arrays.fill(ppg, 0, 600, 0);
        WristWindows recording = WristWindows.of("A", ppg, motion);
        assertThat(Arrays.stream(AccelerometerFilter.clean(recording).ppg()).flatMapToDouble(Arrays::stream)
                .allMatch(Double::isFinite)).isTrue();
        assertThat(AccelerometerFilter.clean(recording.keep(recording::isReadable)).ppg())
                .isDeepEqualTo(AccelerometerFilter.clean(recording.range(9, 12)).ppg());
        WristWindows off = recording.range(0, 6);
        assertThat(AccelerometerFilter.clean(off).ppg()).isDeepEqualTo(off.ppg());
    }

    @Test
    void axesThatAreFlatOrAlikeAreNoTrouble() {
        double[][] motion = Recordings.motion("motion", SAMPLES);
        motion[1] = motion[0].clone();
        motion[2] = new double[SAMPLES];
        Arrays.fill(motion[2], 0.1);
        AccelerometerFilter filter = AccelerometerFilter.fit(moving(0.1, motion));
        assertThat(filter.taps()[2]).containsOnly(0);
        for (int k = 0; k < 21; k++) {
            assertThat(filter.taps()[0][k]).isCloseTo(filter.taps()[1][k], within(1e-6));
        }
        assertThat(filter.residualVariance()).isBetween(1e-4, 0.05);

        double[][] still = new double[3][SAMPLES];
        still[2] = motion[2];
        WristWindows pulseOnly = WristWindows.of("A", Recordings.noise("pulse", SAMPLES), still);
        assertThat(AccelerometerFilter.fit(pulseOnly).residualVariance()).isCloseTo(1, within(1e-12));
    }
}
