package dev.halfwave.experiments.onefilter;

import dev.halfwave.experiments.study.Setting;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// The places of a sweep as one setting: rising numbers, separated by commas.
final class Sweep {

    private Sweep() {}

    /// Whole numbers from `least` to `most`.
    static Setting<String> wholeNumbers(String name, String description, String places, int least, int most) {
        String rule = "must be whole numbers from " + least + " to " + most
                + ", rising, separated by commas, such as " + places;
        return Setting.text(name, description, places, text -> canonical(text, 0, least, most, rule));
    }

    /// Multiples of 0.01 from `least` to `most` hundredths.
    static Setting<String> hundredths(String name, String description, String places, int least, int most) {
        String rule = "must be multiples of 0.01 from " + plain(least, 2) + " to " + plain(most, 2)
                + ", rising, separated by commas, such as " + places;
        return Setting.text(name, description, places, text -> canonical(text, 2, least, most, rule));
    }

    /// The places that a canonical text of [#wholeNumbers] lists.
    static List<Integer> wholeNumbers(String text) {
        return units(text, 0);
    }

    /// The places that a canonical text of [#hundredths] lists, in hundredths.
    static List<Integer> hundredths(String text) {
        return units(text, 2);
    }

    private static String canonical(String text, int decimals, int least, int most, String rule) {
        for (String part : text.split(",", -1)) {
            // Short numbers only: a thousand digits are no place.
            if (!part.matches("\\d{1,6}(\\.\\d{1,6})?")) {
                throw new IllegalArgumentException(rule);
            }
        }
        List<Integer> places;
        try {
            places = units(text, decimals);
        } catch (ArithmeticException e) { // more decimals than there may be
            throw new IllegalArgumentException(rule, e);
        }
        int before = least - 1;
        for (int place : places) {
            if (place <= before || place > most) {
                throw new IllegalArgumentException(rule);
            }
            before = place;
        }
        return String.join(",", places.stream().map(place -> plain(place, decimals)).toList());
    }

    private static List<Integer> units(String text, int decimals) {
        List<Integer> units = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            units.add(new BigDecimal(part).movePointRight(decimals).intValueExact());
        }
        return units;
    }

    private static String plain(int units, int decimals) {
        BigDecimal value = BigDecimal.valueOf(units, decimals);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
