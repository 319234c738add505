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

    /// Uniform in ±√(3 / in), which has the variance 1 / in: keeps the scale of activations through layers whose
    /// activation has slope 1 at 0, such as tanh. LeCun, Bottou, Orr and Müller (1998), *Efficient BackProp*, in
    /// *Neural Networks: Tricks of the Trade*, LNCS 1524.
    static Initializer lecunUniform() {
        return (values, fans, random) -> uniform(values, StrictMath.sqrt(3.0 / fans.in()), random);
    }

    /// Gaussian with variance 1 / in, not truncated. LeCun, Bottou, Orr and Müller (1998).
    static Initializer lecunNormal() {
        return (values, fans, random) -> gaussian(values, StrictMath.sqrt(1.0 / fans.in()), random);
    }

    /// A random matrix with orthonormal rows or columns, whichever fits, times `gain`: a layer that keeps all lengths
    /// and angles, or as many as it can. The rows are the first axis of the weight, the columns are all others. All
    /// such matrices are equally likely (Haar's measure).
    ///
    /// Saxe, McClelland and Ganguli (2014), *Exact solutions to the nonlinear dynamics of learning in deep linear neural
    /// networks*, arXiv:1312.6120.
    ///
    /// **Order of operations.** The Gaussian number of each element is that of its position. Then, in double, the columns
    /// (the rows, if they are fewer) are taken in their order; each one loses its component along each one before it,
    /// twice, and is divided by its length. A scalar product is added from its first term to its last. That is the QR
    /// decomposition with a positive diagonal of R. Each element is multiplied by `gain` and rounded once.
    ///
    /// @param gain 1 for linear layers, √2 before a ReLU
    /// @throws IllegalArgumentException if the gain is not positive; when it is used, if the weight has one axis only
    static Initializer orthogonal(double gain) {
        if (!(gain > 0 && gain < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Initializer.orthogonal: gain must be positive, but is " + gain);
        }
        return (values, fans, random) -> OrthogonalMatrix.fill(values, gain, random);
    }

    private static void uniform(Tensor values, double limit, Philox random) {
        random.fillUniform(values.data(), values.offset(), values.size(), (float) -limit, (float) limit);
    }

    private static void gaussian(Tensor values, double deviation, Philox random) {
        random.fillGaussian(values.data(), values.offset(), values.size(), 0, (float) deviation);
    }
}
