package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Runs trials of an experiment without a run folder.
final class Trials {

    private static final TrialContext CONTEXT = new TrialContext() {
        @Override
        public int threads() {
            return 1;
        }

        @Override
        public void progress(int done, int total) {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    };

    private final Experiment experiment;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<TrialResult> results = new ArrayList<>();
    private final Map<String, List<Long>> seeds = new LinkedHashMap<>();

    Trials(Experiment experiment) {
        this.experiment = experiment;
        for (Setting<?> setting : experiment.settings()) {
            settings.put(setting.name(), String.valueOf(setting.defaultValue()));
        }
    }

    <T> Trials with(Setting<T> setting, T value) {
        settings.put(setting.name(), String.valueOf(value));
        return this;
    }

    /// Runs seeds 1 to `count` of an arm, and checks that metrics come as the run needs them: declared, finite, by index,
    /// then in the declared order.
    Trials run(String arm, int count) throws Exception {
        seeds.put(arm, LongStream.rangeClosed(1, count).boxed().toList());
        for (long seed = 1; seed <= count; seed++) {
            TrialOutcome outcome = experiment.run(new Trial(arm, seed, settings), CONTEXT);
            MetricValue before = new MetricValue(0, "", 0);
            for (MetricValue row : outcome.metrics()) {
                assertThat(experiment.metrics()).contains(row.metric());
                assertThat(row.value()).as(row.metric()).isFinite();
                boolean isLater =
                        row.epoch() > before.epoch() || experiment.metrics().indexOf(row.metric()) > experiment
                                .metrics().indexOf(before.metric());
                assertThat(row.epoch() >= before.epoch() && isLater).as(before + " before " + row).isTrue();
                before = row;
            }
            results.add(new TrialResult(arm, seed, settings, 0.5, outcome.initialWeightsSha256(),
                    outcome.finalWeightsSha256(), outcome.metrics()));
        }
        return this;
    }

    /// The values of a metric, one for each seed.
    double[] values(String arm, String metric, int index) {
        return results.stream().filter(result -> result.arm().equals(arm))
                .mapToDouble(result -> result.value(metric, index).orElseThrow()).toArray();
    }

    double mean(String arm, String metric, int index) {
        double sum = 0;
        double[] values = values(arm, metric, index);
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    List<TrialResult> results() {
        return results;
    }

    /// What has been run, as a report sees it.
    RunData data(String preset) {
        List<Arm> arms = experiment.arms().stream().filter(arm -> seeds.containsKey(arm.name())).toList();
        return new RunData(experiment.name(), preset, settings, arms, seeds, results,
                "halfwave run " + experiment.name() + " --preset " + preset, Map.of("version", "0.1.0"));
    }
}
