package dev.halfwave.experiments.report;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Program;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// A report of an experiment: what all of them have in common, around what this one has to say.
///
/// ```java
/// public Report report(RunData run) {
///     ReportPage page = ReportPage.of(this, run, "How well does the series approximate ReLU?");
///     page.quick("Fewer terms than in the full preset; the numbers are exact in both.");
///     page.answer("With the code's A the error falls as N^-0.75; with the text's A it diverges.");
///     page.mainFigure(errorOverTerms);
///     page.asked("ReLU is (x + |x|) / 2, and |x| has a power series ...");
///     page.setUp("Signal", "cosines of 5, 10, 20 and 40 Hz, 8 s at 1024 Hz");
///     page.section("The spectrum").paragraph("Point at a figure ...").figures(spectrum, detail);
///     page.checks(checks);
///     return page.report("arm   terms   error\n...");
/// }
/// ```
///
/// The frame stands in the same order in every report, in whatever order its parts are given: title, notices (a quick
/// run, one that is not complete, checks that are not met), answer, findings, main figure, what was asked, what was
/// run; then this experiment's sections in the order in which they are given; then the checks, and where all this comes
/// from.
public final class ReportPage {

    /// Tables of more checks are folded, apart from those that are not met.
    private static final int MOST_FAILURES = 10; // in the notice above
    private static final int MOST_ROWS = 30;

    private final Experiment experiment;
    private final RunData run;
    private final String title;
    private boolean namesFull = true;

    private String quick =
            "It shows that everything runs and which way the results go; it is too small to settle anything.";
    private String answer = "";
    private final List<String> notices = new ArrayList<>();
    private final Map<String, List<String>> findings = new LinkedHashMap<>();
    private final StringBuilder terminal = new StringBuilder();
    private final List<Figure> main = new ArrayList<>();
    private final List<String> belowMain = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> setUp = new LinkedHashMap<>();
    private final List<Consumer<HtmlReport>> body = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final List<String> provenance = new ArrayList<>();
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    private ReportPage(Experiment experiment, RunData run, String title) {
        this.experiment = experiment;
        this.run = run;
        this.title = title;
    }

    /// A page with nothing but its frame.
    ///
    /// @param experiment tells question, source, arms and settings
    /// @param run what was measured
    /// @param title the heading, which may be a question
    public static ReportPage of(Experiment experiment, RunData run, String title) {
        return new ReportPage(experiment, run, title);
    }

    /// What a quick run is good for, in place of a general sentence. It follows "This is a quick run:".
    public ReportPage quick(String words) {
        quick = words;
        return this;
    }

    /// Leaves away how the full preset is run, for a run to which it would add nothing.
    public ReportPage withoutFull() {
        namesFull = false;
        return this;
    }

    /// What a reader must know before believing the rest.
    public ReportPage notice(String text) {
        notices.add(text);
        return this;
    }

    /// The whole report in a paragraph. A run without any finished trial has none, whatever is given here.
    public ReportPage answer(String text) {
        answer = text;
        return this;
    }

    /// What the answer consists of, as a list below it. A run without any finished trial has none.
    ///
    /// @param lead a line above the list; none if it is empty
    public ReportPage findings(String lead, List<String> sentences) {
        findings.computeIfAbsent(lead, key -> new ArrayList<>()).addAll(sentences);
        return this;
    }

    /// More text for the terminal, after what [#report] is given.
    public ReportPage terminal(String text) {
        terminal.append(terminal.isEmpty() ? "" : "\n").append(text);
        return this;
    }

    /// The figure that makes the point alone, just below the answer.
    public ReportPage mainFigure(Figure figure) {
        collect(figure);
        main.add(figure);
        return this;
    }

    /// What the words and signs of answer, findings and main figure mean, in a paragraph below that figure.
    public ReportPage belowMainFigure(String paragraph) {
        belowMain.add(paragraph);
        return this;
    }

    /// A paragraph below question and source: where the question comes from.
    public ReportPage asked(String paragraph) {
        asked.add(paragraph);
        return this;
    }

    /// A fact of what was run: data, network, training, seeds, measures.
    public ReportPage setUp(String name, String text) {
        setUp.put(name, text);
        return this;
    }

    /// A section's heading.
    public ReportPage section(String heading) {
        return add(page -> page.section(heading));
    }

    /// A heading within a section.
    public ReportPage subsection(String heading) {
        return add(page -> page.subsection(heading));
    }

    /// A paragraph.
    public ReportPage paragraph(String text) {
        return add(page -> page.paragraph(text));
    }

    /// A bulleted list.
    public ReportPage list(List<String> items) {
        return add(page -> page.list(items));
    }

    /// Two texts that are to be read against each other.
    public ReportPage contrast(String leftTitle, String left, String rightTitle, String right) {
        return add(page -> page.contrast(leftTitle, left, rightTitle, right));
    }

    /// Names with their values.
    public ReportPage definitions(Map<String, String> values) {
        return add(page -> page.definitions(values));
    }

    /// Text that is to be copied as it stands.
    public ReportPage code(String text) {
        return add(page -> page.code(text));
    }

    /// A table.
    public ReportPage table(DataTable table) {
        return add(page -> page.table(table));
    }

    /// A table that is folded up under a line of text.
    public ReportPage foldedTable(String summary, DataTable table) {
        return add(page -> page.foldedTable(summary, table));
    }

    /// Figures in a row, as far as their widths allow.
    public ReportPage figures(Figure... row) {
        return figures(List.of(row));
    }

    /// Figures in a row, as far as their widths allow; none at all is allowed.
    public ReportPage figures(List<Figure> row) {
        row.forEach(this::collect);
        return row.isEmpty() ? this : add(page -> page.figures(row));
    }

    /// Numbers that must come out. They have a section of their own and are part of the terminal's summary; what is not
    /// met is a notice at the top.
    public ReportPage checks(List<Check> numbers) {
        checks.addAll(numbers);
        return this;
    }

    /// A sentence about where the numbers come from, in the last section.
    public ReportPage provenance(String sentence) {
        provenance.add(sentence);
        return this;
    }

    private ReportPage add(Consumer<HtmlReport> part) {
        body.add(part);
        return this;
    }

    private void collect(Figure figure) {
        if (figures.putIfAbsent(figure.name(), figure) != null) {
            throw new IllegalArgumentException("ReportPage: there are two figures named '" + figure.name()
                    + "', but each has a file of its own");
        }
    }

    /// The report.
    ///
    /// @param first a table for the terminal, which [#terminal] and the checks follow; empty if there is none
    public Report report(String first) {
        JsonMapper mapper = JsonMapper.shared();
        Map<String, String> options = new LinkedHashMap<>();
        figures.forEach((name, figure) -> options.put(name,
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(figure.option()) + "\n"));
        String text = String.join("\n", Stream.of(first, terminal.toString(), Check.text(checks))
                .filter(part -> !part.isEmpty()).toList());
        return new Report(page().html(), options, text);
    }

    private HtmlReport page() {
        HtmlReport page = new HtmlReport(title, "Halfwave experiment `" + run.experiment() + "`, preset "
                + run.preset() + ", " + run.finished() + " of " + Words.count(run.planned(), "trial")
                + " finished");
        frameNotices().forEach(page::notice);
        notices.forEach(page::notice);
        if (run.trials().isEmpty()) {
            page.answer("There is no answer yet: no trial of this run is finished.");
        } else if (!answer.isEmpty()) {
            page.answer(answer);
        }
        if (!run.trials().isEmpty()) {
            findings.forEach((lead, sentences) -> {
                if (!lead.isEmpty()) {
                    page.paragraph(lead);
                }
                page.list(sentences);
            });
        }
        if (!main.isEmpty()) {
            page.figures(main);
            belowMain.forEach(page::paragraph);
        }
        page.section("What was asked");
        Map<String, String> question = new LinkedHashMap<>();
        question.put("Question", experiment.question());
        question.put("Source", experiment.source());
        page.definitions(question);
        asked.forEach(page::paragraph);
        wasRun(page);
        body.forEach(part -> part.accept(page));
        if (!checks.isEmpty()) {
            page.section("Checks");
            page.paragraph("Numbers that must come out if theory, implementation and source agree. "
                    + Check.count(checks));
            List<Check> unmet = checks.stream().filter(check -> !check.isMet()).toList();
            if (checks.size() <= MOST_ROWS) {
                page.table(Check.table(checks));
            } else {
                if (!unmet.isEmpty()) {
                    page.table(Check.table(unmet));
                }
                page.foldedTable("All " + checks.size() + " checks", Check.table(checks));
            }
        }
        whereFrom(page);
        return page;
    }

    private List<String> frameNotices() {
        List<String> texts = new ArrayList<>();
        if (run.preset().equals("quick")) {
            boolean hasFull = namesFull
                    && experiment.presets().stream().anyMatch(preset -> preset.name().equals("full"));
            texts.add("This is a quick run: " + quick + (hasFull
                    ? " The full preset is `" + Program.command("run " + run.experiment() + " --preset full") + "`."
                    : ""));
        }
        if (!run.part().isWhole()) {
            texts.add(
                    "This is part " + run.part().number() + " of " + run.part().of() + " of a run, and all numbers are "
                            + "from this part alone. `" + Program.command("merge")
                            + "` joins the parts when all of them are finished.");
        }
        if (!run.isComplete()) {
            texts.add("This run is not complete (interrupted, or a trial failed): " + run.finished() + " of "
                    + run.planned() + " trials are finished, and all numbers are from these alone. Unfinished: "
                    + unfinished() + "." + failed()
                    + " To finish it, add `--resume --out` and this folder to the command at the end.");
        }
        List<String> unmet = checks.stream().filter(check -> check.isMeasured() && !check.isMet()).map(Check::what)
                .toList();
        if (!unmet.isEmpty()) {
            texts.add((unmet.size() == 1 ? "A check is not met: " : unmet.size() + " checks are not met: ")
                    + String.join("; ", unmet) + ". See the section \"Checks\".");
        }
        return texts;
    }

    private String unfinished() {
        List<String> parts = new ArrayList<>();
        for (Arm arm : run.arms()) {
            int planned = run.seedsByArm().getOrDefault(arm.name(), List.of()).size();
            int finished = run.trials(arm.name()).size();
            if (finished < planned) {
                parts.add("`" + arm.name() + "` (" + finished + " of " + planned + ")");
            }
        }
        int further = run.further().planned().size() - run.further().finished().size();
        if (further > 0) {
            parts.add(further + " of " + Words.count(run.further().planned().size(), "trial")
                    + " beside the declared ones");
        }
        return String.join(", ", parts);
    }

    private String failed() {
        List<String> failures = run.failures().stream()
                .limit(MOST_FAILURES)
                .map(trial -> "`" + trial.group() + "`, seed " + trial.seed() + " (" + trial.reason() + ")")
                .toList();
        int more = run.failures().size() - failures.size();
        return failures.isEmpty()
                ? ""
                : " Failed: " + String.join("; ", failures)
                        + (more > 0 ? "; and " + more + " more, which summary.json lists" : "") + ".";
    }

    private void wasRun(HtmlReport page) {
        page.section("What was run");
        if (!setUp.isEmpty()) {
            page.definitions(setUp);
        }
        boolean hasNotes = run.arms().stream().anyMatch(arm -> !arm.note().isEmpty());
        List<DataTable.Column> columns =
                new ArrayList<>(List.of(DataTable.text("arm"), DataTable.text("what is different")));
        if (hasNotes) {
            columns.add(DataTable.text("what to know"));
        }
        List<DataTable.Row> rows = new ArrayList<>();
        for (Arm arm : run.arms()) {
            List<String> cells = new ArrayList<>(List.of("`" + arm.name() + "`", arm.description()));
            if (hasNotes) {
                cells.add(arm.note());
            }
            rows.add(DataTable.row(cells));
        }
        page.table(new DataTable(columns, rows));
        List<String> notAsked = experiment.arms().stream().map(Arm::name)
                .filter(name -> !run.seedsByArm().containsKey(name)).toList();
        if (!notAsked.isEmpty()) {
            page.paragraph("Not asked for: " + Words.and(Words.code(notAsked)) + ".");
        }
        page.foldedTable("Settings", settings());
        if (run.arms().stream().anyMatch(arm -> !arm.settings().isEmpty())) {
            page.foldedTable("The arms' own settings", settingsByArm());
        }
    }

    private DataTable settings() {
        Map<String, String> descriptions = new LinkedHashMap<>();
        for (Setting<?> setting : experiment.settings()) {
            descriptions.put(setting.name(), setting.description());
        }
        List<DataTable.Row> rows = new ArrayList<>();
        run.settings().forEach((name, value) -> {
            boolean isByArm = run.arms().stream().anyMatch(arm -> arm.settings().containsKey(name));
            rows.add(DataTable.row(List.of(
                    "`" + name + "`", isByArm ? "by arm" : value, descriptions.getOrDefault(name, ""))));
        });
        return new DataTable(List.of(DataTable.text("setting"), DataTable.text("value"), DataTable.text("what it is")),
                rows);
    }

    private DataTable settingsByArm() {
        List<String> names = run.arms().stream().flatMap(arm -> arm.settings().keySet().stream()).distinct().toList();
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.text("arm")));
        names.forEach(name -> columns.add(DataTable.text("`" + name + "`")));
        List<DataTable.Row> rows = new ArrayList<>();
        for (Arm arm : run.arms()) {
            List<String> cells = new ArrayList<>(List.of("`" + arm.name() + "`"));
            names.forEach(name -> cells
                    .add(arm.settings().getOrDefault(name, run.settings().getOrDefault(name, Numbers.UNDEFINED))));
            rows.add(DataTable.row(cells));
        }
        return new DataTable(columns, rows);
    }

    /// The seeds of all arms in a sentence: `1..20.`, or `1..100 for ...; 1..20 for ...`
    public static String seeds(RunData run) {
        Map<String, List<String>> armsBySeeds = new LinkedHashMap<>();
        for (Arm arm : run.arms()) {
            String seeds = Numbers.ranges(run.seedsByArm().getOrDefault(arm.name(), List.of()));
            armsBySeeds.computeIfAbsent(seeds, key -> new ArrayList<>()).add("`" + arm.name() + "`");
        }
        if (armsBySeeds.size() == 1) {
            return armsBySeeds.keySet().iterator().next() + ".";
        }
        List<String> parts = new ArrayList<>();
        armsBySeeds.forEach((seeds, arms) -> parts.add(seeds + " for " + String.join(", ", arms)));
        return String.join("; ", parts) + ".";
    }

    /// How many seeds the arms have, in words: `3 seeds per arm`.
    public static String seedCounts(RunData run) {
        Set<Integer> counts = new TreeSet<>();
        run.arms().forEach(arm -> counts.add(run.seedsByArm().getOrDefault(arm.name(), List.of()).size()));
        return switch (counts.size()) {
            case 0 -> "no seeds";
            case 1 -> Words.count(counts.iterator().next(), "seed") + " per arm";
            default -> "different numbers of seeds per arm";
        };
    }

    private void whereFrom(HtmlReport page) {
        page.section("Where this comes from");
        page.paragraph("The same again:");
        page.code(run.command());
        List<String> sentences = new ArrayList<>();
        sentences.add("The same version of Halfwave gives the same bits with any number of threads.");
        List<TrialResult> hashed = Stream.concat(run.trials().stream(), run.further().finished().stream())
                .filter(TrialResult::hasWeights).toList();
        if (!hashed.isEmpty()) {
            sentences.add("Each trial's file holds the SHA-256 of its weights before and after training, by which two "
                    + "runs can be compared.");
        }
        provenance.stream().filter(sentence -> !sentence.isEmpty()).forEach(sentences::add);
        page.paragraph(String.join(" ", sentences));
        page.paragraph(
                "All numbers are in `metrics.csv` (arm, seed, epoch, metric, value" + index()
                        + ") beside this file, the trials "
                        + "they come from in `trials/`, the configuration in `study.json`, summaries in `summary.json`, and each "
                        + "figure as an ECharts option in `figures/`. The figures here are drawn by Apache ECharts (Apache "
                        + "License 2.0), which is part of this page.");
        Map<String, String> facts = new LinkedHashMap<>(run.environment());
        OptionalDouble seconds = run.trials().stream().mapToDouble(TrialResult::seconds).average();
        String which = run.further().finished().isEmpty() ? "seconds per trial" : "seconds per declared trial";
        seconds.ifPresent(mean -> facts.put(which, Numbers.format(mean)));
        List<DataTable.Row> rows = new ArrayList<>();
        facts.forEach((name, value) -> rows.add(DataTable.row(List.of(name, value))));
        page.foldedTable("Environment of the last start",
                new DataTable(List.of(DataTable.text("fact"), DataTable.text("value")), rows));
        if (!hashed.isEmpty()) {
            boolean hasData = hashed.stream().anyMatch(trial -> !trial.dataSha256().isEmpty());
            page.foldedTable("SHA-256 of the " + (hasData ? "data and the " : "") + "weights (first 16 digits)",
                    hashes(hashed, hasData));
        }
    }

    private String index() {
        return experiment.index().equals("epoch") ? "" : "; `epoch` is the " + experiment.index();
    }

    private static DataTable hashes(List<TrialResult> trials, boolean withData) {
        List<DataTable.Column> columns =
                new ArrayList<>(List.of(DataTable.text("arm"), DataTable.number("seed")));
        if (withData) {
            columns.add(DataTable.text("data"));
        }
        columns.addAll(List.of(DataTable.text("initial weights"), DataTable.text("final weights")));
        List<DataTable.Row> rows = new ArrayList<>();
        for (TrialResult trial : trials) {
            List<String> cells =
                    new ArrayList<>(List.of("`" + trial.trial().group() + "`", Long.toString(trial.seed())));
            if (withData) {
                cells.add(trial.dataSha256().isEmpty() ? "" : "`" + shortened(trial.dataSha256()) + "`");
            }
            cells.add("`" + shortened(trial.initialWeightsSha256()) + "`");
            cells.add("`" + shortened(trial.finalWeightsSha256()) + "`");
            rows.add(DataTable.row(cells));
        }
        return new DataTable(columns, rows);
    }

    private static String shortened(String hash) {
        return hash.length() > 16 ? hash.substring(0, 16) + "…" : hash;
    }
}
