package dev.halfwave.experiments.report;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A line across a chart to measure against, such as a frequency, a bound, or the true value.
///
/// @param name what is written at it
/// @param isVertical whether it stands at a place on the horizontal axis; otherwise it lies at a height
/// @param at where
public record Mark(String name, boolean isVertical, double at) {

    /// A line that stands at a place on the horizontal axis.
    public static Mark vertical(String name, double x) {
        return new Mark(name, true, x);
    }

    /// A line that lies at a height.
    public static Mark horizontal(String name, double y) {
        return new Mark(name, false, y);
    }

    /// The series that draws these lines. It has no data, and no name, so that it is not in the legend.
    static ObjectNode series(List<Mark> marks) {
        ObjectNode series = ChartParts.JSON.objectNode();
        series.put("type", "line").put("id", "marks").put("silent", true).putArray("data");
        ObjectNode lines = series.putObject("markLine");
        lines.put("symbol", "none").put("silent", true).put("animation", false);
        lines.putObject("lineStyle").put("color", "#555555").put("type", "dotted").put("width", 1.5);
        ArrayNode data = lines.putArray("data");
        for (Mark mark : marks) {
            ObjectNode line = data.addObject().put(mark.isVertical() ? "xAxis" : "yAxis",
                    Numbers.sixDigits(mark.at()));
            ObjectNode label = line.putObject("label").put("formatter", mark.name()).put("fontSize", 13)
                    .put("color", "#444444");
            // Beside its line and within the plot: above it the axis has its name.
            label.put("position", "insideEndTop").put("distance", 7);
        }
        return series;
    }
}
