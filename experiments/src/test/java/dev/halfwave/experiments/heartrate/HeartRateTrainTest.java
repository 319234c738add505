package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.core.op.Gelu;
import dev.halfwave.experiments.Halfwave;
import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.ablation.Training;
import dev.halfwave.experiments.data.Python2Pickle;
import dev.halfwave.experiments.study.PinnedFile;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.heartrate.WristWindows;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.SafeTensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The study on a few windows: everything runs and is told; what it finds is not tested here.
final class HeartRateTrainTest {

    @TempDir
    private Path temporary;

    private record Ended(int code, String out, String err) {}

    private static Ended halfwave(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Halfwave.run(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments, HeartRateTrain.study(), new HeartRateEvaluate());
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Ended tiny(Path place, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", "heart-rate-train", "--out", place.toString()));
        for (String setting : List.of("subjects=4", "windows=3", "tested=1", "epochs=1", "batch=64")) {
            String key = setting.replaceFirst("=.*", "=");
            if (Stream.of(more).noneMatch(each -> each.startsWith(key))) {
                arguments.addAll(List.of("--set", setting));
            }
        }
        arguments.addAll(List.of(more));
        return halfwave(arguments.toArray(String[]::new));
    }

    @Test
    void tellsTheErrorOfEachArmBesideThatOfTheSpectrumsPeak() throws IOException {
        Path place = temporary.resolve("run");
        Ended ended = tiny(place, "--seeds", "2..2", "--threads", "2");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).containsPattern("error on people left out \\(BPM\\) +seeds +mean ± sd +largest\n")
                .containsPattern("relu-dc-free +1 ").containsPattern("FFT peak, filtered +1 ");
        List<String> metrics = Files.readAllLines(place.resolve("metrics.csv"));
        assertThat(metrics).contains("relu,2,0,known.testSubject,1.0", "gelu,2,0,known.testWindows,3.0")
                .anyMatch(row -> row.startsWith("linear,2,1,validationMae,"))
                .anyMatch(row -> row.startsWith("relu-dc-free,2,1,best.testMae,"));
        assertThat(Files.readString(place.resolve("comparisons.csv")))
                .contains("\ndeclared,common,relu,relu-dc-free,", ",activation,best.testMae,difference,lower,");
        assertThat(Files.readString(place.resolve("report.html"))).contains(
                "Does the heart-rate network need the DC component that ReLU adds?",
                "The people of this run do not exist.", "For each seed 4 synthetic people of its own",
                "Errors on people that were left out", "FFT peak, filtered", "no two seeds share any person",
                "All arms of a seed started from weights with the same hash.");
        assertThat(SafeTensors.read(place.resolve("trials/relu/seed-2.safetensors")).tensors())
                .containsKeys("final.conv9.weight", "final.attention.query.weight", "initial.output.bias");
        Ended verified = halfwave("verify", place.toString(), "--trial", "gelu/2");
        assertThat(verified.code()).as(verified.err()).isZero();
    }

    /// A tenth of the quick preset: what it learns is to be seen, not how well.
    @Test
    void learnsTheHeartRateOfPeopleThatWereLeftOut() throws Exception {
        int tested = 5;
        List<HeartRateSubject> people = new HeartRateSubjects().synthetic(1, 40, 40);
        HeartRateFold fold =
                HeartRateFold.of(1, people.stream().map(HeartRateSubject::name).toList(), tested);
        double[] known = rates(people, fold.train());
        Arrays.sort(known);
        double guess = known[known.length / 2]; // has the least mean absolute error of all numbers
        double guessMae =
                Arrays.stream(rates(people, fold.test())).map(rate -> Math.abs(rate - guess)).average().orElseThrow();
        assertThat(guessMae).isBetween(15.0, 30.0);

        Path place = temporary.resolve("run");
        Ended ended = tiny(place, "--seeds", "1", "--set", "arms=relu", "--set", "subjects=40", "--set", "windows=40",
                "--set", "tested=" + tested, "--set", "epochs=4", "--set", "batch=16", "--threads", "2");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(metric(place, "best.testMae")).isPositive().isLessThan(guessMae / 2)
                .isLessThan(metric(place, "known.peakFilteredMae"));
    }

    private static double metric(Path run, String name) throws IOException {
        String row = Files.readAllLines(run.resolve("metrics.csv")).stream()
                .filter(each -> each.contains("," + name + ",")).findFirst().orElseThrow();
        return Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
    }

    /// What decides when training ends and what a network is judged by must not be what it has learned from.
    @Test
    void nobodyIsTrainedOnAndTestedOn() throws Exception {
        Trial trial = new Trial("relu", 3,
                Map.of("subjects", "12", "windows", "3", "tested", "2", "testSubject", "each",
                        "dropout", "0", "patience", "1", "activation", "relu", "batch", "4", "epochs", "1", "schedule",
                        "cosine"));
        HeartRateSubjects subjects = new HeartRateSubjects();
        List<HeartRateSubject> people = subjects.synthetic(3, 12, 3);
        HeartRateFold fold = HeartRateFold.of(3, people.stream().map(HeartRateSubject::name).toList(), 2);
        Training training = HeartRateTrain.training(trial, subjects);
        List<Dataset> roles = List.of(training.train(), training.validation(), training.test());
        List<List<Integer>> numbers = List.of(fold.train(), fold.validation(), fold.test());
        Set<String> seen = new HashSet<>();
        for (int role = 0; role < roles.size(); role++) {
            Dataset expected = HeartRateSubject.join(numbers.get(role).stream().map(people::get).toList());
            assertThat(roles.get(role).sha256()).isEqualTo(expected.sha256());
            for (int i = 0; i < expected.size(); i++) {
                assertThat(seen.add(Arrays.toString(roles.get(role).inputs().slice(i, i + 1).toArray())))
                        .as("window %d of role %d is nowhere else", i, role).isTrue();
            }
        }
        assertThat(seen).hasSize(12 * 3);
    }

    private static double[] rates(List<HeartRateSubject> people, List<Integer> numbers) {
        float[] rates = HeartRateSubject.join(numbers.stream().map(people::get).toList()).targets().toArray();
        return IntStream.range(0, rates.length).mapToDouble(i -> rates[i]).toArray();
    }

    /// What was trained is evaluated and exported: the file of a trial is a model.
    @Test
    void leavesNetworksThatCanBeUsed() throws IOException {
        Path place = temporary.resolve("run");
        Ended ended = tiny(place, "--seeds", "1", "--set", "arms=gelu");
        assertThat(ended.code()).as(ended.err()).isZero();
        Path file = place.resolve("trials/gelu/seed-1.safetensors");
        Sequential network = Sequential.load(file);
        assertThat(network.spec()).hasToString(HeartRateNetwork.fused(new Gelu(false), 0.1).spec().toString());
        assertThat(network.parameters()).isNotEmpty().allSatisfy(each -> assertThat(each.tensor().toArray())
                .isEqualTo(SafeTensors.read(file).tensors().get("final." + each.name()).toArray()));
        Ended evaluated = halfwave("run", "heart-rate-evaluate", "--set", "weights=" + file, "--seeds", "1",
                "--out", temporary.resolve("evaluated").toString());
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).contains("network");
        Path exported = temporary.resolve("heart-rate.onnx");
        assertThat(halfwave("export-onnx", file.toString(), "--input", "1x256", "--out", exported.toString()).code())
                .isZero();
        assertThat(exported).isNotEmptyFile();
    }

    @Test
    void isNotResumedOnOtherData() throws IOException {
        Path data = temporary.resolve("data");
        for (int number = 1; number <= 4; number++) {
            excerpt(Files.createDirectories(data.resolve("S" + number)).resolve("S" + number + ".pkl"), number);
        }
        Path place = temporary.resolve("run");
        String[] more = {"--seeds", "1", "--set", "arms=relu,gelu", "--set", "data=" + data, "--resume"};
        Ended ended = tiny(place, more);
        assertThat(ended.code()).as(ended.err()).isZero();
        String pinned = data + "#sha256=" + PinnedFile.sha256(HeartRateTrain.DATA.parse(data.toString()));
        assertThat(Files.readString(place.resolve("study.json"))).contains(pinned);
        assertThat(Files.readString(place.resolve("report.html"))).contains(PinnedFile.sha256(pinned));
        assertThat(tiny(place, more).code()).isZero();
        excerpt(data.resolve("S2/S2.pkl"), 2, 5);
        Ended other = tiny(place, more);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).startsWith("halfwave: " + place + " was started with data=" + pinned);
    }

    @Test
    void changesOneFactorInEveryComparison() {
        Study study = HeartRateTrain.study();
        assertThat(study.comparisons()).hasSize(3)
                .allSatisfy(each -> assertThat(study.differences(each)).containsExactly("activation"));
    }

    private static void excerpt(Path file, int subject) throws IOException {
        excerpt(file, subject, 4);
    }

    /// A synthetic person in the layout of an excerpt of PPG-DaLiA.
    private static void excerpt(Path file, int subject, int count) throws IOException {
        WristWindows windows = SyntheticPpg.of(1).subject(subject, count);
        double[] samples = new double[count * 4 * 256];
        double[] groups = new double[count];
        double[] activity = new double[count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(windows.ppg()[i], 0, samples, i * 1024, 256);
            for (int axis = 0; axis < 3; axis++) {
                System.arraycopy(windows.acceleration()[i][axis], 0, samples, i * 1024 + (axis + 1) * 256, 256);
            }
            groups[i] = subject;
            activity[i] = windows.activity()[i];
        }
        try (Python2Pickle pickle = new Python2Pickle(file, 2)) {
            pickle.dictionary(4);
            pickle.key("X").array(samples, count, 4, 256);
            pickle.key("y").array(windows.labelBpm(), count);
            pickle.key("activity").array(activity, count);
            pickle.key("groups").array(groups, count).end();
        }
    }

    @Test
    void saysInOneSentenceWhatItCannotDo() {
        Path place = temporary.resolve("run");
        Path missing = temporary.resolve("PPG_FieldStudy");
        assertThat(refused(place, "data=" + missing))
                .isEqualTo("--set data=" + missing + ": must be synthetic or a folder that can be used: " + missing
                        + ": there is no such file or folder");
        assertThat(refused(place, "testSubject=S5"))
                .isEqualTo("arm relu, seed 1 cannot be built: there is no subject S5 to "
                        + "test on; the subjects are synthetic 0, synthetic 1, synthetic 2, synthetic 3");
        assertThat(refused(place, "tested=2"))
                .isEqualTo("arm relu, seed 1 cannot be built: of the 2 people in the test "
                        + "subject's split, at most 1 can be tested on, as the others are for validation, but it should be 2");
        assertThat(refused(place, "width=2")).startsWith("width=2.0: the network of arm relu does not change with it");
        assertThat(place).doesNotExist();
    }

    private String refused(Path place, String setting) {
        Ended ended = tiny(place, "--set", setting);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith("halfwave: ").endsWith(System.lineSeparator());
        return ended.err().substring("halfwave: ".length()).strip();
    }

    /// The excerpt is one person, on whom nobody can be left out.
    @Test
    void readsPpgDalia() throws IOException {
        Path recording = Path.of(System.getProperty("halfwave.data", ""), "PPGDalia_S6_stairs.pkl");
        assumeTrue(Files.isRegularFile(recording),
                "-Dhalfwave.data names no folder with PPGDalia_S6_stairs.pkl: nothing is trained on it");
        Path folder = Files.createDirectory(temporary.resolve("data"));
        Files.createSymbolicLink(folder.resolve("S6.pkl"), recording);
        assertThat(refused(temporary.resolve("run"), "data=" + folder))
                .isEqualTo("arm relu, seed 1 cannot be built: to leave "
                        + "one subject out and validate on others takes at least 4 subjects, but there is 1: S6");
        Files.createSymbolicLink(folder.resolve("S7.pkl"), recording);
        assertThat(refused(temporary.resolve("run"), "data=" + folder)).isEqualTo("arm relu, seed 1 cannot be built: "
                + folder.resolve("S7.pkl") + ": is subject S6, whom another file is of, too");
    }
}
