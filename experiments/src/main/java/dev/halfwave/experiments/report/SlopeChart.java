package dev.halfwave.experiments.report;

import static dev.halfwave.experiments.report.ChartParts.JSON;
import static dev.halfwave.experiments.report.ChartParts.numbers;
import static dev.halfwave.experiments.report.ChartParts.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A chart of a paired comparison: on the left what each seed came to with one arm, on the right with the other, and a
/// line between the two, so that nothing hides behind a mean. Groups of lines tell the seeds that went down from those
/// that went up.
///
/// A value of ∞ or −∞ was never reached: it stands on a line of its own above or below all others, which says so. On a
/// logarithmic axis other values that are not positive are left out.
///
/// @param y the vertical axis
/// @param left what stands on the left
/// @param right what stands on the right
/// @param groups of seeds; empty ones are allowed
/// @param widthPx about how wide it will be
public record SlopeChart(Axis y, String left, String right, List<Group> groups, int widthPx) {

    private static final String NEVER = "never reached";

    public SlopeChart {
        groups = List.copyOf(groups);
    }

    /// Lines that look the same.
    ///
    /// @param name what the legend says
    /// @param style how they look
    /// @param isMean whether it is a mean over seeds, which is drawn more prominently and has no seed
    /// @param slopes the lines
    public record Group(String name, Style style, boolean isMean, List<Slope> slopes) {

        public Group {
            slopes = List.copyOf(slopes);
        }
    }

    /// A line.
    ///
    /// @param seed of which seed; 0 for a mean
    /// @param left its value on the left
    /// @param right its value on the right
    public record Slope(long seed, double left, double right) {}

    /// The ECharts option.
    public ObjectNode option() {
        List<Group> filled = groups.stream().filter(group -> !group.slopes().isEmpty()).toList();
        ObjectNode option = ChartParts.option(filled.stream().map(Group::name).toList(), Set.of(), widthPx);
        option.putObject("tooltip").put("trigger", "item").put("confine", true);
        ChartParts.narrowLegend(option);
        ObjectNode sides = ChartParts.axis("category", "", false);
        sides.set("data", texts(left, right));
        ((ObjectNode) sides.get("axisLabel")).put("interval", 0).put("hideOverlap", false);
        option.set("xAxis", sides);
        double smallest = values().min().orElse(Double.NaN);
        double largest = values().max().orElse(Double.NaN);
        option.set("yAxis", y.option(true, ChartParts.logBase(smallest, largest), largest));
        Edges edges = edges(smallest, largest);
        ArrayNode series = (ArrayNode) option.get("series");
        for (Group group : filled) {
            series.add(ends(group, edges));
            series.add(lines(group, edges));
        }
        List<Mark> marks = new ArrayList<>();
        if (has(Double.POSITIVE_INFINITY)) {
            ((ObjectNode) option.get("yAxis")).remove("max");
            marks.add(Mark.horizontal(NEVER, edges.top()));
        }
        if (has(Double.NEGATIVE_INFINITY)) {
            ((ObjectNode) option.get("yAxis")).remove("min");
            marks.add(Mark.horizontal(NEVER, edges.bottom()));
        }
        if (!marks.isEmpty()) {
            series.add(Mark.series(marks));
        }
        return option;
    }

    private DoubleStream values() {
        return groups.stream().flatMap(group -> group.slopes().stream())
                .flatMapToDouble(slope -> DoubleStream.of(slope.left(), slope.right())).filter(y::shows);
    }

    private boolean has(double infinity) {
        return groups.stream().flatMap(group -> group.slopes().stream())
                .anyMatch(slope -> slope.left() == infinity || slope.right() == infinity);
    }

    private static boolean isUnreached(double value) {
        return Double.isInfinite(value);
    }

    /// Where values stand that were never reached: beyond all others, by a tenth of what these cover.
    private record Edges(double bottom, double top) {

        double place(double value) {
            return isUnreached(value) ? value > 0 ? top : bottom : value;
        }
    }

    private Edges edges(double smallest, double largest) {
        if (!Double.isFinite(largest)) {
            return new Edges(0, 1);
        }
        if (y.isLogarithmic()) {
            double factor = Math.max(1.2, Math.pow(largest / smallest, 0.1));
            return new Edges(smallest / factor, largest * factor);
        }
        double room = largest > smallest ? 0.1 * (largest - smallest) : Math.max(0.1 * Math.abs(largest), 0.1);
        return new Edges(smallest - room, largest + room);
    }

    private ObjectNode ends(Group group, Edges edges) {
        ObjectNode series = part(group, "scatter").put("symbol", group.style().symbol())
                .put("symbolSize", group.isMean() ? 12 : 7).put("z", group.isMean() ? 5 : 4);
        series.putObject("itemStyle").put("opacity", group.isMean() ? 1 : 0.75);
        series.set("dimensions", texts("side", "value", "seed", "isReached"));
        ArrayNode data = series.putArray("data");
        for (Slope slope : group.slopes()) {
            addEnd(data, 0, slope.left(), slope.seed(), edges);
            addEnd(data, 1, slope.right(), slope.seed(), edges);
        }
        return series;
    }

    private void addEnd(ArrayNode data, int side, double value, long seed, Edges edges) {
        if (isUnreached(value)) {
            data.add(numbers(side, edges.place(value), (double) seed, 0));
        } else if (y.shows(value)) {
            data.add(numbers(side, value, (double) seed, 1));
        }
    }

    private ObjectNode lines(Group group, Edges edges) {
        ObjectNode series = part(group, "line").put("id", "lines:" + group.name()).put("symbol", "none")
                .put("silent", true).put("z", group.isMean() ? 3 : 2);
        ObjectNode style = ChartParts.lineStyle(group.style(), group.isMean() ? 3.5 : 1.2);
        series.set("lineStyle", style.put("opacity", group.isMean() ? 1 : 0.7));
        series.putObject("tooltip").put("show", false);
        ArrayNode data = series.putArray("data");
        for (Slope slope : group.slopes()) {
            double from = edges.place(slope.left());
            double to = edges.place(slope.right());
            if (y.shows(from) && y.shows(to)) {
                data.add(numbers(0, from));
                data.add(numbers(1, to));
                data.add(numbers(1, Double.NaN));
            }
        }
        return series;
    }

    private static ObjectNode part(Group group, String type) {
        ObjectNode series = JSON.objectNode();
        series.put("type", type).put("name", group.name()).put("color", group.style().color());
        series.putObject("encode").put("x", 0).put("y", 1);
        series.putObject("emphasis").put("disabled", true);
        return series;
    }

    /// The numbers: a row for each seed.
    public DataTable table() {
        List<DataTable.Row> listed = new ArrayList<>();
        for (Group group : groups) {
            for (Slope slope : group.slopes()) {
                listed.add(DataTable.row(List.of(group.isMean() ? group.name() : Long.toString(slope.seed()),
                        text(slope.left()), text(slope.right()), group.isMean() ? "" : group.name())));
            }
        }
        return new DataTable(List.of(DataTable.text("seed"), DataTable.number(left), DataTable.number(right),
                DataTable.text("group")), listed);
    }

    private static String text(double value) {
        return isUnreached(value) ? NEVER : Numbers.significant(value, 6);
    }
}
