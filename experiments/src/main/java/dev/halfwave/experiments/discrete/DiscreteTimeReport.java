package dev.halfwave.experiments.discrete;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.Check;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.CurveChart.Kind;
import dev.halfwave.experiments.report.CurveChart.Series;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Measurements;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.signal.Spectrum;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The report of `discrete-time`.
final class DiscreteTimeReport {

    private static final int PAPER_RATE = DiscreteTime.PAPER_RATE_HZ;

    /// Samples per period of the tables and checks, at 32 Hz.
    private static final List<Integer> PERIODS = List.of(2, 3, 4, 5, 6, 8, 10, 16, 32);

    private static final Map<Rectifier, Style> STYLES = Map.of(
            Rectifier.PLAIN, new Style(Style.BLUE, List.of(), "circle"),
            Rectifier.FILTERED, new Style(Style.VERMILLION, List.of(9, 5), "rect"),
            Rectifier.ADAA, new Style(Style.GREEN, List.of(2, 4), "triangle"));

    private final RunData run;
    private final Measurements measured;
    private final List<Rectifier> arms = new ArrayList<>();

    DiscreteTimeReport(RunData run) {
        this.run = run;
        measured = Measurements.of(run);
        for (Rectifier each : Rectifier.values()) {
            if (measured.has(each.arm())) {
                arms.add(each);
            }
        }
    }

    Report report() {
        ReportPage page = ReportPage.of(new DiscreteTime(), run, "ReLU's DC component in sampled time");
        page.quick(
                "every fourth frequency of the sweep at 32 Hz, and fewer windows for the classifiers. What is measured "
                        + "is exact in both presets.");
        page.answer(answer());
        asked(page);
        setUp(page);
        if (!arms.isEmpty()) {
            page.mainFigure(overFrequency());
            periods(page);
            rates(page);
            aliases(page);
            classes(page);
            again(page);
        }
        page.checks(checks());
        return page.report(terminal());
    }

    private String answer() {
        StringBuilder text = new StringBuilder();
        if (measured.has("plain")) {
            text.append(
                    "It depends on the phase wherever the sampling rate is a small multiple of the frequency, because "
                            + "harmonics of ReLU then fold onto DC: between ")
                    .append(digits(low("plain", 240), 4))
                    .append(" and ").append(digits(high("plain", 240), 4))
                    .append(" at four samples per period, where continuous time has 1/π = 0.3183. Theory and measurement "
                            + "agree to ")
                    .append(Numbers.format(largestDeviation())).append(" for every tone, phase and rate. The paper's "
                            + "tones of 3, 5 and 10 Hz at 32 Hz are nearly free of it: their DC is within ")
                    .append(Numbers.format(100 * farthest(List.of(90, 150, 300)))).append(" % of 1/π. ");
        }
        if (measured.has("filtered") && measured.has("plain")) {
            text.append(
                    "With ReLU at twice the rate between low-pass filters, the spread over phase at four samples per "
                            + "period falls from ")
                    .append(digits(high("plain", 240) - low("plain", 240), 3)).append(" to ")
                    .append(digits(high("filtered", 240) - low("filtered", 240), 3)).append(". ");
        }
        if (measured.has("adaa")) {
            text.append("`AntiderivativeRelu` leaves a spread of ")
                    .append(digits(high("adaa", 240) - low("adaa", 240), 3))
                    .append(", but its DC falls with frequency. ");
        }
        if (arms.size() == Rectifier.values().length) {
            text.append("So less aliasing does not make DC blind to frequency: the roll-off of both forms is a "
                    + "fingerprint of its own.");
        }
        return text.toString();
    }

    private static void asked(ReportPage page) {
        page.asked(
                "A network does not see `cos(2πft)` but samples of it. ReLU makes harmonics of f, 2f, 4f, 6f, ... without "
                        + "end; sampling at fs folds all of them into 0..fs/2, and those that are multiples of fs onto DC. Then "
                        + "DC depends on where the samples fall, that is, on the phase. The paper's equations are in continuous "
                        + "time and do not have this.");
        page.asked(
                "With P samples per period (or the denominator of f/fs in lowest terms) and Q = P for even P, 2P for odd "
                        + "P, DC over all phases fills [cot(π/Q)/Q, csc(π/Q)/Q]; the ends tend to 1/π as −π/(3Q²) and π/(6Q²). "
                        + "This is derived here and is not from the paper. Any f/fs with a small denominator is "
                        + "affected: 3/8 as much as 1/8.");
    }

    private void setUp(ReportPage page) {
        page.setUp("Tones", "Unit cosines. At 32 Hz: multiples of " + setting("step")
                + "/30 Hz up to 16 Hz, all of 1/30 Hz "
                + "with few samples per period, and whole hertz; at 64, 128, 256 and 1024 Hz whole hertz up to 16; "
                + setting("phases") + " phases each.");
        page.setUp("Measured", "The mean over a whole number of periods, over interior samples only: every row has "
                + DiscreteTimeTrial.MARGIN
                + " more samples on both sides, so that no filter sees an end of it. Samples are "
                + "float, means double.");
    }

    private String setting(String name) {
        return run.settings().getOrDefault(name, "?");
    }

    // The figure that makes the point.

    private Figure overFrequency() {
        List<Series> series = new ArrayList<>();
        for (Rectifier arm : arms) {
            List<Integer> indices = measured.indices(arm.arm(), DiscreteTime.metric("mean", PAPER_RATE));
            double[] x = indices.stream().mapToDouble(i -> (double) i / DiscreteTime.STEPS_PER_HERTZ).toArray();
            series.add(Series.of(arm.arm(), STYLES.get(arm), Kind.LINE, x, each(indices, arm, "mean")));
            series.add(ranges(arm.arm() + ", range over phase", STYLES.get(arm), x, each(indices, arm, "min"),
                    each(indices, arm, "max")));
        }
        CurveChart chart = new CurveChart(Axis.fromZero("frequency at 32 Hz sampling rate (Hz)").between(0, 16),
                Axis.linear("DC of ReLU of a unit tone").between(0.15, 0.4),
                series,
                List.of(Mark.horizontal("1/π: continuous time", 1 / Math.PI), Mark.vertical("fs/8", 4),
                        Mark.vertical("fs/6", 32.0 / 6), Mark.vertical("fs/4", 8), Mark.vertical("fs/3", 32.0 / 3),
                        Mark.vertical("3fs/8", 12)),
                1040);
        return new Figure("dc-over-frequency", "ReLU's DC over frequency: mean and range over all phases",
                "Lines are means over phase; upright strokes reach from the smallest to the largest value. In continuous "
                        + "time everything would lie on 1/π. `plain` keeps this mean exactly and has strokes wherever f/fs "
                        + "has a small denominator; the others have shorter ones, and a mean that falls. At 16 Hz, two samples "
                        + "per period, `plain` leaves the picture: 0 to 0.5.",
                Figure.Width.FULL, 480, chart.option(), chart.table());
    }

    /// An upright stroke for each place, with gaps between.
    private static Series ranges(String name, Style style, double[] x, double[] low, double[] high) {
        double[] places = new double[3 * x.length];
        double[] heights = new double[3 * x.length];
        for (int i = 0; i < x.length; i++) {
            Arrays.fill(places, 3 * i, 3 * i + 3, x[i]);
            heights[3 * i] = low[i];
            heights[3 * i + 1] = high[i];
            heights[3 * i + 2] = Double.NaN;
        }
        return Series.of(name, new Style(style.color(), List.of(), "none"), Kind.LINE, places, heights);
    }

    private double[] each(List<Integer> indices, Rectifier arm, String name) {
        return indices.stream()
                .mapToDouble(index -> measured.mean(arm.arm(), DiscreteTime.metric(name, PAPER_RATE), index)).toArray();
    }

    private void periods(ReportPage page) {
        page.section("By samples per period");
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.number("samples per period"),
                DataTable.number("frequency at 32 Hz"), DataTable.number("theory for `plain`")));
        arms.forEach(arm -> columns.add(DataTable.number("`" + arm.arm() + "`")));
        List<DataTable.Row> rows = new ArrayList<>();
        for (int period : PERIODS) {
            Interval theory = new SampledTone(1, period).interval();
            List<String> cells = new ArrayList<>(List.of(Integer.toString(period),
                    Numbers.significant((double) PAPER_RATE / period, 4) + " Hz",
                    range(theory.low(), theory.high())));
            for (Rectifier arm : arms) {
                cells.add(range(low(arm.arm(), index(period)), high(arm.arm(), index(period))));
            }
            rows.add(DataTable.row(cells));
        }
        page.paragraph("The smallest and the largest DC over all phases.");
        page.table(new DataTable(columns, rows));
    }

    private static int index(int samplesPerPeriod) {
        return DiscreteTime.STEPS_PER_HERTZ * PAPER_RATE / samplesPerPeriod;
    }

    private void rates(ReportPage page) {
        if (!measured.has("plain")) {
            return;
        }
        page.section("By sampling rate");
        page.paragraph(
                "How far DC of `plain` can be from 1/π. Only f/fs matters, more exactly its denominator in lowest "
                        + "terms: 10 Hz at 32 Hz is 5/16 and has 16 places per cycle of the pattern, 3 and 5 Hz have 32. "
                        + "Doubling the rate makes the deviation four times smaller.");
        page.figures(overRates(), overPhase());
    }

    private Figure overRates() {
        List<Series> series = new ArrayList<>();
        double[] rates = DiscreteTime.RATES_HZ.stream().mapToDouble(Integer::doubleValue).toArray();
        int style = 0;
        for (int hz : List.of(3, 10, 4, 8)) {
            double[] deviation = new double[rates.length];
            double[] theory = new double[rates.length];
            for (int i = 0; i < rates.length; i++) {
                int rate = DiscreteTime.RATES_HZ.get(i);
                int index = hz * DiscreteTime.STEPS_PER_HERTZ;
                deviation[i] = Math.max(
                        1 / Math.PI - measured.mean("plain", DiscreteTime.metric("min", rate), index),
                        measured.mean("plain", DiscreteTime.metric("max", rate), index) - 1 / Math.PI) * Math.PI;
                theory[i] = (1 / Math.PI - DiscreteTime.tone(index, rate).interval().low()) * Math.PI;
            }
            String name = hz == 3 ? "3 and 5 Hz" : hz + " Hz";
            series.add(Series.of(name, new Style(Style.number(style).color(), List.of(), Style.number(style).symbol()),
                    Kind.POINTS, rates, deviation));
            series.add(Series.of(name + ", theory", new Style(Style.number(style++).color(), List.of(2, 3), "none"),
                    Kind.LINE_AND_POINTS, rates, theory));
        }
        CurveChart chart = new CurveChart(Axis.logarithmic("sampling rate (Hz)"),
                Axis.logarithmic("largest │DC − 1/π│, relative"), series, List.of(), 500);
        return new Figure("deviation-over-rate", "The deviation falls as 1/fs²",
                "Points are the largest deviation over all phases that was measured, lines are theory.",
                Figure.Width.HALF, 420, chart.option(), chart.table());
    }

    private Figure overPhase() {
        List<Series> series = new ArrayList<>();
        int count = 180;
        double[] degrees = new double[count + 1];
        double[] phase = new double[count + 1];
        for (int i = 0; i <= count; i++) {
            degrees[i] = 2.0 * i;
            phase[i] = Math.toRadians(degrees[i]);
        }
        int style = 0;
        for (int period : PhaseClassifier.CLASSES) {
            SampledTone tone = new SampledTone(1, period);
            for (Rectifier arm : arms) {
                series.add(Series.of("P = " + period + ", " + arm.arm(),
                        new Style(Style.number(style).color(), STYLES.get(arm).dash(), STYLES.get(arm).symbol()),
                        Kind.LINE, degrees,
                        DiscreteTimeTrial.interiorMeans(arm.apply(DiscreteTimeTrial.rows(tone, phase)))));
            }
            style++;
        }
        CurveChart chart = new CurveChart(Axis.fromZero("phase (degrees)").between(0, 180),
                Axis.linear("DC"), series, List.of(Mark.horizontal("1/π", 1 / Math.PI)), 500);
        return new Figure("dc-over-phase", "DC over the phase at which sampling starts",
                "Tones of 8, 4 and 3 samples per period. Computed while this report was drawn, by the same code.",
                Figure.Width.HALF, 420, chart.option(), chart.table());
    }

    private void aliases(ReportPage page) {
        page.section("Where the harmonics go");
        page.paragraph(
                "ReLU of 10 Hz makes 20, 40, 60, 80, ... Hz. At 32 Hz there is no room for any of them: 20 Hz is seen as "
                        + "12 Hz, 40 Hz as 8 Hz, 60 Hz as 4 Hz, 80 Hz as 16 Hz, and so on for ever, several onto each. A network "
                        + "behind it cannot tell these lines from tones of the input.");
        page.figures(spectrum(), aliasShare());
    }

    private static double[] tenHertz(Rectifier arm) {
        SampledTone tone = DiscreteTime.tone(10 * DiscreteTime.STEPS_PER_HERTZ, PAPER_RATE);
        return DiscreteTimeTrial.interior(arm.apply(DiscreteTimeTrial.rows(tone, new double[] {0})), 0);
    }

    private Figure spectrum() {
        List<Series> series = new ArrayList<>();
        double shift = 0;
        for (Rectifier arm : arms) {
            Spectrum spectrum = Spectrum.amplitude(tenHertz(arm), PAPER_RATE);
            double[] beside = spectrum.frequencyHz().clone();
            for (int i = 0; i < beside.length; i++) {
                beside[i] += shift;
            }
            series.add(Series.of(arm.arm(), STYLES.get(arm), Kind.STEMS, beside, spectrum.amplitude()));
            shift += 0.18;
        }
        CurveChart chart = new CurveChart(Axis.fromZero("frequency (Hz; the arms are set side by side)").between(0, 17),
                Axis.fromZero("amplitude"), series,
                List.of(Mark.vertical("20 → 12", 12), Mark.vertical("40 → 8", 8), Mark.vertical("60 → 4", 4),
                        Mark.vertical("80 → 16", 16)),
                500);
        return new Figure("spectrum-10-hz", "ReLU of 10 Hz, sampled at 32 Hz",
                "Amplitudes with DC counted once; phase 0. In continuous time only DC and 10 Hz lie in this range.",
                Figure.Width.HALF, 420, chart.option(), chart.table());
    }

    private Figure aliasShare() {
        List<Series> series = new ArrayList<>();
        for (Rectifier arm : arms) {
            List<Integer> indices = measured.indices(arm.arm(), DiscreteTime.ALIASES);
            series.add(Series.of(arm.arm(), STYLES.get(arm), Kind.POINTS,
                    indices.stream().mapToDouble(i -> (double) i / DiscreteTime.STEPS_PER_HERTZ).toArray(),
                    indices.stream().mapToDouble(i -> 100 * measured.mean(arm.arm(), DiscreteTime.ALIASES, i))
                            .toArray()));
        }
        CurveChart chart = new CurveChart(Axis.fromZero("frequency at 32 Hz (Hz)").between(0, 16),
                Axis.logarithmic("energy of aliases (% of all beside DC)").between(1e-3, 100), series, List.of(), 500);
        return new Figure("alias-share", "How much of the output is aliases",
                "The share of the energy beside DC at frequencies where ReLU of a continuous tone has none, at phase 0. "
                        + "Aliases that fall onto a harmonic of the tone are not counted; where all do, there is no point.",
                Figure.Width.HALF, 420, chart.option(), chart.table());
    }

    private void classes(ReportPage page) {
        page.section("Can DC alone tell frequencies apart?");
        page.paragraph(
                "Tones of fs/8, fs/4 and fs/3 at random phases, with nothing but the DC of their ReLU to go by; no "
                        + "filter in between. In continuous time all have the same DC and one can only guess (33.3 %). One rule takes "
                        + "the class with the nearest mean DC, the other the class that was most frequent at about this DC, "
                        + "which is close to the best that any rule could do.");
        List<DataTable.Row> rows = new ArrayList<>();
        for (Rectifier arm : arms) {
            rows.add(DataTable.row(List.of("`" + arm.arm() + "`",
                    Numbers.percent(measured.mean(arm.arm(), DiscreteTime.NEAREST_MEAN, 0)),
                    Numbers.percent(measured.mean(arm.arm(), DiscreteTime.HISTOGRAM, 0)))));
        }
        page.table(new DataTable(List.of(DataTable.text("arm"), DataTable.number("right by nearest mean (%)"),
                DataTable.number("right by frequency of classes (%)")), rows));
        page.paragraph("`plain` has the same mean DC for all three, so the nearest mean is a guess; but how far DC "
                + "spreads over phase differs, and that gives a frequency away: a fingerprint that exists by aliasing only. "
                + "The other two forms reduce the spread, and at the same time make the mean depend on the frequency, since "
                + "both damp what is close to fs/2. So they make these classes easier to tell apart, not harder: one "
                + "fingerprint is exchanged for another.");
    }

    private void again(ReportPage page) {
        page.section("What is lost");
        page.paragraph(
                "ReLU applied twice is ReLU applied once, and never negative. Filtered forms keep neither: the low-pass "
                        + "filter overshoots at the kink, so there is something below 0 for a second application to cut off; and "
                        + "`adaa` averages, and delays by half a sample, again. Tones of the paper at 32 Hz, over all phases:");
        List<DataTable.Row> rows = new ArrayList<>();
        for (Rectifier arm : arms) {
            List<String> cells = new ArrayList<>(List.of("`" + arm.arm() + "`"));
            for (int hz : List.of(3, 5, 10)) {
                int index = hz * DiscreteTime.STEPS_PER_HERTZ;
                cells.add(digits(measured.mean(arm.arm(), DiscreteTime.LOWEST, index), 4));
                cells.add(Numbers.percent(measured.mean(arm.arm(), DiscreteTime.AGAIN, index)));
            }
            rows.add(DataTable.row(cells));
        }
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.text("arm")));
        for (int hz : List.of(3, 5, 10)) {
            columns.add(DataTable.number(hz + " Hz: lowest sample"));
            columns.add(DataTable.number("changed by a second application (% of RMS)"));
        }
        page.table(new DataTable(columns, rows));
    }

    // Numbers.

    private double low(String arm, int index) {
        return measured.mean(arm, DiscreteTime.metric("min", PAPER_RATE), index);
    }

    private double high(String arm, int index) {
        return measured.mean(arm, DiscreteTime.metric("max", PAPER_RATE), index);
    }

    private double farthest(List<Integer> indices) {
        return indices.stream()
                .mapToDouble(i -> Math.max(1 - Math.PI * low("plain", i), Math.PI * high("plain", i) - 1))
                .max().orElse(Double.NaN);
    }

    private double largestDeviation() {
        double largest = Double.NaN;
        for (int rate : DiscreteTime.RATES_HZ) {
            String metric = DiscreteTime.metric("deviation", rate);
            for (int index : measured.indices("plain", metric)) {
                double deviation = measured.mean("plain", metric, index);
                largest = Double.isNaN(largest) ? deviation : Math.max(largest, deviation);
            }
        }
        return largest;
    }

    private static String digits(double value, int decimals) {
        return Numbers.decimals(value, decimals);
    }

    private static String range(double low, double high) {
        return digits(Math.abs(low) < 1e-9 ? 0 : low, 5) + "–" + digits(high, 5);
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.atMost("`plain`: largest deviation from theory over all tones, phases and rates", 2e-5,
                largestDeviation(), "derived here: closed form"));
        if (DiscreteTime.PHASES.defaultValue().toString().equals(run.settings().get("phases"))) {
            addIntervals(checks); // fewer phases miss the extremes
        }
        Spectrum spectrum = Spectrum.amplitude(tenHertz(Rectifier.PLAIN), PAPER_RATE);
        double[] theory = DiscreteTime.tone(10 * DiscreteTime.STEPS_PER_HERTZ, PAPER_RATE).foldedSpectrum(1_000_000);
        for (int hz : List.of(12, 8, 4, 16)) {
            checks.add(new Check("`plain`, 10 Hz at 32 Hz, phase 0: amplitude at " + hz + " Hz", theory[hz / 2],
                    spectrum.amplitudeAt(hz), 2e-5, "ReLU's harmonics, folded"
                            + (hz == 16 ? "; 0.0249 where a plot doubles the Nyquist bin, as the paper's does" : "")));
        }
        int tenHertz = 10 * DiscreteTime.STEPS_PER_HERTZ;
        checks.add(new Check("`plain`, 10 Hz: changed by a second application", 0,
                measured.mean("plain", DiscreteTime.AGAIN, tenHertz), 0, "relu(relu(x)) = relu(x)"));
        checks.add(Check.atMost("`filtered`, 10 Hz: lowest sample", -1e-3,
                measured.mean("filtered", DiscreteTime.LOWEST, tenHertz), "filters overshoot"));
        checks.add(Check.atLeast("`filtered`, 10 Hz: changed by a second application", 1e-3,
                measured.mean("filtered", DiscreteTime.AGAIN, tenHertz), "what is below 0 is cut off again"));
        return checks;
    }

    private void addIntervals(List<Check> checks) {
        double allowed = 2e-5;
        String source = "closed form";
        addInterval(checks, "plain", 2, 0, 0.5, allowed, source);
        addInterval(checks, "plain", 3, 0.28868, 0.33333, allowed, source);
        addInterval(checks, "plain", 4, 0.25, 0.35355, allowed, source);
        addInterval(checks, "plain", 5, 0.30777, 0.32361, allowed, source);
        addInterval(checks, "plain", 8, 0.30178, 0.32664, allowed, source);
        addInterval(checks, "plain", 16, 0.31421, 0.32036, allowed, source);
        addInterval(checks, "plain", 32, 0.31729, 0.31882, allowed, source);
        String other = "an independent computation; its phases are not known";
        addInterval(checks, "filtered", 4, 0.2990, 0.3248, 3e-4, other);
        addInterval(checks, "filtered", 3, 0.2775, 0.3051, 3e-4, other);
        addInterval(checks, "filtered", 8, 0.3155, 0.3214, 3e-4, other);
        addInterval(checks, "adaa", 4, 0.250, 0.265, 5e-4, other);
    }

    private void addInterval(
            List<Check> checks, String arm, int period, double low, double high, double allowed, String source) {
        String what = "`" + arm + "`, " + period + " samples per period: ";
        checks.add(new Check(what + "smallest DC", low, low(arm, index(period)), allowed, source));
        checks.add(new Check(what + "largest DC", high, high(arm, index(period)), allowed, source));
    }

    private String terminal() {
        StringBuilder text = new StringBuilder("DC of ReLU of a unit tone, smallest to largest over all phases "
                + "(continuous time: 0.31831)\n");
        text.append(String.format("%-20s%-20s", "samples per period", "theory, plain"));
        arms.forEach(arm -> text.append(String.format("%-20s", arm.arm())));
        for (int period : PERIODS) {
            Interval theory = new SampledTone(1, period).interval();
            text.append('\n').append(String.format("%-20d%-20s", period, range(theory.low(), theory.high())));
            for (Rectifier arm : arms) {
                text.append(String.format("%-20s",
                        range(low(arm.arm(), index(period)), high(arm.arm(), index(period)))));
            }
        }
        return text.toString().replaceAll(" +\n", "\n").stripTrailing() + "\n";
    }
}
