package dev.halfwave.experiments.study;

import java.util.Collection;

/// Finds what someone who mistyped a name may have meant.
public final class Nearest {

    private Nearest() {}

    /// How a message about an unknown name ends: `; did you mean relu-dc? See all with: halfwave list`, without the
    /// question where no name is near.
    ///
    /// @param command the command that shows all names
    public static String hint(String typed, Collection<String> names, String command) {
        String nearest = "";
        // More than a third of the letters wrong is another word.
        int fewest = Math.max(1, typed.length() / 3) + 1;
        for (String name : names) {
            int edits = edits(typed, name);
            if (edits < fewest) {
                fewest = edits;
                nearest = name;
            }
        }
        return nearest.isEmpty()
                ? "; see all with: " + command
                : "; did you mean " + nearest + "? See all with: " + command;
    }

    /// The Levenshtein distance, where swapping two neighbours counts as one edit.
    private static int edits(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
