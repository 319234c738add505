package dev.halfwave.heartrate;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/// The least-squares problem of the accelerometer filter as it grows by windows: the sums of products `AᵀA` and `Aᵀp`,
/// of which the filter is the solution, and the arithmetic of a window that goes with it.
///
/// A row of `A` belongs to one sample of one window and has 64 numbers: for each of three axes the 21 samples around it,
/// zeros where the window has none, then 1; `p` is the sample of the pulse wave. Each window and channel has mean 0 and
/// standard deviation 1 first.
///
/// Sums run over windows and their samples in order, without fused multiply-adds. Nothing is allocated after the
/// constructor. Used by one thread at a time.
final class FilterEquations {

    static final int TAPS = 21;
    static final int COEFFICIENTS = WristWindows.AXES * TAPS + 1;

    private static final int SAMPLES = HeartRateNetwork.WINDOW_SAMPLES;
    private static final int HALF = TAPS / 2;

    private final double[] products = new double[COEFFICIENTS * COEFFICIENTS]; // AᵀA, its upper triangle
    private final double[] projections = new double[COEFFICIENTS]; // Aᵀp
    private final double ridgePerRow;
    private final double ridge;
    private double rows; // that count, those of long ago less

    // The window at hand.
    private final double[] pulse = new double[SAMPLES];
    private final double[][] axes = new double[WristWindows.AXES][HALF + SAMPLES + HALF];
    private final double[] row = new double[COEFFICIENTS];

    private final LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(COEFFICIENTS);
    private final DMatrixRMaj matrix = new DMatrixRMaj(COEFFICIENTS, COEFFICIENTS);
    private final DMatrixRMaj right = new DMatrixRMaj(COEFFICIENTS, 1);
    private final DMatrixRMaj solution = new DMatrixRMaj(COEFFICIENTS, 1);

    /// No windows yet. The ridge is added to the sum of squares of each column, which is about 1 for each row: so there
    /// is one solution even where an axis is flat or the same as another, and it stays 0 or is shared between them.
    ///
    /// @param ridgePerRow the part of the ridge that grows with the rows
    /// @param ridge its constant part: as if so many rows of a pulse wave without motion had been added
    FilterEquations(double ridgePerRow, double ridge) {
        this.ridgePerRow = ridgePerRow;
        this.ridge = ridge;
    }

    /// Lets what was added so far count less.
    ///
    /// @param kept what remains of it
    void fade(double kept) {
        for (int i = 0; i < products.length; i++) {
            products[i] *= kept;
        }
        for (int i = 0; i < projections.length; i++) {
            projections[i] *= kept;
        }
        rows *= kept;
    }

    /// Forgets what was added so far.
    void clear() {
        Arrays.fill(products, 0);
        Arrays.fill(projections, 0);
        rows = 0;
    }

    /// Adds the rows of a window. A [flat][#isFlat] pulse wave says nothing about how motion gets into it, and adds
    /// none.
    void add(double[] ppg, double[][] acceleration) {
        if (isFlat(ppg)) {
            return;
        }
        standardize(ppg, pulse, 0);
        load(acceleration);
        for (int t = 0; t < SAMPLES; t++) {
            fillRow(t);
            double p = pulse[t];
            for (int i = 0; i < COEFFICIENTS; i++) {
                double a = row[i];
                projections[i] += a * p;
                for (int j = i; j < COEFFICIENTS; j++) {
                    products[i * COEFFICIENTS + j] += a * row[j];
                }
            }
        }
        rows += SAMPLES;
    }

    /// Writes the filter that fits all windows added so far: tap `k` of axis `c` at `21 c + k`, then the bias; zeros if
    /// there were none.
    void solve(double[] filter) {
        if (rows == 0) {
            Arrays.fill(filter, 0);
            return;
        }
        double added = ridgePerRow * rows + ridge;
        for (int i = 0; i < COEFFICIENTS; i++) {
            right.data[i] = projections[i];
            for (int j = i; j < COEFFICIENTS; j++) {
                double sum = products[i * COEFFICIENTS + j] + (i == j ? added : 0);
                matrix.data[i * COEFFICIENTS + j] = sum;
                matrix.data[j * COEFFICIENTS + i] = sum;
            }
        }
        if (!solver.setA(matrix)) {
            throw new IllegalStateException("AccelerometerFilter: the sums over " + rows
                    + " samples are not positive definite, which the ridge should have made them");
        }
        solver.solve(right, solution);
        System.arraycopy(solution.data, 0, filter, 0, COEFFICIENTS);
    }

    /// Takes what a filter predicts from the acceleration away from the pulse wave, in its own scale. A [flat][#isFlat]
    /// one stays as it is.
    ///
    /// @param clean receives the result; may be `ppg`
    /// @return the sum of squares of what is left, in standard deviations
    double subtract(double[] filter, double[] ppg, double[][] acceleration, double[] clean) {
        if (isFlat(ppg)) {
            System.arraycopy(ppg, 0, clean, 0, SAMPLES);
            return 0;
        }
        double mean = mean(ppg);
        double deviation = deviation(ppg);
        standardize(ppg, pulse, 0);
        load(acceleration);
        double squares = 0;
        for (int t = 0; t < SAMPLES; t++) {
            fillRow(t);
            double predicted = 0;
            for (int i = 0; i < COEFFICIENTS; i++) {
                predicted += filter[i] * row[i];
            }
            double rest = pulse[t] - predicted;
            squares += rest * rest;
            clean[t] = rest * deviation + mean;
        }
        return squares;
    }

    private void load(double[][] acceleration) {
        for (int axis = 0; axis < WristWindows.AXES; axis++) {
            standardize(acceleration[axis], axes[axis], HALF);
        }
        row[COEFFICIENTS - 1] = 1;
    }

    private void fillRow(int t) {
        for (int axis = 0; axis < WristWindows.AXES; axis++) {
            System.arraycopy(axes[axis], t, row, axis * TAPS, TAPS);
        }
    }

    /// Whether a window cannot be brought to standard deviation 1: its own is 0, or its squares leave the range of a
    /// double, which are samples below 10⁻¹⁶⁰ or above 10¹⁵⁰. No number that is not finite gets into the sums.
    static boolean isFlat(double[] x) {
        double deviation = deviation(x);
        return !(deviation > 0 && deviation < Double.POSITIVE_INFINITY);
    }

    /// A window with mean 0 and standard deviation 1; zeros if it is flat.
    private static void standardize(double[] x, double[] into, int at) {
        if (isFlat(x)) {
            Arrays.fill(into, at, at + x.length, 0);
            return;
        }
        double mean = mean(x);
        double deviation = deviation(x);
        for (int t = 0; t < x.length; t++) {
            into[at + t] = (x[t] - mean) / deviation;
        }
    }

    private static double mean(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value;
        }
        return sum / x.length;
    }

    /// The standard deviation, of the population. Exactly 0 where all samples are equal: rounding errors must not be
    /// blown up to a signal.
    static double deviation(double[] x) {
        if (areEqual(x)) {
            return 0;
        }
        double mean = mean(x);
        double sum = 0;
        for (double value : x) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / x.length);
    }

    private static boolean areEqual(double[] x) {
        for (double value : x) {
            if (value != x[0]) {
                return false;
            }
        }
        return true;
    }
}
