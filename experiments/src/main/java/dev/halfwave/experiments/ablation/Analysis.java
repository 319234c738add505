package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.Results;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What follows from the finished trials of a study: a pure function of them and of what was declared.
///
/// @param study what was declared
/// @param families the declared comparisons with their verdicts: at the common learning rate, and at the arms' own best
///     ones where these were run
/// @param control an arm against itself, if its seeds allow
/// @param friedman of three or more arms, for each of the families and each task
/// @param censoring how many trials of each arm were censored
/// @param looks how finely the trials were looked at where they are compared at one loss
/// @param screens the same comparisons by other outcomes: exploratory
public record Analysis(Study study, List<AnalysisFamily> families, Optional<AnalysisControl> control,
        List<AnalysisFriedman> friedman, List<AnalysisCensoring> censoring, List<AnalysisLooks> looks,
        List<AnalysisScreen> screens) {

    public Analysis {
        families = List.copyOf(families);
        friedman = List.copyOf(friedman);
        censoring = List.copyOf(censoring);
        looks = List.copyOf(looks);
        screens = List.copyOf(screens);
    }

    /// What follows from a run, however much of it is finished.
    public static Analysis of(Study study, RunData run) {
        List<AnalysisFamily> families = new ArrayList<>();
        List<AnalysisFriedman> friedman = new ArrayList<>();
        List<AnalysisCensoring> censoring = new ArrayList<>();
        List<AnalysisLooks> looks = new ArrayList<>();
        for (AnalysisRates rates : AnalysisRates.values()) {
            boolean isRun = rates.trials(study, run).values().stream().anyMatch(trials -> !trials.isEmpty());
            if (rates == AnalysisRates.COMMON || isRun) {
                families.add(AnalysisFamily.of(study, run, rates));
                friedman.addAll(AnalysisFriedman.of(study, run, rates));
                censoring.addAll(AnalysisCensoring.of(study, run, rates));
                looks.addAll(AnalysisLooks.of(study, run, rates));
            }
        }
        return new Analysis(study, families, AnalysisControl.of(study, run), friedman, censoring, looks,
                AnalysisScreen.of(study, run));
    }

    /// The declared comparisons at the common learning rate.
    public AnalysisFamily atTheCommonRate() {
        return families.getFirst();
    }

    /// Whether a comparison of a family has the trials of the common rate once more, because that is the best of both
    /// arms.
    boolean isRepeated(AnalysisFamily family, AnalysisComparison comparison) {
        return family.rates() != AnalysisRates.COMMON && comparison.isRun()
                && atTheCommonRate().run().stream().anyMatch(common -> common.declared().equals(comparison.declared())
                        && common.pairs().equals(comparison.pairs()));
    }

    /// How finely the trials of an arm were looked at; empty where they are not compared at one loss, or none reached it.
    Optional<AnalysisLooks> looks(AnalysisRates rates, String arm) {
        return looks.stream().filter(each -> each.rates() == rates && each.arm().equals(arm)).findFirst();
    }

    /// The fields of `summary.json` and the text of `comparisons.csv`.
    Results results() {
        return new AnalysisFile(this).results();
    }
}
