package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinnedFileTest {

    private static final Setting<String> DATA = PinnedFile.setting("data", "some text", file -> {
        if (Files.readString(file).isEmpty()) {
            throw new IOException(file + ": is empty");
        }
    });

    @TempDir
    Path folder;

    @Test
    void aSettingNamesTheContent() throws IOException {
        Path file = Files.writeString(folder.resolve("data.txt"), "1\n".repeat(16));
        // yes 1 | head -16 | sha256sum
        String hash = "3ff41cf22d4c4544514802ce2aecc08eea6c0989c3fa2e735c545f1054b26b88";
        String pinned = file + "#sha256=" + hash;
        assertThat(DATA.parse(file.toString())).isEqualTo(pinned);
        assertThat(DATA.parse(pinned)).isEqualTo(pinned);
        assertThat(PinnedFile.path(pinned)).isEqualTo(file);
        assertThat(PinnedFile.sha256(pinned)).isEqualTo(hash);
        assertThat(DATA.parse("")).isEmpty();
        Files.writeString(file, "2\n");
        assertThatThrownBy(() -> DATA.parse(pinned))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be the file with this SHA-256, but " + file + " now has " + Sha256.ofFile(file));
    }

    @Test
    void aSettingRefusesWhatCannotBeUsed() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.txt"));
        assertThatThrownBy(() -> DATA.parse(file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a file that can be used: " + file + ": is empty");
        assertThatThrownBy(() -> DATA.parse(folder.resolve("none").toString()))
                .hasMessage("must be a file, but there is none of this name");
        assertThatThrownBy(() -> DATA.parse("a\0b")).hasMessageStartingWith("must be a file that can be used");
        for (String noFile : List.of(folder.toString(), "/dev/zero")) {
            assumeTrue(Files.exists(Path.of(noFile)));
            assertThatThrownBy(() -> DATA.parse(noFile)).hasMessage("must be a file, not a folder or a device");
        }
    }

    /// The hash is what `sha256sum a.txt b.txt | sha256sum` prints.
    @Test
    void aFolderIsNamedWithTheContentOfTheFilesThatAreUsed() throws IOException {
        Setting<String> data = PinnedFile.folderOr("none", "data", "two texts",
                place -> List.of(place.resolve("sub/a.txt"), place.resolve("b.txt")));
        Path a = Files.writeString(Files.createDirectory(folder.resolve("sub")).resolve("a.txt"), "1\n");
        Path b = Files.writeString(folder.resolve("b.txt"), "2\n");
        // (mkdir sub; echo 1 > sub/a.txt; echo 2 > b.txt; sha256sum sub/a.txt b.txt | sha256sum)
        String pinned = folder + "#sha256=783c6a4190b7ac72270dd711930014e24840a55eb531eabf2d83c062ced91097";
        assertThat(data.parse(folder.toString())).isEqualTo(pinned);
        Files.writeString(folder.resolve("notes.txt"), "not used");
        assertThat(data.parse(pinned)).isEqualTo(pinned);
        assertThat(PinnedFile.path(pinned)).isEqualTo(folder);
        assertThat(data.parse("none")).isEqualTo("none");
        Files.move(a, folder.resolve("c.txt"));
        assertThatThrownBy(() -> data.parse(pinned)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be none or a folder, but there is none of this name");
        Files.move(b, a);
        Files.move(folder.resolve("c.txt"), b); // the same bytes under each other's name
        assertThatThrownBy(() -> data.parse(pinned)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be the folder with this SHA-256, but " + folder + " now has ");
    }

    @Test
    void whereAFileLiesIsNoneOfItsContent() {
        String hash = "#sha256=" + "0".repeat(64);
        assertThat(PinnedFile.withoutFolder("/some/where/data.pkl" + hash)).isEqualTo("data.pkl" + hash);
        assertThat(PinnedFile.withoutFolder("data.pkl" + hash)).isEqualTo("data.pkl" + hash);
        assertThat(PinnedFile.withoutFolder("/no/file#sha256=12")).isEqualTo("/no/file#sha256=12");
        assertThat(PinnedFile.withoutFolder("")).isEmpty();
    }
}
