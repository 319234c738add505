package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.study.Merge;
import dev.halfwave.experiments.study.Part;
import dev.halfwave.experiments.study.RecordedRun;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A study that chooses learning rates, all of which are too small at first; the common one is not among them.
final class LearningRateRoundsTest {

    private static final Study STUDY = TinyStudy.study();
    private static final Experiments STUDIES = Experiments.of(STUDY);
    private static final Configuration CONFIGURATION = Configuration.compose(STUDY, Optional.empty(),
            Optional.of(Seeds.parse("2")),
            List.of("tuningSeeds=2", "learningRates=0.001,0.003,0.009", "learningRate=0.02", "epochs=2"));

    @TempDir
    private Path temporary;

    private Path run(String name, Configuration configuration, int threads, int upTo) {
        Path place = temporary.resolve(name);
        StudyRun.run(place, STUDY, configuration, threads, upTo);
        return place;
    }

    private Path run(String name, int threads) {
        return run(name, CONFIGURATION, threads, Integer.MAX_VALUE);
    }

    private static List<String> results(Path place) throws IOException {
        return List.of(Files.readString(place.resolve("metrics.csv")), Files.readString(place.resolve("summary.json")));
    }

    @Test
    void isTheSameOnThreadsInPartsAndAfterStops() throws IOException {
        Path place = run("one", 1);
        RunData run = RecordedRun.read(place, STUDIES).data();
        assertThat(run.isComplete()).isTrue();
        LearningRates rates = LearningRates.of(STUDY, run);
        assertThat(rates.isSettled()).isTrue();
        assertThat(rates.arms()).hasSize(2).allSatisfy(arm -> {
            assertThat(arm.beyondGrid()).isPositive();
            assertThat(arm.rate()).isGreaterThan(0.01);
            assertThat(rates.atOwnRate(arm.arm())).hasSize(2)
                    .allMatch(trial -> trial.variant().equals("own-rate"));
        });
        List<String> expected = results(place);
        assertThat(expected.getFirst()).contains("\nrelu/own-rate,2,2,", "\nlinear/rate-0.003,1002,");

        assertThat(results(run("three", 3))).isEqualTo(expected);

        for (int upTo : new int[] {9, run.finished() - 3}) {
            run("stopped-" + upTo, CONFIGURATION, 2, upTo);
            assertThat(results(run("stopped-" + upTo, 1))).as("stopped after " + upTo).isEqualTo(expected);
        }

        List<Path> parts = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            parts.add(run("part-" + number, CONFIGURATION.withPart(new Part(number, 2)), number, Integer.MAX_VALUE));
        }
        Path merged = temporary.resolve("merged");
        Merge.of(parts, merged, STUDIES).write(folder -> folder.saveResults(STUDY.metrics()));
        assertThat(results(merged)).isEqualTo(expected);
    }
}
