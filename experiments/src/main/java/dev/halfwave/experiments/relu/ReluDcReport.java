package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.relu.ReluDcReportFindings.Finding;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.List;

/// The sections of its own in the report of `relu-dc`, and facts for the frame around them. A run that was interrupted,
/// lacks arms or metrics, or has not finished any trial still has them, and they say so.
final class ReluDcReport {

    private final ReluDcReportData data;
    private final ReluDcReportFindings findings;
    private final ReluDcReportTables tables;
    private final ReluDcReportFigures figures;
    private final ReportPage page;

    private ReluDcReport(ReportPage page, RunData run) {
        data = new ReluDcReportData(run);
        findings = new ReluDcReportFindings(data);
        tables = new ReluDcReportTables(data);
        figures = new ReluDcReportFigures(data);
        this.page = page;
    }

    /// Adds what a run shows.
    static void addTo(ReportPage page, RunData run) {
        ReluDcReport report = new ReluDcReport(page, run);
        report.write();
        page.terminal(new ReluDcReportTerminal(report.data).text());
    }

    private void write() {
        page.quick(ReportPage.seedCounts(data.run()) + ", " + setting("windowsPerClass")
                + " training windows per class, " + setting("epochs")
                + " epochs. It shows that everything runs and which way the arms go; it is too small to settle anything, "
                + "and fewer than 6 seeds have no verdict.");
        List<String> ragged = data.withTrials().stream().filter(arm -> !arm.endsTogether())
                .map(arm -> "`" + arm.name() + "`").toList();
        if (!ragged.isEmpty()) {
            page.notice("Trials of one arm end after different epochs (" + String.join(", ", ragged)
                    + "); each is taken at its own last epoch.");
        }
        asked();
        wasRun();
        if (data.withTrials().isEmpty()) {
            page.section("Results").paragraph("No trial of this run is finished, so there is nothing to show yet.");
        } else {
            papersClaim();
            paperFigures();
            ourFigures();
            results();
        }
        conclusions();
        if (data.has("relu-offset-free")) {
            page.provenance("The hash of the initial weights of `relu-offset-free` includes its measured offsets.");
        }
    }

    private String setting(String key) {
        return data.run().settings().getOrDefault(key, "an unrecorded number of");
    }

    private void asked() {
        page.asked(
                "ReLU cuts off the negative half of an oscillation. What is left no longer has the mean zero: it "
                        + "has a constant part, a DC component, whose size follows the size of the oscillation. Kechris, Dan, "
                        + "Miranda and Atienza (\"DC is all you need: describing ReLU from a signal processing standpoint\", "
                        + "arXiv 2407.16556) say that this DC carries what the network learns about frequencies, and that it "
                        + "\"helps to converge to a weight configuration close to the initial random weights\".");
        page.asked(
                "Their evidence for the second claim (section V.C) is a small network that tells cosines of 3, 5 "
                        + "and 10 Hz apart, trained with ReLU, without it (\"Linear\"), and without it but with a DC added to the "
                        + "input (\"Linear w/ DC\"). They compare how far the convolutions' weights move. Asked here: does that "
                        + "come out again, is it the DC that does it, and what becomes of it when DC is put in, taken out or "
                        + "made useless one step at a time?");
    }

    private void wasRun() {
        page.setUp("Data",
                "Cosines of amplitude 1 and phase 0 without noise, 256 samples at 32 Hz (8 s). Three classes: "
                        + "each window's frequency is drawn around 3, 5 or 10 Hz with a standard deviation of 0.1 Hz. "
                        + setting("windowsPerClass") + " training windows per class and "
                        + data.run().settings().getOrDefault("testWindowsPerClass", "512")
                        + " fresh test windows per class, drawn anew for each seed.");
        int channels = Recipe.channels(data.number(Study.WIDTH.name()).orElse(1));
        int weights = 3 * channels + 3 * channels * channels + 32 * channels + 32 + 32 * 3 + 3;
        page.setUp("Network", "Convolution 1 → " + channels + " channels, 3 taps, causal, without bias (layer 1); "
                + "activation; convolution " + channels + " → " + channels
                + ", the same (layer 2); activation; average over "
                + "time; dense 32 with ReLU; dense 3. " + weights + " weights, Glorot uniform.");
        String optimizer = data.isByDefault(Study.OPTIMIZER)
                ? "Adam with learning rate " + setting("learningRate")
                        + " (β 0.9 and 0.999, ε 10⁻⁷ where Keras puts it)"
                : "`" + Study.OPTIMIZER.name() + "=" + setting(Study.OPTIMIZER.name()) + "` with learning rate "
                        + setting("learningRate");
        page.setUp("Training", "Cross-entropy, " + optimizer + ", batches of " + setting("batch") + ", "
                + setting("epochs") + " epochs.");
        page.setUp("Seeds", Words.upper(ReportPage.seedCounts(data.run()))
                + "; all arms of one seed share data, order and initial weights.");
        page.setUp("Distance",
                "‖W − W₀‖₂ between a layer's kernel now and at its start; relative: divided by ‖W₀‖₂, so "
                        + "that 1 is as far as from the start to all zeros.");
        page.setUp("Probe",
                "256 of the training windows, chosen by the seed (all, where there are fewer). The loss on them "
                        + "is looked at every 8 steps, and distances are taken when it first falls below a given loss: what the "
                        + "verdicts compare.");
        page.setUp("Learned", "An arm learned if in the mean over its seeds at least 99% of the test windows are right "
                + "after the last epoch. Distances are compared only among arms that learned: one that does not is still "
                + "under way.");
        page.setUp("Statistics",
                "Of single arms: mean, population standard deviation (as in the paper), median, range. "
                        + "How arms are compared is told in the protocol below.");
    }

    private void papersClaim() {
        page.section("The paper's claim, after the last epoch");
        page.paragraph("The verdicts above compare arms at one loss. The paper compares them after a fixed number of "
                + "epochs; so does this section, and the answers need not be the same.");
        page.paragraph(new ReluDcReportAnswer(data).text());
    }

    private void paperFigures() {
        List<Figure> paper = figures.paper();
        page.section("The paper's figures");
        if (paper.isEmpty()) {
            page.paragraph("None of the paper's three arms has a finished trial.");
        } else {
            page.paragraph(
                    "The three quantities that the paper plots, for its three arms. Point at a figure to read its "
                            + "values; click a name in a legend to switch it off or on.");
        }
        page.figures(paper);
    }

    private void ourFigures() {
        page.section("Who learns, and when");
        List<Figure> accuracy = figures.accuracy();
        if (accuracy.isEmpty()) {
            page.paragraph("No test accuracy was recorded.");
        } else {
            page.paragraph(
                    "The share of the test windows that are right after each epoch, mean and one population standard "
                            + "deviation over seeds. Epochs stand on a logarithmic axis, as most arms learn within the first few.");
        }
        page.figures(accuracy);
        List<Figure> distances = new ArrayList<>(figures.relativeDistance());
        List<Figure> againstLoss = figures.distanceAgainstLoss();
        List<Figure> last = figures.finalDistance();
        page.section("How far the weights go");
        if (distances.isEmpty()) {
            page.paragraph("No arm with trained convolutions learned, so there are no distances to compare.");
            return;
        }
        page.subsection("Relative to the size of the initial weights");
        page.figures(distances);
        page.subsection("At equal loss");
        page.paragraph(
                "After the same number of epochs the arms are at very different losses. A network that is further "
                        + "on has had more reason to move; so here distance stands against the loss reached, both measured at the "
                        + "end of an epoch.");
        page.figures(againstLoss);
        tables.atEqualLoss().ifPresent(table -> page.foldedTable(
                "Relative distance at the end of the first epoch with at most this training loss", table));
        page.subsection("Each seed at the end");
        page.figures(last);
    }

    private void results() {
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

    private void conclusions() {
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
}
