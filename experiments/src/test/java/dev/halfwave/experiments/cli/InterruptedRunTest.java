package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.study.RoundsExperiment;
import dev.halfwave.experiments.study.TinyExperiment;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs that do not come to their end, each in a process of its own.
final class InterruptedRunTest {

    @TempDir
    private Path temporary;

    private Path place;

    @BeforeEach
    void nameAFolderThatIsNotThere() throws IOException {
        place = temporary.toRealPath().resolve("run");
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Starts faster, and writes no file of its own.
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData",
                "-cp", System.getProperty("java.class.path"), TinyMain.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(temporary.toFile())
                .redirectOutput(temporary.resolve("out").toFile())
                .redirectError(temporary.resolve("err").toFile())
                .start();
    }

    private static int awaitEnd(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private String lastLineOfErrors() throws IOException {
        List<String> lines = Files.readAllLines(temporary.resolve("err"));
        return lines.isEmpty() ? "" : lines.getLast();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }

    private long finishedTrials() {
        if (!Files.exists(place.resolve("trials"))) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(place.resolve("trials"))) {
            return all.filter(path -> path.toString().endsWith(".json")).count();
        } catch (IOException | UncheckedIOException e) {
            return 0; // a temporary file was there and is not any more
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void stopsOnASignalAndSaysHowToGoOn(String signal) throws Exception {
        String[] arguments = {
            "run", "tiny", "--set", "arms=up", "--seeds", "180", "--set", "pause=60", "--threads", "1",
            "--part", "1/2", "--out", place.toString()
        };
        Process process = start(java(arguments));
        await(() -> finishedTrials() >= 2);
        long begin = System.nanoTime();
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        assertThat(awaitEnd(process)).isEqualTo(130);
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(2));
        assertThat(lastLineOfErrors())
                .isEqualTo("halfwave: interrupted; " + finishedTrials() + " of 90 trials are finished and kept, go on"
                        + " with: halfwave run tiny --preset quick --set pause=60 --set arms=up --seeds 1..180"
                        + " --part 1/2 --out " + place + " --resume");
        assertThat(place.resolve("environment.json")).content().contains("\"outcome\" : \"interrupted\"");
    }

    @Test
    void stopsOnASignalAlthoughATrialDoesNot() throws Exception {
        Process process = start(java(
                "run", "tiny", "--set", "arms=down", "--seeds", "2..2", "--set", "fail=stubborn",
                "--set", "pause=20000", "--out", place.toString()));
        await(() -> Files.exists(place.resolve("environment.json")));
        Thread.sleep(100);
        long begin = System.nanoTime();
        process.destroy();
        assertThat(awaitEnd(process)).isEqualTo(130);
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(2));
        assertThat(lastLineOfErrors()).startsWith("halfwave: interrupted; 0 of 1 trials are finished and kept, ");
    }

    @Test
    void refusesAFolderThatAnotherProcessUses() throws Exception {
        Files.createDirectories(place);
        // The lock that a run holds; see RunLog.
        try (FileChannel log = FileChannel.open(
                place.resolve("run.log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = log.lock(Long.MAX_VALUE - 1, 1, false)) {
            assertThat(awaitEnd(start(java("run", "tiny", "--out", place.toString(), "--resume")))).isEqualTo(2);
            assertThat(lastLineOfErrors())
                    .isEqualTo("halfwave: " + place + " is in use by another process: wait until it ends,"
                            + " or choose another --out");
        }
    }

    /// While a run goes on its report is not drawn, but a finished trial can be verified; when the process has been killed,
    /// the run goes on.
    @Test
    void keepsOthersOutWhileItRunsAndNoLonger() throws Exception {
        String[] arguments = {
            "run", "tiny", "--set", "arms=up", "--seeds", "2", "--set", "pause=50", "--set", "epochs=20",
            "--threads", "1", "--out", place.toString(), "--resume"
        };
        Process process = start(java(arguments));
        await(() -> finishedTrials() >= 1);
        assertThat(halfwave("report", place.toString())).isEqualTo(2);
        assertThat(told()).isEqualTo("halfwave: " + place + " is in use by another process: draw the report when it has"
                + " ended" + System.lineSeparator());
        assertThat(halfwave(arguments)).isEqualTo(2);
        assertThat(told()).isEqualTo("halfwave: " + place + " is in use by another process: wait until it ends, or"
                + " choose another --out" + System.lineSeparator());
        assertThat(process.isAlive()).isTrue();
        assertThat(halfwave("verify", place.toString())).isZero();
        process.destroyForcibly().waitFor();
        assertThat(halfwave("report", place.toString())).isZero();
    }

    /// Of 18 trials, 12 are in the first round, 2 in the second.
    @ParameterizedTest
    @ValueSource(ints = {9, 13})
    void goesOnInTheRoundInWhichItWasKilled(int finished) throws Exception {
        String[] study = {"run", "rounds", "--set", "pause=15", "--resume", "--threads", "2", "--out"};
        Path undisturbed = temporary.resolve("undisturbed");
        assertThat(halfwave(concat(study, undisturbed))).isZero();
        Process process = start(java(concat(study, place)));
        await(() -> finishedTrials() >= finished);
        process.destroyForcibly().waitFor();
        assertThat(place.resolve("metrics.csv")).doesNotExist();
        assertThat(halfwave(concat(study, place))).isZero();
        for (String file : List.of("study.json", "metrics.csv", "summary.json")) {
            assertThat(place.resolve(file)).hasSameTextualContentAs(undisturbed.resolve(file));
        }
    }

    private static String[] concat(String[] arguments, Path last) {
        return Stream.concat(Stream.of(arguments), Stream.of(last.toString())).toArray(String[]::new);
    }

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    /// Runs a command in this process.
    private int halfwave(String... arguments) {
        errors.reset();
        var silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Main(Experiments.of(new TinyExperiment(), new RoundsExperiment()), silent,
                new PrintStream(errors, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private String told() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    @Test
    void stopsVerifyingOnASignal() throws Exception {
        assertThat(halfwave("run", "tiny", "--set", "arms=up", "--seeds", "1", "--out", place.toString())).isZero();
        for (String file : List.of("study.json", "trials/up/seed-1.json")) {
            Path path = place.resolve(file);
            Files.writeString(path, Files.readString(path).replace("\"pause\" : \"0\"", "\"pause\" : \"20000\""));
        }
        Process process = start(java("verify", place.toString(), "--threads", "1"));
        Thread.sleep(1500); // until it is at work; earlier the end would be the same, but that of the system
        process.destroy();
        assertThat(awaitEnd(process)).isEqualTo(130);
        assertThat(lastLineOfErrors()).isEqualTo("halfwave: interrupted");
    }

    /// A limit on the size of files is the nearest thing to a full disk that needs no mount.
    @Test
    void endsWithASentenceWhenTheSystemRefusesToWrite() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 32; exec \"$@\"", "sh"));
        command.addAll(java("run", "tiny", "--set", "epochs=1000", "--threads", "1", "--out", place.toString()));
        assertThat(awaitEnd(start(command))).isEqualTo(1);
        assertThat(lastLineOfErrors())
                .isEqualTo("halfwave: cannot write trials/up/seed-1.json in " + place + ": File too large; "
                        + "what is complete is kept, give the command again when this is solved, a run with --resume");
        assertThat(place.resolve("trials/up").toFile().list()).containsExactly("seed-1.safetensors");
    }

    @Test
    void namesARunByItsTimeWhereNoFolderIsGiven() throws Exception {
        assertThat(awaitEnd(start(java("run", "tiny")))).isZero();
        File[] runs = temporary.resolve("runs/tiny").toFile().listFiles();
        assertThat(runs).singleElement().satisfies(run -> {
            assertThat(run.getName()).matches("20\\d\\d-\\d\\d-\\d\\d-\\d{6}");
            assertThat(Files.readAllLines(temporary.resolve("out")).getLast())
                    .isEqualTo("Report: " + run.getCanonicalPath() + "/report.html");
        });
    }
}
