package dev.halfwave.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.ablation.TinyStudy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line of a program with a study of its own.
final class HalfwaveTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int halfwave(String... arguments) {
        return Halfwave.run(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments, TinyStudy.study());
    }

    @Test
    void knowsThisStudyAndNoOther() {
        assertThat(halfwave("list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly(
                "tiny-study", "    Does ReLU keep conv1 near its start?", "    Answers: nobody's claim");
        assertThat(halfwave("describe", "relu-dc")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("halfwave: there is no experiment relu-dc");
    }

    @Test
    void runsIt(@TempDir Path folder) {
        Path place = folder.resolve("run");
        assertThat(halfwave("run", "tiny-study", "--seeds", "1", "--out", place.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Report: " + place.resolve("report.html"));
        assertThat(place.resolve("report.html")).content().contains("ReLU keeps conv1 near its start");
    }

    @Test
    void isCalledWhatStartsIt(@TempDir Path folder) {
        System.setProperty("halfwave.program", "java -jar tiny.jar");
        try {
            assertThat(halfwave("describe", "relu-dc")).isEqualTo(2);
            assertThat(halfwave("run", "tiny-study", "--epochs", "1")).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8).lines()).containsExactly(
                    "java -jar tiny.jar: there is no experiment relu-dc; see all with: java -jar tiny.jar list",
                    "java -jar tiny.jar: java -jar tiny.jar run has no option --epochs; see all with: java -jar tiny.jar run --help");
            assertThat(halfwave("run", "--help")).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: java -jar tiny.jar run [",
                    "A name that `java -jar tiny.jar list` shows.").doesNotContain("halfwave", "ROOT-COMMAND");
            Path place = folder.resolve("run");
            assertThat(halfwave("run", "tiny-study", "--seeds", "1", "--out", place.toString())).isZero();
            assertThat(place.resolve("report.html")).content()
                    .contains("java -jar tiny.jar run tiny-study --preset quick --seeds 1");
        } finally {
            System.clearProperty("halfwave.program");
        }
    }

    @Test
    void saysInALineWhatIsWrongWithADeclaration() {
        int code = Halfwave.run(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                new String[] {"list"}, () -> Study.named("Blur").asks("Does it?").build());
        assertThat(code).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).containsExactly(
                "halfwave: Study Blur: it lacks trains(...), which builds what a trial trains");
        assertThat(Halfwave.run(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), new String[] {"list"}, TinyStudy::study)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("tiny-study");
    }

    @Test
    void refusesNoStudyAndTwoOfOneName() {
        assertThatThrownBy(() -> Halfwave.run(new String[] {"list"}))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Halfwave: there is no study to run");
        assertThatThrownBy(() -> Halfwave.run(new String[] {"list"}, TinyStudy.study(), TinyStudy.study()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Halfwave: two studies are called tiny-study");
    }
}
