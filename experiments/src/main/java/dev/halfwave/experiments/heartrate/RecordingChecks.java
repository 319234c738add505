package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.data.DataFileException;
import dev.halfwave.experiments.data.E4Csv;
import dev.halfwave.heartrate.HeartRateStream;
import dev.halfwave.heartrate.WristWindows;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Whether numbers can be what a file says they are: a wrist's pulse wave in units of the Empatica E4, acceleration in
/// g, heart rates in beats per minute. What cannot be is said rather than guessed, since the network depends on the
/// amplitude of its input.
///
/// In hours of recording a sensor is off or stuck for a while. So up to half of the windows may have a
/// [flat part][WristWindows#hasFlatPart]; whoever uses the others leaves them out.
final class RecordingChecks {

    private static final double LEAST_BPM = 20;
    private static final double MOST_BPM = 300;

    /// Of the standard deviation in the median of the windows without a flat part.
    private static final double LEAST_PPG = HeartRateStream.LEAST_DEVIATION;
    private static final double MOST_PPG = HeartRateStream.MOST_DEVIATION;

    /// Of each sample, in either direction. 191 is the greatest in PPG-DaLiA where it could be looked at.
    private static final double MOST_PPG_SAMPLE = 100_000;

    /// Of the median magnitude, which is gravity's 1 g wherever the arm is not thrown about all the time.
    private static final double LEAST_G = 0.5;
    private static final double MOST_G = 2;

    private RecordingChecks() {}

    /// @return the values
    static double[] finite(Path file, String name, double[] values) throws DataFileException {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw DataFileException.of(file, "number " + i + " of " + name + " is " + values[i]
                        + ", but all must be finite");
            }
        }
        return values;
    }

    static void labels(Path file, String name, double[] bpm) throws DataFileException {
        for (int i = 0; i < bpm.length; i++) {
            if (!(bpm[i] >= LEAST_BPM && bpm[i] <= MOST_BPM)) {
                throw DataFileException.of(file,
                        "number " + i + " of " + name + " is " + bpm[i] + ", which is no heart "
                                + "rate: those are 20 to 300 beats per minute");
            }
        }
    }

    /// @throws DataFileException if the numbers are none of a wrist, or more than half of the windows have a flat part
    static void windows(Path file, WristWindows windows) throws DataFileException {
        pulse(file, windows);
        acceleration(file, windows.acceleration());
        for (int i = 0; i < windows.count(); i++) {
            sample(file, i, "the PPG", windows.ppg()[i], MOST_PPG_SAMPLE, "");
            for (int axis = 0; axis < WristWindows.AXES; axis++) {
                sample(file, i, "the acceleration along " + "xyz".charAt(axis), windows.acceleration()[i][axis],
                        E4Csv.MOST_G, " g");
            }
        }
    }

    private static void sample(Path file, int window, String what, double[] samples, double most, String unit)
            throws DataFileException {
        for (int t = 0; t < samples.length; t++) {
            if (!(Math.abs(samples[t]) <= most)) {
                throw DataFileException.of(file, what + " is " + samples[t] + unit + " at sample " + t + " of window "
                        + window + ", but the Empatica E4 gives " + (int) most + unit + " at most");
            }
        }
    }

    private static void pulse(Path file, WristWindows windows) throws DataFileException {
        double[][] ppg = windows.ppg();
        int[] flat = IntStream.range(0, ppg.length).filter(windows::hasFlatPart).toArray();
        if (2 * flat.length > ppg.length) {
            throw DataFileException.of(file, "the PPG does not change for 2 s or longer in " + flat.length + " of "
                    + ppg.length + " windows, the first of them window " + flat[0] + " (seconds " + 2 * flat[0] + " to "
                    + (2 * flat[0] + 8) + "); there is no pulse to read");
        }
        double median = median(IntStream.range(0, ppg.length).filter(i -> !windows.hasFlatPart(i))
                .mapToDouble(i -> deviation(ppg[i])).toArray());
        if (!(median >= LEAST_PPG && median <= MOST_PPG)) {
            throw DataFileException.of(file, "the PPG has a standard deviation of " + median + " in the median window; "
                    + "in units of the Empatica E4, which are needed, it is between 3 and 500");
        }
    }

    private static double deviation(double[] samples) {
        double mean = Arrays.stream(samples).sum() / samples.length;
        double squares = 0;
        for (double x : samples) {
            squares += (x - mean) * (x - mean);
        }
        return Math.sqrt(squares / samples.length);
    }

    private static void acceleration(Path file, double[][][] windows) throws DataFileException {
        double[] magnitudes = new double[windows.length * windows[0][0].length];
        boolean[] moves = new boolean[WristWindows.AXES];
        int count = 0;
        for (double[][] axes : windows) {
            for (int t = 0; t < axes[0].length; t++) {
                double x = axes[0][t];
                double y = axes[1][t];
                double z = axes[2][t];
                magnitudes[count++] = Math.sqrt(x * x + y * y + z * z);
            }
            for (int axis = 0; axis < WristWindows.AXES; axis++) {
                moves[axis] |= !isFlat(axes[axis], windows[0][axis][0]);
            }
        }
        for (int axis = 0; axis < WristWindows.AXES; axis++) {
            if (!moves[axis]) {
                throw DataFileException.of(file, "the acceleration along " + "xyz".charAt(axis) + " is flat: every "
                        + "sample is " + windows[0][axis][0]);
            }
        }
        double median = median(magnitudes);
        if (!(median >= LEAST_G && median <= MOST_G)) {
            throw DataFileException.of(file, "the acceleration has a median magnitude of " + median + ", but gravity "
                    + "alone is 1 g" + (median >= 32 && median <= 128
                            ? "; these look like the E4's steps of 1/64 g"
                            : median >= 5 && median <= 20 ? "; these look like m/s²" : ""));
        }
    }

    private static boolean isFlat(double[] samples, double value) {
        return Arrays.stream(samples).allMatch(x -> x == value);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
