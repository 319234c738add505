package dev.halfwave.experiments.report;

import static dev.halfwave.experiments.report.ChartParts.JSON;
import static dev.halfwave.experiments.report.ChartParts.numbers;
import static dev.halfwave.experiments.report.ChartParts.texts;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A chart of the way that training takes through a plane, such as weight distance against loss: a line through the
/// means over seeds after each epoch, and a dot where each seed ends, or at each step. Both axes are logarithmic; the horizontal one
/// falls to the right, so that training goes from left to right.
///
/// @param x the horizontal axis
/// @param y the vertical axis
/// @param paths what is compared
/// @param widthPx about how wide it will be
public record TrajectoryChart(Axis x, Axis y, List<Path> paths, int widthPx) {

    public TrajectoryChart {
        paths = List.copyOf(paths);
    }

    /// An axis.
    ///
    /// @param name with the unit
    /// @param quantity what a tooltip calls a value on it
    public record Axis(String name, String quantity) {}

    /// The way of one of the things that are compared. Steps and ends that are not positive are left out.
    ///
    /// @param name what the legend says
    /// @param style how it is drawn
    /// @param isShown whether it is switched on at first
    /// @param steps the means, by epoch
    /// @param ends where each seed ends
    public record Path(String name, Style style, boolean isShown, List<Step> steps, List<End> ends) {

        public Path {
            steps = steps.stream().filter(step -> isPositive(step.x(), step.y())).toList();
            ends = ends.stream().filter(end -> isPositive(end.x(), end.y())).toList();
        }

        private static boolean isPositive(double x, double y) {
            return x > 0 && y > 0 && Double.isFinite(x) && Double.isFinite(y);
        }
    }

    /// A point on the way.
    ///
    /// @param epoch after which epoch
    /// @param x to the right
    /// @param y upwards
    public record Step(int epoch, double x, double y) {}

    /// Where a seed ends.
    ///
    /// @param seed which
    /// @param x to the right
    /// @param y upwards
    public record End(long seed, double x, double y) {}

    /// The ECharts option.
    public ObjectNode option() {
        List<String> names = paths.stream().map(Path::name).toList();
        Set<String> hidden = new LinkedHashSet<>();
        paths.stream().filter(path -> !path.isShown()).forEach(path -> hidden.add(path.name()));
        ObjectNode option = ChartParts.option(names, hidden, widthPx);
        option.putObject("tooltip").put("trigger", "item").put("confine", true);
        option.set("xAxis", xAxis());
        option.set("yAxis", ChartParts.logarithmicAxis(2, y.name(), Double.NaN, true));
        ArrayNode series = (ArrayNode) option.get("series");
        for (int i = 0; i < paths.size(); i++) {
            series.add(way(paths.get(i), i));
        }
        for (Path path : paths) {
            series.add(ends(path));
        }
        return option;
    }

    private ObjectNode xAxis() {
        double largest = paths.stream()
                .flatMapToDouble(path -> DoubleStream.concat(path.steps().stream().mapToDouble(Step::x),
                        path.ends().stream().mapToDouble(End::x)))
                .max().orElse(Double.NaN);
        ObjectNode axis = ChartParts.logarithmicAxis(10, x.name(), largest, false).put("inverse", true);
        ObjectNode label = (ObjectNode) axis.get("axisLabel");
        label.remove("alignMaxLabel"); // on the left here
        label.put("alignMinLabel", "right");
        return axis;
    }

    private ObjectNode way(Path path, int index) {
        ObjectNode series = JSON.objectNode();
        series.put("type", "line").put("name", path.name()).put("color", path.style().color())
                .put("symbol", path.style().symbol()).put("symbolSize", 9).put("z", 3);
        series.set("lineStyle", ChartParts.lineStyle(path.style(), 2.5));
        series.set("dimensions", texts(x.quantity(), y.quantity(), "epoch"));
        series.putObject("encode").put("x", 0).put("y", 1);
        series.putObject("emphasis").put("disabled", true);
        ArrayNode data = series.putArray("data");
        double[] all = paths.stream().flatMap(each -> each.steps().stream()).mapToDouble(TrajectoryChart::position)
                .sorted().toArray();
        double[] own = path.steps().stream().mapToDouble(TrajectoryChart::position).toArray();
        Set<Integer> marked = own.length == 0
                ? Set.of()
                : ChartParts.marked(own, all[0], all[all.length - 1], index, paths.size());
        for (int i = 0; i < path.steps().size(); i++) {
            Step step = path.steps().get(i);
            ObjectNode item = data.addObject();
            item.set("value", numbers(step.x(), step.y(), step.epoch()));
            if (!marked.contains(i)) {
                item.put("symbol", "circle").put("symbolSize", 2); // still something to point at
            }
        }
        return series;
    }

    private static double position(Step step) {
        return -Math.log(step.x());
    }

    private ObjectNode ends(Path path) {
        ObjectNode series = JSON.objectNode();
        series.put("type", "scatter").put("id", "ends:" + path.name()).put("name", path.name())
                .put("color", path.style().color()).put("symbol", path.style().symbol()).put("symbolSize", 6)
                .put("z", 2);
        series.putObject("itemStyle").put("opacity", 0.55);
        series.set("dimensions", texts(x.quantity(), y.quantity(), "seed"));
        series.putObject("encode").put("x", 0).put("y", 1);
        ArrayNode data = series.putArray("data");
        path.ends().forEach(end -> data.add(numbers(end.x(), end.y(), (double) end.seed())));
        return series;
    }
}
