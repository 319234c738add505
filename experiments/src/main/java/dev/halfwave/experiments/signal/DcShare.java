package dev.halfwave.experiments.signal;

import dev.halfwave.core.Tensor;

/// The share of a signal's energy that stands at DC: `mean² / mean of squares`, from 0 (no mean) to 1 (constant).
///
/// A rectified tone of amplitude A has the mean A/π and the mean of squares A²/4, so the share is 4/π² = 0.405,
/// whatever A.
///
/// A signal that is 0 throughout has no energy and no share: NaN.
public final class DcShare {

    private DcShare() {}

    /// The share of one signal.
    ///
    /// @throws IllegalArgumentException if it has no samples or one is not finite
    public static double of(double... x) {
        Requirements.samples("DcShare", x);
        double mean = Signals.mean(x);
        double rootMeanSquare = Signals.rootMeanSquare(x);
        return share(mean * mean, rootMeanSquare * rootMeanSquare);
    }

    /// The share of all rows of a tensor (N, C, L) together. Each row has a mean of its own, over time; the share is
    /// the energy of these means in the whole energy: `Σ_{n,c} mean² / Σ_{n,c} mean of squares`.
    ///
    /// @throws dev.halfwave.core.ShapeMismatchException if the tensor has other axes
    /// @throws IllegalArgumentException if there are no elements or one is not finite
    public static double of(Tensor x) {
        double[][] energies = energies(x);
        double dc = 0;
        double all = 0;
        for (double[] energy : energies) {
            dc += energy[0];
            all += energy[1];
        }
        return share(dc, all);
    }

    /// The share of each channel, over all samples of the batch; a channel that is 0 throughout has NaN.
    ///
    /// @throws dev.halfwave.core.ShapeMismatchException if the tensor has other axes
    /// @throws IllegalArgumentException if there are no elements or one is not finite
    public static double[] ofChannels(Tensor x) {
        double[][] energies = energies(x);
        double[] shares = new double[energies.length];
        for (int c = 0; c < shares.length; c++) {
            shares[c] = share(energies[c][0], energies[c][1]);
        }
        return shares;
    }

    private static double share(double dc, double all) {
        return Math.min(dc / all, 1); // rounding must not make a constant more than all DC
    }

    /// For each channel, the sums over the batch of mean² and of the mean of squares.
    private static double[][] energies(Tensor x) {
        x.shape().requireAxes("DcShare", "x", "N", "C", "L");
        double[][] energies = new double[x.shape().dim(1)][2];
        for (int n = 0; n < x.shape().dim(0); n++) {
            for (int c = 0; c < energies.length; c++) {
                double[] row = Signals.row(x, n, c);
                Requirements.samples("DcShare", row);
                double mean = Signals.mean(row);
                double rootMeanSquare = Signals.rootMeanSquare(row);
                energies[c][0] += mean * mean;
                energies[c][1] += rootMeanSquare * rootMeanSquare;
            }
        }
        return energies;
    }
}
