package dev.halfwave.experiments.report;

import static dev.halfwave.experiments.report.ChartParts.JSON;
import static dev.halfwave.experiments.report.ChartParts.numbers;
import static dev.halfwave.experiments.report.ChartParts.texts;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A chart of how a quantity develops: for each line the mean over seeds, and a band of one standard deviation around
/// it.
///
/// @param x the horizontal axis
/// @param y the vertical axis
/// @param lines what is compared
/// @param level a horizontal line to measure against, such as chance; none if its value is NaN
/// @param widthPx about how wide it will be
public record LineChart(Axis x, Axis y, List<Line> lines, Level level, int widthPx) {

    /// No level to measure against.
    public static final Level NO_LEVEL = new Level("", Double.NaN);

    public LineChart {
        lines = List.copyOf(lines);
    }

    /// A line.
    ///
    /// @param name what the legend says
    /// @param style how it is drawn
    /// @param isShown whether it is switched on at first
    /// @param points from left to right
    public record Line(String name, Style style, boolean isShown, List<Point> points) {

        public Line {
            points = List.copyOf(points);
        }
    }

    /// A point of a line.
    ///
    /// @param x where
    /// @param summary of the values of all seeds there
    public record Point(double x, Summary summary) {}

    /// A horizontal line.
    ///
    /// @param name what is written at it
    /// @param y where it is
    public record Level(String name, double y) {}

    /// The ECharts option.
    public ObjectNode option() {
        List<String> names = lines.stream().map(Line::name).toList();
        Set<String> hidden = new LinkedHashSet<>();
        lines.stream().filter(line -> !line.isShown()).forEach(line -> hidden.add(line.name()));
        ObjectNode option = ChartParts.option(names, hidden, widthPx);
        option.putObject("tooltip").put("trigger", "axis").put("confine", true);
        option.set("xAxis", xAxis());
        // Epochs cover one or two decades, losses many.
        option.set("yAxis", y.option(true, 10, largest()));
        ArrayNode series = (ArrayNode) option.get("series");
        for (int i = 0; i < lines.size(); i++) {
            series.add(means(lines.get(i), i));
        }
        for (Line line : lines) {
            addBand(series, line);
        }
        if (Double.isFinite(level.y())) {
            series.add(levelSeries());
        }
        return option;
    }

    private double largest() {
        return lines.stream().flatMap(line -> line.points().stream()).map(LineChart.Point::summary)
                .mapToDouble(summary -> summary.mean() + summary.sd()).filter(Double::isFinite).max()
                .orElse(Double.NaN);
    }

    private ObjectNode xAxis() {
        ObjectNode axis = x.option(false, 2, Double.NaN);
        if (!x.isLogarithmic()) {
            axis.put("minInterval", 1);
        }
        return axis;
    }

    private ObjectNode means(Line line, int index) {
        ObjectNode series = JSON.objectNode();
        series.put("type", "line").put("name", line.name()).put("color", line.style().color())
                .put("symbol", line.style().symbol()).put("symbolSize", 9).put("z", 3);
        series.set("lineStyle", ChartParts.lineStyle(line.style(), 2.5));
        series.set("dimensions", texts("x", "mean", "sd", "seeds"));
        series.putObject("encode").put("x", 0).put("y", 1);
        series.putObject("emphasis").put("disabled", true);
        ArrayNode data = series.putArray("data");
        double[] all = lines.stream().flatMap(each -> each.points().stream())
                .mapToDouble(point -> x.position(point.x())).sorted()
                .toArray();
        double[] own = line.points().stream().mapToDouble(point -> x.position(point.x())).toArray();
        Set<Integer> marked = own.length == 0
                ? Set.of()
                : ChartParts.marked(own, all[0], all[all.length - 1], index, lines.size());
        for (int i = 0; i < line.points().size(); i++) {
            Point point = line.points().get(i);
            Summary summary = point.summary();
            ObjectNode item = data.addObject();
            double mean = y.shows(summary.mean()) ? summary.mean() : Double.NaN;
            item.set("value", numbers(point.x(), mean, summary.sd(), summary.n()));
            if (!marked.contains(i)) {
                item.put("symbol", "none");
            }
        }
        return series;
    }

    private void addBand(ArrayNode series, Line line) {
        ArrayNode low = JSON.arrayNode();
        ArrayNode height = JSON.arrayNode();
        boolean isWide = false;
        for (Point point : line.points()) {
            Summary summary = point.summary();
            if (!y.shows(summary.mean()) || !Double.isFinite(summary.sd())) {
                continue;
            }
            double lower = y.clip(summary.mean() - summary.sd());
            double upper = y.clip(summary.mean() + summary.sd());
            if (y.isLogarithmic()) {
                // It cannot reach 0, and would dive where the spread is nearly as large as the mean.
                lower = Math.max(lower, summary.min());
            }
            if (!y.shows(lower)) {
                continue;
            }
            isWide |= upper > lower;
            low.add(numbers(lower, point.x()));
            height.add(numbers(Math.max(0, upper - lower), point.x()));
        }
        if (isWide) {
            series.addAll(ChartParts.band(line.name(), line.style(), low, height));
        }
    }

    private ObjectNode levelSeries() {
        ObjectNode series = JSON.objectNode();
        series.put("type", "line").put("id", "level").put("silent", true).putArray("data");
        ObjectNode mark = series.putObject("markLine");
        mark.put("symbol", "none").put("silent", true);
        mark.putObject("lineStyle").put("color", "#555555").put("type", "dotted").put("width", 1.5);
        mark.putObject("label").put("formatter", level.name()).put("position", "insideEndBottom").put("distance", 7)
                .put("fontSize", 13)
                .put("color", "#444444");
        mark.putArray("data").addObject().put("yAxis", Numbers.sixDigits(level.y()));
        return series;
    }
}
