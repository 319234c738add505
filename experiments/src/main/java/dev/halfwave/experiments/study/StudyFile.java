package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `study.json`: the composed configuration of a run, or of a part of one, and the version that composed it.
record StudyFile(String version, Configuration configuration) {

    private static final String SETTINGS = "settings";

    String text() {
        ObjectNode json = Json.object();
        json.put("experiment", configuration.experiment());
        json.put("version", version);
        json.put("preset", configuration.preset());
        if (!configuration.part().isWhole()) {
            json.put("part", configuration.part().toString());
        }
        json.set("overridden", Json.object(configuration.overridden()));
        json.set(SETTINGS, Json.object(configuration.settings()));
        ArrayNode arms = json.putArray("arms");
        for (Arm arm : configuration.arms()) {
            ObjectNode node = arms.addObject()
                    .put("name", arm.name())
                    .put("description", arm.description())
                    .put("note", arm.note());
            if (!arm.settings().isEmpty()) {
                node.set(SETTINGS, Json.object(arm.settings()));
            }
            ArrayNode seeds = node.putArray("seeds");
            configuration.seedsByArm().get(arm.name()).values().forEach(seeds::add);
        }
        return Json.text(json);
    }

    static StudyFile parse(byte[] bytes) throws MalformedException {
        JsonNode json = Json.parse(bytes);
        List<Arm> arms = new ArrayList<>();
        Map<String, Seeds> seedsByArm = new LinkedHashMap<>();
        for (JsonNode node : Json.list(json, "arms")) {
            Arm arm = new Arm(
                    Json.string(node, "name"),
                    Json.string(node, "description"),
                    Json.string(node, "note"),
                    node.has(SETTINGS) ? Json.strings(node.get(SETTINGS)) : Map.of());
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
        Configuration whole = new Configuration(
                Json.string(json, "experiment"),
                Json.string(json, "preset"),
                Json.strings(Json.field(json, "overridden")),
                Json.strings(Json.field(json, SETTINGS)),
                arms,
                seedsByArm,
                Part.WHOLE);
        return new StudyFile(Json.string(json, "version"), json.has("part") ? part(json, whole) : whole);
    }

    private static Configuration part(JsonNode json, Configuration whole) throws MalformedException {
        String text = Json.string(json, "part");
        try {
            return whole.withPart(Part.parse(text));
        } catch (IllegalArgumentException | UsageException e) {
            throw new MalformedException("it has a part " + text);
        }
    }

    /// What keeps a run that was started as `this` from going on as `other`, such as `epochs=20 (now 3)`: everything
    /// but seeds that are added to a whole run. In a part they would move trials to other parts.
    List<String> differences(StudyFile other) {
        List<String> differences = differencesBeforeSeeds(other, "now");
        difference(differences, "part ", "now", part(), other.part());
        if (differences.isEmpty()) {
            differences.addAll(seedDifferences(other, "now", configuration.part().isWhole()));
        }
        return differences;
    }

    /// What keeps `other` from being a part of the same run as `this`, such as `epochs=20 (there 3)`.
    List<String> differencesOfParts(StudyFile other) {
        List<String> differences = differencesBeforeSeeds(other, "there");
        if (differences.isEmpty()) {
            differences.addAll(seedDifferences(other, "there", false));
        }
        return differences;
    }

    private String part() {
        return configuration.part().isWhole() ? "none" : configuration.part().toString();
    }

    private List<String> differencesBeforeSeeds(StudyFile other, String where) {
        List<String> differences = new ArrayList<>();
        Configuration mine = configuration;
        Configuration others = other.configuration;
        difference(differences, "experiment ", where, mine.experiment(), others.experiment());
        difference(differences, "version ", where, version, other.version);
        difference(differences, "preset ", where, mine.preset(), others.preset());
        for (String key : mine.settings().keySet()) {
            difference(differences, key + "=", where, mine.settings().get(key),
                    others.settings().getOrDefault(key, "missing"));
        }
        String names = Configuration.names(mine.arms());
        difference(differences, "arms=", where, names, Configuration.names(others.arms()));
        if (names.equals(Configuration.names(others.arms()))) {
            for (int i = 0; i < mine.arms().size(); i++) {
                Arm arm = mine.arms().get(i);
                difference(differences, "arm " + arm.name() + " with ", where, settings(arm),
                        settings(others.arms().get(i)));
            }
        }
        return differences;
    }

    private static String settings(Arm arm) {
        return arm.settings().isEmpty() ? "no settings of its own" : arm.settingsText();
    }

    private List<String> seedDifferences(StudyFile other, String where, boolean mayBeMore) {
        List<String> differences = new ArrayList<>();
        configuration.seedsByArm().forEach((arm, seeds) -> {
            Seeds others = other.configuration.seedsByArm().get(arm);
            if (!mayBeMore || !others.values().containsAll(seeds.values())) {
                difference(differences, "arm " + arm + " with seeds ", where, seeds.toString(), others.toString());
            }
        });
        return differences;
    }

    private static void difference(
            List<String> differences, String what, String where, String mine, String others) {
        if (!mine.equals(others)) {
            differences.add(what + mine + " (" + where + " " + others + ")");
        }
    }
}
