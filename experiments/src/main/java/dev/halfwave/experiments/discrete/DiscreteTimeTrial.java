package dev.halfwave.experiments.discrete;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;
import dev.halfwave.experiments.signal.Signals;
import dev.halfwave.experiments.signal.Spectrum;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// One form of ReLU on all tones.
///
/// Means are over a whole number of periods and over interior samples only: each row has [#MARGIN] more samples on both
/// sides, so that no filter sees an end of it.
final class DiscreteTimeTrial {

    /// Samples that are left out on both sides: more than both filters reach in two applications.
    static final int MARGIN = 32;

    private final Trial trial;
    private final TrialContext context;
    private final Rectifier rectifier;
    private final int phases;
    private final List<MetricValue> rows = new ArrayList<>();

    DiscreteTimeTrial(Trial trial, TrialContext context) {
        this.trial = trial;
        this.context = context;
        rectifier = Rectifier.of(trial.arm());
        phases = trial.get(DiscreteTime.PHASES);
    }

    TrialOutcome run() {
        PhaseClassifier classifier = new PhaseClassifier(rectifier, trial.seed(), trial.get(DiscreteTime.WINDOWS));
        rows.add(new MetricValue(0, DiscreteTime.NEAREST_MEAN, classifier.byNearestMean()));
        rows.add(new MetricValue(0, DiscreteTime.HISTOGRAM, classifier.byHistogram()));
        SortedSet<Integer> indices = indices(trial.get(DiscreteTime.STEP));
        int done = 0;
        for (int index : indices) {
            for (int rate : DiscreteTime.RATES_HZ) {
                if (rate == DiscreteTime.PAPER_RATE_HZ || index % DiscreteTime.STEPS_PER_HERTZ == 0) {
                    sweepPhases(index, rate);
                }
            }
            context.progress(++done, indices.size());
        }
        return TrialOutcome.of(rows);
    }

    /// The frequencies up to the Nyquist frequency of the paper's rate.
    static SortedSet<Integer> indices(int step) {
        int last = DiscreteTime.STEPS_PER_HERTZ * DiscreteTime.PAPER_RATE_HZ / 2;
        SortedSet<Integer> indices = new TreeSet<>();
        for (int index = 1; index <= last; index++) {
            boolean isCoarse = DiscreteTime.tone(index, DiscreteTime.PAPER_RATE_HZ).samples() <= 16;
            if (index % step == 0 || index % DiscreteTime.STEPS_PER_HERTZ == 0 || isCoarse) {
                indices.add(index);
            }
        }
        return indices;
    }

    private void sweepPhases(int index, int rate) {
        SampledTone tone = DiscreteTime.tone(index, rate);
        double[] phase = new double[phases];
        for (int i = 0; i < phases; i++) {
            phase[i] = 2 * Math.PI * i / phases;
        }
        Tensor y = rectifier.apply(rows(tone, phase));
        double[] dc = interiorMeans(y);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double deviation = 0;
        for (int i = 0; i < phases; i++) {
            low = Math.min(low, dc[i]);
            high = Math.max(high, dc[i]);
            sum += dc[i];
            deviation = Math.max(deviation, Math.abs(dc[i] - tone.dc(phase[i])));
        }
        rows.add(new MetricValue(index, DiscreteTime.metric("min", rate), low));
        rows.add(new MetricValue(index, DiscreteTime.metric("mean", rate), sum / phases));
        rows.add(new MetricValue(index, DiscreteTime.metric("max", rate), high));
        if (rectifier == Rectifier.PLAIN) {
            rows.add(new MetricValue(index, DiscreteTime.metric("deviation", rate), deviation));
        }
        if (rate == DiscreteTime.PAPER_RATE_HZ) {
            rows.add(new MetricValue(index, DiscreteTime.LOWEST, lowest(y)));
            rows.add(new MetricValue(index, DiscreteTime.AGAIN, changeBySecondApplication(y)));
            double share = aliases(tone, interior(y, 0));
            if (!Double.isNaN(share)) {
                rows.add(new MetricValue(index, DiscreteTime.ALIASES, share));
            }
        }
    }

    /// The interior samples of a row.
    static double[] interior(Tensor y, int row) {
        double[] all = Signals.row(y, row, 0);
        return Arrays.copyOfRange(all, MARGIN, all.length - MARGIN);
    }

    /// The share of the energy beside DC at frequencies where the ReLU of a tone in continuous time has nothing. What
    /// folds onto a frequency where it has something is not counted. NaN where there is nothing beside DC.
    private static double aliases(SampledTone tone, double[] samples) {
        double[] amplitude = Spectrum.amplitude(samples, samples.length).amplitude();
        double elsewhere = 0;
        double all = 0;
        for (int k = 1; k < amplitude.length; k++) {
            double energy = amplitude[k] * amplitude[k] * (2 * k == samples.length ? 1 : 0.5);
            boolean isOwn = k == tone.cycles() || k % (2 * tone.cycles()) == 0;
            elsewhere += isOwn ? 0 : energy;
            all += energy;
        }
        return all < 1e-12 ? Double.NaN : elsewhere / all;
    }

    /// The tone at each phase, (phases, 1, samples + margins); the first interior sample has the phase itself.
    static Tensor rows(SampledTone tone, double[] phase) {
        int length = tone.samples() + 2 * MARGIN;
        float[] x = new float[Math.multiplyExact(phase.length, length)];
        double[] cosine = new double[tone.samples()];
        double[] sine = new double[tone.samples()];
        for (int t = 0; t < tone.samples(); t++) {
            double angle = 2 * Math.PI * Math.floorMod((long) t * tone.cycles(), (long) tone.samples())
                    / tone.samples();
            cosine[t] = StrictMath.cos(angle);
            sine[t] = StrictMath.sin(angle);
        }
        for (int i = 0; i < phase.length; i++) {
            double real = StrictMath.cos(phase[i]);
            double imaginary = StrictMath.sin(phase[i]);
            for (int t = 0; t < length; t++) {
                int place = Math.floorMod(t - MARGIN, tone.samples());
                x[i * length + t] = (float) (real * cosine[place] - imaginary * sine[place]);
            }
        }
        return Tensor.wrap(x, 0, Shape.of(phase.length, 1, length));
    }

    /// The mean of each row without its margins.
    static double[] interiorMeans(Tensor y) {
        int length = y.shape().dim(2);
        double[] means = new double[y.shape().dim(0)];
        for (int n = 0; n < means.length; n++) {
            double sum = 0;
            for (int t = MARGIN; t < length - MARGIN; t++) {
                sum += y.data()[y.offset() + n * length + t];
            }
            means[n] = sum / (length - 2 * MARGIN);
        }
        return means;
    }

    private static double lowest(Tensor y) {
        int length = y.shape().dim(2);
        double lowest = Double.POSITIVE_INFINITY;
        for (int n = 0; n < y.shape().dim(0); n++) {
            for (int t = MARGIN; t < length - MARGIN; t++) {
                lowest = Math.min(lowest, y.data()[y.offset() + n * length + t]);
            }
        }
        return lowest;
    }

    /// The RMS of what a second application changes, relative to the RMS of the result of the first.
    private double changeBySecondApplication(Tensor y) {
        Tensor again = rectifier.apply(y);
        int length = y.shape().dim(2);
        double changed = 0;
        double all = 0;
        for (int n = 0; n < y.shape().dim(0); n++) {
            for (int t = MARGIN; t < length - MARGIN; t++) {
                double first = y.data()[y.offset() + n * length + t];
                double second = again.data()[again.offset() + n * length + t];
                changed += (second - first) * (second - first);
                all += first * first;
            }
        }
        return Math.sqrt(changed / all);
    }

    /// Random phases in radians.
    static double[] randomPhases(long seed, String stream, int count) {
        Philox random = Philox.of(seed, stream);
        double[] phase = new double[count];
        for (int i = 0; i < count; i++) {
            phase[i] = 2 * Math.PI * random.uniform(i);
        }
        return phase;
    }
}
