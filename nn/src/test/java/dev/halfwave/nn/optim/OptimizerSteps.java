package dev.halfwave.nn.optim;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Identity;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;

/// Parameters and gradients with given values.
final class OptimizerSteps {

    private OptimizerSteps() {}

    static Parameter parameter(String name, float... values) {
        Shape shape = Shape.of(values.length);
        Parameter parameter = Parameter.of(name, shape, Initializer.zeros(), new Fans(1, 1));
        parameter.set(Tensor.of(shape, values));
        return parameter;
    }

    static Gradients gradient(Parameter parameter, float... values) {
        return new Identity().apply(parameter.tensor()).backward(Tensor.of(parameter.shape(), values));
    }
}
