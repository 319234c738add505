package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Figure.Width;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.StripChart;
import dev.halfwave.experiments.report.StripChart.Dot;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Summary;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.PinnedFile;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/// The sections of its own in the report of `heart-rate-train`: what data and protocol were, and the errors on the people
/// that were left out beside those of the spectrum's highest peak.
final class HeartRateTrainReport {

    /// Table II of Kechris et al. (2024), KID-PPG, arXiv:2405.09559: "Adaptive + Attention" on S1 to S15, in BPM.
    private static final double[] PUBLISHED_MAE =
            {4.55, 3.12, 1.88, 5.27, 4.00, 2.54, 1.28, 7.20, 8.60, 2.61, 3.06, 4.91, 1.50, 2.28, 2.64};

    private static final String BEST_MAE = "best." + HeartRateTrain.TEST_MAE;
    private static final String PEAK_RAW = "known." + HeartRateTrain.PEAK_RAW_MAE;
    private static final String PEAK_FILTERED = "known." + HeartRateTrain.PEAK_FILTERED_MAE;
    private static final String RAW_NAME = "FFT peak, raw";
    private static final String FILTERED_NAME = "FFT peak, filtered";

    private final RunData run;
    private final boolean isSynthetic;
    private final List<String> arms;
    private final Map<Long, TrialResult> anyBySeed = new TreeMap<>();

    private HeartRateTrainReport(RunData run) {
        this.run = run;
        isSynthetic = setting(HeartRateTrain.DATA.name()).equals(HeartRateTrain.SYNTHETIC);
        arms = run.arms().stream().map(Arm::name).filter(arm -> !run.trials(arm).isEmpty()).toList();
        run.trials().forEach(trial -> anyBySeed.putIfAbsent(trial.seed(), trial));
    }

    static void addTo(ReportPage page, RunData run) {
        HeartRateTrainReport report = new HeartRateTrainReport(run);
        report.frame(page);
        if (!run.trials().isEmpty()) {
            report.errors(page);
        }
    }

    private String setting(String name) {
        return run.settings().getOrDefault(name, Numbers.UNDEFINED);
    }

    private void frame(ReportPage page) {
        if (isSynthetic) {
            page.notice(
                    "The people of this run do not exist. Their pulse and motion are formulas, so that nothing here "
                            + "says how well a heart rate is read from a real wrist; `--set data=DIR` takes PPG-DaLiA.");
        }
        page.setUp("Data", isSynthetic
                ? "For each seed " + setting(HeartRateTrain.SUBJECTS.name()) + " synthetic people of its own, "
                        + setting(HeartRateTrain.WINDOWS.name()) + " windows of 8 s each, one every 2 s, after the "
                        + "accelerometer filter."
                : "PPG-DaLiA in `" + PinnedFile.path(setting(HeartRateTrain.DATA.name())) + "` (SHA-256 `"
                        + PinnedFile.sha256(setting(HeartRateTrain.DATA.name()))
                        + "` of the list of its files with their SHA-256): windows of 8 s, one every 2 s, after the "
                        + "accelerometer filter, which is fitted to each run of one activity as a whole." + leftOut());
        String tested = setting(HeartRateTrain.TESTED.name());
        page.setUp("Test", "On " + (tested.equals("1") ? "one person" : tested + " people") + " that the network never "
                + "saw. A quarter of all people, the tested among them, is left out of training; the others of this "
                + "quarter decide which epoch's weights count and when training ends.");
        page.setUp("Seeds", isSynthetic
                ? "A seed draws its people, their roles, the initial weights and the order of windows. All arms of a seed "
                        + "share these, and no two seeds share any person."
                : sharedPeople());
        int epochs = Integer.parseInt(setting(Study.EPOCHS.name()));
        int patience = Integer.parseInt(setting(HeartRateTrain.PATIENCE.name()));
        page.setUp("Training", "Mean absolute error, Adam with learning rate " + setting(Study.LEARNING_RATE.name())
                + " (β 0.9 and 0.999, ε 10⁻⁸ where Keras puts it)"
                + (setting(HeartRateTrain.SCHEDULE.name()).equals(HeartRateTrain.COSINE)
                        ? ", which falls to 5 % along half a cosine"
                        : "")
                + ", batches of " + setting(Study.BATCH.name()) + ", dropout " + setting(HeartRateTrain.DROPOUT.name())
                + ", " + epochs + " epochs"
                + (patience < epochs
                        ? " at most; it ends after " + patience + " without a lower validation loss."
                        : "."));
        page.setUp("FFT peak",
                "The highest peak of a window's spectrum from 40 to 220 beats per minute, before (raw) and "
                        + "after (filtered) the accelerometer filter, on the same windows.");
    }

    private String leftOut() {
        double most = anyBySeed.values().stream()
                .mapToDouble(trial -> trial.last("known." + HeartRateTrain.LEFT_OUT).orElse(0)).max().orElse(0);
        return most == 0
                ? ""
                : " " + Words.count((int) most, "window") + " in which the pulse wave does not change for 2 s "
                        + (most == 1 ? "is" : "are") + " left out.";
    }

    private String sharedPeople() {
        Set<Long> people = new LinkedHashSet<>();
        anyBySeed.values().forEach(trial -> trial.last("known." + HeartRateTrain.SUBJECT_NUMBER)
                .ifPresent(number -> people.add((long) number)));
        String roles =
                "A seed decides whom to test on, the initial weights and the order of windows; all arms of a seed "
                        + "share these.";
        return people.isEmpty()
                ? roles
                : roles + " The seeds test on " + Words.count(people.size(), "subject") + " and train on much the same "
                        + "people, so they are not independent: an interval over seeds is about training again "
                        + "on these people, and too narrow for people in general.";
    }

    // --- errors

    private void errors(ReportPage page) {
        page.section("Errors on people that were left out");
        page.paragraph("The mean absolute error in beats per minute over the windows that a seed tests on, with the "
                + "weights that were best in validation, beside that of the spectrum's highest peak on the same "
                + "windows.");
        page.figures(figure());
        page.table(byArm());
        page.foldedTable("Every seed", bySeed());
        if (!isSynthetic) {
            page.subsection("By subject");
            page.paragraph("Means over the seeds that tested on the subject. Published: \"Adaptive + Attention\" of "
                    + "Kechris et al. (2024), arXiv:2405.09559, table II, the same network with ReLU.");
            page.table(bySubject());
        }
        page.terminal(terminal());
    }

    /// The values of a metric over the seeds of an arm.
    private double[] values(String arm, String metric) {
        return run.trials(arm).stream().flatMapToDouble(trial -> trial.last(metric).stream()).toArray();
    }

    /// Of a seed, whatever the arm.
    private double[] known(String metric) {
        return anyBySeed.values().stream().flatMapToDouble(trial -> trial.last(metric).stream()).toArray();
    }

    private Figure figure() {
        List<StripChart.Row> rows = new ArrayList<>();
        for (String arm : arms) {
            rows.add(new StripChart.Row(arm, "", List.of(dots(run.trials(arm), BEST_MAE))));
        }
        rows.add(new StripChart.Row(FILTERED_NAME, "", List.of(dots(anyBySeed.values(), PEAK_FILTERED))));
        rows.add(new StripChart.Row(RAW_NAME, "", List.of(dots(anyBySeed.values(), PEAK_RAW))));
        StripChart chart = new StripChart("mean absolute error in beats per minute (log scale)", List.of("seeds"),
                List.of(Style.number(0)), rows, 1050);
        return new Figure("heart-rate-errors", "Errors on people that were left out",
                "A dot is a seed, the bar the mean over seeds.", Width.FULL, chart.heightPx(), chart.option(),
                bySeed());
    }

    private static List<Dot> dots(Iterable<TrialResult> trials, String metric) {
        List<Dot> dots = new ArrayList<>();
        trials.forEach(trial -> trial.last(metric).ifPresent(value -> dots.add(new Dot(trial.seed(), value))));
        return dots;
    }

    private DataTable byArm() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (String arm : arms) {
            Summary mae = Summary.of(values(arm, BEST_MAE));
            rows.add(DataTable.row(List.of("`" + arm + "`", Integer.toString(mae.n()), Numbers.meanAndSd(mae),
                    Numbers.rounded(mae.median()), Numbers.rounded(mae.max()), belowPeak(arm),
                    Numbers.significant(Summary.of(values(arm, "best.epoch")).median(), 3))));
        }
        for (String metric : List.of(PEAK_FILTERED, PEAK_RAW)) {
            Summary mae = Summary.of(known(metric));
            rows.add(DataTable.row(List.of(metric.equals(PEAK_RAW) ? RAW_NAME : FILTERED_NAME,
                    Integer.toString(mae.n()), Numbers.meanAndSd(mae), Numbers.rounded(mae.median()),
                    Numbers.rounded(mae.max()), "", "")));
        }
        return new DataTable(List.of(DataTable.text("arm"), DataTable.number("seeds"),
                DataTable.number("mean ± sd over seeds"), DataTable.number("median"), DataTable.number("largest"),
                DataTable.number("better than the filtered FFT peak"), DataTable.number("best epoch (median)")), rows);
    }

    private String belowPeak(String arm) {
        long better = run.trials(arm).stream()
                .filter(trial -> trial.last(BEST_MAE).orElse(Double.NaN) < trial.last(PEAK_FILTERED).orElse(Double.NaN))
                .count();
        return better + " of " + run.trials(arm).size();
    }

    private DataTable bySeed() {
        String tested = setting(HeartRateTrain.TESTED.name()).equals("1") ? "test subject" : "first test subject";
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.number("seed"), DataTable.number(tested),
                DataTable.number("windows")));
        arms.forEach(arm -> columns.add(DataTable.number("`" + arm + "`")));
        columns.addAll(List.of(DataTable.number(FILTERED_NAME), DataTable.number(RAW_NAME)));
        List<DataTable.Row> rows = new ArrayList<>();
        anyBySeed.forEach((seed, any) -> {
            List<String> cells = new ArrayList<>(List.of(Long.toString(seed),
                    whole(any, "known." + HeartRateTrain.SUBJECT_NUMBER),
                    whole(any, "known." + HeartRateTrain.TEST_WINDOWS)));
            arms.forEach(arm -> cells.add(run.trials(arm).stream().filter(trial -> trial.seed() == seed)
                    .map(trial -> rounded(trial.last(BEST_MAE))).findFirst().orElse(Numbers.UNDEFINED)));
            cells.addAll(List.of(rounded(any.last(PEAK_FILTERED)), rounded(any.last(PEAK_RAW))));
            rows.add(DataTable.row(cells));
        });
        return new DataTable(columns, rows);
    }

    private DataTable bySubject() {
        Map<Integer, List<Long>> seeds = new TreeMap<>();
        anyBySeed.forEach((seed, any) -> any.last("known." + HeartRateTrain.SUBJECT_NUMBER).ifPresent(
                number -> seeds.computeIfAbsent((int) number, key -> new ArrayList<>()).add(seed)));
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.text("subject"), DataTable.number("seeds")));
        arms.forEach(arm -> columns.add(DataTable.number("`" + arm + "`")));
        columns.addAll(List.of(DataTable.number(FILTERED_NAME), DataTable.number("published")));
        List<DataTable.Row> rows = new ArrayList<>();
        seeds.forEach((number, tested) -> {
            List<String> cells = new ArrayList<>(List.of("S" + number, Integer.toString(tested.size())));
            arms.forEach(arm -> cells.add(Numbers.rounded(Summary.of(run.trials(arm).stream()
                    .filter(trial -> tested.contains(trial.seed()))
                    .flatMapToDouble(trial -> trial.last(BEST_MAE).stream()).toArray()).mean())));
            cells.add(rounded(anyBySeed.get(tested.getFirst()).last(PEAK_FILTERED)));
            cells.add(number >= 1 && number <= PUBLISHED_MAE.length
                    ? Numbers.rounded(PUBLISHED_MAE[number - 1])
                    : Numbers.UNDEFINED);
            rows.add(DataTable.row(cells));
        });
        return new DataTable(columns, rows);
    }

    private static String rounded(OptionalDouble value) {
        return value.isPresent() ? Numbers.rounded(value.getAsDouble()) : Numbers.UNDEFINED;
    }

    private static String whole(TrialResult trial, String metric) {
        OptionalDouble value = trial.last(metric);
        return value.isPresent() ? Long.toString((long) value.getAsDouble()) : Numbers.UNDEFINED;
    }

    private String terminal() {
        StringBuilder text = new StringBuilder(line("error on people left out (BPM)", "seeds", "mean ± sd", "largest"));
        for (String arm : arms) {
            text.append(line(arm, Summary.of(values(arm, BEST_MAE))));
        }
        text.append(line(FILTERED_NAME, Summary.of(known(PEAK_FILTERED))));
        text.append(line(RAW_NAME, Summary.of(known(PEAK_RAW))));
        return text.toString();
    }

    private static String line(String name, Summary mae) {
        return line(name, Integer.toString(mae.n()), Numbers.meanAndSd(mae), Numbers.rounded(mae.max()));
    }

    private static String line(String... cells) {
        return String.format(Locale.ROOT, "%-30s %6s %14s %9s", (Object[]) cells).stripTrailing() + "\n";
    }
}
