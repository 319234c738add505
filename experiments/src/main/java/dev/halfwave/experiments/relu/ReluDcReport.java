package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.relu.ReluDcReportArm.Series;
import dev.halfwave.experiments.relu.ReluDcReportFindings.Finding;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.HtmlReport;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/// The report of `relu-dc`. A run that was interrupted, lacks arms or metrics, or has not finished any trial still has
/// one, which says so.
final class ReluDcReport {

    private final ReluDcReportData data;
    private final ReluDcReportFindings findings;
    private final ReluDcReportTables tables;
    private final ReluDcReportFigures figures;
    private final List<Figure> drawn = new ArrayList<>();

    private ReluDcReport(RunData run) {
        data = new ReluDcReportData(run);
        findings = new ReluDcReportFindings(data);
        tables = new ReluDcReportTables(data);
        figures = new ReluDcReportFigures(data);
    }

    /// Draws the report.
    static Report of(RunData run) {
        ReluDcReport report = new ReluDcReport(run);
        String html = report.page().html();
        JsonMapper mapper = JsonMapper.shared();
        Map<String, String> options = new LinkedHashMap<>();
        report.drawn.forEach(figure -> options.put(figure.name(),
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(figure.option()) + "\n"));
        return new Report(html, options, new ReluDcReportTerminal(report.data).text());
    }

    private HtmlReport page() {
        RunData run = data.run();
        HtmlReport page = new HtmlReport("What does ReLU's DC component do?", "Halfwave experiment `" + run.experiment()
                + "`, preset " + run.preset() + ", " + run.trials().size() + " of " + run.planned()
                + " trials finished");
        notices().forEach(page::notice);
        page.answer(new ReluDcReportAnswer(data).text());
        asked(page);
        wasRun(page);
        if (data.withTrials().isEmpty()) {
            page.section("Results").paragraph("No trial of this run is finished, so there is nothing to show yet.");
        } else {
            paperFigures(page);
            ourFigures(page);
            results(page);
        }
        conclusions(page);
        provenance(page);
        return page;
    }

    private List<String> notices() {
        RunData run = data.run();
        List<String> notices = new ArrayList<>();
        if (data.isQuick()) {
            notices.add("This is a quick run: " + seedCounts() + ", " + setting("windowsPerClass")
                    + " training windows per class, " + setting("epochs")
                    + " epochs. It shows that everything runs and which way the arms go; it is too small to settle "
                    + "anything, and no p-values are computed. The full preset is `halfwave run relu-dc --preset full`.");
        }
        if (!run.isComplete()) {
            notices.add("This run is not complete (interrupted, or a trial failed): " + run.trials().size() + " of "
                    + run.planned() + " trials are finished, and all numbers are from these alone. Unfinished: "
                    + unfinished() + ". To finish it, add `--resume --out` and this folder to the command at the end.");
        }
        List<String> ragged = data.withTrials().stream().filter(arm -> !arm.endsTogether())
                .map(arm -> "`" + arm.name() + "`").toList();
        if (!ragged.isEmpty()) {
            notices.add("Trials of one arm end after different epochs (" + String.join(", ", ragged)
                    + "); each is taken at its own last epoch.");
        }
        return notices;
    }

    private String seedCounts() {
        Set<Integer> counts = new TreeSet<>();
        data.arms().forEach(arm -> counts.add(arm.planned()));
        if (counts.isEmpty()) {
            return "no seeds";
        }
        int first = counts.iterator().next();
        return counts.size() == 1
                ? first + (first == 1 ? " seed" : " seeds") + " per arm"
                : "different numbers of seeds per arm";
    }

    private String unfinished() {
        return String.join(", ", data.arms().stream().filter(arm -> arm.n() < arm.planned())
                .map(arm -> "`" + arm.name() + "` (" + arm.n() + " of " + arm.planned() + ")").toList());
    }

    private String setting(String key) {
        return data.run().settings().getOrDefault(key, "an unrecorded number of");
    }

    private static void asked(HtmlReport page) {
        page.section("What was asked");
        page.paragraph(
                "ReLU cuts off the negative half of an oscillation. What is left no longer has the mean zero: it "
                        + "has a constant part, a DC component, whose size follows the size of the oscillation. Kechris, Dan, "
                        + "Miranda and Atienza (\"DC is all you need: describing ReLU from a signal processing standpoint\", "
                        + "arXiv 2407.16556) say that this DC carries what the network learns about frequencies, and that it "
                        + "\"helps to converge to a weight configuration close to the initial random weights\".");
        page.paragraph(
                "Their evidence for the second claim (section V.C) is a small network that tells cosines of 3, 5 "
                        + "and 10 Hz apart, trained with ReLU, without it (\"Linear\"), and without it but with a DC added to the "
                        + "input (\"Linear w/ DC\"). They compare how far the convolutions' weights move. Asked here: does that "
                        + "come out again, is it the DC that does it, and what becomes of it when DC is put in, taken out or "
                        + "made useless one step at a time?");
    }

    private void wasRun(HtmlReport page) {
        page.section("What was run");
        Map<String, String> setUp = new LinkedHashMap<>();
        setUp.put("Data",
                "Cosines of amplitude 1 and phase 0 without noise, 256 samples at 32 Hz (8 s). Three classes: "
                        + "each window's frequency is drawn around 3, 5 or 10 Hz with a standard deviation of 0.1 Hz. "
                        + setting("windowsPerClass") + " training windows per class and "
                        + data.run().settings().getOrDefault("testWindowsPerClass", "512")
                        + " fresh test windows per class, drawn anew for each seed.");
        setUp.put("Network", "Convolution 1 → 32 channels, 3 taps, causal, without bias (layer 1); activation; "
                + "convolution 32 → 32, the same (layer 2); activation; average over time; dense 32 with ReLU; dense 3. "
                + "4323 weights, Glorot uniform.");
        setUp.put("Training",
                "Cross-entropy, Adam with learning rate " + setting("learningRate") + " (β 0.9 and 0.999, ε "
                        + "10⁻⁷ where Keras puts it), batches of " + setting("batch") + ", " + setting("epochs")
                        + " epochs.");
        setUp.put("Seeds", seeds() + " All arms of one seed share data, order and initial weights.");
        setUp.put("Distance", "‖W − W₀‖₂ between a layer's kernel now and at its start; relative: divided by ‖W₀‖₂, so "
                + "that 1 is as far as from the start to all zeros.");
        setUp.put("Learned", "An arm learned if in the mean over its seeds at least 99% of the test windows are right "
                + "after the last epoch. Distances are compared only among arms that learned: one that does not is still "
                + "under way.");
        setUp.put("Statistics", "Mean, population standard deviation (as in the paper), median, range. No p-values.");
        page.definitions(setUp);
        page.table(tables.arms());
    }

    private String seeds() {
        Map<String, List<String>> armsBySeeds = new LinkedHashMap<>();
        for (ReluDcReportArm arm : data.arms()) {
            String seeds = Numbers.ranges(data.run().seedsByArm().getOrDefault(arm.name(), List.of()));
            armsBySeeds.computeIfAbsent(seeds, key -> new ArrayList<>()).add("`" + arm.name() + "`");
        }
        if (armsBySeeds.size() == 1) {
            return armsBySeeds.keySet().iterator().next() + ".";
        }
        List<String> parts = new ArrayList<>();
        armsBySeeds.forEach((seeds, arms) -> parts.add(seeds + " for " + String.join(", ", arms)));
        return String.join("; ", parts) + ".";
    }

    private void paperFigures(HtmlReport page) {
        List<Figure> paper = figures.paper();
        page.section("The paper's figures");
        if (paper.isEmpty()) {
            page.paragraph("None of the paper's three arms has a finished trial.");
        } else {
            page.paragraph(
                    "The three quantities that the paper plots, for its three arms. Point at a figure to read its "
                            + "values; click a name in a legend to switch it off or on.");
        }
        add(page, paper);
    }

    private void ourFigures(HtmlReport page) {
        page.section("Who learns, and when");
        List<Figure> accuracy = figures.accuracy();
        if (accuracy.isEmpty()) {
            page.paragraph("No test accuracy was recorded.");
        } else {
            page.paragraph(
                    "The share of the test windows that are right after each epoch, mean and one population standard "
                            + "deviation over seeds. Epochs stand on a logarithmic axis, as most arms learn within the first few.");
        }
        add(page, accuracy);
        List<Figure> distances = new ArrayList<>(figures.relativeDistance());
        List<Figure> againstLoss = figures.distanceAgainstLoss();
        List<Figure> last = figures.finalDistance();
        page.section("How far the weights go");
        if (distances.isEmpty()) {
            page.paragraph("No arm with trained convolutions learned, so there are no distances to compare.");
            return;
        }
        page.subsection("Relative to the size of the initial weights");
        add(page, distances);
        page.subsection("At equal loss");
        page.paragraph(
                "After the same number of epochs the arms are at very different losses. A network that is further "
                        + "on has had more reason to move; so here distance stands against the loss reached, both measured at the "
                        + "end of an epoch.");
        add(page, againstLoss);
        tables.atEqualLoss().ifPresent(table -> page.foldedTable(
                "Relative distance at the end of the first epoch with at most this training loss", table));
        page.subsection("Each seed at the end");
        add(page, last);
    }

    private void add(HtmlReport page, List<Figure> row) {
        if (!row.isEmpty()) {
            page.figures(row);
            drawn.addAll(row);
        }
    }

    private void results(HtmlReport page) {
        page.section("Results per arm");
        page.paragraph(
                "After the last epoch, mean ± population standard deviation over seeds. Training loss and training "
                        + "accuracy are means over the last epoch's batches, as Keras reports them. The last column has "
                        + "the first epoch with 99% of the training windows right: the median over seeds, in brackets the range, "
                        + "and how many seeds got there if not all did.");
        page.table(tables.results());
        if (tables.isComparable()) {
            page.paragraph("Reference: the paper's own method, 20 repetitions with TensorFlow 2.21 and Keras 3.15 on a "
                    + "CPU, same data, network and epochs, other random numbers. Pilot: 2 repetitions of the other arms "
                    + "in the same set-up, both values where they differ; too few for more than the order of magnitude. "
                    + "Neither had test windows.");
        } else {
            page.paragraph("No reference stands beside these numbers: the reference run (the paper's own method in "
                    + "TensorFlow, 20 repetitions) is for 60 epochs with 1024 windows per class, batches of 64 and a "
                    + "learning rate of 0.001, and is not comparable with this configuration.");
        }
        tables.besideReference().ifPresent(table -> {
            page.subsection("Beside the reference, epoch by epoch");
            page.table(table);
        });
    }

    private void conclusions(HtmlReport page) {
        page.section("What follows and what does not");
        if (data.isSmall() && !findings.findings().isEmpty()) {
            page.paragraph(
                    "From so small a run nothing follows for good: read \"what follows\" as what these few seeds "
                            + "show.");
        }
        for (Finding finding : findings.findings()) {
            page.subsection(finding.title());
            page.contrast("What follows:", finding.follows(), "What does not follow:", finding.doesNotFollow());
        }
        List<String> notRun = findings.notRun();
        if (!notRun.isEmpty()) {
            page.subsection("Not run");
            page.list(notRun);
        }
    }

    private void provenance(HtmlReport page) {
        RunData run = data.run();
        page.section("Where this comes from");
        page.paragraph("The same again:");
        page.code(run.command());
        page.paragraph("The same version of Halfwave gives the same bits with any number of threads. Each trial's file "
                + "holds the SHA-256 of its weights before and after training, by which two runs can be compared. "
                + sharedStart());
        page.paragraph(
                "All numbers are in `metrics.csv` (arm, seed, epoch, metric, value) beside this file, the trials "
                        + "they come from in `trials/`, the configuration in `study.json`, summaries in `summary.json`, and each "
                        + "figure as an ECharts option in `figures/`. The figures here are drawn by Apache ECharts (Apache "
                        + "License 2.0), which is part of this page.");
        Map<String, String> facts = new LinkedHashMap<>(run.environment());
        OptionalDouble seconds = data.withTrials().stream().flatMap(arm -> arm.trials().stream())
                .mapToDouble(trial -> trial.trial().seconds()).average();
        seconds.ifPresent(mean -> facts.put("seconds per trial", Numbers.format(mean)));
        page.foldedTable("Settings", table("setting", run.settings()));
        page.foldedTable("Environment of the last start", table("fact", facts));
        if (!run.trials().isEmpty()) {
            page.foldedTable("SHA-256 of the weights (first 16 digits)", tables.hashes());
        }
    }

    private static DataTable table(String what, Map<String, String> values) {
        List<DataTable.Row> rows = new ArrayList<>();
        values.forEach((name, value) -> rows.add(DataTable.row(List.of(name, value))));
        return new DataTable(List.of(DataTable.text(what), DataTable.text("value")), rows);
    }

    /// Whether all arms of a seed really started from the same weights. Arms that hash more than the common weights, as
    /// one with measured offsets does, are named.
    private String sharedStart() {
        Map<Long, Map<String, Set<String>>> armsByHash = new TreeMap<>();
        for (ReluDcReportArm arm : data.withTrials()) {
            for (Series trial : arm.trials()) {
                armsByHash.computeIfAbsent(trial.seed(), seed -> new LinkedHashMap<>())
                        .computeIfAbsent(trial.trial().initialWeightsSha256(), hash -> new TreeSet<>()).add(arm.name());
            }
        }
        Set<String> odd = new TreeSet<>();
        for (Map<String, Set<String>> hashes : armsByHash.values()) {
            Set<String> most = hashes.values().stream()
                    .max((one, other) -> Integer.compare(one.size(), other.size())).orElseThrow();
            hashes.values().stream().filter(arms -> !arms.equals(most)).forEach(odd::addAll);
        }
        if (data.withTrials().size() < 2) {
            return "";
        }
        return odd.isEmpty()
                ? "In this run all arms of a seed started from weights with the same hash."
                : "In this run all arms of a seed started from weights with the same hash, apart from "
                        + String.join(", ", odd.stream().map(name -> "`" + name + "`").toList())
                        + (odd.equals(Set.of("relu-offset-free"))
                                ? ", whose hash includes its measured offsets."
                                : ".");
    }
}
