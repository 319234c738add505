package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Trial;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Checkpoint;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecorderTest {

    private record Watched(Training training, Recorder recorder, Trainer trainer) {

        static Watched of(Path checkpoint, int epochs) {
            Trial trial = TinyStudy.trial(TinyStudy.study(), "relu");
            Training training = TinyStudy.training(trial);
            ProbeWatch watch = new ProbeWatch(training.probe(1), 8, List.of(10.0, 0.5, 0.2, 0.1), 0);
            Recorder recorder = new Recorder(training.train(), training.test(), watch, TinyStudy.context(1));
            Trainer trainer = Trainer.of(training.model(), training.loss(), Adam.of(0.02))
                    .withEpochs(epochs)
                    .withBatchSize(4)
                    .withSeed(1)
                    .withThreads(1)
                    .withCallbacks(recorder, Checkpoint.everyEpochs(checkpoint, 1));
            return new Watched(training, recorder, trainer);
        }
    }

    @Test
    void hasTheSameRowsWhenItIsResumed(@TempDir Path folder) throws IOException {
        Watched whole = Watched.of(folder.resolve("whole"), 4);
        History straight = whole.trainer.fit(whole.training.train());
        for (int epochs = 1; epochs < 4; epochs++) {
            Path checkpoint = folder.resolve("after-" + epochs);
            Watched first = Watched.of(checkpoint, epochs);
            first.trainer.fit(first.training.train());
            Watched second = Watched.of(checkpoint, 4);
            History resumed = second.trainer.resume(second.training.train(), checkpoint);
            assertThat(second.recorder.rows(resumed, Set.of()))
                    .isEqualTo(whole.recorder.rows(straight, Set.of()))
                    .anyMatch(row -> row.metric().equals("steps.loss.0.1"))
                    .anyMatch(row -> row.epoch() == 0 && row.metric().equals("steps.loss.10"));
        }
    }
}
