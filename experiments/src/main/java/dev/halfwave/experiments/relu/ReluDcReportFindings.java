package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.relu.ReluDcReportArm.Outcome;
import dev.halfwave.experiments.relu.ReluDcReportArm.Series;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What the report says in plain words. A sentence that claims something is only written when the run's own numbers
/// bear it out; otherwise the numbers stand there alone. What a comparison cannot show is said beside it.
final class ReluDcReportFindings {

    private static final List<String> PAPER = ReluDcReportData.PAPER;

    private static final double CHANCE = 1 / 3.0;

    /// How far from a third an accuracy may lie to be called chance; half of it would be one class in thirty.
    private static final double NEAR_CHANCE = 0.05;

    /// A comparison of this run.
    ///
    /// @param title what is compared
    /// @param follows what the numbers say
    /// @param doesNotFollow what they do not say
    record Finding(String title, String follows, String doesNotFollow) {}

    /// A comparison that the report knows.
    private record Comparison(String title, List<String> arms, Supplier<String> follows, String doesNotFollow) {}

    private final ReluDcReportData data;

    ReluDcReportFindings(ReluDcReportData data) {
        this.data = data;
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
                sentences.add(comparison.title() + ": not run, " + haveNoTrial(missing) + ".");
            } else if (!data.areKnown(comparison.arms())) {
                sentences.add(comparison.title() + ": not made, no accuracy was recorded.");
            }
        }
        return sentences;
    }

    /// The whole report in a paragraph.
    String answer() {
        if (data.withTrials().isEmpty()) {
            return "There is no answer yet: no trial of this run is finished.";
        }
        if (data.withTrials().stream().allMatch(arm -> arm.outcome() == Outcome.UNKNOWN)) {
            return "There is no answer: no accuracy was recorded, so it cannot be said which arms learned.";
        }
        List<String> sentences = new ArrayList<>();
        sentences.add(orderForAnswer());
        if (data.areKnown(List.of("linear-class-dc", "class-dc-only")) && data.arm("class-dc-only").learned()) {
            String others = areAtChance("linear-constant-dc", "linear-true-dc")
                    ? ", and a DC that is the same for all classes leaves the linear network at chance (`linear-constant-dc` "
                            + right("linear-constant-dc") + ", `linear-true-dc` " + right("linear-true-dc") + ")"
                    : "";
            sentences
                    .add("But `linear-class-dc` has the label written into its input: `class-dc-only`, which gets that "
                            + "offset and no signal at all, learns just as well (" + right("class-dc-only") + ")"
                            + others + ".");
        }
        if (data.allLearned(List.of("relu-dc-free-max", "linear-max"))) {
            sentences.add("A network whose head takes the maximum instead of the average learns without ReLU's DC "
                    + "(`relu-dc-free-max` " + right("relu-dc-free-max") + ") and without ReLU (`linear-max` "
                    + right("linear-max") + ").");
        }
        if (data.areKnown(List.of("relu-frozen", "linear-frozen")) && data.arm("relu-frozen").learned()
                && !data.arm("linear-frozen").learned()) {
            sentences.add((data.isSmall() ? "With" : "What stands: with")
                    + " convolutions that stay at their random start "
                    + "a network with ReLU learns (`relu-frozen` " + right("relu-frozen") + "), one without does not "
                    + "within " + epochs() + " (`linear-frozen` " + right("linear-frozen") + ").");
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
            return "The paper's comparison cannot be made from this run: " + haveNoTrial(missing) + ".";
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
                                    learned.stream().map(arm -> distances(arm) + " (`" + arm + "`)").toList())
                            + " from their start.";
            return upper(opening + and(stuck.stream().map(arm -> "`" + arm + "` (" + right(arm) + ")").toList())
                    + " did not learn within " + epochs() + ", so the paper's comparison of distances cannot be made "
                    + "whole.") + rest;
        }
        int[] count = countPapersOrder();
        if (isPapersOrder()) {
            return upper(
                    opening + "the paper's order is seen. In units of the initial norm of layers 1 and 2, the weights "
                            + "end closest to their random start in `linear-class-dc` (" + distances("linear-class-dc")
                            + "), further away in `relu` (" + distances("relu") + ") and furthest in `linear` ("
                            + distances("linear") + ")" + (count[1] == 0
                                    ? "."
                                    : "; so it is in " + count[0] + " of " + count[1] + " shared seeds."));
        }
        return upper(
                opening + "the paper's order is not seen. In units of the initial norm of layers 1 and 2, the weights "
                        + "end "
                        + and(PAPER.stream().map(arm -> distances(arm) + " from their start in `" + arm + "`").toList())
                        + ".");
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
        int[] count = countPapersOrder();
        text.append(isPapersOrder() ? "The paper's order is seen" : "The paper's order is not seen")
                .append(": after ").append(epochs()).append(" layers 1 and 2 of `linear-class-dc` are ")
                .append(distances("linear-class-dc"))
                .append(" of their initial norm from their start, those of `relu` ")
                .append(distances("relu")).append(", those of `linear` ").append(distances("linear")).append('.');
        if (count[1] > 0) {
            text.append(" Both layers are in the paper's order in ").append(count[0]).append(" of ").append(count[1])
                    .append(" shared seeds.");
        }
        double loss = lowestSharedLoss();
        if (loss > 0) {
            text.append(" When the training loss is first at most ").append(ReluDcReportTables.plain(loss))
                    .append(", which every seed of the three reaches, layer 1 is ")
                    .append(and(List.of("linear-class-dc", "relu", "linear").stream()
                            .map(arm -> Numbers.format(data.arm(arm).atLoss("distance.conv1.relative", loss).mean())
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
        double layer1 = relu.last("distance.conv1.relative").mean();
        double layer2 = relu.last("distance.conv2.relative").mean();
        String compared = Math.min(layer1, layer2) >= 1
                ? ": further away than if all its weights had become zero (1.00)"
                : Math.max(layer1, layer2) < 1
                        ? ": less far than if all its weights had become zero (1.00)"
                        : "; 1.00 would be as far as to all zeros";
        return "Layers 1 and 2 of `relu` end " + distances("relu") + " times their initial norm from their start"
                + compared
                + "." + cosine(relu);
    }

    private static String cosine(ReluDcReportArm arm) {
        Summary layer1 = arm.last("distance.conv1.cosine");
        Summary layer2 = arm.last("distance.conv2.cosine");
        return layer1.isEmpty() || layer2.isEmpty()
                ? ""
                : " The cosine between start and end is " + Numbers.format(layer1.mean()) + " in layer 1 and "
                        + Numbers.format(layer2.mean()) + " in layer 2.";
    }

    private String labelFollows() {
        String what =
                "`linear-class-dc` adds √2/4 times 1, 5 or 19 to every sample of a window, by its class: it writes "
                        + "the label into the input. ";
        ReluDcReportArm only = data.arm("class-dc-only");
        return what + (only.learned()
                ? "`class-dc-only`, which gets this offset and no signal at all, learns as well ("
                        + right("class-dc-only")
                        + "; `linear-class-dc` " + right("linear-class-dc")
                        + "): the signal is not needed for what `linear-class-dc` does."
                : "`class-dc-only`, which gets this offset and no signal at all, did not learn here ("
                        + right("class-dc-only") + "; `linear-class-dc` " + right("linear-class-dc")
                        + "), so this run does not show that the label alone is enough.");
    }

    private String constantFollows() {
        String numbers = "`linear-constant-dc` has " + right("linear-constant-dc") + ", `linear-true-dc` "
                + right("linear-true-dc") + ", `linear` without added DC " + right("linear") + ".";
        return areAtChance("linear-constant-dc", "linear-true-dc")
                ? "A DC that is the same for all classes does not help the linear network; with it, it stays at chance: "
                        + numbers
                : numbers;
    }

    private String baselineFollows() {
        ReluDcReportArm max = data.arm("linear-max");
        if (!max.learned()) {
            return "`linear-max` did not learn here (" + right("linear-max") + "; `linear` " + right("linear")
                    + "), so this run does not show what another head changes.";
        }
        String sooner = sooner("linear-max", "linear")
                ? ", in the median after " + epochOf99("linear-max") + " (`linear`: " + epochOf99("linear") + ")"
                : "";
        String learns =
                "With a maximum in place of the average `linear-max` learns (" + right("linear-max") + ")" + sooner
                        + ", without ReLU and without DC.";
        if (!data.arm("linear").learned()) {
            return learns + " `linear` did not learn (" + right("linear") + ").";
        }
        return data.haveDistances(List.of("linear", "linear-max")) ? learns + besides("linear-max", "linear") : learns;
    }

    private String dcFreeFollows() {
        return areAtChance("relu-dc-free")
                ? "`relu-dc-free` stays at chance (" + right("relu-dc-free") + "), as it must."
                : "`relu-dc-free` has " + right("relu-dc-free") + ". By construction it cannot do better than chance: "
                        + "something is wrong with this run.";
    }

    private String besideRelu(String other) {
        ReluDcReportArm arm = data.arm(other);
        ReluDcReportArm relu = data.arm("relu");
        if (!arm.learned()) {
            return "`" + other + "` did not learn within " + epochs() + " (" + right(other) + "; `relu` "
                    + right("relu")
                    + ").";
        }
        String accuracy = "`" + other + "` learns (" + right(other) + "), in the median after " + epochOf99(other)
                + " (`relu`: " + epochOf99("relu") + ").";
        if (!relu.learned()) {
            return accuracy + " `relu` did not learn (" + right("relu") + ").";
        }
        return data.haveDistances(List.of("relu", other)) ? accuracy + besides(other, "relu") : accuracy;
    }

    private String besides(String arm, String other) {
        return " Its layers end " + distances(arm) + " times their initial norm from their start, those of `" + other
                + "` "
                + distances(other) + ".";
    }

    private String maxFollows() {
        String numbers = "`relu-max` has " + right("relu-max") + ", `relu-dc-free-max` " + right("relu-dc-free-max")
                + ", `linear-max` " + right("linear-max") + ".";
        return data.allLearned(List.of("relu-max", "relu-dc-free-max", "linear-max"))
                ? "All three learn: with a maximum as head, neither ReLU's DC nor ReLU is needed. " + numbers
                : numbers;
    }

    private String frozenFollows() {
        String numbers =
                "`relu-frozen` has " + right("relu-frozen") + ", `linear-frozen` " + right("linear-frozen") + ".";
        return data.arm("relu-frozen").learned() && !data.arm("linear-frozen").learned()
                ? "Random filters, ReLU and an average are enough to tell the classes apart; without ReLU they are not "
                        + "within " + epochs() + ". " + numbers
                        + (data.isSmall() ? "" : " This part of the paper's idea stands.")
                : numbers;
    }

    private String unseenFollows() {
        return and(PAPER.stream().map(arm -> "`" + arm + "` has " + Numbers.percent(
                data.arm(arm).last("trainAccuracy").mean()) + "% of the training windows right and "
                + Numbers.percent(data.arm(arm).last("testAccuracy").mean()) + "% of the test windows").toList()) + ".";
    }

    /// Whether both layers, in the mean, are in the paper's order of distance.
    private boolean isPapersOrder() {
        return inOrder("distance.conv1.relative") && inOrder("distance.conv2.relative");
    }

    private boolean inOrder(String metric) {
        double classDc = data.arm("linear-class-dc").last(metric).mean();
        double relu = data.arm("relu").last(metric).mean();
        double linear = data.arm("linear").last(metric).mean();
        return classDc < relu && relu < linear;
    }

    /// In how many seeds both layers are in the paper's order, and of how many.
    private int[] countPapersOrder() {
        List<List<Series>> shared = data.sharedSeeds(List.of("linear-class-dc", "relu", "linear"));
        int count = 0;
        for (List<Series> seed : shared) {
            boolean ordered = true;
            for (String metric : List.of("distance.conv1.relative", "distance.conv2.relative")) {
                double[] values = seed.stream().mapToDouble(trial -> trial.last(metric).orElse(Double.NaN)).toArray();
                ordered &= values[0] < values[1] && values[1] < values[2];
            }
            count += ordered ? 1 : 0;
        }
        return new int[] {count, shared.size()};
    }

    /// The lowest of the compared losses that every seed of the paper's arms reaches; 0 if there is none.
    private double lowestSharedLoss() {
        double lowest = 0;
        for (double loss : ReluDcReportData.LOSSES) {
            if (PAPER.stream().map(data::arm)
                    .allMatch(arm -> arm.atLoss("distance.conv1.relative", loss).n() == arm.n())) {
                lowest = loss;
            }
        }
        return lowest;
    }

    private boolean areAtChance(String... arms) {
        for (String arm : arms) {
            if (!data.has(arm) || !(Math.abs(data.arm(arm).accuracy() - CHANCE) <= NEAR_CHANCE)) {
                return false;
            }
        }
        return true;
    }

    private boolean sooner(String first, String second) {
        double one = data.arm(first).medianEpochToLearn().orElse(Double.POSITIVE_INFINITY);
        return one < data.arm(second).medianEpochToLearn().orElse(Double.POSITIVE_INFINITY);
    }

    private String epochOf99(String arm) {
        return data.arm(arm).medianEpochToLearn().stream()
                .mapToObj(epoch -> (epoch == Math.rint(epoch) ? Long.toString((long) epoch) : Double.toString(epoch))
                        + (epoch == 1 ? " epoch" : " epochs"))
                .findFirst().orElse("more than " + epochs());
    }

    /// The relative distances of layers 1 and 2.
    private String distances(String arm) {
        return Numbers.format(data.arm(arm).last("distance.conv1.relative").mean()) + " and "
                + Numbers.format(data.arm(arm).last("distance.conv2.relative").mean());
    }

    private String right(String arm) {
        ReluDcReportArm found = data.arm(arm);
        boolean isTest = !found.last("testAccuracy").isEmpty();
        return Numbers.percent(found.accuracy()) + "%" + (isTest ? "" : " of the training windows") + " right";
    }

    private String epochs() {
        return data.lastEpoch() == 1 ? "1 epoch" : data.lastEpoch() + " epochs";
    }

    private static String haveNoTrial(List<String> arms) {
        return and(code(arms)) + (arms.size() == 1 ? " has" : " have") + " no finished trial";
    }

    private static List<String> code(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").toList();
    }

    private static String and(List<String> parts) {
        return parts.size() < 2
                ? String.join("", parts)
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }

    private static String upper(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
