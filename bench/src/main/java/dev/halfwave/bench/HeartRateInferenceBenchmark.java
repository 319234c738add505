package dev.halfwave.bench;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Relu;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.nn.Predictor;
import dev.halfwave.nn.Sequential;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// The heart rate from one window of eight seconds, on one thread, as a program would ask for it every two seconds.
///
/// | row           | what is computed                                                                            |
/// |---------------|---------------------------------------------------------------------------------------------|
/// | `predict`     | `Sequential.predict`, which packs weights anew in every call                                |
/// | `predictor`   | `Predictor.predict`, which keeps them and allocates nothing                                  |
/// | `onnxRuntime` | the exported model in onnxruntime, in `OnnxRuntimeInferenceBenchmark` of the profile `peers` |
///
/// What is counted are the multiply-adds of convolutions and products.
///
/// ```
/// java -cp "bench/target/benchmarks.jar:bench/target/peers/*" dev.halfwave.bench.Main Inference
/// ```
public class HeartRateInferenceBenchmark extends KernelBenchmark {

    private final Sequential model = model();
    private final Tensor window = window();
    private final Predictor predictor = Predictor.of(model, window.shape());
    private final long multiplyAdds = model.multiplyAdds(window.shape());

    /// The network with initial weights, which are always the same.
    public static Sequential model() {
        return HeartRateNetwork.fused(new Relu()).initialize(1);
    }

    /// One input.
    public static Tensor window() {
        return Checks.gaussian(Shape.of(1, 1, HeartRateNetwork.WINDOW_SAMPLES), 1);
    }

    @Setup
    public void compare() {
        Checks.requireSameBits("y", predictor.predict(window).toArray(), model.predict(window).toArray());
    }

    @Benchmark
    public Tensor predict(Arithmetic arithmetic) {
        arithmetic.multiplyAdds(multiplyAdds);
        return model.predict(window);
    }

    @Benchmark
    public Tensor predictor(Arithmetic arithmetic) {
        arithmetic.multiplyAdds(multiplyAdds);
        return predictor.predict(window);
    }
}
