package dev.halfwave.experiments.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Properties;

/// Which Halfwave this is.
///
/// @param version the version, as in the pom
/// @param commit the git commit, or `unknown`
public record Build(String version, String commit) {

    private static final String UNKNOWN = "unknown";

    /// This one. The version was written into a resource by the build. The commit is not in there, because a build
    /// depends on nothing but its sources: it is the system property `halfwave.commit`, or is read from the checkout
    /// that the classes lie in.
    public static Build current() {
        String commit = System.getProperty("halfwave.commit", "");
        return new Build(builtVersion(), commit.isBlank() ? checkedOut() : commit);
    }

    private static String builtVersion() {
        Properties properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("version", UNKNOWN);
        // Classes that an editor compiled come with the resource as it is in the sources.
        return version.startsWith("$") ? UNKNOWN : version;
    }

    private static String checkedOut() {
        try {
            CodeSource source = Build.class.getProtectionDomain().getCodeSource();
            if (source == null || source.getLocation() == null) {
                return UNKNOWN;
            }
            for (Path up = Path.of(source.getLocation().toURI()); up != null; up = up.getParent()) {
                if (Files.isDirectory(up.resolve(".git"))) {
                    return head(up.resolve(".git"));
                }
            }
            return UNKNOWN;
        } catch (IOException | URISyntaxException | RuntimeException e) {
            // To know the commit is good, but nothing depends on it.
            return UNKNOWN;
        }
    }

    /// The commit that `.git/HEAD` names, itself or through a branch.
    static String head(Path git) throws IOException {
        String head = Files.readString(git.resolve("HEAD")).strip();
        if (!head.startsWith("ref: ")) {
            return head;
        }
        String branch = head.substring("ref: ".length());
        if (Files.exists(git.resolve(branch))) {
            return Files.readString(git.resolve(branch)).strip();
        }
        for (String line : Files.readAllLines(git.resolve("packed-refs"))) {
            if (line.endsWith(" " + branch)) {
                return line.substring(0, line.indexOf(' '));
            }
        }
        return UNKNOWN;
    }
}
