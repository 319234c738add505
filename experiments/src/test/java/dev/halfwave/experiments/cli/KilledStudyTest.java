package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.study.TrainingExperiment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A study of six trials of more than a second each, in processes that are killed at random moments: within a
/// trial, between two, while a file is written, before the first.
@Tag("slow")
final class KilledStudyTest {

    private static final int KILLS = 20;
    private static final int PARTS = 4;
    private static final List<String> STUDY =
            List.of("training", "--seeds", "3", "--set", "epochs=30", "--set", "pause=5");
    private static final List<String> RESULTS = List.of("study.json", "metrics.csv", "summary.json", "report.html",
            "trials/narrow/seed-3.safetensors", "trials/wide/seed-1.safetensors");

    @TempDir
    private Path temporary;

    private Path undisturbed;

    @BeforeEach
    void runUndisturbed() throws IOException {
        undisturbed = temporary.toRealPath().resolve("undisturbed");
        assertThat(halfwave(run(undisturbed, "--threads", "6"))).isZero();
    }

    private static List<String> run(Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(STUDY);
        arguments.addAll(List.of("--out", out.toString(), "--resume"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /// Runs a command in this process.
    private static int halfwave(List<String> arguments) {
        var silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Main(Experiments.of(new TrainingExperiment()), silent, silent)
                .run(arguments.toArray(String[]::new));
    }

    /// Starts a command in a process of its own, which writes a checkpoint after every step.
    private static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dhalfwave.checkpointSeconds=0",
                "-cp", System.getProperty("java.class.path"), TinyMain.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void awaitDone(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /// Waits until the process has added such a line to the log.
    private static void awaitLine(Path log, String text, Process process) throws Exception {
        long before = lines(log, text);
        while (lines(log, text) == before && process.isAlive()) {
            Thread.sleep(5);
        }
    }

    private static long lines(Path log, String text) throws IOException {
        return Files.exists(log) ? Files.readAllLines(log).stream().filter(line -> line.contains(text)).count() : 0;
    }

    private void assertUndisturbed(Path folder) throws IOException {
        for (String file : RESULTS) {
            assertThat(Files.readAllBytes(folder.resolve(file))).as(file)
                    .isEqualTo(Files.readAllBytes(undisturbed.resolve(file)));
        }
        try (Stream<Path> all = Files.walk(folder.resolve("trials"))) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(2 * 6);
        }
    }

    @Test
    void endsInTheSameBytesAfterManyKills() throws Exception {
        Path folder = undisturbed.resolveSibling("killed");
        List<String> command = run(folder, "--threads", "2");
        Random random = new Random(20);
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start(command);
            // From the start of the process, which takes its time, and from that of the trials by turns.
            if (kill % 2 == 0) {
                Thread.sleep(random.nextInt(700));
            } else {
                awaitLine(folder.resolve("run.log"), " started: ", process);
                Thread.sleep(random.nextInt(200));
            }
            assertThat(process.isAlive()).as("before kill " + kill).isTrue();
            process.destroyForcibly().waitFor();
        }
        awaitDone(start(command));
        assertUndisturbed(folder);
        assertThat(lines(folder.resolve("run.log"), ": goes on from its checkpoint")).isGreaterThan(KILLS / 4);
    }

    @Test
    void endsInTheSameBytesInPartsOnOtherThreads() throws Exception {
        List<String> merge = new ArrayList<>(List.of("merge"));
        Path merged = undisturbed.resolveSibling("merged");
        merge.addAll(List.of("--out", merged.toString()));
        Random random = new Random(4);
        List<List<String>> commands = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        for (int part = 1; part <= PARTS; part++) {
            Path folder = undisturbed.resolveSibling("part-" + part);
            commands.add(run(folder, "--part", part + "/" + PARTS, "--threads", Integer.toString(part)));
            processes.add(start(commands.getLast()));
            merge.add(folder.toString());
        }
        for (Process process : processes) {
            Thread.sleep(200 + random.nextInt(400));
            process.destroyForcibly().waitFor();
        }
        assertThat(halfwave(merge)).as("before all parts are finished").isEqualTo(2);
        processes.clear();
        for (List<String> command : commands) {
            processes.add(start(command));
        }
        for (Process process : processes) {
            awaitDone(process);
        }
        assertThat(halfwave(merge)).isZero();
        assertUndisturbed(merged);
    }
}
