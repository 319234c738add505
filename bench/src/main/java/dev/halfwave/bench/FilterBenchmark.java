package dev.halfwave.bench;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.AntiderivativeRelu;
import dev.halfwave.core.op.BlurPool1d;
import dev.halfwave.core.op.Downsample1d;
import dev.halfwave.core.op.Upsample1d;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Ops against aliasing, for one sample of 32 channels and 256 samples. Before timing, the setup checks that a constant
/// goes through unchanged and back as its adjoint.
///
/// ```
/// java -jar bench/target/benchmarks.jar FilterBenchmark
/// ```
public class FilterBenchmark extends OpBenchmark {

    private static final Shape SHAPE = Shape.of(1, 32, 256);

    /// Which op.
    @Param({"antiderivativeRelu", "upsample", "downsample", "blur3", "blur3by2"})
    public String name;

    /// Checks with constants, then takes a signal.
    @Setup
    public void setUp() {
        Op op = switch (name) {
            case "antiderivativeRelu" -> new AntiderivativeRelu();
            case "upsample" -> new Upsample1d();
            case "downsample" -> new Downsample1d();
            case "blur3" -> new BlurPool1d(3, 1);
            case "blur3by2" -> new BlurPool1d(3, 2);
            default -> throw new IllegalArgumentException("name " + name);
        };
        prepare(op, 1, Tensor.full(SHAPE, 0.5f));
        Tensor signal = dy;
        dy = Tensor.full(y.shape(), 0.25f);
        compute();
        double sum = 0; // of an op that keeps constants, ⟨1, dx⟩ = ⟨1, dy⟩
        for (int i = 0; i < SHAPE.size(); i++) {
            sum += dx[0].get(i);
        }
        Checks.requireClose(name, y.get(y.size() / 2), 0.5, 1e-6);
        Checks.requireClose(name + " sum of dx", sum, 0.25 * y.size(), 1e-3);
        dy = signal;
        x[0].copyFrom(Checks.gaussian(SHAPE, 1));
    }
}
