package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.MeanSquaredErrorLoss;
import dev.halfwave.nn.optim.Sgd;
import dev.halfwave.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trials of nine steps (three epochs of three) that end within.
final class TrialCheckpointTest {

    private static final List<String> METRICS = new TrainingExperiment().metrics();

    @TempDir
    private Path temporary;

    private Path file;

    @BeforeEach
    void nameTheFile() throws IOException {
        file = temporary.toRealPath().resolve("run/trials/wide/seed-1.checkpoint");
    }

    private RunFolder start(String name) throws IOException {
        return RunFolder.start(
                temporary.toRealPath().resolve(name),
                new TrainingExperiment(),
                Configuration.compose(
                        new TrainingExperiment(), Optional.empty(), Optional.of(Seeds.parse("1")),
                        List.of("arms=wide")),
                "1.0",
                true);
    }

    private static Runner.Result run(Experiment experiment, RunFolder folder, Duration checkpoints) {
        return new Runner(experiment, folder, 1, checkpoints, standing -> {}).run();
    }

    /// Runs until the trial throws after this step, as if its process had ended there.
    private static void runUntil(long last, RunFolder folder) {
        run(new TrainingExperiment() {
            @Override
            protected void onStep(Trial trial, long step) {
                if (step == last) {
                    throw new IllegalStateException("killed");
                }
            }
        }, folder, Duration.ZERO);
    }

    @Test
    void goesOnWithinATrialAtAnyStepAndEndsInTheSameBits() throws IOException {
        String metrics;
        byte[] weights;
        try (RunFolder folder = start("undisturbed")) {
            assertThat(run(new TrainingExperiment(), folder, Duration.ZERO).failures()).isEmpty();
            folder.saveResults(METRICS);
            metrics = Files.readString(folder.path().resolve("metrics.csv"));
            weights = Files.readAllBytes(folder.path().resolve("trials/wide/seed-1.safetensors"));
        }
        for (int first = 1; first <= 9; first++) {
            String name = "killed-at-" + first;
            List<Long> steps = new ArrayList<>();
            try (RunFolder folder = start(name)) {
                runUntil(first, folder);
                assertThat(folder.path().resolve("trials/wide/seed-1.checkpoint")).exists();
            }
            try (RunFolder folder = start(name)) {
                assertThat(run(new TrainingExperiment() {
                    @Override
                    protected void onStep(Trial trial, long step) {
                        steps.add(step);
                    }
                }, folder, Duration.ZERO).failures()).isEmpty();
                folder.saveResults(METRICS);
                assertThat(Files.readString(folder.path().resolve("metrics.csv"))).isEqualTo(metrics);
                assertThat(folder.path().resolve("trials/wide/seed-1.safetensors")).hasBinaryContent(weights);
                assertThat(folder.path().resolve("trials/wide").toFile().list())
                        .containsExactlyInAnyOrder("seed-1.json", "seed-1.safetensors");
                assertThat(folder.path().resolve("run.log")).content()
                        .contains("arm wide, seed 1: goes on from its checkpoint");
            }
            assertThat(steps).hasSize(9 - first);
        }
    }

    @Test
    void writesNoneWithinTheFirstMinute() throws IOException {
        try (RunFolder folder = start("run")) {
            run(new TrainingExperiment() {
                @Override
                protected void onStep(Trial trial, long step) {
                    assertThat(file).doesNotExist();
                }
            }, folder, Duration.ofMinutes(1));
            assertThat(folder.data().isComplete()).isTrue();
        }
    }

    @Test
    void isDeletedWhenTheProcessWasKilledBeforeItCould() throws IOException {
        try (RunFolder folder = start("run")) {
            run(new TrainingExperiment(), folder, Duration.ZERO);
        }
        Files.writeString(file, "left behind");
        start("run").close();
        assertThat(file).doesNotExist();
    }

    @Test
    void failsTheTrialWhenItIsDamagedOrOfAnotherTraining() throws IOException {
        try (RunFolder folder = start("run")) {
            runUntil(4, folder);
            byte[] whole = Files.readAllBytes(file);
            String message =
                    file + ": its bytes are not those that were written; delete it and run again with --resume,"
                            + " which repeats the trial";
            byte[] flipped = whole.clone();
            flipped[whole.length / 2] ^= 1; // a bit of a weight, say
            for (byte[] damaged : List.of(Arrays.copyOf(whole, whole.length / 2), flipped, new byte[0])) {
                Files.write(file, damaged);
                assertThat(run(new TrainingExperiment(), folder, Duration.ZERO).failures()).singleElement()
                        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(message));
            }
            Files.write(file, whole);
            assertThat(run(new TrainingExperiment() {
                @Override
                public TrialOutcome run(Trial trial, TrialContext context) {
                    return super.run(new Trial("narrow", trial.seed(), trial.settings()), context);
                }
            }, folder, Duration.ZERO).failures()).singleElement()
                    .satisfies(failure -> assertThat(failure.reason())
                            .startsWith(file + ": is a checkpoint of another training: model was ")
                            .endsWith("; delete it and run again with --resume, which repeats the trial"));
            Files.delete(file);
            assertThat(run(new TrainingExperiment(), folder, Duration.ZERO).failures()).isEmpty();
        }
    }

    /// A checkpoint saves time; a trial does not fail for want of it.
    @Test
    void goesOnWithoutWhereItCannotBeWritten() throws IOException {
        try (RunFolder folder = start("run")) {
            run(new TrainingExperiment() {
                @Override
                protected void onStep(Trial trial, long step) {
                    if (step == 1 || step == 9) {
                        assertThat(file.toFile().delete()).isTrue();
                    }
                    if (step == 1) {
                        assertThat(file.toFile().mkdir()).isTrue(); // a folder in its place
                    }
                }
            }, folder, Duration.ZERO);
            assertThat(folder.data().isComplete()).isTrue();
            assertThat(folder.path().resolve("run.log")).content()
                    .contains("arm wide, seed 1: its checkpoint cannot be written: ");
        }
    }

    @Test
    void refusesToBeUsedInAnotherWay() {
        Dataset data = new Dataset(Tensor.zeros(Shape.of(2, 1)), Tensor.zeros(Shape.of(2, 1)));
        Trainer trainer = Trainer.of(
                Sequential.of(Linear.of(1, 1)).initialize(1), new MeanSquaredErrorLoss(), Sgd.of(0.1)).withEpochs(1);
        assertThatThrownBy(() -> TrialCheckpoint.none().fit(trainer, data))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("TrialCheckpoint: it is not among the trainer's callbacks");
        TrialCheckpoint checkpoint = TrialCheckpoint.none();
        checkpoint.fit(trainer.withCallbacks(checkpoint), data);
        assertThatThrownBy(() -> checkpoint.fit(trainer.withCallbacks(checkpoint), data))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("TrialCheckpoint: there is one checkpoint for one training of a trial");
    }
}
