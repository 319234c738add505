package dev.halfwave.experiments.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A named size of an experiment: how many seeds, and which settings differ from their defaults.
///
/// @param name such as `quick`
/// @param description what it is, or good for, in a few words
/// @param seeds how many seeds an arm has
/// @param seedsByArm the arms that have another number of seeds
/// @param settings the settings that differ from their defaults, as text, by key
public record Preset(
        String name, String description, int seeds, Map<String, Integer> seedsByArm, Map<String, String> settings) {

    public Preset {
        seedsByArm = Collections.unmodifiableMap(new LinkedHashMap<>(seedsByArm));
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /// A preset with all settings at their defaults and seeds 1 to `seeds` for every arm.
    public static Preset of(String name, String description, int seeds) {
        return new Preset(name, description, seeds, Map.of(), Map.of());
    }

    /// This preset with another value for a setting.
    public <T> Preset with(Setting<T> setting, T value) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(setting.name(), String.valueOf(value));
        return new Preset(name, description, seeds, seedsByArm, changed);
    }

    /// This preset with seeds 1 to `count` for these arms.
    public Preset withSeeds(int count, String... arms) {
        Map<String, Integer> changed = new LinkedHashMap<>(seedsByArm);
        for (String arm : arms) {
            changed.put(arm, count);
        }
        return new Preset(name, description, seeds, changed, settings);
    }

    /// How many seeds this arm has.
    public int seeds(String arm) {
        return seedsByArm.getOrDefault(arm, seeds);
    }
}
