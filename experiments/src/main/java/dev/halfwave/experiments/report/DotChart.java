package dev.halfwave.experiments.report;

import static dev.halfwave.experiments.report.ChartParts.JSON;
import static dev.halfwave.experiments.report.ChartParts.numbers;
import static dev.halfwave.experiments.report.ChartParts.texts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A chart with a row for each of the things that are compared and a dot for each of several quantities: what a bar
/// chart shows, on linear and logarithmic axes alike, and readable in grey. For a dot per seed see [StripChart].
///
/// @param x the horizontal axis
/// @param rows the names of the rows from top to bottom
/// @param quantities what is shown of each
/// @param marks lines to measure against; vertical ones
/// @param widthPx about how wide it will be
public record DotChart(Axis x, List<String> rows, List<Quantity> quantities, List<Mark> marks, int widthPx) {

    private static final int LANE_PX = 15;

    /// Refuses a quantity with more or fewer values than rows.
    public DotChart {
        rows = List.copyOf(rows);
        quantities = List.copyOf(quantities);
        marks = List.copyOf(marks);
        for (Quantity quantity : quantities) {
            if (quantity.values().size() != rows.size()) {
                throw new IllegalArgumentException("DotChart: '" + quantity.name() + "' has "
                        + quantity.values().size() + " values, but there are " + rows.size() + " rows");
            }
        }
    }

    /// A quantity.
    ///
    /// @param name what the legend says
    /// @param style how its dots look
    /// @param isShown whether it is switched on at first
    /// @param values one for each row; NaN, or one that has no place on a logarithmic axis, leaves out its dot
    public record Quantity(String name, Style style, boolean isShown, List<Double> values) {

        public Quantity {
            values = List.copyOf(values);
        }

        /// A quantity that is switched on.
        public static Quantity of(String name, Style style, double... values) {
            return new Quantity(name, style, true, DoubleStream.of(values).boxed().toList());
        }
    }

    /// The height in pixels that keeps rows and lanes apart.
    public int heightPx() {
        return 110 + rows.size() * Math.max(34, LANE_PX * quantities.size() + 8);
    }

    /// The ECharts option.
    public ObjectNode option() {
        List<String> names = quantities.stream().map(Quantity::name).toList();
        Set<String> hidden = new LinkedHashSet<>();
        quantities.stream().filter(each -> !each.isShown()).forEach(each -> hidden.add(each.name()));
        ObjectNode option = ChartParts.option(names, hidden, widthPx);
        option.putObject("tooltip").put("trigger", "item").put("confine", true);
        ChartParts.narrowLegend(option);
        double smallest = values().min().orElse(Double.NaN);
        double largest = values().max().orElse(Double.NaN);
        option.set("xAxis", x.option(false, ChartParts.logBase(smallest, largest), largest));
        option.set("yAxis", ChartParts.rows(rows));
        // No names of axes above the plot, so no room for them.
        ((ObjectNode) option.get("grid")).put("top", 34);
        ArrayNode series = (ArrayNode) option.get("series");
        for (int i = 0; i < quantities.size(); i++) {
            series.add(dots(quantities.get(i), LANE_PX * (i - (quantities.size() - 1) / 2.0)));
        }
        if (!marks.isEmpty()) {
            series.add(Mark.series(marks));
        }
        return option;
    }

    private DoubleStream values() {
        return quantities.stream().flatMap(quantity -> quantity.values().stream()).mapToDouble(Double::doubleValue)
                .filter(x::shows);
    }

    private ObjectNode dots(Quantity quantity, double offsetPx) {
        ObjectNode series = JSON.objectNode();
        series.put("type", "scatter").put("name", quantity.name()).put("color", quantity.style().color())
                .put("symbol", quantity.style().symbol()).put("symbolSize", 11);
        series.set("symbolOffset", numbers(0, offsetPx));
        series.set("dimensions", texts("value", "row"));
        series.putObject("encode").put("x", 0).put("y", 1);
        ArrayNode data = series.putArray("data");
        for (int row = 0; row < rows.size(); row++) {
            if (x.shows(quantity.values().get(row))) {
                data.add(numbers(quantity.values().get(row), row));
            }
        }
        return series;
    }

    /// The numbers: a row for each row, a column for each quantity.
    ///
    /// @param heading what the rows are
    public DataTable table(String heading) {
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.text(heading)));
        quantities.forEach(quantity -> columns.add(DataTable.number(quantity.name())));
        List<DataTable.Row> listed = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<String> cells = new ArrayList<>(List.of(rows.get(row)));
            for (Quantity quantity : quantities) {
                cells.add(Numbers.significant(quantity.values().get(row), 6));
            }
            listed.add(DataTable.row(cells));
        }
        return new DataTable(columns, listed);
    }
}
