package dev.halfwave.heartrate;

/// Takes motion out of a pulse wave as it comes, window by window: the [AccelerometerFilter] of the windows up to now.
///
/// ```java
/// CausalAccelerometerFilter filter = new CausalAccelerometerFilter(); // one for each wrist
/// filter.apply(ppg, acceleration, clean);                             // with every window, in order
///
/// WristWindows still = CausalAccelerometerFilter.clean(recording);    // the same for a recording
/// ```
///
/// Each window first becomes part of the sums that the filter is solved from, then it is filtered. Two things differ
/// from the filter of a whole segment, because there is no segment yet:
///
/// - **A beginning.** A ridge of 1024 samples, as if four windows without any motion had been seen before. Solved from
///   one window alone, 64 numbers would explain much of any pulse: of a wrist at rest a tenth of its power would be lost
///   in the first half minute, with the ridge a hundredth.
/// - **An end.** Each window counts 0.98 of what the next one counts, so that the filter follows a change of activity: a
///   window of 100 s ago counts a third.
///
/// **Measured.** The network of KID-PPG on 215 windows of one activity (PPG-DaLiA, subject 6 on stairs, on whom it was
/// trained): a mean absolute error of 1.38 beats per minute, as good as 1.42 with the filter of the whole segment; 8.1
/// with one solved from each window alone. Without forgetting it is 1.38 too. On synthetic recordings of several
/// activities, in which the highest peak of the spectrum is off by 21 before filtering, forgetting takes that from 17.1
/// to 15.5 (14.3 with a filter for each segment). Leaving out the window at hand is worse by 0.01 and 0.4.
///
/// Of a recording, windows that are not [readable][WristWindows#isReadable] are left out, and behind a gap the filter
/// begins anew: as [HeartRateStream] does while the samples come. A change of activity is no gap. Given to [#apply], a
/// pulse wave whose samples are all equal adds nothing and stays as it is; an axis whose samples are all equal
/// predicts nothing. The same goes for samples so small or so large (below 10⁻¹⁶⁰, above 10¹⁵⁰) that the squares of a
/// standard deviation cannot be computed: no finite sample spoils what the filter knows.
///
/// Nothing is allocated after the constructor. The same bits on every machine, as [AccelerometerFilter]. Not
/// thread-safe.
public final class CausalAccelerometerFilter {

    private static final double RIDGE_SAMPLES = 4 * HeartRateNetwork.WINDOW_SAMPLES;
    private static final double KEPT = 0.98;

    private final FilterEquations equations = new FilterEquations(0, RIDGE_SAMPLES);
    private final double[] filter = new double[FilterEquations.COEFFICIENTS];

    /// A filter that has seen nothing.
    public CausalAccelerometerFilter() {}

    /// Learns from the next window and takes the motion out of it.
    ///
    /// @param ppg the pulse wave, 256 samples
    /// @param acceleration (3, 256): along x, y and z at the same times
    /// @param clean receives 256 samples; may be `ppg`
    /// @throws IllegalArgumentException if there are more or fewer, or one is not finite; the filter is as before
    public void apply(double[] ppg, double[][] acceleration, double[] clean) {
        String operation = "CausalAccelerometerFilter";
        WristWindows.requireSamples(operation, "ppg", ppg, HeartRateNetwork.WINDOW_SAMPLES);
        WristWindows.requireAxes(operation, "acceleration", acceleration);
        for (double[] axis : acceleration) {
            WristWindows.requireSamples(operation, "each axis of acceleration", axis, HeartRateNetwork.WINDOW_SAMPLES);
        }
        equations.fade(KEPT);
        equations.add(ppg, acceleration);
        equations.solve(filter);
        equations.subtract(filter, ppg, acceleration, clean);
    }

    /// Forgets all windows: for another wrist, or a sensor that was put on anew.
    public void reset() {
        equations.clear();
    }

    /// The same windows with the motion taken out of their pulse wave, each by what was known at its end: in bits what
    /// the model of a [HeartRateStream] gets that is [reset][HeartRateStream#reset] at every gap.
    ///
    /// A gap is where a window does not begin with the last 6 s of the one before, pulse wave and acceleration number
    /// for number. A window that is not [readable][WristWindows#isReadable] teaches nothing and stays as it is.
    public static WristWindows clean(WristWindows recording) {
        CausalAccelerometerFilter filter = new CausalAccelerometerFilter();
        double[][] clean = recording.ppg().clone();
        for (int i = 0; i < clean.length; i++) {
            // By the samples and not by segments: those end with an activity, which a stream does not know of.
            if (i > 0 && !recording.goesOn(i)) {
                filter.reset();
            }
            if (recording.isReadable(i)) {
                clean[i] = new double[HeartRateNetwork.WINDOW_SAMPLES];
                filter.apply(recording.ppg()[i], recording.acceleration()[i], clean[i]);
            }
        }
        return recording.withPpg(clean);
    }
}
