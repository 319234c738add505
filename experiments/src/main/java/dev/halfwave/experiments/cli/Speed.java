package dev.halfwave.experiments.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What [SpeedMeasurement] found, and how it is told.
///
/// @param peak GFLOP/s of multiply-adds on registers alone, on one core
/// @param kernels GFLOP/s of what training consists of, on one core
/// @param steps milliseconds of a training step
/// @param simd whether the kernels use the Vector API; if not, the peak is that of single numbers, to which loops that
///     the JIT compiler vectorises have no share
record Speed(Rounds peak, List<Kernel> kernels, List<Step> steps, boolean simd) {

    /// Compiled kernels reach more of the peak than this.
    private static final double FAR_BELOW = 0.1;

    /// A kernel's name and its GFLOP/s.
    record Kernel(String name, Rounds gigaflops) {}

    /// A training step's multiplications and additions, and its milliseconds with so many threads.
    record Step(int threads, double operations, Rounds milliseconds) {}

    /// Several measurements of the same.
    ///
    /// @param lowest the smallest one
    /// @param median the middle one
    /// @param highest the largest one
    record Rounds(double lowest, double median, double highest) {

        static Rounds of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return new Rounds(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
        }
    }

    /// A table, and what its words mean.
    String text() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", right("median"), right("best"), "", simd ? "of the peak" : ""));
        rows.add(row("peak of one core", peak.median, peak.highest, "GFLOP/s", ""));
        for (Kernel kernel : kernels) {
            Rounds found = kernel.gigaflops;
            rows.add(row(kernel.name, found.median, found.highest, "GFLOP/s", share(found.highest)));
        }
        for (Step step : steps) {
            Rounds found = step.milliseconds;
            boolean one = step.threads == 1;
            rows.add(row(
                    "training step, " + (one ? "one thread" : step.threads + " threads"), found.median, found.lowest,
                    "ms", one ? share(1e-6 * step.operations / found.lowest) : ""));
        }
        return Layout.table(rows) + System.lineSeparator() + System.lineSeparator()
                + String.join(System.lineSeparator(), notes().stream().map(note -> Layout.wrap("  ", note)).toList());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("GFLOP/s are 10⁹ multiplications and additions per second. The peak is what one core can do when it "
                + "has nothing to load or store; how near the work comes to it says how good the code is.");
        if (!simd) {
            notes.add("No share of the peak is given on the scalar path: its peak is that of single numbers, while the "
                    + "JIT compiler turns some loops into vector instructions.");
        }
        notes.add("The convolution has 32 channels in and out, 3 taps and 256 samples; the matrix product is a "
                + "layer of 256 inputs and outputs for 200 samples. The step is that of relu-dc's network: a batch "
                + "of 64 signals forward and backward through two convolutions and two dense layers, and Adam.");
        notes.add("Other programs make the figures worse. Each is the median and the best of many short rounds; the "
                + "share is that of the best.");
        if (simd && kernels.stream().anyMatch(kernel -> kernel.gigaflops.highest < FAR_BELOW * peak.highest)) {
            notes.add(
                    "A share this far below the others means that the JIT compiler had not finished when the time was "
                            + "over, because other programs kept the processors busy: measure again when they have ended.");
        }
        return notes;
    }

    private String share(double gigaflops) {
        return simd ? String.format(Locale.ROOT, "%.0f%%", 100 * gigaflops / peak.highest) : "";
    }

    private static List<String> row(String name, double median, double best, String unit, String share) {
        return List.of(name, number(median), number(best), unit, share);
    }

    /// Three digits or more, in a column.
    private static String number(double value) {
        String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
        return right(String.format(Locale.ROOT, format, value));
    }

    private static String right(String text) {
        return " ".repeat(Math.max(0, 7 - text.length())) + text;
    }
}
