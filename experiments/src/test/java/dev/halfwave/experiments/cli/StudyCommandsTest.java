package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.ablation.TinyStudy;
import dev.halfwave.experiments.study.Experiments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command line says of a study.
final class StudyCommandsTest {

    @TempDir
    private Path temporary;

    private record Ended(int code, String out, String err) {}

    private static Ended halfwave(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = new Main(
                Experiments.of(TinyStudy.study()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void describeShowsWhatMakesAnArm() {
        String described = halfwave("describe", "tiny-study").out();
        assertThat(described)
                .contains("relu    ReLU after conv1 (activation=relu)")
                .contains("linear  nothing after conv1 (activation=none). It is linear.")
                .containsPattern("activation +by arm +what follows conv1")
                .containsPattern("learningRate +0.02 +learning rate that all arms have in common")
                .containsPattern("freeze +none +layers that stay at their initial weights");
    }

    @Test
    void dryRunShowsWhatEachArmIs() {
        String told = halfwave("run", "tiny-study", "--dry-run", "--set", "freeze=conv1").out();
        assertThat(told)
                .containsPattern("activation +by arm\\R")
                .containsPattern("freeze +conv1 \\(--set\\)\\R")
                .containsPattern("arms +relu, linear\\R +arm relu +activation=relu\\R +arm linear +activation=none\\R");
    }

    @Test
    void dryRunTellsWhatLearningRatesCost() {
        assertThat(halfwave("run", "tiny-study", "--dry-run", "--set", "tuningSeeds=3", "--threads", "2").out()
                .replaceAll("\\s+", " "))
                .containsPattern(
                        " cost 34 trials, about \\d+ s on 2 threads; then up to 24 trials at learning rates beyond "
                                + "the grid and up to 4 trials at the arms' own learning rates folder ");
    }

    @Test
    void runChoosesLearningRatesAndVerifyFindsItsTrials() {
        Path place = temporary.resolve("run");
        Ended ended = halfwave("run", "tiny-study", "--seeds", "1", "--set", "tuningSeeds=1", "--set",
                "learningRates=0.01,0.03,0.09", "--out", place.toString());
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(place.resolve("trials/relu/rate-0.03/seed-1001.json")).exists();
        assertThat(place.resolve("trials/relu/own-rate/seed-1.safetensors")).exists();
        assertThat(halfwave("verify", place.toString(), "--trial", "relu/own-rate/1").out())
                .startsWith("arm relu/own-rate, seed 1 is equal to what was recorded, in every bit: ");
        assertThat(halfwave("verify", place.toString(), "--trial", "relu/rate-0.03/1001").code()).isZero();
        assertThat(halfwave("report", place.toString()).code()).isZero();
    }

    @Test
    void runRefusesALayerThatIsNotThereBeforeAnythingIsWritten() {
        Path place = temporary.resolve("run");
        assertThat(halfwave("run", "tiny-study", "--set", "freeze=conv3", "--out", place.toString()))
                .isEqualTo(new Ended(2, "", "halfwave: freeze=conv3: the network of arm relu has no layer conv3 with "
                        + "weights; it has conv1, conv2, dense" + System.lineSeparator()));
        assertThat(place).doesNotExist();
    }

    @Test
    void runWritesWhatEveryStudyRecords() {
        Path place = temporary.resolve("run");
        Ended ended = halfwave("run", "tiny-study", "--set", "matchLoss=0.3", "--out", place.toString());
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(place.resolve("metrics.csv")).content()
                .contains("linear,2,0,distance.conv1.l2,0.0\n", "relu,1,4,trainLoss,",
                        ",matched.0.3.distance.conv2.relative,");
        assertThat(place.resolve("summary.json")).content().contains("\"steps.loss.0.5\"");
        assertThat(halfwave("report", place.toString()).code()).isZero();
    }

    /// Arms that are made by settings survive being parted, merged and run again.
    @Test
    void partsAreMergedToTheSameBytesAndVerified() throws IOException {
        Path whole = temporary.resolve("whole");
        assertThat(halfwave("run", "tiny-study", "--threads", "1", "--out", whole.toString()).code()).isZero();
        Path merged = temporary.resolve("merged");
        for (String part : List.of("1", "2")) {
            Ended ended = halfwave("run", "tiny-study", "--part", part + "/2", "--threads", part + 1,
                    "--out", temporary.resolve("part-" + part).toString());
            assertThat(ended.code()).as(ended.err()).isZero();
        }
        Ended joined = halfwave("merge", temporary.resolve("part-1").toString(), temporary.resolve("part-2").toString(),
                "--out", merged.toString());
        assertThat(joined.code()).as(joined.err()).isZero();
        for (String file : List.of("metrics.csv", "summary.json", "study.json")) {
            assertThat(merged.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
        Ended verified = halfwave("verify", merged.toString());
        assertThat(verified.code()).as(verified.err()).isZero();
    }
}
