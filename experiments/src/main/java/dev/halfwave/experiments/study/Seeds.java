package dev.halfwave.experiments.study;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Distinct seeds of at least 1, ascending.
public record Seeds(List<Long> values) {

    private static final int MOST = 100_000;
    private static final Pattern PART = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

    public Seeds {
        values = List.copyOf(new TreeSet<>(values));
    }

    /// Seeds 1 to `count`.
    public static Seeds upTo(int count) {
        return range(1, count);
    }

    /// Reads `20`, which means 1 to 20, or a list such as `5,7..9`.
    public static Seeds parse(String text) {
        TreeSet<Long> seeds = new TreeSet<>();
        String[] parts = text.split(",", -1);
        for (String part : parts) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                throw refused(text, "expected a count such as 20, which means seeds 1 to 20, or a list such as 5,7..9");
            }
            long first = Long.parseLong(matcher.group(1));
            long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
            if (parts.length == 1 && matcher.group(2) == null) {
                if (first == 0) {
                    throw refused(text, "at least 1 seed is needed");
                }
                first = 1;
            }
            if (first == 0) {
                throw refused(text, "the smallest seed is 1");
            }
            if (first > last) {
                throw refused(text, "a range goes upwards, as in " + last + ".." + first);
            }
            if (last - first >= MOST - seeds.size()) {
                throw refused(text, "at most " + MOST + " seeds are possible");
            }
            for (long seed = first; seed <= last; seed++) {
                if (!seeds.add(seed)) {
                    throw refused(text, "seed " + seed + " is there twice");
                }
            }
        }
        return new Seeds(List.copyOf(seeds));
    }

    private static UsageException refused(String text, String reason) {
        return new UsageException("--seeds " + text + ": " + reason);
    }

    private static Seeds range(long first, long last) {
        List<Long> seeds = new ArrayList<>();
        for (long seed = first; seed <= last; seed++) {
            seeds.add(seed);
        }
        return new Seeds(seeds);
    }

    /// All seeds as ranges: `1..20`, `5,7..9`.
    public String ranges() {
        List<String> ranges = new ArrayList<>();
        for (int from = 0, to; from < values.size(); from = to) {
            to = from + 1;
            while (to < values.size() && values.get(to) == values.get(to - 1) + 1) {
                to++;
            }
            long first = values.get(from);
            long last = values.get(to - 1);
            ranges.add(first == last ? "" + first : first + ".." + last);
        }
        return String.join(",", ranges);
    }

    /// A text that [#parse] reads as these seeds.
    @Override
    public String toString() {
        // A number alone would be a count.
        return values.size() == 1 ? values.getFirst() + ".." + values.getFirst() : ranges();
    }
}
