package dev.halfwave.experiments.study;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// A setting that names a file or a folder from outside, and says which bytes it had: `path#sha256=...`.
///
/// ```java
/// static final Setting<String> DATA = PinnedFile.setting("data", "a file with a recorded signal", Recording::read);
///
/// Recording recording = Recording.read(PinnedFile.path(trial.get(DATA)));
/// ```
///
/// The hash is added where it is missing and compared where it is there. So a run folder says which data it is from, and a
/// run is not resumed on other data. The default is empty: no file.
///
/// The hash of a folder is that of the list of the hashes of its files, as `sha256sum S1.pkl S2.pkl | sha256sum` prints
/// it in this folder: it changes with a file's bytes, its name, and with files that come or go.
public final class PinnedFile {

    private static final String HASH_MARK = "#sha256=";

    private static final Pattern PINNED = Pattern.compile("(?s).*" + HASH_MARK + "[0-9a-f]{64}");

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
        return Setting.text(name, description, "",
                pinning("", "a file", "file", (file, isNew) -> ofFile(file, isNew, check)));
    }

    /// Says which files of a folder are used.
    @FunctionalInterface
    public interface Contents {

        /// In an order that depends on their names only.
        ///
        /// @throws IOException if the folder cannot be used; the message says what and where
        List<Path> of(Path folder) throws IOException;
    }

    /// A setting that names a folder, or is a word, its default, for data that need none.
    ///
    /// All files are read for the hash whenever a text becomes a value. Where they are large, a trial takes the text from
    /// its settings as it is, so that they are hashed once when a run is started.
    public static Setting<String> folderOr(String word, String name, String description, Contents contents) {
        return Setting.text(name, description, word, pinning(word, word + " or a folder", "folder", (folder, isNew) -> {
            List<Path> used = contents.of(folder);
            return Files.isDirectory(folder) ? sha256(folder, used) : Sha256.ofFile(folder);
        }));
    }

    private static String sha256(Path folder, List<Path> files) throws IOException {
        StringBuilder list = new StringBuilder();
        for (Path file : files) {
            String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
            list.append(Sha256.ofFile(file)).append("  ").append(name).append('\n');
        }
        return HexFormat.of().formatHex(Sha256.of(list.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private interface Hash {

        String of(Path path, boolean isNew) throws IOException;
    }

    private static String ofFile(Path file, boolean isNew, Check check) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) { // a device may never end
            throw new IllegalArgumentException("must be a file, not a folder or a device");
        }
        if (isNew) {
            check.read(file);
        }
        return Sha256.ofFile(file);
    }

    /// The pinned form of a path that may be pinned already; of the text for nothing, that text.
    ///
    /// @throws IllegalArgumentException if the path cannot be read or has another hash: `must be ...`
    private static UnaryOperator<String> pinning(String nothing, String wanted, String kind, Hash content) {
        return text -> {
            if (text.equals(nothing)) {
                return text;
            }
            boolean isPinned = text.contains(HASH_MARK);
            String name = isPinned ? name(text) : text;
            String hash;
            try {
                hash = content.of(Path.of(name), !isPinned);
            } catch (NoSuchFileException e) {
                throw new IllegalArgumentException("must be " + wanted + ", but there is none of this name", e);
            } catch (IOException | InvalidPathException e) {
                throw new IllegalArgumentException("must be " + wanted + " that can be used: " + e.getMessage(), e);
            }
            if (isPinned && !sha256(text).equals(hash)) {
                throw new IllegalArgumentException(
                        "must be the " + kind + " with this SHA-256, but " + name + " now has " + hash);
            }
            return name + HASH_MARK + hash;
        };
    }

    /// The path of a pinned file or folder.
    public static Path path(String pinned) {
        return Path.of(name(pinned));
    }

    /// The SHA-256 of a pinned file or folder, in small hexadecimal digits.
    public static String sha256(String pinned) {
        return pinned.substring(pinned.lastIndexOf(HASH_MARK) + HASH_MARK.length());
    }

    /// A pinned text without the folder in which the file lies; any other text as it is.
    static String withoutFolder(String text) {
        if (!PINNED.matcher(text).matches()) {
            return text;
        }
        Path name = path(text).getFileName();
        return (name == null ? "" : name) + HASH_MARK + sha256(text);
    }

    private static String name(String pinned) {
        return pinned.substring(0, pinned.lastIndexOf(HASH_MARK));
    }
}
