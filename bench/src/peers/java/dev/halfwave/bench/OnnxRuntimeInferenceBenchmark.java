package dev.halfwave.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.onnx.OnnxFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// The row of onnxruntime beside those of [HeartRateInferenceBenchmark]: the same model, exported. One thread, one op
/// after the other, all optimisations of the graph; input and output are memory outside of the heap that is made once.
public class OnnxRuntimeInferenceBenchmark extends KernelBenchmark {

    private static final double TOLERANCE_BPM = 1e-3;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final FloatBuffer rate = floats(1);
    private OrtSession session;
    private Map<String, OnnxTensor> input;
    private Map<String, OnnxTensor> output;
    private long multiplyAdds;

    /// Exports, loads, and compares with what the model gives here.
    @Setup
    public void load() throws OrtException {
        Sequential model = HeartRateInferenceBenchmark.model();
        Tensor window = HeartRateInferenceBenchmark.window();
        multiplyAdds = model.multiplyAdds(window.shape());
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(OnnxFile.bytes(model, window.shape(), Map.of()), options);
        }
        FloatBuffer samples = floats(window.size());
        samples.put(window.toArray()).rewind();
        input = Map.of(
                OnnxFile.INPUT, OnnxTensor.createTensor(environment, samples, new long[] {1, 1, window.size()}));
        output = Map.of(OnnxFile.OUTPUT, OnnxTensor.createTensor(environment, rate, new long[] {1, 1}));
        run();
        float expected = model.predict(window).get(0);
        if (!(Math.abs(rate.get(0) - expected) <= TOLERANCE_BPM)) {
            throw new IllegalStateException("onnxruntime gives " + rate.get(0) + " instead of " + expected);
        }
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private void run() throws OrtException {
        session.run(input, Set.of(), output).close();
    }

    @Benchmark
    public float onnxRuntime(Arithmetic arithmetic) throws OrtException {
        arithmetic.multiplyAdds(multiplyAdds);
        run();
        return rate.get(0);
    }

    @TearDown
    public void close() throws OrtException {
        input.values().forEach(OnnxTensor::close);
        output.values().forEach(OnnxTensor::close);
        session.close();
    }
}
