package dev.halfwave.experiments.report;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the charts have in common: type sizes, axes, legend, the button that saves.
final class ChartParts {

    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String TEXT_COLOR = "#222222";
    private static final String GRID_COLOR = "#dddddd";
    private static final int LEGEND_ROW_PX = 30;
    private static final int LEGEND_LINE_PX = 16;
    private static final int TOOLBOX_PX = 60;

    /// How many points of a line carry its symbol.
    private static final int MOST_MARKED = 7;

    /// Of a line with no more points all carry it.
    private static final int ALL_MARKED = 4;

    private ChartParts() {}

    /// An option without axes and series.
    ///
    /// @param names the legend's entries
    /// @param hidden those of them that are switched off at first
    /// @param widthPx about how wide the chart will be, to know how many rows the legend takes; a page that knows better
    ///        may lay it out again
    static ObjectNode option(List<String> names, Set<String> hidden, int widthPx) {
        ObjectNode option = JSON.objectNode();
        option.put("animation", false).put("backgroundColor", "#ffffff");
        option.putObject("textStyle").put("fontFamily", "Arial, Helvetica, sans-serif").put("fontSize", 14)
                .put("color", TEXT_COLOR);
        ObjectNode legend = option.putObject("legend").put("left", 0).put("width", widthPx - TOOLBOX_PX).put("top", 0)
                .put("itemWidth", 44).put("itemHeight", 11).put("itemGap", LEGEND_ROW_PX - LEGEND_LINE_PX);
        // Without a line height ECharts measures a Chinese letter, so that rows depend on the fonts of the machine.
        legend.put("inactiveColor", "#999999");
        legend.putObject("textStyle").put("fontSize", 14).put("lineHeight", LEGEND_LINE_PX).put("color", TEXT_COLOR);
        ArrayNode entries = legend.putArray("data");
        names.forEach(entries::add);
        ObjectNode selected = legend.putObject("selected");
        names.forEach(name -> selected.put(name, !hidden.contains(name)));
        int legendPx = LEGEND_ROW_PX * legendRows(names, widthPx - TOOLBOX_PX);
        // containLabel makes room for tick labels but not for the axis names, hence top and bottom.
        option.putObject("grid").put("top", legendPx + 32).put("left", 6).put("right", 24).put("bottom", 34)
                .put("containLabel", true);
        ObjectNode toolbox = option.putObject("toolbox").put("right", 4).put("top", 0).put("itemSize", 18);
        toolbox.putObject("feature").putObject("saveAsImage").put("type", "svg").put("title", "Save as SVG");
        option.putArray("series");
        return option;
    }

    /// For symbols alone, without a piece of line.
    static void narrowLegend(ObjectNode option) {
        ((ObjectNode) option.get("legend")).put("itemWidth", 14).put("itemHeight", 12);
    }

    /// An axis with its name beyond its end (vertical) or below its middle (horizontal).
    static ObjectNode axis(String type, String name, boolean vertical) {
        ObjectNode axis = JSON.objectNode();
        axis.put("type", type).put("name", name);
        ObjectNode nameStyle = axis.putObject("nameTextStyle").put("fontSize", 14).put("color", TEXT_COLOR);
        if (vertical) {
            // Horizontal text above the axis: read without turning the head, and never in the way of long tick labels.
            nameStyle.put("align", "left");
            axis.put("nameLocation", "end").put("nameGap", 14);
        } else {
            axis.put("nameLocation", "middle").put("nameGap", 30);
        }
        axis.putObject("axisLabel").put("fontSize", 13).put("color", TEXT_COLOR).put("hideOverlap", true);
        axis.putObject("axisLine").put("show", true).put("onZero", false).putObject("lineStyle").put("color",
                "#555555");
        axis.putObject("axisTick").put("show", true);
        axis.putObject("splitLine").put("show", true).putObject("lineStyle").put("color", GRID_COLOR);
        return axis;
    }

    /// A vertical axis with a name for each row, from top to bottom.
    static ObjectNode rows(List<String> names) {
        ObjectNode axis = axis("category", "", true).put("inverse", true);
        axis.set("data", texts(names.toArray(String[]::new)));
        // All names, also where there is little room: without its name a row means nothing.
        ((ObjectNode) axis.get("axisLabel")).put("interval", 0).put("hideOverlap", false);
        ((ObjectNode) axis.get("axisTick")).put("show", false);
        return axis;
    }

    static ObjectNode lineStyle(Style style, double width) {
        ObjectNode line = JSON.objectNode();
        line.put("width", width);
        if (style.dash().isEmpty()) {
            line.put("type", "solid");
        } else {
            ArrayNode dash = line.putArray("type");
            style.dash().forEach(dash::add);
        }
        return line;
    }

    /// A logarithmic axis.
    ///
    /// @param base what lies between two ticks: 10, or 2 where the values cover one or two decades only
    /// @param largest the largest value on it, or NaN if there is none
    static ObjectNode logarithmicAxis(int base, String name, double largest, boolean vertical) {
        ObjectNode axis = axis("log", name, vertical).put("logBase", base);
        if (!vertical) {
            // The last label would stick out of the picture by half its width.
            ((ObjectNode) axis.get("axisLabel")).put("alignMaxLabel", "right");
        }
        if (base == 10 && largest > 0 && Double.isFinite(largest)) {
            // ECharts would go on to the next power of ten: a loss of 1.1 would cost an empty decade.
            double power = Math.pow(10, Math.floor(Math.log10(largest)));
            axis.put("max", largest <= power ? power : largest <= 2 * power ? 2 * power : 10 * power);
        }
        return axis;
    }

    /// What should lie between two ticks of a logarithmic axis: powers of ten, or powers of two where the values cover one
    /// decade or two and are no small fractions, whose decimals nobody reads.
    static int logBase(double smallest, double largest) {
        return smallest >= 0.1 && largest / smallest < 100 ? 2 : 10;
    }

    /// Which points of a line carry its symbol: at most seven, evenly spread over the axis, so that the line is not
    /// hidden by them; and for each line at other places, so that lines that lie upon each other still show all symbols.
    ///
    /// @param positions of the points along the axis, as far as the eye is concerned, in ascending order
    /// @param from where the axis begins
    /// @param to where it ends
    /// @param index which line
    /// @param lines how many there are
    static Set<Integer> marked(double[] positions, double from, double to, int index, int lines) {
        Set<Integer> marked = new TreeSet<>();
        if (positions.length == 0) {
            return marked;
        }
        if (positions.length <= ALL_MARKED) {
            for (int i = 0; i < positions.length; i++) {
                marked.add(i); // a line of few points is nothing without them
            }
            return marked;
        }
        double step = (to - from) / MOST_MARKED;
        for (int mark = 0; mark < MOST_MARKED; mark++) {
            double wanted = from + step * (mark + (index + 0.5) / lines);
            int nearest = 0;
            for (int i = 1; i < positions.length; i++) {
                if (Math.abs(positions[i] - wanted) < Math.abs(positions[nearest] - wanted)) {
                    nearest = i;
                }
            }
            // A line that ends long before the axis has no point there.
            if (Math.abs(positions[nearest] - wanted) <= step / 2) {
                marked.add(nearest);
            }
        }
        if (marked.isEmpty()) {
            marked.add(positions.length - 1);
        }
        return marked;
    }

    /// A band. ECharts has none: an invisible line at the lower edge, and the band's height stacked on it. It stacks the
    /// first dimension of the data when both axes are numeric, hence (y, x) instead of (x, y).
    ///
    /// @param name of the line around which it lies, so that the legend switches both
    /// @param low the lower edge as (y, x)
    /// @param height the height above it as (height, x)
    static List<ObjectNode> band(String name, Style style, ArrayNode low, ArrayNode height) {
        ObjectNode band = edge(name, style, "band", height);
        band.putObject("areaStyle").put("opacity", 0.18);
        return List.of(edge(name, style, "low", low), band);
    }

    private static ObjectNode edge(String name, Style style, String role, ArrayNode data) {
        ObjectNode edge = JSON.objectNode();
        edge.put("type", "line").put("id", role + ":" + name).put("name", name).put("color", style.color())
                .put("symbol", "none").put("silent", true).put("z", 1).put("stack", name)
                .put("stackStrategy", "all");
        edge.putObject("encode").put("x", 1).put("y", 0);
        edge.putObject("lineStyle").put("opacity", 0);
        edge.putObject("tooltip").put("show", false);
        edge.putObject("emphasis").put("disabled", true);
        edge.set("data", data);
        return edge;
    }

    static ArrayNode numbers(double... values) {
        ArrayNode array = JSON.arrayNode();
        for (double value : values) {
            if (Double.isFinite(value)) {
                double rounded = Numbers.sixDigits(value);
                if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e9) {
                    array.add((int) rounded);
                } else {
                    array.add(rounded);
                }
            } else {
                array.addNull();
            }
        }
        return array;
    }

    static ArrayNode texts(String... values) {
        ArrayNode array = JSON.arrayNode();
        for (String value : values) {
            array.add(value);
        }
        return array;
    }

    /// About how many rows the entries take; 7.5 pixels per letter is generous at 14 pixels.
    static int legendRows(List<String> names, int widthPx) {
        int rows = 1;
        double x = 0;
        for (String name : names) {
            double entry = 44 + 5 + 7.5 * name.length() + LEGEND_ROW_PX - LEGEND_LINE_PX;
            if (x > 0 && x + entry > widthPx) {
                rows++;
                x = 0;
            }
            x += entry;
        }
        return rows;
    }
}
