package dev.halfwave.experiments.report;

import static dev.halfwave.experiments.report.ChartParts.JSON;
import static dev.halfwave.experiments.report.ChartParts.numbers;
import static dev.halfwave.experiments.report.ChartParts.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A chart with a row for each of the things that are estimated, and in each row a lane for every kind of estimate that
/// it has: a symbol with its interval, or a symbol alone. What a forest plot shows.
///
/// @param x the horizontal axis
/// @param rows the names of the rows from top to bottom
/// @param kinds what is estimated in each row, from the upper lane to the lower
/// @param marks lines to measure against; vertical ones
/// @param widthPx about how wide it will be
public record IntervalChart(Axis x, List<String> rows, List<Kind> kinds, List<Mark> marks, int widthPx) {

    private static final int LANE_PX = 16;

    /// How much of a row its lanes take.
    private static final double LANES = 0.6;

    /// Refuses a kind with more or fewer estimates than rows.
    public IntervalChart {
        rows = List.copyOf(rows);
        kinds = List.copyOf(kinds);
        marks = List.copyOf(marks);
        for (Kind kind : kinds) {
            if (kind.estimates().size() != rows.size()) {
                throw new IllegalArgumentException("IntervalChart: '" + kind.name() + "' has "
                        + kind.estimates().size() + " estimates, but there are " + rows.size() + " rows");
            }
        }
    }

    /// A kind of estimate.
    ///
    /// @param name what the legend says
    /// @param style how it looks
    /// @param estimates one for each row
    public record Kind(String name, Style style, List<Estimate> estimates) {

        public Kind {
            estimates = List.copyOf(estimates);
        }
    }

    /// An estimate. One whose value is not finite, or has no place on the axis, is left out.
    ///
    /// @param value what is estimated
    /// @param low where its interval begins, or NaN if there is none
    /// @param high where it ends
    public record Estimate(double value, double low, double high) {

        /// Nothing that could be drawn.
        public static final Estimate NONE = of(Double.NaN);

        /// An estimate without an interval.
        public static Estimate of(double value) {
            return new Estimate(value, Double.NaN, Double.NaN);
        }

        private boolean hasInterval() {
            return !Double.isNaN(low) && !Double.isNaN(high);
        }
    }

    /// The height in pixels that keeps rows and lanes apart.
    public int heightPx() {
        int lanes = IntStream.range(0, rows.size()).map(row -> (int) kinds.stream()
                .filter(kind -> !Double.isNaN(kind.estimates().get(row).value())).count()).max().orElse(1);
        return 120 + rows.size() * Math.max(34, LANE_PX * lanes + 16);
    }

    /// The ECharts option.
    public ObjectNode option() {
        ObjectNode option = ChartParts.option(kinds.stream().map(Kind::name).toList(), Set.of(), widthPx);
        option.putObject("tooltip").put("trigger", "item").put("confine", true);
        ChartParts.narrowLegend(option);
        double[] all = values().toArray();
        double smallest = DoubleStream.of(all).min().orElse(Double.NaN);
        double largest = DoubleStream.of(all).max().orElse(Double.NaN);
        option.set("xAxis", x.option(false, ChartParts.logBase(smallest, largest), largest));
        // A category has no place between two rows, so lanes stand on an axis of numbers that lies upon the names.
        ArrayNode vertical = option.putArray("yAxis");
        vertical.add(ChartParts.rows(rows));
        vertical.addObject().put("type", "value").put("show", false).put("inverse", true).put("min", -0.5)
                .put("max", rows.size() - 0.5);
        // No names of axes above the plot, so no room for them.
        ((ObjectNode) option.get("grid")).put("top", 34);
        ArrayNode series = (ArrayNode) option.get("series");
        for (int kind = 0; kind < kinds.size(); kind++) {
            series.add(symbols(kind));
            series.add(intervals(kind));
        }
        if (!marks.isEmpty()) {
            series.add(Mark.series(marks));
        }
        return option;
    }

    private DoubleStream values() {
        return kinds.stream().flatMap(kind -> kind.estimates().stream())
                .flatMapToDouble(each -> DoubleStream.of(each.value(), each.low(), each.high())).filter(x::shows);
    }

    /// Of a row that has all kinds, lanes are as far apart as they can be; of fewer, the lanes lie around its middle.
    private double height(int row, int kind) {
        int before = 0;
        int all = 0;
        for (int i = 0; i < kinds.size(); i++) {
            boolean isDrawn = x.shows(kinds.get(i).estimates().get(row).value());
            all += isDrawn ? 1 : 0;
            before += isDrawn && i < kind ? 1 : 0;
        }
        return kinds.size() == 1 ? row : row + LANES * (before - (all - 1) / 2.0) / (kinds.size() - 1);
    }

    private ObjectNode symbols(int kind) {
        ObjectNode series = part(kind, "scatter").put("symbol", kinds.get(kind).style().symbol())
                .put("symbolSize", 10).put("z", 4);
        series.set("dimensions", texts("estimate", "place", "low", "high", "row"));
        ArrayNode data = series.putArray("data");
        for (int row = 0; row < rows.size(); row++) {
            Estimate each = kinds.get(kind).estimates().get(row);
            if (x.shows(each.value())) {
                data.add(numbers(each.value(), height(row, kind), each.low(), each.high(), row));
            }
        }
        return series;
    }

    private ObjectNode intervals(int kind) {
        ObjectNode series = part(kind, "line").put("id", "intervals:" + kinds.get(kind).name())
                .put("symbol", "none").put("silent", true).put("z", 3);
        series.putObject("lineStyle").put("width", 2.5);
        series.putObject("tooltip").put("show", false);
        ArrayNode data = series.putArray("data");
        for (int row = 0; row < rows.size(); row++) {
            Estimate each = kinds.get(kind).estimates().get(row);
            if (each.hasInterval() && x.shows(each.low()) && x.shows(each.high())) {
                double height = height(row, kind);
                data.add(numbers(each.low(), height));
                data.add(numbers(each.high(), height));
                data.add(numbers(each.high(), Double.NaN));
            }
        }
        return series;
    }

    private ObjectNode part(int kind, String type) {
        ObjectNode series = JSON.objectNode();
        series.put("type", type).put("name", kinds.get(kind).name()).put("color", kinds.get(kind).style().color())
                .put("yAxisIndex", 1);
        series.putObject("encode").put("x", 0).put("y", 1);
        series.putObject("emphasis").put("disabled", true);
        return series;
    }

    /// The numbers: a row for each row and kind that has an estimate.
    ///
    /// @param heading what the rows are
    public DataTable table(String heading) {
        List<DataTable.Row> listed = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            for (Kind kind : kinds) {
                Estimate each = kind.estimates().get(row);
                if (!Double.isNaN(each.value())) {
                    listed.add(DataTable.row(List.of(rows.get(row), kind.name(),
                            Numbers.significant(each.value(), 6), Numbers.significant(each.low(), 6),
                            Numbers.significant(each.high(), 6))));
                }
            }
        }
        return new DataTable(List.of(DataTable.text(heading), DataTable.text("estimate"), DataTable.number(x.name()),
                DataTable.number("from"), DataTable.number("to")), listed);
    }
}
