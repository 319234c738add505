package dev.halfwave.experiments.relu;

import static dev.halfwave.experiments.report.Words.and;
import static dev.halfwave.experiments.report.Words.missing;
import static dev.halfwave.experiments.report.Words.upper;

import dev.halfwave.experiments.relu.ReluDcReportArm.Outcome;
import dev.halfwave.experiments.relu.ReluDcReportData.Share;
import java.util.ArrayList;
import java.util.List;

/// The report in a paragraph. Each sentence is only written when the run's own numbers bear it out, and a small run gets
/// no verdict.
final class ReluDcReportAnswer {

    private static final List<String> PAPER = ReluDcReportData.PAPER;

    private final ReluDcReportData data;
    private final ReluDcReportWords words;

    ReluDcReportAnswer(ReluDcReportData data) {
        this.data = data;
        words = new ReluDcReportWords(data);
    }

    /// The whole report in a paragraph.
    String text() {
        if (data.withTrials().isEmpty()) {
            return "There is no answer yet: no trial of this run is finished.";
        }
        if (data.withTrials().stream().allMatch(arm -> arm.outcome() == Outcome.UNKNOWN)) {
            return "There is no answer: no accuracy was recorded, so it cannot be said which arms learned.";
        }
        List<String> sentences = new ArrayList<>();
        sentences.add(orderForAnswer());
        if (data.areKnown(List.of("linear-class-dc", "class-dc-only")) && data.arm("class-dc-only").learned()) {
            String others = words.areAtChance("linear-constant-dc", "linear-true-dc")
                    ? ", and a DC that is the same for all classes leaves the linear network at chance (`linear-constant-dc` "
                            + words.right("linear-constant-dc") + ", `linear-true-dc` " + words.right("linear-true-dc")
                            + ")"
                    : "";
            sentences
                    .add("But `linear-class-dc` has the label written into its input: `class-dc-only`, which gets that "
                            + "offset and no signal at all, learns from it alone (" + words.right("class-dc-only") + ")"
                            + others + ".");
        }
        if (data.allLearned(List.of("relu-dc-free-max", "linear-max"))) {
            sentences.add("A network whose head takes the maximum instead of the average learns without ReLU's DC "
                    + "(`relu-dc-free-max` " + words.right("relu-dc-free-max") + ") and without ReLU (`linear-max` "
                    + words.right("linear-max") + ").");
        }
        if (data.areKnown(List.of("relu-frozen", "linear-frozen")) && data.arm("relu-frozen").learned()
                && !data.arm("linear-frozen").learned()) {
            sentences.add((data.isSmall() ? "With" : "What stands: with")
                    + " convolutions that stay at their random start "
                    + "a network with ReLU learns (`relu-frozen` " + words.right("relu-frozen")
                    + "), one without does not "
                    + "within " + words.epochs() + " (`linear-frozen` " + words.right("linear-frozen") + ").");
        }
        if (data.isSmall()) {
            sentences.add("These are directions seen in a small run, not findings.");
        } else if (sentences.size() == 4) {
            sentences.add(
                    "So DC is what an averaging head can see; that it keeps weights near their start is not shown by "
                            + "comparing these arms.");
        }
        return String.join(" ", sentences);
    }

    private String orderForAnswer() {
        String opening = data.isQuick() ? "In this quick run " : data.isSmall() ? "In this small run " : "";
        List<String> missing = PAPER.stream().filter(arm -> !data.has(arm)).toList();
        if (!missing.isEmpty()) {
            return "The paper's comparison cannot be made from this run: " + missing(data.run(), missing) + ".";
        }
        if (!data.areKnown(PAPER)) {
            return "The paper's comparison cannot be made from this run: no accuracy was recorded.";
        }
        if (!data.haveDistances(PAPER)) {
            return "The paper's comparison cannot be made from this run: its distances were not recorded.";
        }
        List<String> stuck = PAPER.stream().filter(arm -> !data.arm(arm).learned()).toList();
        if (!stuck.isEmpty()) {
            List<String> learned = PAPER.stream().filter(arm -> data.arm(arm).learned()).toList();
            String rest = learned.isEmpty()
                    ? ""
                    : " In units of the initial norm of layers 1 and 2, the weights of the rest end at a distance of "
                            + String.join(", ",
                                    learned.stream().map(arm -> words.distances(arm) + " (`" + arm + "`)").toList())
                            + " from their start.";
            return upper(opening + and(stuck.stream().map(arm -> "`" + arm + "` (" + words.right(arm) + ")").toList())
                    + " did not learn within " + words.epochs()
                    + ", so the paper's comparison of distances cannot be made "
                    + "whole.") + rest;
        }
        Share share = data.papersOrder();
        if (data.isPapersOrder()) {
            return upper(
                    opening + "the paper's order is seen. In units of the initial norm of layers 1 and 2, the weights "
                            + "end closest to their random start in `linear-class-dc` ("
                            + words.distances("linear-class-dc")
                            + "), further away in `relu` (" + words.distances("relu") + ") and furthest in `linear` ("
                            + words.distances("linear") + ")" + (share.of() == 0
                                    ? "."
                                    : "; so it is in " + share.count() + " of " + share.of() + " shared seeds."));
        }
        return upper(
                opening + "the paper's order is not seen. In units of the initial norm of layers 1 and 2, the weights "
                        + "end "
                        + and(PAPER.stream().map(arm -> words.distances(arm) + " from their start in `" + arm + "`")
                                .toList())
                        + ".");
    }
}
