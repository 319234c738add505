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
        Grid grid = Grid.of(taps);
        double[] earlier = new double[taps];
        double[] later = new double[taps];
        double[][] integrals = new double[filters][2];
        for (int filter = 0; filter < filters; filter++) {
            for (int channel = 0; channel < channels; channel++) {
                for (int k = 0; k < taps; k++) {
                    int position = (filter * channels + channel) * taps + k;
                    earlier[k] = before.get(position);
                    later[k] = after.get(position);
                }
                grid.add(earlier, later, integrals[filter]);
            }
        }
        return integrals;
    }

    /// The frequencies of the sums: equally many from 0 to half the sampling rate.
    ///
    /// A delay of k samples does to frequency f what a delay of one sample does to k f, and that is periodic: one
    /// period of it holds the responses of all taps. The taps of a layer stand in reversed order, which leaves
    /// magnitudes alone.
    ///
    /// @param cosines of a period, the real parts of what a delay of one sample does
    /// @param sines the imaginary parts
    private record Grid(double[] cosines, double[] sines) {

        static Grid of(int taps) {
            int points = 2 * Math.max(INTERVALS, 8 * taps);
            FrequencyResponse delay = FrequencyResponse.ofImpulseResponse(new double[] {0, 1}, points);
            double[] cosines = new double[points];
            double[] sines = new double[points];
            for (int point = 0; point < points; point++) {
                Complex response = delay.at(point);
                cosines[point] = response.re();
                sines[point] = response.im();
            }
            return new Grid(cosines, sines);
        }

        /// Adds both integrals of one row of taps to those that are there.
        void add(double[] earlier, double[] later, double[] integrals) {
            int last = cosines.length / 2;
            double change = 0;
            double size = 0;
            for (int point = 0; point <= last; point++) {
                double before = magnitude(earlier, point);
                double after = magnitude(later, point);
                double weight = point == 0 || point == last ? 0.5 : 1;
                change += weight * (after - before) * (after - before);
                size += weight * before * before;
            }
            integrals[0] += change;
            integrals[1] += size;
        }

        /// `|Σ_k w[k] e^(−2πi f k)|` at this frequency.
        private double magnitude(double[] row, int frequency) {
            double re = 0;
            double im = 0;
            int at = 0; // k · frequency, within the period
            for (int k = 0; k < row.length; k++) {
                re += row[k] * cosines[at];
                im += row[k] * sines[at];
                at += frequency;
                if (at >= cosines.length) {
                    at -= cosines.length;
                }
            }
            return Math.sqrt(re * re + im * im);
        }
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
