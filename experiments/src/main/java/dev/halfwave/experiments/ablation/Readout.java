package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Multiply;
import dev.halfwave.core.op.Subtract;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.Loss;
import dev.halfwave.nn.loss.Metric;

/// What loss and metrics see of a model f: `A · (f(x) − f₀(x))`, where f₀ is the model before training, or `A · f(x)`.
///
/// The centred model is 0 everywhere before training, exactly, so that nothing of its way is spent on unlearning its
/// random start. Its gradient is that of f, since f₀ never changes; so f₀ is computed once for each sample and stands
/// beside its target: a row of targets holds f₀(x), then the target itself. (Chizat, Oyallon and Bach, 2019,
/// arXiv:1812.07956, subtract a frozen copy of the model, which is the same.)
///
/// f₀ is evaluated. Where a layer does something else while it trains, as dropout does, the difference is 0 in
/// evaluations only.
///
/// @param centred whether f₀ is subtracted
/// @param scale A
/// @param output the shape of the model's output for one sample
/// @param target the shape of a sample's target
record Readout(boolean centred, float scale, Shape output, Shape target) {

    private static final Subtract SUBTRACT = new Subtract();
    private static final Multiply MULTIPLY = new Multiply();

    /// @param data any of the data sets that the model will see
    static Readout of(boolean centred, double scale, Sequential model, Dataset data) {
        return new Readout(
                centred,
                (float) scale,
                model.outputShape(data.inputs().shape().with(0, 1)),
                data.targets().shape().with(0, 1));
    }

    private boolean changesNothing() {
        return !centred && scale == 1;
    }

    /// The data with f₀ beside the targets. Called before training.
    ///
    /// @throws IllegalArgumentException if outputs or targets have another shape than those of the other data
    Dataset data(Dataset data, Sequential model) {
        if (!centred) {
            return data;
        }
        Tensor start = model.predict(data.inputs());
        if (!start.shape().with(0, 1).equals(output) || !data.targets().shape().with(0, 1).equals(target)) {
            throw new IllegalArgumentException(
                    "Study: centred=true needs outputs and targets of one shape, but they are "
                            + output + " and " + target + " for some data and " + start.shape().with(0, 1) + " and "
                            + data.targets().shape().with(0, 1) + " for others");
        }
        Tensor rows = Tensor.zeros(Shape.of(data.size(), output.size() + target.size()));
        copyColumns(start, rows, 0);
        copyColumns(data.targets(), rows, output.size());
        return new Dataset(data.inputs(), rows);
    }

    /// The loss of what is seen.
    Loss loss(Loss loss) {
        return changesNothing() ? loss : new SeenLoss(loss, this);
    }

    /// The metric of what is seen.
    Metric metric(Metric metric) {
        return changesNothing() ? metric : new SeenMetric(metric, this);
    }

    private Tensor start(Tensor rows) {
        return columns(rows, output, 0);
    }

    private Tensor truth(Tensor rows) {
        return centred ? columns(rows, target, output.size()) : rows;
    }

    private record SeenLoss(Loss loss, Readout readout) implements Loss {

        @Override
        public Tensor sum(Tensor prediction, Tensor rows) {
            Tensor seen = readout.centred ? SUBTRACT.apply(prediction, readout.start(rows)) : prediction;
            return loss.sum(
                    readout.scale == 1 ? seen : MULTIPLY.apply(seen, Tensor.scalar(readout.scale)),
                    readout.truth(rows));
        }

        @Override
        public long terms(Shape prediction) {
            return loss.terms(prediction);
        }

        @Override
        public void check(Shape prediction, Tensor rows) {
            loss.check(prediction, readout.truth(rows));
        }
    }

    private record SeenMetric(Metric metric, Readout readout) implements Metric {

        @Override
        public String name() {
            return metric.name();
        }

        /// Sees the bits that the loss sees.
        @Override
        public double sum(Tensor prediction, Tensor rows) {
            Tensor seen = Tensor.zeros(prediction.shape());
            Tensor start = readout.centred ? readout.start(rows) : seen;
            for (int i = 0; i < seen.size(); i++) {
                seen.set(i, (prediction.get(i) - start.get(i)) * readout.scale);
            }
            return metric.sum(seen, readout.truth(rows));
        }
    }

    /// Part of each row, as an ordinary tensor of samples of this shape.
    private static Tensor columns(Tensor rows, Shape sample, int from) {
        int count = rows.shape().dim(0);
        int stride = rows.shape().stride();
        Tensor part = Tensor.zeros(sample.with(0, count));
        for (int n = 0; n < count; n++) {
            System.arraycopy(
                    rows.data(), rows.offset() + n * stride + from, part.data(), n * sample.size(), sample.size());
        }
        return part;
    }

    private static void copyColumns(Tensor samples, Tensor rows, int from) {
        int size = samples.shape().stride();
        int stride = rows.shape().stride();
        for (int n = 0; n < samples.shape().dim(0); n++) {
            System.arraycopy(
                    samples.data(), samples.offset() + n * size, rows.data(), rows.offset() + n * stride + from, size);
        }
    }
}
