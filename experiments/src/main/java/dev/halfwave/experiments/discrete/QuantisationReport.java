package dev.halfwave.experiments.discrete;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.Check;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.CurveChart.Kind;
import dev.halfwave.experiments.report.CurveChart.Series;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Measurements;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Summary;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.signal.Spectrum;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The report of `quantisation`.
final class QuantisationReport {

    private static final Map<Quantiser, Style> STYLES = Map.of(
            Quantiser.MID_TREAD, new Style(Style.BLUE, List.of(), "circle"),
            Quantiser.MID_RISE, new Style(Style.GREEN, List.of(11, 4, 2, 4), "diamond"),
            Quantiser.TRUNCATION, new Style(Style.VERMILLION, List.of(9, 5), "rect"),
            Quantiser.DITHERED, new Style(Style.PURPLE, List.of(2, 4), "triangle"));

    /// What an earlier computation, of one draw, found: bits, DC error in percent, RRMSE in percent. It does not state how
    /// it rounded.
    private static final double[][] EARLIER = {{2, -31, 47}, {3, -6.1, 23}, {4, -1.5, 9.9}, {6, Double.NaN, 2.5},
        {8, Double.NaN, 0.59}, {10, Double.NaN, 0.15}, {12, Double.NaN, 0.038}};

    private final RunData run;
    private final Measurements measured;
    private final List<Quantiser> arms = new ArrayList<>();
    private final int[] bits = IntStream.rangeClosed(Quantisation.LEAST_BITS, Quantisation.MOST_BITS).toArray();
    private final double[] x = Arrays.stream(bits).asDoubleStream().toArray();

    QuantisationReport(RunData run) {
        this.run = run;
        measured = Measurements.of(run);
        for (Quantiser each : Quantiser.values()) {
            if (measured.has(each.arm())) {
                arms.add(each);
            }
        }
    }

    Report report() {
        ReportPage page = ReportPage.of(new Quantisation(), run, "ReLU's DC component after rounding");
        page.quick(ReportPage.seedCounts(run)
                + ". A mean over so few draws of the phases is uncertain by a quarter of the "
                + "spread of one draw.");
        page.answer(answer());
        page.asked("The paper's equations are for real numbers. A converter, or arithmetic with few bits, rounds the "
                + "signal before ReLU sees it. The DC component is a mean over many samples, so errors of both signs should "
                + "cancel in it; the question is whether they do.");
        page.asked(
                "ReLU lets only the errors above 0 pass. If these have a mean, DC has a bias. With Δ for the step and "
                        + "σ for the signal's RMS, the relative bias is about −Δ²/(24σ²) with mid-tread, +Δ²/(12σ²) with "
                        + "mid-rise, +Δ²/(24σ²) with dither, and −√(2π)Δ/(4σ) + Δ²/(12σ²) with truncation, which alone is of first "
                        + "order: half a step, half of the time. (For a Gaussian signal, without clipping; derived here, not in "
                        + "the paper.)");
        page.setUp("Signal",
                "Cosines of 5, 10, 20 and 40 Hz with amplitude 1 and random phases, 1 s at 1024 Hz; it repeats "
                        + "after that, so the paper's 8 s have the same values.");
        page.setUp("Rounding",
                "To 2^b levels, Δ = 2 · full scale / 2^b apart; beyond the outermost level it clips. Full "
                        + "scale: " + (isSum()
                                ? "4, the sum of the amplitudes."
                                : "the peak of each draw, so that crests are clipped at the outermost level, which lies half a "
                                        + "step or a step below."));
        page.setUp("Seeds", ReportPage.seeds(run) + " Each is a draw of the phases, the same for all arms.");
        page.setUp("Measures",
                "DC error: DC of ReLU of the rounded signal over DC of ReLU of the signal itself, less 1. "
                        + "RRMSE: ‖difference‖ / ‖ReLU‖. Spurious: the largest line of the difference at a multiple of 5 Hz; "
                        + "floor: the RMS of all its other lines; both in dB relative to the largest line of ReLU.");
        if (!arms.isEmpty()) {
            page.mainFigure(dcError());
            bias(page);
            page.section("The output as a whole, and its spectrum");
            page.paragraph(
                    "The error of the whole output falls by half with each bit (6.02 dB), whatever the rounding: "
                            + "that of truncation is twice that of the nearest level, which is its bias; dither costs a factor of √3.");
            page.figures(rrmse(), floor());
            page.paragraph(
                    "Without dither the error is a function of the signal and repeats with it: its energy stands in "
                            + "lines at multiples of 5 Hz and, folded at 512 Hz, at other whole hertz. At few bits the former stand "
                            + "out far above the floor. From about 6 bits on the harmonics are so many, and fold so often, that the "
                            + "largest of 102 lines is hardly higher above the floor than with dither, whose error is noise: it has "
                            + "little left to do, and costs 5 dB.");
            page.figures(spectrum());
            aboutEarlier(page);
        }
        page.checks(checks());
        return page.report(terminal());
    }

    private boolean isSum() {
        return "sum".equals(run.settings().getOrDefault("fullScale", "sum"));
    }

    private String answer() {
        StringBuilder text = new StringBuilder();
        if (measured.has("mid-tread")) {
            text.append("With rounding to the nearest level the DC survives: at 8 bits a draw of the phases is off by ")
                    .append(percent(typical("mid-tread", 8))).append(" % on average, at 4 bits by ")
                    .append(percent(typical("mid-tread", 4)))
                    .append(" %, while the output as a whole is off by ")
                    .append(percent(measured.mean("mid-tread", "rrmse", 8))).append(" and ")
                    .append(percent(measured.mean("mid-tread", "rrmse", 4))).append(" %. ");
        }
        if (measured.has("truncation")) {
            text.append(
                    "Truncation is different: it shifts every sample by half a step, ReLU passes half of that on, and "
                            + "no averaging removes it: ")
                    .append(percent(measured.mean("truncation", "dcError", 8)))
                    .append(" % at 8 bits and ").append(percent(measured.mean("truncation", "dcError", 4)))
                    .append(" % at 4. ");
        }
        if (isBiased("mid-tread", -1) && isBiased("mid-rise", 1)) {
            text.append("Even the nearest level has a bias of second order, whose sign tells the converters apart: ")
                    .append(percent(measured.mean("mid-tread", "dcError", 3))).append(" % with mid-tread and +")
                    .append(percent(measured.mean("mid-rise", "dcError", 3))).append(" % with mid-rise at 3 bits.");
        }
        return text.isEmpty()
                ? "The question cannot be answered from this run: " + Words.missing(run, List.of("mid-tread")) + "."
                : text.toString();
    }

    /// Whether the mean DC error at 3 bits has this sign beyond two standard errors.
    private boolean isBiased(String arm, int sign) {
        Summary error = measured.summary(arm, "dcError", 3);
        return sign * error.mean() > 2 * error.standardError();
    }

    private double typical(String arm, int atBits) {
        return Arrays.stream(measured.values(arm, "dcError", atBits)).map(Math::abs).average().orElse(Double.NaN);
    }

    private static String percent(double share) {
        return Numbers.significant(100 * share, 2);
    }

    private double[] perBits(ToDoubleFunction<Integer> value) {
        return Arrays.stream(bits).boxed().mapToDouble(value).toArray();
    }

    private double step(Quantiser arm, int atBits) {
        return measured.mean(arm.arm(), "step", atBits);
    }

    private Figure dcError() {
        List<Series> series = new ArrayList<>();
        for (Quantiser arm : arms) {
            series.add(Series.of(arm.arm(), STYLES.get(arm), Kind.LINE_AND_POINTS, x,
                    perBits(b -> 100 * typical(arm.arm(), b))));
        }
        for (Quantiser arm : arms) {
            if (arm == Quantiser.TRUNCATION || arm == Quantiser.MID_TREAD) {
                series.add(Series.of("bias of " + arm.arm() + ", theory",
                        new Style(Style.BLACK, STYLES.get(arm).dash(), "none"), Kind.LINE, x, perBits(
                                b -> 100 * Math.abs(arm.expectedDcError(step(arm, b),
                                        Quantisation.rootMeanSquare())))));
            }
        }
        CurveChart chart = new CurveChart(Axis.linear("bits").between(1, 17),
                Axis.logarithmic("│DC error│ (%, log scale)"), series, List.of(), 1040);
        return new Figure("dc-error-over-bits", "How far ReLU's DC is off after rounding its input",
                "The magnitude of the DC error of one draw of the phases, mean over draws. Black: the part that does not "
                        + "average out over draws, from theory.",
                Figure.Width.FULL, 460, chart.option(), chart.table());
    }

    private void bias(ReportPage page) {
        page.section("The bias");
        page.paragraph(
                "The DC error with its sign, in percent: mean ± standard deviation over draws, beside theory. At many "
                        + "bits the mean over draws of a nearest level is too small to be seen among the draws.");
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.number("bits")));
        for (Quantiser arm : arms) {
            columns.add(DataTable.number("`" + arm.arm() + "`"));
            columns.add(DataTable.number("theory"));
        }
        List<DataTable.Row> rows = new ArrayList<>();
        for (int b : new int[] {2, 3, 4, 5, 6, 8, 10, 12, 16}) {
            List<String> cells = new ArrayList<>(List.of(Integer.toString(b)));
            for (Quantiser arm : arms) {
                double[] errors = Arrays.stream(measured.values(arm.arm(), "dcError", b)).map(e -> 100 * e).toArray();
                cells.add(Numbers.meanAndSd(Summary.of(errors)));
                cells.add(percent(arm.expectedDcError(step(arm, b), Quantisation.rootMeanSquare())));
            }
            rows.add(DataTable.row(cells));
        }
        page.table(new DataTable(columns, rows));
    }

    private Figure rrmse() {
        List<Series> series = new ArrayList<>();
        for (Quantiser arm : arms) {
            series.add(Series.of(arm.arm(), STYLES.get(arm), Kind.LINE_AND_POINTS, x,
                    perBits(b -> 100 * measured.mean(arm.arm(), "rrmse", b))));
        }
        if (measured.has("mid-tread")) {
            series.add(Series.of("theory of mid-tread", new Style(Style.BLACK, List.of(2, 3), "none"), Kind.LINE, x,
                    perBits(b -> 100 * Quantiser.MID_TREAD.expectedRrmse(step(Quantiser.MID_TREAD, b),
                            Quantisation.rootMeanSquare()))));
        }
        series.add(Series.of("an earlier draw", new Style(Style.BLACK, List.of(), "emptyDiamond"), Kind.POINTS,
                Arrays.stream(EARLIER).mapToDouble(row -> row[0]).toArray(),
                Arrays.stream(EARLIER).mapToDouble(row -> row[2]).toArray()));
        CurveChart chart = new CurveChart(Axis.linear("bits").between(1, 17), Axis.logarithmic("RRMSE (%, log scale)"),
                series, List.of(), 500);
        return new Figure("rrmse-over-bits", "The error of the whole output",
                "Mean over draws. Theory: Δ/(√12 σ).", Figure.Width.HALF, 420, chart.option(), chart.table());
    }

    private Figure floor() {
        List<Series> series = new ArrayList<>();
        for (Quantiser arm : arms) {
            Style style = STYLES.get(arm);
            series.add(Series.of(arm.arm() + ", floor", style, Kind.LINE_AND_POINTS, x,
                    perBits(b -> measured.mean(arm.arm(), "floor", b))));
            if (arm == Quantiser.MID_TREAD || arm == Quantiser.DITHERED) {
                series.add(Series.of(arm.arm() + ", largest spurious line",
                        new Style(style.color(), List.of(2, 3), "empty" + capital(style.symbol())),
                        Kind.LINE_AND_POINTS, x, perBits(b -> measured.mean(arm.arm(), "spurious", b))));
            }
        }
        CurveChart chart = new CurveChart(Axis.linear("bits").between(1, 17),
                Axis.linear("dB relative to the largest line of ReLU"), series, List.of(), 500);
        return new Figure("floor-over-bits", "Noise floor and spurious lines",
                "Mean over draws. The floor falls by 6.02 dB per bit.", Figure.Width.HALF, 420, chart.option(),
                chart.table());
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private Figure spectrum() {
        int atBits = 3;
        double[] signal = Quantisation.signal(1);
        double[] exact = Quantisation.relu(signal);
        double fullScale = Quantisation.fullScale(isSum() ? "sum" : "peak", signal);
        List<Series> series = new ArrayList<>();
        series.add(lines("ReLU", new Style(Style.BLACK, List.of(), "emptyCircle"), Kind.STEMS, exact));
        for (Quantiser arm : List.of(Quantiser.MID_TREAD, Quantiser.DITHERED)) {
            double[] rounded = Quantisation.relu(arm.quantise(signal, atBits, fullScale, 1));
            series.add(lines("error, " + arm.arm(), STYLES.get(arm), Kind.POINTS,
                    Quantisation.difference(rounded, exact)));
        }
        CurveChart chart = new CurveChart(Axis.fromZero("frequency (Hz)").between(0, 150),
                Axis.logarithmic("amplitude (log scale)").between(1e-3, 1), series, List.of(), 1040);
        return new Figure("spectrum-of-error", "ReLU's output and the error of rounding to " + atBits + " bits",
                "Seed 1, up to 150 Hz, DC counted once. With mid-tread, lines at multiples of 5 Hz stand out. Computed while this report was drawn, by the same code.",
                Figure.Width.FULL, 420, chart.option(), chart.table());
    }

    private static Series lines(String name, Style style, Kind kind, double[] samples) {
        Spectrum spectrum = Spectrum.amplitude(samples, Quantisation.SAMPLE_RATE_HZ);
        int shown = spectrum.bin(150) + 1;
        double[] amplitude = Arrays.copyOf(spectrum.amplitude(), shown);
        for (int k = 0; k < shown; k++) {
            // ReLU has other lines too, folded at 512 Hz, but none that would be seen among the errors.
            amplitude[k] = kind == Kind.STEMS && amplitude[k] < 2e-3 ? Double.NaN : amplitude[k];
        }
        return Series.of(name, style, kind, Arrays.copyOf(spectrum.frequencyHz(), shown), amplitude);
    }

    private void aboutEarlier(ReportPage page) {
        page.section("Beside an earlier computation");
        page.paragraph(
                "An earlier computation of one draw found a DC error of −31, −6.1 and −1.5 % at 2, 3 and 4 bits, below "
                        + "0.02 % from 6 bits on, and the RRMSE of the checks below; how it rounded is not recorded. Its negative "
                        + "errors rule out mid-rise, and their fast fall rules out truncation. Mid-tread fits"
                        + farthest() + ". Steps of 2 · full scale / (2^b − 1), or the peak "
                        + "as full scale (`--set fullScale=peak`), fit about as well, so these are not told apart.");
    }

    /// How far the earlier numbers are from the mean over draws.
    private String farthest() {
        double farthest = 0;
        int where = 0;
        for (double[] row : EARLIER) {
            Summary error = measured.summary("mid-tread", "dcError", (int) row[0]);
            Summary rrmse = measured.summary("mid-tread", "rrmse", (int) row[0]);
            double dc = Double.isNaN(row[1]) ? 0 : Math.abs(row[1] - 100 * error.mean()) / (100 * error.sd());
            double distance = Math.max(dc, Math.abs(row[2] - 100 * rrmse.mean()) / (100 * rrmse.sd()));
            if (distance > farthest) {
                farthest = distance;
                where = (int) row[0];
            }
        }
        return Double.isFinite(farthest) && farthest > 0 && farthest <= 3
                ? ": all numbers lie within three times the spread (sd) of one draw, the farthest, at " + where
                        + " bits, "
                        + Numbers.significant(farthest, 2) + " of them"
                : ", as far as one can tell from one draw";
    }

    private static String earlier(double value) {
        return Numbers.significant(value, 3);
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        int n = measured.values("mid-tread", "dcError", 2).length;
        String spread = "an earlier draw; allowed: three times the spread (sd) of one draw, of n = " + n;
        for (double[] row : EARLIER) {
            int b = (int) row[0];
            Summary error = measured.summary("mid-tread", "dcError", b);
            if (Double.isNaN(row[1])) {
                checks.add(earlierCheck(b + " bits: DC error (%; earlier: below 0.02)", 0, 0.02, error,
                        spread + ", and its 0.02"));
            } else {
                checks.add(earlierCheck(b + " bits: DC error (%; earlier: " + earlier(row[1]) + ")", row[1], 0, error,
                        spread));
            }
        }
        for (double[] row : EARLIER) {
            int b = (int) row[0];
            checks.add(earlierCheck(b + " bits: RRMSE (%; earlier: " + earlier(row[2]) + ")", row[2], 0,
                    measured.summary("mid-tread", "rrmse", b), spread));
        }
        for (Quantiser arm : Quantiser.values()) {
            if (isSum()) { // where the peak is full scale, crests are clipped, which theory leaves out
                theory(checks, arm, 6);
            }
        }
        checks.add(new Check("`truncation`, 8 bits over 9 bits: DC error", 2,
                measured.mean("truncation", "dcError", 8) / measured.mean("truncation", "dcError", 9), 0.03,
                "first order in the step"));
        checks.add(new Check("`dithered`: floor from 6 to 12 bits, dB per bit", -6.02,
                (measured.mean("dithered", "floor", 12) - measured.mean("dithered", "floor", 6)) / 6, 0.1,
                "20 lg 2"));
        return checks;
    }

    /// One draw has no spread to compare with.
    private static Check earlierCheck(String what, double expected, double tolerance, Summary share, String source) {
        boolean isMeasured = share.n() > 1;
        return new Check("`mid-tread`, " + what, expected, isMeasured ? 100 * share.mean() : Double.NaN,
                tolerance + (isMeasured ? 300 * share.sd() : 0), source);
    }

    private void theory(List<Check> checks, Quantiser arm, int b) {
        double[] error = measured.values(arm.arm(), "dcError", b);
        double[] rrmse = measured.values(arm.arm(), "rrmse", b);
        double step = step(arm, b);
        if (error.length == 0) {
            step = Quantiser.step(b, 4);
        }
        String how = "theory for a Gaussian signal; allowed: 3 % and three standard errors, n = " + error.length;
        double dc = arm.expectedDcError(step, Quantisation.rootMeanSquare());
        double whole = arm.expectedRrmse(step, Quantisation.rootMeanSquare());
        checks.add(Check.ofMean("`" + arm.arm() + "`, " + b + " bits: DC error (%)", 100 * dc, 3 * Math.abs(dc),
                percentages(error), how));
        checks.add(Check.ofMean("`" + arm.arm() + "`, " + b + " bits: RRMSE (%)", 100 * whole, 3 * whole,
                percentages(rrmse), how));
    }

    private static Summary percentages(double[] shares) {
        return Summary.of(Arrays.stream(shares).map(share -> 100 * share).toArray());
    }

    private String terminal() {
        StringBuilder text = new StringBuilder("DC error in percent, mean over draws (theory), by bits before ReLU\n");
        text.append(String.format("%-6s", "bits"));
        arms.forEach(arm -> text.append(String.format("%-24s", arm.arm())));
        for (int b : new int[] {2, 3, 4, 6, 8, 10, 12}) {
            text.append(String.format("\n%-6d", b));
            for (Quantiser arm : arms) {
                text.append(String.format("%-24s", percent(measured.mean(arm.arm(), "dcError", b)) + " ("
                        + percent(arm.expectedDcError(step(arm, b), Quantisation.rootMeanSquare())) + ")"));
            }
        }
        return text.toString().replaceAll(" +\n", "\n").stripTrailing() + "\n";
    }
}
