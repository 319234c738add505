package dev.halfwave.experiments.report;

import static dev.halfwave.experiments.report.ChartParts.JSON;
import static dev.halfwave.experiments.report.ChartParts.numbers;
import static dev.halfwave.experiments.report.ChartParts.texts;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A chart with a row for each of the things that are compared and a dot for each seed, so that nothing hides behind a
/// mean. Each row has a lane for every quantity that is shown. The axis is logarithmic.
///
/// @param xName the horizontal axis, with its unit
/// @param quantities what the legend says of the lanes, from the upper to the lower
/// @param styles how each quantity is drawn
/// @param rows from top to bottom
/// @param widthPx about how wide it will be
public record StripChart(String xName, List<String> quantities, List<Style> styles, List<Row> rows, int widthPx) {

    private static final int ROW_PX = 46;

    public StripChart {
        quantities = List.copyOf(quantities);
        styles = List.copyOf(styles);
        rows = List.copyOf(rows);
    }

    /// A row.
    ///
    /// @param name what stands left of it
    /// @param remark what stands in it if there are no dots
    /// @param dots the values by quantity; a row without dots has an empty list
    public record Row(String name, String remark, List<List<Dot>> dots) {}

    /// A dot.
    ///
    /// @param seed of which seed
    /// @param x its value; left out if not positive
    public record Dot(long seed, double x) {}

    /// The height in pixels that keeps the rows apart.
    public int heightPx() {
        return 110 + ROW_PX * rows.size();
    }

    /// The ECharts option.
    public ObjectNode option() {
        ObjectNode option = ChartParts.option(quantities, Set.of(), widthPx);
        option.putObject("tooltip").put("trigger", "item").put("confine", true);
        ChartParts.narrowLegend(option);
        option.set("xAxis", ChartParts.logarithmicAxis(2, xName, Double.NaN, false));
        option.set("yAxis", ChartParts.rows(rows.stream().map(Row::name).toList()));
        // No names of axes above the plot, so no room for them.
        ((ObjectNode) option.get("grid")).put("top", 34);
        ArrayNode series = (ArrayNode) option.get("series");
        for (int quantity = 0; quantity < quantities.size(); quantity++) {
            series.add(dots(quantity));
            series.add(means(quantity));
        }
        series.add(remarks());
        return option;
    }

    private ObjectNode dots(int quantity) {
        ObjectNode series = scatter(quantity, "dots").put("symbolSize", 8);
        series.putObject("itemStyle").put("opacity", 0.6);
        series.set("dimensions", texts("value", "row", "seed"));
        ArrayNode data = series.putArray("data");
        for (int row = 0; row < rows.size(); row++) {
            for (Dot dot : of(rows.get(row), quantity)) {
                ObjectNode item = data.addObject();
                item.set("value", numbers(dot.x(), row, (double) dot.seed()));
                // Seven places around the middle of the lane, in a fixed order: equal values do not hide each other.
                item.set("symbolOffset", numbers(0, laneCenter(quantity) + (dot.seed() * 3 % 7 - 3) * 1.2));
            }
        }
        return series;
    }

    private ObjectNode means(int quantity) {
        ObjectNode series = scatter(quantity, "means");
        series.put("symbol", "rect").put("z", 4).set("symbolSize", numbers(3, 18));
        series.set("symbolOffset", numbers(0, laneCenter(quantity)));
        series.set("dimensions", texts("value", "row", "seeds"));
        ArrayNode data = series.putArray("data");
        for (int row = 0; row < rows.size(); row++) {
            double[] values = of(rows.get(row), quantity).stream().mapToDouble(Dot::x).toArray();
            if (values.length > 1) {
                data.add(numbers(Summary.of(values).mean(), row, values.length));
            }
        }
        return series;
    }

    private ObjectNode scatter(int quantity, String role) {
        ObjectNode series = JSON.objectNode();
        series.put("type", "scatter").put("id", role + ":" + quantity).put("name", quantities.get(quantity))
                .put("color", styles.get(quantity).color()).put("symbol", styles.get(quantity).symbol());
        series.putObject("encode").put("x", 0).put("y", 1);
        return series;
    }

    /// Words in place of dots, at the left edge of the plot.
    private ObjectNode remarks() {
        double left = Double.MAX_VALUE;
        for (Row row : rows) {
            for (int quantity = 0; quantity < quantities.size(); quantity++) {
                for (Dot dot : of(row, quantity)) {
                    left = Math.min(left, dot.x());
                }
            }
        }
        ObjectNode series = JSON.objectNode();
        series.put("type", "scatter").put("id", "remarks").put("symbolSize", 0.01).put("silent", true);
        series.putObject("encode").put("x", 0).put("y", 1);
        series.putObject("label").put("show", true).put("position", "right").put("fontSize", 13)
                .put("color", "#444444").put("formatter", "{b}");
        ArrayNode data = series.putArray("data");
        for (int row = 0; row < rows.size(); row++) {
            if (!rows.get(row).remark().isEmpty()) {
                ObjectNode item = data.addObject().put("name", rows.get(row).remark());
                item.set("value", numbers(left == Double.MAX_VALUE ? 1 : left, row));
            }
        }
        return series;
    }

    private double laneCenter(int quantity) {
        return quantities.size() == 1 ? 0 : -10 + 20.0 * quantity / (quantities.size() - 1);
    }

    private static List<Dot> of(Row row, int quantity) {
        return quantity < row.dots().size()
                ? row.dots().get(quantity).stream().filter(dot -> dot.x() > 0 && Double.isFinite(dot.x())).toList()
                : List.of();
    }
}
