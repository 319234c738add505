package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Standing;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;

/// Shows how far a run has come: on a terminal as one line that changes, elsewhere as a line now and then.
final class ProgressLine implements Consumer<Standing> {

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(10);
    private static final Duration MOST_PAUSE = Duration.ofMinutes(1);
    private static final double STEP = 0.1;

    private final PrintStream err;
    private final boolean terminal;

    private Duration lastTime = Duration.ZERO;
    private double lastFraction;
    private boolean open;

    /// @param terminal whether a line can be changed after it was written
    ProgressLine(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /// Whether the standard streams are a terminal.
    @SuppressWarnings("SystemConsoleNull") // which JDK returns null where there is no terminal has changed back and forth
    static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    @Override
    public void accept(Standing standing) {
        if (terminal) {
            // Back to the first column, and clear what a longer line left behind.
            err.print("\r" + text(standing) + "\u001b[K");
            err.flush();
            open = true;
            return;
        }
        Duration pause = standing.elapsed().minus(lastTime);
        if (standing.fraction() < lastFraction) {
            lastFraction = standing.fraction(); // more trials have followed
        }
        boolean worthALine = standing.fraction() >= lastFraction + STEP || pause.compareTo(MOST_PAUSE) >= 0;
        if (worthALine && pause.compareTo(LEAST_PAUSE) >= 0) {
            err.println(text(standing));
            lastTime = standing.elapsed();
            lastFraction = standing.fraction();
        }
    }

    static String text(Standing standing) {
        String text = standing.finished() + " of " + standing.planned() + " trials, "
                + (int) (100 * standing.fraction()) + " %, " + Layout.clock(standing.elapsed()) + " elapsed";
        // At first there is nothing to go by, at last nothing to wait for.
        if (standing.fraction() >= 0.01
                && standing.fraction() < 1
                && standing.elapsed().compareTo(Duration.ofSeconds(1)) >= 0) {
            double left = standing.elapsed().toMillis() * (1 / standing.fraction() - 1);
            text += ", " + Layout.clock(Duration.ofMillis(Math.round(left))) + " left";
        }
        return text + (standing.moreMayFollow() ? ", more trials may follow" : "");
    }

    /// Ends the line, so that others can be written.
    void end() {
        if (open) {
            err.println();
            open = false;
        }
    }
}
