package dev.halfwave.bench;

import dev.halfwave.core.Op;
import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.kernel.GemmKernel;
import dev.halfwave.core.op.FullyConnected;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Matrix products in the forms that a fully connected layer and a plain product have. Before timing, the setup compares
/// them with [Definitions], bit for bit.
///
/// | row           | what is computed                                                                           |
/// |---------------|--------------------------------------------------------------------------------------------|
/// | `packed`      | `C = A·B`, where B was packed before: a layer's forward pass and the gradient of its input |
/// | `plain`       | `C = A·B`, packing B                                                                       |
/// | `transposedB` | `C = A·Bᵀ`, packing Bᵀ                                                                     |
/// | `transposedA` | `C += Aᵀ·B`, packing B                                                                     |
/// | `gradWeight`  | the same by `FullyConnected`, which knows better ways for layers of one feature            |
///
/// ```
/// java -jar bench/target/benchmarks.jar GemmBenchmark
/// java -jar bench/target/benchmarks.jar GemmBenchmark -p sizes=200x256x256
/// ```
public class GemmBenchmark extends KernelBenchmark {

    /// `rows x depth x columns` of the forward pass: a batch, a trainer's slice of it, other few, a single sample, a classifier's last layer,
    /// a network's first and last layer of one feature. The gradient of the weight is `columns x rows x depth`.
    @Param({"200x256x256", "13x256x256", "8x256x256", "1x256x256", "64x32x10", "200x1x256", "200x256x1"})
    public String sizes;

    private int rows;
    private int depth;
    private int columns;
    private float[] a;
    private float[] b;
    private float[] c;
    private float[] dy;
    private float[] dweight;
    private float[] packedOnce;
    private float[] packed;
    private float[] scratch;
    private final PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
    private final Op layer = new FullyConnected();
    private Tensor[] inputs;
    private Tensor[] gradients;
    private Tensor y;
    private Tensor upstream;

    /// Allocates, and compares with the definition.
    @Setup
    public void setUp() {
        int[] size = Arrays.stream(sizes.split("x")).mapToInt(Integer::parseInt).toArray();
        rows = size[0];
        depth = size[1];
        columns = size[2];
        a = Checks.gaussian(rows * depth, 1);
        b = Checks.gaussian(depth * columns, 2);
        c = new float[rows * columns];
        dy = Checks.gaussian(rows * columns, 3);
        dweight = new float[columns * depth];
        packedOnce = new float[GemmKernel.packedLength(depth, columns)];
        GemmKernel.pack(b, 0, columns, depth, columns, packedOnce, 0);
        packed = new float[Math.max(packedOnce.length, GemmKernel.packedLength(rows, depth))];
        scratch = new float[GemmKernel.scratch()];
        inputs = new Tensor[] {
            Tensor.wrap(a, 0, Shape.of(rows, depth)), Checks.gaussian(Shape.of(columns, depth), 4)
        };
        gradients = new Tensor[] {null, Tensor.zeros(inputs[1].shape())};
        y = Tensor.zeros(Shape.of(rows, columns));
        upstream = Tensor.wrap(dy, 0, y.shape());
        compareWithDefinition();
    }

    private void compareWithDefinition() {
        Arithmetic ignored = new Arithmetic();
        float[] expected = Definitions.product(rows, depth, columns, a, depth, 1, b, columns, 1);
        Checks.requireSameBits("packed", packed(ignored), expected);
        Checks.requireSameBits("plain", plain(ignored), expected);
        Checks.requireSameBits(
                "transposedB", transposedB(ignored),
                Definitions.product(rows, depth, columns, a, depth, 1, b, 1, depth));
        float[] gradient = Definitions.product(columns, rows, depth, dy, 1, columns, a, depth, 1);
        Checks.requireSameBits("transposedA", transposedA(ignored), gradient);
        Checks.requireSameBits("gradWeight", gradWeight(ignored).data(), gradient);
    }

    private void count(Arithmetic arithmetic) {
        arithmetic.multiplyAdds((double) rows * depth * columns);
    }

    private float[] multiply(float[] packedB) {
        GemmKernel.multiply(a, 0, depth, 1, rows, packedB, 0, depth, columns, c, 0, columns, scratch);
        return c;
    }

    @Benchmark
    public float[] packed(Arithmetic arithmetic) {
        count(arithmetic);
        return multiply(packedOnce);
    }

    @Benchmark
    public float[] plain(Arithmetic arithmetic) {
        count(arithmetic);
        GemmKernel.pack(b, 0, columns, depth, columns, packed, 0);
        return multiply(packed);
    }

    @Benchmark
    public float[] transposedB(Arithmetic arithmetic) {
        count(arithmetic);
        GemmKernel.packTransposed(b, 0, depth, depth, columns, packed, 0);
        return multiply(packed);
    }

    @Benchmark
    public float[] transposedA(Arithmetic arithmetic) {
        count(arithmetic);
        GemmKernel.pack(a, 0, depth, rows, depth, packed, 0);
        GemmKernel.multiplyAdd( // the columns of dy
                dy, 0, 1, columns, columns, packed, 0, rows, depth, dweight, 0, depth, scratch);
        return dweight;
    }

    @Benchmark
    public Tensor gradWeight(Arithmetic arithmetic) {
        count(arithmetic);
        workspace.begin(1, false);
        layer.backward(inputs, y, upstream, gradients, workspace);
        return gradients[1];
    }
}
