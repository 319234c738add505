package dev.halfwave.bench;

import dev.halfwave.core.Op;
import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/// An op forward and backward, with scratch memory from a workspace like a trainer's.
///
/// What has to be read and written at least is counted as all inputs and the result forward; the input, the result's
/// gradient and all gradients backward.
public abstract class OpBenchmark extends KernelBenchmark {

    private final PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
    private Op op;
    private int inputs; // numbers in all of them

    Tensor[] x;
    Tensor[] dx;
    Tensor y;
    Tensor dy;

    /// Allocates results and gradients, makes up `dy`, and computes both passes once.
    ///
    /// @param differentiable the number of inputs, from the first on, whose gradients are wanted
    final void prepare(Op newOp, int differentiable, Tensor... newX) {
        op = newOp;
        x = newX;
        Shape[] shapes = new Shape[x.length];
        dx = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            shapes[i] = x[i].shape();
            inputs += x[i].size();
            if (i < differentiable) {
                dx[i] = Tensor.zeros(shapes[i]);
            }
        }
        y = Tensor.zeros(op.shape(shapes));
        dy = Checks.gaussian(y.shape(), 100);
        compute();
    }

    /// Computes both passes once.
    final void compute() {
        Traffic ignored = new Traffic();
        forward(ignored);
        backward(ignored);
    }

    @Benchmark
    public final Tensor forward(Traffic traffic) {
        traffic.pass(Math.max(x[0].size(), y.size()), inputs + y.size());
        workspace.begin(1, false);
        op.forward(x, y, workspace);
        return y;
    }

    @Benchmark
    public final Tensor backward(Traffic traffic) {
        traffic.pass(Math.max(x[0].size(), y.size()), x[0].size() + dy.size() + inputs);
        workspace.begin(1, false);
        op.backward(x, y, dy, dx, workspace);
        return dx[0];
    }
}
