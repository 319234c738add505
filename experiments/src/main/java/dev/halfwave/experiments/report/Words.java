package dev.halfwave.experiments.report;

import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.List;

/// Parts of sentences.
public final class Words {

    private Words() {}

    /// Parts as a sentence lists them: `a, b and c`.
    public static String and(List<String> parts) {
        return parts.size() < 2
                ? String.join("", parts)
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }

    /// Names set as code.
    public static List<String> code(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").toList();
    }

    /// A sentence with a capital letter.
    public static String upper(String sentence) {
        return sentence.isEmpty() ? "" : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    /// A name without its capital letter.
    public static String lower(String name) {
        return name.isEmpty() ? "" : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /// A number of things: `1 seed`, `3 seeds`.
    public static String count(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    /// Why these arms cannot be compared: `a` and `b` were not asked for, `c` has no finished trial. Empty if all of them
    /// have a finished trial.
    public static String missing(RunData run, List<String> arms) {
        List<String> notAsked = arms.stream().filter(arm -> !run.seedsByArm().containsKey(arm)).toList();
        List<String> unfinished =
                arms.stream().filter(arm -> !notAsked.contains(arm) && run.trials(arm).isEmpty()).toList();
        List<String> parts = new ArrayList<>();
        if (!notAsked.isEmpty()) {
            parts.add(and(code(notAsked)) + (notAsked.size() == 1 ? " was" : " were") + " not asked for");
        }
        if (!unfinished.isEmpty()) {
            parts.add(and(code(unfinished)) + (unfinished.size() == 1 ? " has" : " have") + " no finished trial");
        }
        return and(parts);
    }
}
