package dev.halfwave.experiments.report;

import static dev.halfwave.experiments.report.ChartParts.JSON;
import static dev.halfwave.experiments.report.ChartParts.numbers;
import static dev.halfwave.experiments.report.ChartParts.texts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A chart of quantities over a quantity: signals, spectra, error over effort, or clouds of points by class. There are
/// no seeds in it; for means over seeds with their spread see [LineChart].
///
/// ```java
/// CurveChart chart = new CurveChart(Axis.fromZero("frequency (Hz)").between(0, 150), Axis.logarithmic("amplitude"),
///         List.of(Series.of("ReLU", Style.number(0), Kind.STEMS, spectrum.frequencyHz(), spectrum.amplitude())),
///         List.of(Mark.vertical("Nyquist", 512)), 1000);
/// new Figure("spectrum", "The spectrum", "How to read it.", Figure.Width.FULL, 420, chart.option(), chart.table());
/// ```
///
/// @param x the horizontal axis
/// @param y the vertical axis
/// @param series what is compared
/// @param marks lines to measure against
/// @param widthPx about how wide it will be
public record CurveChart(Axis x, Axis y, List<Series> series, List<Mark> marks, int widthPx) {

    private static final int MOST_ROWS = 500;

    /// Refuses two series of one name, which one entry of the legend would switch.
    public CurveChart {
        series = List.copyOf(series);
        marks = List.copyOf(marks);
        Set<String> names = new LinkedHashSet<>();
        for (Series each : series) {
            if (!names.add(each.name())) {
                throw new IllegalArgumentException("CurveChart: there are two series named '" + each.name() + "'");
            }
        }
    }

    /// How a series is drawn: `LINE` joins its points and sets a few symbols to tell it by, `POINTS` has a symbol at each
    /// point, `LINE_AND_POINTS` both, `STEMS` stands each point on a stem, as spectra of few lines are drawn.
    public enum Kind {
        LINE, POINTS, STEMS, LINE_AND_POINTS;

        private boolean isJoined() {
            return this == LINE || this == LINE_AND_POINTS;
        }
    }

    /// A series. A point whose height is NaN, or has no place on a logarithmic axis, is a gap.
    ///
    /// @param name what the legend says
    /// @param style how it looks
    /// @param kind how it is drawn
    /// @param isShown whether it is switched on at first
    /// @param points from left to right, if they are joined
    public record Series(String name, Style style, Kind kind, boolean isShown, List<Point> points) {

        public Series {
            points = List.copyOf(points);
        }

        /// A series without a band, switched on.
        ///
        /// @param x where
        /// @param y as many heights
        public static Series of(String name, Style style, Kind kind, double[] x, double[] y) {
            requireLength(name, "y", y, x);
            return new Series(name, style, kind, true,
                    IntStream.range(0, x.length).mapToObj(i -> new Point(x[i], y[i], Double.NaN, Double.NaN))
                            .toList());
        }

        /// This series with a band from `low` to `high`.
        public Series withBand(double[] low, double[] high) {
            double[] places = points.stream().mapToDouble(Point::x).toArray();
            requireLength(name, "low", low, places);
            requireLength(name, "high", high, places);
            return new Series(name, style, kind, isShown, IntStream.range(0, places.length)
                    .mapToObj(i -> new Point(places[i], points.get(i).y(), low[i], high[i])).toList());
        }

        /// This series switched off at first.
        public Series hidden() {
            return new Series(name, style, kind, false, points);
        }

        private static void requireLength(String name, String what, double[] values, double[] x) {
            if (values.length != x.length) {
                throw new IllegalArgumentException("CurveChart: series '" + name + "' has " + x.length
                        + " values of x, but " + values.length + " of " + what);
            }
        }
    }

    /// A point of a series.
    ///
    /// @param x where
    /// @param y how high
    /// @param low where the band around it begins, or NaN if there is none
    /// @param high where it ends
    public record Point(double x, double y, double low, double high) {

        private boolean hasBand() {
            return Double.isFinite(low) && Double.isFinite(high);
        }
    }

    /// The ECharts option.
    public ObjectNode option() {
        List<String> names = series.stream().map(Series::name).toList();
        Set<String> hidden = new LinkedHashSet<>();
        series.stream().filter(each -> !each.isShown()).forEach(each -> hidden.add(each.name()));
        ObjectNode option = ChartParts.option(names, hidden, widthPx);
        // Points of a cloud are read one by one, curves at one place.
        boolean isCloud = series.stream().allMatch(each -> each.kind() == Kind.POINTS);
        option.putObject("tooltip").put("trigger", isCloud ? "item" : "axis").put("confine", true);
        if (series.stream().noneMatch(each -> each.kind().isJoined())) {
            ChartParts.narrowLegend(option);
        } else {
            keepShapes((ArrayNode) option.at("/legend/data"));
        }
        option.set("xAxis", axis(x, false, Point::x));
        option.set("yAxis", axis(y, true, Point::y));
        ArrayNode drawn = (ArrayNode) option.get("series");
        // The legend shows the symbol of the first series of a name.
        for (Series each : series) {
            drawn.add(each.kind().isJoined() ? line(each) : points(each));
        }
        for (int i = 0; i < series.size(); i++) {
            addParts(drawn, series.get(i), i);
        }
        if (!marks.isEmpty()) {
            drawn.add(Mark.series(marks));
        }
        return option;
    }

    /// Beside pieces of line the legend would stretch the symbols of points to their length; it does not stretch paths.
    /// A path is filled, so that what is empty in the picture needs a filling of white.
    private void keepShapes(ArrayNode entries) {
        for (int i = 0; i < series.size(); i++) {
            String path = switch (series.get(i).style().symbol()) {
                case "rect", "emptyRect" -> "M0,0H1V1H0Z";
                case "triangle", "emptyTriangle" -> "M0,1L0.5,0L1,1Z";
                case "diamond", "emptyDiamond" -> "M0.5,0L1,0.5L0.5,1L0,0.5Z";
                default -> "";
            };
            if (!series.get(i).kind().isJoined() && !path.isEmpty()) {
                ObjectNode entry = JSON.objectNode().put("name", series.get(i).name()).put("icon", "path://" + path);
                if (series.get(i).style().symbol().startsWith("empty")) {
                    entry.putObject("itemStyle").put("color", "#ffffff")
                            .put("borderColor", series.get(i).style().color())
                            .put("borderWidth", 2);
                }
                entries.set(i, entry);
            }
        }
    }

    private void addParts(ArrayNode drawn, Series each, int index) {
        if (each.kind() == Kind.LINE) {
            drawn.add(symbols(each, index));
        }
        if (each.kind() == Kind.STEMS) {
            drawn.add(stems(each));
        }
        ArrayNode low = JSON.arrayNode();
        ArrayNode height = JSON.arrayNode();
        for (Point point : each.points()) {
            if (point.hasBand() && y.shows(point.low()) && x.shows(point.x())) {
                double bottom = y.clip(point.low());
                low.add(numbers(bottom, point.x()));
                height.add(numbers(Math.max(0, y.clip(point.high()) - bottom), point.x()));
            }
        }
        if (!low.isEmpty()) {
            drawn.addAll(ChartParts.band(each.name(), each.style(), low, height));
        }
    }

    private ObjectNode axis(Axis axis, boolean vertical, ToDoubleFunction<Point> coordinate) {
        double smallest = values(axis, coordinate).min().orElse(Double.NaN);
        double largest = values(axis, coordinate).max().orElse(Double.NaN);
        return axis.option(vertical, ChartParts.logBase(smallest, largest), largest);
    }

    private DoubleStream values(Axis axis, ToDoubleFunction<Point> coordinate) {
        return series.stream().flatMap(each -> each.points().stream()).mapToDouble(coordinate).filter(axis::shows);
    }

    private ObjectNode line(Series each) {
        ObjectNode line = named(each, "line");
        line.put("symbol", each.style().symbol()).put("symbolSize", 8).put("z", 3)
                .put("showSymbol", each.kind() == Kind.LINE_AND_POINTS);
        line.set("lineStyle", ChartParts.lineStyle(each.style(), each.points().size() > 400 ? 1.5 : 2.5));
        line.set("data", data(each));
        return line;
    }

    private ObjectNode points(Series each) {
        ObjectNode points = named(each, "scatter");
        points.put("symbol", each.style().symbol()).put("symbolSize", each.points().size() > 100 ? 5 : 8).put("z", 4);
        if (each.kind() == Kind.POINTS && each.points().size() > 100) {
            points.putObject("itemStyle").put("opacity", 0.6);
        }
        points.set("data", data(each));
        return points;
    }

    private ObjectNode named(Series each, String type) {
        ObjectNode named = JSON.objectNode();
        named.put("type", type).put("name", each.name()).put("color", each.style().color());
        boolean hasBand = each.points().stream().anyMatch(Point::hasBand);
        named.set("dimensions", hasBand ? texts("x", "y", "low", "high") : texts("x", "y"));
        named.putObject("encode").put("x", 0).put("y", 1);
        named.putObject("emphasis").put("disabled", true);
        return named;
    }

    private ArrayNode data(Series each) {
        ArrayNode data = JSON.arrayNode();
        for (Point point : each.points()) {
            if (x.shows(point.x())) {
                double height = y.shows(point.y()) ? point.y() : Double.NaN;
                data.add(point.hasBand()
                        ? numbers(point.x(), height, point.low(), point.high())
                        : numbers(point.x(), height));
            }
        }
        return data;
    }

    /// A few symbols to tell a line by, each line's at other places.
    private ObjectNode symbols(Series each, int index) {
        ObjectNode symbols = part(each, "symbols", "scatter");
        symbols.put("symbol", each.style().symbol()).put("symbolSize", 9).put("z", 4);
        ArrayNode data = symbols.putArray("data");
        List<Point> visible = each.points().stream().filter(this::isVisible).toList();
        double[] own = visible.stream().mapToDouble(point -> x.position(point.x())).toArray();
        double[] all = series.stream().flatMap(other -> other.points().stream()).filter(this::isVisible)
                .mapToDouble(point -> x.position(point.x())).sorted().toArray();
        if (own.length > 0) {
            for (int i : ChartParts.marked(own, all[0], all[all.length - 1], index, series.size())) {
                data.add(numbers(visible.get(i).x(), visible.get(i).y()));
            }
        }
        return symbols;
    }

    private boolean isVisible(Point point) {
        boolean isInside = x.clip(point.x()) == point.x() && y.clip(point.y()) == point.y();
        return x.shows(point.x()) && y.shows(point.y()) && isInside;
    }

    /// ECharts has no stems that a logarithmic axis could carry: a line from the bottom to each point, with gaps between.
    private ObjectNode stems(Series each) {
        ObjectNode stems = part(each, "stems", "line");
        stems.put("symbol", "none").put("z", 2);
        stems.putObject("lineStyle").put("width", 1.5);
        double bottom = bottom();
        ArrayNode data = stems.putArray("data");
        for (Point point : each.points()) {
            if (x.shows(point.x()) && y.shows(point.y())) {
                data.add(numbers(point.x(), bottom));
                data.add(numbers(point.x(), point.y()));
                data.add(numbers(point.x(), Double.NaN));
            }
        }
        return stems;
    }

    private double bottom() {
        if (!Double.isNaN(y.min())) {
            return y.clip(0);
        }
        double smallest = values(y, Point::y).min().orElse(1);
        return y.isLogarithmic() ? Math.pow(10, Math.floor(Math.log10(smallest))) : 0;
    }

    /// Something drawn in addition, which the legend switches with the series and no tooltip reads.
    private static ObjectNode part(Series each, String role, String type) {
        ObjectNode part = JSON.objectNode();
        part.put("type", type).put("id", role + ":" + each.name()).put("name", each.name())
                .put("color", each.style().color()).put("silent", true);
        part.set("dimensions", texts("at", "height"));
        part.putObject("encode").put("x", 0).put("y", 1);
        part.putObject("tooltip").put("show", false);
        part.putObject("emphasis").put("disabled", true);
        return part;
    }

    /// The numbers: a row for each place and a column for each series. Of more than 500 places every second, third, ...
    /// is listed, and the heading says so.
    public DataTable table() {
        TreeMap<Double, String[]> rows = new TreeMap<>();
        boolean isUnique = true;
        for (int i = 0; i < series.size(); i++) {
            for (Point point : series.get(i).points()) {
                String[] row = rows.computeIfAbsent(point.x(), place -> new String[series.size()]);
                isUnique &= row[i] == null;
                row[i] = text(point);
            }
        }
        return isUnique ? wideTable(rows) : longTable();
    }

    private DataTable wideTable(TreeMap<Double, String[]> rows) {
        int step = step(rows.size());
        List<DataTable.Row> listed = new ArrayList<>();
        int place = 0;
        for (var entry : rows.entrySet()) {
            if (place++ % step == 0) {
                List<String> cells = new ArrayList<>(List.of(Numbers.significant(entry.getKey(), 6)));
                for (String value : entry.getValue()) {
                    cells.add(value == null ? "" : value);
                }
                listed.add(DataTable.row(cells));
            }
        }
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.number(x.name() + every(step))));
        series.forEach(each -> columns.add(DataTable.number(each.name())));
        return new DataTable(columns, listed);
    }

    /// For clouds, which may have several points at one place.
    private DataTable longTable() {
        int step = step(series.stream().mapToInt(each -> each.points().size()).sum());
        List<DataTable.Row> listed = new ArrayList<>();
        for (Series each : series) {
            for (int i = 0; i < each.points().size(); i += step) {
                Point point = each.points().get(i);
                listed.add(DataTable.row(
                        List.of(each.name(), Numbers.significant(point.x(), 6), text(point))));
            }
        }
        return new DataTable(List.of(DataTable.text("series" + every(step)), DataTable.number(x.name()),
                DataTable.number(y.name())), listed);
    }

    private static int step(int rows) {
        return Math.max(1, (rows + MOST_ROWS - 1) / MOST_ROWS);
    }

    private static String every(int step) {
        return step == 1 ? "" : " (one of " + step + " points)";
    }

    private static String text(Point point) {
        String height = Numbers.significant(point.y(), 6);
        return point.hasBand()
                ? height + " (" + Numbers.significant(point.low(), 6) + "–" + Numbers.significant(point.high(), 6) + ")"
                : height;
    }
}
