package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `study.json`: the composed configuration of a run and the version that composed it.
record StudyFile(String version, Configuration configuration) {

    String text() {
        ObjectNode json = Json.object();
        json.put("experiment", configuration.experiment());
        json.put("version", version);
        json.put("preset", configuration.preset());
        json.set("overridden", Json.object(configuration.overridden()));
        json.set("settings", Json.object(configuration.settings()));
        ArrayNode arms = json.putArray("arms");
        for (Arm arm : configuration.arms()) {
            ArrayNode seeds = arms.addObject()
                    .put("name", arm.name())
                    .put("description", arm.description())
                    .put("note", arm.note())
                    .putArray("seeds");
            configuration.seedsByArm().get(arm.name()).values().forEach(seeds::add);
        }
        return Json.text(json);
    }

    static StudyFile parse(byte[] bytes) throws MalformedException {
        JsonNode json = Json.parse(bytes);
        List<Arm> arms = new ArrayList<>();
        Map<String, Seeds> seedsByArm = new LinkedHashMap<>();
        for (JsonNode node : Json.list(json, "arms")) {
            Arm arm = new Arm(Json.string(node, "name"), Json.string(node, "description"), Json.string(node, "note"));
            // The name becomes part of paths.
            if (!Arm.NAME.matcher(arm.name()).matches()) {
                throw new MalformedException("it has an arm of the name " + arm.name());
            }
            List<Long> seeds = new ArrayList<>();
            for (JsonNode seed : Json.list(node, "seeds")) {
                seeds.add(Json.wholeNumber(seed, "seeds"));
                if (seeds.getLast() < 1) {
                    throw new MalformedException("it has a seed " + seeds.getLast());
                }
            }
            if (seeds.isEmpty()) {
                throw new MalformedException("arm " + arm.name() + " has no seeds");
            }
            arms.add(arm);
            if (seedsByArm.put(arm.name(), new Seeds(seeds)) != null) {
                throw new MalformedException("it has two arms of the name " + arm.name());
            }
        }
        if (arms.isEmpty()) {
            throw new MalformedException("it has no arms");
        }
        Configuration configuration = new Configuration(
                Json.string(json, "experiment"),
                Json.string(json, "preset"),
                Json.strings(Json.field(json, "overridden")),
                Json.strings(Json.field(json, "settings")),
                arms,
                seedsByArm);
        return new StudyFile(Json.string(json, "version"), configuration);
    }

    /// What keeps a run that was started as `this` from going on as `other`, such as `epochs=20 (now 3)`: everything
    /// but seeds that are added.
    List<String> differences(StudyFile other) {
        List<String> differences = new ArrayList<>();
        Configuration before = configuration;
        Configuration now = other.configuration;
        difference(differences, "experiment ", before.experiment(), now.experiment());
        difference(differences, "version ", version, other.version);
        difference(differences, "preset ", before.preset(), now.preset());
        for (String key : before.settings().keySet()) {
            difference(differences, key + "=", before.settings().get(key), now.settings().getOrDefault(key, "missing"));
        }
        difference(differences, "arms=", Configuration.names(before.arms()), Configuration.names(now.arms()));
        if (differences.isEmpty()) {
            for (String arm : before.seedsByArm().keySet()) {
                Seeds seeds = before.seedsByArm().get(arm);
                Seeds seedsNow = now.seedsByArm().get(arm);
                if (!seedsNow.values().containsAll(seeds.values())) {
                    difference(differences, "arm " + arm + " with seeds ", seeds.toString(), seedsNow.toString());
                }
            }
        }
        return differences;
    }

    private static void difference(List<String> differences, String what, String before, String now) {
        if (!before.equals(now)) {
            differences.add(what + before + " (now " + now + ")");
        }
    }
}
