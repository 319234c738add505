package dev.halfwave.experiments.signal;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.data.Dataset;
import java.util.List;

/// Windows of pure tones, one class per nominal frequency: `cos(2π f t)` with amplitude 1, phase 0, no noise, and a
/// frequency that is drawn anew for each window.
///
/// @param classHz the nominal frequency of each class
/// @param deviationHz the standard deviation of the frequency within a class
/// @param sampleRateHz samples per second
/// @param length samples per window
public record Tones(List<Double> classHz, double deviationHz, double sampleRateHz, int length) {

    /// The task of section V.C of arXiv:2407.16556: 3, 5 and 10 Hz with a deviation of 0.1 Hz, 8 s at 32 Hz.
    public static final Tones OF_THE_PAPER = new Tones(List.of(3.0, 5.0, 10.0), 0.1, 32, 256);

    /// Copies the list.
    public Tones {
        classHz = List.copyOf(classHz);
    }

    /// The frequencies of the windows that [#draw] draws, in their order.
    ///
    /// @param seed the key of the frequencies
    /// @param purpose tells sets of one seed apart: `train`, `test`
    /// @param perClass windows of each class
    /// @return perClass · classes frequencies in Hz, class after class
    public double[] frequenciesHz(long seed, String purpose, int perClass) {
        double[] hz = new double[perClass * classHz.size()];
        for (int label = 0; label < classHz.size(); label++) {
            Philox frequencies = Philox.of(seed, purpose + " frequencies of class " + label);
            for (int i = 0; i < perClass; i++) {
                hz[label * perClass + i] = classHz.get(label) + deviationHz * frequencies.gaussian(i);
            }
        }
        return hz;
    }

    /// Draws windows, class after class; a training shuffles them.
    ///
    /// @param seed the key of the frequencies
    /// @param purpose tells sets of one seed apart: `train`, `test`
    /// @param perClass windows of each class
    /// @return inputs (perClass · classes, 1, length) and class indices (perClass · classes)
    public Dataset draw(long seed, String purpose, int perClass) {
        double[] hz = frequenciesHz(seed, purpose, perClass);
        int windows = hz.length;
        Tensor inputs = Tensor.zeros(Shape.of(windows, 1, length));
        Tensor targets = Tensor.zeros(Shape.of(windows));
        for (int window = 0; window < windows; window++) {
            for (int t = 0; t < length; t++) {
                // StrictMath: the same bits on every machine.
                double value = StrictMath.cos(2 * Math.PI * hz[window] * t / sampleRateHz);
                inputs.set(window * length + t, (float) value);
            }
            targets.set(window, window / perClass);
        }
        return new Dataset(inputs, targets);
    }
}
