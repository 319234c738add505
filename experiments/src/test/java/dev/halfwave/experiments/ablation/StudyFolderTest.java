package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.RunFolder;
import dev.halfwave.experiments.study.Seeds;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a study's run folder holds beside the trials.
final class StudyFolderTest {

    private static final Study STUDY = TinyStudy.study();

    @TempDir
    private Path temporary;

    /// Runs all trials in some order, each in a start of its own, as if it had been killed in between.
    private Path run(String name, boolean backwards, double seconds) {
        Path place = temporary.resolve(name);
        Configuration configuration = Configuration.compose(STUDY, Optional.empty(), Optional.of(Seeds.upTo(3)),
                List.of("epochs=2", "matchLoss=0.6"));
        List<Trial> trials = configuration.trials();
        for (Trial trial : backwards ? reversed(trials) : trials) {
            try (RunFolder folder = RunFolder.start(place, STUDY, configuration, "0.1.0", Files.exists(place))) {
                TrialOutcome outcome = TinyStudy.outcome(STUDY, trial, 1);
                folder.save(new TrialResult(trial.arm(), trial.seed(), trial.settings(), seconds,
                        outcome.initialWeightsSha256(), outcome.finalWeightsSha256(), outcome.metrics()),
                        outcome.weights());
                folder.saveResults(STUDY.metrics());
            }
        }
        return place;
    }

    private static List<Trial> reversed(List<Trial> trials) {
        List<Trial> reversed = new ArrayList<>(trials);
        Collections.reverse(reversed);
        return reversed;
    }

    @Test
    void holdsTheComparisons() throws IOException {
        Path place = run("one", false, 1);
        assertThat(Files.readString(place.resolve("comparisons.csv")))
                .startsWith("kind,rates,arm,reference,claim,")
                .contains("\ndeclared,common,relu,linear,ReLU keeps conv1 near its start,activation,"
                        + "matched.0.4.distance.conv1.relative,logRatio,lower,too few seeds for a verdict,",
                        "\nexploratory,common,relu,linear,ReLU keeps conv1 near its start,,"
                                + "matched.0.6.distance.conv1.relative,");
        JsonNode summary = JsonMapper.shared().readTree(place.resolve("summary.json"));
        assertThat(summary.at("/arms/0/last/trainLossEnd/n").intValue()).isEqualTo(3);
        assertThat(summary.at("/comparisons/0/verdict").asString()).isEqualTo("too few seeds for a verdict");
        assertThat(summary.at("/control/arm").asString()).isEqualTo("linear");
    }

    @Test
    void holdsTheSameBytesWhateverHappenedOnTheWay() throws IOException {
        Path one = run("one", false, 1);
        Path other = run("other", true, 2);
        for (String file : List.of("metrics.csv", "summary.json", "comparisons.csv")) {
            assertThat(other.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
            assertThat(Files.readString(one.resolve(file))).doesNotContain(temporary.toString());
        }
        try (var files = Files.list(one)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(file -> file.endsWith(".tmp"));
        }
    }
}
