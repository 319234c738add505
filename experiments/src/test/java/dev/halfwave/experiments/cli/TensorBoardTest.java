package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.ablation.TinyStudy;
import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.tensorboard.EventReader;
import dev.halfwave.experiments.tensorboard.EventReader.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The event files of a run, read again.
final class TensorBoardTest {

    private static final String FILE = "events.out.tfevents.0.halfwave";

    @TempDir
    private Path temporary;

    private static String halfwave(int code, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int ended = new Main(
                Experiments.of(TinyStudy.study()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
        assertThat(ended).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(code);
        return (code == 0 ? out : err).toString(StandardCharsets.UTF_8);
    }

    /// `metrics.csv` of one group of trials and a seed, by epoch, under the names of curves.
    private static Map<Long, Map<String, Float>> recorded(Path run, String group, long seed) throws IOException {
        Map<Long, Map<String, Float>> byEpoch = new TreeMap<>();
        for (String line : Files.readAllLines(run.resolve("metrics.csv"))) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals(group) && cells[1].equals(Long.toString(seed))) {
                byEpoch.computeIfAbsent(Long.parseLong(cells[2]), epoch -> new LinkedHashMap<>())
                        .put(TensorBoard.curve(cells[3]), (float) Double.parseDouble(cells[4]));
            }
        }
        return byEpoch;
    }

    private static List<String> files(Path run) throws IOException {
        Path place = run.resolve("tensorboard");
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Files::isRegularFile).map(file -> place.relativize(file).toString()).sorted().toList();
        }
    }

    @Test
    void everyFinishedTrialHasItsCurves() throws IOException {
        Path run = temporary.resolve("run");
        String out = halfwave(0, "run", "tiny-study", "--set", "tuningSeeds=2", "--set",
                "learningRates=0.01,0.03,0.09", "--tensorboard", "--out", run.toString());
        assertThat(out).endsWith("TensorBoard: tensorboard --logdir " + run.resolve("tensorboard")
                + System.lineSeparator());
        assertThat(files(run)).contains("relu/seed-1/" + FILE, "linear/seed-1/" + FILE,
                "relu/own-rate/seed-1/" + FILE, "relu/rate-0.03/seed-1001/" + FILE);
        for (String group : List.of("relu", "relu/own-rate")) {
            Map<Long, Map<String, Float>> expected = recorded(run, group, 1);
            assertThat(expected).hasSize(5);
            assertThat(expected.get(4L)).containsKeys("trainLoss", "testAccuracy", "distance/conv1/l2");
            List<Event> events = EventReader.events(
                    Files.readAllBytes(run.resolve("tensorboard").resolve(group).resolve("seed-1").resolve(FILE)));
            assertThat(events.getFirst()).isEqualTo(new Event(0, 0, "brain.Event:2", Map.of()));
            assertThat(events.subList(1, events.size())).isEqualTo(expected.entrySet().stream()
                    .map(epoch -> new Event(epoch.getKey(), epoch.getKey(), "", epoch.getValue())).toList());
        }
    }

    @Test
    void reportWritesTheSameBytesLater() throws IOException {
        Path with = temporary.resolve("with");
        Path without = temporary.resolve("without");
        halfwave(0, "run", "tiny-study", "--tensorboard", "--out", with.toString());
        halfwave(0, "run", "tiny-study", "--threads", "2", "--out", without.toString());
        assertThat(without.resolve("tensorboard")).doesNotExist();
        assertThat(halfwave(0, "report", without.toString())).doesNotContain("TensorBoard");
        assertThat(without.resolve("tensorboard")).doesNotExist();
        halfwave(0, "report", without.toString(), "--tensorboard");
        assertThat(files(without)).hasSize(4).isEqualTo(files(with));
        for (String file : files(with)) {
            assertThat(without.resolve("tensorboard").resolve(file))
                    .hasSameBinaryContentAs(with.resolve("tensorboard").resolve(file));
        }
    }

    @Test
    void whatCannotBeWrittenIsSaidAndALeftOverGoes() throws IOException {
        Path run = temporary.resolve("run");
        halfwave(0, "run", "tiny-study", "--seeds", "1", "--out", run.toString());
        Path folder = run.resolve("tensorboard").resolve("relu").resolve("seed-1");
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "in the way");
        assertThat(halfwave(1, "report", run.toString(), "--tensorboard"))
                .startsWith("halfwave: cannot write tensorboard/relu/seed-1/" + FILE + " in " + run);
        Files.delete(folder);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("writing.tmp"), "half a file");
        halfwave(0, "run", "tiny-study", "--seeds", "1", "--resume", "--tensorboard", "--out", run.toString());
        assertThat(files(run)).containsExactly("linear/seed-1/" + FILE, "relu/seed-1/" + FILE);
    }

    @Test
    void partsOfNamesBecomeGroupsAndNumbersStayWhole() {
        assertThat(TensorBoard.curve("trainLoss")).isEqualTo("trainLoss");
        assertThat(TensorBoard.curve("distance.conv1.l2")).isEqualTo("distance/conv1/l2");
        assertThat(TensorBoard.curve("steps.loss.0.1")).isEqualTo("steps/loss/0.1");
        assertThat(TensorBoard.curve("matched.0.03.distance.conv2.relative"))
                .isEqualTo("matched/0.03/distance/conv2/relative");
    }
}
