package dev.halfwave.experiments.series;

/// How far an approximation of ReLU is off, in several measures.
///
/// @param rrmse relative root-mean-square error, `‖y − relu(x)‖ / ‖relu(x)‖`
/// @param dc the mean of y
/// @param dcError the mean of y relative to that of relu(x), minus 1
/// @param maxError the largest |y − relu(x)|
/// @param authorsPrint what the authors' code prints as `%RRMSE`: `100 √(mean((x − y)²) / Σ x²)`. It compares with the
///     input instead of ReLU, and divides a mean by a sum, which makes it √(number of samples) too small
public record Deviation(double rrmse, double dc, double dcError, double maxError, double authorsPrint) {

    /// Compares an approximation `y` of `relu(x)`.
    public static Deviation of(double[] x, double[] y) {
        double squaredError = 0;
        double squaredRelu = 0;
        double squaredDifference = 0;
        double squaredInput = 0;
        double sum = 0;
        double sumOfRelu = 0;
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            double relu = Math.max(0, x[i]);
            double error = y[i] - relu;
            squaredError += error * error;
            squaredRelu += relu * relu;
            squaredDifference += (x[i] - y[i]) * (x[i] - y[i]);
            squaredInput += x[i] * x[i];
            sum += y[i];
            sumOfRelu += relu;
            largest = Math.max(largest, Math.abs(error));
        }
        return new Deviation(Math.sqrt(squaredError / squaredRelu), sum / x.length, sum / sumOfRelu - 1, largest,
                100 * Math.sqrt(squaredDifference / x.length / squaredInput));
    }
}
