package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `trials/<arm>/seed-<n>.json`.
final class TrialFile {

    private static final String EPOCH = "epoch";
    private static final String WEIGHTS_FILE = "weightsFileSha256";

    private TrialFile() {}

    /// @param weightsFileSha256 of the whole weights file, by which a resumed run knows that it is unharmed
    static String text(TrialResult result, String weightsFileSha256) {
        ObjectNode json = Json.object();
        json.put("arm", result.arm());
        json.put("seed", result.seed());
        json.set("settings", Json.object(result.settings()));
        json.put("seconds", result.seconds());
        json.put("initialWeightsSha256", result.initialWeightsSha256());
        json.put("finalWeightsSha256", result.finalWeightsSha256());
        json.put(WEIGHTS_FILE, weightsFileSha256);
        ArrayNode epochs = json.putArray("epochs");
        ObjectNode row = Json.object();
        for (MetricValue value : result.metrics()) {
            if (!row.has(EPOCH) || row.get(EPOCH).intValue() != value.epoch()) {
                row = epochs.addObject().put(EPOCH, value.epoch());
            }
            row.put(value.metric(), value.value());
        }
        return Json.text(json);
    }

    static String weightsFileSha256(byte[] bytes) throws MalformedException {
        return Json.string(Json.parse(bytes), WEIGHTS_FILE);
    }

    /// Reads the result of `trial`, and nothing else: a file of another trial is refused.
    static TrialResult parse(byte[] bytes, Trial trial) throws MalformedException {
        JsonNode json = Json.parse(bytes);
        String arm = Json.string(json, "arm");
        long seed = Json.wholeNumber(Json.field(json, "seed"), "seed");
        Map<String, String> settings = Json.strings(Json.field(json, "settings"));
        if (!arm.equals(trial.arm()) || seed != trial.seed()) {
            throw new MalformedException("it is of arm " + arm + ", seed " + seed);
        }
        if (!settings.equals(trial.settings())) {
            throw new MalformedException("it was made with other settings than the run");
        }
        List<MetricValue> metrics = new ArrayList<>();
        List<JsonNode> rows = Json.list(json, "epochs");
        long last = -1;
        for (JsonNode row : rows) {
            long epoch = Json.wholeNumber(Json.field(row, EPOCH), EPOCH);
            // Epochs count from 0 or 1 without gaps; whoever draws them allocates by their number.
            if (epoch <= last || epoch > rows.size()) {
                throw new MalformedException("it has an epoch " + epoch + " after epoch " + last);
            }
            last = epoch;
            for (var field : Json.fields(row).entrySet()) {
                if (!field.getKey().equals(EPOCH)) {
                    metrics.add(new MetricValue(
                            (int) epoch, field.getKey(), Json.number(field.getValue(), field.getKey())));
                }
            }
        }
        return new TrialResult(
                arm,
                seed,
                settings,
                Json.number(Json.field(json, "seconds"), "seconds"),
                Json.string(json, "initialWeightsSha256"),
                Json.string(json, "finalWeightsSha256"),
                metrics);
    }
}
