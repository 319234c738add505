package dev.halfwave.nn.train;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.loss.Loss;
import dev.halfwave.nn.loss.MeanSquaredErrorLoss;
import dev.halfwave.nn.optim.Adam;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// A program that counts the float arrays that training steps leave on the heap: for each network and number of threads
/// it prints both and the difference. `LEAK` as its argument makes every forward pass of the first one allocate one.
///
/// Run it with a collector that does not run in between, and without the Vector API, whose vectors are float arrays
/// until the JIT compiler is done.
final class FloatArrays {

    private static final int WARM_UP = 8;
    private static final int STEPS = 10;
    private static final int BATCH = 20; // some shards have fewer samples than others

    private FloatArrays() {}

    public static void main(String[] arguments) {
        boolean leak = Arrays.asList(arguments).contains("LEAK");
        Layer first = Fixtures.watching((x, pass) -> {
            if (leak) {
                x.copy();
            }
        });
        Map<String, Sequential> networks = new LinkedHashMap<>();
        networks.put("paper", fused(first));
        if (!leak) {
            networks.put("heart", TrainingNetworks.heart(first));
            networks.put("layers", TrainingNetworks.layers(first));
            networks.put("dense", TrainingNetworks.dense(first));
        }
        networks.forEach((name, network) -> {
            for (int threads = 1; threads <= 2; threads++) {
                System.out.println(name + " " + threads + " " + growth(name, network.initialize(1), threads));
            }
        });
    }

    private static Sequential fused(Layer first) {
        return Sequential.of(
                first,
                Conv1d.of(1, 32, 3).withPadding(new Padding.Causal()).withoutBias().withActivation(new Relu()),
                Conv1d.of(32, 32, 3).withPadding(new Padding.Causal()).withoutBias().withActivation(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(32, 32),
                Activation.of(new Relu()),
                Linear.of(32, 3));
    }

    private static long growth(String name, Sequential network, int threads) {
        boolean regression = name.equals("heart") || name.equals("dense");
        int samples = BATCH * 3 + BATCH / 2; // steps of several epochs, whose last batch is smaller
        Shape sample = switch (name) {
            case "dense" -> Shape.of(samples, 1);
            case "layers" -> Shape.of(samples, 1, 64);
            default -> Shape.of(samples, 1, 256);
        };
        Tensor targets = Tensor.zeros(regression ? Shape.of(samples, 1) : Shape.of(samples));
        Loss loss = regression ? new MeanSquaredErrorLoss() : new CrossEntropyLoss();
        Counter counter = new Counter();
        Trainer.of(network, loss, Adam.of(1e-3))
                .withBatchSize(BATCH)
                .withThreads(threads)
                .withEpochs((WARM_UP + STEPS) / 4 + 1)
                .withCallbacks(counter)
                .fit(new Dataset(Fixtures.random(sample, 1), targets));
        return counter.after - counter.before;
    }

    private static final class Counter implements Callback {
        private long before = -1;
        private long after = -1;

        @Override
        public void onStep(Run run, Step step) {
            if (step.number() == WARM_UP) {
                before = floatArrays();
            } else if (step.number() == WARM_UP + STEPS) {
                after = floatArrays();
            }
        }
    }

    /// How many are on the heap, garbage included. By reflection, since tests are compiled without the module that
    /// knows.
    private static long floatArrays() {
        try {
            Object server = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getPlatformMBeanServer")
                    .invoke(null);
            Class<?> names = Class.forName("javax.management.ObjectName");
            String histogram = (String) Class.forName("javax.management.MBeanServerConnection")
                    .getMethod("invoke", names, String.class, Object[].class, String[].class)
                    .invoke(
                            server,
                            names.getConstructor(String.class).newInstance("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[] {"-all"}},
                            new String[] {String[].class.getName()});
            return histogram.lines()
                    .map(String::strip)
                    .filter(line -> line.matches("\\d+: .* \\[F( .*)?"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                    .sum();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
