package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.data.DataFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// The people of a study, read and filtered once for all trials that need them. Thread-safe.
final class HeartRateSubjects {

    /// So many groups of people are kept: those of the trials that run at a time, and a few more.
    private static final int MOST_KEPT = 8;

    private final Map<Object, FutureTask<List<HeartRateSubject>>> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(
                Map.Entry<Object, FutureTask<List<HeartRateSubject>>> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private record Synthetic(long seed, int subjects, int windows) {}

    /// People that do not exist: others for each seed.
    ///
    /// @param windows of each
    List<HeartRateSubject> synthetic(long seed, int subjects, int windows) throws Exception {
        return once(new Synthetic(seed, subjects, windows), () -> {
            SyntheticPpg generator = SyntheticPpg.of(seed);
            List<HeartRateSubject> people = new ArrayList<>();
            for (int number = 0; number < subjects; number++) {
                people.add(HeartRateSubject.of(generator.subject(number, windows)));
            }
            return people;
        });
    }

    /// The subjects of PPG-DaLiA in a folder.
    ///
    /// @throws IOException if one cannot be read; the message says which and why
    List<HeartRateSubject> ppgDalia(Path folder) throws Exception {
        return once(folder, () -> {
            List<HeartRateSubject> people = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (Path file : PpgDalia.files(folder)) {
                HeartRateSubject subject = HeartRateSubject.of(PpgDalia.read(file).windows());
                if (!names.add(subject.name())) { // trained on and tested on at once
                    throw DataFileException.of(file, "is subject " + subject.name() + ", whom another file is of, too");
                }
                people.add(subject);
            }
            return people;
        });
    }

    private List<HeartRateSubject> once(Object key, Callable<List<HeartRateSubject>> people) throws Exception {
        FutureTask<List<HeartRateSubject>> task;
        synchronized (kept) {
            task = kept.computeIfAbsent(key, absent -> new FutureTask<>(people));
        }
        task.run(); // does nothing where another thread has begun
        try {
            return task.get();
        } catch (ExecutionException e) {
            synchronized (kept) {
                kept.remove(key, task);
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
