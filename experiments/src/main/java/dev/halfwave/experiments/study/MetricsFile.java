package dev.halfwave.experiments.study;

import java.io.IOException;
import java.util.List;

/// `metrics.csv`: every value of every finished trial, in long form: of the declared ones first, by arm, then by seed; then
/// of the others, round by round, whose column `arm` has the variant too, such as `relu/own-rate`.
final class MetricsFile {

    private MetricsFile() {}

    static void write(RunData run, Appendable out) throws IOException {
        out.append("arm,seed,epoch,metric,value\n");
        write(run.trials(), out);
        write(run.further().finished(), out);
    }

    private static void write(List<TrialResult> trials, Appendable out) throws IOException {
        for (TrialResult trial : trials) {
            String group = trial.trial().group();
            for (TrialResult.MetricValue row : trial.metrics()) {
                out.append(group).append(',').append(Long.toString(trial.seed())).append(',');
                out.append(Integer.toString(row.epoch())).append(',').append(row.metric()).append(',');
                // The shortest decimal that reads back to the same bits.
                out.append(Double.toString(row.value())).append('\n');
            }
        }
    }
}
