package dev.halfwave.experiments.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One of the variants that an experiment compares.
///
/// What makes an arm what it is can be values of the experiment's settings. A trial of the arm then has these values in
/// place of the composed ones, and what two arms differ in is found by comparing their settings:
///
/// ```java
/// Arm.of("blurred", "averaged over three samples").with(INPUT, "blurred").noting("It also loses height.")
/// ```
///
/// @param name how the command line, files and figures call it, such as `relu-dc-free`
/// @param description one sentence: what is different about it
/// @param note what a reader must know before believing a comparison with it, or an empty text
/// @param settings the values of settings that it has of its own, as canonical text, by key; often none
public record Arm(String name, String description, String note, Map<String, String> settings) {

    /// What a name is made of; it becomes part of paths. Behind the `@` stands the task, in studies of several.
    static final Pattern NAME = Pattern.compile("[a-z0-9-]+(?:@[a-z0-9-]+(?:\\.[a-z0-9-]+)*)?");

    public Arm {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /// An arm that the experiment knows by its name alone.
    public Arm(String name, String description, String note) {
        this(name, description, note, Map.of());
    }

    /// An arm without a note and without settings of its own.
    public static Arm of(String name, String description) {
        return new Arm(name, description, "");
    }

    /// This arm with its own value of a setting, which the command line then cannot change for it.
    ///
    /// @throws IllegalArgumentException if the setting does not take this value
    public <T> Arm with(Setting<T> setting, T value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        try {
            more.put(setting.name(), setting.canonical(String.valueOf(value)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Arm " + name + ": " + setting.name() + "=" + value + ": " + e.getMessage(), e);
        }
        return new Arm(name, description, note, more);
    }

    /// This arm with what a reader must know before believing a comparison with it.
    public Arm noting(String newNote) {
        return new Arm(name, description, newNote, settings);
    }

    /// Its own settings as `key=value`, separated by commas; empty where there are none.
    public String settingsText() {
        return settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /// The settings of a trial of this arm: the composed ones, in their order, with its own values in place.
    Map<String, String> settings(Map<String, String> composed) {
        Map<String, String> all = new LinkedHashMap<>(composed);
        all.putAll(settings);
        return all;
    }
}
