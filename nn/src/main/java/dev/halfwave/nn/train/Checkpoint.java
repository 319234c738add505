package dev.halfwave.nn.train;

import java.io.IOException;
import java.nio.file.Path;

/// Writes a checkpoint now and then, from which [Trainer#resume] goes on with the same bits:
///
/// ```java
/// Trainer trainer = ... .withCallbacks(Checkpoint.everyEpochs(file, 1));
/// History history = Files.exists(file) ? trainer.resume(data, file) : trainer.fit(data);
/// ```
///
/// The file is replaced as a whole: killed at any moment, the last complete checkpoint is there.
public final class Checkpoint implements Callback {

    private final Path path;
    private final int epochs;
    private final int steps;

    private Checkpoint(Path path, int epochs, int steps) {
        this.path = path;
        this.epochs = epochs;
        this.steps = steps;
    }

    /// After every `n` epochs, and at the end.
    public static Checkpoint everyEpochs(Path path, int n) {
        return new Checkpoint(path, requirePositive(n), 0);
    }

    /// After every `n` steps, and at the end.
    public static Checkpoint everySteps(Path path, int n) {
        return new Checkpoint(path, 0, requirePositive(n));
    }

    @Override
    public void onStep(Run run, Step step) throws IOException {
        if (steps > 0 && step.number() % steps == 0) {
            run.saveCheckpoint(path);
        }
    }

    @Override
    public void onEpochRecorded(Run run, History.Entry entry) throws IOException {
        if (epochs > 0 && entry.epoch() % epochs == 0) {
            run.saveCheckpoint(path);
        }
    }

    @Override
    public void onEnd(Run run) throws IOException {
        run.saveCheckpoint(path);
    }

    private static int requirePositive(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("Checkpoint: the distance must be at least 1, but is " + n);
        }
        return n;
    }
}
