package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.UsageException;
import java.util.Optional;

/// Reads `--threads`.
final class ThreadCount {

    private static final int MOST = 1024;

    private ThreadCount() {}

    /// @param text what was given, or empty for the number of processors
    static int of(Optional<String> text) {
        if (text.isEmpty()) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            return Setting.wholeNumber("threads", "", 1, 1, MOST).parse(text.get());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--threads " + text.get() + ": " + e.getMessage(), e);
        }
    }
}
