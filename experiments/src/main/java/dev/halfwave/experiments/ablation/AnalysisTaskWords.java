package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.statistics.Comparison;
import java.util.ArrayList;
import java.util.List;

/// What a study found across its tasks, in words: lines of the report and of the terminal.
final class AnalysisTaskWords {

    private final Analysis analysis;

    AnalysisTaskWords(Analysis analysis) {
        this.analysis = analysis;
    }

    /// One line for each declared comparison: verdict, claim, interquartile mean, share of seeds, grounds, n.
    List<String> verdicts(AnalysisFamily family) {
        return family.acrossTasks().stream().map(this::verdict).toList();
    }

    private String verdict(AnalysisAcrossTasks each) {
        dev.halfwave.experiments.ablation.Comparison declared = each.declared();
        String claim = ": \"" + declared.claim() + "\" (`" + declared.arm() + "` – `" + declared.reference() + "`); ";
        if (!each.isRun()) {
            return "Not run" + claim + each.notRun() + ".";
        }
        String[] sentence = each.sentence().split(": ", 2);
        Comparison comparison = each.finding().comparison();
        List<String> parts = new ArrayList<>();
        if (each.hasInterquartileMean()) {
            parts.add("interquartile mean of the " + AnalysisWords.what(comparison.differences()) + "s "
                    + estimate(each));
        }
        parts.add(comparison.shareWon().won() + " of " + Words.count(comparison.n(), "seed")
                + " won on average over the tasks");
        parts.add(sentence[1]);
        String unreached = AnalysisWords.unreached(analysis.study().primary(), declared, comparison);
        if (!unreached.isEmpty()) {
            parts.add(unreached);
        }
        int missing = each.planned() - each.seeds().size();
        if (missing > 0) {
            parts.add(missing + " of " + each.planned() + " seeds are not finished on every task");
        }
        return Words.upper(sentence[0]) + claim + String.join("; ", parts) + ".";
    }

    /// `0.86 (95 % 0.84 to 0.9)`.
    private static String estimate(AnalysisAcrossTasks each) {
        return interquartileMean(each) + " (95 % " + interval(each) + ")";
    }

    /// The interquartile mean, of logarithms the ratio that it stands for; a dash where it is not defined.
    static String interquartileMean(AnalysisAcrossTasks each) {
        return each.hasInterquartileMean()
                ? AnalysisWords.number(each.finding().comparison(), each.interquartileMean())
                : Numbers.UNDEFINED;
    }

    /// Its interval on the same scale.
    static String interval(AnalysisAcrossTasks each) {
        return each.hasInterquartileMean()
                ? AnalysisWords.interval(each.finding().comparison(), each.interval())
                : Numbers.UNDEFINED;
    }

    /// The lines for a terminal.
    String table(AnalysisFamily family) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("comparison", "verdict", "seeds", "interquartile mean of the "
                + (family.isLogarithmic() ? "ratios" : "differences") + " (95 % interval)", "seeds won"));
        List<String> remarks = new ArrayList<>();
        for (AnalysisAcrossTasks each : family.acrossTasks()) {
            String name = each.declared().name();
            if (!each.isRun()) {
                rows.add(List.of(name, "not run", "", "", ""));
                remarks.add(name + ": " + each.notRun());
                continue;
            }
            Comparison comparison = each.finding().comparison();
            rows.add(List.of(name, each.verdict().words(), Integer.toString(comparison.n()),
                    each.hasInterquartileMean() ? interquartileMean(each) + " (" + interval(each) + ")" : "not defined",
                    AnalysisWords.won(comparison.shareWon())));
            if (!each.hasInterquartileMean() || each.verdict() != each.finding().verdict()) {
                remarks.add(name + ": " + each.sentence());
            }
        }
        Tasks tasks = analysis.study().tasks();
        StringBuilder table = new StringBuilder(AnalysisWords.wrapped("Across " + tasks.values().size() + " tasks ("
                + tasks.words() + "), at " + family.rates().words() + ":"));
        table.append(AnalysisWords.columns(rows));
        remarks.forEach(remark -> table.append(AnalysisWords.wrapped(remark)));
        return table.toString();
    }
}
