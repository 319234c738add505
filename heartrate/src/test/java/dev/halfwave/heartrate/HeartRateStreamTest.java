package dev.halfwave.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.halfwave.core.Backend;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Sequential;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("both-backends")
final class HeartRateStreamTest {

    private static final Sequential MODEL = HeartRateNetwork.fused(new Relu()).initialize(1);
    private static final int WINDOWS = 12;
    private static final int SAMPLES = 256 + 64 * (WINDOWS - 1);

    private static WristWindows recording(String name) {
        double[][] motion = Recordings.motion(name, SAMPLES);
        double[] ppg = Recordings.noise(name + " pulse", SAMPLES);
        for (int t = 3; t < SAMPLES; t++) {
            ppg[t] = 20 * ppg[t] + 30 * motion[0][t] - 25 * motion[2][t - 3];
        }
        return WristWindows.of(name, ppg, motion);
    }

    /// A heart rate for each sample at which one comes, by its number from 1.
    private static List<String> heartRates(HeartRateStream stream, double[][] samples) {
        List<String> rates = new ArrayList<>();
        for (int t = 0; t < samples[0].length; t++) {
            if (stream.add(samples[0][t], samples[1][t], samples[2][t], samples[3][t])) {
                rates.add(t + 1 + ": " + stream.bpm());
            }
        }
        return rates;
    }

    private static List<String> expected(WristWindows recording) {
        Tensor bpm = MODEL.predict(CausalAccelerometerFilter.clean(recording).inputs());
        return IntStream.range(0, recording.count())
                .mapToObj(i -> 256 + 64 * i + ": " + (double) bpm.get(i)).toList();
    }

    @Test
    void givesWhatFilterAndModelGiveForTheWholeRecording() {
        WristWindows recording = recording("A");
        assertThat(heartRates(HeartRateStream.of(MODEL), recording.continuous()))
                .hasSize(WINDOWS).isEqualTo(expected(recording));
    }

    /// A recording of two parts: 2 s without a change, other units for a while, a gap, 10 s without a change, and
    /// changes of activity at some of these and elsewhere.
    private static WristWindows withInterruptions() {
        double[][] before = recording("A").continuous();
        Arrays.fill(before[0], 300, 300 + 64, 7);
        for (int t = 700; t < 760; t++) {
            before[0][t] *= 100;
        }
        double[][] after = recording("B").continuous();
        Arrays.fill(after[0], 200, 200 + 320, -3);
        WristWindows first = cut(before);
        WristWindows second = cut(after);
        int[] activity = new int[2 * WINDOWS];
        Arrays.fill(activity, 3, WINDOWS, 1);
        Arrays.fill(activity, WINDOWS, WINDOWS + 10, 2);
        return new WristWindows("A", joined(first.ppg(), second.ppg()),
                joined(first.acceleration(), second.acceleration()), new double[0], new int[0], new int[2 * WINDOWS])
                .withActivity(activity);
    }

    private static WristWindows cut(double[][] samples) {
        return WristWindows.of("A", samples[0], Arrays.copyOfRange(samples, 1, 4));
    }

    private static <T> T[] joined(T[] first, T[] second) {
        T[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void givesItAlsoWhereNothingCanBeReadAndAtGaps() {
        WristWindows recording = withInterruptions();
        List<Double> streamed = new ArrayList<>();
        HeartRateStream stream = HeartRateStream.of(MODEL);
        for (int part = 0; part < 2; part++) {
            stream.reset();
            double[][] samples = recording.range(part * WINDOWS, (part + 1) * WINDOWS).continuous();
            for (int t = 0; t < SAMPLES; t++) {
                stream.add(samples[0][t], samples[1][t], samples[2][t], samples[3][t]);
                if (t >= 255 && (t - 255) % 64 == 0) {
                    streamed.add(stream.bpm());
                }
            }
        }
        Tensor read = MODEL.predict(CausalAccelerometerFilter.clean(recording).inputs());
        List<Double> cleaned = IntStream.range(0, recording.count())
                .mapToObj(i -> recording.isReadable(i) ? read.get(i) : Double.NaN).toList();
        assertThat(streamed).isEqualTo(cleaned);
        assertThat(IntStream.range(0, recording.count()).filter(i -> streamed.get(i).isNaN()))
                .containsExactly(2, 3, 4, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19);
    }

    @Test
    void saysNothingBeforeTheFirstWindow() {
        HeartRateStream stream = HeartRateStream.of(MODEL);
        assertThat(stream.bpm()).isNaN();
        double[][] samples = recording("A").continuous();
        for (int t = 0; t < 255; t++) {
            assertThat(stream.add(samples[0][t], 0, 0, 1)).isFalse();
            assertThat(stream.bpm()).isNaN();
        }
        assertThat(stream.add(samples[0][255], 0, 0, 1)).isTrue();
        assertThat(stream.bpm()).isFinite();
    }

    @Test
    void beginsAnew() {
        HeartRateStream stream = HeartRateStream.of(MODEL);
        heartRates(stream, recording("A").continuous());
        stream.reset();
        assertThat(stream.bpm()).isNaN();
        assertThat(heartRates(stream, recording("B").continuous())).isEqualTo(expected(recording("B")));
    }

    @Test
    void saysNothingWhileTheSignalIsFlat() {
        double[][] samples = recording("A").continuous();
        Arrays.fill(samples[0], 300, 300 + 64, 7);
        // Windows end at 256, 320, 384 ...; 64 equal samples are complete with sample 364 and within the windows that
        // end at 384 to 300 + 256.
        List<String> rates = heartRates(HeartRateStream.of(MODEL), samples);
        assertThat(rates).extracting(rate -> rate.replaceAll(":.*", ""))
                .containsExactly("256", "320", "576", "640", "704", "768", "832", "896", "960");

        double[][] shorter = recording("A").continuous();
        Arrays.fill(shorter[0], 300, 300 + 63, 7);
        assertThat(heartRates(HeartRateStream.of(MODEL), shorter)).hasSize(WINDOWS);

        HeartRateStream stream = HeartRateStream.of(MODEL);
        assertThat(heartRates(stream, new double[4][1024])).isEmpty();
        assertThat(stream.bpm()).isNaN();
        // Windows go on every 64 samples, and those with flat parts have taught the filter nothing.
        assertThat(heartRates(stream, recording("A").continuous())).isEqualTo(expected(recording("A")));
    }

    @Test
    void aFlatSignalTakesTheLastHeartRateAway() {
        HeartRateStream stream = HeartRateStream.of(MODEL);
        heartRates(stream, recording("A").continuous());
        assertThat(stream.bpm()).isFinite();
        heartRates(stream, new double[4][128]);
        assertThat(stream.bpm()).isNaN();
    }

    /// Small, large and in other units: no reading, and nothing of it stays.
    @ParameterizedTest
    @ValueSource(doubles = {1e-170, 1e-165, 1e-150, 1e-40, 1e-3, 0.05, 20, 1e10, 1e39, 1e150, 1e300, 1e306})
    void saysNothingToWhatNoWristGives(double scale) {
        WristWindows recording = recording("A");
        double[][] samples = recording.continuous();
        double[][] others = recording("B").continuous();
        Arrays.setAll(others[0], t -> others[0][t] * scale);
        HeartRateStream stream = HeartRateStream.of(MODEL);
        assertThat(heartRates(stream, others)).isEmpty();
        assertThat(stream.bpm()).isNaN();
        heartRates(stream, new double[4][256]); // so that no window has samples of both
        assertThat(heartRates(stream, samples).stream().map(rate -> rate.replaceAll(".*: ", "")).toList())
                .isEqualTo(expected(recording).stream().map(rate -> rate.replaceAll(".*: ", "")).toList());
        heartRates(stream, others);
        stream.reset();
        assertThat(heartRates(stream, samples)).isEqualTo(expected(recording));
    }

    @Test
    void theLimitsAreOfTheStandardDeviation() {
        for (double deviation : new double[] {2.999, 3.001, 499.9, 500.1}) {
            double[][] samples = new double[4][256];
            for (int t = 0; t < 256; t++) { // 10 whole periods
                samples[0][t] = 7 + deviation * Math.sqrt(2) * Math.sin(2 * Math.PI * 10 * t / 256);
            }
            assertThat(heartRates(HeartRateStream.of(MODEL), samples))
                    .hasSize(deviation > HeartRateStream.LEAST_DEVIATION && deviation < HeartRateStream.MOST_DEVIATION
                            ? 1
                            : 0);
        }
    }

    /// An axis whose squares are 0 or infinite predicts nothing, then as before.
    @ParameterizedTest
    @ValueSource(doubles = {1e-170, 1e-165, 1e300, 1e306})
    void livesOnAfterAnyFiniteAcceleration(double scale) {
        WristWindows recording = recording("A");
        double[][] samples = recording.continuous();
        double[][] extreme = samples.clone();
        extreme[2] = Arrays.stream(samples[2]).map(x -> x * scale).toArray();
        HeartRateStream stream = HeartRateStream.of(MODEL);
        assertThat(heartRates(stream, extreme)).hasSize(WINDOWS);
        assertThat(heartRates(stream, samples)).hasSize(WINDOWS + 3);
        stream.reset();
        assertThat(heartRates(stream, samples)).isEqualTo(expected(recording));
    }

    @Test
    void refusesWhatIsNoSample() {
        WristWindows recording = recording("A");
        double[][] samples = recording.continuous();
        HeartRateStream stream = HeartRateStream.of(MODEL);
        List<String> rates = new ArrayList<>();
        for (int t = 0; t < SAMPLES; t++) {
            if (t % 50 == 0) {
                assertThatThrownBy(() -> stream.add(Double.NaN, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("HeartRateStream: ppg must be a finite number, but is NaN");
                assertThatThrownBy(() -> stream.add(1, 0, Double.NEGATIVE_INFINITY, 1))
                        .hasMessage("HeartRateStream: acceleration y must be a finite number, but is -Infinity");
            }
            if (stream.add(samples[0][t], samples[1][t], samples[2][t], samples[3][t])) {
                rates.add(t + 1 + ": " + stream.bpm());
            }
        }
        assertThat(rates).isEqualTo(expected(recording));
        assertThatThrownBy(() -> HeartRateStream.of(Sequential.of(Conv1d.of(1, 2, 256))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("HeartRateStream: expected a model that makes one number of a window (1, 1, 256), but it "
                        + "makes (1, 2, 1)");
    }

    @Test
    void severalShareAModel() {
        List<String> names = IntStream.range(0, 8).mapToObj(Integer::toString).toList();
        HeartRateStream first = HeartRateStream.of(MODEL);
        heartRates(first, recording("A").continuous());
        List<List<String>> rates = names.parallelStream()
                .map(name -> heartRates(first.another(), recording(name).continuous())).toList();
        for (int i = 0; i < names.size(); i++) {
            assertThat(rates.get(i)).isEqualTo(expected(recording(names.get(i))));
        }
    }

    /// That of the documentation: it must not be taken for a sensor that is off, which would compile nothing.
    @Test
    void readsTheSamplesOfTheWarmUp() {
        HeartRateStream stream = HeartRateStream.of(MODEL);
        HeartRateStream warmUp = stream.another();
        int read = 0;
        for (int t = 0; t < 64 * 100; t++) {
            read += warmUp.add(t * 37 % 101, t % 13, t % 17, t % 19) ? 1 : 0;
        }
        assertThat(read).isEqualTo(97);
        assertThat(stream.bpm()).isNaN();
    }

    /// On the scalar path at once; with SIMD when the JIT compiler is done, until when the Vector API puts vectors on the
    /// heap. (What the JIT compiler and the loading of classes need counts for the thread that waits for them.)
    @Tag("slow")
    @Test
    void allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[][] samples = recording("A").continuous();
        HeartRateStream stream = HeartRateStream.of(MODEL);
        List<Long> bytes = new ArrayList<>();
        int mostRounds = Backend.isSimd() ? 2000 : 20;
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int t = 0; t < SAMPLES; t++) {
                stream.add(samples[0][t], samples[1][t], samples[2][t], samples[3][t]);
            }
            bytes.add(threads.getCurrentThreadAllocatedBytes() - before);
        } while (bytes.getLast() > 0 && bytes.size() < mostRounds);
        assertThat(bytes.getLast()).as("bytes for %d samples: %s", SAMPLES, bytes).isZero();
    }
}
