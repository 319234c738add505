package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Runs a recorded trial again, with the settings it was recorded with, and compares every bit of its result. Writes
/// nothing; the run may be going on.
public final class Verification {

    private static final Pattern TRIAL = Pattern.compile(Arm.NAME + "(/" + Trial.VARIANT + ")?/[1-9]\\d{0,17}");

    private final RecordedRun run;
    private final Trial trial;

    private Verification(RecordedRun run, Trial trial) {
        this.run = run;
        this.trial = trial;
    }

    /// Verifies one trial of a run.
    ///
    /// @param name the trial as `arm/seed` or `arm/variant/seed`; if empty, of the finished trials the one that is estimated to take the shortest
    ///     time, and of several the first
    /// @throws UsageException when there is no such trial, or it is not finished or damaged
    public static Verification of(RecordedRun run, Optional<String> name) {
        Trial trial = name.isPresent() ? named(run, name.get()) : cheapest(run);
        requireSettings(run, trial);
        run.files().requireWeights(trial);
        return new Verification(run, trial);
    }

    /// Another version may have other settings, with which the trial cannot be run.
    private static void requireSettings(RecordedRun run, Trial trial) {
        Experiment experiment = run.experiment();
        Set<String> now = new LinkedHashSet<>();
        experiment.settings().forEach(setting -> now.add(setting.name()));
        if (!trial.settings().keySet().equals(now)) {
            throw new UsageException(run.path() + " was recorded with the settings "
                    + String.join(", ", trial.settings().keySet()) + ", while " + experiment.name() + " now has "
                    + String.join(", ", now) + "; verify it with the version that recorded it, "
                    + run.study().version());
        }
    }

    private static Trial named(RecordedRun run, String name) {
        if (!TRIAL.matcher(name).matches()) {
            throw new UsageException("--trial " + name + ": must be an arm and a seed, such as relu/3");
        }
        String group = name.substring(0, name.lastIndexOf('/'));
        long seed = Long.parseLong(name.substring(name.lastIndexOf('/') + 1));
        for (Trial trial : run.trials()) {
            if (trial.group().equals(group) && trial.seed() == seed) {
                if (!run.has(trial)) {
                    throw new UsageException("--trial " + name + ": it is not finished in " + run.path());
                }
                return trial;
            }
        }
        throw new UsageException(
                "--trial " + name + ": " + run.path() + " has no trial of " + Trial.name(group, seed));
    }

    private static Trial cheapest(RecordedRun run) {
        return run.trials().stream()
                .filter(run::has)
                .min(Comparator.comparingDouble(run.experiment()::estimatedSeconds))
                .orElseThrow(() -> new UsageException(
                        run.path() + " has no finished trial that could be verified"));
    }

    /// The trial that is run again.
    public Trial trial() {
        return trial;
    }

    /// What was recorded, in a few words.
    public String content() {
        TrialResult recorded = run.files().read(trial);
        int values = recorded.metrics().size();
        return values + (values == 1 ? " value" : " values")
                + (recorded.dataSha256().isEmpty() ? "" : ", the data")
                + (recorded.hasWeights() ? ", the initial and the final weights" : "");
    }

    /// Tells that the run was recorded by another version or commit than `now`; empty if it was not.
    public Optional<String> otherBuild(Build now) {
        Set<Build> builds = new LinkedHashSet<>();
        for (Map<String, String> start : run.starts()) {
            builds.add(new Build(
                    start.getOrDefault("version", run.study().version()), start.getOrDefault("commit", "unknown")));
        }
        if (builds.isEmpty()) {
            builds.add(new Build(run.study().version(), "unknown"));
        }
        if (builds.equals(Set.of(now))) {
            return Optional.empty();
        }
        List<String> words = builds.stream().map(Verification::words).toList();
        return Optional.of("The run was recorded by " + String.join(" and ", words) + "; this is " + words(now)
                + ". A difference may come from what has changed between them.");
    }

    private static String words(Build build) {
        return "version " + build.version() + ", commit " + build.commit();
    }

    /// Runs the trial again.
    ///
    /// @return the first difference: data, initial weights, values in their order, final weights; empty if there
    ///     is none
    /// @throws Exception what the trial throws
    public Optional<String> run(TrialContext context) throws Exception {
        TrialResult recorded = run.files().read(trial);
        TrialOutcome now = run.experiment().run(trial, context);
        Optional<String> difference = recorded.dataSha256().isEmpty()
                ? Optional.empty() // a file of an earlier version
                : difference("data", recorded.dataSha256(), now.dataSha256());
        if (difference.isEmpty()) {
            difference =
                    difference("initial weights", recorded.initialWeightsSha256(), now.initialWeightsSha256());
        }
        if (difference.isEmpty()) {
            difference = difference(recorded.metrics(), now.metrics());
        }
        return difference.isPresent()
                ? difference
                : difference("final weights", recorded.finalWeightsSha256(), now.finalWeightsSha256());
    }

    private static Optional<String> difference(String what, String recorded, String now) {
        return recorded.equals(now)
                ? Optional.empty()
                : Optional.of("the SHA-256 of the " + what + " was " + orNone(recorded) + " and now is "
                        + orNone(now));
    }

    private static String orNone(String hash) {
        return hash.isEmpty() ? "none" : hash;
    }

    private Optional<String> difference(List<MetricValue> recorded, List<MetricValue> now) {
        for (int i = 0; i < Math.max(recorded.size(), now.size()); i++) {
            if (i >= now.size()) {
                return Optional.of(words(recorded.get(i)) + " and now is not there");
            }
            MetricValue value = now.get(i);
            if (i >= recorded.size()) {
                return Optional.of(name(value) + " was not there and now is " + value.value());
            }
            if (!recorded.get(i).equals(value)) { // in its bits
                return Optional.of(name(recorded.get(i)).equals(name(value))
                        ? words(recorded.get(i)) + " and now is " + value.value()
                        : words(recorded.get(i)) + " and in its place now is " + name(value));
            }
        }
        return Optional.empty();
    }

    private String words(MetricValue value) {
        return name(value) + " was " + value.value();
    }

    private String name(MetricValue value) {
        return value.metric() + " at " + run.experiment().index() + " " + value.epoch();
    }
}
