package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.StandardDeviation;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `summary.json`: for each arm what its trials ended with; then the same for each variant of an arm, under a name such as
/// `relu/own-rate`, in the order in which they were asked for; then what the experiment computes from all of them.
final class SummaryFile {

    private SummaryFile() {}

    /// @param declared the names of metrics in order; empty for those that the trials recorded, in that order
    /// @param more the experiment's own fields
    static String text(RunData run, List<String> declared, Map<String, Object> more) {
        Collection<String> metrics = declared.isEmpty() ? recorded(run) : declared;
        ObjectNode json = Json.object();
        json.put("experiment", run.experiment());
        json.put("preset", run.preset());
        if (!run.part().isWhole()) {
            json.put("part", run.part().toString());
        }
        json.set("settings", Json.object(settings(run)));
        json.put("planned", run.planned());
        json.put("finished", run.finished());
        // Only where there are any: a trial that failed and was repeated leaves no trace here.
        if (!run.failures().isEmpty()) {
            ArrayNode failed = json.putArray("failed");
            for (FailedTrial trial : run.failures()) {
                failed.addObject().put("arm", trial.group()).put("seed", trial.seed()).put("reason", trial.reason());
            }
        }
        ArrayNode arms = json.putArray("arms");
        for (Arm arm : run.arms()) {
            int planned = run.seedsByArm().get(arm.name()).size();
            arms.add(group(arm.name(), planned, run.trials(arm.name()), metrics));
        }
        Map<String, List<Trial>> variants = new LinkedHashMap<>();
        for (Trial trial : run.further().planned()) {
            variants.computeIfAbsent(trial.group(), group -> new ArrayList<>()).add(trial);
        }
        variants.forEach((group, planned) -> {
            Trial any = planned.getFirst();
            arms.add(group(group, planned.size(), run.trials(any.arm(), any.variant()), metrics));
        });
        more.forEach((name, value) -> json.set(name, Json.tree(value)));
        return Json.text(json);
    }

    /// A value of which arms have their own is none of the run, and where a file lies is none of its content.
    private static Map<String, String> settings(RunData run) {
        Map<String, String> settings = new LinkedHashMap<>(run.settings());
        settings.replaceAll((key, value) -> PinnedFile.withoutFolder(value));
        run.arms().forEach(arm -> arm.settings().keySet().forEach(key -> settings.replace(key, "by arm")));
        return settings;
    }

    private static ObjectNode group(String name, int planned, List<TrialResult> trials, Collection<String> metrics) {
        ObjectNode node = Json.object();
        node.put("name", name);
        node.put("planned", planned);
        node.put("finished", trials.size());
        ObjectNode last = node.putObject("last");
        for (String metric : metrics) {
            double[] values = trials.stream().flatMapToDouble(trial -> trial.last(metric).stream()).toArray();
            if (values.length > 0) {
                last.set(metric, statistics(values));
            }
        }
        if (trials.isEmpty() || trials.getFirst().hasWeights()) {
            ObjectNode weights = node.putObject("finalWeightsSha256");
            trials.forEach(trial -> weights.put(Long.toString(trial.seed()), trial.finalWeightsSha256()));
        }
        return node;
    }

    /// In the order of an epoch, of which there are only a few before training.
    private static Collection<String> recorded(RunData run) {
        Set<String> names = new LinkedHashSet<>();
        List<MetricValue> values = run.trials().stream().flatMap(trial -> trial.metrics().stream()).toList();
        values.stream().filter(value -> value.epoch() > 0).forEach(value -> names.add(value.metric()));
        values.forEach(value -> names.add(value.metric()));
        return names;
    }

    private static ObjectNode statistics(double[] values) {
        ObjectNode node = Json.object();
        node.put("n", values.length);
        node.put("mean", Mean.of(values).getAsDouble());
        if (values.length > 1) {
            node.put("sampleSd", StandardDeviation.of(values).getAsDouble());
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        node.put("min", sorted[0]);
        node.put("median", Median.withDefaults().evaluate(sorted));
        node.put("max", sorted[sorted.length - 1]);
        return node;
    }
}
