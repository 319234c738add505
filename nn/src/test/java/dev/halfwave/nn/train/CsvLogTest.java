package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Sgd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The history as a file.
final class CsvLogTest {

    @TempDir
    private Path folder;

    @Test
    void writesARowPerEpochAndAColumnPerName() throws IOException {
        Path file = folder.resolve("history.csv");
        Files.writeString(file, "what was there before");
        CsvLog log = CsvLog.to(file);
        FakeRun run = new FakeRun();
        log.onEpochRecorded(run, run.epoch("loss", 0.5, "accuracy", 1 / 3.0));
        assertThat(file).hasContent("""
                epoch,loss,accuracy
                1,0.5,0.3333333333333333
                """);
        log.onEpochRecorded(run, run.epoch("loss", 1e-5, "distance.conv1.l2", Double.NaN));
        assertThat(Files.readString(file)).isEqualTo("""
                epoch,loss,accuracy,distance.conv1.l2
                1,0.5,0.3333333333333333,
                2,1.0E-5,,NaN
                """);
    }

    @Test
    void numbersReadBackToTheSameBits() throws IOException {
        Path file = folder.resolve("history.csv");
        History history = Trainer.of(Fixtures.network(4, 3, 1), new CrossEntropyLoss(), Sgd.of(0.1))
                .withEpochs(3)
                .withMetrics(new Accuracy())
                .withCallbacks(CsvLog.to(file))
                .fit(Fixtures.tones(20, 16, 3, 1));
        assertThat(Files.readAllLines(file).subList(1, 4))
                .extracting(line -> Double.valueOf(line.split(",", -1)[1]))
                .isEqualTo(history.values("loss"));
    }

    @Test
    void aFileThatCannotBeWrittenEndsTheTraining() {
        Path nowhere = folder.resolve("nowhere").resolve("history.csv");
        assertThatThrownBy(() -> Trainer.of(Fixtures.network(4, 3, 1), new CrossEntropyLoss(), Sgd.of(0.1))
                .withCallbacks(CsvLog.to(nowhere))
                .fit(Fixtures.tones(20, 16, 3, 1)))
                .isExactlyInstanceOf(UncheckedIOException.class)
                .cause()
                .hasMessage(nowhere + ": cannot be written: there is no folder " + folder.resolve("nowhere"));
    }
}
