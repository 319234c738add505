package dev.halfwave.experiments.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends the JVM with exit code 130 on Ctrl-C and SIGTERM, after the main thread had a moment to stop what it does.
/// Closed when there is nothing left to interrupt.
final class Interruption implements AutoCloseable {

    static final int EXIT_CODE = 130;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /// @param stop asks the main thread to stop
    /// @param tooLate is run when it has not stopped after most of a second
    Interruption(Runnable stop, Runnable tooLate) {
        hook = new Thread(() -> interrupted(stop, tooLate), "halfwave-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void interrupted(Runnable stop, Runnable tooLate) {
        try {
            stop.run();
            if (!ended.await(800, TimeUnit.MILLISECONDS)) {
                tooLate.run();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody does, it is in a hurry too.
        }
        // An ordinary end would have the exit code of the signal, which for SIGTERM is another one.
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook with it.
        }
    }
}
