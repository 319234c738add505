package dev.halfwave.bench.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.onnx.OnnxFile;
import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// An ONNX file in onnxruntime, which checks it when it loads it. On one thread.
final class OnnxRuntime implements AutoCloseable {

    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxRuntime(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /// Skips the test where onnxruntime has no native library for this machine.
    static void assumeAvailable() {
        try {
            OrtEnvironment.getEnvironment();
        } catch (LinkageError | RuntimeException e) {
            Assumptions.abort("onnxruntime has no native library that runs on " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch") + ": " + e);
        }
    }

    /// @throws OrtException if the file is not valid
    static OnnxRuntime of(byte[] file) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return new OnnxRuntime(environment, environment.createSession(file, options));
        }
    }

    /// What onnxruntime makes of this batch.
    Tensor run(Tensor x) throws OrtException {
        FloatBuffer numbers = FloatBuffer.wrap(x.toArray());
        try (OnnxTensor input = OnnxTensor.createTensor(environment, numbers, longs(x.shape()));
                OrtSession.Result result = session.run(Map.of(OnnxFile.INPUT, input))) {
            OnnxTensor output = (OnnxTensor) result.get(OnnxFile.OUTPUT).orElseThrow();
            FloatBuffer values = output.getFloatBuffer();
            float[] y = new float[values.remaining()];
            values.get(y);
            long[] lengths = output.getInfo().getShape();
            int[] axes = new int[lengths.length];
            for (int axis = 0; axis < axes.length; axis++) {
                axes[axis] = (int) lengths[axis];
            }
            return Tensor.of(Shape.of(axes), y);
        }
    }

    private static long[] longs(Shape shape) {
        long[] lengths = new long[shape.rank()];
        for (int axis = 0; axis < lengths.length; axis++) {
            lengths[axis] = shape.dim(axis);
        }
        return lengths;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
