package dev.halfwave.experiments.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// A number that must come out: what theory, a paper or another program says, beside what was measured.
///
/// @param what what is measured, with its unit
/// @param expected what it must be
/// @param measured what it is; NaN if it was not measured
/// @param source where the expected value comes from: a derivation, a section, a reference run
public record Check(String what, Expected expected, double measured, String source) {

    /// What a number must be.
    public sealed interface Expected {}

    /// A value, and how far off it the measured one may be.
    public record Value(double value, double allowed) implements Expected {

        /// Refuses what nothing could meet.
        public Value {
            if (!Double.isFinite(value) || !(allowed >= 0)) {
                throw new IllegalArgumentException("Check: expected " + value + ", off by at most " + allowed
                        + "; the first must be finite, the second 0 or more");
            }
        }
    }

    /// A range, ends included; one of them may be infinite.
    public record Range(double least, double most) implements Expected {

        /// Refuses a range without a value.
        public Range {
            if (!(least <= most)) {
                throw new IllegalArgumentException("Check: expected between " + least + " and " + most
                        + "; the first must not be above the second");
            }
        }
    }

    /// A check of a mean over seeds: off by at most a tolerance and three of its standard errors. Fewer than two seeds do
    /// not tell that error, and nothing is measured.
    ///
    /// @param tolerance what is allowed beside the sampling error, such as the rounding of `expected`
    public static Check ofMean(String what, double expected, double tolerance, Summary measured, String source) {
        double error = measured.standardError();
        return Double.isNaN(error)
                ? new Check(what, expected, Double.NaN, tolerance, source)
                : new Check(what, expected, measured.mean(), tolerance + 3 * error, source);
    }

    /// A check against a value.
    ///
    /// @param expected what it must be
    /// @param allowed how far off it may be: a stated tolerance, or the sampling error with its n in `what` or `source`
    public Check(String what, double expected, double measured, double allowed, String source) {
        this(what, new Value(expected, allowed), measured, source);
    }

    /// A check against a range, ends included.
    public static Check between(String what, double least, double most, double measured, String source) {
        return new Check(what, new Range(least, most), measured, source);
    }

    /// A check against a bound from below.
    public static Check atLeast(String what, double least, double measured, String source) {
        return between(what, least, Double.POSITIVE_INFINITY, measured, source);
    }

    /// A check against a bound from above.
    public static Check atMost(String what, double most, double measured, String source) {
        return between(what, Double.NEGATIVE_INFINITY, most, measured, source);
    }

    /// Whether there is a measured value.
    public boolean isMeasured() {
        return !Double.isNaN(measured);
    }

    /// Whether the measured value is as expected; one that was not measured is not.
    public boolean isMet() {
        return switch (expected) {
            case Value value -> Math.abs(measured - value.value()) <= value.allowed();
            case Range range -> measured >= range.least() && measured <= range.most();
        };
    }

    /// The checks as a table of a report.
    public static DataTable table(List<Check> checks) {
        List<DataTable.Row> rows = new ArrayList<>();
        for (Check check : checks) {
            List<String> cells = new ArrayList<>(List.of(check.what));
            cells.addAll(check.numbers());
            cells.add(check.source);
            rows.add(DataTable.row(cells));
        }
        return new DataTable(List.of(DataTable.text("check"), DataTable.number("expected"),
                DataTable.number("measured"), DataTable.number("allowed"), DataTable.text("ok"),
                DataTable.text("expected by")), rows);
    }

    /// The checks as a table for the terminal, with a closing line that counts them; empty if there are none.
    public static String text(List<Check> checks) {
        if (checks.isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("check", "expected", "measured", "allowed", "ok"));
        for (Check check : checks) {
            List<String> row = new ArrayList<>(List.of(check.what.replace("`", "")));
            row.addAll(check.numbers());
            rows.add(row);
        }
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String space = " ".repeat(widths[i] - row.get(i).length());
                boolean isNumber = i > 0 && i < widths.length - 1;
                line.append(isNumber ? space + row.get(i) : row.get(i) + space).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.append(count(checks)).append('\n').toString();
    }

    /// How many of them are met, as a sentence.
    static String count(List<Check> checks) {
        long met = checks.stream().filter(Check::isMet).count();
        long unmeasured = checks.stream().filter(check -> !check.isMeasured()).count();
        return met + " of " + checks.size() + (checks.size() == 1 ? " check is met" : " checks are met")
                + (unmeasured == 0 ? "." : "; " + unmeasured + " could not be made with what was run.");
    }

    /// Expected, measured, allowed and verdict, to as many digits as the tolerance deserves.
    private List<String> numbers() {
        String verdict = !isMeasured() ? "not measured" : isMet() ? "yes" : "NO";
        return switch (expected) {
            case Value value -> {
                int digits = value.allowed() == 0 ? 15 : decimals(value.allowed());
                yield List.of(number(value.value(), value.allowed(), digits),
                        number(measured, value.allowed(), digits),
                        value.allowed() == 0 ? "equal" : "±" + Numbers.significant(value.allowed(), 2), verdict);
            }
            case Range range -> {
                String least = Numbers.significant(range.least(), 6);
                String most = Numbers.significant(range.most(), 6);
                String words = range.least() == Double.NEGATIVE_INFINITY
                        ? "≤ " + most
                        : range.most() == Double.POSITIVE_INFINITY ? "≥ " + least : least + " to " + most;
                yield List.of(words, Numbers.significant(measured, 6), "range", verdict);
            }
        };
    }

    private static String number(double number, double allowed, int digits) {
        return allowed == 0 ? Numbers.significant(number, digits) : Numbers.decimals(number, digits);
    }

    /// As many decimals as the tolerance has when two of its digits are told.
    private static int decimals(double allowed) {
        BigDecimal leading =
                new BigDecimal(allowed).round(new MathContext(2, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        return Math.max(0, leading.scale());
    }
}
