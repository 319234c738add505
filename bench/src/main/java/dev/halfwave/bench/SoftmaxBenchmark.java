package dev.halfwave.bench;

import dev.halfwave.core.Shape;
import dev.halfwave.core.op.LogSoftmax;
import dev.halfwave.core.op.Softmax;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Softmax and its logarithm over the last axis. Before timing, the setup compares them with sums in double.
///
/// ```
/// java -jar bench/target/benchmarks.jar SoftmaxBenchmark
/// ```
public class SoftmaxBenchmark extends OpBenchmark {

    @Param({"softmax", "logSoftmax"})
    public String function;

    /// Rows and their length: a sample's channels over time, a sample's attention scores, a batch of class scores.
    @Param({"32x256", "32x125", "64x16", "64x3"})
    public String sizes;

    /// Compares with sums in double.
    @Setup
    public void setUp() {
        String[] size = sizes.split("x");
        int rows = Integer.parseInt(size[0]);
        int length = Integer.parseInt(size[1]);
        boolean logarithm = function.equals("logSoftmax");
        prepare(logarithm ? new LogSoftmax(1) : new Softmax(1), 1, Checks.gaussian(Shape.of(rows, length), 1));
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            double mean = 0; // of dy
            double dySum = 0;
            for (int i = row * length; i < (row + 1) * length; i++) {
                sum += Math.exp(x[0].get(i));
                mean += Math.exp(x[0].get(i)) * dy.get(i);
                dySum += dy.get(i);
            }
            mean /= sum;
            for (int i = row * length; i < (row + 1) * length; i++) {
                double share = Math.exp(x[0].get(i)) / sum;
                Checks.requireClose(function, y.get(i), logarithm ? Math.log(share) : share, 1e-6);
                Checks.requireClose(
                        function + " dx", dx[0].get(i),
                        logarithm ? dy.get(i) - share * dySum : share * (dy.get(i) - mean), 5e-6);
            }
        }
    }
}
