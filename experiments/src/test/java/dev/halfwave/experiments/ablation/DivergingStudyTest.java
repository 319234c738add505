package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.study.Merge;
import dev.halfwave.experiments.study.Part;
import dev.halfwave.experiments.study.RecordedRun;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.Seeds;
import dev.halfwave.experiments.study.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole study at a learning rate that is too large for some of its seeds.
final class DivergingStudyTest {

    private static final Study STUDY = TinyStudy.study();
    private static final Experiments STUDIES = Experiments.of(STUDY);
    private static final Configuration CONFIGURATION = Configuration.compose(STUDY, Optional.empty(),
            Optional.of(Seeds.upTo(8)),
            List.of("optimizer=sgd", "learningRate=2", "tuningSeeds=2", "learningRates=1,6,36"));

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
        List<String> results = new ArrayList<>();
        for (String file : List.of("metrics.csv", "summary.json", "comparisons.csv")) {
            results.add(Files.readString(place.resolve(file)));
        }
        return results;
    }

    @Test
    void endsWithAReportWhateverHappenedOnTheWay() throws Exception {
        Path place = run("one", 1);
        RecordedRun recorded = RecordedRun.read(place, STUDIES);
        assertThat(recorded.data().isComplete()).isTrue();
        Report report = STUDY.report(recorded.data());
        assertThat(report.summary().lines()).contains("seeds 5, 6 of relu at 2 diverged after steps 14 to 52",
                "seeds 2, 4..6 of linear at 2 diverged after steps 9 to 26");
        assertThat(report.html()).contains(
                "Seeds 5, 6 of <code>relu</code> at 2 diverged after steps 14 to 52; seeds 2, 4..6 of",
                "counts as censored: as beyond what all others reached.", ", by ranks only, because ");
        assertThat(report.figures().values()).noneMatch(json -> json.contains("NaN") || json.contains("Infinity"));

        List<String> expected = results(place);
        assertThat(expected.getFirst())
                .contains("\nrelu,5,4,diverged,52.0\n", "\nlinear/rate-6,1002,1,diverged,9.0\n");
        assertThat(results(run("three", 3))).isEqualTo(expected);
        for (int upTo : new int[] {5, 20}) {
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
        assertThat(Verification.of(recorded, Optional.of("relu/5")).run(TinyStudy.context(2))).isEmpty();
    }
}
