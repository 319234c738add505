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
record Deviations(double total, double edges, double sampling, double start) {

    /// The names of the metrics, in the order of [#addTo].
    static final List<String> METRICS = List.of("deviation", "deviationEdges", "deviationSampling", "deviationStart");

    /// Takes each window apart. One whose DC is 0 has no deviation and is left out.
    static Deviations of(FrequencyResponse response, double[] hz, int length, double[] dc) {
        double[] sums = new double[4];
        int count = 0;
        for (int n = 0; n < hz.length; n++) {
            if (dc[n] > 0) {
                DcDeviation deviation = DcDeviation.of(response, hz[n], length, dc[n]);
                sums[0] += Math.abs(deviation.total());
                sums[1] += Math.abs(deviation.edges());
                sums[2] += Math.abs(deviation.sampling());
                sums[3] += Math.abs(deviation.start());
                count++;
            }
        }
        return new Deviations(sums[0] / count, sums[1] / count, sums[2] / count, sums[3] / count);
    }

    /// Adds the values as metrics, except where no window had any DC.
    void addTo(List<MetricValue> rows, int index) {
        double[] values = {total, edges, sampling, start};
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                rows.add(new MetricValue(index, METRICS.get(i), values[i]));
            }
        }
    }
}
