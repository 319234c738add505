package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Reason;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.UsageException;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Builds one trial of each arm and refuses what its network shows to be impossible, before anything is trained: layers
/// that are not there, outcomes that nobody records, a width that changes nothing.
final class ConfigurationCheck {

    private final Declaration study;
    private final Configuration configuration;

    ConfigurationCheck(Declaration study, Configuration configuration) {
        this.study = study;
        this.configuration = configuration;
    }

    /// @throws UsageException one sentence: what is wrong and what would be right
    void run() {
        for (Arm arm : configuration.arms()) {
            long seed = configuration.seedsByArm().get(arm.name()).values().getFirst();
            check(configuration.trial(arm, seed));
        }
    }

    private void check(Trial trial) {
        Training training = build(trial);
        Sequential model = training.model();
        List<String> layers = LayerResets.layers(model);
        List<String> frozen = SettingTexts.layers(trial.get(Study.FREEZE));
        requireLayers(trial, Study.FREEZE, frozen, layers);
        List<String> reset = LayerResets.wanted(trial.get(Study.REINITIALIZE), model);
        requireLayers(trial, Study.REINITIALIZE, reset, layers);
        if (frozen.containsAll(layers)) {
            throw new UsageException("freeze=" + trial.get(Study.FREEZE) + ": nothing of arm " + trial.arm()
                    + " is left to train");
        }
        requireLateStop(trial);
        Set<String> recorded = recorded(trial, training);
        requireRecorded(trial, "tuned", study.tuning(), recorded);
        requireRecorded(trial, "judged", study.primary(), recorded);
        if (trial.get(Study.WIDTH) != 1) {
            requireWider(trial, model);
        }
    }

    private Training build(Trial trial) {
        Training training;
        try {
            training = study.training().of(trial);
        } catch (Exception e) {
            throw new UsageException(
                    "arm " + trial.arm() + ", seed " + trial.seed() + " cannot be built: " + Reason.of(e), e);
        }
        if (training == null) { // an embedder's function may return anything
            throw new UsageException("arm " + trial.arm() + ", seed " + trial.seed()
                    + " cannot be built: the function given to trains(...) returned null instead of a Training");
        }
        return training;
    }

    private static void requireLayers(Trial trial, Setting<String> setting, List<String> wanted, List<String> layers) {
        for (String layer : wanted) {
            if (!layers.contains(layer)) {
                throw new UsageException(setting.name() + "=" + trial.get(setting) + ": the network of arm "
                        + trial.arm() + " has no layer " + layer + " with weights; it has "
                        + String.join(", ", layers));
            }
        }
    }

    /// Trials that learning rates are chosen by have a stop rule of their own.
    private void requireLateStop(Trial trial) {
        double stop = trial.get(Study.STOP_BELOW_LOSS);
        double judged = study.primary().loss();
        if (judged > 0 && stop > judged) {
            throw new UsageException("stopBelowLoss=" + Outcome.text(stop) + " ends trials of arm " + trial.arm()
                    + " before their loss falls below " + Outcome.text(judged)
                    + ", at which arms are compared; it must be at most " + Outcome.text(judged)
                    + ", or 0 for all epochs");
        }
    }

    private static void requireRecorded(Trial trial, String verb, Outcome outcome, Set<String> recorded) {
        if (!recorded.contains(outcome.metric())) {
            throw new UsageException("it is " + verb + " by the metric " + outcome.metric() + ", which arm "
                    + trial.arm() + " does not record; of this kind it records "
                    + String.join(", ", ofOneKind(outcome.metric(), recorded)));
        }
    }

    /// Of many names those that begin and end alike, such as the same distance of other layers, or else those of losses
    /// and metrics.
    private static List<String> ofOneKind(String metric, Set<String> names) {
        String begin = metric.replaceFirst("\\..*", ".");
        String end = metric.replaceFirst(".*\\.", ".");
        List<String> alike = names.stream().filter(name -> name.startsWith(begin) && name.endsWith(end)).toList();
        return alike.isEmpty() ? names.stream().filter(name -> !name.contains(".")).toList() : alike;
    }

    /// The names of all metrics that a trial can record.
    private Set<String> recorded(Trial trial, Training training) {
        Sequential model = training.model();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model.parameters().forEach(parameter -> weights.put(parameter.name(), parameter.tensor()));
        List<String> unseen = training.test() == null ? List.of() : named("test", training);
        Set<String> measured = new LinkedHashSet<>(List.of("trainLossEnd"));
        if (training.validation() != null) {
            measured.addAll(named("validation", training));
        }
        measured.addAll(unseen);
        measured.add("probeLoss");
        Set<String> names = new LinkedHashSet<>(training.known().keySet());
        names.addAll(named("train", training));
        names.addAll(measured);
        if (training.validation() != null) {
            names.add(Recorder.BEST_EPOCH);
            Stream.concat(measured.stream(), Distances.relative(weights, model).keySet().stream())
                    .forEach(name -> names.add(Recorder.BEST + name));
        }
        boolean all = trial.get(Study.MEASURES).equals(Study.ALL_MEASURES);
        try {
            names.addAll(Distances.of(all, training.probe(trial.seed())).names(weights, model));
        } catch (IllegalArgumentException e) {
            throw new UsageException("measures=" + trial.get(Study.MEASURES) + ": the network of arm " + trial.arm()
                    + " does not allow it: " + e.getMessage(), e);
        }
        for (double loss : study.thresholds(trial)) {
            names.add(Outcome.stepsMetric(loss));
            names.add(Outcome.matchedMetric(loss, AnalysisLooks.LOSS));
            Distances.relative(weights, model).keySet().forEach(name -> names.add(Outcome.matchedMetric(loss, name)));
        }
        names.addAll(LayerResets.names(
                LayerResets.wanted(trial.get(Study.REINITIALIZE), model),
                unseen.isEmpty() ? named("train", training) : unseen));
        return names;
    }

    private static List<String> named(String prefix, Training training) {
        List<String> names = new ArrayList<>(List.of(Recorder.joined(prefix, Recorder.LOSS)));
        training.metrics().forEach(metric -> names.add(Recorder.joined(prefix, metric.name())));
        return names;
    }

    private void requireWider(Trial trial, Sequential model) {
        Map<String, String> settings = new LinkedHashMap<>(trial.settings());
        settings.put(Study.WIDTH.name(), "1.0");
        Sequential narrow = build(new Trial(trial.arm(), trial.seed(), settings)).model();
        if (shapes(narrow).equals(shapes(model))) {
            throw new UsageException("width=" + trial.get(Study.WIDTH) + ": the network of arm " + trial.arm()
                    + " does not change with it; what builds it has to ask for trial.get(Study.WIDTH)");
        }
    }

    private static List<String> shapes(Sequential model) {
        List<String> shapes = new ArrayList<>();
        for (Parameter parameter : model.parameters()) {
            shapes.add(parameter.name() + parameter.shape());
        }
        return shapes;
    }
}
