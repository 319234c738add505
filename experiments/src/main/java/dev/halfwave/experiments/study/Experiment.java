package dev.halfwave.experiments.study;

import java.util.List;

/// A question that is answered by running several arms on several seeds, most often by training.
///
/// Everything around the trials (the command line, composing the configuration, threads, progress, files, resuming) is
/// done from what an experiment declares here. To write one: declare settings as constants, list arms, presets and
/// metrics, and train one arm on one seed in [#run]:
///
/// ```java
/// public final class Example implements Experiment {
///
///     private static final Setting<Integer> EPOCHS =
///             Setting.wholeNumber("epochs", "passes over the training set", 60, 1, 100_000);
///     private static final Setting<Double> LEARNING_RATE =
///             Setting.positiveNumber("learningRate", "step size of Adam", 1e-3);
///
///     public String name() { return "example"; }
///     public String question() { return "Does it learn?"; }
///     public String source() { return "Someone et al. (2024), section 3"; }
///     public List<Arm> arms() { return List.of(new Arm("relu", "ReLU after each layer", ""), ...); }
///     public List<Setting<?>> settings() { return List.of(EPOCHS, LEARNING_RATE); }
///     public List<String> metrics() { return List.of("trainLoss", "testAccuracy"); }
///
///     public List<Preset> presets() {
///         return List.of(
///                 Preset.of("quick", "a first look, no p-values", 3).with(EPOCHS, 20),
///                 Preset.of("full", "as in the paper", 20).withSeeds(100, "relu"));
///     }
///
///     public double estimatedSeconds(Trial trial) { return 0.1 * trial.get(EPOCHS); }
///
///     public TrialOutcome run(Trial trial, TrialContext context) {
///         int epochs = trial.get(EPOCHS);
///         Sequential model = build(trial.arm(), trial.seed());
///         List<MetricValue> metrics = new ArrayList<>();
///         for (int epoch = 1; epoch <= epochs; epoch++) {
///             metrics.add(new MetricValue(epoch, "trainLoss", train(model, context.threads())));
///             context.progress(epoch, epochs);
///         }
///         return new TrialOutcome(hashBefore, hashAfter, metrics, file -> save(model, file));
///     }
///
///     public Report report(RunData run) { return ExampleReport.of(run); }
/// }
/// ```
///
/// Then add it to the list in `cli.Main`. [#run] is called by several threads at once, on different trials.
public interface Experiment {

    /// What the command line calls it, in small letters, digits and hyphens: `relu-dc`.
    String name();

    /// What is asked, in one sentence.
    String question();

    /// The claim or the section of a paper that it answers.
    String source();

    /// All arms in the order of every table and file. A name is made of small letters, digits and hyphens.
    List<Arm> arms();

    /// The keys of `--set` in the order of every listing; `arms` is one for every experiment and not listed here.
    List<Setting<?>> settings();

    /// The presets; the first is the default.
    List<Preset> presets();

    /// The names of all metrics in the order of every file.
    ///
    /// Empty where they follow from the settings and the networks, such as one for each layer: then every trial hands
    /// them back in one and the same order, which is that of the files.
    List<String> metrics();

    /// What the whole number beside each metric counts, the column `epoch` of `metrics.csv`: epochs, unless an experiment
    /// sweeps something else, such as `number of terms` or `kernel size in taps`.
    default String index() {
        return "epoch";
    }

    /// Refuses what settings alone do not show to be impossible, such as the name of a layer that no network has, before
    /// anything is run. Unless overridden, nothing is refused.
    ///
    /// @throws UsageException one sentence: what is wrong and what would be right
    default void check(Configuration configuration) {}

    /// How many seconds this trial takes on one core, roughly: what `--dry-run` and `describe` tell the cost by.
    double estimatedSeconds(Trial trial);

    /// Which trials follow from those that are finished, beside the declared ones: variants of arms, such as with a learning
    /// rate that others were found to do best with.
    ///
    /// Asked before anything is run, when what it answers is run along with the declared trials; and again whenever all
    /// trials so far are finished, until the answer is empty. It must be a function of the configuration and the finished
    /// trials alone, so that a run that was killed and resumed asks for the same ones, whatever the schedule; and no trial
    /// may be asked for twice.
    ///
    /// In a part of a run it is asked with the trials of this part. What it asks for in one part it may ask for in all,
    /// where the results must be equal; or it gives each part its share, such as those of the part's own seeds. Together the
    /// parts have to ask for what a run in one place asks for.
    ///
    /// Unless overridden, none follow.
    ///
    /// @param run a run in which all trials so far are finished, or none is
    /// @return trials of some variant, in the order of files and tables
    default List<Trial> further(RunData run) {
        return List.of();
    }

    /// What may follow from the trials of a run that are known so far, in a few words, such as `up to 30 trials at learning
    /// rates of their own`: where their number depends on what others find. Empty where nothing can follow.
    ///
    /// @param run a run, or what is known of it before anything is run
    default String mayFollow(RunData run) {
        return "";
    }

    /// Runs one arm on one seed. The outcome depends on the trial only, not on the number of threads or on other
    /// trials. Where no network is trained, it is a `TrialOutcome.of(metrics)`; where there are data,
    /// [TrialOutcome#withDataSha256] tells which.
    ///
    /// When the run is being stopped the thread is interrupted, and whatever the trial then returns or throws is
    /// dropped. Otherwise an exception is the trial's failure: its message is shown beside arm and seed.
    TrialOutcome run(Trial trial, TrialContext context) throws Exception;

    /// What follows from the finished trials, for `summary.json` and tables beside it. Unless overridden, nothing.
    default Results results(RunData run) {
        return Results.NONE;
    }

    /// Draws the report of a finished or interrupted run.
    Report report(RunData run);
}
