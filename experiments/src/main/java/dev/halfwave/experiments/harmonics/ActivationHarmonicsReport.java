package dev.halfwave.experiments.harmonics;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.Check;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.DotChart;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// The report of `activation-harmonics`.
final class ActivationHarmonicsReport {

    private static final int WIDTH_PX = 1000;
    private static final int ONE = 10; // amplitude 1 in tenths
    private static final double ALLOWED = 1e-5;
    /// What counts as no DC: some rounding errors of floats.
    private static final double NOTHING = 1e-6;

    private final ActivationHarmonics experiment;
    private final RunData run;
    /// The finished activations, the most DC first.
    private final List<Measured> measured = new ArrayList<>();

    private ActivationHarmonicsReport(ActivationHarmonics experiment, RunData run) {
        this.experiment = experiment;
        this.run = run;
        for (Arm arm : run.arms()) {
            run.trials(arm.name()).stream()
                    .findFirst()
                    .ifPresent(trial -> measured.add(new Measured(Subject.of(arm.name()), trial)));
        }
        measured.sort(Comparator.comparingDouble(each -> -Math.rint(each.dc(ONE) * 1e6))); // else in the declared order
    }

    static Report of(ActivationHarmonics experiment, RunData run) {
        return new ActivationHarmonicsReport(experiment, run).report();
    }

    /// An activation with what was measured. Nothing in it is random but one row of normal numbers, so one seed is all.
    private record Measured(Subject subject, TrialResult trial) {

        double dc(int tenths) {
            return value(ActivationHarmonics.DC, tenths);
        }

        /// What the output is without input.
        double offset() {
            return dc(0);
        }

        /// The DC that a tone adds.
        double added(int tenths) {
            return dc(tenths) - offset();
        }

        double harmonic(int k, int tenths) {
            return k == 0 ? dc(tenths) : value(ActivationHarmonics.harmonic(k), tenths);
        }

        double value(String metric, int tenths) {
            return trial.value(metric, tenths).orElse(Double.NaN);
        }

        boolean addsDc() {
            return Math.abs(added(ONE)) > NOTHING;
        }

        /// Whether a tone ten times as strong has ten times the DC, from 0.1 to 10.
        boolean scales() {
            return addsDc() && Math.abs(added(100) / added(1) / 100 - 1) < 1e-4;
        }
    }

    private Report report() {
        ReportPage page = ReportPage.of(experiment, run, "Is ReLU the only activation that adds DC?");
        page.quick("4096 samples per period instead of 65,536, which changes the sixth digit at most.");
        if (measured.isEmpty()) {
            return page.report("");
        }
        int samples = Integer.parseInt(run.settings().get(ActivationHarmonics.SAMPLES.name()));
        boolean isEnough = samples >= ActivationHarmonics.ENOUGH_SAMPLES;
        if (!isEnough) {
            page.notice(
                    "With " + samples + " samples per period, harmonics above half of that fold onto those that are "
                            + "measured here. So nothing is compared with theory, which knows no samples.");
        }
        page.answer(answer());
        page.mainFigure(spectra());
        page.asked(
                "The paper describes how ReLU adds DC and higher harmonics to a tone. So do other activations, and to "
                        + "tell what matters one needs controls: with DC and without ReLU, and the other way round. What an "
                        + "activation f makes of a tone can be read from its two parts: the even part, (f(x) + f(−x))/2, and the "
                        + "odd part, (f(x) − f(−x))/2. Half a period later a sine has changed its sign. The even part does not see "
                        + "that: its output repeats twice per period, so it has DC and the even harmonics. The odd part changes "
                        + "its sign too: it has the odd harmonics and no DC.");
        page.setUp("Input", "One period of A·sin t, " + samples + " samples, A from 0.1 to 10.");
        page.setUp("Activations", "Halfwave's own ops, which compute in floats, as in a network. Measured in double "
                + "precision: least squares on a constant and " + ActivationHarmonics.COUNT + " harmonics.");
        page.setUp("Normal input", "The mean of f(x) for x from the normal distribution, by the trapezoidal rule on "
                + "16,385 points; for ReLU without DC, which looks at a whole row, a row of " + samples
                + " random numbers.");
        page.section("Whose DC scales with the tone")
                .paragraph(
                        "What the tone adds to the output at rest, over its amplitude. A rectifier has no scale of its "
                                + "own: a tone twice as strong has twice the DC. A smooth activation is nearly linear for small "
                                + "tones, where its DC grows with the square of the amplitude, and SiLU, GELU, ELU and softplus "
                                + "look like ReLU to large ones.")
                .figures(scaling());
        page.section("Kinks and curves")
                .paragraph("The even harmonics at amplitude 1. Those of a kink fall with the square of their number "
                        + "(ELU, whose kink is in the slope, with its third power), those of a smooth function "
                        + "exponentially: there is less to fold when the signal is sampled.")
                .figures(falling());
        page.section("All numbers")
                .paragraph("DC without input, for tones, and for normal input of standard deviation 1.")
                .table(dcTable())
                .foldedTable("DC and harmonics at every amplitude", everything());
        page.section("What follows").contrast(
                "What follows:",
                "\"Has DC\" is not what sets ReLU apart. Odd activations (tanh, sin) are the natural control without DC; "
                        + "|x| and SiLU are controls with DC and other harmonics; a sigmoid's or softplus's offset is a "
                        + "constant that a bias can take away. Only rectifiers have a DC in proportion to every amplitude "
                        + "(the hat up to 1).",
                "What does not follow:",
                "What a network learns from it. A layer mixes tones, has a bias that shifts the input, and then even an "
                        + "odd activation makes DC: tanh is odd around 0 only.");
        if (isEnough) {
            page.checks(checks());
        }
        return page.report(terminal());
    }

    private String answer() {
        List<String> scaling = labels(measured.stream().filter(Measured::scales).toList());
        List<String> other = labels(
                measured.stream().filter(each -> each.addsDc() && !each.scales()).toList());
        List<String> none = labels(measured.stream().filter(each -> !each.addsDc()).toList());
        List<String> sentences = new ArrayList<>();
        sentences.add("DC comes from the even part of an activation, (f(x) + f(−x))/2, whatever the activation.");
        if (!scaling.isEmpty()) {
            sentences.add("In proportion to the tone's amplitude: " + Words.and(scaling) + ".");
        }
        if (!other.isEmpty()) {
            sentences.add("In another relation to it: " + Words.and(other) + ".");
        }
        if (!none.isEmpty()) {
            sentences.add("A tone adds none with " + Words.and(none)
                    + (none.contains("sigmoid") ? " (the sigmoid's 1/2 is there without any input)" : "") + ".");
        }
        String no = scaling.size() + other.size() > 1 ? "No: ReLU is one of many. " : "";
        return no + String.join(" ", sentences);
    }

    private static List<String> labels(List<Measured> some) {
        return some.stream().map(each -> each.subject().label()).toList();
    }

    private Figure spectra() {
        List<DotChart.Quantity> quantities = new ArrayList<>();
        quantities.add(quantity("DC", new Style(Style.VERMILLION, List.of(), "rect"), 0));
        quantities.add(quantity("tone (h1)", new Style(Style.BLACK, List.of(), "emptyCircle"), 1));
        quantities.add(quantity("h2", new Style(Style.BLUE, List.of(), "circle"), 2));
        quantities.add(quantity("h3", new Style(Style.GREEN, List.of(), "emptyTriangle"), 3));
        quantities.add(quantity("h4", new Style(Style.SKY, List.of(), "diamond"), 4));
        DotChart chart = new DotChart(
                Axis.fromZero("amplitude in the output; the input is a tone of amplitude 1"),
                measured.stream().map(ActivationHarmonicsReport::row).toList(),
                quantities,
                List.of(),
                WIDTH_PX);
        return new Figure("spectra", "Even parts make DC and even harmonics, odd parts make odd ones",
                "Each row is an activation, sorted by DC: what becomes of a tone of amplitude 1. ReLU is not the only one "
                        + "with DC; tanh and sin, which are odd, have none, and no h2 and h4 either. The DC of sigmoid, and "
                        + "most of that of softplus, is there without any input: \"at rest\".",
                Figure.Width.FULL, chart.heightPx(), chart.option(), chart.table("activation"));
    }

    /// The name of a row, with what the output is without input where that is not 0.
    private static String row(Measured each) {
        return each.subject().label()
                + (Math.abs(each.offset()) < NOTHING ? "" : " (" + Numbers.rounded(each.offset()) + " at rest)");
    }

    private DotChart.Quantity quantity(String name, Style style, int k) {
        return DotChart.Quantity.of(name, style,
                measured.stream().mapToDouble(each -> cleaned(each.harmonic(k, ONE))).toArray());
    }

    /// Rounding errors of floats are not shown as if they were something.
    private static double cleaned(double value) {
        return Math.abs(value) < NOTHING ? 0 : value;
    }

    private Figure scaling() {
        double[] x = ActivationHarmonics.AMPLITUDES.stream().mapToDouble(tenths -> tenths / 10.0).toArray();
        List<CurveChart.Series> series = new ArrayList<>();
        List<String> none = labels(measured.stream().filter(each -> !each.addsDc()).toList());
        for (Measured each : measured) {
            double[] y = ActivationHarmonics.AMPLITUDES.stream()
                    .mapToDouble(tenths -> cleaned(each.added(tenths)) / (tenths / 10.0))
                    .toArray();
            boolean isFirstWithout = none.indexOf(each.subject().label()) == 0;
            if (each.addsDc() || isFirstWithout) {
                String name = each.addsDc() ? each.subject().label() : Words.and(none);
                series.add(CurveChart.Series.of(
                        name, Style.number(series.size()), CurveChart.Kind.LINE_AND_POINTS, x, y));
            }
        }
        CurveChart chart = new CurveChart(
                Axis.logarithmic("amplitude A of the tone"),
                Axis.linear("DC that the tone adds ÷ A"),
                series,
                List.of(Mark.horizontal("1/π", 1 / Math.PI)),
                WIDTH_PX);
        return new Figure("scaling", "Rectifiers have no scale, smooth activations have",
                "A level line is a DC in proportion to the amplitude. The hat is highest without input, so tones lower its "
                        + "mean.",
                Figure.Width.FULL, 520, chart.option(), chart.table());
    }

    private Figure falling() {
        double[] x = {2, 4, 6, 8};
        List<CurveChart.Series> series = new ArrayList<>();
        for (Measured each : measured) {
            double[] y = new double[x.length];
            boolean isEven = false;
            for (int i = 0; i < x.length; i++) {
                double amplitude = each.harmonic((int) x[i], ONE);
                y[i] = amplitude < NOTHING ? Double.NaN : amplitude;
                isEven |= amplitude >= NOTHING;
            }
            if (isEven) {
                series.add(CurveChart.Series.of(each.subject().label(), Style.number(series.size()),
                        CurveChart.Kind.LINE_AND_POINTS, x, y));
            }
        }
        CurveChart chart = new CurveChart(
                Axis.linear("number of the harmonic").between(2, 8),
                Axis.logarithmic("amplitude").between(NOTHING, 1),
                series,
                List.of(),
                WIDTH_PX);
        return new Figure("even-harmonics", "Even harmonics: slowly falling after a kink, fast without",
                "Input: a tone of amplitude 1. Amplitudes below 10⁻⁶ are rounding errors of floats and left out.",
                Figure.Width.FULL, 460, chart.option(), chart.table());
    }

    private DataTable dcTable() {
        List<Integer> shown = List.of(3, 10, 30, 100);
        List<DataTable.Column> columns = new ArrayList<>(
                List.of(DataTable.text("activation"), DataTable.number("no input")));
        shown.forEach(tenths -> columns.add(DataTable.number("A = " + Numbers.significant(tenths / 10.0, 2))));
        columns.add(DataTable.number("normal, σ = 1"));
        columns.add(DataTable.number("share of energy at DC, A = 1"));
        List<DataTable.Row> rows = new ArrayList<>();
        for (Measured each : measured) {
            List<String> cells = new ArrayList<>(List.of(each.subject().label(), number(each.offset())));
            shown.forEach(tenths -> cells.add(number(each.dc(tenths))));
            cells.add(number(each.value(ActivationHarmonics.NORMAL_DC, ONE)));
            cells.add(number(each.value(ActivationHarmonics.DC_SHARE, ONE)));
            rows.add(DataTable.row(cells));
        }
        return new DataTable(columns, rows);
    }

    private DataTable everything() {
        List<DataTable.Column> columns = new ArrayList<>(
                List.of(DataTable.text("activation"), DataTable.number("A"), DataTable.number("DC")));
        for (int k = 1; k <= ActivationHarmonics.COUNT; k++) {
            columns.add(DataTable.number("h" + k));
        }
        List<DataTable.Row> rows = new ArrayList<>();
        for (Measured each : measured) {
            for (int tenths : ActivationHarmonics.AMPLITUDES) {
                List<String> cells = new ArrayList<>(
                        List.of(each.subject().label(), Numbers.significant(tenths / 10.0, 2)));
                for (int k = 0; k <= ActivationHarmonics.COUNT; k++) {
                    cells.add(number(each.harmonic(k, tenths)));
                }
                rows.add(DataTable.row(cells));
            }
        }
        return new DataTable(columns, rows);
    }

    private static String number(double value) {
        return Numbers.decimals(cleaned(value), 5);
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        for (Arm arm : run.arms()) {
            Subject subject = Subject.of(arm.name());
            OptionalDouble theory = subject.tone().of(0, 1);
            checks.add(check(subject, "tone of amplitude 1: DC", ActivationHarmonics.DC,
                    theory.orElse(subject.reference().dc()), theory.isPresent()));
        }
        for (Arm arm : run.arms()) {
            Subject subject = Subject.of(arm.name());
            OptionalDouble theory = subject.normal().apply(1);
            double expected = theory.orElse(subject.reference().normal());
            if (Double.isFinite(expected)) {
                checks.add(check(subject, "normal input: DC", ActivationHarmonics.NORMAL_DC, expected,
                        theory.isPresent()));
            }
        }
        checks.add(largest("DC and h1 to h4 at amplitude 1, largest difference", "numpy",
                ActivationHarmonicsReport::fromReference));
        checks.add(largest("known DC and h1 to h8, A = 0.1 to 10, largest difference ÷ A", "theory",
                ActivationHarmonicsReport::fromTheory));
        return checks;
    }

    private Check check(Subject subject, String what, String metric, double expected, boolean isTheory) {
        double value = measured.stream()
                .filter(each -> each.subject().equals(subject))
                .mapToDouble(each -> each.value(metric, ONE))
                .findFirst()
                .orElse(Double.NaN);
        return new Check(subject.label() + ", " + what, expected, value, ALLOWED, isTheory ? "theory" : "numpy");
    }

    /// A check of the activation that is furthest off.
    private Check largest(String what, String source, ToDoubleFunction<Measured> difference) {
        Measured worst = measured.stream().max(Comparator.comparingDouble(difference)).orElseThrow();
        return new Check(what + " (" + worst.subject().label() + ")", 0, difference.applyAsDouble(worst), ALLOWED,
                source);
    }

    private static double fromReference(Measured each) {
        double largest = 0;
        for (int k = 0; k <= 4; k++) {
            largest = Math.max(largest, Math.abs(each.harmonic(k, ONE) - each.subject().reference().of(k)));
        }
        return largest;
    }

    /// Divided by amplitudes above 1, as floats have more digits for small numbers.
    private static double fromTheory(Measured each) {
        double largest = 0;
        for (int tenths : ActivationHarmonics.AMPLITUDES) {
            double amplitude = tenths / 10.0;
            for (int k = 0; k <= ActivationHarmonics.COUNT; k++) {
                OptionalDouble theory = each.subject().tone().of(k, amplitude);
                if (theory.isPresent()) {
                    double difference = Math.abs(each.harmonic(k, tenths) - theory.getAsDouble());
                    largest = Math.max(largest, difference / Math.max(1, amplitude));
                }
            }
        }
        return largest;
    }

    private String terminal() {
        StringBuilder text = new StringBuilder(
                line("A = 1", "no input", "DC", "h1", "h2", "h3", "h4", "normal"));
        for (Measured each : measured) {
            text.append(line(
                    each.subject().label(),
                    number(each.offset()),
                    number(each.dc(ONE)),
                    number(each.harmonic(1, ONE)),
                    number(each.harmonic(2, ONE)),
                    number(each.harmonic(3, ONE)),
                    number(each.harmonic(4, ONE)),
                    number(each.value(ActivationHarmonics.NORMAL_DC, ONE))));
        }
        return text.toString();
    }

    private static String line(String... cells) {
        return String.format(Locale.ROOT, "%-16s %9s %9s %9s %9s %9s %9s %9s", (Object[]) cells).stripTrailing() + "\n";
    }
}
