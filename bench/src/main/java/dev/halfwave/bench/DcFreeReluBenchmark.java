package dev.halfwave.bench;

import dev.halfwave.core.Shape;
import dev.halfwave.core.op.DcFreeRelu;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// ReLU without its mean, for one sample of 32 channels. Before timing, the setup compares it with its definition row by
/// row, bit for bit.
///
/// ```
/// java -jar bench/target/benchmarks.jar "DcFreeRelu|ActivationBenchmark" -p activation=RELU
/// ```
public class DcFreeReluBenchmark extends OpBenchmark {

    /// 256 is a multiple of all vector widths, 125 of none.
    @Param({"256", "125"})
    public int length;

    /// Compares with the definition.
    @Setup
    public void setUp() {
        prepare(new DcFreeRelu(), 1, Checks.gaussian(Shape.of(1, 32, length), 1));
        float[] rectified = new float[x[0].size()];
        float[] expected = new float[rectified.length];
        float[] gradient = new float[rectified.length];
        for (int i = 0; i < rectified.length; i++) {
            rectified[i] = Math.max(x[0].get(i), 0f);
        }
        for (int i = 0; i < rectified.length; i++) {
            int row = i - i % length;
            expected[i] = rectified[i] - Definitions.mean(rectified, row, length);
            gradient[i] = x[0].get(i) > 0 ? dy.get(i) - Definitions.mean(dy.data(), row, length) : 0f;
        }
        Checks.requireSameBits("DcFreeRelu y", y.data(), expected);
        Checks.requireSameBits("DcFreeRelu dx", dx[0].data(), gradient);
    }
}
