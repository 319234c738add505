package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// The heart rates that were read from one recording in several ways.
///
/// @param seed the recording
/// @param trueBpm of each window, NaN where it is not known
/// @param leftOut of each window, whether nothing was to be read, because the pulse wave has a flat part
/// @param readBpm by arm, in the declared order of arms: of each window, NaN where nothing was read
record Readings(long seed, double[] trueBpm, boolean[] leftOut, Map<String, double[]> readBpm) {

    /// So many runs of windows that were left out are named.
    private static final int MOST_RUNS = 10;

    /// The columns of `predictions.csv` behind `window,labelBpm`, and the arms they are of.
    private static final Map<String, String> COLUMNS = columns();

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("rawBpm", HeartRateEvaluate.NETWORK_RAW);
        columns.put("filteredBpm", HeartRateEvaluate.NETWORK_FILTERED);
        columns.put("fftPeakRawBpm", HeartRateEvaluate.PEAK_RAW);
        columns.put("fftPeakFilteredBpm", HeartRateEvaluate.PEAK_FILTERED);
        return columns;
    }

    /// What a run has read, recording by recording.
    static List<Readings> of(RunData run) {
        Set<Long> seeds = new LinkedHashSet<>();
        run.trials().forEach(trial -> seeds.add(trial.seed()));
        List<Readings> readings = new ArrayList<>();
        seeds.stream().sorted().forEach(seed -> {
            List<TrialResult> trials = run.trials().stream().filter(trial -> trial.seed() == seed).toList();
            int windows = 1 + trials.stream().flatMap(trial -> trial.metrics().stream())
                    .mapToInt(TrialResult.MetricValue::epoch).max().orElse(-1);
            Map<String, double[]> read = new LinkedHashMap<>();
            trials.forEach(trial -> read.put(trial.arm(), values(trial, HeartRateEvaluate.READ, windows)));
            boolean[] leftOut = new boolean[windows];
            double[] marks = values(trials.getFirst(), HeartRateEvaluate.LEFT_OUT, windows);
            for (int i = 0; i < windows; i++) {
                leftOut[i] = marks[i] == 1;
            }
            double[] trueBpm = values(trials.getFirst(), HeartRateEvaluate.LABEL, windows);
            readings.add(new Readings(seed, trueBpm, leftOut, read));
        });
        return readings;
    }

    private static double[] values(TrialResult trial, String metric, int windows) {
        double[] values = new double[windows];
        Arrays.fill(values, Double.NaN);
        trial.metrics().stream().filter(value -> value.metric().equals(metric))
                .forEach(value -> values[value.epoch()] = value.value());
        return values;
    }

    /// Whether the true heart rates are known.
    boolean hasTruth() {
        return Arrays.stream(trueBpm).anyMatch(Double::isFinite);
    }

    /// The arms that read something.
    List<String> arms() {
        return readBpm.keySet().stream().filter(arm -> Arrays.stream(readBpm.get(arm)).anyMatch(Double::isFinite))
                .toList();
    }

    /// How many windows were left out.
    int leftOutCount() {
        return (int) IntStream.range(0, leftOut.length).filter(i -> leftOut[i]).count();
    }

    /// Which windows were left out, as runs: `0 to 4, 17 and 30 to 31`; after ten of them only how many more there are.
    String leftOutWindows() {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < leftOut.length; i++) {
            int first = i;
            while (i < leftOut.length && leftOut[i]) {
                i++;
            }
            if (i > first) {
                runs.add(first + (i - 1 > first ? " to " + (i - 1) : ""));
            }
        }
        if (runs.size() <= MOST_RUNS) {
            return Words.and(runs);
        }
        return String.join(", ", runs.subList(0, MOST_RUNS)) + " and " + (runs.size() - MOST_RUNS)
                + " more such runs of windows";
    }

    /// How many heart rates an arm read.
    int count(String arm) {
        return (int) Arrays.stream(readBpm.get(arm)).filter(Double::isFinite).count();
    }

    /// The mean of what an arm read.
    double meanBpm(String arm) {
        return Arrays.stream(readBpm.get(arm)).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    /// How well each arm that read something agrees with the truth; empty where that is not known.
    Map<String, Agreement> agreement() {
        Map<String, Agreement> agreement = new LinkedHashMap<>();
        if (hasTruth()) {
            arms().forEach(arm -> agreement.put(arm, Agreement.of(readBpm.get(arm), trueBpm)));
        }
        return agreement;
    }

    /// `window,labelBpm,rawBpm,filteredBpm,fftPeakRawBpm,fftPeakFilteredBpm`: a row for each window, an empty cell where
    /// nothing was read.
    String csv() {
        return csv(COLUMNS);
    }

    /// `window,labelBpm,causalBpm`: what the network read behind the filter that knows the past only.
    String causalCsv() {
        return csv(Map.of("causalBpm", HeartRateEvaluate.NETWORK_CAUSAL));
    }

    private String csv(Map<String, String> columns) {
        StringBuilder text =
                new StringBuilder("window,labelBpm,").append(String.join(",", columns.keySet())).append('\n');
        for (int i = 0; i < trueBpm.length; i++) {
            text.append(i).append(',').append(cell(trueBpm[i]));
            for (String arm : columns.values()) {
                double[] read = readBpm.get(arm);
                text.append(',').append(read == null ? "" : cell(read[i]));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String cell(double bpm) {
        return Double.isFinite(bpm) ? Double.toString(bpm) : "";
    }
}
