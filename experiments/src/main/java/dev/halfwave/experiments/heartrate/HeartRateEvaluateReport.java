package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.PinnedFile;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.heartrate.HeartRateNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The report of `heart-rate-evaluate`.
final class HeartRateEvaluateReport {

    private static final int WIDTH_PX = 1000;
    private static final double BIN_BPM = 2;
    private static final double MOST_ERROR_BPM = 40; // errors beyond are counted in the outermost bins
    private static final double SECONDS_PER_WINDOW =
            (double) HeartRateNetwork.STRIDE_SAMPLES / HeartRateNetwork.SAMPLE_RATE_HZ;

    private final HeartRateEvaluate experiment;
    private final RunData run;
    private final List<Readings> recordings;
    private final String caution;

    private HeartRateEvaluateReport(HeartRateEvaluate experiment, RunData run) {
        this.experiment = experiment;
        this.run = run;
        recordings = Readings.of(run);
        caution = PublishedWeights.caution(run);
    }

    static Report of(HeartRateEvaluate experiment, RunData run) {
        return new HeartRateEvaluateReport(experiment, run).report();
    }

    private Report report() {
        ReportPage page = ReportPage.of(experiment, run, "Heart rate from the wrist");
        page.quick("one recording. What is read from a file is the same in both presets.");
        if (!isSynthetic()) {
            page.withoutFull(); // of twelve synthetic subjects
        }
        unread().forEach(page::notice);
        missing().forEach(page::notice);
        if (recordings.isEmpty()) {
            return page.report("");
        }
        page.answer(answer());
        page.mainFigure(overTime(recordings.getFirst()));
        page.asked("A watch sees the pulse as a change of brightness of the skin (PPG), and every movement of the arm "
                + "along with it. The network of KID-PPG reads a heart rate from eight seconds of it. Where the true heart "
                + "rates are known, three things are asked: how far off it is, how much of that is motion that the acceleration explains, and whether "
                + "someone who takes the highest peak of the spectrum does as well.");
        setUp(page);
        if (!recordings.getFirst().hasTruth()) {
            return page.report(terminal());
        }
        page.section("How well the readings agree")
                .paragraph(
                        "Errors are read − true, in beats per minute. MAE: mean absolute error. Limits of agreement: "
                                + "bias ± 1.96 standard deviations (Bland and Altman 1986).")
                .table(table());
        for (Readings readings : recordings) {
            page.figures(histogram(readings));
            page.figures(readings.agreement().keySet().stream()
                    .filter(arm -> arm.equals(HeartRateEvaluate.NETWORK_RAW)
                            || arm.equals(HeartRateEvaluate.NETWORK_FILTERED)
                            || arm.equals(HeartRateEvaluate.NETWORK_CAUSAL))
                    .map(arm -> agreement(readings, arm)).toList());
        }
        return page.report(terminal());
    }

    private boolean isSynthetic() {
        return run.settings().get(Inputs.DATA.name()).isEmpty()
                && run.settings().get(Inputs.E4.name()).equals(Inputs.NONE);
    }

    /// What was not given, and what it means for the numbers.
    private List<String> missing() {
        List<String> sentences = new ArrayList<>();
        if (run.settings().get(Inputs.WEIGHTS.name()).isEmpty()) {
            sentences.add("No weights were given, so there is no network here, only the highest peak of the spectrum. "
                    + "Give them with `--set weights=FILE`.");
        }
        if (isSynthetic()) {
            sentences.add("No recording was given: this is a synthetic subject, and its numbers say nothing about "
                    + "people. Give one with `--set data=FILE` or `--set e4=FOLDER`.");
        }
        return sentences;
    }

    /// A sentence on windows that were left out, and one for each way of reading that gives nothing for some of the
    /// others, as a network that overflows.
    private List<String> unread() {
        boolean hasNetwork = !run.settings().get(Inputs.WEIGHTS.name()).isEmpty();
        List<String> sentences = new ArrayList<>();
        for (Readings readings : recordings) {
            int leftOut = readings.leftOutCount();
            if (leftOut > 0) {
                sentences.add(leftOut + " of " + readings.leftOut().length + " windows" + which(readings)
                        + (leftOut == 1 ? " is" : " are") + " left out (" + readings.leftOutWindows()
                        + "), empty in predictions.csv: there the PPG does not change for 2 s or longer, so there is "
                        + "no pulse to read.");
            }
            readings.readBpm().forEach((arm, read) -> {
                int missing = read.length - leftOut - readings.count(arm);
                if (missing > 0 && (hasNetwork || !arm.startsWith("network"))) {
                    sentences.add(arm + which(readings) + " reads no heart rate in " + missing + " of " + read.length
                            + " windows: " + (arm.equals(HeartRateEvaluate.NETWORK_CAUSAL)
                                    ? "as a stream, it takes a PPG with a standard deviation below 3 or above 500 for "
                                            + "no pulse, or what it gives there is no finite number."
                                    : "what it gives there is no finite number."));
                }
            });
        }
        return sentences;
    }

    private void setUp(ReportPage page) {
        page.setUp("Weights", file(Inputs.WEIGHTS.name(), "none"));
        boolean isE4 = !run.settings().get(Inputs.E4.name()).equals(Inputs.NONE);
        page.setUp("Recording", isE4
                ? file(Inputs.E4.name(), "")
                : file(Inputs.DATA.name(), "synthetic; see `SyntheticPpg`"));
        page.setUp("Windows",
                "8 s at 32 Hz" + (isE4 ? " (every second sample of BVP.csv)" : "") + ", one every 2 s: "
                        + Words.and(recordings.stream()
                                .map(readings -> Integer.toString(readings.trueBpm().length)).toList())
                        + ".");
        page.setUp("Accelerometer filter", "Least squares: 21 taps for each of three axes and a bias, on z-scored "
                + "windows. \"As a whole\" solves for one filter per segment, from all of its windows; \"causal\" for "
                + "one per window, from it and those before.");
        page.setUp("Highest peak", "Hann window, zeros up to 4096 samples, 40 to 220 beats per minute.");
    }

    private String file(String setting, String none) {
        String pinned = run.settings().get(setting);
        return pinned.isEmpty()
                ? none
                : "`" + PinnedFile.path(pinned) + "`, SHA-256 `" + PinnedFile.sha256(pinned) + "`";
    }

    private String answer() {
        if (!recordings.getFirst().hasTruth()) {
            return "The true heart rates of this recording are not known, so nothing can be said about errors. "
                    + "`predictions.csv` has what was read from each window.";
        }
        List<String> parts = new ArrayList<>();
        means().forEach((arm, error) -> parts.add("`" + arm + "` " + Numbers.decimals(error, 3)));
        return (caution.isEmpty() ? "" : caution + " ") + "Mean absolute error in beats per minute: "
                + String.join(", ", parts) + ".";
    }

    /// Of each arm the mean over recordings of its mean absolute error.
    private Map<String, Double> means() {
        Map<String, List<Double>> errors = new LinkedHashMap<>();
        recordings.forEach(readings -> readings.agreement().forEach((arm, agreement) -> errors
                .computeIfAbsent(arm, key -> new ArrayList<>()).add(agreement.meanAbsoluteErrorBpm())));
        Map<String, Double> means = new LinkedHashMap<>();
        errors.forEach((arm, values) -> means.put(arm,
                values.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
        return means;
    }

    private String name(String figure, Readings readings) {
        return readings.seed() == 1 ? figure : figure + "-" + readings.seed();
    }

    private String which(Readings readings) {
        return recordings.size() == 1 ? "" : ", subject " + readings.seed();
    }

    private Figure overTime(Readings readings) {
        double[] seconds = new double[readings.trueBpm().length];
        Arrays.setAll(seconds, i -> i * SECONDS_PER_WINDOW);
        List<CurveChart.Series> series = new ArrayList<>();
        if (readings.hasTruth()) {
            series.add(CurveChart.Series.of("true", new Style(Style.BLACK, List.of(), "circle"), CurveChart.Kind.LINE,
                    seconds, readings.trueBpm()));
        }
        int number = 0;
        for (String arm : readings.arms()) {
            CurveChart.Series each = CurveChart.Series.of(arm, Style.number(number++), CurveChart.Kind.POINTS, seconds,
                    readings.readBpm().get(arm));
            boolean isShown = arm.equals(HeartRateEvaluate.NETWORK_RAW)
                    || arm.equals(HeartRateEvaluate.NETWORK_FILTERED)
                    || !readings.arms().contains(HeartRateEvaluate.NETWORK_RAW);
            series.add(isShown ? each : each.hidden());
        }
        CurveChart chart = new CurveChart(Axis.fromZero("start of the window (s)"),
                Axis.linear("heart rate (beats per minute)"), series, List.of(), WIDTH_PX);
        return new Figure(name("over-time", readings), "What is read, window by window" + which(readings),
                (readings.hasTruth() ? "The line is the true heart rate. " : "")
                        + "Switch other ways of reading on in the legend.",
                Figure.Width.FULL, 460, chart.option(), chart.table());
    }

    private Figure histogram(Readings readings) {
        int bins = (int) (2 * MOST_ERROR_BPM / BIN_BPM) + 1;
        double[] middle = new double[bins];
        Arrays.setAll(middle, bin -> (bin - bins / 2) * BIN_BPM);
        double[] edge = new double[2 * bins]; // left and right of each bin, for an outline of bars
        Arrays.setAll(edge, i -> ((i + 1) / 2 - bins / 2 - 0.5) * BIN_BPM);
        List<CurveChart.Series> series = new ArrayList<>();
        List<CurveChart.Series> listed = new ArrayList<>();
        for (String arm : readings.agreement().keySet()) {
            double[] count = new double[bins];
            double[] errors = Agreement.errors(readings.readBpm().get(arm), readings.trueBpm());
            for (double error : errors) {
                double inside = Math.clamp(error, -MOST_ERROR_BPM, MOST_ERROR_BPM);
                count[(int) Math.rint(inside / BIN_BPM) + bins / 2] += 100.0 / errors.length;
            }
            listed.add(CurveChart.Series.of(arm, Style.number(series.size()), CurveChart.Kind.LINE, middle, count));
            double[] height = new double[2 * bins];
            Arrays.setAll(height, i -> count[i / 2]);
            series.add(CurveChart.Series.of(arm, Style.number(series.size()), CurveChart.Kind.LINE, edge, height));
        }
        Axis error = Axis.linear("error, read − true (beats per minute)");
        Axis share = Axis.fromZero("windows (%)");
        CurveChart chart = new CurveChart(error, share, series, List.of(Mark.vertical("no error", 0),
                Mark.vertical("≤ −40", -MOST_ERROR_BPM), Mark.vertical("≥ 40", MOST_ERROR_BPM)), WIDTH_PX);
        return new Figure(name("errors", readings), "How large the errors are" + which(readings),
                "Share of windows in bins of 2 beats per minute. The bins at −40 and 40 count all errors beyond, too.",
                Figure.Width.FULL, 420, chart.option(),
                new CurveChart(error, share, listed, List.of(), WIDTH_PX).table());
    }

    private Figure agreement(Readings readings, String arm) {
        double[] read = readings.readBpm().get(arm);
        double[] mean = new double[read.length];
        double[] difference = new double[read.length];
        for (int i = 0; i < read.length; i++) {
            mean[i] = (read[i] + readings.trueBpm()[i]) / 2;
            difference[i] = read[i] - readings.trueBpm()[i];
        }
        Agreement agreement = readings.agreement().get(arm);
        double[] errors = Agreement.errors(read, readings.trueBpm()); // without windows in which nothing was read
        double least = Math.min(Arrays.stream(errors).min().orElseThrow(), agreement.lowerLimitBpm());
        double most = Math.max(Arrays.stream(errors).max().orElseThrow(), agreement.upperLimitBpm());
        double margin = 0.05 * (most - least);
        CurveChart chart = new CurveChart(
                Axis.linear("mean of read and true (beats per minute)"),
                Axis.linear("read − true (beats per minute)")
                        .between(Math.floor(least - margin), Math.ceil(most + margin)),
                List.of(CurveChart.Series.of("windows", Style.number(0), CurveChart.Kind.POINTS, mean, difference)),
                List.of(Mark.horizontal("bias", agreement.biasBpm()),
                        Mark.horizontal("−1.96 sd", agreement.lowerLimitBpm()),
                        Mark.horizontal("+1.96 sd", agreement.upperLimitBpm())),
                WIDTH_PX / 2);
        return new Figure(name("agreement-" + arm, readings), "Bland-Altman plot of `" + arm + "`" + which(readings),
                "A point for each window. If the readings were as good everywhere, the cloud would be flat.",
                Figure.Width.HALF, 420, chart.option(), chart.table());
    }

    private DataTable table() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (Readings readings : recordings) {
            readings.agreement().forEach((arm, agreement) -> rows.add(DataTable.row(List.of(
                    "`" + arm + "`" + which(readings),
                    Integer.toString(agreement.count()),
                    Numbers.decimals(agreement.meanAbsoluteErrorBpm(), 3),
                    Numbers.decimals(agreement.absoluteDeviationBpm(), 2),
                    Numbers.decimals(100 * agreement.aboveTen(), 1),
                    Numbers.decimals(agreement.biasBpm(), 2),
                    Numbers.decimals(agreement.lowerLimitBpm(), 1) + " to "
                            + Numbers.decimals(agreement.upperLimitBpm(), 1)))));
        }
        return new DataTable(
                List.of(
                        DataTable.text("reading"),
                        DataTable.number("windows"),
                        DataTable.number("MAE"),
                        DataTable.number("its standard deviation"),
                        DataTable.number("off by more than 10, %"),
                        DataTable.number("bias"),
                        DataTable.number("limits of agreement")),
                rows);
    }

    private String terminal() {
        StringBuilder text = new StringBuilder(Inputs.files(run.settings()));
        if (!recordings.isEmpty() && !recordings.getFirst().hasTruth()) {
            Readings readings = recordings.getFirst();
            text.append(line("reading", "windows", "mean (BPM)"));
            readings.arms().forEach(arm -> text.append(line(arm, Integer.toString(readings.count(arm)),
                    Numbers.decimals(readings.meanBpm(arm), 1))));
            unread().forEach(sentence -> text.append(sentence).append('\n'));
            missing().forEach(sentence -> text.append(sentence.replace("`", "")).append('\n'));
            return text + "The true heart rates are not known; predictions.csv has every window.\n";
        }
        text.append(line("reading", "windows", "MAE (BPM)", "sd", "> 10 BPM"));
        for (Readings readings : recordings) {
            readings.agreement().forEach((arm, agreement) -> text.append(line(
                    arm + which(readings),
                    Integer.toString(agreement.count()),
                    Numbers.decimals(agreement.meanAbsoluteErrorBpm(), 3),
                    Numbers.decimals(agreement.absoluteDeviationBpm(), 2),
                    Numbers.decimals(100 * agreement.aboveTen(), 1) + "%")));
        }
        unread().forEach(sentence -> text.append(sentence).append('\n'));
        missing().forEach(sentence -> text.append(sentence.replace("`", "")).append('\n'));
        return text.append(caution.isEmpty() ? "" : caution + "\n").toString();
    }

    private static String line(String... cells) {
        String[] all = {"", "", "", "", ""};
        System.arraycopy(cells, 0, all, 0, cells.length);
        return String.format("%-30s %8s %10s %8s %9s", (Object[]) all).stripTrailing() + "\n";
    }
}
