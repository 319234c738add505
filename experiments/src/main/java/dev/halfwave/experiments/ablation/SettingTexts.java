package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Settings whose value is a list, and what their texts mean.
final class SettingTexts {

    /// The text of an empty list.
    static final String NONE = "none";

    /// Every layer that has parameters.
    static final String EACH = "each";

    /// Fewer do not show whether the best rate lies on the edge.
    private static final int FEWEST_RATES = 3;

    private static final Setting<Double> POSITIVE = Setting.positiveNumber("number", "", 1);

    private SettingTexts() {}

    /// Names of layers separated by commas, or `none`.
    static Setting<String> layers(String name, String description) {
        return Setting.text(name, description, NONE, text -> String.join(",", names(text)));
    }

    /// Losses separated by commas, from the largest to the smallest, or `none`.
    static Setting<String> losses(String name, String description) {
        return Setting.text(name, description, NONE, text -> {
            if (text.equals(NONE)) {
                return NONE;
            }
            return distinct(text, "losses above 0, such as 0.3,0.1,0.03, or none").stream()
                    .sorted(Comparator.reverseOrder())
                    .map(Outcome::text)
                    .collect(Collectors.joining(","));
        });
    }

    /// At least three learning rates separated by commas, each larger than the one before.
    static Setting<String> rates(String name, String description, String defaultValue) {
        return Setting.text(name, description, defaultValue, text -> {
            String expected = "at least " + FEWEST_RATES + " learning rates that grow, such as 0.0001,0.001,0.01";
            List<Double> rates = distinct(text, expected);
            if (rates.size() < FEWEST_RATES || !rates.equals(rates.stream().sorted().toList())) {
                throw new IllegalArgumentException("must be " + expected);
            }
            return rates.stream().map(Outcome::text).collect(Collectors.joining(","));
        });
    }

    /// `true` or `false`.
    static Setting<Boolean> yesOrNo(String name, String description) {
        return new Setting<>(name, description, false, text -> {
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true");
            }
            throw new IllegalArgumentException("must be true or false");
        });
    }

    /// The numbers of a list's text; none for `none`.
    static List<Double> numbers(String text) {
        List<Double> numbers = new ArrayList<>();
        if (!text.equals(NONE)) {
            for (String number : text.split(",", -1)) {
                numbers.add(Double.valueOf(number));
            }
        }
        return numbers;
    }

    /// The layers of a list's text; none for `none`.
    static List<String> layers(String text) {
        return text.equals(NONE) ? List.of() : List.of(text.split(",", -1));
    }

    private static Set<String> names(String text) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : text.split(",", -1)) {
            if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
                throw new IllegalArgumentException("must be names of layers separated by commas, or none");
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException("must name every layer once, but " + name + " is there twice");
            }
        }
        if (names.size() > 1 && (names.contains(NONE) || names.contains(EACH))) {
            throw new IllegalArgumentException(
                    "must be names of layers, or one word alone that stands for none or each");
        }
        return names;
    }

    private static List<Double> distinct(String text, String expected) {
        List<Double> numbers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            double number;
            try {
                number = POSITIVE.parse(part);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("must be " + expected, e);
            }
            if (numbers.contains(number)) {
                throw new IllegalArgumentException("must be " + expected + "; " + part + " is there twice");
            }
            numbers.add(number);
        }
        return numbers;
    }
}
