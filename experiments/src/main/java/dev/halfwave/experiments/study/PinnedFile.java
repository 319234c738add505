package dev.halfwave.experiments.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// A setting that names a file from outside, and says which bytes it had: `path#sha256=...`.
///
/// ```java
/// static final Setting<String> DATA = PinnedFile.setting("data", "a file with a recorded signal", Recording::read);
///
/// Recording recording = Recording.read(PinnedFile.path(trial.get(DATA)));
/// ```
///
/// The hash is added where it is missing and compared where it is there. So a run folder says which data it is from, and a
/// run is not resumed on other data. The default is empty: no file.
public final class PinnedFile {

    private static final String HASH_MARK = "#sha256=";

    private PinnedFile() {}

    /// Reads a file to see whether it can be used.
    @FunctionalInterface
    public interface Check {

        /// @throws IOException if it cannot be read or is no such file; the message says what and where
        void read(Path file) throws IOException;
    }

    /// A setting that names a file or is empty.
    ///
    /// @param check reads a file that is named for the first time, before anything is run
    public static Setting<String> setting(String name, String description, Check check) {
        return Setting.text(name, description, "", pinning(check));
    }

    /// The pinned form of a path that may be pinned already; of an empty text, an empty one.
    ///
    /// @throws IllegalArgumentException if the file cannot be read or has another hash: `must be ...`
    static UnaryOperator<String> pinning(Check check) {
        return text -> {
            if (text.isEmpty()) {
                return "";
            }
            boolean isPinned = text.contains(HASH_MARK);
            String name = isPinned ? name(text) : text;
            String hash;
            try {
                Path file = Path.of(name);
                if (Files.exists(file) && !Files.isRegularFile(file)) { // a device may never end
                    throw new IllegalArgumentException("must be a file, not a folder or a device");
                }
                if (!isPinned) {
                    check.read(file);
                }
                hash = Sha256.ofFile(file);
            } catch (NoSuchFileException e) {
                throw new IllegalArgumentException("must be a file, but there is none of this name", e);
            } catch (IOException | InvalidPathException e) {
                throw new IllegalArgumentException("must be a file that can be used: " + e.getMessage(), e);
            }
            if (isPinned && !sha256(text).equals(hash)) {
                throw new IllegalArgumentException(
                        "must be the file with this SHA-256, but " + name + " now has " + hash);
            }
            return name + HASH_MARK + hash;
        };
    }

    /// The path of a pinned file.
    public static Path path(String pinned) {
        return Path.of(name(pinned));
    }

    /// The SHA-256 of a pinned file, in small hexadecimal digits.
    public static String sha256(String pinned) {
        return pinned.substring(pinned.lastIndexOf(HASH_MARK) + HASH_MARK.length());
    }

    private static String name(String pinned) {
        return pinned.substring(0, pinned.lastIndexOf(HASH_MARK));
    }
}
