package dev.halfwave.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.cli.Main;
import dev.halfwave.experiments.study.Experiments;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `docs/relu-and-its-dc.md` shows of Halfwave is so: its program compiles, runs and prints what the page says it
/// prints; its commands are understood; its excerpts are the sources' own; its classes and methods exist.
class DocsTest {

    private static final Path PAGE = Path.of("..", "docs", "relu-and-its-dc.md");

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    // A package of this project, then a class, then perhaps a method.
    private static final Pattern TYPE = Pattern.compile("(?:core|nn|experiments)(?:\\.[a-z]+)*\\.[A-Z]\\w*(?:#\\w+)?");

    @Test
    void theProgramPrintsWhatThePageSays(@TempDir Path folder) throws Exception {
        List<String[]> blocks = blocks();
        int at = 0;
        while (!blocks.get(at)[1].contains("void main()")) {
            at++;
        }
        assertThat(blocks.get(at)[0]).isEqualTo("java");
        assertThat(blocks.get(at + 1)[0]).as("after the command that starts it").isEmpty();

        Path program = folder.resolve("Inside.java");
        Files.writeString(program, blocks.get(at)[1]);
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Process java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-Dstdout.encoding=UTF-8",
                "--module-path", modulePath(),
                "--add-modules", "dev.halfwave.experiments",
                program.toString())
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(java.exitValue()).as(Files.readString(errors)).isZero();
        String expected = blocks.get(at + 2)[1];
        assertThat(Files.readString(output).lines().toList()).isEqualTo(expected.lines().toList());
    }

    /// What this test itself runs on, without the test classes, which are no module.
    private static String modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void everyCommandCanBeGiven() throws Exception {
        Pattern command = Pattern.compile("^\\./halfwave (run|describe) (\\S+(?: \\S+)*)", Pattern.MULTILINE);
        Set<String> shown = new TreeSet<>();
        for (MatchResult line : matches(command, text())) {
            String arguments = line.group(1) + " " + line.group(2) + (line.group(1).equals("run") ? " --dry-run" : "");
            assertThat(halfwave(arguments.split(" "))).as(line.group()).isNotEmpty();
            shown.add(line.group(2).split(" ")[0]);
        }
        assertThat(shown).as("experiments with a command on the page").hasSizeGreaterThan(10);
    }

    @Test
    void everyExcerptStandsInASource() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (String module : List.of("core", "nn", "heartrate", "experiments")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main"))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
                    sources.append(withoutLineBreaks(Files.readString(file))).append('\n');
                }
            }
        }
        int excerpts = 0;
        for (String[] block : blocks()) {
            if (block[0].equals("java") && !block[1].contains("void main()")) {
                assertThat(sources.indexOf(withoutLineBreaks(block[1])))
                        .as("an excerpt on the page that no source has (any more): " + block[1])
                        .isNotNegative();
                excerpts++;
            }
        }
        assertThat(excerpts).isGreaterThan(5);
    }

    private static String withoutLineBreaks(String java) {
        return java.strip().replaceAll("\\s+", " ");
    }

    @Test
    void everyClassAndMethodExists() throws Exception {
        int checked = 0;
        for (MatchResult code : matches(CODE, BLOCK.matcher(text()).replaceAll(""))) {
            Matcher type = TYPE.matcher(code.group(1));
            if (type.matches()) {
                String[] parts = code.group(1).split("#");
                Class<?> found = Class.forName("dev.halfwave." + parts[0], false, getClass().getClassLoader());
                if (parts.length == 2) {
                    assertThat(found.getDeclaredMethods()).as(code.group()).extracting(Method::getName)
                            .contains(parts[1]);
                }
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(10);
    }

    /// Those of the real command line, which nobody else needs.
    private static Experiments everyExperiment() throws ReflectiveOperationException {
        Field field = Main.class.getDeclaredField("EXPERIMENTS");
        field.setAccessible(true);
        return (Experiments) field.get(null);
    }

    private static String halfwave(String... arguments) throws ReflectiveOperationException {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = new Main(
                everyExperiment(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String[]> blocks() throws IOException {
        return matches(BLOCK, text()).stream()
                .map(match -> new String[] {match.group(1), match.group(2)})
                .toList();
    }

    private static String text() throws IOException {
        return Files.readString(PAGE);
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
