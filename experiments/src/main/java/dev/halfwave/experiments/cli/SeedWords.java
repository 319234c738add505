package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Says which seeds the arms have.
final class SeedWords {

    private SeedWords() {}

    /// Such as `seeds 1..20 for each arm`, or `seeds 1..100 for relu, linear; seeds 1..20 for the others`.
    static String of(Configuration configuration) {
        Map<Seeds, List<String>> arms = new LinkedHashMap<>();
        configuration.seedsByArm().forEach(
                (arm, seeds) -> arms.computeIfAbsent(seeds, key -> new ArrayList<>()).add(arm));
        if (arms.size() == 1) {
            return words(arms.keySet().iterator().next()) + " for each arm";
        }
        // The largest group is the one whose names are left out.
        List<String> most = List.of();
        for (List<String> names : arms.values()) {
            most = names.size() > most.size() ? names : most;
        }
        List<String> parts = new ArrayList<>();
        for (var entry : arms.entrySet()) {
            boolean others = entry.getValue().equals(most);
            parts.add(words(entry.getKey()) + " for " + (others ? "the others" : String.join(", ", entry.getValue())));
        }
        return String.join("; ", parts);
    }

    private static String words(Seeds seeds) {
        return seeds.values().size() == 1 ? "seed " + seeds.values().getFirst() : "seeds " + seeds.ranges();
    }
}
