package dev.halfwave.experiments.onefilter;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.signal.FrequencyResponse;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Sequential;

/// Random filters that nobody trains, and the DC that ReLU makes of what they let through:
///
/// ```java
/// Sequential.of(
///         Conv1d.of(1, filters, taps).withPadding(new Padding.Causal()).withoutBias(),
///         Activation.of(new Relu()),
///         Layer.of(new GlobalAveragePool1d()))
/// ```
///
/// With one filter this is the whole network of section V.D of arXiv:2407.16556. A tone of amplitude 1 and frequency f
/// leaves the filter with amplitude |H(f)|; ReLU keeps its positive half waves, whose mean is |H(f)|/π.
final class FilterBank {

    /// The name of the convolution.
    static final String FILTERS = "conv1";

    private final Conv1d filters;
    private final Sequential model;
    private final int taps;

    /// @param activation what follows the filters; the paper has ReLU
    private FilterBank(int count, int taps, Layer activation, long seed) {
        this.taps = taps;
        filters = filters(count, taps);
        model = Sequential.of(filters, activation, Layer.of(new GlobalAveragePool1d())).initialize(seed);
    }

    /// Filters with ReLU. Taps are uniform in ±√(6 / (taps · (1 + count))), as Keras draws them, and the same for one
    /// seed in every experiment.
    static FilterBank random(int count, int taps, long seed) {
        return new FilterBank(count, taps, Activation.of(new Relu()), seed);
    }

    /// The same filters with something else in the place of ReLU.
    static FilterBank random(int count, int taps, Layer activation, long seed) {
        return new FilterBank(count, taps, activation, seed);
    }

    /// The convolution alone, for a network that trains it: causal, without bias. Its first weights are those of
    /// [#random] with the same seed.
    static Conv1d filters(int count, int taps) {
        return Conv1d.of(1, count, taps).withPadding(new Padding.Causal()).withoutBias().named(FILTERS);
    }

    /// What leaves the average: a row for each window, a column for each filter.
    double[][] features(Tensor windows) {
        Tensor dc = model.predict(windows);
        int columns = dc.shape().dim(1);
        double[][] features = new double[dc.shape().dim(0)][columns];
        for (int n = 0; n < features.length; n++) {
            for (int c = 0; c < columns; c++) {
                features[n][c] = dc.get(n * columns + c);
            }
        }
        return features;
    }

    /// What leaves the average behind the first filter, for each window.
    double[] firstFeature(Tensor windows) {
        double[][] features = features(windows);
        double[] first = new double[features.length];
        for (int n = 0; n < first.length; n++) {
            first[n] = features[n][0];
        }
        return first;
    }

    /// The taps of one filter, the oldest sample's first.
    double[] taps(int filter) {
        Tensor weight = filters.weight().tensor();
        double[] values = new double[taps];
        for (int i = 0; i < taps; i++) {
            values[i] = weight.get(filter * taps + i);
        }
        return values;
    }

    /// What one filter does to each frequency.
    FrequencyResponse response(int filter, double sampleRateHz) {
        return FrequencyResponse.of(taps(filter), sampleRateHz);
    }
}
