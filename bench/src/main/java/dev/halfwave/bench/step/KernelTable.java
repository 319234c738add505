package dev.halfwave.bench.step;

import dev.halfwave.nn.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// JMH's results (`-rf json`) of several rounds, one file each, as tables in Markdown and CSV. Shares are those of the
/// peak that was measured around a benchmark's own iterations or, where none was, of `PeakBenchmark`'s in the same round.
public final class KernelTable {

    private static final String PEAK = "PeakBenchmark.multiplyAdd";

    /// One benchmark with its parameters in one round; what was not measured is NaN.
    record Row(String name, double score, String unit, double gigaflops, double bytes, double peak) {}

    private final Map<String, List<Row>> rows = new LinkedHashMap<>();

    /// @param rounds JMH's files
    /// @throws IOException if one cannot be read
    public static KernelTable read(List<Path> rounds) throws IOException {
        KernelTable table = new KernelTable();
        for (Path round : rounds) {
            table.add(Files.readString(round));
        }
        return table;
    }

    KernelTable() {}

    /// Adds a round.
    ///
    /// @throws IllegalArgumentException if it is not what JMH writes
    void add(String json) {
        if (!(Json.parse(json) instanceof List<?> results)) {
            throw new IllegalArgumentException("not a list of JMH's results");
        }
        double peak = Double.NaN;
        for (Object result : results) {
            if (name(object(result)).equals(PEAK)) {
                peak = secondary(object(result), "gigaflops");
            }
        }
        for (Object result : results) {
            Map<?, ?> values = object(result);
            Map<?, ?> primary = object(values.get("primaryMetric"));
            double own = secondary(values, "peak");
            Row row = new Row(
                    name(values), number(primary, "score"), String.valueOf(primary.get("scoreUnit")),
                    secondary(values, "gigaflops"), secondary(values, "gc.alloc.rate.norm"),
                    Double.isNaN(own) ? peak : own);
            rows.computeIfAbsent(row.name(), key -> new ArrayList<>()).add(row);
        }
    }

    /// Class and method with the values of the parameters: `Conv1dBenchmark.forward c32k3`.
    private static String name(Map<?, ?> result) {
        String[] parts = String.valueOf(result.get("benchmark")).split("\\.");
        StringBuilder name = new StringBuilder(parts[parts.length - 2] + "." + parts[parts.length - 1]);
        if (result.get("params") instanceof Map<?, ?> params) {
            params.values().forEach(value -> name.append(' ').append(value));
        }
        return name.toString();
    }

    private static Map<?, ?> object(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("not what JMH writes: " + value);
        }
        return map;
    }

    private static double secondary(Map<?, ?> result, String metric) {
        if (result.get("secondaryMetrics") instanceof Map<?, ?> metrics) {
            for (String key : List.of(metric, "·" + metric)) { // older versions of JMH put a dot before profilers' metrics
                if (metrics.get(key) instanceof Map<?, ?> values) {
                    return number(values, "score");
                }
            }
        }
        return Double.NaN;
    }

    private static double number(Map<?, ?> values, String key) {
        return values.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /// One line per benchmark: medians over rounds.
    public String toMarkdown() {
        StringBuilder text = new StringBuilder();
        text.append("| benchmark | GFLOP/s | of peak | over forks | score | B per operation |\n");
        text.append("|---|---:|---:|---:|---:|---:|\n");
        rows.forEach((name, forks) -> {
            Spread gigaflops = Spread.of(forks.stream().map(Row::gigaflops).toList());
            Spread share = Spread.of(forks.stream().map(row -> 100 * row.gigaflops() / row.peak()).toList());
            Spread score = Spread.of(forks.stream().map(Row::score).toList());
            Spread bytes = Spread.of(forks.stream().map(Row::bytes).toList());
            text.append(String.format(
                    Locale.ROOT, "| %s | %s | %s | %s | %.4g %s | %s |\n", name, known("%.0f", gigaflops.median()),
                    known("%.0f %%", share.median()),
                    Double.isNaN(share.median())
                            ? ""
                            : known("%.0f", share.min()) + " – " + known("%.0f %%", share.max()),
                    score.median(), forks.getFirst().unit(), known("%.1f", bytes.median())));
        });
        return text.toString();
    }

    /// One line per benchmark and round, with a header.
    public String toCsv() {
        StringBuilder text =
                new StringBuilder("benchmark,round,score,unit,gigaflops,peakGigaflops,bytesPerOperation\n");
        rows.forEach((name, forks) -> {
            for (int round = 0; round < forks.size(); round++) {
                Row row = forks.get(round);
                text.append(String.format(
                        Locale.ROOT, "%s,%d,%.6g,%s,%s,%s,%s\n", name, round + 1, row.score(), row.unit(),
                        known("%.5g", row.gigaflops()), known("%.5g", row.peak()), known("%.4g", row.bytes())));
            }
        });
        return text.toString();
    }

    private static String known(String pattern, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, pattern, value);
    }
}
