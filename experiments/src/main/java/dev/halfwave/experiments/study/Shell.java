package dev.halfwave.experiments.study;

/// Writes commands that can be pasted into a shell.
public final class Shell {

    private Shell() {}

    /// `text` as one word.
    public static String word(String text) {
        return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
