package dev.halfwave.experiments.report;

import tools.jackson.databind.node.ObjectNode;

/// A figure of a report.
///
/// @param name what its file is called, such as `training-loss`: lower-case letters, digits and hyphens
/// @param title what it shows, in a line
/// @param caption how to read it, in a sentence or two; backquotes mark code
/// @param width how much room it needs
/// @param heightPx its height in pixels
/// @param option the ECharts option that draws it: pure JSON, without functions
/// @param table its numbers
public record Figure(String name, String title, String caption, Width width, int heightPx, ObjectNode option,
        DataTable table) {

    /// How much room a figure needs: `FULL` takes the whole width of the page, two `HALF` stand side by side where the
    /// window is wide enough.
    public enum Width {
        FULL, HALF
    }

    public Figure {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    "Figure: a name has lower-case letters, digits and single hyphens, but is '" + name + "'");
        }
        // So that a figure drawn from its file says what it is, and a screen reader reads it.
        option.putObject("title").put("text", title).put("show", false);
        option.putObject("aria").put("enabled", true).putObject("label").put("description",
                title + ". " + caption.replace("`", ""));
        option.withObject("/toolbox/feature/saveAsImage").put("name", name);
    }
}
