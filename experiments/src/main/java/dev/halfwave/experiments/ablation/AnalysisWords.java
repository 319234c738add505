package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.statistics.Comparison;
import dev.halfwave.experiments.statistics.Finding;
import dev.halfwave.experiments.statistics.Interval;
import dev.halfwave.experiments.statistics.MeanDifference;
import dev.halfwave.experiments.statistics.PairedDifferences;
import dev.halfwave.experiments.statistics.ShareWon;
import dev.halfwave.experiments.statistics.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// An [Analysis] in words: the lines that a report and the terminal begin with.
final class AnalysisWords {

    /// How wide a line of the terminal is.
    private static final int COLUMNS = 100;

    private static final String BELOW_ZERO = "a value is below 0 and has no logarithm";

    /// From so many seeds on a verdict is more than exploratory.
    private static final int SEEDS_OF_A_CLAIM = 30;

    /// What the words of verdict lines and the figure of intervals mean.
    static final String GLOSSARY = "How to read this. A seed is won if its difference lies on the claim's side. g_z is "
            + "the mean difference in units of the standard deviation that differences have over seeds, corrected for "
            + "few seeds. Student's t interval holds for normal differences; the BCa interval (bias-corrected and "
            + "accelerated, by the bootstrap) does without that. The Hodges–Lehmann estimate is the median of the means "
            + "of all pairs of differences, which single seeds hardly move. Where there are ranks only, the rank "
            + "correlation says how far seeds agree on the sign: −1 or 1 if all do, 0 if it is even. p is the chance of "
            + "differences at least as large if the arms were alike; Holm's procedure makes it larger the more "
            + "comparisons were declared.";

    private final Analysis analysis;

    AnalysisWords(Analysis analysis) {
        this.analysis = analysis;
    }

    /// How many claims have which verdict: "Of 3 declared claims 2 are supported and 1 has no evidence ..."
    String answer() {
        AnalysisFamily family = analysis.atTheCommonRate();
        Tasks tasks = analysis.study().tasks();
        String onEach = counts(family.comparisons().stream().filter(AnalysisComparison::isRun)
                .map(each -> each.finding().verdict()).toList(), family.comparisons().size());
        String rule = "by the " + analysis.study().primary().words() + " (" + analysis.study().direction().word()
                + " supports a claim), at " + AnalysisRates.COMMON.words() + ": ";
        if (tasks.isEmpty()) {
            return "Of " + Words.count(family.comparisons().size(), "declared comparison") + ", judged " + rule + onEach
                    + ".";
        }
        String across = counts(family.acrossTasks().stream().filter(AnalysisAcrossTasks::isRun)
                .map(AnalysisAcrossTasks::verdict).toList(), family.acrossTasks().size());
        return "Of " + Words.count(family.acrossTasks().size(), "declared comparison") + " across "
                + tasks.values().size() + " tasks (" + tasks.words() + "), judged " + rule + across
                + ". Task by task, of " + family.comparisons().size() + ": " + onEach + ".";
    }

    /// What the probe is, where the outcomes that are told first speak of it.
    String probe() {
        return analysis.study().primary().words().contains("the probe")
                ? " The probe is a fixed part of the training samples, on which the loss is looked at within epochs."
                : "";
    }

    /// What few seeds make of verdicts; empty where there are enough, and without any.
    String caution() {
        boolean isSmall = analysis.atTheCommonRate().run().stream().map(AnalysisComparison::finding)
                .anyMatch(finding -> finding.verdict() != Verdict.TOO_FEW_SEEDS
                        && finding.comparison().n() < SEEDS_OF_A_CLAIM);
        return isSmall
                ? "With fewer than " + SEEDS_OF_A_CLAIM
                        + " seeds verdicts are exploratory: worth a larger study, and no "
                        + "evidence for a claim yet."
                : "";
    }

    /// @param verdicts of what was run
    /// @param declared how many comparisons there are, run or not
    private static String counts(List<Verdict> verdicts, int declared) {
        List<String> counts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long count = verdicts.stream().filter(each -> each == verdict).count();
            if (count > 0) {
                counts.add(verdict.words() + ": " + count);
            }
        }
        if (declared > verdicts.size()) {
            counts.add("not run: " + (declared - verdicts.size()));
        }
        return Words.and(counts);
    }

    /// One line for each declared comparison, in the declared order: verdict, claim, effect, interval, share of seeds,
    /// grounds, n.
    List<String> verdicts(AnalysisFamily family) {
        return family.comparisons().stream().map(comparison -> verdict(family, comparison)).toList();
    }

    private String verdict(AnalysisFamily family, AnalysisComparison comparison) {
        dev.halfwave.experiments.ablation.Comparison declared = comparison.declared();
        String claim = ": \"" + declared.claim() + "\" (`" + declared.arm() + "` – `" + declared.reference() + "`); ";
        if (!comparison.isRun()) {
            return "Not run" + claim + comparison.notRun() + ".";
        }
        Finding finding = comparison.finding();
        if (analysis.isRepeated(family, comparison)) {
            return Words.upper(finding.verdict().words()) + claim
                    + "by the same trials, because the common rate is the "
                    + "best of both arms.";
        }
        // The verdict, and what it rests on.
        String[] sentence = finding.sentence().split(": ", 2);
        List<String> parts = new ArrayList<>(effect(finding.comparison()));
        if (finding.verdict() != Verdict.TOO_FEW_SEEDS) {
            boolean isAdjusted = finding.adjustedP() > finding.comparison().p();
            parts.add("p " + Numbers.format(finding.comparison().p())
                    + (isAdjusted ? " (" + Numbers.format(finding.adjustedP()) + " after Holm)" : ""));
        }
        parts.add(sentence[1]);
        String unreached = unreached(analysis.study().primary(), declared, finding.comparison());
        if (!unreached.isEmpty()) {
            parts.add(unreached);
        }
        int needed = finding.comparison().mean() == null ? 0 : finding.comparison().mean().pairsNeeded().orElse(0);
        if (finding.verdict() == Verdict.NO_EVIDENCE && needed > finding.comparison().n()) {
            parts.add("an effect of the measured size takes about " + needed + " seeds to show, judged alone");
        }
        String looks = looks(family, declared);
        if (!looks.isEmpty()) {
            parts.add(looks);
        }
        if (declared.hasMargin()) {
            parts.add("the declared margin is " + margin(declared, finding.comparison().differences()));
        }
        if (comparison.isConfounded()) {
            parts.add("the arms differ in " + Words.and(Words.code(comparison.differsIn()))
                    + ", and this cannot tell which of them matters");
        }
        if (lacksLogarithms(family)) {
            parts.add("the difference is not that of logarithms, because " + BELOW_ZERO);
        }
        if (!comparison.repeated().isEmpty()) {
            parts.add("on " + Words.count(comparison.repeated().size(), "more seed")
                    + " an arm had the same data and initial weights as on one before: no repetitions, which do not "
                    + "count; data and initial weights have to follow the seed of the trial");
        }
        int missing = comparison.planned() - comparison.pairs().size() - comparison.repeated().size();
        if (missing > 0) {
            parts.add(missing + " of " + comparison.planned() + " seeds are not finished in both arms");
        }
        return Words.upper(sentence[0]) + claim + String.join("; ", parts) + ".";
    }

    /// Which arm never reached the loss at which distances are compared, so that these are not what the verdict is of;
    /// empty where both always did, and for outcomes that are the race itself, such as steps.
    static String unreached(
            Outcome outcome, dev.halfwave.experiments.ablation.Comparison declared, Comparison comparison) {
        PairedDifferences differences = comparison.differences();
        if (!outcome.isAtALoss() || differences.censored() == 0) {
            return "";
        }
        int n = comparison.n();
        if (differences.censoredFirst() == n && differences.censoredSecond() == n) {
            return "neither `" + declared.arm() + "` nor `" + declared.reference()
                    + "` got there on any seed: nothing was compared";
        }
        List<String> arms = new ArrayList<>();
        if (differences.censoredFirst() > 0) {
            arms.add("`" + declared.arm() + "` never got there on " + differences.censoredFirst() + " of "
                    + Words.count(n, "seed"));
        }
        if (differences.censoredSecond() > 0) {
            arms.add("`" + declared.reference() + "` never got there on " + differences.censoredSecond() + " of "
                    + Words.count(n, "seed"));
        }
        return Words.and(arms) + ": there this compares learning, not distance";
    }

    /// What has to be said where arms that are compared at one loss were hardly at one; empty where they were.
    private String looks(AnalysisFamily family, dev.halfwave.experiments.ablation.Comparison declared) {
        List<AnalysisLooks> arms = Stream.of(declared.arm(), declared.reference())
                .flatMap(arm -> analysis.looks(family.rates(), arm).stream()).toList();
        if (arms.stream().noneMatch(AnalysisLooks::isCoarse)) {
            return "";
        }
        List<String> counts = arms.stream()
                .map(each -> each.severalAtOnce() + " of " + each.trials() + " trials of `" + each.arm() + "`")
                .toList();
        boolean areLossesKnown = arms.stream().noneMatch(each -> Double.isNaN(each.typicalLoss()));
        return "not at equal losses: " + Words.and(counts) + " fell below "
                + Outcome.text(analysis.study().primary().loss()) + " and below another recorded loss at one look"
                + (areLossesKnown
                        ? ", where their losses were " + Words.and(arms.stream()
                                .map(each -> Numbers.format(each.typicalLoss())).toList()) + " (geometric means)"
                        : "");
    }

    /// Whether differences are plain ones although the outcome is one whose differences are those of logarithms: a value
    /// is below 0, which a loss or metric of an embedder's own may be.
    private boolean lacksLogarithms(AnalysisFamily family) {
        return analysis.study().primary().isLogarithmic() && !family.isLogarithmic();
    }

    /// The effect, its interval and the share of seeds, as parts of a sentence.
    static List<String> effect(Comparison comparison) {
        List<String> parts = new ArrayList<>();
        MeanDifference mean = comparison.mean();
        if (mean != null) {
            parts.add(what(comparison.differences()) + " " + estimate(comparison));
            parts.add("g_z " + effectSize(comparison));
        } else if (comparison.differences().hasRanksOnly()) {
            parts.add("rank correlation " + Numbers.decimals(comparison.signedRank().rankBiserial(), 2));
        }
        ShareWon share = comparison.shareWon();
        parts.add(share.won() + " of " + Words.count(share.n(), "seed") + " won" + tied(share));
        return parts;
    }

    /// What counts as no difference: `a ratio between 0.905 and 1.11`, or `a difference within ±0.1`.
    private static String margin(
            dev.halfwave.experiments.ablation.Comparison declared, PairedDifferences differences) {
        return isRatio(differences)
                ? "a ratio between " + Numbers.format(StrictMath.exp(-declared.margin())) + " and "
                        + Numbers.format(StrictMath.exp(declared.margin()))
                : "a difference within ±" + Numbers.format(declared.margin());
    }

    /// What [#estimate] is of.
    static String what(PairedDifferences differences) {
        return isRatio(differences) ? "ratio" : "difference";
    }

    /// The mean with its t interval: of logarithms the ratio that they stand for.
    static String estimate(Comparison comparison) {
        MeanDifference mean = comparison.mean();
        return mean == null
                ? Numbers.UNDEFINED
                : number(comparison, mean.t().mean()) + " (95 % " + interval(comparison, mean.tInterval()) + ")";
    }

    /// An interval on the scale that is told.
    static String interval(Comparison comparison, Interval interval) {
        return number(comparison, interval.low()) + " to " + number(comparison, interval.high());
    }

    /// A difference, or the ratio that a difference of logarithms stands for.
    static String number(Comparison comparison, double difference) {
        if (Double.isInfinite(difference)) {
            return difference > 0 ? "∞" : isRatio(comparison.differences()) ? "0" : "−∞";
        }
        return Numbers.format(told(comparison, difference));
    }

    /// The same as a number.
    static double told(Comparison comparison, double difference) {
        return isRatio(comparison.differences()) ? StrictMath.exp(difference) : difference;
    }

    static boolean isRatio(PairedDifferences differences) {
        return differences.scale() == PairedDifferences.Scale.LOG_RATIO;
    }

    /// g_z; a dash where there is no mean.
    static String effectSize(Comparison comparison) {
        MeanDifference mean = comparison.mean();
        if (mean == null) {
            return Numbers.UNDEFINED;
        }
        double gz = mean.effect().gz();
        return Double.isInfinite(gz) ? (gz > 0 ? "∞" : "−∞") : Numbers.decimals(gz, 2);
    }

    /// `27 of 30`, or `27 of 30 (1 tied)`.
    static String won(ShareWon share) {
        return share.won() + " of " + share.n() + tied(share);
    }

    private static String tied(ShareWon share) {
        return share.tied() == 0 ? "" : " (" + share.tied() + " tied)";
    }

    /// The lines for a terminal; an empty text where no trial is finished.
    ///
    /// @param remarks what a reader must know besides
    String terminal(List<String> remarks) {
        StringBuilder text = new StringBuilder();
        for (AnalysisFamily family : analysis.families()) {
            if (!family.run().isEmpty()) {
                text.append(text.isEmpty() ? judgedBy() : "\n");
                if (!family.acrossTasks().isEmpty()) {
                    text.append(new AnalysisTaskWords(analysis).table(family)).append('\n');
                }
                text.append(table(family));
            }
        }
        if (text.isEmpty()) {
            return "";
        }
        if (!remarks.isEmpty()) {
            text.append('\n');
            remarks.forEach(remark -> text.append(wrapped(remark)));
        }
        analysis.control().ifPresent(control -> text.append('\n')
                .append(wrapped("Control, " + control.arm() + " against itself on other seeds: " + control(control))));
        return text.toString();
    }

    /// The outcome in a line of its own, as it is long.
    private String judgedBy() {
        return wrapped(Words.upper(analysis.study().primary().words()))
                + wrapped(Words.upper(analysis.study().direction().word()) + " supports the claims.") + "\n";
    }

    private String table(AnalysisFamily family) {
        String what = family.isLogarithmic() ? "ratio (95 % interval)" : "difference (95 % interval)";
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("comparison", "verdict", "n", "g_z", what, "seeds won"));
        List<String> remarks = new ArrayList<>();
        for (AnalysisComparison each : family.comparisons()) {
            rows.add(cells(each));
            String name = each.declared().name();
            if (!each.isRun()) {
                remarks.add(name + ": " + each.notRun());
                continue;
            }
            if (each.finding().comparison().differences().hasRanksOnly()) {
                String unreached =
                        unreached(analysis.study().primary(), each.declared(), each.finding().comparison());
                remarks.add(name + ": by ranks, because "
                        + each.finding().comparison().differences().reasonForRanks()
                        + (unreached.isEmpty() ? "" : "; " + unreached));
            }
            if (!each.repeated().isEmpty()) {
                remarks.add(name + ": " + Words.count(each.repeated().size(), "seed")
                        + " left out, on which an arm had the same data and initial weights as on one before");
            }
        }
        remarks.addAll(confounded(family));
        if (lacksLogarithms(family)) {
            remarks.add("differences, not ratios, because " + BELOW_ZERO);
        }
        StringBuilder table = new StringBuilder(wrapped("At " + family.rates().words() + ":"));
        table.append(columns(rows));
        remarks.forEach(remark -> table.append(wrapped(remark)));
        return table.toString();
    }

    /// Which comparisons change more than one setting, those with the same ones in one sentence.
    private static List<String> confounded(AnalysisFamily family) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        family.comparisons().stream().filter(each -> each.isRun() && each.isConfounded())
                .forEach(each -> names.computeIfAbsent(Words.and(each.differsIn()), key -> new ArrayList<>())
                        .add(each.declared().name()));
        List<String> remarks = new ArrayList<>();
        names.forEach((settings, compared) -> remarks.add(Words.and(compared) + ": the arms differ in " + settings));
        return remarks;
    }

    private static List<String> cells(AnalysisComparison each) {
        String name = each.declared().name();
        if (!each.isRun()) {
            return List.of(name, "not run", "", "", "", "");
        }
        Comparison comparison = each.finding().comparison();
        MeanDifference mean = comparison.mean();
        String estimate = mean == null
                ? comparison.differences().hasRanksOnly() ? "by ranks only" : Numbers.UNDEFINED
                : number(comparison, mean.t().mean()) + " (" + interval(comparison, mean.tInterval()) + ")";
        return List.of(name, each.finding().verdict().words(), Integer.toString(comparison.n()),
                effectSize(comparison), estimate, won(comparison.shareWon()));
    }

    /// Cells in columns, two spaces apart.
    static String columns(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
                line.append(row.get(i)).append(" ".repeat(width + 2 - row.get(i).length()));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /// Text without marks of code, in lines that a terminal shows whole.
    static String wrapped(String text) {
        StringBuilder lines = new StringBuilder();
        int length = 0;
        for (String word : text.replace("`", "").split(" ", -1)) {
            if (length > 0 && length + 1 + word.length() > COLUMNS) {
                lines.append('\n');
                length = 0;
            }
            lines.append(length == 0 ? "" : " ").append(word);
            length += (length == 0 ? 0 : 1) + word.length();
        }
        return lines.append('\n').toString();
    }

    /// What the control says and what it has to be read against.
    static String control(AnalysisControl control) {
        if (control.finding().verdict() == Verdict.TOO_FEW_SEEDS) {
            return "too few seeds: two halves of " + Finding.FEWEST_PAIRS + " pairs take "
                    + 2 * Finding.FEWEST_PAIRS + " seeds of `" + control.arm() + "`.";
        }
        return control.finding().sentence() + "; " + control.longRun() + ".";
    }
}
