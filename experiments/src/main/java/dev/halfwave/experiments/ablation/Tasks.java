package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// The tasks of a study: values of one setting, on each of which every declared arm is trained. Crossing is done once,
/// when the study is declared: arm `relu` becomes `relu@0.3` and `relu@1.0`, ordinary arms with a value of the setting,
/// so that what runs and records trials knows nothing of tasks.
///
/// @param setting the setting's name; empty for a study without tasks
/// @param values of the setting as canonical text, in their declared order
record Tasks(String setting, List<String> values) {

    /// A study that is not declared over tasks.
    static final Tasks NONE = new Tasks("", List.of());

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");

    Tasks {
        values = List.copyOf(values);
    }

    static <T> Tasks of(Setting<T> setting, List<T> values) {
        return new Tasks(setting.name(), values.stream().map(value -> canonical(setting, value)).toList());
    }

    /// As an arm's settings have it; what the setting refuses is left for [DeclarationRules] to name.
    private static <T> String canonical(Setting<T> setting, T value) {
        try {
            return String.valueOf(setting.parse(String.valueOf(value)));
        } catch (IllegalArgumentException e) {
            return String.valueOf(value);
        }
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /// `noise 0.5, 1.0, 2.0`.
    String words() {
        return setting + " " + String.join(", ", values);
    }

    /// Whether a value can be part of an arm's name, and so of paths.
    static boolean canBeNamed(String value) {
        return NAME.matcher(value.toLowerCase(Locale.ROOT)).matches();
    }

    /// `relu@0.3`.
    static String crossed(String arm, String task) {
        return arm + "@" + task.toLowerCase(Locale.ROOT);
    }

    /// Task by task every arm, with the task as its own value of the setting.
    List<Arm> arms(List<Arm> declared) {
        if (isEmpty()) {
            return declared;
        }
        List<Arm> arms = new ArrayList<>();
        for (String task : values) {
            for (Arm arm : declared) {
                Map<String, String> settings = new LinkedHashMap<>(arm.settings());
                settings.put(setting, task);
                arms.add(new Arm(crossed(arm.name(), task), arm.description(), arm.note(), settings));
            }
        }
        return arms;
    }

    /// Presets whose arms are those of [#arms].
    List<Preset> presets(List<Preset> declared) {
        return isEmpty() ? declared : declared.stream().map(this::crossed).toList();
    }

    private Preset crossed(Preset preset) {
        Map<String, Integer> seeds = new LinkedHashMap<>();
        preset.seedsByArm().forEach((arm, count) -> values.forEach(task -> seeds.put(crossed(arm, task), count)));
        return new Preset(preset.name(), preset.description(), preset.seeds(), seeds, preset.settings());
    }

    /// A comparison on each task, in their order; the comparison itself where there are no tasks.
    List<Comparison> comparisons(Comparison declared) {
        return isEmpty()
                ? List.of(declared)
                : values.stream().map(task -> new Comparison(crossed(declared.arm(), task),
                        crossed(declared.reference(), task), declared.claim(), declared.margin())).toList();
    }

    /// Every comparison on each task: comparison by comparison, then in the order of the tasks.
    List<Comparison> comparisons(List<Comparison> declared) {
        return declared.stream().flatMap(each -> comparisons(each).stream()).toList();
    }

    /// The task that an arm's settings are of; empty in a study without tasks.
    String of(Map<String, String> settings) {
        return isEmpty() ? "" : settings.getOrDefault(setting, "");
    }
}
