package dev.halfwave.bench;

import dev.halfwave.core.kernel.Conv1dPacking;
import dev.halfwave.core.kernel.GemmKernel;
import dev.halfwave.core.kernel.TransposeKernel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// What is done once per version of a weight, for a convolution 32 → 32 with 3 taps and for a matrix of 256 × 256; and
/// the transposes of such a matrix and of one sample's 32 rows of 256. No arithmetic. Before timing, the setup checks
/// the transposes; what is packed is checked by what [Conv1dBenchmark] and [GemmBenchmark] compute with it.
///
/// ```
/// java -jar bench/target/benchmarks.jar PackingBenchmark
/// ```
public class PackingBenchmark extends KernelBenchmark {

    private static final ConvolutionLayer LAYER = ConvolutionLayer.c32to32;
    private static final int N = 256;
    private static final int CHANNELS = 32;

    private final float[] filters = Checks.gaussian(LAYER.weightSize(), 1);
    private final float[] forwardFilters = ConvolutionKernels.packForward(LAYER, filters);
    private final float[] inputGradientFilters = ConvolutionKernels.packInputGradient(LAYER, filters);
    private final float[] matrix = Checks.gaussian(N * N, 2);
    private final float[] packed = new float[GemmKernel.packedLength(N, N)];
    private final float[] transposed = new float[N * N];

    /// Checks where the numbers stand.
    @Setup
    public void setUp() {
        Traffic ignored = new Traffic();
        transposeMatrix(ignored);
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                Checks.requireClose("transposed", transposed[j * N + i], matrix[i * N + j], 0);
            }
        }
        transposeSample(ignored);
        for (int i = 0; i < CHANNELS; i++) {
            for (int j = 0; j < N; j++) {
                Checks.requireClose("transposed", transposed[j * CHANNELS + i], matrix[i * N + j], 0);
            }
        }
    }

    @Benchmark
    public float[] packForwardFilters(Traffic traffic) {
        traffic.pass(filters.length, 2.0 * filters.length);
        Conv1dPacking.packForward(filters, 0, 32, 32, 3, 1, forwardFilters);
        return forwardFilters;
    }

    @Benchmark
    public float[] packInputGradientFilters(Traffic traffic) {
        traffic.pass(filters.length, 2.0 * filters.length);
        Conv1dPacking.packInputGradient(filters, 0, 32, 32, 3, 1, 1, 1, inputGradientFilters);
        return inputGradientFilters;
    }

    @Benchmark
    public float[] packMatrix(Traffic traffic) {
        traffic.pass(matrix.length, 2.0 * matrix.length);
        GemmKernel.pack(matrix, 0, N, N, N, packed, 0);
        return packed;
    }

    @Benchmark
    public float[] packTransposedMatrix(Traffic traffic) {
        traffic.pass(matrix.length, 2.0 * matrix.length);
        GemmKernel.packTransposed(matrix, 0, N, N, N, packed, 0);
        return packed;
    }

    @Benchmark
    public float[] transposeMatrix(Traffic traffic) {
        traffic.pass(matrix.length, 2.0 * matrix.length);
        TransposeKernel.transpose(matrix, 0, N, N, N, transposed, 0, N, N);
        return transposed;
    }

    @Benchmark
    public float[] transposeSample(Traffic traffic) {
        traffic.pass(CHANNELS * N, 2.0 * CHANNELS * N);
        TransposeKernel.transpose(matrix, 0, N, CHANNELS, N, transposed, 0, CHANNELS, CHANNELS);
        return transposed;
    }
}
