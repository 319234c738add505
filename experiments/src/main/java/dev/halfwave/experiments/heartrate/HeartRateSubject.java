package dev.halfwave.experiments.heartrate;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.heartrate.AccelerometerFilter;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.heartrate.WristWindows;
import dev.halfwave.nn.data.Dataset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/// One person's windows as a network is trained and tested on them, and what the highest peak of the spectrum makes of the
/// same windows.
///
/// @param name whose wrist it is: `S5`
/// @param windows the pulse wave after the accelerometer filter (n, 1, 256) with the heart rates (n, 1)
/// @param rawPeakErrors by how many beats per minute [SpectralPeak] is wrong before the filter, window by window; NaN where
///     there is no peak
/// @param filteredPeakErrors the same after it
/// @param leftOut how many windows of the recording are not among them
record HeartRateSubject(String name, Dataset windows, double[] rawPeakErrors, double[] filteredPeakErrors,
        int leftOut) {

    /// Filters a recording, each of its segments as a whole. Windows with a [flat part][WristWindows#hasFlatPart] are left
    /// out before, since there is no pulse that could be learned from.
    ///
    /// @param recording labelled
    static HeartRateSubject of(WristWindows recording) {
        WristWindows kept = recording.keep(i -> !recording.hasFlatPart(i));
        WristWindows filtered = AccelerometerFilter.clean(kept);
        return new HeartRateSubject(
                recording.subject(),
                new Dataset(filtered.inputs(), filtered.targets()),
                peakErrors(kept),
                peakErrors(filtered),
                recording.count() - kept.count());
    }

    /// The number at the end of the name, 0 where there is none.
    int number() {
        String digits = name.replaceFirst(".*?(\\d{0,9})$", "$1");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    private static double[] peakErrors(WristWindows windows) {
        double[] errors = SpectralPeak.bpm(windows.ppg());
        for (int i = 0; i < errors.length; i++) {
            errors[i] = StrictMath.abs(errors[i] - windows.labelBpm()[i]);
        }
        return errors;
    }

    /// The mean over the windows of several people that have a peak.
    ///
    /// @param errors of one person, either before or after the filter
    static double peakMae(List<HeartRateSubject> subjects, Function<HeartRateSubject, double[]> errors) {
        return subjects.stream().flatMapToDouble(subject -> DoubleStream.of(errors.apply(subject)))
                .filter(error -> !Double.isNaN(error)).average().orElse(Double.NaN);
    }

    /// The windows of several people, one after another.
    static Dataset join(List<HeartRateSubject> subjects) {
        int windows = subjects.stream().mapToInt(subject -> subject.windows().size()).sum();
        Tensor inputs = Tensor.zeros(Shape.of(windows, 1, HeartRateNetwork.WINDOW_SAMPLES));
        Tensor targets = Tensor.zeros(Shape.of(windows, 1));
        int at = 0;
        for (HeartRateSubject subject : subjects) {
            int end = at + subject.windows().size();
            copy(subject.windows().inputs(), inputs.slice(at, end));
            copy(subject.windows().targets(), targets.slice(at, end));
            at = end;
        }
        return new Dataset(inputs, targets);
    }

    private static void copy(Tensor from, Tensor to) {
        System.arraycopy(from.data(), from.offset(), to.data(), to.offset(), from.size());
    }
}
