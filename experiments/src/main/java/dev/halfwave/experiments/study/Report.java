package dev.halfwave.experiments.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A drawn report.
///
/// @param html the whole of `report.html`
/// @param figures the JSON of each `figures/<name>.json`, by name
/// @param summary a table for the terminal that fits on one screen, or an empty text
public record Report(String html, Map<String, String> figures, String summary) {

    public Report {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
}
