package dev.halfwave.experiments.study;

/// What was asked for cannot be done as it was asked. The message is one sentence: what is wrong and what would be right.
public final class UsageException extends RuntimeException {

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
