package dev.halfwave.bench;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.CrossEntropy;
import dev.halfwave.core.op.MeanAbsoluteError;
import dev.halfwave.core.op.MeanSquaredError;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Losses of a whole batch. Before timing, the setup compares them with sums in double.
///
/// ```
/// java -jar bench/target/benchmarks.jar LossBenchmark
/// ```
public class LossBenchmark extends OpBenchmark {

    /// With samples and outputs.
    @Param({"crossEntropy64x3", "crossEntropy64x10", "squared200x1", "absolute256x1"})
    public String loss;

    /// Compares with sums in double.
    @Setup
    public void setUp() {
        switch (loss) {
            case "crossEntropy64x3" -> crossEntropy(64, 3);
            case "crossEntropy64x10" -> crossEntropy(64, 10);
            case "squared200x1" -> difference(200, true);
            case "absolute256x1" -> difference(256, false);
            default -> throw new IllegalArgumentException("loss " + loss);
        }
    }

    private void crossEntropy(int samples, int classes) {
        Tensor target = Tensor.zeros(Shape.of(samples));
        for (int n = 0; n < samples; n++) {
            target.set(n, n % classes);
        }
        prepare(new CrossEntropy(), 1, Checks.gaussian(Shape.of(samples, classes), 1), target);
        double mean = 0;
        for (int n = 0; n < samples; n++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(x[0].at(n, c));
            }
            for (int c = 0; c < classes; c++) {
                double share = Math.exp(x[0].at(n, c)) / sum;
                boolean right = c == n % classes;
                mean -= right ? Math.log(share) / samples : 0;
                double slope = (share - (right ? 1 : 0)) / samples;
                Checks.requireClose(loss + " dx", dx[0].at(n, c), slope * dy.item(), 1e-6);
            }
        }
        Checks.requireClose(loss, y.item(), mean, 1e-6);
    }

    private void difference(int samples, boolean squared) {
        prepare(
                squared ? new MeanSquaredError() : new MeanAbsoluteError(), 1,
                Checks.gaussian(Shape.of(samples, 1), 1), Checks.gaussian(Shape.of(samples, 1), 2));
        double mean = 0;
        for (int n = 0; n < samples; n++) {
            double difference = (double) x[0].get(n) - x[1].get(n);
            mean += (squared ? difference * difference : Math.abs(difference)) / samples;
            double slope = (squared ? 2 * difference : Math.signum(difference)) / samples;
            Checks.requireClose(loss + " dx", dx[0].get(n), slope * dy.item(), 1e-6);
        }
        Checks.requireClose(loss, y.item(), mean, 1e-6);
    }
}
