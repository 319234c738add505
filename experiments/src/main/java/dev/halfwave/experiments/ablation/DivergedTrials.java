package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.List;

/// Which reported trials of a run diverged, in words. Those that learning rates are chosen by are not among them: a rate
/// at which they diverge is one that does not reach the tuning outcome.
final class DivergedTrials {

    private DivergedTrials() {}

    /// What a reader must know of them; empty where none diverged.
    static String notice(RunData run) {
        List<String> words = words(run);
        return words.isEmpty()
                ? ""
                : Words.upper(String.join("; ", words)) + ". What such a trial had not reached by then, and what is "
                        + "measured at the end of training, counts as censored: as beyond what all others reached. "
                        + "Curves show the epochs before.";
    }

    /// For each arm and learning rate: ``seed 7 of `relu` at 0.1 diverged after step 12``, or
    /// ``seeds 3, 7..9 of `relu` at 0.1 diverged after steps 8 to 40``.
    static List<String> words(RunData run) {
        List<String> words = new ArrayList<>();
        for (Arm arm : run.arms()) {
            for (String variant : List.of("", LearningRates.OWN_RATE)) {
                List<TrialResult> diverged =
                        run.trials(arm.name(), variant).stream().filter(Divergence::isIn).toList();
                if (!diverged.isEmpty()) {
                    words.add(words(arm.name(), diverged));
                }
            }
        }
        return words;
    }

    private static String words(String arm, List<TrialResult> diverged) {
        TrialResult any = diverged.getFirst();
        double rate = Double.parseDouble(any.settings().get(Study.LEARNING_RATE.name()));
        long[] steps =
                diverged.stream().mapToLong(trial -> (long) Divergence.step(trial).orElseThrow()).sorted().toArray();
        String after = steps[0] == steps[steps.length - 1]
                ? "step " + steps[0]
                : "steps " + steps[0] + " to " + steps[steps.length - 1];
        return (diverged.size() == 1 ? "seed " : "seeds ")
                + Numbers.ranges(diverged.stream().map(TrialResult::seed).toList())
                + " of `" + arm + "` at " + Outcome.text(rate) + " diverged after " + after;
    }
}
