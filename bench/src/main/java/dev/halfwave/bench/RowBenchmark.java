package dev.halfwave.bench;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.AveragePoolKernel;
import dev.halfwave.core.kernel.MaxPoolKernel;
import dev.halfwave.core.kernel.PoolGeometry;
import dev.halfwave.core.kernel.RowKernel;
import dev.halfwave.core.kernel.SoftmaxKernel;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.Relu;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/// Kernels that work on rows, for one sample of 32 channels, which stays in the second-level cache. Before timing, the
/// setup compares what they compute with plain loops.
///
/// ```
/// java -jar bench/target/benchmarks.jar RowBenchmark -prof gc
/// java -jar bench/target/benchmarks.jar RowBenchmark -jvmArgsPrepend -Dhalfwave.backend=scalar
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class RowBenchmark {

    private static final int CHANNELS = 32;

    /// 256 is a multiple of all vector widths, 125 of none.
    @Param({"256", "125"})
    public int length;

    private Tensor x;
    private Tensor dy;
    private Tensor rows;
    private Tensor pooled;
    private Tensor halves;
    private PoolGeometry pairs;
    private float[] scratch;

    private final Relu relu = new Relu();
    private final DcFreeRelu dcFreeRelu = new DcFreeRelu();
    private final GlobalAveragePool1d globalAverage = new GlobalAveragePool1d();
    private final GlobalMaxPool1d globalMax = new GlobalMaxPool1d();

    /// Allocates, and compares with plain loops.
    @Setup
    public void setUp() {
        Random random = new Random(1);
        x = gaussian(Shape.of(1, CHANNELS, length), random);
        dy = gaussian(x.shape(), random);
        rows = Tensor.zeros(x.shape());
        pooled = Tensor.zeros(Shape.of(1, CHANNELS));
        halves = gaussian(Shape.of(1, CHANNELS, length / 2), random);
        pairs = new PoolGeometry(length, length / 2, 2, 2, 0, 1);
        scratch = new float[length];
        requireDcFreeRelu();
        requirePools();
        requireSoftmax();
    }

    private static Tensor gaussian(Shape shape, Random random) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    private void requireDcFreeRelu() {
        Tensor y = dcFreeRelu.apply(x);
        dcFreeRelu.backward(x, y, dy, rows);
        for (int c = 0; c < CHANNELS; c++) {
            double mean = 0;
            double meanDy = 0;
            for (int t = 0; t < length; t++) {
                mean += Math.max(x.at(0, c, t), 0) / length;
                meanDy += dy.at(0, c, t) / length;
            }
            for (int t = 0; t < length; t++) {
                boolean active = x.at(0, c, t) > 0;
                require(y.at(0, c, t), Math.max(x.at(0, c, t), 0) - mean);
                require(rows.at(0, c, t), active ? dy.at(0, c, t) - meanDy : 0);
            }
        }
    }

    private void requirePools() {
        Tensor means = globalAverage.apply(x);
        Tensor maxima = globalMax.apply(x);
        Tensor pairMeans = averagePoolForward().copy();
        Tensor pairMaxima = maxPoolForward().copy();
        for (int c = 0; c < CHANNELS; c++) {
            double mean = 0;
            double largest = Double.NEGATIVE_INFINITY;
            for (int t = 0; t < length; t++) {
                mean += x.at(0, c, t) / (double) length;
                largest = Math.max(largest, x.at(0, c, t));
            }
            require(means.at(0, c), mean);
            require(maxima.at(0, c), largest);
            for (int o = 0; o < length / 2; o++) {
                require(pairMeans.at(0, c, o), (x.at(0, c, 2 * o) + x.at(0, c, 2 * o + 1)) / 2);
                require(pairMaxima.at(0, c, o), Math.max(x.at(0, c, 2 * o), x.at(0, c, 2 * o + 1)));
            }
        }
    }

    private void requireSoftmax() {
        Tensor y = softmaxForward().copy();
        SoftmaxKernel.softmaxBackward(y.data(), 0, dy.data(), 0, rows.data(), 0, length, 1, scratch); // of channel 0
        double sum = 0;
        double mean = 0;
        for (int t = 0; t < length; t++) {
            sum += Math.exp(x.at(0, 0, t));
            mean += dy.at(0, 0, t) * (double) y.at(0, 0, t);
        }
        for (int t = 0; t < length; t++) {
            require(y.at(0, 0, t), Math.exp(x.at(0, 0, t)) / sum);
            require(rows.at(0, 0, t), y.at(0, 0, t) * (dy.at(0, 0, t) - mean));
        }
    }

    private static void require(double actual, double expected) {
        if (!(Math.abs(actual - expected) < 1e-5)) {
            throw new IllegalStateException("expected " + expected + ", but the kernel computes " + actual);
        }
    }

    private Tensor forward(UnaryOp op, Tensor y) {
        op.forward(x, y);
        return y;
    }

    /// For comparison: what DcFreeRelu does besides subtracting means.
    @Benchmark
    public Tensor reluForward() {
        return forward(relu, rows);
    }

    @Benchmark
    public Tensor dcFreeReluForward() {
        return forward(dcFreeRelu, rows);
    }

    @Benchmark
    public Tensor dcFreeReluBackward() {
        dcFreeRelu.backward(x, x, dy, rows);
        return rows;
    }

    @Benchmark
    public float sum() {
        float sum = 0;
        for (int at = 0; at < x.size(); at += length) {
            sum += RowKernel.sum(x.data(), at, length);
        }
        return sum;
    }

    @Benchmark
    public Tensor globalAverageForward() {
        return forward(globalAverage, pooled);
    }

    @Benchmark
    public Tensor globalMaxForward() {
        return forward(globalMax, pooled);
    }

    @Benchmark
    public Tensor globalMaxBackward() {
        globalMax.forward(x, pooled);
        globalMax.backward(x, pooled, pooled, rows);
        return rows;
    }

    @Benchmark
    public Tensor averagePoolForward() {
        AveragePoolKernel.forward(pairs, true, x.data(), 0, halves.data(), 0, CHANNELS);
        return halves;
    }

    @Benchmark
    public Tensor averagePoolBackward() {
        AveragePoolKernel.backward(pairs, true, halves.data(), 0, rows.data(), 0, CHANNELS);
        return rows;
    }

    @Benchmark
    public Tensor maxPoolForward() {
        MaxPoolKernel.forward(pairs, x.data(), 0, halves.data(), 0, CHANNELS);
        return halves;
    }

    @Benchmark
    public Tensor maxPoolBackward() {
        MaxPoolKernel.backward(pairs, x.data(), 0, halves.data(), 0, rows.data(), 0, CHANNELS);
        return rows;
    }

    @Benchmark
    public Tensor logSoftmaxForward() {
        for (int at = 0; at < x.size(); at += length) {
            SoftmaxKernel.forward(x.data(), at, rows.data(), at, length, 1, scratch);
        }
        return rows;
    }

    @Benchmark
    public Tensor softmaxForward() {
        for (int at = 0; at < x.size(); at += length) {
            SoftmaxKernel.softmax(x.data(), at, rows.data(), at, length, 1, scratch);
        }
        return rows;
    }

    @Benchmark
    public Tensor softmaxBackward() {
        for (int at = 0; at < x.size(); at += length) {
            SoftmaxKernel.softmaxBackward(x.data(), at, dy.data(), at, rows.data(), at, length, 1, scratch);
        }
        return rows;
    }
}
