package dev.halfwave.experiments.study;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One of several parts of a run, each of which runs in a folder of its own, on any machine.
///
/// The trials, in the order of `metrics.csv` (arms as they are declared, then seeds), are dealt like cards: the first to
/// part 1, the second to part 2, and after the last part to part 1 again. So all parts have equally many trials, and
/// equally many of each arm, give or take one; and which trials a part has depends on nothing but the configuration.
///
/// @param number from 1 to `of`
/// @param of how many parts there are
public record Part(int number, int of) {

    /// The only part of a run in one place.
    public static final Part WHOLE = new Part(1, 1);

    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,8})/([1-9]\\d{0,8})");

    public Part {
        if (number < 1 || number > of) {
            throw new IllegalArgumentException("there is no part " + number + " of " + of);
        }
    }

    /// Reads `2/4`.
    ///
    /// @throws IllegalArgumentException that says what would be right: `must be ...`
    public static Part parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > Integer.parseInt(matcher.group(2))) {
            throw new IllegalArgumentException("must be a part and the number of parts, such as 2/4");
        }
        return new Part(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /// Whether there are no others.
    public boolean isWhole() {
        return of == 1;
    }

    /// What this part is dealt of all.
    <T> List<T> dealt(List<T> all) {
        List<T> dealt = new ArrayList<>();
        for (int i = number - 1; i < all.size(); i += of) {
            dealt.add(all.get(i));
        }
        return dealt;
    }

    /// A text that [#parse] reads.
    @Override
    public String toString() {
        return number + "/" + of;
    }
}
