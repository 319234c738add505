package dev.halfwave.experiments.relu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Writes reports of made-up runs to `target/relu-dc-sample`, to be looked at in a browser after a change.
class ReluDcReportSampleTest {

    @Test
    void writesSamplesToLookAt() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "relu-dc-sample"));
        write(folder.resolve("full.html"), ReluDcReportSample.full());
        write(folder.resolve("quick.html"), ReluDcReportSample.quick());
        write(folder.resolve("interrupted.html"), ReluDcReportSample.full().interruptedAfter(20));
        write(folder.resolve("paper.html"), ReluDcReportSample.full().withArms("relu", "linear", "linear-class-dc"));
        assertThat(folder.resolve("full.html")).isNotEmptyFile();
    }

    private static void write(Path file, ReluDcReportSample sample) throws Exception {
        Files.writeString(file, ReluDc.study().report(sample.run()).html());
    }
}
