package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Epoch;
import dev.halfwave.nn.train.Evaluation;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Measures a trial before training and after every epoch. All that it finds is in the training's [History], so that one
/// which is resumed from a checkpoint at the end of an epoch has it, too: what was measured before training stands with
/// the first epoch, under names that begin with `start.`.
final class Recorder implements Callback {

    private static final String START = "start.";

    private final Dataset train;
    private final @Nullable Dataset test;
    private final ProbeWatch watch;
    private final TrialContext context;
    private final Map<String, Double> start = new LinkedHashMap<>();

    Recorder(Dataset train, @Nullable Dataset test, ProbeWatch watch, TrialContext context) {
        this.train = train;
        this.test = test;
        this.watch = watch;
        this.context = context;
    }

    @Override
    public void onStart(Run run) {
        List<History.Entry> done = run.history().epochs();
        if (done.isEmpty()) {
            start.putAll(measure(run));
            watch.onStep(run, 0);
            start.putAll(watch.take());
            return;
        }
        done.getFirst().values().forEach((name, value) -> {
            if (name.startsWith(START)) {
                start.put(name.substring(START.length()), value);
            }
        });
        Set<String> recorded = new HashSet<>(start.keySet());
        done.forEach(entry -> recorded.addAll(entry.values().keySet()));
        watch.restore(recorded);
    }

    @Override
    public void onStep(Run run, Step step) {
        watch.onStep(run, step.number());
    }

    @Override
    public void onEpoch(Run run, Epoch epoch) {
        if (epoch.number() == 1) {
            start.forEach((name, value) -> epoch.record(START + name, value));
        }
        measure(run).forEach(epoch::record);
        watch.take().forEach(epoch::record);
    }

    @Override
    public void onEpochRecorded(Run run, History.Entry entry) {
        context.progress(entry.epoch(), run.epochs());
    }

    private Map<String, Double> measure(Run run) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("trainLossEnd", run.evaluate(train).loss());
        if (test != null) {
            values.putAll(named("test", run.evaluate(test)));
        }
        values.put("probeLoss", watch.loss(run));
        values.putAll(Distances.between(run.initialWeights(), run.model()));
        return values;
    }

    /// Every metric of every epoch, in order.
    ///
    /// @param metrics the names of the metrics that the trainer records beside the loss
    List<MetricValue> rows(History history, Set<String> metrics) {
        List<MetricValue> rows = new ArrayList<>();
        start.forEach((name, value) -> rows.add(new MetricValue(0, name, value)));
        for (History.Entry entry : history.epochs()) {
            entry.values().forEach((name, value) -> {
                if (!name.startsWith(START)) {
                    boolean whileTraining = name.equals("loss") || metrics.contains(name);
                    rows.add(new MetricValue(entry.epoch(), whileTraining ? joined("train", name) : name, value));
                }
            });
        }
        return rows;
    }

    /// Loss and metrics by names such as `testLoss` and `testAccuracy`.
    static Map<String, Double> named(String prefix, Evaluation evaluation) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(joined(prefix, "loss"), evaluation.loss());
        evaluation.metrics().forEach((name, value) -> values.put(joined(prefix, name), value));
        return values;
    }

    /// `testAccuracy` of `test` and `accuracy`.
    static String joined(String prefix, String name) {
        return prefix + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
