package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.Halfwave;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.loss.MeanSquaredErrorLoss;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The hash of what a trial was trained and tested on: in its file, in the report, and when it is run again.
final class DataHashTest {

    private static final Dataset TRAIN = TinyStudy.data(1, "train", TinyStudy.SAMPLES);
    private static final Dataset TEST = TinyStudy.data(1, "test", TinyStudy.TEST_SAMPLES);
    private static final String HASH =
            WeightHash.sha256(List.of(TRAIN.inputs(), TRAIN.targets(), TEST.inputs(), TEST.targets()));

    @TempDir
    private Path temporary;

    private static String halfwave(int code, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int ended = Halfwave.run(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments, TinyStudy.study());
        assertThat(ended).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(code);
        return (code == 0 ? out : err).toString(StandardCharsets.UTF_8);
    }

    @Test
    void isOfTrainingSamplesTestSamplesAndAProbeThatWasGiven() {
        Training training = TinyStudy.training(TinyStudy.trial(TinyStudy.study(), "relu"));
        assertThat(training.dataSha256()).isEqualTo(HASH);
        assertThat(training.withProbeEvery(1).dataSha256()).isEqualTo(HASH);
        assertThat(training.withProbe(TEST).dataSha256()).isNotEqualTo(HASH);
        assertThat(Training.of(training.model(), new CrossEntropyLoss(), TRAIN).dataSha256())
                .isEqualTo(Training.of(training.model(), new MeanSquaredErrorLoss(), TRAIN).dataSha256())
                .isEqualTo(TRAIN.sha256());
    }

    @Test
    void isRecordedReportedAndCompared() throws IOException {
        Path run = temporary.resolve("run");
        halfwave(0, "run", "tiny-study", "--set", "tuningSeeds=2", "--set", "learningRates=0.01,0.03,0.09", "--out",
                run.toString());
        Path file = run.resolve("trials/relu/seed-1.json");
        String field = "\"dataSha256\" : \"" + HASH + "\"";
        assertThat(file).content().contains(field);
        assertThat(run.resolve("trials/linear/seed-1.json")).content().contains(field);
        assertThat(run.resolve("trials/linear/seed-2.json")).content().contains("dataSha256").doesNotContain(HASH);
        assertThat(run.resolve("trials/relu/rate-0.03/seed-1001.json")).content().contains("dataSha256");
        assertThat(run.resolve("report.html")).content()
                .contains("By their hashes, the arms of a seed had the same training and test samples. The hashes are",
                        "SHA-256 of the data and the weights", HASH.substring(0, 16) + "…");
        assertThat(halfwave(0, "verify", run.toString(), "--trial", "relu/1"))
                .endsWith(" values, the data, the initial and the final weights" + System.lineSeparator());

        String before = Files.readString(file);
        Files.writeString(file, before.replace(HASH, "0".repeat(64)));
        halfwave(0, "report", run.toString());
        assertThat(run.resolve("report.html")).content().contains(
                "the arms of a seed did not have the same training and test samples, on 1 seed of 2.");
        assertThat(halfwave(1, "verify", run.toString(), "--trial", "relu/1"))
                .isEqualTo("halfwave: arm relu, seed 1 is not what was recorded: the SHA-256 of the data was "
                        + "0".repeat(64) + " and now is " + HASH + System.lineSeparator());
    }

    @Test
    void filesWithoutItStayReadable() throws IOException {
        Path run = temporary.resolve("run");
        halfwave(0, "run", "tiny-study", "--seeds", "1", "--out", run.toString());
        byte[] metrics = Files.readAllBytes(run.resolve("metrics.csv"));
        Path file = run.resolve("trials/relu/seed-1.json");
        Files.writeString(file, Files.readString(file).replace("\"dataSha256\" : \"" + HASH + "\",", ""));
        assertThat(file).content().doesNotContain("dataSha256");
        halfwave(0, "report", run.toString());
        assertThat(run.resolve("metrics.csv")).hasBinaryContent(metrics);
        assertThat(run.resolve("report.html")).content().contains("1 trial recorded no hash.");
        assertThat(halfwave(0, "verify", run.toString(), "--trial", "relu/1"))
                .endsWith(" values, the initial and the final weights" + System.lineSeparator());
        Files.writeString(run.resolve("trials/linear/seed-1.json"),
                Files.readString(run.resolve("trials/linear/seed-1.json"))
                        .replace("\"dataSha256\" : \"" + HASH + "\",", ""));
        halfwave(0, "report", run.toString());
        assertThat(run.resolve("report.html")).content().contains("No hash of the data was recorded.");
    }
}
