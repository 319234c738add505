package dev.halfwave.experiments.realspectra;

import dev.halfwave.experiments.signal.Spectrum;
import java.util.Arrays;
import java.util.Comparator;

/// How much of what leaves ReLU stands at frequencies that did not enter.
final class NewFrequencies {

    /// The share of the input's energy that tells where the input has frequencies.
    private static final double OCCUPIED = 0.99;

    private NewFrequencies() {}

    /// The share of the output's energy in bins that the input does not occupy, DC left out of the count of bins (it has
    /// a share of its own) but not of the energy. The input occupies the fewest bins that hold 99 % of its energy.
    ///
    /// @param input a signal without a mean
    /// @param output as many samples
    static double share(double[] input, double[] output) {
        double[] before = energies(input);
        double[] after = energies(output);
        boolean[] isOccupied = occupied(before);
        double fresh = 0;
        double all = 0;
        for (int k = 0; k < after.length; k++) {
            all += after[k];
            fresh += k > 0 && !isOccupied[k] ? after[k] : 0;
        }
        return fresh / all;
    }

    private static boolean[] occupied(double[] energies) {
        Integer[] bins = new Integer[energies.length - 1];
        Arrays.setAll(bins, i -> i + 1);
        // Stable: of bins with equal energy the lower ones come first.
        Arrays.sort(bins, Comparator.comparingDouble((Integer k) -> -energies[k]));
        double total = 0;
        for (int k = 1; k < energies.length; k++) {
            total += energies[k];
        }
        boolean[] isOccupied = new boolean[energies.length];
        double sum = 0;
        for (int i = 0; i < bins.length && sum < OCCUPIED * total; i++) {
            isOccupied[bins[i]] = true;
            sum += energies[bins[i]];
        }
        return isOccupied;
    }

    /// The mean square of what stands in each bin.
    private static double[] energies(double[] x) {
        double[] amplitude = Spectrum.amplitude(x, 1).amplitude();
        double[] energy = new double[amplitude.length];
        for (int k = 0; k < energy.length; k++) {
            boolean isOnce = k == 0 || 2 * k == x.length;
            energy[k] = amplitude[k] * amplitude[k] * (isOnce ? 1 : 0.5);
        }
        return energy;
    }
}
