package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `seed-<n>.json` in the folder of an arm or a variant.
final class TrialFile {

    private static final String EPOCH = "epoch";
    private static final String VARIANT = "variant";
    private static final int LARGEST_EPOCH = 1_000_000; // whoever draws them may allocate by their number
    private static final String DATA = "dataSha256"; // files of earlier versions lack it
    private static final String INITIAL_WEIGHTS = "initialWeightsSha256";
    private static final String FINAL_WEIGHTS = "finalWeightsSha256";
    private static final String WEIGHTS_FILE = "weightsFileSha256";
    private static final String VALUES = "valuesSha256"; // files of earlier versions lack it

    private TrialFile() {}

    /// @param weightsFileSha256 of the whole weights file, by which a resumed run knows that it is unharmed; left out,
    ///     like the other hashes, where there are no weights
    static String text(TrialResult result, String weightsFileSha256) {
        ObjectNode json = Json.object();
        putName(json, result.trial());
        json.set("settings", Json.object(result.settings()));
        json.put("seconds", result.seconds());
        if (!result.dataSha256().isEmpty()) {
            json.put(DATA, result.dataSha256());
        }
        if (result.hasWeights()) {
            json.put(INITIAL_WEIGHTS, result.initialWeightsSha256());
            json.put(FINAL_WEIGHTS, result.finalWeightsSha256());
            json.put(WEIGHTS_FILE, weightsFileSha256);
        }
        ArrayNode epochs = json.putArray("epochs");
        ObjectNode row = Json.object();
        for (MetricValue value : result.metrics()) {
            if (!row.has(EPOCH) || row.get(EPOCH).intValue() != value.epoch()) {
                row = epochs.addObject().put(EPOCH, value.epoch());
            }
            row.put(value.metric(), value.value());
        }
        json.put(VALUES, sha256(result.metrics()));
        return Json.text(json);
    }

    /// The hash of all values with their names and epochs, by which a changed digit is noticed.
    private static String sha256(List<MetricValue> metrics) {
        StringBuilder text = new StringBuilder();
        for (MetricValue value : metrics) {
            text.append(value.epoch()).append(' ').append(value.metric()).append(' ').append(value.value())
                    .append('\n');
        }
        return HexFormat.of().formatHex(Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /// Arm, variant where there is one, and seed.
    static void putName(ObjectNode json, Trial trial) {
        json.put("arm", trial.arm());
        if (!trial.variant().isEmpty()) {
            json.put(VARIANT, trial.variant());
        }
        json.put("seed", trial.seed());
    }

    /// The hash of the weights file beside this one; empty where there is none.
    static Optional<String> weightsFileSha256(byte[] bytes) throws MalformedException {
        JsonNode json = Json.parse(bytes);
        return hasWeights(json) ? Optional.of(Json.string(json, WEIGHTS_FILE)) : Optional.empty();
    }

    private static boolean hasWeights(JsonNode json) {
        return json.has(INITIAL_WEIGHTS) || json.has(FINAL_WEIGHTS) || json.has(WEIGHTS_FILE);
    }

    /// A file of another trial, or of the same with other settings, is refused.
    static void requireOf(JsonNode json, Trial trial) throws MalformedException {
        String arm = Json.string(json, "arm");
        String variant = json.has(VARIANT) ? Json.string(json, VARIANT) : "";
        long seed = Json.wholeNumber(Json.field(json, "seed"), "seed");
        Map<String, String> settings = Json.strings(Json.field(json, "settings"));
        if (!arm.equals(trial.arm()) || !variant.equals(trial.variant()) || seed != trial.seed()) {
            throw new MalformedException("it is of " + Trial.name(Trial.group(arm, variant), seed));
        }
        if (!settings.equals(trial.settings())) {
            throw new MalformedException("it was made with " + differences(settings, trial.settings())
                    + "; if other trials are said to differ likewise, it is study.json that was changed");
        }
    }

    /// Such as `epochs=20 (3 in study.json)`.
    private static String differences(Map<String, String> made, Map<String, String> wanted) {
        Set<String> keys = new LinkedHashSet<>(made.keySet());
        keys.addAll(wanted.keySet());
        List<String> differences = new ArrayList<>();
        for (String key : keys) {
            String mine = made.getOrDefault(key, "no value");
            String theirs = wanted.getOrDefault(key, "none");
            if (!mine.equals(theirs)) {
                differences.add(key + "=" + mine + " (" + theirs + " in study.json)");
            }
        }
        return String.join(", ", differences);
    }

    /// Reads the result of `trial`, and nothing else: a file of another trial is refused.
    static TrialResult parse(byte[] bytes, Trial trial) throws MalformedException {
        JsonNode json = Json.parse(bytes);
        requireOf(json, trial);
        List<MetricValue> metrics = new ArrayList<>();
        List<JsonNode> rows = Json.list(json, "epochs");
        long last = -1;
        for (JsonNode row : rows) {
            long epoch = Json.wholeNumber(Json.field(row, EPOCH), EPOCH);
            if (epoch <= last || epoch > LARGEST_EPOCH) {
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
        if (json.has(VALUES) && !Json.string(json, VALUES).equals(sha256(metrics))) {
            throw new MalformedException("its values are not those that were written");
        }
        return new TrialResult(
                trial.arm(),
                trial.variant(),
                trial.seed(),
                trial.settings(),
                Json.number(Json.field(json, "seconds"), "seconds"),
                json.has(DATA) ? Json.string(json, DATA) : "",
                hasWeights(json) ? Json.string(json, INITIAL_WEIGHTS) : "",
                hasWeights(json) ? Json.string(json, FINAL_WEIGHTS) : "",
                metrics);
    }
}
