package dev.halfwave.experiments.study;

/// A run cannot go on, through no fault in how it was asked for: a full disk, say. The message is one sentence: what
/// happened and what to do.
public final class RunException extends RuntimeException {

    public RunException(String message, Throwable cause) {
        super(message, cause);
    }
}
