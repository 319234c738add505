package dev.halfwave.bench;

import dev.halfwave.core.Shape;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.MaxPool1d;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Pools, for one sample of 32 channels. Before timing, the setup compares them with plain loops over each window, bit
/// for bit.
///
/// ```
/// java -jar bench/target/benchmarks.jar PoolBenchmark
/// ```
public class PoolBenchmark extends OpBenchmark {

    /// With the length of the windows.
    @Param({"average2", "average4", "max2", "max4", "globalAverage", "globalMax"})
    public String pool;

    /// 256 is a multiple of all vector widths, 125 of none.
    @Param({"256", "125"})
    public int length;

    /// Compares with plain loops.
    @Setup
    public void setUp() {
        var signal = Checks.gaussian(Shape.of(1, 32, length), 1);
        int window = switch (pool) {
            case "average2", "max2" -> 2;
            case "average4", "max4" -> 4;
            default -> length;
        };
        boolean maximum = pool.contains("ax");
        if (window == length) {
            prepare(maximum ? new GlobalMaxPool1d() : new GlobalAveragePool1d(), 1, signal);
        } else {
            prepare(maximum ? MaxPool1d.of(window) : AveragePool1d.of(window), 1, signal);
        }
        float[] expected = new float[y.size()];
        float[] gradient = new float[signal.size()];
        int windows = length / window;
        for (int i = 0; i < y.size(); i++) {
            int from = i / windows * length + i % windows * window;
            if (maximum) {
                int best = from;
                for (int at = from; at < from + window; at++) {
                    best = signal.get(at) > signal.get(best) ? at : best;
                }
                expected[i] = signal.get(best);
                gradient[best] = dy.get(i);
            } else {
                expected[i] = sum(signal.data(), from, window) / window;
                Arrays.fill(gradient, from, from + window, dy.get(i) / window);
            }
        }
        Checks.requireSameBits(pool + " y", y.data(), expected);
        Checks.requireSameBits(pool + " dx", dx[0].data(), gradient);
    }

    /// Windows are added from first to last, whole rows in 16 virtual lanes.
    private float sum(float[] signal, int from, int window) {
        if (window == length) {
            return Definitions.sum(signal, from, window);
        }
        float sum = 0f;
        for (int i = 0; i < window; i++) {
            sum += signal[from + i];
        }
        return sum;
    }
}
