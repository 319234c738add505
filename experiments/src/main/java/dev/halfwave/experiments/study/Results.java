package dev.halfwave.experiments.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an experiment computes from the finished trials of a run, for other tools to read. It depends on these trials
/// and the configuration alone, and holds no times, paths or names of machines: a run that was killed and resumed has
/// the same bytes.
///
/// @param summary more fields of `summary.json`, in their order: texts, booleans, finite numbers, and lists and maps of
///     these
/// @param tables more files of the run folder, by name, such as `comparisons.csv`
public record Results(Map<String, Object> summary, Map<String, String> tables) {

    /// Nothing beside what every run has.
    public static final Results NONE = new Results(Map.of(), Map.of());

    public Results {
        summary = Collections.unmodifiableMap(new LinkedHashMap<>(summary));
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }
}
