package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What must hold for a study to be one, as far as it can be known before a model is built. Each rule has its sentence.
final class DeclarationRules {

    private static final String NAME = "[a-z0-9-]+";
    private static final String KEY = "[A-Za-z][A-Za-z0-9.-]*";
    private static final Set<String> KEYS_OF_ALL_EXPERIMENTS = Set.of("arms", "seeds");

    private final String study;
    private final Map<String, Setting<?>> settings = new LinkedHashMap<>();
    private final Map<String, Arm> arms = new LinkedHashMap<>();

    private DeclarationRules(String study) {
        this.study = study;
    }

    /// @throws IllegalArgumentException one sentence: what is wrong with the declaration
    static void check(
            String name,
            List<Setting<?>> settings,
            List<Arm> arms,
            List<Preset> presets,
            Outcome tuning,
            Outcome primary,
            List<Comparison> comparisons,
            Tasks tasks) {
        var rules = new DeclarationRules(name);
        rules.checkSettings(settings);
        rules.checkArms(arms);
        rules.checkPresets(presets);
        rules.checkOutcomes(tuning, primary);
        rules.checkComparisons(comparisons);
        rules.checkTasks(tasks, arms, presets);
    }

    private IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException("Study " + study + ": " + reason);
    }

    private void requireName(String what, String name) {
        if (!name.matches(NAME)) {
            throw refused(
                    "the name of " + what + " must be small letters, digits and hyphens, but is \"" + name + "\"");
        }
    }

    private void checkSettings(List<Setting<?>> all) {
        requireName("the study", study);
        for (Setting<?> setting : all) {
            if (!setting.name().matches(KEY)) {
                throw refused(
                        "the name of a setting must be letters, digits, dots and hyphens and begin with a letter, "
                                + "as in --set name=value, but is \"" + setting.name() + "\"");
            }
            if (KEYS_OF_ALL_EXPERIMENTS.contains(setting.name())) {
                throw refused("a setting cannot be named " + setting.name() + ", which every experiment has");
            }
            if (settings.putIfAbsent(setting.name(), setting) != null) {
                boolean standard = Study.STANDARD.stream().anyMatch(each -> each.name().equals(setting.name()));
                throw refused(standard
                        ? "a setting cannot be named " + setting.name() + ", which every study has"
                        : "two settings are named " + setting.name());
            }
        }
    }

    private void checkArms(List<Arm> all) {
        if (all.isEmpty()) {
            throw refused("it has no arm; declare at least two with arm(...)");
        }
        Map<Map<String, String>, String> bySettings = new HashMap<>();
        for (Arm arm : all) {
            requireName("an arm", arm.name());
            if (arms.putIfAbsent(arm.name(), arm) != null) {
                throw refused("two arms are named " + arm.name());
            }
            arm.settings().forEach((key, value) -> requireValue("arm " + arm.name(), key, value));
            String twin = bySettings.putIfAbsent(
                    Declaration.settings(List.copyOf(settings.values()), arm), arm.name());
            if (twin != null) {
                throw refused("arms " + twin + " and " + arm.name() + " have the same settings"
                        + (arm.settings().isEmpty() ? "" : ", " + arm.settingsText())
                        + "; what is different about them must be the value of a setting");
            }
        }
    }

    private void requireValue(String who, String key, String value) {
        Setting<?> setting = settings.get(key);
        if (setting == null) {
            throw refused(who + " has a value for " + key + ", which is no setting of the study; declare it with "
                    + "settings(...)");
        }
        try {
            setting.parse(value);
        } catch (IllegalArgumentException e) {
            throw refused(who + ": " + key + "=" + value + ": " + e.getMessage());
        }
    }

    private void checkPresets(List<Preset> all) {
        if (all.isEmpty()) {
            throw refused("it has no preset; declare how large a run is with preset(...)");
        }
        Set<String> names = new HashSet<>();
        for (Preset preset : all) {
            requireName("a preset", preset.name());
            if (!names.add(preset.name())) {
                throw refused("two presets are named " + preset.name());
            }
            String who = "preset " + preset.name();
            List<Integer> seeds = new ArrayList<>(preset.seedsByArm().values());
            seeds.add(preset.seeds());
            if (seeds.stream().anyMatch(count -> count < 1)) {
                throw refused(who + " has no seeds; an arm needs at least 1");
            }
            preset.seedsByArm().keySet().forEach(arm -> requireArm(who, arm));
            preset.settings().forEach((key, value) -> {
                requireValue(who, key, value);
                for (Arm arm : arms.values()) {
                    if (arm.settings().containsKey(key)) {
                        throw refused(who + " has a value for " + key + ", but arm " + arm.name()
                                + " has one of its own; leave it out of the preset and give every arm its own, or make "
                                + "the preset's the setting's default");
                    }
                }
            });
        }
    }

    private void requireArm(String who, String arm) {
        if (!arms.containsKey(arm)) {
            throw refused(who + " names an arm " + arm + ", but the arms are " + String.join(", ", arms.keySet()));
        }
    }

    private void checkOutcomes(Outcome tuning, Outcome primary) {
        if (tuning.metric().equals(primary.metric())) {
            throw refused("it is tuned and judged by the same outcome, " + tuning.words()
                    + "; a learning rate that was chosen by the primary outcome decides the comparison");
        }
        if (!tuning.isCost()) {
            throw refused("it is tuned by the " + tuning.words() + ", which does not tell how fast an arm learns; "
                    + "choose learning rates by a number of steps or by a loss");
        }
    }

    private void checkComparisons(List<Comparison> comparisons) {
        if (comparisons.isEmpty()) {
            throw refused("it compares nothing; declare at least one comparison with compares(...)");
        }
        Set<Set<String>> pairs = new HashSet<>();
        for (Comparison comparison : comparisons) {
            requireArm("a comparison", comparison.arm());
            requireArm("a comparison", comparison.reference());
            if (!pairs.add(Set.of(comparison.arm(), comparison.reference()))) {
                throw refused("arms " + comparison.arm() + " and " + comparison.reference() + " are compared twice");
            }
        }
    }

    private void checkTasks(Tasks tasks, List<Arm> all, List<Preset> presets) {
        if (tasks.setting().isEmpty()) {
            return;
        }
        String key = tasks.setting();
        if (tasks.values().size() < 2) {
            throw refused("acrossTasks(...) needs at least 2 values of " + key + ", but has " + tasks.values().size());
        }
        Set<String> names = new HashSet<>();
        for (String value : tasks.values()) {
            requireValue("acrossTasks(...)", key, value);
            if (!Tasks.canBeNamed(value)) {
                throw refused("the task " + key + "=" + value + " becomes part of names, which have letters, digits, "
                        + "hyphens and single dots; give the setting such words for its values");
            }
            if (!names.add(Tasks.crossed("", value))) {
                throw refused("the task " + key + "=" + value + " is there twice");
            }
        }
        for (Arm arm : all) {
            if (arm.settings().containsKey(key)) {
                throw refused("arm " + arm.name() + " has a value for " + key + ", by which its tasks differ");
            }
        }
        for (Preset preset : presets) {
            if (preset.settings().containsKey(key)) {
                throw refused("preset " + preset.name() + " has a value for " + key + ", by which its tasks differ");
            }
        }
    }
}
