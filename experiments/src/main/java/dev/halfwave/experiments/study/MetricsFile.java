package dev.halfwave.experiments.study;

import java.io.IOException;

/// `metrics.csv`: every value of every finished trial, in long form.
final class MetricsFile {

    private MetricsFile() {}

    static void write(RunData run, Appendable out) throws IOException {
        out.append("arm,seed,epoch,metric,value\n");
        for (TrialResult trial : run.trials()) {
            for (TrialResult.MetricValue row : trial.metrics()) {
                out.append(trial.arm()).append(',').append(Long.toString(trial.seed())).append(',');
                out.append(Integer.toString(row.epoch())).append(',').append(row.metric()).append(',');
                // The shortest decimal that reads back to the same bits.
                out.append(Double.toString(row.value())).append('\n');
            }
        }
    }
}
