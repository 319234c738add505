package dev.halfwave.experiments.distance;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.signal.Complex;
import dev.halfwave.experiments.signal.FrequencyResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// How much a convolution's filters have changed what they do to the frequencies of a signal:
/// `∫ (|H(f)| − |H₀(f)|)² df / ∫ |H₀(f)|² df`, with the [FrequencyResponse]s H and H₀ of the taps after and before.
///
/// It is blind to what leaves magnitudes alone: a filter that changed its sign, was reversed or delayed has distance 0,
/// although its taps moved far. Where the taps only grew by a factor r, it is (r − 1)².
///
/// | tensor           | shape                                        |
/// |------------------|----------------------------------------------|
/// | `before, after`  | (C_out, C_in/groups, K), a convolution's weight |
///
/// Filter `o` has a response from each of its input channels, over which both integrals are summed, in order. Dilation
/// compresses the axis of frequencies and changes neither integral, which run over a whole period; nor does the
/// sampling rate. Biases and paddings have no part in it.
///
/// The integrals are trapezoid sums over 512 equal intervals from 0 to half the sampling rate (8 K for more than 64
/// taps), in double, in order. The one below is then exact but for rounding; the upper one has kinks where a response
/// is 0, and an error of some 10⁻⁵ of the lower one.
public final class FilterResponseDistance {

    private static final int INTERVALS = 512;

    private FilterResponseDistance() {}

    /// Of all filters together: both integrals summed over them, in order.
    ///
    /// @return no value where all taps began at 0
    /// @throws dev.halfwave.core.ShapeMismatchException if the shapes differ, or are not (C_out, C_in/groups, K)
    /// @throws IllegalArgumentException if there are no taps, or one is not finite
    public static OptionalDouble of(Tensor before, Tensor after) {
        double change = 0;
        double size = 0;
        for (double[] integrals : integrals("FilterResponseDistance", before, after)) {
            change += integrals[0];
            size += integrals[1];
        }
        return ratio(change, size);
    }

    /// Of each filter.
    ///
    /// @return by output channel; no value where a filter's taps began at 0
    /// @throws dev.halfwave.core.ShapeMismatchException if the shapes differ, or are not (C_out, C_in/groups, K)
    /// @throws IllegalArgumentException if there are no taps, or one is not finite
    public static List<OptionalDouble> ofFilters(Tensor before, Tensor after) {
        List<OptionalDouble> distances = new ArrayList<>();
        for (double[] integrals : integrals("FilterResponseDistance.ofFilters", before, after)) {
            distances.add(ratio(integrals[0], integrals[1]));
        }
        return List.copyOf(distances);
    }

    private static OptionalDouble ratio(double change, double size) {
        return size > 0 ? OptionalDouble.of(change / size) : OptionalDouble.empty();
    }

    /// For each filter the integrals above and below the bar.
    private static double[][] integrals(String operation, Tensor before, Tensor after) {
        before.shape().requireAxes(operation, "before", "C_out", "C_in/groups", "K");
        Displacement.requireSameShape(operation, before, after);
        requireFinite(operation, "before", before);
        requireFinite(operation, "after", after);
        int filters = before.shape().dim(0);
        int channels = before.shape().dim(1);
        int taps = before.shape().dim(2);
        if (before.size() == 0) {
            throw new IllegalArgumentException(operation + ": a weight of shape " + before.shape() + " has no taps");
        }
        Complex[][] unitResponses = unitResponses(taps);
        double[][] integrals = new double[filters][2];
        for (int filter = 0; filter < filters; filter++) {
            for (int channel = 0; channel < channels; channel++) {
                int row = (filter * channels + channel) * taps;
                for (int point = 0; point < unitResponses.length; point++) {
                    double earlier = magnitude(before, row, unitResponses[point]);
                    double later = magnitude(after, row, unitResponses[point]);
                    double weight = point == 0 || point == unitResponses.length - 1 ? 0.5 : 1;
                    integrals[filter][0] += weight * (later - earlier) * (later - earlier);
                    integrals[filter][1] += weight * earlier * earlier;
                }
            }
        }
        return integrals;
    }

    /// The response of each tap alone at each frequency: a filter's is their sum, weighted by its taps. A delay of k
    /// samples does to frequency f what a delay of one does to k f.
    private static Complex[][] unitResponses(int taps) {
        int intervals = Math.max(INTERVALS, 8 * taps);
        FrequencyResponse delay = FrequencyResponse.ofImpulseResponse(new double[] {0, 1}, 2.0 * intervals);
        Complex[] period = new Complex[2 * intervals];
        for (int hz = 0; hz < period.length; hz++) {
            period[hz] = delay.at(hz);
        }
        Complex[][] responses = new Complex[intervals + 1][taps];
        for (int point = 0; point <= intervals; point++) {
            for (int tap = 0; tap < taps; tap++) {
                responses[point][tap] = period[(int) ((long) point * tap % period.length)];
            }
        }
        return responses;
    }

    /// `|Σ_k w[k] e^(−2πi f k)|`. The taps of a layer stand in reversed order, which leaves the magnitude alone.
    private static double magnitude(Tensor weight, int row, Complex[] unitResponses) {
        float[] data = weight.data();
        double re = 0;
        double im = 0;
        for (int k = 0; k < unitResponses.length; k++) {
            double tap = data[weight.offset() + row + k];
            re += tap * unitResponses[k].re();
            im += tap * unitResponses[k].im();
        }
        return Math.sqrt(re * re + im * im);
    }

    private static void requireFinite(String operation, String name, Tensor weight) {
        for (int i = 0; i < weight.size(); i++) {
            if (!Float.isFinite(weight.get(i))) {
                throw new IllegalArgumentException(operation + ": element " + i + " of " + name + " is "
                        + weight.get(i) + ", but every tap must be a finite number");
            }
        }
    }
}
