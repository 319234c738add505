package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The heart rates that were read from one recording in several ways.
///
/// @param seed the recording
/// @param trueBpm of each window
/// @param readBpm by arm, in the declared order of arms: of each window, NaN where nothing was read
record Readings(long seed, double[] trueBpm, Map<String, double[]> readBpm) {

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
            Map<String, double[]> read = new LinkedHashMap<>();
            trials.forEach(trial -> read.put(trial.arm(), values(trial, HeartRateEvaluate.READ)));
            readings.add(new Readings(seed, values(trials.getFirst(), HeartRateEvaluate.LABEL), read));
        });
        return readings;
    }

    private static double[] values(TrialResult trial, String metric) {
        int windows = (int) trial.metrics().stream()
                .filter(value -> value.metric().equals(HeartRateEvaluate.LABEL)).count();
        double[] values = new double[windows];
        Arrays.fill(values, Double.NaN);
        trial.metrics().stream().filter(value -> value.metric().equals(metric))
                .forEach(value -> values[value.epoch()] = value.value());
        return values;
    }

    /// How well each arm that read something agrees with the truth.
    Map<String, Agreement> agreement() {
        Map<String, Agreement> agreement = new LinkedHashMap<>();
        readBpm.forEach((arm, read) -> {
            if (Arrays.stream(read).anyMatch(Double::isFinite)) {
                agreement.put(arm, Agreement.of(read, trueBpm));
            }
        });
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
            text.append(i).append(',').append(trueBpm[i]);
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
