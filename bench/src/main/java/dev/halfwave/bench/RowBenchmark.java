package dev.halfwave.bench;

import dev.halfwave.core.kernel.RowKernel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Kernels that work on rows, for the 32 rows of one sample. Before timing, the setup compares them with their
/// definition, bit for bit.
///
/// ```
/// java -jar bench/target/benchmarks.jar RowBenchmark
/// ```
public class RowBenchmark extends KernelBenchmark {

    private static final int ROWS = 32;

    /// 256 is a multiple of all vector widths, 125 of none; 16 is a row of attention scores.
    @Param({"256", "125", "16"})
    public int length;

    private float[] x;
    private float[] y;
    private float[] perRow;

    /// Compares with the definition.
    @Setup
    public void setUp() {
        x = Checks.gaussian(ROWS * length, 1);
        y = new float[x.length];
        perRow = new float[ROWS];
        float[] sums = new float[ROWS];
        float[] means = new float[ROWS];
        float[] maxima = new float[ROWS];
        float[] withoutMeans = new float[x.length];
        for (int row = 0; row < ROWS; row++) {
            int from = row * length;
            sums[row] = Definitions.sum(x, from, length);
            means[row] = Definitions.mean(x, from, length);
            maxima[row] = x[from];
            for (int i = from; i < from + length; i++) {
                maxima[row] = Math.max(maxima[row], x[i]);
                withoutMeans[i] = x[i] - means[row];
            }
        }
        Traffic ignored = new Traffic();
        Checks.requireSameBits("sum", sum(ignored), sums);
        Checks.requireSameBits("mean", mean(ignored), means);
        Checks.requireSameBits("max", max(ignored), maxima);
        Checks.requireSameBits("subtractMean", subtractMean(ignored), withoutMeans);
    }

    @Benchmark
    public float[] sum(Traffic traffic) {
        traffic.pass(x.length, x.length + ROWS);
        for (int row = 0; row < ROWS; row++) {
            perRow[row] = RowKernel.sum(x, row * length, length);
        }
        return perRow;
    }

    @Benchmark
    public float[] mean(Traffic traffic) {
        traffic.pass(x.length, x.length + ROWS);
        for (int row = 0; row < ROWS; row++) {
            perRow[row] = RowKernel.mean(x, row * length, length);
        }
        return perRow;
    }

    @Benchmark
    public float[] max(Traffic traffic) {
        traffic.pass(x.length, x.length + ROWS);
        for (int row = 0; row < ROWS; row++) {
            perRow[row] = RowKernel.max(x, row * length, length);
        }
        return perRow;
    }

    @Benchmark
    public float[] subtractMean(Traffic traffic) {
        traffic.pass(x.length, 2.0 * x.length);
        for (int row = 0; row < ROWS; row++) {
            RowKernel.subtractMean(x, row * length, y, row * length, length);
        }
        return y;
    }
}
