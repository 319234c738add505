package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a study had decided before anything ran, and with which settings it then ran.
final class StudyReportProtocol {

    /// What changes how every arm is trained or compared.
    private static final List<Setting<?>> CONTROLS = List.of(
            Study.OPTIMIZER, Study.CENTRED, Study.OUTPUT_SCALE, Study.WIDTH, Study.FREEZE, Study.REINITIALIZE,
            Study.MEASURES);

    private final Study study;
    private final RunData run;

    StudyReportProtocol(Study study, RunData run) {
        this.study = study;
        this.run = run;
    }

    /// Names with what was decided.
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Primary outcome", "The " + outcome(study.primary())
                + (study.primary().isLogarithmic() ? ", compared by its logarithm." : "."));
        facts.put("Direction", Words.upper(study.direction().word()) + " supports the claims.");
        facts.put("Comparisons", String.join(" ", comparisons()));
        if (!study.tasks().isEmpty()) {
            facts.put("Tasks", StudyReportTasks.protocol(study));
        }
        facts.put("Seeds", ReportPage.seeds(run));
        facts.put("Rule of verdicts",
                "A claim is supported, or contradicted, if p of the sign-flip test, after Holm for "
                        + Words.count(study.judged(), "declared comparison")
                        + ", is below 0.05 and the 95 % BCa and t intervals exclude 0. Fewer than 6 pairs have no "
                        + "verdict. Where a trial was censored, or a value of 0 has no logarithm, Wilcoxon's test of the "
                        + "ranks decides alone, and the verdict says so. What was not run counts as one of the "
                        + "comparisons.");
        facts.put("Stop rule", stopRule());
        facts.put("Learning rates", learningRates());
        facts.put("Tuning outcome", "The " + outcome(study.tuning()) + "; less is better.");
        facts.put("Data", data());
        String matched = setting(Study.MATCH_LOSS);
        facts.put("Matched losses", matched.equals(SettingTexts.NONE)
                ? "None besides those of the two outcomes."
                : matched.replace(",", ", ") + ": exploratory.");
        List<String> controls = CONTROLS.stream()
                .filter(each -> !setting(each).equals(String.valueOf(each.defaultValue())))
                .map(each -> "`" + each.name() + "=" + setting(each) + "`").toList();
        facts.put("Controls", controls.isEmpty() ? "None." : Words.and(controls) + ".");
        return facts;
    }

    private List<String> comparisons() {
        List<String> sentences = new ArrayList<>();
        for (Comparison comparison : study.comparisons()) {
            String margin = comparison.hasMargin()
                    ? "; equivalent within ±" + Numbers.significant(comparison.margin(), 6)
                            + (study.primary().isLogarithmic() ? " of the logarithms" : "")
                    : "";
            sentences.add("`" + comparison.arm() + "` – `" + comparison.reference() + "`: " + comparison.claim()
                    + " (they differ in " + Words.and(Words.code(study.differences(comparison))) + margin + ").");
        }
        return sentences;
    }

    /// Whether the arms of a seed really had the same data, by the hashes of what they had.
    private String data() {
        List<TrialResult> hashed = hashed();
        if (hashed.isEmpty()) {
            return "No hash of the data was recorded.";
        }
        int seeds = dataBySeed(hashed).size();
        int unequal = unequal(hashed);
        String task = study.tasks().isEmpty() ? "" : " on one task";
        String which = unequal == 0
                ? "By their hashes, the arms of a seed" + task + " had the same training and test samples."
                : "By their hashes, the arms of a seed" + task
                        + " did not have the same training and test samples, on "
                        + Words.count(unequal, "seed") + " of " + seeds + ".";
        int without = run.trials().size() - hashed.size();
        return which + (without == 0 ? "" : " " + Words.count(without, "trial") + " recorded no hash.")
                + " The hashes are in the last table of this page.";
    }

    /// What the two ends of a line have in common that stands for a seed.
    String ofALine() {
        Set<String> compared = new HashSet<>();
        study.comparisons().forEach(each -> compared.addAll(List.of(each.arm(), each.reference())));
        List<TrialResult> hashed = hashed().stream().filter(trial -> compared.contains(trial.arm())).toList();
        String seed = "A line is a seed, by which both arms have the same order of samples and the same random numbers";
        if (hashed.isEmpty()) {
            return seed + "; no hash of their data was recorded.";
        }
        return unequal(hashed) == 0
                ? seed + "; by their hashes, they had the same data."
                : seed + "; by their hashes, the compared arms did not all have the same data.";
    }

    private List<TrialResult> hashed() {
        return run.trials().stream().filter(trial -> !trial.dataSha256().isEmpty()).toList();
    }

    /// On how many seeds, or seeds and tasks, arms had different data.
    private int unequal(List<TrialResult> hashed) {
        return (int) dataBySeed(hashed).values().stream().filter(hashes -> hashes.size() > 1).count();
    }

    private Map<String, Set<String>> dataBySeed(List<TrialResult> hashed) {
        Map<String, Set<String>> bySeed = new LinkedHashMap<>();
        hashed.forEach(trial -> bySeed
                .computeIfAbsent(study.tasks().of(trial.settings()) + " " + trial.seed(), seed -> new HashSet<>())
                .add(trial.dataSha256()));
        return bySeed;
    }

    private String stopRule() {
        String epochs = setting(Study.EPOCHS) + " epochs";
        double below = Double.parseDouble(setting(Study.STOP_BELOW_LOSS));
        boolean isValidated = run.trials().stream().anyMatch(trial -> trial.last(Recorder.BEST_EPOCH).isPresent());
        return (below == 0
                ? "A trial ends after " + epochs + (isValidated ? " at the latest." : ".")
                : "A trial ends after the epoch in which the loss on the probe first is below " + Outcome.text(below)
                        + ", and after " + epochs + " at the latest.")
                + (isValidated
                        ? " Its weights in the end are those of the epoch with the lowest loss on its validation "
                                + "samples."
                        : "");
    }

    private String learningRates() {
        String common = "All arms have " + setting(Study.LEARNING_RATE) + " in common.";
        int seeds = Integer.parseInt(setting(Study.TUNING_SEEDS));
        return seeds == 0
                ? common + " No other rates were tried (`tuningSeeds=0`): an arm for which another rate is better is "
                        + "at a disadvantage."
                : common + " The arms of the comparisons also run with the best of their own, chosen among "
                        + setting(Study.LEARNING_RATES).replace(",", ", ") + " on " + Words.count(seeds, "seed")
                        + " that take no part in any comparison, by the tuning outcome.";
    }

    private String setting(Setting<?> setting) {
        return run.settings().getOrDefault(setting.name(), String.valueOf(setting.defaultValue()));
    }

    private static String outcome(Outcome outcome) {
        return outcome.words() + " (`" + outcome.metric() + "`)";
    }
}
