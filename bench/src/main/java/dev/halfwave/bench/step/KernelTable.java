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
import java.util.function.ToDoubleFunction;

/// JMH's results (`-rf json`) of several rounds, one file each, as tables in Markdown and CSV.
///
/// A round's figure is the median over its iterations, which one that was disturbed does not pull down; the table's is
/// the median over rounds. A share of the peak is that of each iteration's own peak or, where none was measured around
/// it, of `PeakBenchmark`'s in the same round.
public final class KernelTable {

    private static final String PEAK = ".PeakBenchmark.multiplyAdd";

    /// One benchmark with its parameters in one round; what was not measured is NaN.
    ///
    /// @param operation class and method: `Conv1d.forward`
    /// @param parameters with their values: `layer=c32to32`
    /// @param microseconds per operation
    /// @param share of the peak
    /// @param bytes allocated per operation
    record Row(
            String operation,
            String parameters,
            double microseconds,
            double gigaflops,
            double share,
            double peak,
            double bytes) {}

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
            if (object(result).get("benchmark") instanceof String name && name.endsWith(PEAK)) {
                peak = secondary(object(result), "gigaflops");
            }
        }
        for (Object result : results) {
            Row row = row(object(result), peak);
            rows.computeIfAbsent(row.operation() + " " + row.parameters(), key -> new ArrayList<>()).add(row);
        }
    }

    private static Row row(Map<?, ?> values, double roundsPeak) {
        double own = secondary(values, "peak");
        double peak = Double.isNaN(own) ? roundsPeak : own;
        double gigaflops = secondary(values, "gigaflops");
        double share = secondary(values, "percentOfPeak") / 100;
        double allocated = secondary(values, "allocated");
        return new Row(
                operation(values), parameters(values), microseconds(object(values.get("primaryMetric"))), gigaflops,
                Double.isNaN(share) ? gigaflops / peak : share, peak,
                Double.isNaN(allocated) ? secondary(values, "gc.alloc.rate.norm") : allocated);
    }

    private static String operation(Map<?, ?> result) {
        String[] parts = String.valueOf(result.get("benchmark")).split("\\.");
        return parts[parts.length - 2].replaceFirst("Benchmark$", "") + "." + parts[parts.length - 1];
    }

    private static String parameters(Map<?, ?> result) {
        List<String> parameters = new ArrayList<>();
        if (result.get("params") instanceof Map<?, ?> params) {
            params.forEach((key, value) -> parameters.add(key + "=" + value));
        }
        return String.join(" ", parameters);
    }

    private static double microseconds(Map<?, ?> metric) {
        String unit = String.valueOf(metric.get("scoreUnit"));
        double score = median(metric);
        return switch (unit) {
            case "ops/s" -> 1e6 / score;
            case "ops/us" -> 1 / score;
            case "ns/op" -> score / 1e3;
            case "us/op" -> score;
            default -> throw new IllegalArgumentException("a score in " + unit + " instead of ops/s");
        };
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
                    return median(values);
                }
            }
        }
        return Double.NaN;
    }

    /// Over all iterations of all forks; the score where JMH gives no more.
    private static double median(Map<?, ?> metric) {
        List<Double> values = new ArrayList<>();
        if (metric.get("rawData") instanceof List<?> forks) {
            for (Object fork : forks) {
                for (Object value : fork instanceof List<?> iterations ? iterations : List.of()) {
                    if (value instanceof Number number) {
                        values.add(number.doubleValue());
                    }
                }
            }
        }
        if (values.isEmpty()) {
            return metric.get("score") instanceof Number number ? number.doubleValue() : Double.NaN;
        }
        return Spread.of(values).median();
    }

    /// One line per benchmark: medians over rounds.
    public String toMarkdown() {
        StringBuilder text = new StringBuilder();
        text.append("| op | shape | GFLOP/s | of peak | over forks | µs per op | over forks | B per op |\n");
        text.append("|---|---|---:|---:|---:|---:|---:|---:|\n");
        rows.values().forEach(forks -> {
            Row first = forks.getFirst();
            Spread share = over(forks, row -> 100 * row.share());
            Spread time = over(forks, Row::microseconds);
            text.append(String.format(
                    Locale.ROOT, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", first.operation(), first.parameters(),
                    known("%.0f", over(forks, Row::gigaflops).median()), known("%.0f %%", share.median()),
                    known("%.0f", share.min()) + (Double.isNaN(share.min()) ? "" : known(" – %.0f %%", share.max())),
                    significant(time.median()), significant(time.min()) + " – " + significant(time.max()),
                    known("%.0f", over(forks, Row::bytes).median())));
        });
        return text.toString();
    }

    /// Whether there are rows of layers or blocks, whose names need an explanation.
    boolean hasConvolutions() {
        return rows.keySet().stream().anyMatch(name -> name.contains(" layer=") || name.startsWith("HeartRateBlock."));
    }

    /// One line per benchmark and round, with a header.
    public String toCsv() {
        StringBuilder text = new StringBuilder(
                "op,shape,round,microseconds,gigaflops,shareOfPeak,peakGigaflops,bytesPerOperation\n");
        rows.values().forEach(forks -> {
            for (int round = 0; round < forks.size(); round++) {
                Row row = forks.get(round);
                text.append(String.format(
                        Locale.ROOT, "%s,%s,%d,%.6g,%s,%s,%s,%s\n", row.operation(), row.parameters(), round + 1,
                        row.microseconds(), known("%.5g", row.gigaflops()), known("%.4f", row.share()),
                        known("%.5g", row.peak()), known("%.4g", row.bytes())));
            }
        });
        return text.toString();
    }

    private static Spread over(List<Row> forks, ToDoubleFunction<Row> value) {
        return Spread.of(forks.stream().mapToDouble(value).toArray());
    }

    private static String significant(double microseconds) {
        return String.format(
                Locale.ROOT,
                microseconds < 1 ? "%.3g" : microseconds < 10 ? "%.2f" : microseconds < 100 ? "%.1f" : "%.0f",
                microseconds);
    }

    private static String known(String pattern, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, pattern, value);
    }
}
