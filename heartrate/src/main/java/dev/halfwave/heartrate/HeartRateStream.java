package dev.halfwave.heartrate;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Predictor;
import dev.halfwave.nn.Sequential;

/// The heart rate of one wrist as its samples come: for a program that reads a sensor.
///
/// ```java
/// Sequential model = Sequential.load(Path.of("heart-rate.safetensors")); // once
///
/// HeartRateStream stream = HeartRateStream.of(model);                    // for each wrist
/// while (sensor.next()) {                                                // 32 times a second
///     if (stream.add(sensor.ppg(), sensor.x(), sensor.y(), sensor.z())) {
///         show(stream.bpm());                                            // every 2 s
///     }
/// }
/// ```
///
/// **What it does.** Every 64 samples the last 256 are a window, of which a [CausalAccelerometerFilter] takes the motion
/// away and the model reads the heart rate. In each window that [can be read][WristWindows#isReadable] it is number for
/// number what `model.predict(CausalAccelerometerFilter.clean(recording).inputs())` gives for the whole recording, of
/// which that learns what the stream learns and begins anew behind a gap, as after [#reset].
///
/// **When.** The first heart rate comes with sample 256, after 8 s, and the next ones 2 s after each other. It is the
/// mean over these 8 s, so it lags by 4 s behind a heart rate that changes. In its first half minute the filter has
/// seen little.
///
/// **When there is none.** [#bpm] is NaN before the first window, and while the last window is none of a wrist:
///
/// - It has 2 s or more in which the pulse wave does not change: a sensor that is off, stuck or not there.
/// - Its pulse wave has a standard deviation below [#LEAST_DEVIATION] or above [#MOST_DEVIATION]: it comes in other
///   units, there is next to no signal, or something else than a pulse.
///
/// Such windows teach the filter nothing, and the time they take does not make it forget.
///
/// **What comes in.** The pulse wave in units of an Empatica E4, which the weights of KID-PPG were trained on (a model
/// for another sensor is trained on its samples times what brings them there), and the acceleration in g, both at 32
/// samples per second and at the same times: the two streams of an E4 may be a second apart. The stream sees neither
/// the rate nor, within these limits, the units. Nothing may be left out; after a gap, [#reset] it.
///
/// Streams may share a model, which nobody trains meanwhile, and more than that when they are made by [#another]. A stream
/// is used by one thread at a time.
///
/// **What it allocates.** On the scalar path nothing, after the first windows. On the SIMD path the Vector API puts vectors
/// on the heap until the JIT compiler has compiled what uses them, which goes by the number of windows. For the network of
/// KID-PPG (JDK 25, AMD EPYC):
///
/// | windows | of a sensor that is | bytes for each |
/// |---|---|---|
/// | the first | 8 s | 68 million |
/// | from 400 on | 13 min | 351,000 |
/// | from 900 on | 30 min | 1,400 |
/// | from 2,800 on | 1.5 h | 830 |
/// | from 5,700 on | 3.2 h | 0 |
///
/// That is 0.2 MB/s for the garbage collector after a quarter of an hour. A program that cannot have it lets another stream
/// read samples before, any that change. That takes 2.5 s, or 5 s where the JIT compiler has no other core; of the next 1500
/// windows some then allocate up to 1,400 bytes:
///
/// ```java
/// HeartRateStream warmUp = stream.another();
/// for (int t = 0; t < 64 * 6000; t++) {
///     warmUp.add(t * 37 % 101, t % 13, t % 17, t % 19);
/// }
/// ```
public final class HeartRateStream {

    /// The least standard deviation of a window's pulse wave that is read, in units of the Empatica E4. It is from 15 to
    /// 55 in PPG-DaLiA where it could be looked at, subject 6 on stairs; that of a signal brought to standard deviation 1
    /// is too small.
    public static final double LEAST_DEVIATION = 3;

    /// The greatest standard deviation of a window's pulse wave that is read, in units of the Empatica E4.
    public static final double MOST_DEVIATION = 500;

    private static final int SAMPLES = HeartRateNetwork.WINDOW_SAMPLES;
    private static final int STRIDE = HeartRateNetwork.STRIDE_SAMPLES;
    private static final int FLAT_SAMPLES = 2 * HeartRateNetwork.SAMPLE_RATE_HZ;

    private final Predictor predictor;
    private final CausalAccelerometerFilter filter = new CausalAccelerometerFilter();
    private final double[] ppg = new double[SAMPLES];
    private final double[][] acceleration = new double[WristWindows.AXES][SAMPLES];
    private final double[] clean = new double[SAMPLES];
    private final Tensor input = Tensor.zeros(Shape.of(1, 1, SAMPLES));
    private int filled; // samples of the next window
    private double bpm;

    private HeartRateStream(Predictor predictor) {
        this.predictor = predictor;
        reset();
    }

    /// A stream that has seen nothing.
    ///
    /// @param model what reads a heart rate in beats per minute, (1, 1), from a window (1, 1, 256): a
    ///     [HeartRateNetwork] with weights
    /// @throws ShapeMismatchException if it takes or gives something else
    public static HeartRateStream of(Sequential model) {
        Shape window = Shape.of(1, 1, SAMPLES);
        Shape rate = model.outputShape(window);
        if (rate.size() != 1) {
            throw new ShapeMismatchException(
                    "HeartRateStream", "expected a model that makes one number of a window " + window,
                    "it makes " + rate);
        }
        return new HeartRateStream(Predictor.of(model, window));
    }

    /// A stream for another wrist that has seen nothing. What was derived from the model's weights is shared, two thirds
    /// of the megabyte that a stream takes.
    public HeartRateStream another() {
        return new HeartRateStream(predictor.another());
    }

    /// Takes the next sample.
    ///
    /// @param ppg the pulse wave
    /// @param x the acceleration along three axes, in g
    /// @param y along the second
    /// @param z along the third
    /// @return whether there now is a new heart rate, [#bpm]
    /// @throws IllegalArgumentException if a number is not finite; the stream is as before
    public boolean add(double ppg, double x, double y, double z) {
        require("ppg", ppg);
        require("acceleration x", x);
        require("acceleration y", y);
        require("acceleration z", z);
        this.ppg[filled] = ppg;
        acceleration[0][filled] = x;
        acceleration[1][filled] = y;
        acceleration[2][filled] = z;
        filled++;
        if (filled < SAMPLES) {
            return false;
        }
        bpm = isReadable(this.ppg) ? read() : Double.NaN;
        filled = SAMPLES - STRIDE;
        keepForNext(this.ppg);
        for (double[] axis : acceleration) {
            keepForNext(axis);
        }
        return !Double.isNaN(bpm);
    }

    /// The heart rate of the last whole window in beats per minute; NaN if there is none.
    public double bpm() {
        return bpm;
    }

    /// Forgets everything: for another wrist, after a gap, or when the sensor was put on anew.
    public void reset() {
        filter.reset();
        filled = 0;
        bpm = Double.NaN;
    }

    /// Whether a window's pulse wave can be one of a wrist: what is read, and what the filter learns from.
    static boolean isReadable(double[] ppg) {
        double deviation = FilterEquations.deviation(ppg);
        return deviation >= LEAST_DEVIATION && deviation <= MOST_DEVIATION && !hasFlatPart(ppg);
    }

    /// Whether 2 s without a change lie within a window.
    static boolean hasFlatPart(double[] ppg) {
        int equal = 1;
        for (int t = 1; t < ppg.length && equal < FLAT_SAMPLES; t++) {
            equal = ppg[t] == ppg[t - 1] ? equal + 1 : 1;
        }
        return equal == FLAT_SAMPLES;
    }

    private double read() {
        filter.apply(ppg, acceleration, clean);
        for (int t = 0; t < SAMPLES; t++) {
            input.set(t, (float) clean[t]);
        }
        return predictor.predict(input).get(0);
    }

    private static void keepForNext(double[] window) {
        System.arraycopy(window, STRIDE, window, 0, SAMPLES - STRIDE);
    }

    private static void require(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "HeartRateStream: " + name + " must be a finite number, but is " + value);
        }
    }
}
