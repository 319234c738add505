package dev.halfwave.bench;

import dev.halfwave.core.Op;
import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.MatMul;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// Many small products, `MatMul` of 64 matrices of 16 × 16 by as many: an attention head on 16 time steps, four heads of
/// 16 samples. Before timing, the setup compares with [Definitions], bit for bit. Both gradients count together.
///
/// ```
/// java -jar bench/target/benchmarks.jar BatchedProductBenchmark
/// ```
public class BatchedProductBenchmark extends KernelBenchmark {

    private static final int BATCH = 64;
    private static final int N = 16;
    private static final Shape SHAPE = Shape.of(BATCH, N, N);

    private final PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
    private final Op op = new MatMul();
    private final Tensor[] factors = {Checks.gaussian(SHAPE, 1), Checks.gaussian(SHAPE, 2)};
    private final Tensor[] gradients = {Tensor.zeros(SHAPE), Tensor.zeros(SHAPE)};
    private final Tensor product = Tensor.zeros(SHAPE);
    private final Tensor upstream = Checks.gaussian(SHAPE, 3);

    /// Compares with the definition.
    @Setup
    public void setUp() {
        Arithmetic ignored = new Arithmetic();
        forward(ignored);
        backward(ignored);
        for (int i = 0; i < BATCH; i++) {
            float[] a = matrix(factors[0], i);
            float[] b = matrix(factors[1], i);
            float[] dc = matrix(upstream, i);
            Checks.requireSameBits("c", matrix(product, i), Definitions.product(N, N, N, a, N, 1, b, N, 1));
            Checks.requireSameBits("da", matrix(gradients[0], i), Definitions.product(N, N, N, dc, N, 1, b, 1, N));
            Checks.requireSameBits("db", matrix(gradients[1], i), Definitions.product(N, N, N, a, 1, N, dc, N, 1));
        }
    }

    private static float[] matrix(Tensor matrices, int i) {
        return matrices.slice(i, i + 1).toArray();
    }

    @Benchmark
    public Tensor forward(Arithmetic arithmetic) {
        arithmetic.multiplyAdds((double) BATCH * N * N * N);
        workspace.begin(1, false);
        op.forward(factors, product, workspace);
        return product;
    }

    @Benchmark
    public Tensor backward(Arithmetic arithmetic) {
        arithmetic.multiplyAdds(2.0 * BATCH * N * N * N);
        workspace.begin(1, false);
        op.backward(factors, product, upstream, gradients, workspace);
        return gradients[0];
    }
}
