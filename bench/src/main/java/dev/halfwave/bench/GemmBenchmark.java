package dev.halfwave.bench;

import dev.halfwave.core.kernel.GemmKernel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The matrix kernel as a fully connected layer uses it: `rows` samples times a weight that is packed once. Before
/// timing, the setup compares the product with plain loops in double.
///
/// ```
/// java -jar bench/target/benchmarks.jar "Peak|Gemm" -prof gc
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class GemmBenchmark {

    /// Counts arithmetic: a fused multiply-add is two operations.
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Arithmetic {

        /// In thousands, and so per microsecond in 10⁹ per second.
        public double gigaflops;
    }

    /// `rows x features x outputs`: a batch, a slice of it, a single sample, a classifier's last layer.
    @Param({"200x256x256", "8x256x256", "1x256x256", "64x32x10"})
    public String sizes;

    private int rows;
    private int depth;
    private int columns;
    private float[] a;
    private float[] b;
    private float[] c;
    private float[] packed;
    private float[] scratch;
    private int[] rowOffset;

    /// Allocates, and compares with plain loops.
    @Setup
    public void setUp() {
        int[] size = Arrays.stream(sizes.split("x")).mapToInt(Integer::parseInt).toArray();
        rows = size[0];
        depth = size[1];
        columns = size[2];
        Random random = new Random(1);
        a = gaussian(rows * depth, random);
        b = gaussian(depth * columns, random);
        c = new float[rows * columns];
        packed = new float[GemmKernel.packedLength(depth, columns)];
        scratch = new float[GemmKernel.scratch()];
        rowOffset = new int[rows];
        for (int m = 0; m < rows; m++) {
            rowOffset[m] = m * depth;
        }
        pack();
        multiply(new Arithmetic());
        for (int m = 0; m < rows; m++) {
            for (int n = 0; n < columns; n++) {
                double sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += (double) a[m * depth + k] * b[k * columns + n];
                }
                if (!(Math.abs(c[m * columns + n] - sum) <= 1e-3)) {
                    throw new IllegalStateException(
                            "expected " + sum + ", but the kernel computes " + c[m * columns + n]);
                }
            }
        }
    }

    private static float[] gaussian(int n, Random random) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Benchmark
    public float[] multiply(Arithmetic arithmetic) {
        arithmetic.gigaflops += 2e-3 * rows * depth * columns;
        Arrays.fill(c, 0f);
        GemmKernel.multiply(a, rowOffset, rows, 1, packed, 0, depth, columns, c, 0, columns, scratch);
        return c;
    }

    @Benchmark
    public float[] pack() {
        GemmKernel.pack(b, 0, columns, depth, columns, packed, 0);
        return packed;
    }

    @Benchmark
    public float[] packTransposed() {
        GemmKernel.packTransposed(b, 0, depth, depth, columns, packed, 0);
        return packed;
    }
}
