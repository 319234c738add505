package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.data.DataFileException;
import dev.halfwave.experiments.data.E4Csv;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.heartrate.WristWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A recording of one's own, as an Empatica E4 exports it: a folder with `BVP.csv` and `ACC.csv`.
///
/// Every second sample of the pulse wave is taken, without a filter against aliases, as the network was trained. Both
/// streams begin at the later one of their start times; what one has beyond the end of the other is left out. The true
/// heart rates are not in such a folder (`HR.csv` is what the wristband itself has read), so there are no labels.
final class E4Recording {

    private static final String PULSE = "BVP.csv";
    private static final String ACCELERATION = "ACC.csv";

    private E4Recording() {}

    /// The files of a recording, once it has been read.
    static List<Path> files(Path folder) throws IOException {
        read(folder);
        return List.of(folder.resolve(ACCELERATION), folder.resolve(PULSE));
    }

    /// Reads the recording, all of it one segment.
    ///
    /// @throws DataFileException if a file is missing or not one of an E4, the streams share less than 8 s, or the numbers
    ///     are none of a wrist
    static WristWindows read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw DataFileException.of(folder, "must be a folder with " + PULSE + " and " + ACCELERATION);
        }
        E4Csv pulse = E4Csv.pulse(folder.resolve(PULSE));
        E4Csv motion = E4Csv.acceleration(folder.resolve(ACCELERATION));
        double start = Math.max(pulse.startSeconds(), motion.startSeconds());
        int step = E4Csv.PULSE_RATE_HZ / HeartRateNetwork.SAMPLE_RATE_HZ;
        long skippedPulse = Math.round((start - pulse.startSeconds()) * E4Csv.PULSE_RATE_HZ);
        long skippedMotion = Math.round((start - motion.startSeconds()) * E4Csv.ACCELERATION_RATE_HZ);
        double[] samples = pulse.columns()[0];
        long shared = Math.min(Math.ceilDiv(samples.length - skippedPulse, step),
                motion.columns()[0].length - skippedMotion);
        if (shared < HeartRateNetwork.WINDOW_SAMPLES) {
            throw DataFileException.of(folder, String.format(Locale.ROOT,
                    "%s begins at %.3f s (Unix time) and has %.1f s, %s at %.3f s and has %.1f s: they share %.1f s, and a "
                            + "window takes 8 s",
                    PULSE, pulse.startSeconds(), samples.length / (double) E4Csv.PULSE_RATE_HZ,
                    ACCELERATION, motion.startSeconds(),
                    motion.columns()[0].length / (double) E4Csv.ACCELERATION_RATE_HZ,
                    Math.max(0, shared) / (double) HeartRateNetwork.SAMPLE_RATE_HZ));
        }
        double[] ppg = new double[(int) shared];
        Arrays.setAll(ppg, t -> samples[(int) skippedPulse + step * t]);
        double[][] acceleration = new double[WristWindows.AXES][];
        for (int axis = 0; axis < acceleration.length; axis++) {
            acceleration[axis] = Arrays.copyOfRange(motion.columns()[axis], (int) skippedMotion,
                    (int) (skippedMotion + shared));
        }
        WristWindows windows = WristWindows.of("E4", ppg, acceleration);
        RecordingChecks.windows(folder, windows);
        return windows;
    }
}
