package dev.halfwave.experiments.relu;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Numbers of other people's making to stand beside a run's own.
///
/// The reference is a run of the paper's own method: section V.C of arXiv 2407.16556 as the authors' code
/// (github.com/esl-epfl/relu_dc_is_all_you_need) has it, 20 repetitions on TensorFlow 2.21 with Keras 3.15 on a CPU,
/// 3 × 1024 training windows, batches of 64, Adam at 0.001, 60 epochs. Means and population standard deviations.
///
/// The pilot is 2 repetitions of further variants in the same set-up, at epoch 60. It had no test windows: its
/// accuracies are those on the training windows.
final class ReluDcReportReference {

    /// Where the reference stops.
    static final int EPOCHS = 60;

    /// An arm of the reference.
    ///
    /// @param points at some epochs
    /// @param medianEpoch the median of the first epochs with 99% of the training windows right
    /// @param firstEpoch the smallest of them
    /// @param lastEpoch the largest of them
    /// @param relative1 the relative distance of layer 1 after the last epoch
    /// @param relative2 the relative distance of layer 2 after the last epoch
    record Reference(List<Point> points, int medianEpoch, int firstEpoch, int lastEpoch, double relative1,
            double relative2) {

        Optional<Point> at(int epoch) {
            return points.stream().filter(point -> point.epoch() == epoch).findFirst();
        }
    }

    /// The reference at an epoch: each value as mean and standard deviation.
    record Point(int epoch, Value loss, Value accuracy, Value distance1, Value distance2) {}

    /// A mean with its standard deviation.
    record Value(double mean, double sd) {}

    /// An arm of the pilot: what its two repetitions gave.
    record Pilot(String loss, String accuracyPercent, String distance1, String distance2, String epochOf99) {}

    private static final Map<String, Reference> REFERENCES = Map.of(
            "relu", new Reference(List.of(
                    point(1, 0.959046, 0.0249665, 0.768555, 0.115956, 0.362852, 0.0157271, 1.70151, 0.0737530),
                    point(5, 0.00935585, 0.00211131, 1, 0, 1.33753, 0.0845613, 5.33384, 0.325134),
                    point(20, 2.14790e-4, 7.01075e-5, 1, 0, 1.57479, 0.108010, 6.31440, 0.484224),
                    point(60, 1.62360e-5, 5.64381e-6, 1, 0, 1.69849, 0.120679, 6.95696, 0.682642)),
                    2, 2, 3, 1.22, 1.23),
            "linear", new Reference(List.of(
                    point(1, 1.09755, 5.53567e-4, 0.373649, 0.0385228, 0.335437, 0.0504680, 1.52594, 0.179372),
                    point(5, 0.845407, 0.0239449, 0.708968, 0.0422180, 2.54508, 0.122702, 11.4397, 0.523695),
                    point(20, 0.256966, 0.155070, 0.939372, 0.0727587, 5.11475, 1.03581, 21.9260, 3.31819),
                    point(60, 0.00916910, 0.00484111, 1, 0, 7.26187, 0.702440, 29.8192, 2.29563)),
                    20, 13, 44, 5.25, 5.28),
            "linear-class-dc", new Reference(List.of(
                    point(1, 0.839999, 0.0482083, 0.332731, 0.00263908, 0.0744284, 0.0240093, 0.418654, 0.141105),
                    point(5, 0.485763, 0.0743023, 0.970785, 0.0781433, 0.111650, 0.0221236, 0.682070, 0.110465),
                    point(20, 0.0250416, 0.0137876, 1, 0, 0.257463, 0.0630770, 1.33996, 0.228807),
                    point(60, 0.00116871, 3.79120e-4, 1, 0, 0.348150, 0.0858588, 1.61433, 0.268254)),
                    5, 4, 8, 0.25, 0.29));

    private static final Map<String, Pilot> PILOTS = Map.ofEntries(
            Map.entry("linear-constant-dc", new Pilot("1.0987", "30.2, 32.0", "0.39, 0.47", "0.79, 0.90", "never")),
            Map.entry("linear-true-dc", new Pilot("1.0987", "30.3, 31.4", "0.33, 0.29", "0.63, 0.86", "never")),
            Map.entry("class-dc-only", new Pilot("0.0004, 0.0013", "100", "0.45, 0.33", "2.04, 1.50", "4–6")),
            Map.entry("relu-dc-free", new Pilot("1.0987", "30.3, 31.4", "about 0", "about 0", "never")),
            Map.entry("relu-dc-free-first", new Pilot("1×10⁻⁵", "100", "1.89, 1.84", "7.54, 7.57", "")),
            Map.entry("relu-dc-free-max", new Pilot("1×10⁻⁵", "100", "1.15, 1.31", "4.62, 5.21", "2–3")),
            Map.entry("linear-max", new Pilot("1×10⁻⁵", "100", "0.90, 0.89", "3.91, 3.66", "2")),
            Map.entry("relu-frozen", new Pilot("0.0045, 0.0071", "100", "0", "0", "2–3")),
            Map.entry("linear-frozen", new Pilot("0.757, 0.821", "73.5, 73.4", "0", "0", "never")),
            Map.entry("abs", new Pilot("2×10⁻⁵", "100", "1.28, 1.27", "4.86, 4.69", "1–2")));

    private ReluDcReportReference() {}

    static Optional<Reference> of(String arm) {
        return Optional.ofNullable(REFERENCES.get(arm));
    }

    static Optional<Pilot> pilot(String arm) {
        return Optional.ofNullable(PILOTS.get(arm));
    }

    private static Point point(int epoch, double loss, double lossSd, double accuracy, double accuracySd,
            double distance1, double distance1Sd, double distance2, double distance2Sd) {
        return new Point(epoch, new Value(loss, lossSd), new Value(accuracy, accuracySd),
                new Value(distance1, distance1Sd), new Value(distance2, distance2Sd));
    }
}
