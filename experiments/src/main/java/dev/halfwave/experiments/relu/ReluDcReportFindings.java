package dev.halfwave.experiments.relu;

import static dev.halfwave.experiments.report.Words.and;
import static dev.halfwave.experiments.report.Words.code;
import static dev.halfwave.experiments.report.Words.missing;

import dev.halfwave.experiments.relu.ReluDcReportData.Share;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What follows from a run and what does not, comparison by comparison. A sentence that claims something is only written
/// when the run's own numbers bear it out; otherwise the numbers stand there alone.
final class ReluDcReportFindings {

    private static final List<String> PAPER = ReluDcReportData.PAPER;

    /// A comparison of this run.
    ///
    /// @param title what is compared
    /// @param follows what the numbers say
    /// @param doesNotFollow what they do not say
    record Finding(String title, String follows, String doesNotFollow) {}

    /// A comparison that the report knows.
    private record Comparison(String title, List<String> arms, Supplier<String> follows, String doesNotFollow) {}

    private final ReluDcReportData data;
    private final ReluDcReportWords words;

    ReluDcReportFindings(ReluDcReportData data) {
        this.data = data;
        words = new ReluDcReportWords(data);
    }

    /// The comparisons whose arms all have finished trials that tell whether the arm learned.
    List<Finding> findings() {
        return comparisons().stream().filter(comparison -> data.areKnown(comparison.arms()))
                .map(comparison -> new Finding(comparison.title(), comparison.follows().get(),
                        comparison.doesNotFollow()))
                .toList();
    }

    /// The comparisons that lack an arm, each with what it lacks.
    List<String> notRun() {
        List<String> sentences = new ArrayList<>();
        for (Comparison comparison : comparisons()) {
            List<String> missing = comparison.arms().stream().filter(arm -> !data.has(arm)).toList();
            if (!missing.isEmpty()) {
                sentences.add(comparison.title() + ": not run, " + missing(data.run(), missing) + ".");
            } else if (!data.areKnown(comparison.arms())) {
                sentences.add(comparison.title() + ": not made, no accuracy was recorded.");
            }
        }
        return sentences;
    }

    private List<Comparison> comparisons() {
        return List.of(
                new Comparison("The paper's three arms", PAPER, this::paperFollows,
                        "That DC shortened the way. `linear-class-dc` gets another input and `relu` another activation, so "
                                + "the gradients of the three differ in scale; and as a step of Adam moves each weight by "
                                + "about the learning rate whatever the gradient, distance also counts how long a network "
                                + "kept moving."),
                new Comparison("How close is \"close to the start\"", List.of("relu"), this::closeFollows,
                        "That ReLU's weights stay near their start, or that they do not: \"close\" is relative. Beside "
                                + "`linear` any way may be short and beside the initial weights themselves long; the "
                                + "paper reports absolute distances without that measure."),
                new Comparison("The label in the input", List.of("linear-class-dc", "class-dc-only"),
                        this::labelFollows,
                        "Anything about ReLU's DC. ReLU adds the same mean to all three classes (0.32; 0.35 by the "
                                + "paper's own formula, which is an upper bound), so ReLU's DC of the input does not tell "
                                + "the class."),
                new Comparison("DC that does not tell the class",
                        List.of("linear", "linear-constant-dc", "linear-true-dc"), this::constantFollows,
                        "That DC is useless inside a network: behind a filter its size tells how much of the oscillation "
                                + "the filter let through."),
                new Comparison("What a linear network can see", List.of("linear", "linear-max"), this::baselineFollows,
                        "That the long way of `linear` is the price of having no DC. A linear network with an average as "
                                + "head sees of a cosine only its window mean (about 0.002 to 0.004 here), what the "
                                + "window's edges leave over: the baseline is handicapped by its head, not only by lacking "
                                + "ReLU."),
                new Comparison("DC taken out before the average", List.of("relu-dc-free"), this::dcFreeFollows,
                        "Anything about learning. No information reaches the head, by construction: what is left after "
                                + "subtracting a mean has the mean zero, for every window."),
                new Comparison("DC taken out of the first layer only", List.of("relu", "relu-dc-free-first"),
                        () -> besideRelu("relu-dc-free-first"),
                        "That DC plays no part: the second layer's own DC still reaches the head."),
                new Comparison("The offset taken out, its modulation kept", List.of("relu", "relu-offset-free"),
                        () -> besideRelu("relu-offset-free"),
                        "That DC plays no part: a constant per channel is subtracted, so the offset is gone, its "
                                + "modulation by the input is not, and it is the modulation that differs between classes."),
                new Comparison("A head that takes the maximum", List.of("relu-max", "relu-dc-free-max", "linear-max"),
                        this::maxFollows,
                        "That `relu-dc-free-max` works without any knowledge of the mean: its head sees max − mean, which "
                                + "still carries the mean. `linear-max` is the arm without it."),
                new Comparison("Convolutions left at their random start", List.of("relu-frozen", "linear-frozen"),
                        this::frozenFollows,
                        "That training stays near the random filters because they would do: where it ends is what the "
                                + "distances of `relu` show."),
                new Comparison("Another rectifier", List.of("relu", "abs"), () -> besideRelu("abs"),
                        "That more DC makes the way longer or shorter: `abs` has twice ReLU's DC, but also no odd part; "
                                + "two activations differ in more than one thing."),
                new Comparison("Seen and unseen windows", PAPER, this::unseenFollows,
                        "Anything about other tasks: the test windows are drawn like the training windows. (The paper "
                                + "reports the training loss only and has no held-out data.)"));
    }

    private String paperFollows() {
        StringBuilder text = new StringBuilder();
        List<String> stuck = PAPER.stream().filter(arm -> !data.arm(arm).learned()).toList();
        if (!stuck.isEmpty()) {
            text.append(and(code(stuck))).append(" did not learn, so ")
                    .append(stuck.size() == 1 ? "its distance is" : "their distances are")
                    .append(" that of a network that is still searching, and is not compared.");
            return text.toString();
        }
        if (!data.haveDistances(PAPER)) {
            return "All three learned, but their distances were not recorded.";
        }
        Share share = data.papersOrder();
        text.append(data.isPapersOrder() ? "The paper's order is seen" : "The paper's order is not seen")
                .append(": after ").append(words.epochs()).append(" layers 1 and 2 of `linear-class-dc` are ")
                .append(words.distances("linear-class-dc"))
                .append(" of their initial norm from their start, those of `relu` ")
                .append(words.distances("relu")).append(", those of `linear` ").append(words.distances("linear"))
                .append('.');
        if (share.of() > 0) {
            text.append(" Both layers are in the paper's order in ").append(share.count()).append(" of ")
                    .append(share.of())
                    .append(" shared seeds.");
        }
        double loss = data.lowestSharedLoss();
        if (loss > 0) {
            text.append(" When the training loss is first at most ").append(ReluDcReportTables.plain(loss))
                    .append(", which every seed of the three reaches, layer 1 is ")
                    .append(and(List.of("linear-class-dc", "relu", "linear").stream()
                            .map(arm -> Numbers.rounded(data.arm(arm).atLoss("distance.conv1.relative", loss).mean())
                                    + " (`" + arm + "`)")
                            .toList()))
                    .append(" of its initial norm away.");
        }
        return text.toString();
    }

    private String closeFollows() {
        ReluDcReportArm relu = data.arm("relu");
        if (!relu.learned()) {
            return "`relu` did not learn, so its distance is not looked at.";
        }
        if (!data.haveDistances(List.of("relu"))) {
            return "The relative distances of `relu` were not recorded.";
        }
        Summary seeds1 = relu.last("distance.conv1.relative");
        Summary seeds2 = relu.last("distance.conv2.relative");
        // Said only where every seed agrees.
        String compared = Math.min(seeds1.min(), seeds2.min()) >= 1
                ? ": further away than if all its weights had become zero (1.00)"
                : Math.max(seeds1.max(), seeds2.max()) < 1
                        ? ": less far than if all its weights had become zero (1.00)"
                        : "; 1.00 would be as far as to all zeros";
        return "Layers 1 and 2 of `relu` end " + words.distances("relu") + " times their initial norm from their start"
                + compared
                + "." + cosine(relu);
    }

    private static String cosine(ReluDcReportArm arm) {
        Summary layer1 = arm.last("distance.conv1.cosine");
        Summary layer2 = arm.last("distance.conv2.cosine");
        return layer1.isEmpty() || layer2.isEmpty()
                ? ""
                : " The cosine between start and end is " + Numbers.rounded(layer1.mean()) + " in layer 1 and "
                        + Numbers.rounded(layer2.mean()) + " in layer 2.";
    }

    private String labelFollows() {
        String what =
                "`linear-class-dc` adds √2/4 times 1, 5 or 19 to every sample of a window, by its class: it writes "
                        + "the label into the input. ";
        String rights = words.right("class-dc-only") + "; `linear-class-dc` " + words.right("linear-class-dc");
        if (!data.arm("class-dc-only").learned()) {
            return what + "`class-dc-only`, which gets this offset and no signal at all, did not learn here (" + rights
                    + "), so this run does not show that the label alone is enough.";
        }
        return what + "`class-dc-only`, which gets this offset and no signal at all, learns (" + rights
                + "): the signal is not needed for what `linear-class-dc` does.";
    }

    private String constantFollows() {
        String numbers = "`linear-constant-dc` has " + words.right("linear-constant-dc") + ", `linear-true-dc` "
                + words.right("linear-true-dc") + ", `linear` without added DC " + words.right("linear") + ".";
        return words.areAtChance("linear-constant-dc", "linear-true-dc")
                ? "A DC that is the same for all classes does not help the linear network; with it, it stays at chance: "
                        + numbers
                : numbers;
    }

    private String baselineFollows() {
        ReluDcReportArm max = data.arm("linear-max");
        if (!max.learned()) {
            return "`linear-max` did not learn here (" + words.right("linear-max") + "; `linear` "
                    + words.right("linear")
                    + "), so this run does not show what another head changes.";
        }
        String sooner = words.sooner("linear-max", "linear")
                ? " It has 99% of the training windows right after " + words.epochOf99("linear-max")
                        + " in the median (`linear`: " + words.epochOf99("linear") + ")."
                : "";
        String learns = "With a maximum in place of the average `linear-max` learns (" + words.right("linear-max")
                + "), without ReLU and without DC." + sooner;
        if (!data.arm("linear").learned()) {
            return learns + " `linear` did not learn (" + words.right("linear") + ").";
        }
        return data.haveDistances(List.of("linear", "linear-max")) ? learns + besides("linear-max", "linear") : learns;
    }

    private String dcFreeFollows() {
        return words.areAtChance("relu-dc-free")
                ? "`relu-dc-free` stays at chance (" + words.right("relu-dc-free") + "), as it must."
                : "`relu-dc-free` has " + words.right("relu-dc-free")
                        + ". By construction it cannot do better than chance: "
                        + "something is wrong with this run.";
    }

    private String besideRelu(String other) {
        ReluDcReportArm arm = data.arm(other);
        ReluDcReportArm relu = data.arm("relu");
        if (!arm.learned()) {
            return "`" + other + "` did not learn within " + words.epochs() + " (" + words.right(other) + "; `relu` "
                    + words.right("relu")
                    + ").";
        }
        String accuracy =
                "`" + other + "` learns (" + words.right(other) + "). It has 99% of the training windows right after "
                        + words.epochOf99(other) + " in the median (`relu`: " + words.epochOf99("relu") + ").";
        if (!relu.learned()) {
            return accuracy + " `relu` did not learn (" + words.right("relu") + ").";
        }
        return data.haveDistances(List.of("relu", other)) ? accuracy + besides(other, "relu") : accuracy;
    }

    private String besides(String arm, String other) {
        return " Its layers end " + words.distances(arm) + " times their initial norm from their start, those of `"
                + other
                + "` "
                + words.distances(other) + ".";
    }

    private String maxFollows() {
        String numbers =
                "`relu-max` has " + words.right("relu-max") + ", `relu-dc-free-max` " + words.right("relu-dc-free-max")
                        + ", `linear-max` " + words.right("linear-max") + ".";
        return data.allLearned(List.of("relu-max", "relu-dc-free-max", "linear-max"))
                ? "All three learn: with a maximum as head, neither ReLU's DC nor ReLU is needed. " + numbers
                : numbers;
    }

    private String frozenFollows() {
        String numbers =
                "`relu-frozen` has " + words.right("relu-frozen") + ", `linear-frozen` " + words.right("linear-frozen")
                        + ".";
        return data.arm("relu-frozen").learned() && !data.arm("linear-frozen").learned()
                ? "Random filters, ReLU and an average are enough to tell the classes apart; without ReLU they are not "
                        + "within " + words.epochs() + ". " + numbers
                        + (data.isSmall() ? "" : " This part of the paper's idea stands.")
                : numbers;
    }

    private String unseenFollows() {
        List<String> parts = PAPER.stream().map(data::arm)
                .map(arm -> "`" + arm.name() + "` has " + Numbers.percent(arm.last("trainAccuracy").mean())
                        + "% of the training windows right and " + Numbers.percent(arm.last("testAccuracy").mean())
                        + "% of the test windows")
                .toList();
        return and(parts) + ". (Training accuracy is taken while an epoch's batches still change the weights.)";
    }
}
