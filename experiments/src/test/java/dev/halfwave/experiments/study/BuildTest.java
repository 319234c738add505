package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path git;

    @Test
    void readsTheCommitThatIsCheckedOut() throws IOException {
        Files.writeString(git.resolve("HEAD"), COMMIT + "\n");
        assertThat(Build.head(git)).isEqualTo(COMMIT);
    }

    @Test
    void readsTheCommitOfTheBranchThatIsCheckedOut() throws IOException {
        Files.createDirectories(git.resolve("refs/heads"));
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(git.resolve("refs/heads/main"), COMMIT + "\n");
        assertThat(Build.head(git)).isEqualTo(COMMIT);
    }

    @Test
    void readsTheCommitOfAPackedBranch() throws IOException {
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(git.resolve("packed-refs"), "# pack-refs with: peeled fully-peeled sorted\n"
                + "89abcdef0123456789abcdef0123456789abcdef refs/heads/domain\n" + COMMIT + " refs/heads/main\n");
        assertThat(Build.head(git)).isEqualTo(COMMIT);
    }

    @Test
    void knowsItsVersion() {
        assertThat(Build.current().version()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    }
}
