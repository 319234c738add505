package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.data.DataFileException;
import dev.halfwave.experiments.data.NamedArrays;
import dev.halfwave.experiments.data.NumPyArray;
import dev.halfwave.experiments.study.Sha256;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.heartrate.WristWindows;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One subject of PPG-DaLiA: wrist recordings of daily life with the heart rate of an ECG.
///
/// ```java
/// for (Path file : PpgDalia.files(path)) {     // a file, or the folder of the data set
///     PpgDalia subject = PpgDalia.read(file);  // subject.windows(), subject.sha256()
/// }
/// ```
///
/// Two layouts are read, told by their names, from a pickle or, exported with `numpy.savez`, from a `.npz`:
///
/// | layout | what it has |
/// |---|---|
/// | `SX.pkl` as published | `signal/wrist/BVP` (n, 1) at 64 Hz, `signal/wrist/ACC` (n/2, 3) at 32 Hz in g, `label` (windows), `activity` at 4 Hz, `subject` |
/// | an excerpt in windows | `X` (windows, 4, 256): PPG and acceleration at 32 Hz; `y`, `activity`, `groups` (windows) |
///
/// A published recording becomes windows as in the code of KID-PPG. Every second sample of the PPG is taken, without a
/// filter against aliases; its first 38 samples and the last 38 of the acceleration are left out, since the streams are
/// 1.1875 s apart; the last label is left out. Windows of 256 samples begin every 64. A window's activity is that at
/// second `2 i`, and a segment is a run of windows with one activity. Up to 8192 windows (4.5 hours) are read.
///
/// In an excerpt a segment also ends where a window does not begin with the last 6 s of acceleration of the one before.
///
/// Sources: Reiss, Indlekofer, Schmidt and Van Laerhoven (2019), *Deep PPG*, doi:10.3390/s19143079 (the data); Kechris et
/// al. (2024), *KID-PPG*, arXiv:2405.09559 (the windows).
///
/// @param windows PPG in units of the Empatica E4, acceleration in g, labels in beats per minute
/// @param file where they are from
/// @param sha256 of the file
public record PpgDalia(WristWindows windows, Path file, String sha256) {

    private static final String BVP = "signal/wrist/BVP";
    private static final String ACC = "signal/wrist/ACC";
    private static final String[] NAMES = {BVP, ACC, "label", "activity", "subject", "X", "y", "groups"};

    private static final int SAMPLES = HeartRateNetwork.WINDOW_SAMPLES;
    private static final int STRIDE = HeartRateNetwork.STRIDE_SAMPLES;
    private static final int CHANNELS = 1 + WristWindows.AXES;
    private static final int MISALIGNED_SAMPLES = 38;
    private static final int ACTIVITIES_PER_WINDOW = 8; // 2 s at 4 Hz
    private static final int ACTIVITIES = 9;
    private static final int MOST_WINDOWS = 1 << 13; // the longest recording of PPG-DaLiA has about 5000

    private static final Pattern SUBJECT_FILE = Pattern.compile("S(\\d{1,4})\\.(?:pkl|npz)");

    /// The files of a path: the file itself, or of a folder the `SX.pkl` or `SX.npz` in it and in its
    /// folders `SX`, by number.
    ///
    /// @throws DataFileException if there is none
    static List<Path> files(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw DataFileException.of(path, "there is no such file or folder");
        }
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        SortedMap<Integer, Path> found = new TreeMap<>();
        for (Path file : candidates(path)) {
            Matcher name = SUBJECT_FILE.matcher(file.getFileName().toString());
            Path other = name.matches() && Files.isRegularFile(file)
                    ? found.put(Integer.parseInt(name.group(1)), file)
                    : null;
            if (other != null) {
                throw DataFileException.of(path, "has subject S" + name.group(1) + " twice: " + other + " and " + file);
            }
        }
        if (found.isEmpty()) {
            throw DataFileException.of(path, "this folder has no subject of PPG-DaLiA; there should be files such as "
                    + "S1/S1.pkl");
        }
        return new ArrayList<>(found.values());
    }

    private static List<Path> candidates(Path folder) throws IOException {
        List<Path> candidates = new ArrayList<>();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
            for (Path entry : inside) {
                candidates.add(entry);
                candidates.add(entry.resolve(entry.getFileName() + ".pkl"));
                candidates.add(entry.resolve(entry.getFileName() + ".npz"));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(candidates);
        return candidates;
    }

    /// Reads one subject.
    ///
    /// @throws DataFileException if the file is no such recording, or what it holds cannot be one: labels that do not
    ///     fit the windows, wrong sampling rates or units, a flat signal, numbers that are not finite
    /// @throws IOException if reading fails otherwise
    public static PpgDalia read(Path file) throws IOException {
        NamedArrays data = NamedArrays.read(file, NAMES);
        if (!data.has(BVP) && !data.has("X")) {
            data.array(BVP); // which says what there is instead
        }
        WristWindows windows = data.has(BVP) ? recording(file, data) : excerpt(file, data);
        RecordingChecks.windows(file, windows);
        return new PpgDalia(windows, file, Sha256.ofFile(file));
    }

    // ---- as published

    private static WristWindows recording(Path file, NamedArrays data) throws IOException {
        NumPyArray pulse = column(file, data, BVP);
        NumPyArray motion = data.array(ACC);
        if (motion.shape().length != 2 || motion.shape()[1] != WristWindows.AXES) {
            throw DataFileException.of(file, ACC + " must have the shape (samples, 3), but has " + motion.shapeText());
        }
        NumPyArray label = column(file, data, "label");
        NumPyArray activity = column(file, data, "activity");
        int samples = motion.shape()[0];
        requireRate(file, BVP, pulse.size(), 64, samples);
        requireRate(file, "activity", activity.size(), 4, samples);

        int kept = Math.min((pulse.size() + 1) / 2, samples) - MISALIGNED_SAMPLES;
        int fitting = Math.floorDiv(kept - SAMPLES, STRIDE) + 1;
        int count = label.size() - 1;
        requireFew(file, fitting);
        if (count < 1 || count > fitting || count < fitting - 1) {
            throw DataFileException.of(file, "label has " + label.size() + " heart rates, which do not fit the signal: "
                    + "into its " + samples / 32.0 + " s go " + Math.max(0, fitting + 1)
                    + " windows of 8 s every 2 s, with one label each");
        }
        double[] ppg = new double[kept];
        double[][] acceleration = new double[WristWindows.AXES][kept];
        double[] bvp = finite(file, BVP, pulse);
        double[] axes = finite(file, ACC, motion);
        for (int t = 0; t < kept; t++) {
            ppg[t] = bvp[2 * (t + MISALIGNED_SAMPLES)];
            for (int axis = 0; axis < WristWindows.AXES; axis++) {
                acceleration[axis][t] = axes[t * WristWindows.AXES + axis];
            }
        }
        int[] activities = activities(file, finite(file, "activity", activity));
        int[] first = new int[count];
        for (int i = 0; i < count; i++) {
            first[i] = activities[i * ACTIVITIES_PER_WINDOW];
        }
        double[] bpm = finite(file, "label", label);
        RecordingChecks.labels(file, "label", bpm);
        return WristWindows.of(subject(file, data), ppg, acceleration).range(0, count)
                .withLabels(Arrays.copyOf(bpm, count)).withActivity(first);
    }

    private static String subject(Path file, NamedArrays data) throws IOException {
        String subject = data.has("subject")
                ? data.text("subject")
                : file.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
        if (!subject.matches("S\\d{1,4}")) {
            throw DataFileException.of(file, "subject, or without one the file's name, must be S and a number");
        }
        return subject;
    }

    private static NumPyArray column(Path file, NamedArrays data, String key) throws IOException {
        NumPyArray array = data.array(key);
        int[] shape = array.shape();
        if (shape.length != 1 && (shape.length != 2 || shape[1] != 1)) {
            throw DataFileException.of(file, key + " must be one column, but has the shape " + array.shapeText());
        }
        return array;
    }

    private static double[] finite(Path file, String key, NumPyArray array) throws IOException {
        return RecordingChecks.finite(file, key, array.toDoubles());
    }

    /// A small file can hold arrays whose windows take a thousand times its bytes.
    private static void requireFew(Path file, int windows) throws DataFileException {
        if (windows > MOST_WINDOWS) {
            throw DataFileException.of(file, "has " + windows + " windows of 8 s every 2 s; up to " + MOST_WINDOWS
                    + " (4.5 hours) are read");
        }
    }

    private static void requireRate(Path file, String key, int count, int rateHz, int samples) throws IOException {
        double seconds = (double) count / rateHz;
        if (Math.abs(seconds - samples / 32.0) > 1) {
            throw DataFileException.of(file,
                    key + " has " + count + " samples, which at " + rateHz + " Hz is " + seconds
                            + " s, but " + ACC + " at 32 Hz has " + samples / 32.0
                            + " s; one of them has another sampling rate");
        }
    }

    // ---- in windows

    private static WristWindows excerpt(Path file, NamedArrays data) throws IOException {
        NumPyArray x = data.array("X");
        int[] shape = x.shape();
        if (shape.length != 3 || shape[0] == 0 || shape[1] != CHANNELS || shape[2] != SAMPLES) {
            throw DataFileException.of(file,
                    "X must have the shape (windows, 4, 256), windows of 8 s at 32 Hz, but has "
                            + x.shapeText());
        }
        int count = shape[0];
        requireFew(file, count);
        double[] samples = finite(file, "X", x);
        double[][] ppg = new double[count][];
        double[][][] acceleration = new double[count][WristWindows.AXES][];
        for (int i = 0; i < count; i++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                int from = (i * CHANNELS + channel) * SAMPLES;
                double[] row = Arrays.copyOfRange(samples, from, from + SAMPLES);
                if (channel == 0) {
                    ppg[i] = row;
                } else {
                    acceleration[i][channel - 1] = row;
                }
            }
        }
        double[] label = perWindow(file, data, "y", count);
        int[] activity = activities(file, perWindow(file, data, "activity", count));
        RecordingChecks.labels(file, "y", label);
        return new WristWindows(group(file, perWindow(file, data, "groups", count)), ppg, acceleration, label,
                activity, segments(file, acceleration, activity));
    }

    private static double[] perWindow(Path file, NamedArrays data, String key, int count) throws IOException {
        NumPyArray values = column(file, data, key);
        if (values.size() != count) {
            throw DataFileException.of(file, key + " has " + values.size() + " numbers, but X has " + count
                    + " windows; there must be one for each");
        }
        return finite(file, key, values);
    }

    private static String group(Path file, double[] groups) throws IOException {
        for (double group : groups) {
            if (group != groups[0] || group != Math.rint(group) || group < 0 || group > 9999) {
                throw DataFileException.of(file, "groups must be the number of one subject, but has " + groups[0]
                        + " and " + group);
            }
        }
        return "S" + (int) groups[0];
    }

    private static int[] segments(Path file, double[][][] acceleration, int[] activity) throws IOException {
        int[] segment = new int[activity.length];
        int joined = 0;
        for (int i = 1; i < segment.length; i++) {
            boolean goesOn = true;
            for (int axis = 0; axis < WristWindows.AXES && goesOn; axis++) {
                goesOn = Arrays.equals(acceleration[i - 1][axis], STRIDE, SAMPLES,
                        acceleration[i][axis], 0, SAMPLES - STRIDE);
            }
            joined += goesOn ? 1 : 0;
            segment[i] = segment[i - 1] + (goesOn && activity[i] == activity[i - 1] ? 0 : 1);
        }
        if (segment.length > 1 && joined == 0) {
            throw DataFileException.of(file,
                    "no window of X begins with the last 192 samples of acceleration of the one "
                            + "before, as windows of 8 s every 2 s do at 32 Hz; the sampling rate or the step is another one");
        }
        return segment;
    }

    private static int[] activities(Path file, double[] values) throws IOException {
        int[] activities = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            activities[i] = (int) values[i];
            if (activities[i] != values[i] || activities[i] < 0 || activities[i] >= ACTIVITIES) {
                throw DataFileException.of(file,
                        "activity[" + i + "] is " + values[i] + "; activities are numbered 0 to "
                                + (ACTIVITIES - 1));
            }
        }
        return activities;
    }
}
