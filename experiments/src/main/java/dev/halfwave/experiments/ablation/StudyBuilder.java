package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Takes down the declaration of a [Study]; begun by [Study#named]. Its parts may come in any order, arms, presets and
/// comparisons in that of every listing. Nothing is checked before [#build].
public final class StudyBuilder {

    private final String name;
    private @Nullable String question;
    private @Nullable String source;
    private final List<Setting<?>> own = new ArrayList<>();
    private final List<Arm> arms = new ArrayList<>();
    private Tasks tasks = Tasks.NONE;
    private final List<Preset> presets = new ArrayList<>();
    private final List<Comparison> comparisons = new ArrayList<>();
    private @Nullable TrainingFunction training;
    private @Nullable Outcome tuning;
    private @Nullable Outcome primary;
    private Direction direction = Direction.LOWER;
    private @Nullable ToDoubleFunction<Trial> estimate;
    private BiConsumer<ReportPage, RunData> sections = (page, run) -> {};
    private boolean hasOwnCurves;

    StudyBuilder(String name) {
        this.name = name;
    }

    /// What is asked, in one sentence.
    public StudyBuilder asks(String newQuestion) {
        question = newQuestion;
        return this;
    }

    /// The claim or the section of a paper that it answers.
    public StudyBuilder source(String newSource) {
        source = newSource;
        return this;
    }

    /// Settings of its own, beside those that every study has. Those that arms have values of belong here too.
    public StudyBuilder settings(Setting<?>... settings) {
        own.addAll(List.of(settings));
        return this;
    }

    /// One more arm, whose own settings say what is different about it.
    public StudyBuilder arm(Arm arm) {
        arms.add(arm);
        return this;
    }

    /// Declares the study over several tasks, such as three distances of frequencies or two data sets: every arm is
    /// trained on each, and every comparison is judged on each and once across all.
    ///
    /// ```java
    /// .settings(INPUT, NOISE)
    /// .acrossTasks(NOISE, 0.5, 1.0, 2.0)
    /// .arm(Arm.of("plain", "the signals as they are").with(INPUT, "plain"))
    /// .arm(Arm.of("blurred", "averaged over three samples").with(INPUT, "blurred"))
    /// .compares("blurred", "plain", "blurring keeps conv1 near its start")
    /// ```
    ///
    /// Presets and comparisons name the arms as they are declared; what is run, and what `--set arms=` takes, are
    /// `plain@0.5`, `blurred@0.5`, `plain@1.0` and so on. [AnalysisAcrossTasks] has the rule for all tasks together.
    ///
    /// One of the settings that every study has makes a sweep: `acrossTasks(Study.WIDTH, 0.5, 1.0, 2.0)`, or
    /// `acrossTasks(Study.OUTPUT_SCALE, 0.1, 1.0, 10.0)`.
    ///
    /// @param setting one of the study's, of which neither arms nor presets have a value
    /// @param values the tasks, at least two; each becomes part of names
    @SafeVarargs
    public final <T> StudyBuilder acrossTasks(Setting<T> setting, T... values) {
        tasks = Tasks.of(setting, List.of(values));
        return this;
    }

    /// How what a trial trains is built from its settings and its seed.
    public StudyBuilder trains(TrainingFunction function) {
        training = function;
        return this;
    }

    /// One more size of the study; the first is the default. Thirty seeds are usual for a claim.
    public StudyBuilder preset(Preset preset) {
        presets.add(preset);
        return this;
    }

    /// By what an arm's own learning rate is chosen: a number of steps or a loss, never by [what it is
    /// judged][#judgedBy] by.
    public StudyBuilder tunedBy(Outcome outcome) {
        tuning = outcome;
        return this;
    }

    /// The primary outcome.
    ///
    /// @param newDirection in which it supports the claims of the comparisons
    public StudyBuilder judgedBy(Outcome outcome, Direction newDirection) {
        primary = outcome;
        direction = newDirection;
        return this;
    }

    /// One more comparison that is decided on before anything runs.
    ///
    /// @param claim what it supports if the outcome of `arm` lies in the declared direction of that of `reference`
    public StudyBuilder compares(String arm, String reference, String claim) {
        return compares(Comparison.of(arm, reference, claim));
    }

    /// One more comparison that is decided on before anything runs.
    public StudyBuilder compares(Comparison comparison) {
        comparisons.add(comparison);
        return this;
    }

    /// How many seconds a trial takes on one core, roughly; else it is told from the model's multiply-adds.
    public StudyBuilder estimatedBy(ToDoubleFunction<Trial> seconds) {
        estimate = seconds;
        return this;
    }

    /// Sections of the study's own, between the figures and the numbers that every report has. They may also give the
    /// frame's other parts, such as an answer in other words, and text for the terminal.
    ///
    /// @param add adds to the page what the run shows; the run may have been interrupted
    public StudyBuilder reports(BiConsumer<ReportPage, RunData> add) {
        sections = sections.andThen(add);
        return this;
    }

    /// The study's own sections show how the arms learn, epoch by epoch, so that the report leaves out the general
    /// curves.
    public StudyBuilder showsOwnCurves() {
        hasOwnCurves = true;
        return this;
    }

    /// The study.
    ///
    /// @throws IllegalArgumentException one sentence: what is missing or wrong
    public Study build() {
        List<Setting<?>> settings = new ArrayList<>(List.of(Study.EPOCHS, Study.BATCH, Study.LEARNING_RATE));
        settings.addAll(own);
        Study.STANDARD.stream().filter(setting -> !settings.contains(setting)).forEach(settings::add);
        TrainingFunction function = require(training, "trains(...), which builds what a trial trains");
        require(question, "asks(...), its question");
        require(source, "source(...), whose claim it tests");
        require(tuning, "tunedBy(...), by which learning rates are chosen");
        require(primary, "judgedBy(...), its primary outcome");
        DeclarationRules.check(name, settings, arms, presets, tuning, primary, comparisons, tasks);
        return new Study(new Declaration(
                name,
                question,
                source,
                settings,
                tasks.arms(arms),
                tasks.presets(presets),
                function,
                tuning,
                primary,
                direction,
                tasks.comparisons(comparisons),
                tasks,
                comparisons,
                estimate == null ? new Estimate(function)::seconds : estimate,
                sections,
                hasOwnCurves));
    }

    private <T> T require(@Nullable T part, String what) {
        if (part == null || part instanceof String text && text.isBlank()) {
            throw new IllegalArgumentException("Study " + name + ": it lacks " + what);
        }
        return part;
    }
}
