package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MergeTest {

    private static final Experiments TINY = Experiments.of(new TinyExperiment());
    private static final String TOGETHER = "; only parts of one run can be merged";

    @TempDir
    private Path temporary;

    private Path place;
    private Path out;

    @BeforeEach
    void nameFolders() throws IOException {
        place = temporary.toRealPath();
        out = place.resolve("merged");
    }

    /// A finished part of 3 arms and 2 seeds.
    private Path part(String name, Part part, String... changes) {
        return partOf(name, part, "2", "1.0", changes);
    }

    private Path partOf(String name, Part part, String seeds, String version, String... changes) {
        Configuration configuration = Configuration.compose(
                new TinyExperiment(), Optional.empty(), Optional.of(Seeds.parse(seeds)), List.of(changes));
        Path folder = place.resolve(name);
        try (RunFolder run =
                RunFolder.start(folder, new TinyExperiment(), configuration.withPart(part), version, true)) {
            new Runner(new TinyExperiment(), run, 2, standing -> {}).run();
        }
        return folder;
    }

    private void assertRefused(String message, Path... folders) {
        assertThatThrownBy(() -> Merge.of(List.of(folders), out, TINY)).isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void refusesWhatIsNotOfOneRun() {
        Path first = part("first", new Part(1, 2));
        assertRefused(first + " was started with epochs=3 (there 4) in " + place + "/other" + TOGETHER,
                first, part("other", new Part(2, 2), "epochs=4"));
        assertRefused(first + " was started with version 1.0 (there 1.1) in " + place + "/version" + TOGETHER,
                first, partOf("version", new Part(2, 2), "2", "1.1"));
        assertRefused(first + " was started with arm up with seeds 1..2 (there 1..3), arm down with seeds 1..2"
                + " (there 1..3), arm up-down with seeds 1..2 (there 1..3) in " + place + "/seeds" + TOGETHER,
                first, partOf("seeds", new Part(2, 2), "3", "1.0"));
        assertRefused(first + " was started with arms=up,down,up-down (there up) in " + place + "/arms" + TOGETHER,
                first, part("arms", new Part(2, 2), "arms=up"));
        assertRefused(first + " is part 1/2 and " + place + "/thirds is part 2/3" + TOGETHER,
                first, part("thirds", new Part(2, 3)));
        assertRefused(first + " is part 1/2 and " + place + "/whole is a whole run" + TOGETHER,
                first, part("whole", Part.WHOLE));
    }

    @Test
    void namesPartsThatAreMissing() {
        String command = "; the first is run with: halfwave run tiny --preset quick --seeds 1..2 --part ";
        assertRefused("part 2/3 is missing" + command + "2/3",
                part("third", new Part(3, 3)), part("first", new Part(1, 3)));
        assertRefused("parts 1/3, 2/3 are missing" + command + "1/3", place.resolve("third"));
        assertRefused("there is no folder " + place + "/second", place.resolve("first"), place.resolve("second"));
    }

    @Test
    void namesAPartThatIsNotFinished() throws IOException {
        Path first = part("first", new Part(1, 2), "fail=diverges");
        Path second = part("second", new Part(2, 2), "fail=diverges");
        String command = "; go on with: halfwave run tiny --preset quick --set fail=diverges --seeds 1..2 --part ";
        assertRefused(second + " is not finished: 2 of 3 trials are, arm down, seed 2 failed: the loss is infinite"
                + command + "2/2 --out " + second + " --resume", first, second);
        Files.delete(first.resolve("trials/up/seed-1.json"));
        assertRefused(first + " is not finished: 2 of 3 trials are" + command + "1/2 --out " + first + " --resume",
                first, second);
    }

    @Test
    void takesAPartTwiceIfItsResultsAreTheSame() throws IOException {
        Path first = part("first", new Part(1, 2));
        Path again = part("again", new Part(1, 2));
        Path second = part("second", new Part(2, 2));
        Merge.of(List.of(again, second, first, second), out, TINY).write(folder -> {});
        assertThat(RecordedRun.read(out, TINY).data().isComplete()).isTrue();

        out = place.resolve("other");
        Path file = again.resolve("trials/down/seed-1.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"trainLoss\" : 0\\.0", "\"trainLoss\" : 0.1")
                .replaceFirst(",\\s+\"valuesSha256\" : \"[0-9a-f]{64}\"", "")); // as of an earlier version
        assertRefused(first + " and " + again + " are both part 1/2 and have different results of arm down, seed 1:"
                + " leave one of them out", first, again, second);
    }

    @Test
    void refusesWhatIsDamaged() throws IOException {
        Path first = part("first", new Part(1, 2));
        Path result = first.resolve("trials/up/seed-1.json");
        String whole = Files.readString(result);
        Files.writeString(result, whole.substring(0, 40));
        assertRefused(
                result + " is damaged: it is cut off in line 4; delete it and run again with --resume, which repeats"
                        + " the trial",
                first, part("second", new Part(2, 2)));
        Files.writeString(result, whole);
        Path weights = first.resolve("trials/up/seed-1.safetensors");
        Files.writeString(weights, "other");
        assertRefused(weights + " is missing or is not the file that was written: delete " + first
                + "/trials/up/seed-1.json and run again with --resume, which repeats the trial",
                first, part("second", new Part(2, 2)));
    }

    @Test
    void refusesAPlaceThatExists() throws IOException {
        Path whole = part("whole", Part.WHOLE);
        Files.createDirectory(out);
        assertRefused(out + " exists already: choose another --out", whole);
        out = whole;
        assertRefused(whole + " exists already: choose another --out", whole);
    }

    @Test
    void writesAllOrNothing() throws IOException {
        Merge merge = Merge.of(List.of(part("first", new Part(1, 2)), part("second", new Part(2, 2))), out, TINY);
        assertThatThrownBy(() -> merge.write(folder -> {
            assertThat(out).doesNotExist();
            assertThat(folder.data().isComplete()).isTrue();
            throw new RunException("cannot write metrics.csv in " + folder.path() + ": No space left on device; what is"
                    + " complete is kept, ...", new IOException("No space left on device"));
        })).isInstanceOf(RunException.class).hasMessage("cannot write " + out + ": No space left on device;"
                + " nothing was written, the parts are as they were");
        try (Stream<Path> left = Files.list(place)) {
            assertThat(left).extracting(path -> path.getFileName().toString())
                    .containsExactlyInAnyOrder("first", "second");
        }

        // What a process that was killed left behind is in nobody's way, while one at work is.
        Path draft = place.resolve(".merged.merging");
        Files.createDirectories(draft.resolve("trials/up"));
        Files.writeString(draft.resolve("trials/up/seed-7.json"), "{");
        try (FileChannel log = FileChannel.open(
                draft.resolve("run.log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = log.lock(Long.MAX_VALUE - 1, 1, false)) {
            assertThatThrownBy(() -> merge.write(folder -> {})).isInstanceOf(UsageException.class)
                    .hasMessage(draft + " is in use by another process: wait until it ends, or choose another --out");
        }
        merge.write(folder -> folder.saveResults(new TinyExperiment().metrics()));
        assertThat(draft).doesNotExist();
        assertThat(out.resolve("metrics.csv")).exists();
        assertThat(out.resolve("trials/up/seed-7.json")).doesNotExist();
    }
}
