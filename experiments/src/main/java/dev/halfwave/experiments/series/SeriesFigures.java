package dev.halfwave.experiments.series;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.CurveChart.Kind;
import dev.halfwave.experiments.report.CurveChart.Series;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.series.ReluSeries.SeriesCase;
import dev.halfwave.experiments.signal.Spectrum;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// The figures of the report of `relu-series`.
final class SeriesFigures {

    private static final int FULL_PX = 1040;
    private static final int HALF_PX = 500;

    private static final Style INPUT = new Style(Style.BLACK, List.of(2, 4), "emptyDiamond");
    private static final Style RELU = new Style(Style.BLACK, List.of(), "emptyCircle");
    private static final Style CODE = new Style(Style.BLUE, List.of(9, 5), "rect");
    private static final Style TEXT = new Style(Style.VERMILLION, List.of(3, 3), "triangle");
    private static final Style SAFE = new Style(Style.GREEN, List.of(11, 4, 2, 4), "diamond");
    private static final Style ONE = new Style(Style.PURPLE, List.of(16, 4), "circle");

    private final SeriesData data;
    private final double[] seconds;
    private final double[] x;
    private final double[] relu;

    SeriesFigures(SeriesData data) {
        this.data = data;
        seconds = data.grid().seconds();
        x = data.mixture().samples(seconds);
        relu = ReluExpansion.relu(x);
    }

    private static Style style(String arm) {
        return switch (arm) {
            case "text" -> TEXT;
            case "code" -> CODE;
            case "safe" -> SAFE;
            default -> ONE;
        };
    }

    /// The figure that makes the point.
    Optional<Figure> errorByTerms() {
        CurveChart chart = byTerms("rrmse", 100, "RRMSE (% of ReLU's norm, log scale)", 1000,
                List.of(Mark.horizontal("as wrong as 0", 100), Mark.vertical("the paper's 50", 50)), FULL_PX);
        String same = data.has("code") && data.has("safe")
                && Math.abs(data.value("code", "scaleA", 0) / data.value("safe", "scaleA", 0) - 1) < 1e-9
                        ? " `code` and `safe` have the same A for this signal and lie upon each other."
                        : "";
        return data.arms().isEmpty()
                ? Optional.empty()
                : Optional.of(new Figure("error-by-terms", "How far N terms of the series are from ReLU",
                        "Down is better. Where |g| ≤ 1 the error falls, as the power of N in the legend; where g exceeds 1 "
                                + "it leaves the picture." + same,
                        Figure.Width.FULL, 460, chart.option(), chart.table()));
    }

    Figure dcErrorByTerms() {
        CurveChart chart =
                byTerms("dcError", 100, "DC error (%, log scale)", 1000, List.of(Mark.vertical("50", 50)), HALF_PX);
        return new Figure("dc-error-by-terms", "The error of the DC",
                "Its magnitude. With one and two terms, `text` and `one-tone` have the DC of equation 8.",
                Figure.Width.HALF, 400, chart.option(), chart.table());
    }

    Figure maxErrorByTerms() {
        CurveChart chart = byTerms("maxError", 1, "largest |error| (log scale)", 10, List.of(Mark.vertical("50", 50)),
                HALF_PX);
        return new Figure("max-error-by-terms", "The largest error",
                "It stands at the zero crossings, where g = −1.", Figure.Width.HALF, 400, chart.option(),
                chart.table());
    }

    private CurveChart byTerms(String metric, double factor, String name, double most, List<Mark> marks, int widthPx) {
        List<Series> series = new ArrayList<>();
        for (String arm : data.arms()) {
            List<MetricValue> values = data.series(arm, metric);
            series.add(Series.of(arm + (data.diverges(arm) ? ": diverges" : power(arm, metric)), style(arm),
                    Kind.LINE_AND_POINTS, values.stream().mapToDouble(MetricValue::epoch).toArray(),
                    values.stream().mapToDouble(value -> factor * Math.abs(value.value())).toArray()));
        }
        return new CurveChart(Axis.logarithmic("number of terms N (log scale)"),
                Axis.logarithmic(name).between(Double.NaN, most), series, marks, widthPx);
    }

    private String power(String arm, String metric) {
        return data.slope(arm, metric).map(slope -> Numbers.power(": ∝ N", slope)).orElse("");
    }

    /// g for each A.
    Figure gOverTime() {
        int[] window = aroundPeak(window(1.5)[1]);
        List<Series> series = new ArrayList<>();
        for (String arm : List.of("text", "code", "safe")) {
            double[] g = new ReluExpansion(x, SeriesCase.of(arm, data.run().settings()).scaleA()).g();
            Series curve = Series.of(arm, style(arm), Kind.LINE, cut(seconds, window), cut(g, window));
            series.add(arm.equals("safe") ? curve.hidden() : curve);
        }
        CurveChart chart = new CurveChart(Axis.linear("time (s)"), Axis.linear("g = x²/A − 1"), series,
                List.of(Mark.horizontal("limit", 1)), HALF_PX);
        return new Figure("g-over-time", "What is raised to powers",
                "The series converges at the instants where g is at most 1. Where x crosses zero, g is −1.",
                Figure.Width.HALF, 400, chart.option(), chart.table());
    }

    /// Approximations in time; for the paper's signal the detail that the paper shows.
    Figure detail() {
        int[] window = data.isPapersSignal() ? new int[] {index(0.21), index(0.26)} : window(1);
        int shown = shownTerms();
        List<Series> series = new ArrayList<>();
        double[] times = cut(seconds, window);
        series.add(Series.of("input", INPUT, Kind.LINE, times, cut(x, window)));
        series.add(Series.of("ReLU", RELU, Kind.LINE, times, cut(relu, window)));
        series.add(Series.of("code, N = " + shown, CODE, Kind.LINE, times, cut(approximation("code", shown), window)));
        int few = 5;
        series.add(Series.of("code, N = " + few, SAFE, Kind.LINE, times, cut(approximation("code", few), window))
                .hidden());
        int best = data.has("text") && data.diverges("text") ? data.best("text") : shown;
        series.add(Series.of("text, N = " + best, TEXT, Kind.LINE, times, cut(approximation("text", best), window)));
        double top = Arrays.stream(cut(relu, window)).max().orElseThrow();
        Axis y = data.isPapersSignal()
                ? Axis.linear("signal").between(-0.4, 0.8)
                : Axis.linear("signal").between(Numbers.round(-0.4 * top, 2), Numbers.round(1.2 * top, 2));
        Axis time = Axis.linear("time (s)");
        CurveChart chart = new CurveChart(data.isPapersSignal() ? time.between(0.21, 0.26) : time, y, series, List.of(),
                HALF_PX);
        return new Figure("detail", "A detail over time",
                (data.isPapersSignal() ? "The detail that the paper shows, 0.21 to 0.26 s. " : "")
                        + "`text` is shown with the number of terms that suits it best.",
                Figure.Width.HALF, 400, chart.option(), chart.table());
    }

    private double[] approximation(String arm, int terms) {
        return new ReluExpansion(x, SeriesCase.of(arm, data.run().settings()).scaleA()).approximation(terms);
    }

    /// Input, ReLU and the approximation over frequency: every line that is worth seeing.
    Figure spectrum() {
        int shown = shownTerms();
        Spectrum input = spectrum(x);
        Spectrum exact = spectrum(relu);
        Spectrum series = spectrum(approximation("code", shown));
        double highest = data.mixture().tones().stream().mapToDouble(Tone::hz).max().orElseThrow();
        double end = Math.min(512, Math.max(20, 3.75 * highest)); // 150 Hz for the paper's signal
        double threshold = 3e-3 * Arrays.stream(exact.amplitude()).max().orElseThrow();
        int[] lines = IntStream.range(0, input.amplitude().length)
                .filter(bin -> input.frequencyHz()[bin] <= end)
                .filter(bin -> isPeak(exact.amplitude(), bin) && exact.amplitude()[bin] > threshold).toArray();
        CurveChart chart = new CurveChart(Axis.fromZero("frequency (Hz)"), Axis.logarithmic("amplitude (log scale)"),
                List.of(stems("input", INPUT, input, lines, threshold), stems("ReLU", RELU, exact, lines, threshold),
                        stems("code, N = " + shown, CODE, series, lines, threshold)),
                List.of(), FULL_PX);
        return new Figure("spectrum", "The spectrum of input, ReLU and approximation",
                data.isPaperStyle()
                        ? "As the paper's code draws it: DC doubled, frequencies stretched by 4096/4095."
                        : "DC counted once (the paper's plots double it), exact frequencies. Only peaks above 0.3% of "
                                + "the largest are drawn.",
                Figure.Width.FULL, 420, chart.option(), chart.table());
    }

    private static boolean isPeak(double[] amplitude, int bin) {
        return (bin == 0 || amplitude[bin] >= amplitude[bin - 1])
                && (bin + 1 == amplitude.length || amplitude[bin] >= amplitude[bin + 1]);
    }

    private static Series stems(String name, Style style, Spectrum spectrum, int[] lines, double threshold) {
        int[] high = Arrays.stream(lines).filter(bin -> spectrum.amplitude()[bin] > threshold).toArray();
        return Series.of(name, style, Kind.STEMS,
                Arrays.stream(high).mapToDouble(i -> spectrum.frequencyHz()[i]).toArray(),
                Arrays.stream(high).mapToDouble(i -> spectrum.amplitude()[i]).toArray());
    }

    private Spectrum spectrum(double[] signal) {
        return data.isPaperStyle()
                ? Spectrum.paperStyle(signal, Grid.SAMPLE_RATE_HZ)
                : Spectrum.amplitude(signal, Grid.SAMPLE_RATE_HZ);
    }

    /// Equation 8 against the truth, by the number of tones.
    Figure equation8() {
        double[] tones = IntStream.rangeClosed(1, 16).asDoubleStream().toArray();
        double[] ratio = map(tones, n -> 100 * (Math.sqrt(2 * n) / 4 / IncommensurateTones.dcOfEqual((int) n) - 1));
        List<Series> series = new ArrayList<>(List.of(
                Series.of("equal tones without a common period", ONE, Kind.LINE_AND_POINTS, tones, ratio)));
        double own = 100 * (data.mixture().equation8() / ReluSeries.mean(relu) - 1);
        series.add(Series.of("this run's signal", CODE, Kind.POINTS,
                new double[] {data.mixture().tones().size()}, new double[] {own}));
        CurveChart chart = new CurveChart(Axis.fromZero("number of tones"),
                Axis.fromZero("equation 8 above the true DC (%)").between(0, 30), series,
                List.of(Mark.horizontal("infinitely many: 25.33%", 100 * (Math.sqrt(2 * Math.PI) / 2 - 1))), HALF_PX);
        return new Figure("equation-8", "By how much equation 8 is too large",
                "0% would be right. Equal tones of incommensurate frequencies; exact, by an integral.",
                Figure.Width.HALF, 380, chart.option(), chart.table());
    }

    /// The condition for two tones of different amplitudes.
    Figure twoTones() {
        double[] small = IntStream.rangeClosed(0, 50).mapToDouble(i -> i / 50.0).toArray();
        CurveChart chart = new CurveChart(Axis.fromZero("amplitude of the smaller tone").between(0, 1),
                Axis.fromZero("largest g with the text's A").between(0, 3.5),
                List.of(Series.of("tones 1 and ε", TEXT, Kind.LINE, small, map(small, e -> 1 + 4 * e / (1 + e * e)))),
                List.of(Mark.horizontal("1: beyond it the series diverges", 1)), HALF_PX);
        return new Figure("two-tones", "One dominant tone is the good case",
                "Two tones of amplitudes 1 and ε: largest g = 1 + 4ε/(1 + ε²). Only a tone alone has 1.",
                Figure.Width.HALF, 380, chart.option(), chart.table());
    }

    private int shownTerms() {
        return data.setting("shownTerms", ReluSeries.SHOWN_TERMS.defaultValue());
    }

    /// The first periods of the slowest tone.
    private int[] window(double periods) {
        double slowest = data.mixture().tones().stream().mapToDouble(Tone::hz).min().orElseThrow();
        return new int[] {0, Math.min(Grid.SAMPLES - 1, Math.max(10, index(periods / slowest)))};
    }

    /// So many samples around the largest |x|, as far as there are as many.
    private int[] aroundPeak(int samples) {
        int peak = 0;
        for (int i = 1; i < x.length; i++) {
            if (Math.abs(x[i]) > Math.abs(x[peak]) * (1 + 1e-9)) {
                peak = i;
            }
        }
        int from = Math.max(0, Math.min(x.length - 1 - samples, peak - samples / 2));
        return new int[] {from, from + samples};
    }

    private int index(double second) {
        return (int) Math.min(Grid.SAMPLES - 1, Math.round(second * Grid.SAMPLE_RATE_HZ));
    }

    private static double[] cut(double[] values, int[] window) {
        return Arrays.copyOfRange(values, window[0], window[1] + 1);
    }

    private static double[] map(double[] values, DoubleUnaryOperator function) {
        return Arrays.stream(values).map(function).toArray();
    }
}
