package dev.halfwave.experiments.report;

import java.util.List;

/// How a figure draws one of the things it compares. Color, dash and symbol each tell them apart, so that a reader
/// without one of them (color-blind, or with a grey print) has the others.
///
/// @param color as CSS writes it, such as `#0072B2`
/// @param dash lengths of strokes and gaps in pixels; empty for a solid line
/// @param symbol one of ECharts's symbols: `circle`, `rect`, `triangle`, `diamond`, or one of them as `emptyCircle` ...
public record Style(String color, List<Integer> dash, String symbol) {

    // Okabe and Ito, "Color Universal Design" (2008), without its yellow, which can hardly be seen on white.
    /// Black.
    public static final String BLACK = "#000000";
    /// Blue.
    public static final String BLUE = "#0072B2";
    /// Vermillion.
    public static final String VERMILLION = "#D55E00";
    /// Bluish green.
    public static final String GREEN = "#009E73";
    /// Orange.
    public static final String ORANGE = "#E69F00";
    /// Sky blue.
    public static final String SKY = "#56B4E9";
    /// Reddish purple.
    public static final String PURPLE = "#CC79A7";

    private static final List<String> COLORS = List.of(BLUE, VERMILLION, GREEN, PURPLE, ORANGE, BLACK, SKY);
    private static final List<List<Integer>> DASHES =
            List.of(List.of(), List.of(9, 5), List.of(2, 4), List.of(11, 4, 2, 4), List.of(16, 4));
    private static final List<String> SYMBOLS = List.of("circle", "rect", "triangle", "diamond", "emptyCircle",
            "emptyRect", "emptyTriangle", "emptyDiamond");

    public Style {
        dash = List.copyOf(dash);
    }

    /// The i-th of many styles. No two of the first 35 have the same color and the same dash.
    public static Style number(int i) {
        return new Style(COLORS.get(i % COLORS.size()), DASHES.get(i % DASHES.size()),
                SYMBOLS.get(i % SYMBOLS.size()));
    }
}
