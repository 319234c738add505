package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// `environment.json`: a list with an entry for each time that the run was started or resumed.
final class EnvironmentFile {

    private EnvironmentFile() {}

    static String text(List<Map<String, String>> starts) {
        ArrayNode json = Json.array();
        starts.forEach(entry -> json.add(Json.object(entry)));
        return Json.text(json);
    }

    static List<Map<String, String>> parse(byte[] bytes) throws MalformedException {
        JsonNode json = Json.parse(bytes);
        if (!json.isArray()) {
            throw new MalformedException("it is not a list");
        }
        List<Map<String, String>> starts = new ArrayList<>();
        for (JsonNode entry : json.values()) {
            starts.add(Json.strings(entry));
        }
        return starts;
    }
}
