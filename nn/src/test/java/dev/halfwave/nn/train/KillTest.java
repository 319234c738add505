package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.nn.ForkedJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A training that is killed without warning and resumed by another JVM ends with the bits of one that ran through.
@Tag("slow")
final class KillTest {

    private static final int STEPS = 6; // two epochs of batches of 9, 9 and 2 windows

    @TempDir
    private Path folder;

    @Test
    void killedAndResumedItHasTheSameBits() throws Exception {
        List<String> expected = TrainingJob.TINY.run(1).stream()
                .filter(line -> line.matches("TINY (initial|trained|logits|loss|evaluation) .*"))
                .toList();
        assertThat(expected).hasSize(5);
        for (int step : new int[] {2, 3, 5}) { // within the first epoch, at its end, within the second
            Path checkpoint = folder.resolve("killed-at-" + step + ".safetensors");
            killAfterReportOf(step, checkpoint);
            assertThat(checkpoint).exists();

            List<String> lines = ForkedJvm.run(
                    folder, List.of(), TrainingProgram.class, "2", "TINY", "--checkpoint", checkpoint.toString(), "0");
            List<Integer> steps = steps(lines);
            // it went on where it was killed: the step's own checkpoint was being written
            assertThat(steps.getFirst()).isBetween(step, STEPS);
            assertThat(steps.getLast()).isEqualTo(STEPS);
            assertThat(lines).containsSubsequence(expected);
        }
    }

    private void killAfterReportOf(int step, Path checkpoint) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        Process process = ForkedJvm.start(
                errors, List.of(), TrainingProgram.class, "2", "TINY", "--checkpoint", checkpoint.toString(), "500");
        try (BufferedReader output = process.inputReader()) {
            List<String> lines = new ArrayList<>();
            String line = output.readLine();
            while (line != null && !line.equals("step " + step)) {
                lines.add(line);
                line = output.readLine();
            }
            assertThat(line).as(lines + Files.readString(errors)).isNotNull();
        } finally {
            process.destroyForcibly(); // SIGKILL
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
    }

    private static List<Integer> steps(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("step "))
                .map(line -> Integer.valueOf(line.substring("step ".length())))
                .toList();
    }
}
