package dev.halfwave.experiments.study;

import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import dev.halfwave.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes about every minute where the training of a trial is, so that a run that was killed goes on within the trial,
/// with the bits of one that was not. It is one of the trainer's callbacks, and starts the training:
///
/// ```java
/// TrialCheckpoint checkpoint = context.checkpoint();
/// Trainer trainer = Trainer.of(model, loss, optimizer).withCallbacks(recorder, checkpoint);
/// History history = checkpoint.fit(trainer, train);
/// ```
///
/// A callback beside it that measures must give what it measures to [dev.halfwave.nn.train.Epoch#record]: the history is
/// kept with the weights, while what a callback itself remembers is lost with the process. What is measured before the
/// training is measured before `fit`.
///
/// For one training of a trial. The run deletes the file when the trial is finished.
public final class TrialCheckpoint implements Callback {

    private final Optional<Path> file;
    private final Duration interval;
    private final Consumer<String> log;
    private final boolean atEndsOfEpochs;

    private boolean started;
    private long last; // System.nanoTime of the start or the last checkpoint

    private TrialCheckpoint(
            Optional<Path> file, Duration interval, Consumer<String> log, boolean atEndsOfEpochs) {
        this.file = file;
        this.interval = interval;
        this.log = log;
        this.atEndsOfEpochs = atEndsOfEpochs;
    }

    /// One that writes nothing, for a trial outside of a run.
    public static TrialCheckpoint none() {
        return new TrialCheckpoint(Optional.empty(), Duration.ZERO, line -> {}, false);
    }

    /// One that writes this file.
    ///
    /// @param interval how much time passes between two checkpoints; zero writes one after every step
    /// @param log is told what a user may want to know
    public static TrialCheckpoint of(Path file, Duration interval, Consumer<String> log) {
        return new TrialCheckpoint(Optional.of(file), interval, log, false);
    }

    /// This one, which writes at the end of an epoch only: for callbacks that remember something within an epoch, such as
    /// the way that the weights went, and record it when it is over.
    public TrialCheckpoint atEndsOfEpochs() {
        return new TrialCheckpoint(file, interval, log, true);
    }

    /// Trains from the start, or goes on where the file says.
    ///
    /// @throws IllegalStateException if the file is damaged or of another training, or this is not among the trainer's
    ///     callbacks, or has trained before
    public History fit(Trainer trainer, Dataset data) {
        if (started) {
            throw new IllegalStateException("TrialCheckpoint: there is one checkpoint for one training of a trial");
        }
        History history;
        if (file.isPresent() && Files.exists(file.get())) {
            log.accept("goes on from its checkpoint");
            history = resume(trainer, data, file.get());
        } else {
            history = trainer.fit(data);
        }
        if (!started) {
            throw new IllegalStateException("TrialCheckpoint: it is not among the trainer's callbacks");
        }
        return history;
    }

    private static History resume(Trainer trainer, Dataset data, Path file) {
        List<History> history = new ArrayList<>();
        try {
            SealedFile.read(file, content -> {
                try {
                    history.add(trainer.resume(data, content));
                } catch (IOException e) {
                    throw new IOException(String.valueOf(e.getMessage()).replace(content.toString(), file.toString()),
                            e);
                }
            });
            return history.getFirst();
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            String what = message.startsWith(file.toString()) ? message : file + ": " + Reason.ofFile(e);
            throw new IllegalStateException(
                    what + "; delete it and run again with --resume, which repeats the trial", e);
        }
    }

    @Override
    public void onStart(Run run) {
        started = true;
        last = System.nanoTime();
    }

    @Override
    public void onStep(Run run, Step step) {
        if (!atEndsOfEpochs) {
            writeIfDue(run);
        }
    }

    @Override
    public void onEpochRecorded(Run run, History.Entry entry) {
        if (atEndsOfEpochs) {
            writeIfDue(run);
        }
    }

    private void writeIfDue(Run run) {
        if (file.isEmpty() || System.nanoTime() - last < interval.toNanos()) {
            return;
        }
        try {
            Files.createDirectories(file.get().toAbsolutePath().getParent());
            SealedFile.write(file.get(), run::saveCheckpoint);
        } catch (IOException e) {
            // Only time would be lost. Where the disk is full, the result cannot be written either, and that is reported.
            log.accept("its checkpoint cannot be written: " + Reason.ofFile(e));
        }
        last = System.nanoTime();
    }
}
