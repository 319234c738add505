package dev.halfwave.experiments.series;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.init.Initialization;
import dev.halfwave.nn.init.Initializer;
import java.util.ArrayList;
import java.util.List;

/// The two networks with given weights of section V.A of arXiv:2407.16556, each a chain of convolutions of one channel
/// without padding.
final class ExampleNetworks {

    static final int AVERAGES = 5;
    static final int AVERAGED_SAMPLES = 9;
    static final int DIFFERENCES = 2;

    /// What the authors' code scales the input of the differencing network with.
    static final double INPUT_SCALE = 1e-4;

    private ExampleNetworks() {}

    /// ReLU, then five times: the mean of 9 neighbours, ReLU. Of L samples it leaves L − 40.
    static Sequential averaging() {
        List<Layer> layers = new ArrayList<>();
        layers.add(Activation.of(new Relu()).named("relu"));
        for (int i = 1; i <= AVERAGES; i++) {
            layers.add(average(i));
            layers.add(Activation.of(new Relu()).named("relu" + i));
        }
        return Sequential.of(layers.toArray(Layer[]::new));
    }

    /// The same without a ReLU after its first.
    static Sequential plainAveraging() {
        List<Layer> layers = new ArrayList<>();
        layers.add(Activation.of(new Relu()).named("relu"));
        for (int i = 1; i <= AVERAGES; i++) {
            layers.add(average(i));
        }
        return Sequential.of(layers.toArray(Layer[]::new));
    }

    /// ReLU, then twice: the difference of neighbours times 1024 (the slope per second), ReLU. It leaves L − 2 samples.
    static Sequential differencing() {
        List<Layer> layers = new ArrayList<>();
        layers.add(Activation.of(new Relu()).named("relu"));
        for (int i = 1; i <= DIFFERENCES; i++) {
            layers.add(difference(i));
            layers.add(Activation.of(new Relu()).named("relu" + i));
        }
        return Sequential.of(layers.toArray(Layer[]::new));
    }

    private static Layer average(int number) {
        Initializer ninth = Initializer.constant(1f / AVERAGED_SAMPLES);
        return Conv1d.of(1, 1, AVERAGED_SAMPLES).withInitialization(new Initialization(ninth, Initializer.zeros()))
                .withoutBias().named("average" + number);
    }

    private static Layer difference(int number) {
        Initializer slope = (weight, fans, random) -> {
            weight.set(0, (float) -Grid.SAMPLE_RATE_HZ);
            weight.set(1, (float) Grid.SAMPLE_RATE_HZ);
        };
        return Conv1d.of(1, 1, 2).withInitialization(new Initialization(slope, Initializer.zeros())).withoutBias()
                .named("difference" + number);
    }

    /// What a network makes of a signal.
    static double[] apply(Sequential network, double[] x) {
        Tensor input = Tensor.zeros(Shape.of(1, 1, x.length));
        for (int i = 0; i < x.length; i++) {
            input.set(i, (float) x[i]);
        }
        float[] output = network.predict(input).toArray();
        double[] y = new double[output.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = output[i];
        }
        return y;
    }
}
