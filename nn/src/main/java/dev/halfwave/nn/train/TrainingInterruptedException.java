package dev.halfwave.nn.train;

/// The thread was interrupted while it trained. The parameters are those of the last whole step, and the thread's
/// interrupt flag is set again.
public final class TrainingInterruptedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TrainingInterruptedException(String message) {
        super(message);
    }
}
