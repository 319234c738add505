package dev.halfwave.experiments.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What a run does, composed from an experiment's defaults, a preset and the command line.
///
/// @param experiment the experiment's name
/// @param preset the preset's name
/// @param overridden what the command line changed, as text, by key; `arms` and `seeds` are keys here
/// @param settings every setting as canonical text, by key, in the declared order; an arm may have values of its own
/// @param arms the arms to run, in the declared order
/// @param seedsByArm the seeds of each of these arms, in all parts together
/// @param part which part of its trials is run
public record Configuration(
        String experiment,
        String preset,
        Map<String, String> overridden,
        Map<String, String> settings,
        List<Arm> arms,
        Map<String, Seeds> seedsByArm,
        Part part) {

    private static final String ARMS = "arms";
    private static final String SEEDS = "seeds";

    public Configuration {
        overridden = Collections.unmodifiableMap(new LinkedHashMap<>(overridden));
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        arms = List.copyOf(arms);
        seedsByArm = Collections.unmodifiableMap(new LinkedHashMap<>(seedsByArm));
    }

    /// Composes preset, `--seeds` and `--set`.
    ///
    /// @param preset the preset's name, or empty for the default one
    /// @param seeds the seeds of every arm, or empty for those of the preset
    /// @param changes texts of the form `key=value`
    public static Configuration compose(
            Experiment experiment, Optional<String> preset, Optional<Seeds> seeds, List<String> changes) {
        requireSound(experiment);
        Preset chosen = preset(experiment, preset);
        Map<String, String> changed = changes(experiment, changes);

        Map<String, String> overridden = new LinkedHashMap<>();
        Map<String, String> settings = new LinkedHashMap<>();
        for (Setting<?> setting : experiment.settings()) {
            String key = setting.name();
            String value =
                    setting.canonical(chosen.settings().getOrDefault(key, String.valueOf(setting.defaultValue())));
            if (changed.containsKey(key)) {
                try {
                    value = setting.canonical(changed.get(key));
                } catch (IllegalArgumentException e) {
                    throw refused(key, changed.get(key), e.getMessage());
                }
                overridden.put(key, value);
            }
            settings.put(key, value);
        }

        List<Arm> arms = experiment.arms();
        if (changed.containsKey(ARMS)) {
            arms = arms(experiment, changed.get(ARMS));
            overridden.put(ARMS, names(arms));
        }
        requireNotOfAnArm(arms, changed);
        seeds.ifPresent(list -> overridden.put(SEEDS, list.toString()));
        Map<String, Seeds> seedsByArm = new LinkedHashMap<>();
        for (Arm arm : arms) {
            seedsByArm.put(arm.name(), seeds.orElseGet(() -> Seeds.upTo(chosen.seeds(arm.name()))));
        }
        return new Configuration(experiment.name(), chosen.name(), overridden, settings, arms, seedsByArm, Part.WHOLE);
    }

    /// What an experiment declares can be told apart, and there is something to run.
    private static void requireSound(Experiment experiment) {
        List<String> arms = experiment.arms().stream().map(Arm::name).toList();
        requireSome(experiment, "arms", arms);
        requireSome(experiment, "presets", experiment.presets().stream().map(Preset::name).toList());
        requireDistinct(experiment, "metrics", experiment.metrics());
        List<String> keys = new ArrayList<>(List.of(ARMS, SEEDS));
        experiment.settings().forEach(setting -> keys.add(setting.name()));
        requireDistinct(experiment, "keys", keys);
        for (String arm : arms) {
            if (!Arm.NAME.matcher(arm).matches()) {
                throw new UsageException(experiment.name() + " declares an arm '" + arm
                        + "', but the name of an arm is made of small letters, digits and hyphens");
            }
            for (Preset preset : experiment.presets()) {
                if (preset.seeds(arm) < 1) {
                    throw new UsageException(experiment.name() + " declares no seeds for arm " + arm + " in preset "
                            + preset.name() + ", but every arm needs at least 1");
                }
            }
        }
    }

    private static void requireSome(Experiment experiment, String what, List<String> names) {
        if (names.isEmpty()) {
            throw new UsageException(experiment.name() + " declares no " + what + ", but needs at least one");
        }
        requireDistinct(experiment, what, names);
    }

    private static void requireDistinct(Experiment experiment, String what, List<String> names) {
        Set<String> seen = new LinkedHashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new UsageException(experiment.name() + " declares two " + what + " of the name " + name);
            }
        }
    }

    private static Preset preset(Experiment experiment, Optional<String> name) {
        if (name.isEmpty()) {
            return experiment.presets().getFirst();
        }
        for (Preset preset : experiment.presets()) {
            if (preset.name().equals(name.get())) {
                return preset;
            }
        }
        List<String> names = experiment.presets().stream().map(Preset::name).toList();
        throw new UsageException("--preset " + name.get() + ": " + experiment.name() + " has no such preset"
                + Nearest.hint(name.get(), names, describe(experiment)));
    }

    /// Splits `key=value` texts, and refuses keys that the experiment has not.
    private static Map<String, String> changes(Experiment experiment, List<String> changes) {
        Set<String> keys = new LinkedHashSet<>();
        experiment.settings().forEach(setting -> keys.add(setting.name()));
        keys.add(ARMS);
        Map<String, String> changed = new LinkedHashMap<>();
        for (String change : changes) {
            int equals = change.indexOf('=');
            if (equals < 1) {
                throw new UsageException(
                        "--set " + change + ": expected key=value; see all keys with: " + describe(experiment));
            }
            String key = change.substring(0, equals);
            String value = change.substring(equals + 1);
            if (!keys.contains(key)) {
                throw refused(key, value,
                        experiment.name() + " has no key " + key + Nearest.hint(key, keys, describe(experiment)));
            }
            if (changed.putIfAbsent(key, value) != null) {
                throw refused(key, value, key + " is set twice");
            }
        }
        return changed;
    }

    private static List<Arm> arms(Experiment experiment, String text) {
        List<String> names = experiment.arms().stream().map(Arm::name).toList();
        Set<String> wanted = new LinkedHashSet<>();
        for (String name : text.split(",", -1)) {
            if (name.isEmpty()) {
                throw refused(ARMS, text,
                        "expected names of arms separated by commas; see all with: " + describe(experiment));
            }
            if (!names.contains(name)) {
                throw refused(ARMS, text,
                        experiment.name() + " has no arm " + name + Nearest.hint(name, names, describe(experiment)));
            }
            if (!wanted.add(name)) {
                throw refused(ARMS, text, "arm " + name + " is there twice");
            }
        }
        return experiment.arms().stream().filter(arm -> wanted.contains(arm.name())).toList();
    }

    /// An arm's own value stands whatever the command line says, which must not look as if it were obeyed.
    private static void requireNotOfAnArm(List<Arm> arms, Map<String, String> changed) {
        for (Arm arm : arms) {
            arm.settings().forEach((key, value) -> {
                if (changed.containsKey(key)) {
                    throw refused(key, changed.get(key),
                            "arm " + arm.name() + " has a value of its own, " + key + "=" + value
                                    + "; leave it out with --set arms=...");
                }
            });
        }
    }

    private static String describe(Experiment experiment) {
        return Program.command("describe " + experiment.name());
    }

    private static UsageException refused(String key, String value, String reason) {
        return new UsageException("--set " + key + "=" + value + ": " + reason);
    }

    /// The names of arms, separated by commas.
    static String names(List<Arm> arms) {
        return String.join(",", arms.stream().map(Arm::name).toList());
    }

    /// The same run, another part of it.
    ///
    /// @throws UsageException when there are fewer trials than parts
    public Configuration withPart(Part other) {
        Configuration changed = new Configuration(experiment, preset, overridden, settings, arms, seedsByArm, other);
        int trials = changed.wholeByArm().size();
        if (other.of() > trials) {
            throw new UsageException("--part " + other + ": there are only " + trials + " trials to share out");
        }
        return changed;
    }

    /// The trials of this part, seed by seed: when a run is interrupted, the arms have the same seeds as far as possible.
    public List<Trial> trials() {
        Map<Long, List<Trial>> bySeed = new TreeMap<>();
        trialsByArm().forEach(trial -> bySeed.computeIfAbsent(trial.seed(), seed -> new ArrayList<>()).add(trial));
        return bySeed.values().stream().flatMap(List::stream).toList();
    }

    /// The trials of this part, arm by arm as they are declared, then by seed: the order of every file and table.
    public List<Trial> trialsByArm() {
        return part.dealt(wholeByArm());
    }

    private List<Trial> wholeByArm() {
        List<Trial> trials = new ArrayList<>();
        for (Arm arm : arms) {
            for (long seed : seedsByArm.get(arm.name()).values()) {
                trials.add(trial(arm, seed));
            }
        }
        return trials;
    }

    /// The trial of one arm on one seed, with the arm's own settings in place of the composed ones.
    public Trial trial(Arm arm, long seed) {
        return new Trial(arm.name(), seed, arm.settings(settings));
    }

    /// The command line that runs the same.
    public String command() {
        StringBuilder command = new StringBuilder(Program.command("run " + experiment + " --preset " + preset));
        overridden.forEach((key, value) -> command.append(
                key.equals(SEEDS) ? " --seeds " + value : " --set " + Shell.word(key + "=" + value)));
        return part.isWhole() ? command.toString() : command + " --part " + part;
    }

    /// The command line that goes on with this run in a folder.
    public String resumeCommand(Path folder) {
        return command() + " --out " + Shell.word(folder.toString()) + " --resume";
    }
}
