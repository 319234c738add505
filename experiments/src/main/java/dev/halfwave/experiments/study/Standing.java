package dev.halfwave.experiments.study;

import java.time.Duration;

/// How far a run has come.
///
/// @param finished the trials that are finished, including those of earlier starts
/// @param planned all trials that are known so far
/// @param fraction the share of their work in this start that is done, from 0 to 1; it falls when others follow
/// @param elapsed the time since this start
/// @param moreMayFollow whether more trials may follow from these, so that all this is not the whole
public record Standing(int finished, int planned, double fraction, Duration elapsed, boolean moreMayFollow) {

    /// Where all trials are known.
    public Standing(int finished, int planned, double fraction, Duration elapsed) {
        this(finished, planned, fraction, elapsed, false);
    }
}
