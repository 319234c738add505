package dev.halfwave.core.kernel;

import java.util.List;

final class LogarithmKernelTest implements FunctionKernelContract {

    @Override
    public String name() {
        return "log";
    }

    @Override
    public UnaryKernel chosen() {
        return LogarithmKernel::log;
    }

    @Override
    public UnaryKernel scalar() {
        return LogarithmKernel.Scalar::log;
    }

    @Override
    public UnaryKernel simd() {
        return LogarithmKernel.Simd::log;
    }

    @Override
    public double truth(double x) {
        return StrictMath.log(x);
    }

    @Override
    public double maxUlp() {
        return 0.82;
    }

    @Override
    public List<float[]> inputs() {
        int one = Float.floatToRawIntBits(1f);
        // positive floats, subnormal ones included; near 1, where the result is small; and floats of both signs
        return List.of(
                KernelData.floats(0, 0x7f800000, 499),
                KernelData.floats(one - 700_000, one + 700_000, 1),
                KernelData.allFloats(2099));
    }

    @Override
    public List<Worst> worst() {
        return List.of(new Worst(0x1.5861p-1f, 0.81));
    }

    @Override
    public List<Value> limits() {
        return List.of(
                new Value(1f, 0f),
                new Value(0f, Float.NEGATIVE_INFINITY),
                new Value(-0f, Float.NEGATIVE_INFINITY),
                new Value(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY),
                new Value(Float.NEGATIVE_INFINITY, Float.NaN),
                new Value(-1f, Float.NaN),
                new Value(-Float.MIN_VALUE, Float.NaN),
                new Value(Float.NaN, Float.NaN));
    }

    @Override
    public List<Value> knownBits() {
        return List.of(
                new Value(2f, 0x1.62e43p-1f),
                new Value(10f, 0x1.26bb1cp1f),
                new Value(Float.MIN_VALUE, -0x1.9d1dap6f),
                new Value(Float.MAX_VALUE, 0x1.62e43p6f));
    }
}
