package dev.halfwave.experiments.report;

import tools.jackson.databind.node.ObjectNode;

/// An axis of a chart.
///
/// @param name with the unit
/// @param isLogarithmic whether equal steps are equal factors; values that are not positive are then left out
/// @param min where it begins, or NaN to begin where the data do
/// @param max where it ends, or NaN to end where the data do
public record Axis(String name, boolean isLogarithmic, double min, double max) {

    /// Refuses a logarithmic axis that begins at 0 or below.
    public Axis {
        if (isLogarithmic && min <= 0) {
            throw new IllegalArgumentException(
                    "Axis: the logarithmic axis '" + name + "' begins at " + min + ", but must begin above 0");
        }
        if (min >= max) {
            throw new IllegalArgumentException(
                    "Axis: '" + name + "' begins at " + min + ", but must begin below its end, " + max);
        }
    }

    /// A linear axis that begins at 0.
    public static Axis fromZero(String name) {
        return new Axis(name, false, 0, Double.NaN);
    }

    /// A linear axis around the data.
    public static Axis linear(String name) {
        return new Axis(name, false, Double.NaN, Double.NaN);
    }

    /// A logarithmic axis around the data.
    public static Axis logarithmic(String name) {
        return new Axis(name, true, Double.NaN, Double.NaN);
    }

    /// This axis from one value to another; NaN leaves an end to the data.
    public Axis between(double from, double to) {
        return new Axis(name, isLogarithmic, from, to);
    }

    /// The ECharts option.
    ///
    /// @param vertical whether it stands
    /// @param logBase what lies between two ticks of a logarithmic axis
    /// @param largest the largest value on it, or NaN if there is none
    ObjectNode option(boolean vertical, int logBase, double largest) {
        ObjectNode axis = isLogarithmic
                ? ChartParts.logarithmicAxis(logBase, name, largest, vertical)
                : ChartParts.axis("value", name, vertical);
        if (!Double.isNaN(min)) {
            axis.put("min", min);
        } else if (!isLogarithmic) {
            // Otherwise ECharts puts 0 on every linear axis.
            axis.put("scale", true);
        }
        if (!Double.isNaN(max)) {
            axis.put("max", max);
        }
        return axis;
    }

    /// The nearest value that is on the axis.
    double clip(double value) {
        double low = Double.isNaN(min) ? value : Math.max(min, value);
        return Double.isNaN(max) ? low : Math.min(max, low);
    }

    /// Whether a value has a place on an axis of this kind.
    boolean shows(double value) {
        return Double.isFinite(value) && (!isLogarithmic || value > 0);
    }

    /// Where a value is as far as the eye is concerned.
    double position(double value) {
        return isLogarithmic ? Math.log(value) : value;
    }
}
