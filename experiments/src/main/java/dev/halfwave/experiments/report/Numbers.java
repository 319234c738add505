package dev.halfwave.experiments.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// Numbers as people read them: three significant digits, powers of ten as superscripts, the same in every locale.
public final class Numbers {

    /// What stands where a number is not defined.
    public static final String UNDEFINED = "–";

    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

    private Numbers() {}

    /// Three significant digits: `1.70`, `0.00917`, `1.62×10⁻⁵`, `0`.
    public static String format(double value) {
        if (!Double.isFinite(value)) {
            return UNDEFINED;
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS);
        int exponent = exponent(rounded);
        if (exponent < -3 || exponent > 5) {
            return plain(rounded.movePointLeft(exponent).setScale(2, RoundingMode.HALF_EVEN)) + "×10"
                    + superscript(exponent);
        }
        return plain(rounded.setScale(Math.max(0, 2 - exponent), RoundingMode.HALF_EVEN));
    }

    /// Up to so many significant digits, without zeros at the end: `0.57486`, `−12.5`, `2.8×10⁶`.
    public static String significant(double value, int digits) {
        if (!Double.isFinite(value)) {
            return UNDEFINED;
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        int exponent = exponent(rounded);
        if (exponent < -3 || exponent > 5) {
            return plain(rounded.movePointLeft(exponent)) + "×10" + superscript(exponent);
        }
        return plain(rounded);
    }

    /// So many decimals: `0.57`, and `0` for nothing at all; three significant digits where that would leave nothing.
    public static String decimals(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return UNDEFINED;
        }
        if (value == 0) {
            return "0";
        }
        boolean vanishes = Math.abs(value) < 0.5 * Math.pow(10, -decimals);
        return vanishes ? format(value) : fixed(value, 0, decimals);
    }

    /// Something to a power, with two decimals at most: `N⁻⁰·⁷⁶`, `N⁻¹`.
    public static String power(String base, double exponent) {
        String digits = new BigDecimal(exponent).setScale(2, RoundingMode.HALF_EVEN).stripTrailingZeros()
                .toPlainString();
        return base + raised(digits);
    }

    /// Two decimals, as running text has them: `1.22`, `0.08`; three significant digits where that leaves nothing.
    public static String rounded(double value) {
        return Double.isFinite(value) && (value == 0 || Math.abs(value) >= 0.01) ? fixed(value, 0, 2) : format(value);
    }

    /// The mean with the spread, to as many decimals as the spread deserves: two of its digits when they are below 35,
    /// one otherwise (the rule of the Particle Data Group). `1.70 ± 0.12`, `7.3 ± 0.7`, `(1.6 ± 0.6)×10⁻⁵`. A single
    /// number has no spread.
    public static String meanAndSd(Summary summary) {
        if (summary.isEmpty() || !Double.isFinite(summary.mean())) {
            return UNDEFINED;
        }
        if (summary.n() == 1) {
            return format(summary.mean());
        }
        if (summary.sd() == 0) {
            return format(summary.mean()) + " ± 0";
        }
        double larger = Math.max(Math.abs(summary.mean()), summary.sd());
        int exponent = exponent(new BigDecimal(larger).round(THREE_DIGITS));
        boolean power = exponent < -3 || exponent > 5;
        int shift = power ? exponent : 0;
        BigDecimal spread = new BigDecimal(summary.sd()).round(new MathContext(2, RoundingMode.HALF_EVEN));
        int leading = exponent(spread) - shift;
        int digits = spread.movePointLeft(exponent(spread)).doubleValue() < 3.5 ? 2 : 1;
        // At most five significant digits of the larger one: a spread of 10⁻⁹ would print nine decimals of noise.
        int decimals = Math.max(0, Math.min(digits - 1 - leading, 4 - (exponent - shift)));
        String both = fixed(summary.mean(), shift, decimals) + " ± " + fixed(summary.sd(), shift, decimals);
        return power ? "(" + both + ")×10" + superscript(exponent) : both;
    }

    /// A share as percent, without the sign, with one decimal unless it is all or nothing: `99.8`, `100`.
    public static String percent(double share) {
        if (share == 0 || share == 1) {
            return share == 0 ? "0" : "100";
        }
        return Double.isFinite(share) ? fixed(100 * share, 0, 1) : UNDEFINED;
    }

    /// Mean and spread of shares as percent: `71.3 ± 4.2`.
    public static String percentAndSd(Summary summary) {
        if (summary.n() < 2 || !Double.isFinite(summary.mean())) {
            return percent(summary.mean());
        }
        return percent(summary.mean()) + " ± " + percent(summary.sd());
    }

    /// Whole numbers in a line, runs of three and more shortened: `1, 3..7, 20`.
    public static String ranges(List<Long> sorted) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < sorted.size();) {
            int end = i;
            while (end + 1 < sorted.size() && sorted.get(end + 1) == sorted.get(end) + 1) {
                end++;
            }
            if (end - i >= 2) {
                parts.add(sorted.get(i) + ".." + sorted.get(end));
                i = end + 1;
            } else {
                parts.add(sorted.get(i).toString());
                i++;
            }
        }
        return String.join(", ", parts);
    }

    /// The nearest number with so many significant digits.
    public static double round(double value, int digits) {
        return Double.isFinite(value) && value != 0
                ? new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN)).doubleValue()
                : value;
    }

    /// The value to six significant digits: what a figure can show, at half the bytes.
    static double sixDigits(double value) {
        return round(value, 6);
    }

    private static String fixed(double value, int shift, int decimals) {
        return plain(new BigDecimal(value).movePointLeft(shift).setScale(decimals, RoundingMode.HALF_EVEN));
    }

    private static String plain(BigDecimal value) {
        return value.toPlainString().replace('-', '−');
    }

    private static int exponent(BigDecimal value) {
        return value.precision() - value.scale() - 1;
    }

    private static String superscript(int exponent) {
        return raised(Integer.toString(exponent));
    }

    private static String raised(String digits) {
        StringBuilder raised = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            raised.append(c == '-' ? '⁻' : c == '.' ? '·' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
        }
        return raised.toString();
    }
}
