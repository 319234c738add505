package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `seed-<n>.failed.json` in the folder of an arm or a variant. The stack trace is in `run.log`.
final class FailureFile {

    private FailureFile() {}

    static String text(Trial trial, String reason) {
        ObjectNode json = Json.object();
        TrialFile.putName(json, trial);
        json.set("settings", Json.object(trial.settings()));
        json.put("reason", reason);
        return Json.text(json);
    }

    /// Reads the failure of `trial`, and nothing else.
    static FailedTrial parse(byte[] bytes, Trial trial) throws MalformedException {
        JsonNode json = Json.parse(bytes);
        TrialFile.requireOf(json, trial);
        return new FailedTrial(trial.arm(), trial.variant(), trial.seed(), Json.string(json, "reason"));
    }
}
