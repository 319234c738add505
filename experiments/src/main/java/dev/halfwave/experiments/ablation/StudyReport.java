package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The report of a study: the verdicts, then figures, then all numbers, then the protocol as it was declared before the
/// run, then where all this comes from. A study's own sections stand between figures and numbers. A run that was
/// interrupted, lacks arms or has not finished any trial still has a report, which says so.
final class StudyReport {

    private final Study study;
    private final RunData run;
    private final Analysis analysis;
    private final AnalysisWords words;
    private final ReportPage page;
    private final StudyReportProtocol protocol;

    private StudyReport(Study study, RunData run) {
        this.study = study;
        this.run = run;
        this.analysis = Analysis.of(study, run);
        this.words = new AnalysisWords(analysis);
        this.protocol = new StudyReportProtocol(study, run);
        this.page = ReportPage.of(study, run, study.question());
    }

    /// Draws the report.
    static Report of(Study study, RunData run) {
        StudyReport report = new StudyReport(study, run);
        report.write();
        return report.page.report(report.words.terminal(DivergedTrials.words(run)));
    }

    private void write() {
        verdicts();
        if (!run.trials().isEmpty()) {
            figures();
        }
        study.sections().accept(page, run);
        if (!run.trials().isEmpty()) {
            learningRates();
            numbers();
        }
        page.section("Protocol, as declared before the run");
        page.definitions(protocol.facts());
        page.provenance(start());
    }

    private void verdicts() {
        page.quick("It has fewer seeds, or trains for less long, than the study was declared for.");
        String diverged = DivergedTrials.notice(run);
        if (!diverged.isEmpty()) {
            page.notice(diverged);
        }
        page.answer(words.answer() + words.probe());
        AnalysisTaskWords across = new AnalysisTaskWords(analysis);
        for (AnalysisFamily family : analysis.families()) {
            boolean isCommon = family.rates() == AnalysisRates.COMMON;
            String caution = isCommon ? words.caution() : "";
            String lead = isCommon ? "" : "At " + family.rates().words() + ":";
            if (study.tasks().isEmpty()) {
                lead = isCommon ? caution : lead;
            } else {
                page.findings(lead.isEmpty()
                        ? (caution + " Across tasks:").strip()
                        : lead.replace(":", ", across tasks:"), across.verdicts(family));
                lead = lead.isEmpty() ? "Task by task:" : lead.replace(":", ", task by task:");
            }
            page.findings(lead, words.verdicts(family));
        }
        analysis.control().ifPresent(control -> page.findings("As a control, `" + control.arm()
                + "` against itself on other seeds:", List.of(Words.upper(AnalysisWords.control(control)))));
        Optional<Figure> main = study.tasks().isEmpty()
                ? new StudyReportEffects(study, analysis).intervals()
                : new StudyReportTasks(study, analysis).estimates();
        main.ifPresent(figure -> page.mainFigure(figure).belowMainFigure(AnalysisWords.GLOSSARY));
    }

    private void figures() {
        StudyReportEffects effects = new StudyReportEffects(study, analysis);
        StudyReportCurves curves = new StudyReportCurves(study, run);
        if (!study.tasks().isEmpty()) {
            tasks(effects);
        }
        List<Figure> slopes = effects.slopes();
        if (!slopes.isEmpty()) {
            page.section("Every seed of every comparison");
            page.paragraph(protocol.ofALine() + " Point at a figure to read its values; click a name in a legend to "
                    + "switch it off or on.");
            page.figures(slopes);
        }
        if (study.hasOwnCurves()) {
            List<Figure> matched = curves.distanceAtLosses();
            if (!matched.isEmpty()) {
                page.section("Distance at other losses");
                page.figures(matched);
            }
            return;
        }
        page.section("How the arms learned");
        page.figures(curves.overEpochs());
        List<Figure> distances = curves.distanceAgainstLoss();
        if (!distances.isEmpty()) {
            page.subsection("Distance against loss");
            page.paragraph("After the same number of epochs arms are at different losses, and one that is further on "
                    + "has had more reason to move. At one loss (one vertical line) a lower curve is an arm that came "
                    + "there on a shorter way.");
            page.figures(distances);
        }
    }

    private void tasks(StudyReportEffects effects) {
        StudyReportTasks parts = new StudyReportTasks(study, analysis);
        page.section("Across tasks");
        page.paragraph(parts.howToRead());
        page.figures(parts.profiles());
        analysis.families().forEach(family -> page.table(parts.table(family)));
        page.subsection("Task by task");
        page.figures(effects.intervals().stream().toList());
    }

    private void learningRates() {
        LearningRates rates = LearningRates.of(study, run);
        if (!rates.isEmpty()) {
            StudyReportRates parts = new StudyReportRates(study, rates, AnalysisLooks.spacing(run));
            page.section("Learning rates");
            parts.paragraphs().forEach(page::paragraph);
            page.figures(parts.figure().stream().toList());
            page.table(parts.table());
        }
    }

    private void numbers() {
        StudyReportTables tables = new StudyReportTables(analysis);
        page.section("All numbers");
        for (AnalysisFamily family : analysis.families()) {
            page.subsection("Declared comparisons, at " + family.rates().words());
            if (family.rates() == AnalysisRates.COMMON) {
                page.paragraph(tables.howToRead(family));
            }
            page.table(tables.effects(family));
            page.table(tables.tests(family));
            analysis.friedman().stream().filter(test -> test.rates() == family.rates())
                    .forEach(test -> page.paragraph(StudyReportTables.friedman(test)));
        }
        analysis.control().ifPresent(control -> {
            page.subsection("Control: an arm against itself");
            page.paragraph("Seeds " + StudyReportTables.seeds(control.first()) + " of `" + control.arm()
                    + "` against its seeds " + StudyReportTables.seeds(control.second())
                    + ", by the rule of every comparison. Nothing is different about them, so that a verdict that they "
                    + "differ would be a false one: " + control.longRun() + ". This is information, not a gate.");
            page.table(tables.control(control));
        });
        if (!analysis.censoring().isEmpty()) {
            page.subsection("Trials that never got there");
            if (tables.hasCensored()) {
                page.paragraph("A censored trial is not left out: it counts as beyond all that got there, and a "
                        + "comparison with one uses ranks.");
                page.table(tables.censoring());
            } else {
                page.paragraph("There are none: all trials reached what they are compared and tuned by.");
            }
        }
        if (!analysis.looks().isEmpty()) {
            page.subsection("How equal the losses were");
            page.paragraph("The loss on the probe was looked at every "
                    + Words.count(AnalysisLooks.spacing(run), "step")
                    + ", and arms are compared at the first look at which it was below "
                    + Outcome.text(study.primary().loss()) + ". A trial that fell below several of the recorded losses "
                    + "between two looks was further on than one that fell below this alone, and its weights had more "
                    + "reason to have moved: where many did, the comparison is hardly one at equal losses. Looks after "
                    + "every step (`--set " + Study.PROBE_EVERY.name() + "=1`) tell whether that matters. The last "
                    + "column is a geometric mean, of runs that recorded it.");
            page.table(tables.looks());
        }
        if (!analysis.screens().isEmpty()) {
            page.subsection("Exploratory: the same comparisons by other outcomes");
            page.paragraph("None of these decides anything: they were not what the study was declared to be judged by. "
                    + "p is adjusted by Benjamini and Hochberg's procedure among the " + analysis.screens().size()
                    + " rows, and there are no verdicts. \"Lower\" counts the seeds on which the first arm is lower.");
            page.foldedTable("All " + analysis.screens().size() + " exploratory comparisons", tables.screens());
        }
    }

    /// Which arms really started from the same weights; empty where there is nothing to compare.
    private String start() {
        Map<String, Map<Long, String>> hashes = new LinkedHashMap<>();
        for (Arm arm : run.arms()) {
            Map<Long, String> bySeed = new TreeMap<>();
            for (TrialResult trial : run.trials(arm.name())) {
                bySeed.put(trial.seed(), trial.initialWeightsSha256());
            }
            if (!bySeed.isEmpty()) {
                hashes.put(arm.name(), bySeed);
            }
        }
        if (hashes.size() < 2) {
            return "";
        }
        Set<Long> shared = new TreeSet<>(hashes.values().iterator().next().keySet());
        hashes.values().forEach(bySeed -> shared.retainAll(bySeed.keySet()));
        if (shared.isEmpty()) {
            return "";
        }
        Map<List<String>, List<String>> arms = new LinkedHashMap<>();
        hashes.forEach((arm, bySeed) -> arms
                .computeIfAbsent(shared.stream().map(bySeed::get).toList(), start -> new ArrayList<>()).add(arm));
        return arms.size() == 1
                ? "All arms of a seed started from weights with the same hash."
                : "Arms whose initial weights on each seed have the same hash: "
                        + String.join("; ", arms.values().stream().map(names -> Words.and(Words.code(names))).toList())
                        + ".";
    }
}
