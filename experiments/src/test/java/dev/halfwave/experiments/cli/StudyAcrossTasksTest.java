package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.ablation.TinyStudy;
import dev.halfwave.experiments.study.Experiments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A study across tasks from the command line: its arms are trained, resumed, shared out, merged and verified as any.
final class StudyAcrossTasksTest {

    @TempDir
    private Path temporary;

    private static String halfwave(int expected, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = new Main(
                Experiments.of(TinyStudy.acrossTasks()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        return expected == 0 ? out.toString(StandardCharsets.UTF_8) : err.toString(StandardCharsets.UTF_8);
    }

    private Path run(String name, String... more) {
        Path place = temporary.resolve(name);
        List<String> arguments = new ArrayList<>(List.of("run", "tiny-study", "--seeds", "1..6", "--set", "epochs=2",
                "--out", place.toString()));
        arguments.addAll(List.of(more));
        halfwave(0, arguments.toArray(String[]::new));
        return place;
    }

    private static void assertSameResults(Path one, Path other) throws IOException {
        for (String file : List.of("metrics.csv", "summary.json", "comparisons.csv")) {
            assertThat(other.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
        }
    }

    @Test
    void isTheSameInPartsAndAfterARestart() throws IOException {
        Path whole = run("whole", "--threads", "3");
        assertThat(whole.resolve("trials/relu@0.3/seed-6.json")).isRegularFile();
        assertThat(Files.readString(whole.resolve("comparisons.csv")))
                .contains("\ndeclared,common,relu@0.5,linear@0.5,", "\nacrossTasks,common,relu,linear,");
        assertThat(Files.readString(whole.resolve("report.html")))
                .contains("By their hashes, the arms of a seed on one "
                        + "task had the same training and test samples.", "Performance profile of relu – linear");

        Path first = run("first", "--part", "1/2", "--threads", "1");
        Path second = run("second", "--part", "2/2", "--threads", "2");
        Path merged = temporary.resolve("merged");
        halfwave(0, "merge", first.toString(), second.toString(), "--out", merged.toString());
        assertSameResults(whole, merged);

        for (String file : List.of("trials/linear@0.5/seed-2.json", "trials/linear@0.5/seed-2.safetensors",
                "summary.json")) {
            Files.delete(merged.resolve(file));
        }
        run("merged", "--resume");
        assertSameResults(whole, merged);
        halfwave(0, "verify", whole.toString(), "--trial", "relu@0.3/2");
    }

    @Test
    void oneTaskCanBeChosen() {
        String told = halfwave(0, "run", "tiny-study", "--seeds", "1..6", "--set", "epochs=2", "--set",
                "arms=relu@0.3,linear@0.3", "--out", temporary.resolve("one").toString());
        assertThat(told.replaceAll("\\s+", " ")).contains("Across 2 tasks (offset 0.5, 0.3)", "relu – linear not run",
                "relu – linear: relu@0.5 and linear@0.5 were not asked for");
        assertThat(halfwave(2, "run", "tiny-study", "--set", "arms=relu")).contains("tiny-study has no arm relu");
    }

    @Test
    void describeShowsTheTaskOfEveryArm() {
        assertThat(halfwave(0, "describe", "tiny-study"))
                .contains("linear@0.3  nothing after conv1 (activation=none, offset=0.3). It is linear.")
                .containsPattern("offset +by arm +how far the means of the two classes are from 0");
    }
}
