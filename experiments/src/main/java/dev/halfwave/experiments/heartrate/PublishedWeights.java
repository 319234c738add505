package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.study.RunData;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.io.WeightHash;
import java.util.OptionalDouble;
import java.util.Set;

/// What is known of the published weights `model_S5.h5`: whose recordings they were trained on. A number on one of these
/// is in-sample, and says how well the network remembers, not how well it reads a person it has never seen.
///
/// Which subjects follows from the published training code and its seed, and agrees with the number of steps that the
/// file tells.
final class PublishedWeights {

    /// What a trial records, as 1, whose network has these weights, from whichever file.
    static final String METRIC = "publishedWeights";

    /// Of the parameters, in the order of [dev.halfwave.heartrate.HeartRateNetwork].
    private static final String SHA256 = "ef81fc98fbba2cdbcb207a1750212189df4180d9d8b9a3cd1a5b5808d294b132";

    private static final Set<String> TRAINED_ON =
            Set.of("S1", "S2", "S4", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13");
    private static final Set<String> VALIDATED_ON = Set.of("S3", "S14", "S15");

    private PublishedWeights() {}

    /// Whether a network has these weights.
    static boolean are(Sequential network) {
        return WeightHash.sha256(network.parameters().stream().map(Parameter::tensor).toList()).equals(SHA256);
    }

    /// One sentence for wherever numbers of a network on a recording stand. Empty where there is no network, or the
    /// recording is synthetic.
    ///
    /// @param run of trials that record [#METRIC] and the subject's number
    static String caution(RunData run) {
        if (run.settings().get(Inputs.WEIGHTS.name()).isEmpty() || run.settings().get(Inputs.DATA.name()).isEmpty()) {
            return "";
        }
        OptionalDouble number = first(run, HeartRateEvaluate.SUBJECT);
        if (number.isEmpty()) {
            return "";
        }
        String subject = "S" + (int) number.getAsDouble();
        if (first(run, METRIC).isEmpty()) {
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

    private static OptionalDouble first(RunData run, String metric) {
        return run.trials().stream().flatMapToDouble(trial -> trial.value(metric, 0).stream()).findFirst();
    }
}
