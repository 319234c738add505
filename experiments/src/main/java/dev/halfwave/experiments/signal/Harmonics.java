package dev.halfwave.experiments.signal;

import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.linsol.LinearSolverDense;

/// A constant and the harmonics of a known fundamental, fitted to a signal by least squares:
///
/// `x(t) ≈ dc + Σ_k [cosine[k−1] cos(2πk f t) + sine[k−1] sin(2πk f t)]`, `t = 0, 1/sampleRateHz, ...`
///
/// Where [Spectrum] needs a whole number of periods, this does not: it fits exactly these frequencies, wherever they
/// lie between bins.
///
/// ```java
/// Harmonics of = Harmonics.project(relu, 1024, 10, 4);
/// of.dc();         // A/π
/// of.amplitude(1); // A/2
/// of.amplitude(2); // 2A/(3π)
/// ```
///
/// **Sampled harmonics fold.** One above half the sample rate is fitted where it folds to, and reads the same there:
/// at 32 samples per second the second harmonic of 10 Hz, 20 Hz, stands at 12 Hz. One at exactly half the rate has no
/// sine (its samples are all 0) and gets `sine = 0`; which phase it had cannot be known, so its cosine is the amplitude
/// only for phase 0. Harmonics that fold onto each other or onto DC, or lie too near for so few samples, are columns
/// that nothing can tell apart: that is refused, naming the two.
///
/// The least-squares problem is solved by Householder QR (EJML) on columns computed by `StrictMath`: the same bits on
/// every machine. The arrays are the record's own, not copies.
///
/// @param dc the constant
/// @param cosine the cosine's coefficient of harmonic 1, 2, ...
/// @param sine the sine's coefficient of harmonic 1, 2, ...
public record Harmonics(double dc, double[] cosine, double[] sine) {

    // A fold within this many periods over the whole signal of 0 or of half the rate is that: far above rounding.
    private static final double SAME_PERIODS = 1e-6;
    // The least part of a column that is not a combination of those before, as a root mean square: rounding errors are
    // amplified by its inverse.
    private static final double LEAST_PART = 1e-6;

    /// Checks that every cosine has a sine.
    ///
    /// @throws IllegalArgumentException if the lengths differ
    public Harmonics {
        if (cosine.length != sine.length) {
            throw new IllegalArgumentException("Harmonics: expects one sine for each cosine, but " + cosine.length
                    + " cosines and " + sine.length + " sines were given");
        }
    }

    /// Fits a constant and `count` harmonics.
    ///
    /// @param x the samples, at least as many as there are numbers to find
    /// @param sampleRateHz samples per second
    /// @param fundamentalHz the frequency of the first harmonic
    /// @param count how many harmonics, from 0
    /// @throws IllegalArgumentException if the samples cannot tell these harmonics apart, or an argument is out of range
    public static Harmonics project(double[] x, double sampleRateHz, double fundamentalHz, int count) {
        Requirements.samples("Harmonics", x);
        Requirements.positive("Harmonics", "sampleRateHz", sampleRateHz);
        Requirements.positive("Harmonics", "fundamentalHz", fundamentalHz);
        if (count < 0) {
            throw new IllegalArgumentException("Harmonics: count must be at least 0, but is " + count);
        }
        boolean[] hasSine = new boolean[count + 1];
        int columns = 1;
        for (int k = 1; k <= count; k++) {
            double fold = fold(k, fundamentalHz, sampleRateHz);
            hasSine[k] = Math.abs(0.5 - fold) * x.length > SAME_PERIODS;
            columns += hasSine[k] ? 2 : 1;
        }
        if (x.length < columns) {
            throw new IllegalArgumentException("Harmonics: " + x.length + " samples cannot give " + columns
                    + " numbers, a constant and " + count + " harmonics; use more samples or fewer harmonics");
        }
        DMatrixRMaj basis = new DMatrixRMaj(x.length, columns);
        for (int t = 0; t < x.length; t++) {
            int column = t * columns;
            basis.data[column++] = 1;
            for (int k = 1; k <= count; k++) {
                double turns = k * fundamentalHz * t / sampleRateHz;
                double angle = 2 * Math.PI * (turns - Math.floor(turns));
                basis.data[column++] = StrictMath.cos(angle);
                if (hasSine[k]) {
                    basis.data[column++] = StrictMath.sin(angle);
                }
            }
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.leastSquares(x.length, columns);
        if (!solver.setA(basis) || leastPart(solver.getDecomposition(), x.length) < LEAST_PART) {
            throw new IllegalArgumentException(inseparable(x.length, sampleRateHz, fundamentalHz, count));
        }
        DMatrixRMaj coefficients = new DMatrixRMaj(columns, 1);
        solver.solve(DMatrixRMaj.wrap(x.length, 1, x.clone()), coefficients);
        double[] cosine = new double[count];
        double[] sine = new double[count];
        int row = 1;
        for (int k = 1; k <= count; k++) {
            cosine[k - 1] = coefficients.get(row++);
            if (hasSine[k]) {
                sine[k - 1] = coefficients.get(row++);
            }
        }
        return new Harmonics(coefficients.get(0), cosine, sine);
    }

    /// How many harmonics there are.
    public int count() {
        return cosine.length;
    }

    /// The amplitude of harmonic `k`, from 1: `√(cosine² + sine²)`.
    ///
    /// @throws IndexOutOfBoundsException if it was not fitted
    public double amplitude(int k) {
        return StrictMath.hypot(cosine[index(k)], sine[index(k)]);
    }

    /// The phase of harmonic `k`, from 1, in radians: it is `amplitude(k) · cos(2πk f t + phase(k))`.
    ///
    /// @throws IndexOutOfBoundsException if it was not fitted
    public double phase(int k) {
        return StrictMath.atan2(-sine[index(k)], cosine[index(k)]);
    }

    private int index(int k) {
        if (k < 1 || k > cosine.length) {
            throw new IndexOutOfBoundsException(
                    "Harmonics: harmonic " + k + " was not fitted; there are 1.." + cosine.length);
        }
        return k - 1;
    }

    /// The least root mean square of what a column adds to those before it: the diagonal of R.
    private static double leastPart(QRDecomposition<DMatrixRMaj> decomposition, int samples) {
        DMatrixRMaj r = decomposition.getR(null, true);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < r.numCols; i++) {
            least = Math.min(least, Math.abs(r.get(i, i)) / Math.sqrt(samples));
        }
        return least;
    }

    /// Where harmonic `k` is seen after sampling, in periods per sample: 0..½. Harmonic 0 is DC.
    private static double fold(int k, double fundamentalHz, double sampleRateHz) {
        double turns = k * fundamentalHz / sampleRateHz;
        return Math.abs(turns - Math.rint(turns));
    }

    private static String inseparable(int samples, double sampleRateHz, double fundamentalHz, int count) {
        int first = 0;
        int second = 1;
        double nearest = Double.POSITIVE_INFINITY;
        for (int k = 1; k <= count; k++) {
            for (int j = 0; j < k; j++) {
                double distance =
                        Math.abs(fold(k, fundamentalHz, sampleRateHz) - fold(j, fundamentalHz, sampleRateHz));
                // Rounding must not prefer a later pair that folds onto the same place.
                if (distance * samples < nearest * samples - SAME_PERIODS) {
                    nearest = distance;
                    first = j;
                    second = k;
                }
            }
        }
        String other = first == 0 ? "DC" : "harmonic " + first + hertz(" (", first * fundamentalHz, " Hz)");
        return "Harmonics: harmonic " + second + hertz(" (", second * fundamentalHz, " Hz, ")
                + hertz("seen at ", fold(second, fundamentalHz, sampleRateHz) * sampleRateHz, " Hz)")
                + " cannot be told from " + other + " in " + samples + hertz(" samples at ", sampleRateHz, " Hz")
                + "; use a higher sample rate, more samples or fewer harmonics";
    }

    private static String hertz(String before, double value, String after) {
        return before + String.format(Locale.ROOT, "%.6g", value).replaceAll("\\.?0+$", "") + after;
    }
}
