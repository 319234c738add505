package dev.halfwave.experiments.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One arm to be trained on one seed.
///
/// @param arm the arm's name
/// @param seed keys every random draw; trials of one seed share whatever does not depend on the arm
/// @param settings the composed settings with the arm's own values in place, as text, by key, in their declared order
public record Trial(String arm, long seed, Map<String, String> settings) {

    public Trial {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /// The value of a setting.
    public <T> T get(Setting<T> setting) {
        String text = settings.get(setting.name());
        if (text == null) {
            throw new IllegalArgumentException("the experiment does not list its setting " + setting.name());
        }
        return setting.parse(text);
    }

    /// Such as `arm relu, seed 3`.
    public String name() {
        return name(arm, seed);
    }

    static String name(String arm, long seed) {
        return "arm " + arm + ", seed " + seed;
    }
}
