package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {

    private static final String VERSION = "1.2.3";
    private static final List<String> METRICS = new TinyExperiment().metrics();

    private static final Experiments TINY = Experiments.of(new TinyExperiment());

    @TempDir
    private Path temporary;

    private Path place;

    @BeforeEach
    void nameAFolderThatIsNotThere() throws IOException {
        place = temporary.toRealPath().resolve("some/run");
    }

    private static Configuration configuration(String seeds, String... changes) {
        return Configuration.compose(
                new TinyExperiment(), Optional.empty(), Optional.of(Seeds.parse(seeds)), List.of(changes));
    }

    private RunFolder start(Configuration configuration) {
        return RunFolder.start(place, new TinyExperiment(), configuration, VERSION, false);
    }

    private RunFolder resume(Configuration configuration) {
        return RunFolder.start(place, new TinyExperiment(), configuration, VERSION, true);
    }

    private static void save(RunFolder folder, String arm, long seed, double value) {
        folder.save(
                new TrialResult(
                        arm, seed, folder.configuration().settings(), 0.5, "aa" + seed, "bb" + seed,
                        List.of(
                                new MetricValue(0, "testLoss", 3 * value),
                                new MetricValue(1, "trainLoss", value),
                                new MetricValue(1, "testLoss", 2 * value))),
                file -> Files.writeString(file, "weights"));
    }

    private static void assertRefused(Runnable action, String message) {
        assertThatThrownBy(action::run).isInstanceOf(UsageException.class).hasMessage(message);
    }

    @Test
    void keepsATrialAsJsonBesideItsWeights() throws IOException {
        try (RunFolder folder = start(configuration("1", "arms=up", "epochs=1"))) {
            save(folder, "up", 1, 0.1);
        }
        assertThat(place.resolve("trials/up/seed-1.safetensors")).hasContent("weights");
        assertThat(Files.readString(place.resolve("trials/up/seed-1.json"))).isEqualTo("""
                {
                  "arm" : "up",
                  "seed" : 1,
                  "settings" : {
                    "epochs" : "1",
                    "learningRate" : "0.001",
                    "pause" : "0",
                    "fail" : "no"
                  },
                  "seconds" : 0.5,
                  "initialWeightsSha256" : "aa1",
                  "finalWeightsSha256" : "bb1",
                  "weightsFileSha256" : "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c",
                  "epochs" : [ {
                    "epoch" : 0,
                    "testLoss" : 0.30000000000000004
                  }, {
                    "epoch" : 1,
                    "trainLoss" : 0.1,
                    "testLoss" : 0.2
                  } ],
                  "valuesSha256" : "131771ac8ca23f26218d1148b9487fa0d9a9c85f134f1aa5f4f284b8d3f8a464"
                }
                """);
    }

    @Test
    void keepsATrialWithoutWeightsAsJsonAlone() throws IOException {
        Configuration configuration = configuration("1", "arms=up", "epochs=1");
        TrialOutcome outcome =
                TrialOutcome.of(List.of(new MetricValue(0, "testLoss", 2), new MetricValue(500, "testLoss", 3)));
        TrialResult result = new TrialResult(
                "up", 1, configuration.settings(), 0.5, outcome.initialWeightsSha256(),
                outcome.finalWeightsSha256(), outcome.metrics());
        try (RunFolder folder = start(configuration)) {
            folder.save(result, outcome.weights());
            folder.saveResults(METRICS);
        }
        assertThat(place.resolve("trials/up/seed-1.safetensors")).doesNotExist();
        assertThat(Files.readString(place.resolve("trials/up/seed-1.json"))).doesNotContain("eights");
        assertThat(Files.readString(place.resolve("summary.json"))).doesNotContain("eights");
        try (RunFolder folder = resume(configuration)) {
            assertThat(folder.data().trials()).containsExactly(result);
        }
    }

    @Test
    void writesMetricsInTheDeclaredOrderOfArmsThenBySeed() throws IOException {
        try (RunFolder folder = start(configuration("9..10", "arms=up,down"))) {
            save(folder, "down", 9, 0.1);
            save(folder, "up", 10, 1e-10);
            save(folder, "up", 9, 5e20);
            folder.saveResults(METRICS);
        }
        assertThat(Files.readString(place.resolve("metrics.csv"))).isEqualTo("""
                arm,seed,epoch,metric,value
                up,9,0,testLoss,1.5E21
                up,9,1,trainLoss,5.0E20
                up,9,1,testLoss,1.0E21
                up,10,0,testLoss,3.0E-10
                up,10,1,trainLoss,1.0E-10
                up,10,1,testLoss,2.0E-10
                down,9,0,testLoss,0.30000000000000004
                down,9,1,trainLoss,0.1
                down,9,1,testLoss,0.2
                """);
    }

    @Test
    void summarizesTheLastValuesOfEachArm() throws IOException {
        try (RunFolder folder = start(configuration("3", "arms=up,down"))) {
            save(folder, "up", 1, 0.5);
            save(folder, "up", 2, 0.25);
            save(folder, "up", 3, 3);
            save(folder, "down", 2, 0.75);
            folder.saveResults(METRICS);
        }
        // up: mean 3.75/3, deviations −.75 −1 1.75, squares .5625 + 1 + 3.0625 = 4.625, sd √2.3125
        assertThat(Files.readString(place.resolve("summary.json"))).isEqualTo("""
                {
                  "experiment" : "tiny",
                  "preset" : "quick",
                  "settings" : {
                    "epochs" : "3",
                    "learningRate" : "0.001",
                    "pause" : "0",
                    "fail" : "no"
                  },
                  "planned" : 6,
                  "finished" : 4,
                  "arms" : [ {
                    "name" : "up",
                    "planned" : 3,
                    "finished" : 3,
                    "last" : {
                      "trainLoss" : {
                        "n" : 3,
                        "mean" : 1.25,
                        "sampleSd" : 1.5206906325745548,
                        "min" : 0.25,
                        "median" : 0.5,
                        "max" : 3.0
                      },
                      "testLoss" : {
                        "n" : 3,
                        "mean" : 2.5,
                        "sampleSd" : 3.0413812651491097,
                        "min" : 0.5,
                        "median" : 1.0,
                        "max" : 6.0
                      }
                    },
                    "finalWeightsSha256" : {
                      "1" : "bb1",
                      "2" : "bb2",
                      "3" : "bb3"
                    }
                  }, {
                    "name" : "down",
                    "planned" : 3,
                    "finished" : 1,
                    "last" : {
                      "trainLoss" : {
                        "n" : 1,
                        "mean" : 0.75,
                        "min" : 0.75,
                        "median" : 0.75,
                        "max" : 0.75
                      },
                      "testLoss" : {
                        "n" : 1,
                        "mean" : 1.5,
                        "min" : 1.5,
                        "median" : 1.5,
                        "max" : 1.5
                      }
                    },
                    "finalWeightsSha256" : {
                      "2" : "bb2"
                    }
                  } ]
                }
                """);
    }

    @Test
    void readsEveryValueBackToTheSameBits() {
        double[] values = {Double.MIN_VALUE, Double.MAX_VALUE, -0.0, 0.1f, 1 / 3.0, Math.nextUp(2), 2e-308};
        try (RunFolder folder = start(configuration("" + values.length, "arms=up"))) {
            for (int i = 0; i < values.length; i++) {
                folder.save(
                        new TrialResult(
                                "up", i + 1, folder.configuration().settings(), 1, "aa", "bb",
                                List.of(new MetricValue(1, "trainLoss", values[i]))),
                        file -> Files.writeString(file, ""));
            }
            for (int i = 0; i < values.length; i++) {
                double read = folder.data().trials().get(i).last("trainLoss").getAsDouble();
                assertThat(Double.doubleToRawLongBits(read)).isEqualTo(Double.doubleToRawLongBits(values[i]));
            }
        }
    }

    @Test
    void isReadBackAsItWasStarted() {
        Configuration configuration = configuration("2,5", "arms=up,down", "epochs=7");
        try (RunFolder folder = start(configuration)) {
            folder.started(Map.of("version", VERSION, "threads", "3"));
            save(folder, "down", 5, 0.5);
        }
        try (RunFolder folder = RunFolder.open(place, TINY)) {
            assertThat(folder.configuration()).isEqualTo(configuration);
            RunData run = folder.data();
            assertThat(run.command())
                    .isEqualTo("halfwave run tiny --preset quick --set epochs=7 --set arms=up,down --seeds 2,5");
            assertThat(run.environment()).containsEntry("threads", "3").containsKey("started");
            assertThat(run.trials()).extracting(TrialResult::arm).containsExactly("down");
            assertThat(run.planned()).isEqualTo(4);
        }
    }

    @Test
    void recordsEveryStart() throws IOException {
        for (String threads : List.of("1", "2")) {
            try (RunFolder folder = resume(configuration("1"))) {
                folder.started(Map.of("threads", threads));
                if (threads.equals("2")) {
                    folder.ended("done");
                }
            }
        }
        assertThat(Files.readString(place.resolve("environment.json")).replaceAll("\"20[^\"]*\"", "\"T\""))
                .isEqualTo("""
                        [ {
                          "threads" : "1",
                          "started" : "T"
                        }, {
                          "threads" : "2",
                          "started" : "T",
                          "ended" : "T",
                          "outcome" : "done"
                        } ]
                        """);
    }

    @Test
    void leavesNothingOfAnEarlierReport() {
        try (RunFolder folder = start(configuration("1"))) {
            folder.saveReport(new Report("old", Map.of("loss", "1", "distance", "2"), ""));
            folder.saveReport(new Report("new", Map.of("loss", "3"), ""));
            assertThat(RunFolder.report(place)).hasContent("new");
        }
        assertThat(place.resolve("figures/loss.json")).hasContent("3");
        assertThat(place.resolve("figures/distance.json")).doesNotExist();
    }

    @Test
    void refusesAnExistingRunThatIsNotToBeResumed() {
        start(configuration("1")).close();
        assertRefused(
                () -> start(configuration("1")),
                place + " holds a run already: add --resume to go on with it, or choose another --out");
    }

    @Test
    void refusesAFolderThatIsNotARun() throws IOException {
        Files.createDirectories(place);
        Files.writeString(place.resolve("notes.txt"), "mine");
        String message = place + " is not the folder of a run: it holds notes.txt and no study.json; "
                + "choose another --out";
        assertRefused(() -> start(configuration("1")), message);
        assertRefused(() -> resume(configuration("1")), message);
        assertRefused(() -> RunFolder.open(place, TINY), place + " is not the folder of a run: it has no study.json");
        assertThat(place).isDirectoryNotContaining("glob:**/run.log");
    }

    @Test
    void refusesAnEmptyFolderThatIsNotToBeResumed() throws IOException {
        Files.createDirectories(place);
        assertRefused(
                () -> start(configuration("1")),
                place + " exists and holds no run: add --resume to start in it, or choose another --out");
    }

    @Test
    void refusesAFileInItsPlace() throws IOException {
        Files.createDirectories(place.getParent());
        Files.writeString(place, "mine");
        assertRefused(
                () -> start(configuration("1")), place + " is a file, not a folder: choose another --out");
        assertRefused(() -> RunFolder.open(place, TINY), place + " is a file, not the folder of a run");
        assertThat(place).hasContent("mine");
    }

    @Test
    void refusesAPlaceThatCannotBeWritten() throws IOException {
        Files.createDirectories(place.getParent().getParent());
        Files.writeString(place.getParent(), "a file where a folder should be");
        assertThatThrownBy(() -> start(configuration("1")))
                .isInstanceOf(UsageException.class)
                .message()
                .startsWith("cannot write in " + place + ": ")
                .endsWith("; choose an --out that can be written");
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertRefused(() -> RunFolder.open(place, TINY), "there is no folder " + place);
    }

    @Test
    void refusesASecondUser() {
        try (RunFolder _ = start(configuration("1"))) {
            assertRefused(
                    () -> resume(configuration("1")),
                    place + " is in use by another process: wait until it ends, or choose another --out");
            assertRefused(
                    () -> RunFolder.open(place, TINY),
                    place + " is in use by another process: draw the report when it has ended");
            assertThat(RecordedRun.read(place, TINY).data().planned()).isEqualTo(3); // whoever only reads may always
        }
        resume(configuration("1")).close();
    }

    @Test
    void startsInAFolderThatIsMissingOrEmptyOrHoldsOnlyTemporaryFiles() throws IOException {
        resume(configuration("1")).close();
        assertThat(place.resolve("study.json")).exists();

        place = place.resolveSibling("empty");
        Files.createDirectories(place);
        resume(configuration("1")).close();
        assertThat(place.resolve("study.json")).exists();

        place = place.resolveSibling("killed-at-once");
        Files.createDirectories(place.resolve("trials/up"));
        Files.writeString(place.resolve("run.log"), "");
        Files.writeString(place.resolve("study.json.tmp"), "{");
        Files.writeString(place.resolve("trials/up/seed-1.json.tmp"), "{");
        resume(configuration("1")).close();
        assertThat(place.resolve("study.json")).exists();
        assertThat(place.resolve("study.json.tmp")).doesNotExist();
        assertThat(place.resolve("trials/up/seed-1.json.tmp")).doesNotExist();
    }

    @Test
    void resumesWithMoreSeeds() {
        try (RunFolder folder = start(configuration("2"))) {
            save(folder, "up", 2, 0.5);
        }
        try (RunFolder folder = resume(configuration("4"))) {
            assertThat(folder.data().planned()).isEqualTo(12);
            assertThat(folder.data().trials()).hasSize(1);
        }
        try (RunFolder folder = RunFolder.open(place, TINY)) {
            assertThat(folder.configuration()).isEqualTo(configuration("4"));
        }
    }

    @Test
    void refusesToResumeWithWhatDiffers() {
        start(configuration("3", "epochs=7")).close();
        String command = "; go on as it was started with: halfwave run tiny --preset quick --set epochs=7"
                + " --seeds 1..3 --out " + Shell.word(place.toString()) + " --resume";
        assertRefused(
                () -> resume(configuration("3")), place + " was started with epochs=7 (now 3)" + command);
        assertRefused(
                () -> resume(configuration("3", "epochs=7", "arms=up")),
                place + " was started with arms=up,down,up-down (now up)" + command);
        assertRefused(
                () -> resume(configuration("2,4", "epochs=7")),
                place + " was started with arm up with seeds 1..3 (now 2,4),"
                        + " arm down with seeds 1..3 (now 2,4), arm up-down with seeds 1..3 (now 2,4)" + command);
        Configuration full = Configuration.compose(
                new TinyExperiment(), Optional.of("full"), Optional.empty(), List.of());
        assertRefused(
                () -> resume(full),
                place + " was started with preset quick (now full), epochs=7 (now 6)" + command);
        assertRefused(
                () -> RunFolder.start(place, new TinyExperiment(), configuration("3", "epochs=7"), "2.0.0", true),
                place + " was started with version 1.2.3 (now 2.0.0);"
                        + " go on with that version, or choose another --out");
    }

    @Test
    void refusesToResumeAnotherPartOrOneWithOtherSeeds() throws IOException {
        Configuration part = configuration("3").withPart(new Part(2, 4));
        start(part).close();
        assertThat(place.resolve("study.json")).content().contains("\"part\" : \"2/4\"");
        assertThat(RecordedRun.read(place, TINY).configuration()).isEqualTo(part);
        String command = "; go on as it was started with: halfwave run tiny --preset quick --seeds 1..3 --part 2/4"
                + " --out " + place + " --resume";
        assertRefused(
                () -> resume(configuration("3").withPart(new Part(3, 4))),
                place + " was started with part 2/4 (now 3/4)" + command);
        assertRefused(
                () -> resume(configuration("3")), place + " was started with part 2/4 (now none)" + command);
        // One seed more would move other trials into this part.
        assertRefused(
                () -> resume(configuration("4", "arms=up,down,up-down").withPart(new Part(2, 4))),
                place + " was started with arm up with seeds 1..3 (now 1..4),"
                        + " arm down with seeds 1..3 (now 1..4), arm up-down with seeds 1..3 (now 1..4)" + command);
        resume(part).close();
    }

    @Test
    void namesDamagedOrMissingWeightsAndWhatToDo() throws IOException {
        try (RunFolder folder = start(configuration("1"))) {
            save(folder, "up", 1, 0.5);
        }
        Path weights = place.resolve("trials/up/seed-1.safetensors");
        String message = weights + " is missing or is not the file that was written: delete "
                + place.resolve("trials/up/seed-1.json") + " and run again with --resume, which repeats the trial";
        Files.writeString(weights, "weight");
        assertRefused(() -> resume(configuration("1")), message);
        Files.delete(weights);
        assertRefused(() -> resume(configuration("1")), message);
        Files.writeString(weights, "weights");
        resume(configuration("1")).close();
    }

    @Test
    void namesADamagedTrialAndWhatToDo() throws IOException {
        try (RunFolder folder = start(configuration("1"))) {
            save(folder, "up", 1, 0.5);
        }
        Path file = place.resolve("trials/up/seed-1.json");
        String whole = Files.readString(file);
        Map<String, String> damages = new TreeMap<>();
        damages.put("", "it is empty");
        damages.put(whole.replace("\"epoch\" : 0", "\"epoch\" : zero"), "line 15, column 15 is not JSON");
        damages.put(whole.replace("\"aa1\"", "7"), "its field initialWeightsSha256 is not a text");
        damages.put(whole.replace("finalWeightsSha256", "weights"), "it has no field finalWeightsSha256");
        damages.put(whole.replace("0.5,\n  \"init", "\"soon\",\n  \"init"), "its field seconds is not a number");
        damages.put(whole.replace("\"testLoss\" : 1.0", "\"testLoss\" : 1e999"), "its field testLoss is not a number");
        damages.put(whole.replace("\"epoch\" : 1", "\"epoch\" : 1.5"), "its field epoch is not a whole number");
        damages.put(whole.replace("\"epoch\" : 1", "\"epoch\" : 9999999999"),
                "it has an epoch 9999999999 after epoch 0");
        damages.put(whole.replace("\"epoch\" : 1", "\"epoch\" : 1500000000"),
                "it has an epoch 1500000000 after epoch 0");
        damages.put(whole.replace("\"epoch\" : 1", "\"epoch\" : 0"), "it has an epoch 0 after epoch 0");
        damages.put(whole.replace("\"seed\" : 1", "\"seed\" : 2"), "it is of arm up, seed 2");
        damages.put(whole.replace("\"epochs\" : \"3\"", "\"epochs\" : \"4\""),
                "it was made with epochs=4 (3 in study.json); if other trials are said to differ likewise, it is "
                        + "study.json that was changed");
        damages.put(whole.replace("\"testLoss\" : 1.0", "\"testLoss\" : 1.5"),
                "its values are not those that were written");
        damages.put("[ ]\n", "it has no field arm");
        damages.put(whole.replaceAll("(?s)\"epochs\" : \\[.*\\]", "\"epochs\" : 3"), "its field epochs is not a list");
        for (var damage : damages.entrySet()) {
            assertThat(damage.getKey()).isNotEqualTo(whole);
            Files.writeString(file, damage.getKey());
            assertRefused(
                    () -> resume(configuration("1")),
                    file + " is damaged: " + damage.getValue()
                            + "; delete it and run again with --resume, which repeats the trial");
        }
    }

    @Test
    void recognizesATrialThatIsCutOffAnywhere() throws IOException {
        Trial trial = configuration("1").trials().getFirst();
        try (RunFolder folder = start(configuration("1"))) {
            save(folder, trial.arm(), trial.seed(), 0.5);
        }
        String whole = Files.readString(place.resolve("trials/up/seed-1.json"));
        for (int length = 1; length <= whole.lastIndexOf('}'); length++) {
            String cut = whole.substring(0, length);
            long line = 1 + cut.chars().filter(c -> c == '\n').count();
            assertThatThrownBy(() -> TrialFile.parse(cut.getBytes(StandardCharsets.UTF_8), trial))
                    .hasMessage("it is cut off in line " + line);
        }
    }

    @Test
    void namesADamagedStudyAndWhatToDo() throws IOException {
        start(configuration("1").withPart(new Part(1, 2))).close();
        Path file = place.resolve("study.json");
        String whole = Files.readString(file);
        Map<String, String> damages = new TreeMap<>();
        damages.put(whole.replace("1/2", "3/2"), "it has a part 3/2");
        damages.put(whole.replace("1/2", "1/4"), "it has a part 1/4"); // of 3 trials
        damages.put(whole.substring(0, 20), "it is cut off in line 2");
        damages.put(whole.replace("\"up\"", "\"../up\""), "it has an arm of the name ../up");
        damages.put(whole.replace("[ 1 ]", "[ \"1\" ]"), "its field seeds is not a whole number");
        damages.put(whole.replaceFirst("\\[ 1 ]", "[ ]"), "arm up has no seeds");
        damages.put(whole.replaceFirst("\\[ 1 ]", "[ 0 ]"), "it has a seed 0");
        damages.put(whole.replace("\"down\"", "\"up\""), "it has two arms of the name up");
        damages.put(whole.replaceAll("(?s)\"arms\" : \\[ .* ]", "\"arms\" : [ ]"), "it has no arms");
        for (var damage : damages.entrySet()) {
            assertThat(damage.getKey()).isNotEqualTo(whole);
            Files.writeString(file, damage.getKey());
            assertRefused(
                    () -> resume(configuration("1")),
                    file + " is damaged: " + damage.getValue()
                            + "; the run cannot go on without it, choose another --out");
        }
    }

    @Test
    void namesADamagedEnvironmentAndWhatToDo() throws IOException {
        start(configuration("1")).close();
        Path file = place.resolve("environment.json");
        Files.writeString(file, "{ }");
        assertRefused(
                () -> resume(configuration("1")),
                file + " is damaged: it is not a list; delete it, only the record of earlier starts is lost");
    }

    /// On a disk with room for 0, 1, 2 ... bytes: a sentence, and whatever is there is whole.
    @Test
    void leavesNothingHalfWrittenOnAFullDisk() throws IOException {
        Map<String, String> whole;
        place = place.resolveSibling("whole");
        Disk enough = new Disk(Integer.MAX_VALUE);
        runOn(enough);
        whole = contents();
        int needed = Integer.MAX_VALUE - enough.room;
        assertThat(needed).isGreaterThan(1000);
        for (int room = 0; room < needed; room += 11) {
            place = place.resolveSibling("room-" + room);
            Disk disk = new Disk(room);
            assertThatThrownBy(() -> runOn(disk))
                    .isInstanceOf(RunException.class)
                    .message()
                    .matches("cannot write [\\w/.-]+ in .*room-\\d+: No space left on device; what is complete is kept,"
                            + " give the command again when this is solved, a run with --resume");
            for (var file : contents().entrySet()) {
                assertThat(file.getValue()).as(place + "/" + file.getKey()).isEqualTo(whole.get(file.getKey()));
            }
        }
    }

    private void runOn(Disk disk) {
        try (RunFolder folder = RunFolder.start(
                place, new TinyExperiment(), configuration("1", "arms=up"), VERSION, false,
                new WholeFiles(disk::open))) {
            save(folder, "up", 1, 0.5);
            folder.saveResults(METRICS);
            folder.saveReport(new Report("<!doctype html>", Map.of("loss", "{}"), ""));
        }
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(place)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                contents.put(place.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    /// A disk with room for so many bytes.
    private static final class Disk {

        private int room;

        Disk(int room) {
            this.room = room;
        }

        OutputStream open(Path file) throws IOException {
            OutputStream out = Files.newOutputStream(file);
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    if (room == 0) {
                        throw new IOException("No space left on device");
                    }
                    room--;
                    out.write(b);
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }
            };
        }
    }

    @Test
    void leavesNoHalfWrittenWeights() {
        try (RunFolder folder = start(configuration("1", "arms=up"))) {
            assertThatThrownBy(() -> folder.save(
                    new TrialResult("up", 1, folder.configuration().settings(), 1, "aa", "bb", List.of()),
                    file -> {
                        Files.writeString(file, "half");
                        throw new IOException("No space left on device");
                    }))
                    .isInstanceOf(RunException.class)
                    .hasMessage("cannot write trials/up/seed-1.safetensors in " + place + ": No space left on device;"
                            + " what is complete is kept, give the command again when this is solved, a run with --resume");
            assertThat(place.resolve("trials/up")).isEmptyDirectory();
        }
    }
}
