package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.study.PinnedFile;
import java.util.Map;
import java.util.Set;

/// What is known of the published weights `model_S5.h5`: whose recordings they were trained on. A number on one of these
/// is in-sample, and says how well the network remembers, not how well it reads a person it has never seen.
///
/// Which subjects follows from the published training code and its seed, and agrees with the number of steps that the
/// file tells.
final class PublishedWeights {

    private static final String SHA256 = "81ff983368d130c9e0bf1f09b488d1088805b1a55d61f3460244ec84850da6a6";
    private static final Set<String> TRAINED_ON =
            Set.of("S1", "S2", "S4", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13");
    private static final Set<String> VALIDATED_ON = Set.of("S3", "S14", "S15");

    private PublishedWeights() {}

    /// One sentence for wherever numbers of these weights on this recording stand. Empty where there are no weights, or
    /// the recording is synthetic.
    ///
    /// @param settings with [Inputs#WEIGHTS] and [Inputs#DATA]
    /// @param subject whose recording it is, such as `S6`
    static String caution(Map<String, String> settings, String subject) {
        String weights = settings.get(Inputs.WEIGHTS.name());
        if (weights.isEmpty() || settings.get(Inputs.DATA.name()).isEmpty()) {
            return "";
        }
        if (!PinnedFile.sha256(weights).equals(SHA256)) {
            return "Whether the network was trained on subject " + subject + " cannot be seen from the files.";
        }
        if (TRAINED_ON.contains(subject)) {
            return "In-sample: model_S5.h5 was trained on subject " + subject
                    + ", so this says how well it remembers, not how well it reads a new person.";
        }
        if (VALIDATED_ON.contains(subject)) {
            return "model_S5.h5 was chosen by its error on subject " + subject + ", so this is a little too good.";
        }
        return subject.equals("S5")
                ? "model_S5.h5 has not seen subject S5."
                : "Subject " + subject + " is none of those that model_S5.h5 is known to have been trained on.";
    }
}
