package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.RunFolder;
import dev.halfwave.experiments.study.Runner;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/// Runs a study in a folder, begun or not, and writes its results. No trial may fail.
final class StudyRun {

    private StudyRun() {}

    /// Until so many trials are finished.
    static void run(Path place, Study study, Configuration configuration, int threads, int upTo) {
        try (RunFolder folder = RunFolder.start(place, study, configuration, "1", true)) {
            AtomicReference<Runner> runner = new AtomicReference<>();
            runner.set(new Runner(study, folder, threads, standing -> {
                if (standing.finished() >= upTo) {
                    runner.get().stop();
                }
            }));
            assertThat(runner.get().run().failures()).isEmpty();
            folder.saveResults(study.metrics());
        }
    }
}
