package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files below `trials/` that are not what a run of arms up and down with seeds 1 and 2 expects there.
final class TrialFilesTest {

    private static final Configuration CONFIGURATION = Configuration.compose(
            new TinyExperiment(), Optional.empty(), Optional.of(Seeds.parse("2")), List.of("arms=up,down"));
    private static final Experiments TINY = Experiments.of(new TinyExperiment());
    private static final String VERSION = "1.2.3";

    @TempDir
    private Path temporary;

    private Path place;

    @BeforeEach
    void runOneTrial() throws IOException {
        place = temporary.toRealPath().resolve("run");
        try (RunFolder folder = RunFolder.start(place, new TinyExperiment(), CONFIGURATION, VERSION, false)) {
            folder.save(
                    new TrialResult("up", 1, CONFIGURATION.settings(), 0.5, "", "",
                            List.of(new MetricValue(1, "trainLoss", 1))),
                    file -> {});
        }
    }

    private void assertRefused(String message) {
        for (Runnable action : List.<Runnable>of(
                () -> RunFolder.start(place, new TinyExperiment(), CONFIGURATION, VERSION, true).close(),
                () -> RunFolder.open(place, TINY).close(),
                () -> RecordedRun.read(place, TINY).data())) {
            assertThatThrownBy(action::run).isInstanceOf(UsageException.class).hasMessage(message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "notes.txt|",
                "up/notes.txt|",
                "up/seed-1.json.bak|",
                "up/seed-01.json|",
                "up/seed-0.json|",
                "up/seed-1.txt|",
                "up/old/seed-1.json|",
                "other/seed-1.json|, which has no arm other",
                "up-down/seed-1.json|, which has no arm up-down",
                "up/seed-3.json|, which has no trial of arm up, seed 3",
                "down/seed-99.safetensors|, which has no trial of arm down, seed 99",
                "down/seed-3.failed.json|, which has no trial of arm down, seed 3",
            })
    void refusesAFileOfNoTrial(String name, String why) throws IOException {
        Path file = place.resolve("trials").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{}");
        boolean folder = name.startsWith("up/old/") || (why != null && why.contains("no arm"));
        assertRefused((folder ? file.getParent() : file) + " does not belong to the run in this folder"
                + (why == null ? "" : why) + ": move it elsewhere");
    }

    @Test
    void overlooksHiddenAndTemporaryFiles() throws IOException {
        Files.writeString(place.resolve("trials/.DS_Store"), "");
        Files.writeString(place.resolve("trials/up/.nfs0001"), "");
        Files.writeString(place.resolve("trials/up/seed-2.json.tmp"), "{");
        assertThat(RecordedRun.read(place, TINY).data().trials()).hasSize(1);
        try (RunFolder folder = RunFolder.start(place, new TinyExperiment(), CONFIGURATION, VERSION, true)) {
            assertThat(folder.data().trials()).hasSize(1);
        }
    }

    /// A result under the name of another trial would be counted twice.
    @Test
    void refusesATrialUnderTheNameOfAnother() throws IOException {
        Path file = place.resolve("trials/up/seed-2.json");
        Files.copy(place.resolve("trials/up/seed-1.json"), file);
        String cure = "; delete it and run again with --resume, which repeats the trial";
        for (Runnable action : List.<Runnable>of(
                () -> RunFolder.start(place, new TinyExperiment(), CONFIGURATION, VERSION, true).close(),
                () -> RecordedRun.read(place, TINY).data())) {
            assertThatThrownBy(action::run)
                    .isInstanceOf(UsageException.class)
                    .hasMessage(file + " is damaged: it is of arm up, seed 1" + cure);
        }
    }

    @Test
    void refusesADamagedFailure() throws IOException {
        Path file = place.resolve("trials/up/seed-2.failed.json");
        String cure = "; delete it and run again with --resume, which repeats the trial";
        Files.writeString(file, "{ \"arm\" : \"up\", \"seed\" : 2");
        assertThatThrownBy(() -> RunFolder.start(place, new TinyExperiment(), CONFIGURATION, VERSION, true).close())
                .hasMessage(file + " is damaged: it is cut off in line 1" + cure);
        Files.writeString(file, FailureFile.text(new Trial("down", 2, CONFIGURATION.settings()), "too hot"));
        assertThatThrownBy(() -> RunFolder.start(place, new TinyExperiment(), CONFIGURATION, VERSION, true).close())
                .hasMessage(file + " is damaged: it is of arm down, seed 2" + cure);
        Files.writeString(file, FailureFile.text(new Trial("up", 2, CONFIGURATION.settings()), "too hot"));
        assertThat(RecordedRun.read(place, TINY).data().failures())
                .containsExactly(new FailedTrial("up", 2, "too hot"));
    }
}
