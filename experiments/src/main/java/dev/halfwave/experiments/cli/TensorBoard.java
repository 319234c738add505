package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.RunFolder;
import dev.halfwave.experiments.study.Shell;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.experiments.tensorboard.EventFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Writes what the finished trials of a run recorded as curves that TensorBoard shows; to it, each trial is a run.
///
/// The bytes depend on the trials' values alone: an epoch's time is its number, in seconds. Values become float32.
final class TensorBoard {

    private static final String FILE = "events.out.tfevents.0.halfwave";

    /// What separates the parts of a metric's name, but not the digits of a number in it, such as a loss.
    private static final Pattern SEPARATOR = Pattern.compile("(?<!\\d)\\.|\\.(?!\\d)");

    private TensorBoard() {}

    /// Writes the files, and says so.
    static void write(RunFolder folder, PrintStream out) {
        Path place = folder.saveCurves(FILE, TensorBoard::write);
        out.println("TensorBoard: tensorboard --logdir " + Shell.word(place.toString()));
    }

    private static void write(TrialResult trial, OutputStream out) throws IOException {
        Map<Integer, Map<String, Double>> byEpoch = new TreeMap<>();
        for (MetricValue value : trial.metrics()) {
            byEpoch.computeIfAbsent(value.epoch(), epoch -> new LinkedHashMap<>())
                    .put(curve(value.metric()), value.value());
        }
        try (EventFile events = EventFile.to(out, 0)) {
            for (Map.Entry<Integer, Map<String, Double>> epoch : byEpoch.entrySet()) {
                events.scalars(epoch.getKey(), epoch.getKey(), epoch.getValue());
            }
        }
    }

    /// The name of a metric as TensorBoard groups names: `distance/conv1/l2`, `steps/loss/0.1`.
    static String curve(String metric) {
        return SEPARATOR.matcher(metric).replaceAll("/");
    }
}
