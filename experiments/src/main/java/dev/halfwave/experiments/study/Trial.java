package dev.halfwave.experiments.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// One arm to be trained on one seed.
///
/// The *declared* trials are those of the configuration: every arm on each of its seeds. An experiment may ask for further
/// ones that follow from these ([Experiment#further]); what they have of their own is told by their variant.
///
/// @param arm the arm's name
/// @param variant empty for a declared trial; else a name for what is different from the declared ones, such as
///     `rate-0.001` or `own-rate`: small letters and digits, with hyphens and dots between them
/// @param seed keys every random draw; trials of one seed share whatever does not depend on the arm
/// @param settings the composed settings with the arm's own values and those of the variant in place, as text, by key, in
///     their declared order
public record Trial(String arm, String variant, long seed, Map<String, String> settings) {

    /// What the name of a variant is made of; it becomes part of paths.
    static final Pattern VARIANT = Pattern.compile("[a-z0-9]+([.-][a-z0-9]+)*");

    /// @throws IllegalArgumentException if the variant is not a name
    public Trial {
        if (!variant.isEmpty() && !VARIANT.matcher(variant).matches()) {
            throw new IllegalArgumentException("Trial: the variant of arm " + arm
                    + " must be small letters and digits with hyphens and dots between them, but is '" + variant + "'");
        }
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /// A declared trial.
    public Trial(String arm, long seed, Map<String, String> settings) {
        this(arm, "", seed, settings);
    }

    /// The value of a setting.
    public <T> T get(Setting<T> setting) {
        String text = settings.get(setting.name());
        if (text == null) {
            throw new IllegalArgumentException("the experiment does not list its setting " + setting.name());
        }
        return setting.parse(text);
    }

    /// A trial of the same arm with other values for some settings.
    ///
    /// @param newVariant what tells it from this one
    /// @throws IllegalArgumentException if there is no such setting
    public Trial variant(String newVariant, long newSeed, Map<String, String> changes) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changes.forEach((key, value) -> {
            if (changed.replace(key, value) == null) {
                throw new IllegalArgumentException("the experiment does not list its setting " + key);
            }
        });
        return new Trial(arm, newVariant, newSeed, changed);
    }

    /// The arm, and the variant where there is one, as the column `arm` of `metrics.csv` has it: `relu`, or
    /// `relu/own-rate`.
    public String group() {
        return group(arm, variant);
    }

    static String group(String arm, String variant) {
        return variant.isEmpty() ? arm : arm + "/" + variant;
    }

    /// Such as `arm relu, seed 3`, or `arm relu/own-rate, seed 3`.
    public String name() {
        return name(group(), seed);
    }

    static String name(String group, long seed) {
        return "arm " + group + ", seed " + seed;
    }
}
