package dev.halfwave.heartrate;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// One person's recording at the wrist, cut into windows of 8 s at 32 Hz: the pulse wave (PPG, photoplethysmogram), the
/// acceleration along three axes and, where they are known, heart rate and activity.
///
/// ```java
/// WristWindows recording = WristWindows.of("S6", ppg, acceleration); // a window every 2 s, all of one segment
/// WristWindows still = AccelerometerFilter.clean(recording);         // the same windows, without motion
/// Tensor bpm = model.predict(still.inputs());
/// ```
///
/// A *segment* is a run of windows during which the sensor moves in one way, most often one activity: what one
/// accelerometer filter is fitted to.
///
/// The arrays are the record's own, not copies.
///
/// @param subject whose wrist it is
/// @param ppg (n, 256): the pulse wave in the sensor's own units
/// @param acceleration (n, 3, 256): along x, y and z, in g
/// @param labelBpm (n): the true heart rate in beats per minute, or empty
/// @param activity (n): what the person does, as the recording numbers it, or empty
/// @param segment (n): a number for each segment; its windows stand next to each other
public record WristWindows(
        String subject,
        double[][] ppg,
        double[][][] acceleration,
        double[] labelBpm,
        int[] activity,
        int[] segment) {

    /// The axes of an accelerometer.
    public static final int AXES = 3;

    private static final int SAMPLES = HeartRateNetwork.WINDOW_SAMPLES;
    private static final int STRIDE = HeartRateNetwork.STRIDE_SAMPLES;

    /// Checks that everything is there for each window.
    ///
    /// @throws IllegalArgumentException if there is no window, something has another number of windows, axes or
    ///     samples, a number is not finite, a heart rate is not positive, or a segment comes back after another one
    public WristWindows {
        int n = ppg.length;
        if (n == 0) {
            throw new IllegalArgumentException("WristWindows: subject " + subject + " has no windows");
        }
        requireCount("acceleration", acceleration.length, n, false);
        requireCount("labelBpm", labelBpm.length, n, true);
        requireCount("activity", activity.length, n, true);
        requireCount("segment", segment.length, n, false);
        for (int i = 0; i < n; i++) {
            requireSamples("WristWindows", "ppg of window " + i, ppg[i], SAMPLES);
            requireAxes("WristWindows", "acceleration of window " + i, acceleration[i]);
            for (int axis = 0; axis < AXES; axis++) {
                requireSamples("WristWindows", "acceleration of window " + i + ", axis " + axis, acceleration[i][axis],
                        SAMPLES);
            }
        }
        for (int i = 0; i < labelBpm.length; i++) {
            if (!(labelBpm[i] > 0 && labelBpm[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("WristWindows: labelBpm of window " + i
                        + " must be a finite number above 0, but is " + labelBpm[i]);
            }
        }
        requireRuns(segment);
    }

    /// Cuts a continuous recording: window `i` begins at sample `64 i`, which is second `2 i`. A rest that does not fill
    /// a window is left out. All windows are one segment, without labels or activities.
    ///
    /// @param ppg the pulse wave at 32 Hz, at least 256 samples
    /// @param acceleration (3, samples): along x, y and z at the same times, in g
    /// @throws IllegalArgumentException if the recording is shorter than a window, an axis is missing or has another
    ///     number of samples, or one is not finite
    public static WristWindows of(String subject, double[] ppg, double[][] acceleration) {
        requireAxes("WristWindows", "acceleration", acceleration);
        if (ppg.length < SAMPLES) {
            throw new IllegalArgumentException("WristWindows: ppg has " + ppg.length + " samples, but a window takes "
                    + SAMPLES + " (8 s at 32 Hz)");
        }
        for (int axis = 0; axis < AXES; axis++) {
            requireSamples("WristWindows", "acceleration, axis " + axis, acceleration[axis], ppg.length);
        }
        int n = (ppg.length - SAMPLES) / STRIDE + 1;
        double[][] pulse = new double[n][];
        double[][][] motion = new double[n][AXES][];
        for (int i = 0; i < n; i++) {
            pulse[i] = Arrays.copyOfRange(ppg, i * STRIDE, i * STRIDE + SAMPLES);
            for (int axis = 0; axis < AXES; axis++) {
                motion[i][axis] = Arrays.copyOfRange(acceleration[axis], i * STRIDE, i * STRIDE + SAMPLES);
            }
        }
        return new WristWindows(subject, pulse, motion, new double[0], new int[0], new int[n]);
    }

    /// The number of windows.
    public int count() {
        return ppg.length;
    }

    /// These windows with another pulse wave, such as a filtered one.
    public WristWindows withPpg(double[][] newPpg) {
        return new WristWindows(subject, newPpg, acceleration, labelBpm, activity, segment);
    }

    /// These windows with the true heart rate of each.
    public WristWindows withLabels(double... newLabelBpm) {
        return new WristWindows(subject, ppg, acceleration, newLabelBpm, activity, segment);
    }

    /// These windows with the activity of each; every run of one activity becomes a segment.
    public WristWindows withActivity(int... newActivity) {
        int[] runs = new int[newActivity.length];
        for (int i = 1; i < runs.length; i++) {
            runs[i] = runs[i - 1] + (newActivity[i] == newActivity[i - 1] ? 0 : 1);
        }
        return new WristWindows(subject, ppg, acceleration, labelBpm, newActivity, runs);
    }

    /// Whether a window has 2 s or more in which all samples of the pulse wave are equal: there is no pulse, because
    /// the sensor is off, stuck or not there.
    public boolean hasFlatPart(int window) {
        return HeartRateStream.hasFlatPart(ppg[window]);
    }

    /// Whether the pulse wave of a window can be one of a wrist: it has no [flat part][#hasFlatPart], and its
    /// standard deviation is from [HeartRateStream#LEAST_DEVIATION] to [HeartRateStream#MOST_DEVIATION]. From others a
    /// [HeartRateStream] reads nothing.
    public boolean isReadable(int window) {
        return HeartRateStream.isReadable(ppg[window]);
    }

    /// Some of these windows, in order, each in its segment: `recording.keep(recording::isReadable)`.
    ///
    /// To a [CausalAccelerometerFilter] what is left out is a gap: it is given the whole recording.
    ///
    /// @throws IllegalArgumentException if no window is kept
    public WristWindows keep(IntPredicate kept) {
        int[] at = IntStream.range(0, count()).filter(kept).toArray();
        return new WristWindows(
                subject,
                IntStream.of(at).mapToObj(i -> ppg[i]).toArray(double[][]::new),
                IntStream.of(at).mapToObj(i -> acceleration[i]).toArray(double[][][]::new),
                labelBpm.length == 0 ? labelBpm : IntStream.of(at).mapToDouble(i -> labelBpm[i]).toArray(),
                activity.length == 0 ? activity : IntStream.of(at).map(i -> activity[i]).toArray(),
                IntStream.of(at).map(i -> segment[i]).toArray());
    }

    /// Windows `from` (inclusive) to `to` (exclusive).
    ///
    /// @throws IndexOutOfBoundsException if there are no such windows
    public WristWindows range(int from, int to) {
        if (from < 0 || to <= from || to > count()) {
            throw new IndexOutOfBoundsException("WristWindows.range: " + from + ".." + to
                    + " is not a range of at least one of the " + count() + " windows");
        }
        return new WristWindows(
                subject,
                Arrays.copyOfRange(ppg, from, to),
                Arrays.copyOfRange(acceleration, from, to),
                labelBpm.length == 0 ? labelBpm : Arrays.copyOfRange(labelBpm, from, to),
                activity.length == 0 ? activity : Arrays.copyOfRange(activity, from, to),
                Arrays.copyOfRange(segment, from, to));
    }

    /// The windows of each segment, in order.
    public List<WristWindows> segments() {
        List<WristWindows> parts = new ArrayList<>();
        for (int from = 0; from < count(); from = endOfRun(segment, from)) {
            parts.add(range(from, endOfRun(segment, from)));
        }
        return parts;
    }

    /// The continuous recording that these windows were cut from: row 0 the pulse wave, rows 1 to 3 the acceleration
    /// along x, y and z, each with `256 + 64 (n − 1)` samples.
    ///
    /// @throws IllegalStateException if a window does not begin with the last 6 s of the one before, number for number
    public double[][] continuous() {
        double[][] samples = new double[1 + AXES][SAMPLES + STRIDE * (count() - 1)];
        for (int i = 0; i < count(); i++) {
            for (int row = 0; row <= AXES; row++) {
                double[] window = row(row, i);
                int shared = i == 0 ? 0 : SAMPLES - STRIDE;
                int at = i * STRIDE;
                int differs = i == 0 ? -1 : mismatch(row, i);
                if (differs >= 0) {
                    throw new IllegalStateException("WristWindows.continuous: window " + i + " does not go on from the "
                            + "one before: sample " + differs + " of " + (row == 0 ? "ppg" : "axis " + (row - 1))
                            + " is " + window[differs] + ", but was " + samples[row][at + differs]);
                }
                System.arraycopy(window, shared, samples[row], at + shared, SAMPLES - shared);
            }
        }
        return samples;
    }

    /// Whether a window begins with the last 6 s of the one before, number for number. If not, there is a gap.
    boolean goesOn(int window) {
        return IntStream.rangeClosed(0, AXES).allMatch(row -> mismatch(row, window) < 0);
    }

    /// The first sample of a window that is not what the one before has at this time; −1 if it goes on.
    private int mismatch(int row, int window) {
        return Arrays.mismatch(row(row, window - 1), STRIDE, SAMPLES, row(row, window), 0, SAMPLES - STRIDE);
    }

    /// Row 0 is the pulse wave, 1 to 3 are the axes.
    private double[] row(int row, int window) {
        return row == 0 ? ppg[window] : acceleration[window][row - 1];
    }

    /// The pulse waves as a network's input (n, 1, 256), rounded to float.
    ///
    /// @throws IllegalStateException if a sample is too large for a float
    public Tensor inputs() {
        float[] data = new float[count() * SAMPLES];
        for (int i = 0; i < data.length; i++) {
            data[i] = rounded("inputs", "ppg", i / SAMPLES, ppg[i / SAMPLES][i % SAMPLES]);
        }
        return Tensor.wrap(data, 0, Shape.of(count(), 1, SAMPLES));
    }

    /// The true heart rates as a network's targets (n, 1), in beats per minute, rounded to float.
    ///
    /// @throws IllegalStateException if they are not known, or one is too large for a float
    public Tensor targets() {
        if (labelBpm.length == 0) {
            throw new IllegalStateException("WristWindows.targets: subject " + subject + " has no labels");
        }
        float[] data = new float[count()];
        for (int i = 0; i < data.length; i++) {
            data[i] = rounded("targets", "labelBpm", i, labelBpm[i]);
        }
        return Tensor.wrap(data, 0, Shape.of(count(), 1));
    }

    private static float rounded(String operation, String name, int window, double value) {
        float rounded = (float) value;
        if (Float.isInfinite(rounded)) {
            throw new IllegalStateException("WristWindows." + operation + ": " + name + " of window " + window + " is "
                    + value + ", but a float reaches to " + Float.MAX_VALUE);
        }
        return rounded;
    }

    /// The first window after `from` that belongs to another segment.
    private static int endOfRun(int[] segment, int from) {
        int to = from + 1;
        while (to < segment.length && segment[to] == segment[from]) {
            to++;
        }
        return to;
    }

    private static void requireCount(String name, int count, int windows, boolean mayBeEmpty) {
        if (count != windows && !(mayBeEmpty && count == 0)) {
            throw new IllegalArgumentException("WristWindows: there are " + windows + " windows of ppg, but " + count
                    + " of " + name);
        }
    }

    private static void requireRuns(int[] segment) {
        for (int i = 1; i < segment.length; i++) {
            for (int j = 0; segment[i] != segment[i - 1] && j < i; j++) {
                if (segment[j] == segment[i]) {
                    throw new IllegalArgumentException("WristWindows: segment " + segment[i] + " ends before window "
                            + endOfRun(segment, j) + " and comes back at window " + i
                            + "; give each run of windows a number of its own");
                }
            }
        }
    }

    static void requireAxes(String operation, String name, double[][] axes) {
        if (axes.length != AXES) {
            throw new IllegalArgumentException(
                    operation + ": " + name + " must have 3 axes, but has " + axes.length);
        }
    }

    static void requireSamples(String operation, String name, double[] samples, int count) {
        if (samples.length != count) {
            throw new IllegalArgumentException(
                    operation + ": " + name + " must have " + count + " samples, but has " + samples.length);
        }
        for (int t = 0; t < count; t++) {
            if (!Double.isFinite(samples[t])) {
                throw new IllegalArgumentException(operation + ": " + name + " has the sample " + samples[t] + " at "
                        + t + ", but every sample must be a finite number");
            }
        }
    }
}
