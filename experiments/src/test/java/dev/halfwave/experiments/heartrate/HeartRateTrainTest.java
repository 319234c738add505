package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.experiments.Halfwave;
import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.nn.io.SafeTensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                arguments, HeartRateTrain.study());
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

    @Test
    void changesOneFactorInEveryComparison() {
        Study study = HeartRateTrain.study();
        assertThat(study.comparisons()).hasSize(3)
                .allSatisfy(each -> assertThat(study.differences(each)).containsExactly("activation"));
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
