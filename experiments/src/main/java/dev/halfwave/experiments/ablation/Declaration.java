package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/// All that a study was declared with. It has been checked by [DeclarationRules], and its arms are crossed with its
/// tasks.
///
/// @param settings all of them, the study's own and those that every study has, in the order of every listing
/// @param tuning by which an arm's own learning rate is chosen: less is better
/// @param primary by which the arms are compared
/// @param direction in which `primary` supports the claims
/// @param comparisons one for each task, where there are tasks
/// @param tasks those that arms and comparisons were crossed with
/// @param acrossTasks the comparisons as they were declared, which name arms without a task
/// @param estimate the seconds that a trial takes on one core
/// @param sections the study's own sections of the report
/// @param hasOwnCurves whether these show how the arms learn, epoch by epoch
record Declaration(
        String name,
        String question,
        String source,
        List<Setting<?>> settings,
        List<Arm> arms,
        List<Preset> presets,
        TrainingFunction training,
        Outcome tuning,
        Outcome primary,
        Direction direction,
        List<Comparison> comparisons,
        Tasks tasks,
        List<Comparison> acrossTasks,
        ToDoubleFunction<Trial> estimate,
        BiConsumer<ReportPage, RunData> sections,
        boolean hasOwnCurves) {

    Declaration {
        settings = List.copyOf(settings);
        arms = List.copyOf(arms);
        presets = List.copyOf(presets);
        comparisons = List.copyOf(comparisons);
        acrossTasks = List.copyOf(acrossTasks);
    }

    /// An arm's settings where neither preset nor command line says anything.
    static Map<String, String> settings(List<Setting<?>> declared, Arm arm) {
        Map<String, String> settings = new LinkedHashMap<>();
        declared.forEach(setting -> settings.put(setting.name(), String.valueOf(setting.defaultValue())));
        settings.putAll(arm.settings());
        return settings;
    }

    /// The keys of the settings in which two arms differ, in their order.
    List<String> differences(String arm, String other) {
        Map<String, String> mine = settings(settings, arm(arm));
        Map<String, String> theirs = settings(settings, arm(other));
        List<String> keys = new ArrayList<>(mine.keySet());
        keys.removeIf(key -> mine.get(key).equals(theirs.get(key)));
        return keys;
    }

    /// The task of one of the arms; empty where there are no tasks.
    String task(String arm) {
        return tasks.of(arm(arm).settings());
    }

    /// The losses whose first falling below is recorded, from the largest to the smallest: those of the two outcomes,
    /// of the stop rule and of [Study#MATCH_LOSS].
    List<Double> thresholds(Trial trial) {
        Set<Double> losses = new TreeSet<>(Comparator.reverseOrder());
        losses.addAll(List.of(tuning.loss(), primary.loss(), trial.get(Study.STOP_BELOW_LOSS)));
        losses.addAll(SettingTexts.numbers(trial.get(Study.MATCH_LOSS)));
        losses.remove(0.0); // none
        return List.copyOf(losses);
    }

    private Arm arm(String wanted) {
        for (Arm arm : arms) {
            if (arm.name().equals(wanted)) {
                return arm;
            }
        }
        throw new IllegalArgumentException("Study " + name + ": there is no arm " + wanted);
    }
}
