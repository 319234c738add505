package dev.halfwave.experiments.onefilter;

import dev.halfwave.experiments.signal.FrequencyResponse;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.List;

/// How far the DC of many windows is from |H(f)|/π: means of magnitudes in units of each window's DC.
///
/// @param total |DC − |H(f)|/π| / DC
/// @param edges its part from the window's edges
/// @param sampling its part from sampling
/// @param start its part from the zeros before the first sample
/// @param ofSums Σ |DC − |H(f)|/π| / Σ DC over all windows, in which those of small DC weigh less
record Deviations(double total, double edges, double sampling, double start, double ofSums) {

    /// The names of the metrics, in the order of [#addTo].
    static final List<String> METRICS = List.of("deviation", "deviationEdges", "deviationSampling", "deviationStart",
            "deviationOfSums");

    /// Takes each window apart. One whose DC is 0 has no deviation and is left out.
    static Deviations of(FrequencyResponse response, double[] hz, int length, double[] dc) {
        double[] sums = new double[4];
        double difference = 0;
        double all = 0;
        int count = 0;
        for (int n = 0; n < hz.length; n++) {
            if (dc[n] > 0) {
                DcDeviation deviation = DcDeviation.of(response, hz[n], length, dc[n]);
                sums[0] += Math.abs(deviation.total());
                sums[1] += Math.abs(deviation.edges());
                sums[2] += Math.abs(deviation.sampling());
                sums[3] += Math.abs(deviation.start());
                difference += Math.abs(dc[n] - deviation.predicted());
                all += dc[n];
                count++;
            }
        }
        return new Deviations(sums[0] / count, sums[1] / count, sums[2] / count, sums[3] / count,
                difference / all);
    }

    /// Adds the values as metrics, except where no window had any DC.
    void addTo(List<MetricValue> rows, int index) {
        double[] values = {total, edges, sampling, start, ofSums};
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                rows.add(new MetricValue(index, METRICS.get(i), values[i]));
            }
        }
    }
}
