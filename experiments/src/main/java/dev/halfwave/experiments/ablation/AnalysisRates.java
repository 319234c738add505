package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// With which learning rates arms are compared: all with the one of [Study#LEARNING_RATE] (`COMMON`), or each with the
/// best of its own (`OWN`).
public enum AnalysisRates {
    COMMON("common", "the learning rate that all arms have in common"), OWN(
            "own", "the best learning rate of each arm");

    private final String word;
    private final String words;

    AnalysisRates(String word, String words) {
        this.word = word;
        this.words = words;
    }

    /// How files call it: `common` or `own`.
    public String word() {
        return word;
    }

    /// What it is, as part of a sentence.
    public String words() {
        return words;
    }

    /// The finished trials of each arm, by seed; of `OWN`, of the arms whose own rate is chosen.
    Map<String, List<TrialResult>> trials(Study study, RunData run) {
        LearningRates rates = LearningRates.of(study, run);
        Map<String, List<TrialResult>> trials = new LinkedHashMap<>();
        for (Arm arm : run.arms()) {
            String name = arm.name();
            trials.put(name, this == COMMON ? run.trials(name) : rates.atOwnRate(name));
        }
        return trials;
    }
}
