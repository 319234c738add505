package dev.halfwave.nn.init;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;

/// The initial values of a parameter: a function of its shape, its fans and its own stream of random numbers, so that
/// adding a layer does not change the values of the others. Thread-safe.
@FunctionalInterface
public interface Initializer {

    /// Writes every element of `values`.
    ///
    /// @param values the parameter
    /// @param fans of the layer's weight, for its bias as well
    /// @param random keyed by the seed and the parameter's name
    void fill(Tensor values, Fans fans, Philox random);

    /// Every element 0.
    static Initializer zeros() {
        return constant(0);
    }

    /// Every element the same.
    static Initializer constant(float value) {
        return (values, fans, random) -> {
            for (int i = 0; i < values.size(); i++) {
                values.set(i, value);
            }
        };
    }

    /// Uniform in ±√(6 / (in + out)): Keras's default for weights. Glorot and Bengio (2010), *Understanding the
    /// difficulty of training deep feedforward neural networks*, AISTATS.
    static Initializer glorotUniform() {
        return (values, fans, random) -> uniform(values, StrictMath.sqrt(6.0 / (fans.in() + fans.out())), random);
    }

    /// Gaussian with variance 2 / (in + out), not truncated. Glorot and Bengio (2010).
    static Initializer glorotNormal() {
        return (values, fans, random) -> gaussian(values, StrictMath.sqrt(2.0 / (fans.in() + fans.out())), random);
    }

    /// Uniform in ±√(6 / in), for layers before a ReLU. He et al. (2015), *Delving Deep into Rectifiers*,
    /// arXiv:1502.01852.
    static Initializer heUniform() {
        return (values, fans, random) -> uniform(values, StrictMath.sqrt(6.0 / fans.in()), random);
    }

    /// Gaussian with variance 2 / in, for layers before a ReLU. He et al. (2015), arXiv:1502.01852.
    static Initializer heNormal() {
        return (values, fans, random) -> gaussian(values, StrictMath.sqrt(2.0 / fans.in()), random);
    }

    /// Uniform in ±1/√in: PyTorch's default, for weights and biases alike.
    static Initializer uniformByFanIn() {
        return (values, fans, random) -> uniform(values, 1 / StrictMath.sqrt(fans.in()), random);
    }

    private static void uniform(Tensor values, double limit, Philox random) {
        random.fillUniform(values.data(), values.offset(), values.size(), (float) -limit, (float) limit);
    }

    private static void gaussian(Tensor values, double deviation, Philox random) {
        random.fillGaussian(values.data(), values.offset(), values.size(), 0, (float) deviation);
    }
}
