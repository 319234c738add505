package dev.halfwave.experiments.study;

import java.time.Duration;

/// How far a run has come.
///
/// @param finished the trials that are finished, including those of earlier starts
/// @param planned all trials
/// @param fraction the share of the work of this start that is done, from 0 to 1
/// @param elapsed the time since this start
public record Standing(int finished, int planned, double fraction, Duration elapsed) {}
