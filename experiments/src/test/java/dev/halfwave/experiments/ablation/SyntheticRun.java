package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.FurtherTrials;
import dev.halfwave.experiments.study.Part;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/// A run of a study in which nothing was trained: trials with values that a test chooses.
final class SyntheticRun {

    static final Setting<String> FIRST = Setting.choice("first", "what follows conv1", "relu", "none", "abs");
    static final Setting<String> SECOND = Setting.choice("second", "what follows conv2", "relu", "none");

    /// The metric of the primary outcome.
    static final String PRIMARY = "matched.0.2.distance.conv1.relative";

    private record Key(String arm, String variant) {}

    private final Study study;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, TreeMap<Long, Boolean>> asked = new LinkedHashMap<>();
    private final Map<Key, TreeMap<Long, List<MetricValue>>> trials = new LinkedHashMap<>();
    private final Map<String, LongUnaryOperator> dataOf = new LinkedHashMap<>();

    SyntheticRun(Study study) {
        this.study = study;
        study.settings().forEach(setting -> settings.put(setting.name(), String.valueOf(setting.defaultValue())));
    }

    /// Arms `relu`, `linear`, `abs` and `bare`, of which the last differs from `relu` in two settings.
    static StudyBuilder builder() {
        return Study.named("synthetic")
                .asks("Does ReLU keep conv1 near its start?")
                .source("nobody's claim")
                .settings(FIRST, SECOND)
                .arm(Arm.of("relu", "ReLU twice"))
                .arm(Arm.of("linear", "nothing after conv1").with(FIRST, "none"))
                .arm(Arm.of("abs", "the magnitude after conv1").with(FIRST, "abs"))
                .arm(Arm.of("bare", "nothing at all").with(FIRST, "none").with(SECOND, "none"))
                .trains(trial -> {
                    throw new AssertionError("nothing is trained");
                })
                .preset(Preset.of("full", "for a claim", 30))
                .tunedBy(Outcome.stepsToLoss(0.1))
                .judgedBy(Outcome.relativeDistance("conv1").whenLossFallsBelow(0.2), Direction.LOWER);
    }

    /// One comparison: `relu – linear`.
    static Study study() {
        return builder().compares("relu", "linear", "ReLU keeps conv1 near its start").build();
    }

    <T> SyntheticRun with(Setting<T> setting, T value) {
        settings.put(setting.name(), String.valueOf(value));
        return this;
    }

    /// Values of a metric on seeds 1, 2, … after epoch 1; a trial with NaN has none, but is finished.
    SyntheticRun values(String arm, String metric, double... values) {
        for (int i = 0; i < values.length; i++) {
            add(arm, "", i + 1, 1, metric, values[i]);
        }
        return this;
    }

    /// Values of the primary outcome on seeds 1, 2, ….
    SyntheticRun primary(String arm, double... values) {
        return values(arm, PRIMARY, values);
    }

    SyntheticRun add(String arm, String variant, long seed, int epoch, String metric, double value) {
        List<MetricValue> rows = trials.computeIfAbsent(new Key(arm, variant), key -> new TreeMap<>())
                .computeIfAbsent(seed, key -> new ArrayList<>());
        if (!Double.isNaN(value)) {
            rows.add(new MetricValue(epoch, metric, value));
        }
        return variant.isEmpty() ? ask(arm, seed) : this;
    }

    /// Asks for a trial, which need not be finished.
    SyntheticRun ask(String arm, long... seeds) {
        for (long seed : seeds) {
            asked.computeIfAbsent(arm, key -> new TreeMap<>()).put(seed, true);
        }
        return this;
    }

    /// Of which key the data and the initial weights of an arm are on each seed; else data are not recorded, and the
    /// weights are those of the seed.
    SyntheticRun startingFrom(String arm, LongUnaryOperator key) {
        dataOf.put(arm, key);
        return this;
    }

    RunData data() {
        List<Arm> arms = study.arms().stream().filter(arm -> asked.containsKey(arm.name())).toList();
        Map<String, List<Long>> seeds = new LinkedHashMap<>();
        List<TrialResult> declared = new ArrayList<>();
        List<TrialResult> further = new ArrayList<>();
        for (Arm arm : arms) {
            seeds.put(arm.name(), List.copyOf(asked.get(arm.name()).keySet()));
            trials.forEach((key, bySeed) -> {
                if (key.arm().equals(arm.name())) {
                    bySeed.forEach((seed, rows) -> (key.variant().isEmpty() ? declared : further)
                            .add(result(key, seed, rows)));
                }
            });
        }
        return new RunData(study.name(), "full", Part.WHOLE, settings, arms, seeds, declared,
                new FurtherTrials(further.stream().map(TrialResult::trial).toList(), further), List.of(),
                "halfwave run synthetic --preset full", Map.of("version", "0.1.0"));
    }

    private TrialResult result(Key key, long seed, List<MetricValue> rows) {
        List<MetricValue> ordered = new ArrayList<>(rows);
        ordered.sort((one, other) -> Integer.compare(one.epoch(), other.epoch()));
        LongUnaryOperator start = dataOf.get(key.arm());
        String hash = ("%064x").formatted(start == null ? seed : start.applyAsLong(seed));
        return new TrialResult(
                key.arm(), key.variant(), seed, settings, 1, start == null ? "" : hash, hash, hash, ordered);
    }

    /// `count` values around a centre that differ from seed to seed and from arm to arm, by up to a tenth.
    static double[] around(double centre, int count, int salt) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = centre * (1 + 0.01 * ((i + 1) * (salt + 3) * 11 % 19 - 9));
        }
        return values;
    }
}
