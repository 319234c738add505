package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.study.TinyExperiment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {

    @TempDir
    private Path temporary;

    private Path place;

    @BeforeEach
    void nameAFolderThatIsNotThere() throws IOException {
        place = temporary.toRealPath().resolve("run");
    }

    private record Ended(int code, String out, String err) {}

    private static Ended halfwave(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = new Main(
                Experiments.of(new TinyExperiment()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Ended run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", "tiny", "--out", place.toString()));
        arguments.addAll(List.of(more));
        return halfwave(arguments.toArray(String[]::new));
    }

    private static void assertRefused(Ended ended, int code, String message) {
        assertThat(ended).isEqualTo(new Ended(code, "", "halfwave: " + message + System.lineSeparator()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "                     | missing required subcommand; see halfwave --help",
                "rum                  | there is no command rum; did you mean run? See all with: halfwave --help",
                "--fast               | halfwave has no option --fast; see all with: halfwave --help",
                "run                  | missing required parameter: 'EXPERIMENT'; see halfwave run --help",
                "run tinny            | there is no experiment tinny; did you mean tiny? See all with: halfwave list",
                "run relu-dx          | there is no experiment relu-dx; see all with: halfwave list",
                "describe tinny       | there is no experiment tinny; did you mean tiny? See all with: halfwave list",
                "describe tiny now    | halfwave describe does not expect now; see halfwave describe --help",
                "run tiny --sed 3     | halfwave run has no option --sed; did you mean --set? "
                        + "See all with: halfwave run --help",
                "run tiny --seeds     | missing required parameter for option '--seeds' (SEEDS); "
                        + "see halfwave run --help",
                "run tiny --seeds 2 --seeds 3 | option '--seeds' (SEEDS) should be specified only once; "
                        + "see halfwave run --help",
                "run tiny --seeds 0   | --seeds 0: at least 1 seed is needed",
                "run tiny --threads 0 | --threads 0: must be a whole number of at least 1",
                "run tiny --threads -1 | --threads -1: must be a whole number of at least 1",
                "run tiny --threads all | --threads all: must be a whole number of at least 1",
                "run tiny --threads 9999 | --threads 9999: must be a whole number of at most 1024",
                "run tiny --threads=  | --threads : must be a whole number of at least 1",
                "run tiny --preset slow | --preset slow: tiny has no such preset; "
                        + "see all with: halfwave describe tiny",
                "run tiny --set epochs=0 | --set epochs=0: must be a whole number of at least 1",
                "run tiny --set epoch=1 | --set epoch=1: tiny has no key epoch; did you mean epochs? "
                        + "See all with: halfwave describe tiny",
                "run tiny --set arms=upp | --set arms=upp: tiny has no arm upp; did you mean up? "
                        + "See all with: halfwave describe tiny",
                "run tiny --part 0/2  | --part 0/2: must be a part and the number of parts, such as 2/4",
                "run tiny --part 3/2  | --part 3/2: must be a part and the number of parts, such as 2/4",
                "run tiny --part 1    | --part 1: must be a part and the number of parts, such as 2/4",
                "run tiny --part 1/7  | --part 1/7: there are only 6 trials to share out",
                "merge --out there    | missing required parameter: 'DIR'; see halfwave merge --help",
                "merge part-1         | missing required option: '--out=DIR'; see halfwave merge --help",
                "run tiny --resume    | --resume needs --out with the folder of the run to go on with",
                "run tiny --out=      | --out '': must be the name of a folder",
                "report               | missing required parameter: 'RUN_DIR'; see halfwave report --help",
            })
    void refusesWhatItDoesNotUnderstandInOneLine(String line, String message) {
        assertRefused(halfwave(line == null ? new String[0] : line.split(" ")), 2, message);
    }

    @Test
    void refusesAFolderThatNamesNoFile() {
        assertRefused(halfwave("run", "tiny", "--out", "a\0b"), 2, "--out 'a\0b': must be the name of a folder");
    }

    @Test
    void refusesAFolderThatExistsAndIsNotARun() throws IOException {
        Files.createDirectory(place);
        Files.writeString(place.resolve("notes.txt"), "mine");
        assertRefused(
                run(), 2,
                place + " is not the folder of a run: it holds notes.txt and no study.json; choose another --out");
        assertRefused(
                halfwave("report", place.toString()), 2,
                place + " is not the folder of a run: it has no study.json");
        assertThat(place).isDirectoryContaining("glob:**/notes.txt").isDirectoryNotContaining("glob:**/run.log");
    }

    @Test
    void refusesARunThatIsThere() {
        assertThat(run().code()).isZero();
        assertRefused(
                run(), 2,
                place + " holds a run already: add --resume to go on with it, or choose another --out");
        assertThat(run("--resume").code()).isZero();
        assertRefused(
                run("--resume", "--set", "epochs=4"), 2,
                place + " was started with epochs=3 (now 4); go on as it was started with: "
                        + "halfwave run tiny --preset quick --out " + place + " --resume");
    }

    @Test
    void runsAndTellsWhereTheReportIs() {
        Ended ended = run("--seeds", "3");
        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines())
                .containsExactly("arm   n", "up 3", "down 3", "up-down 3", "", "Report: " + place + "/report.html");
        assertThat(place.resolve("report.html")).hasContent("<!doctype html>9 of 9");
        assertThat(place.resolve("figures/curve.json")).hasContent("{}");
        assertThat(place.resolve("environment.json"))
                .content()
                .contains("\"command\" : \"halfwave run tiny --out " + place + " --seeds 3\"")
                .contains("\"outcome\" : \"done\"");
    }

    @Test
    void namesTheTrialThatFailedAndKeepsTheOthers() {
        Ended ended = run("--set", "fail=diverges");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .isEqualTo("halfwave: arm down, seed 2 failed: the loss is infinite; what is finished is kept, "
                        + "try again with: halfwave run tiny --preset quick --set fail=diverges --out " + place
                        + " --resume" + System.lineSeparator());
        assertThat(ended.out()).endsWith("Report: " + place + "/report.html" + System.lineSeparator());
        assertThat(place.resolve("report.html")).hasContent("<!doctype html>5 of 6");
        assertThat(place.resolve("metrics.csv")).content().contains("\ndown,1,3,").doesNotContain("\ndown,2,");
        assertThat(place.resolve("run.log")).content().contains("TinyExperiment.run(TinyExperiment.java:");
    }

    @Test
    void listsTheTrialThatFailedWheneverTheReportIsDrawn() throws IOException {
        run("--set", "fail=diverges");
        byte[] summary = Files.readAllBytes(place.resolve("summary.json"));
        assertThat(halfwave("report", place.toString()).code()).isZero();
        assertThat(place.resolve("summary.json")).hasBinaryContent(summary).content().contains("the loss is infinite");
    }

    @Test
    void showsTheStackTraceWhenAsked() {
        assertThat(run("--set", "fail=diverges", "--verbose").err())
                .startsWith("java.lang.IllegalStateException: the loss\n is infinite\n\tat dev.halfwave")
                .contains("\nhalfwave: arm down, seed 2 failed: the loss is infinite;");
        assertThat(halfwave("run", "tiny", "--seeds", "x", "--verbose").err())
                .startsWith("dev.halfwave.experiments.study.UsageException: --seeds x: ")
                .contains("\nhalfwave: --seeds x: ");
    }

    @Test
    void saysThatTheDiskIsFull() {
        assertRefused(
                run("--set", "fail=disk-full"), 1,
                "cannot write trials/down/seed-2.safetensors in " + place + ": No space left on device; "
                        + "what is complete is kept, give the command again when this is solved, a run with --resume");
    }

    @Test
    void keepsTheTrialsWhenTheReportCannotBeDrawn() {
        assertRefused(
                run("--set", "fail=report"), 1,
                "the report of " + place + " cannot be drawn: no ink; the trials are kept, "
                        + "draw it again with: halfwave report " + place);
        assertThat(place.resolve("metrics.csv")).exists();
    }

    @Test
    void drawsTheReportAgain() throws IOException {
        run();
        Files.delete(place.resolve("report.html"));
        Files.delete(place.resolve("metrics.csv"));
        Files.delete(place.resolve("trials/up/seed-1.json"));
        Ended ended = halfwave("report", place.toString());
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).endsWith("Report: " + place + "/report.html" + System.lineSeparator());
        assertThat(place.resolve("report.html")).hasContent("<!doctype html>5 of 6");
        assertThat(place.resolve("metrics.csv")).content().startsWith("arm,seed,epoch,metric,value\nup,2,0,");
    }

    @Test
    void tellsWhatItWouldDo() {
        Ended ended = run("--dry-run", "--preset", "full", "--set", "epochs=60", "--threads", "2");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).isEqualTo("""
                  experiment    tiny
                  preset        full
                  epochs        60 (--set)
                  learningRate  0.001
                  pause         0
                  fail          no
                  arms          up, down, up-down
                  seeds         seeds 1..6 for up; seeds 1..4 for the others
                  cost          14 trials, about 4 min on 2 threads
                  folder        %s
                """.formatted(place));
        assertThat(place).doesNotExist();
    }

    @Test
    void tellsWhatAPartWouldDo() {
        Ended ended = run("--dry-run", "--part", "2/4", "--threads", "1");
        assertThat(ended.out()).contains("""
                  part          2/4
                  cost          2 trials, about 3 s on 1 thread
                """);
        assertThat(halfwave("run", "tiny", "--dry-run", "--part", "2/4").out())
                .containsPattern("folder        .*runs/tiny/20.*-part-2-of-4\n");
    }

    @Test
    void joinsPartsToTheRunInOnePlace() throws IOException {
        assertThat(run("--set", "epochs=4").code()).isZero();
        List<String> merge = new ArrayList<>(List.of("merge"));
        for (int part = 3; part >= 1; part--) {
            Path folder = place.resolveSibling("part-" + part);
            assertThat(halfwave(
                    "run", "tiny", "--set", "epochs=4", "--part", part + "/3", "--threads", "" + part,
                    "--out", folder.toString()).code()).isZero();
            assertThat(folder.resolve("environment.json")).content().doesNotContain("\"part\"");
            assertThat(folder.resolve("summary.json")).content().contains("\"part\" : \"" + part + "/3\"");
            merge.add(folder.toString());
        }
        Path merged = place.resolveSibling("merged");
        merge.addAll(List.of("--out", merged.toString()));
        Ended ended = halfwave(merge.toArray(String[]::new));
        assertThat(ended).isEqualTo(new Ended(0, """
                arm   n
                up 2
                down 2
                up-down 2

                Report: %s/report.html
                """.formatted(merged), ""));
        for (String file : List.of(
                "study.json", "metrics.csv", "summary.json", "report.html", "figures/curve.json",
                "trials/up/seed-2.safetensors")) {
            assertThat(merged.resolve(file)).hasSameBinaryContentAs(place.resolve(file));
        }
        assertThat(merged.resolve("environment.json")).content()
                .containsSubsequence("\"part\" : \"1/3\"", "\"part\" : \"2/3\"", "\"part\" : \"3/3\"");
        // It is a run like any other.
        assertThat(halfwave("report", merged.toString()).code()).isZero();
        assertThat(halfwave(
                "run", "tiny", "--set", "epochs=4", "--seeds", "3", "--resume", "--out", merged.toString()).code())
                .isZero();
    }

    @Test
    void joinsNothingWhereTheReportCannotBeDrawn() {
        run("--set", "fail=report");
        Path merged = place.resolveSibling("merged");
        assertRefused(
                halfwave("merge", place.toString(), "--out", merged.toString()), 1,
                "the report of " + merged + " cannot be drawn: no ink; nothing was written,"
                        + " the parts are as they were");
        assertThat(place.getParent()).isDirectoryNotContaining("glob:**merg*");
    }

    private Path damage(String trial, String before, String after) throws IOException {
        Path file = place.resolve("trials").resolve(trial);
        String text = Files.readString(file);
        assertThat(text).contains(before);
        // As a file of an earlier version, which has no hash of its values that would tell at once.
        Files.writeString(file, text.replace(before, after)
                .replaceFirst(",\\s+\"valuesSha256\" : \"[0-9a-f]{64}\"", ""));
        return file;
    }

    @Test
    void runsARecordedTrialAgainAndComparesBits() throws IOException {
        run("--set", "epochs=2", "--seeds", "4..5");
        assertThat(halfwave("verify", place.toString())).isEqualTo(new Ended(0,
                "arm up, seed 4 is equal to what was recorded, in every bit: 5 values, the initial and the final weights"
                        + System.lineSeparator(),
                ""));
        assertThat(halfwave("verify", place.toString(), "--trial", "down/5", "--threads", "2").out())
                .startsWith("arm down, seed 5 is equal to what was recorded, in every bit: 5 values");

        // One bit of one value, then what is in front of it and behind it.
        double value = 1 / 9.0 / 3;
        damage("down/seed-5.json", "" + value, "" + Math.nextUp(value));
        String[] again = {"verify", place.toString(), "--trial", "down/5"};
        assertRefused(halfwave(again), 1, "arm down, seed 5 is not what was recorded: trainLoss at epoch 1 was "
                + Math.nextUp(value) + " and now is " + value);
        damage("down/seed-5.json", "initial-down5", "other");
        assertRefused(halfwave(again), 1,
                "arm down, seed 5 is not what was recorded: the SHA-256 of the initial weights"
                        + " was other and now is initial-down5");
        damage("down/seed-4.json", "final-down4", "other");
        assertRefused(halfwave("verify", place.toString(), "--trial", "down/4"), 1,
                "arm down, seed 4 is not what was recorded: the SHA-256 of the final weights was other and now is"
                        + " final-down4");
        Path file = damage("up-down/seed-4.json", "\"epoch\" : 2", "\"epoch\" : 3");
        assertThat(halfwave("verify", place.toString(), "--trial", "up-down/4").err())
                .startsWith("halfwave: arm up-down, seed 4 is not what was recorded: trainLoss at epoch 3 was ")
                .endsWith(" and in its place now is trainLoss at epoch 2" + System.lineSeparator());
        Files.writeString(file, Files.readString(file).replaceFirst("(?s), \\{\\s*\"epoch\" : 3.*?}", ""));
        assertThat(halfwave("verify", place.toString(), "--trial", "up-down/4").err())
                .contains("is not what was recorded: trainLoss at epoch 2 was not there and now is 0.");
    }

    @Test
    void saysWhatItCannotVerify() throws IOException {
        run("--set", "fail=diverges");
        String[] verify = {"verify", place.toString(), "--trial", "down/2"};
        assertRefused(halfwave(verify), 2, "--trial down/2: it is not finished in " + place);
        verify[3] = "down/3";
        assertRefused(halfwave(verify), 2, "--trial down/3: " + place + " has no trial of arm down, seed 3");
        verify[3] = "down";
        assertRefused(halfwave(verify), 2, "--trial down: must be an arm and a seed, such as relu/3");
        Path weights = place.resolve("trials/down/seed-1.safetensors");
        Files.delete(weights);
        verify[3] = "down/1";
        assertRefused(halfwave(verify), 2, weights + " is missing or is not the file that was written: delete " + place
                + "/trials/down/seed-1.json and run again with --resume, which repeats the trial");
        for (String trial : List.of("up/seed-1", "up/seed-2", "down/seed-1", "up-down/seed-1", "up-down/seed-2")) {
            Files.delete(place.resolve("trials/" + trial + ".json"));
        }
        assertRefused(
                halfwave("verify", place.toString()), 2, place + " has no finished trial that could be verified");
    }

    @Test
    void saysThatATrialFailsWhenItIsRunAgain() throws IOException {
        run("--seeds", "2", "--set", "arms=down");
        for (String file : List.of("study.json", "trials/down/seed-2.json", "trials/down/seed-1.json")) {
            Path path = place.resolve(file);
            Files.writeString(path, Files.readString(path).replace("\"no\"", "\"diverges\""));
        }
        assertRefused(halfwave("verify", place.toString(), "--trial", "down/2"), 1,
                "arm down, seed 2 failed when it was run again: the loss is infinite");
    }

    @Test
    void doesNotVerifyWithOtherSettings() throws IOException {
        run();
        for (String arm : List.of("up", "down", "up-down")) {
            for (int seed = 1; seed <= 2; seed++) {
                Path file = place.resolve("trials/" + arm + "/seed-" + seed + ".json");
                Files.writeString(file, Files.readString(file).replace("\"pause\"", "\"depth\""));
            }
        }
        Path study = place.resolve("study.json");
        Files.writeString(study, Files.readString(study).replace("\"pause\"", "\"depth\"")
                .replaceFirst("\"version\" : \"[^\"]*\"", "\"version\" : \"0.0.1\""));
        assertRefused(halfwave("verify", place.toString()), 2,
                place + " was recorded with the settings epochs, learningRate, depth, fail, while tiny now has epochs,"
                        + " learningRate, pause, fail; verify it with the version that recorded it, 0.0.1");
    }

    @Test
    void saysThatAnotherVersionOrCommitRecordedTheRun() throws IOException {
        run();
        Path file = place.resolve("environment.json");
        String text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("\"version\" : \"[^\"]*\"", "\"version\" : \"0.0.1\"")
                .replaceFirst("\"commit\" : \"[^\"]*\"", "\"commit\" : \"abc\""));
        Ended ended = halfwave("verify", place.toString());
        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines()).hasSize(2).first().asString().matches(
                "The run was recorded by version 0\\.0\\.1, commit abc; this is version \\S+, commit \\w+\\. A difference may"
                        + " come from what has changed between them\\.");
        Files.delete(file);
        assertThat(halfwave("verify", place.toString()).out())
                .startsWith("The run was recorded by version ").contains(", commit unknown; this is ");
    }

    @Test
    void saysThatThereIsNothingToResume() throws IOException {
        String told = place + " is new: starting, nothing to resume" + System.lineSeparator();
        assertThat(run("--resume")).extracting(Ended::code, Ended::err).containsExactly(0, told);
        assertThat(Files.readString(place.resolve("run.log"))).contains("is new: starting, nothing to resume");
        assertThat(run("--resume").err()).isEmpty();
        place = place.resolveSibling("other");
        assertThat(run().err()).isEmpty();
    }

    @Test
    void listsExperiments() {
        assertThat(halfwave("list")).isEqualTo(new Ended(0, """
                tiny
                    Does it go up or down?
                    Answers: nobody's claim
                """, ""));
    }

    @Test
    void describesAnExperiment() {
        Ended ended = halfwave("describe", "tiny");
        assertThat(ended.code()).isZero();
        // The cost depends on the processors here.
        assertThat(ended.out().replaceAll("about .* threads?", "COST")).isEqualTo("""
                tiny
                  Does it go up or down?
                  Answers: nobody's claim

                Arms
                  up       goes up
                  down     goes down. It need not.
                  up-down  goes up, then down

                Keys (--set key=value)
                                quick  full
                  epochs        3      6      passes over nothing
                  learningRate  0.001  0.001  has no effect
                  pause         0      0      milliseconds per epoch
                  fail          no     no     what goes wrong with seed 2 of down, such as diverges
                  arms          all    all    the arms to run, separated by commas

                Presets (--preset name)
                  quick (default)  a first look; 6 trials, COST
                  full             all of it; 14 trials, COST
                """);
    }

    @Test
    void tellsWhatComputesHere() {
        Ended ended = halfwave("info");
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .startsWith("Halfwave on JDK 2")
                .containsPattern("\n  version    \\d+\\.")
                .containsPattern("\n  cores      \\d+\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "list ", "describe ", "run ", "merge ", "report ", "verify ", "info "})
    void explainsEveryCommand(String command) {
        Ended help = halfwave((command + "--help").split(" "));
        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("Usage: halfwave " + command + "[");
        Ended version = halfwave((command + "--version").split(" "));
        assertThat(version.code()).isZero();
        assertThat(version.out()).matches("halfwave \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?, commit (unknown|[0-9a-f]{40})\\R");
    }

    /// Turkish has another lower case of I, this Arabic other digits and Swedish another decimal mark and minus.
    @ParameterizedTest
    @ValueSource(strings = {"tr", "ar-EG-u-nu-arab", "sv"})
    void writesTheSameInEveryLocale(String language) throws IOException {
        Ended inRoot = run("--set", "learningRate=1e-7");
        byte[] metrics = Files.readAllBytes(place.resolve("metrics.csv"));
        byte[] summary = Files.readAllBytes(place.resolve("summary.json"));
        String describedInRoot = halfwave("describe", "tiny").out();
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(language));
        try {
            Path other = place;
            place = place.resolveSibling("other");
            assertThat(run("--set", "learningRate=1e-7").out().replace(place.toString(), other.toString()))
                    .isEqualTo(inRoot.out());
            assertThat(place.resolve("metrics.csv")).hasBinaryContent(metrics);
            assertThat(place.resolve("summary.json")).hasBinaryContent(summary);
            assertThat(halfwave("describe", "tiny").out()).isEqualTo(describedInRoot);
            assertRefused(halfwave("run"), 2, "missing required parameter: 'EXPERIMENT'; see halfwave run --help");
        } finally {
            Locale.setDefault(before);
        }
    }
}
