package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Runs made by formula, with values about as large as real ones. Nothing is trained here.
final class ReluDcReportSample {

    /// How an arm behaves: the step at which half of the loss is gone (infinite: it never learns), the distances it tends
    /// to, and the accuracy it tends to.
    private record Behavior(double halfStep, double distance1, double distance2, double accuracy) {}

    private static final Map<String, Behavior> BEHAVIORS = behaviors();

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Set<String> arms = new LinkedHashSet<>(BEHAVIORS.keySet());
    private final Map<String, Integer> seeds = new LinkedHashMap<>();
    private final Set<String> withoutMetrics = new LinkedHashSet<>();
    private String preset = "full";
    private int finished = Integer.MAX_VALUE;

    /// The paper's configuration with few seeds.
    static ReluDcReportSample full() {
        ReluDcReportSample sample = new ReluDcReportSample();
        sample.settings.put("epochs", "60");
        sample.settings.put("windowsPerClass", "1024");
        sample.settings.put("testWindowsPerClass", "512");
        sample.settings.put("batch", "64");
        sample.settings.put("learningRate", "0.001");
        BEHAVIORS.keySet().forEach(arm -> sample.seeds.put(arm, ReluDcReportData.PAPER.contains(arm) ? 8 : 5));
        return sample;
    }

    /// The quick preset.
    static ReluDcReportSample quick() {
        ReluDcReportSample sample = full();
        sample.preset = "quick";
        sample.settings.put("epochs", "20");
        sample.settings.put("windowsPerClass", "256");
        BEHAVIORS.keySet().forEach(arm -> sample.seeds.put(arm, 3));
        return sample;
    }

    /// Only these arms.
    ReluDcReportSample withArms(String... names) {
        arms.retainAll(List.of(names));
        return this;
    }

    ReluDcReportSample withSeeds(int count) {
        seeds.replaceAll((arm, old) -> count);
        return this;
    }

    ReluDcReportSample with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /// Only the first trials, seed by seed.
    ReluDcReportSample interruptedAfter(int trials) {
        finished = trials;
        return this;
    }

    /// Without these metrics.
    ReluDcReportSample without(String... metrics) {
        withoutMetrics.addAll(List.of(metrics));
        return this;
    }

    RunData run() {
        List<Arm> declared = new ArrayList<>();
        Map<String, List<Long>> seedsByArm = new LinkedHashMap<>();
        for (String arm : arms) {
            declared.add(new Arm(arm, "what `" + arm + "` changes", arm.equals("linear-class-dc") ? "a note" : ""));
            List<Long> list = new ArrayList<>();
            for (long seed = 1; seed <= seeds.get(arm); seed++) {
                list.add(seed);
            }
            seedsByArm.put(arm, list);
        }
        List<TrialResult> trials = new ArrayList<>();
        int left = finished;
        for (long seed = 1; seed <= 100; seed++) {
            for (String arm : arms) {
                if (seed <= seeds.get(arm) && left-- > 0) {
                    trials.add(trial(arm, seed));
                }
            }
        }
        List<String> order = List.copyOf(arms);
        trials.sort((a, b) -> a.arm().equals(b.arm())
                ? Long.compare(a.seed(), b.seed())
                : Integer.compare(order.indexOf(a.arm()), order.indexOf(b.arm())));
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("version", "0.1.0-SNAPSHOT");
        environment.put("jdk", "25 (made up)");
        return new RunData("relu-dc", preset, settings, declared, seedsByArm, trials,
                "halfwave run relu-dc --preset " + preset, environment);
    }

    private TrialResult trial(String arm, long seed) {
        Behavior behavior = BEHAVIORS.get(arm);
        int epochs = Integer.parseInt(settings.get("epochs"));
        double stepsPerEpoch = 3 * Double.parseDouble(settings.get("windowsPerClass"))
                / Double.parseDouble(settings.get("batch"));
        // A spread of some percent that depends on arm and seed only.
        double luck = 1 + 0.08 * Math.sin(37.0 * seed + arm.length());
        List<MetricValue> metrics = new ArrayList<>();
        for (int epoch = 0; epoch <= epochs; epoch++) {
            double end = loss(behavior, epoch * stepsPerEpoch, luck);
            double accuracy = accuracy(behavior, end);
            if (epoch > 0) {
                double middle = loss(behavior, (epoch - 0.5) * stepsPerEpoch, luck);
                add(metrics, epoch, "trainLoss", middle);
                add(metrics, epoch, "trainAccuracy", accuracy(behavior, middle));
            }
            add(metrics, epoch, "trainLossEnd", end);
            add(metrics, epoch, "testLoss", 1.05 * end);
            add(metrics, epoch, "testAccuracy", accuracy);
            double progress = 1 - Math.exp(-Math.pow(epoch * stepsPerEpoch / 400, 0.6));
            addDistance(metrics, epoch, "conv1", 1.393, behavior.distance1() * progress * luck);
            addDistance(metrics, epoch, "conv2", 5.657, behavior.distance2() * progress * luck);
            for (double loss : List.of(0.1, 0.03)) {
                if (end < loss && !(loss(behavior, (epoch - 1) * stepsPerEpoch, luck) < loss)) {
                    add(metrics, epoch, "steps.loss." + loss, epoch * stepsPerEpoch);
                    add(metrics, epoch, "matched." + loss + ".distance.conv2.relative",
                            behavior.distance2() * progress * luck);
                }
            }
        }
        String hash = "%064x".formatted(seed * 7919);
        return new TrialResult(arm, seed, settings, 1.5, hash, "%064x".formatted(seed * 7919 + arm.hashCode()),
                metrics);
    }

    private static double loss(Behavior behavior, double step, double luck) {
        return Math.log(3) / (1 + Math.pow(step / (behavior.halfStep() * luck), 2.5));
    }

    private static double accuracy(Behavior behavior, double loss) {
        if (Double.isInfinite(behavior.halfStep())) {
            return behavior.accuracy();
        }
        return behavior.accuracy() - (behavior.accuracy() - 1 / 3.0) * Math.min(1, Math.max(0, loss - 0.15));
    }

    private void addDistance(List<MetricValue> metrics, int epoch, String layer, double norm, double relative) {
        add(metrics, epoch, "distance." + layer + ".l2", norm * relative);
        add(metrics, epoch, "distance." + layer + ".relative", relative);
        add(metrics, epoch, "distance." + layer + ".cosine", 1 / (1 + relative * relative / 2));
    }

    private void add(List<MetricValue> metrics, int epoch, String metric, double value) {
        if (!withoutMetrics.contains(metric)) {
            metrics.add(new MetricValue(epoch, metric, value));
        }
    }

    private static Map<String, Behavior> behaviors() {
        Map<String, Behavior> behaviors = new LinkedHashMap<>();
        double never = Double.POSITIVE_INFINITY;
        behaviors.put("relu", new Behavior(60, 1.22, 1.23, 1));
        behaviors.put("linear", new Behavior(420, 5.25, 5.28, 1));
        behaviors.put("linear-class-dc", new Behavior(180, 0.25, 0.29, 1));
        behaviors.put("linear-constant-dc", new Behavior(never, 0.28, 0.14, 1 / 3.0));
        behaviors.put("linear-true-dc", new Behavior(never, 0.24, 0.11, 1 / 3.0));
        behaviors.put("class-dc-only", new Behavior(170, 0.28, 0.31, 1));
        behaviors.put("relu-dc-free", new Behavior(never, 0, 0, 1 / 3.0));
        behaviors.put("relu-dc-free-first", new Behavior(55, 1.35, 1.33, 1));
        behaviors.put("relu-max", new Behavior(40, 0.9, 0.87, 1));
        behaviors.put("relu-dc-free-max", new Behavior(45, 0.85, 0.84, 1));
        behaviors.put("linear-max", new Behavior(45, 0.65, 0.66, 1));
        behaviors.put("relu-offset-free", new Behavior(80, 1.5, 1.4, 1));
        behaviors.put("relu-frozen", new Behavior(75, 0, 0, 1));
        behaviors.put("linear-frozen", new Behavior(700, 0, 0, 0.74));
        behaviors.put("abs", new Behavior(40, 0.92, 0.85, 1));
        return behaviors;
    }
}
