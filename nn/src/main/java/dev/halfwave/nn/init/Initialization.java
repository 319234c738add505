package dev.halfwave.nn.init;

/// How a layer's weight and bias start.
///
/// @param weight the initial values of the weight
/// @param bias the initial values of the bias
public record Initialization(Initializer weight, Initializer bias) {

    /// Keras's defaults: Glorot uniform weights, biases 0. Also Halfwave's.
    public static final Initialization KERAS = new Initialization(Initializer.glorotUniform(), Initializer.zeros());

    /// PyTorch's defaults: weights and biases uniform in ±1/√in.
    public static final Initialization PYTORCH =
            new Initialization(Initializer.uniformByFanIn(), Initializer.uniformByFanIn());

    /// He's normal weights for ReLU networks, biases 0.
    public static final Initialization HE = new Initialization(Initializer.heNormal(), Initializer.zeros());

    /// LeCun's normal weights for tanh networks, biases 0.
    public static final Initialization LECUN = new Initialization(Initializer.lecunNormal(), Initializer.zeros());
}
