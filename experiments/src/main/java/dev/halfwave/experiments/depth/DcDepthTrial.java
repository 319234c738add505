package dev.halfwave.experiments.depth;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.signal.DcShare;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Epoch;
import dev.halfwave.nn.train.NanGuard;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One stack on one seed. Stacks of one seed and width have the same weights, as far as they are equally deep.
final class DcDepthTrial {

    static final int TAPS = 3;
    private static final Tones TONES = Tones.OF_THE_PAPER;

    /// Left out of `share.interior`: one second, after which no filter sees the zeros before the window any more. What is
    /// left is a whole number of seconds, so that tones of whole hertz have whole periods.
    private static final int EDGE = 32;

    /// Keras's ε; see [Adam#withKerasEpsilon].
    private static final double EPSILON = 1e-7;

    private final Trial trial;
    private final TrialContext context;
    private final DcDepth.Recipe recipe;
    private final int layers;

    DcDepthTrial(Trial trial, TrialContext context) {
        this.trial = trial;
        this.context = context;
        recipe = DcDepth.recipe(trial.arm());
        layers = DcDepth.layers(trial);
    }

    /// What goes on at one layer: before and after the activation, mean over the three tones.
    ///
    /// @param before DC share before the activation, of all channels together
    /// @param share the same after it
    /// @param interior the same without the first second
    /// @param channels DC share after the activation of each channel by itself, mean over channels that are not silent
    /// @param mean over time and channels
    /// @param rms over time and channels
    record LayerDc(double before, double share, double interior, double channels, double mean, double rms) {}

    TrialOutcome run() {
        Sequential model = build();
        List<LayerDc> start = look(model);
        if (!recipe.isTrained()) {
            List<MetricValue> rows = new ArrayList<>();
            for (int l = 1; l <= layers; l++) {
                add(rows, l, start.get(l - 1));
            }
            return TrialOutcome.of(rows);
        }
        return train(model, start);
    }

    private Sequential build() {
        int channels = DcDepth.channels(trial);
        List<Layer> stack = new ArrayList<>();
        for (int l = 1; l <= layers; l++) {
            stack.add(Conv1d.of(l == 1 ? 1 : channels, channels, TAPS).withPadding(new Padding.Causal()).withoutBias()
                    .named("conv" + l));
            stack.add(Activation.of(recipe.activation()).named("activation" + l));
        }
        if (recipe.isTrained()) {
            stack.add(Layer.of(new GlobalAveragePool1d()));
            stack.add(Linear.of(channels, 32).named("dense1"));
            stack.add(Activation.of(new Relu()).named("dense1_relu"));
            stack.add(Linear.of(32, TONES.classHz().size()).named("dense2"));
        }
        return Sequential.of(stack.toArray(Layer[]::new)).initialize(trial.seed());
    }

    /// The three nominal tones, phase 0, (3, 1, 256).
    static Tensor probes() {
        Tones exact = new Tones(TONES.classHz(), 0, TONES.sampleRateHz(), TONES.length());
        return exact.draw(1, "probes", 1).inputs();
    }

    private List<LayerDc> look(Sequential model) {
        List<String> names = new ArrayList<>();
        for (int l = 1; l <= layers; l++) {
            names.add("conv" + l);
            names.add("activation" + l);
        }
        Map<String, Tensor> seen = model.capture(probes(), names.toArray(String[]::new));
        List<LayerDc> all = new ArrayList<>();
        for (int l = 1; l <= layers; l++) {
            all.add(look(seen.get("conv" + l), seen.get("activation" + l)));
        }
        return all;
    }

    private static LayerDc look(Tensor before, Tensor after) {
        int tones = after.shape().dim(0);
        double[] sums = new double[6];
        for (int n = 0; n < tones; n++) {
            Tensor y = after.slice(n, n + 1);
            sums[0] += DcShare.of(before.slice(n, n + 1));
            sums[1] += DcShare.of(y);
            sums[2] += DcShare.of(withoutEdge(y));
            sums[3] += meanOfDefined(DcShare.ofChannels(y));
            double sum = 0;
            double squares = 0;
            for (float value : y.toArray()) {
                sum += value;
                squares += (double) value * value;
            }
            sums[4] += sum / y.size();
            sums[5] += Math.sqrt(squares / y.size());
        }
        return new LayerDc(sums[0] / tones, sums[1] / tones, sums[2] / tones, sums[3] / tones, sums[4] / tones,
                sums[5] / tones);
    }

    private static Tensor withoutEdge(Tensor y) {
        int channels = y.shape().dim(1);
        int length = y.shape().dim(2);
        int left = length - EDGE;
        float[] values = new float[channels * left];
        for (int c = 0; c < channels; c++) {
            System.arraycopy(y.data(), y.offset() + c * length + EDGE, values, c * left, left);
        }
        return Tensor.wrap(values, 0, Shape.of(1, channels, left));
    }

    private static double meanOfDefined(double[] shares) {
        double sum = 0;
        int count = 0;
        for (double share : shares) {
            if (!Double.isNaN(share)) {
                sum += share;
                count++;
            }
        }
        return sum / count;
    }

    private static void add(List<MetricValue> rows, int layer, LayerDc dc) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("share.before", dc.before());
        values.put("share", dc.share());
        values.put("share.interior", dc.interior());
        values.put("share.channels", dc.channels());
        values.put("mean", dc.mean());
        values.put("rms", dc.rms());
        addDefined(rows, layer, values);
    }

    /// A layer that has fallen silent has no share, and no row for it.
    private static void addDefined(List<MetricValue> rows, int layer, Map<String, Double> values) {
        values.forEach((metric, value) -> {
            if (!Double.isNaN(value)) {
                rows.add(new MetricValue(layer, metric, value));
            }
        });
    }

    private TrialOutcome train(Sequential model, List<LayerDc> start) {
        String initialHash = WeightHash.sha256(weights(model).values());
        Map<String, Tensor> saved = new LinkedHashMap<>();
        weights(model).forEach((name, weight) -> saved.put("initial." + name, weight.copy()));
        Dataset train = TONES.draw(trial.seed(), "train", trial.get(DcDepth.WINDOWS));
        Dataset test = TONES.draw(trial.seed(), "test", 100);
        Trainer trainer = Trainer.of(model, new CrossEntropyLoss(),
                Adam.of(trial.get(DcDepth.LEARNING_RATE)).withKerasEpsilon(EPSILON))
                .withEpochs(trial.get(DcDepth.EPOCHS))
                .withBatchSize(trial.get(DcDepth.BATCH))
                .withSeed(trial.seed())
                .withThreads(context.threads())
                .withMetrics(new Accuracy())
                .withCallbacks(new NanGuard(), new Callback() {
                    @Override
                    public void onEpoch(Run run, Epoch epoch) {
                        context.progress(epoch.number(), run.epochs());
                    }
                });
        trainer.fit(train);
        List<MetricValue> rows = new ArrayList<>();
        rows.add(new MetricValue(0, "accuracy", trainer.evaluate(test).metric("accuracy")));
        List<LayerDc> end = look(model);
        for (int l = 1; l <= layers; l++) {
            add(rows, l, end.get(l - 1));
            Map<String, Double> before = new LinkedHashMap<>();
            before.put("start.share.before", start.get(l - 1).before());
            before.put("start.share", start.get(l - 1).share());
            before.put("start.mean", start.get(l - 1).mean());
            addDefined(rows, l, before);
        }
        weights(model).forEach((name, weight) -> saved.put("final." + name, weight));
        Map<String, String> metadata = new LinkedHashMap<>(); // in a fixed order: equal runs write equal bytes
        metadata.put("arm", trial.arm());
        metadata.put("seed", Long.toString(trial.seed()));
        return new TrialOutcome(initialHash, WeightHash.sha256(weights(model).values()), rows,
                file -> SafeTensors.write(file, saved, metadata));
    }

    private static Map<String, Tensor> weights(Sequential model) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
            weights.put(parameter.name(), parameter.tensor());
        }
        return weights;
    }
}
