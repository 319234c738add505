package dev.halfwave.experiments.heartrate;

import dev.halfwave.heartrate.WristWindows;
import java.util.EnumMap;
import java.util.Map;

/// How a synthetic wrist moves, and what the movement adds to the pulse wave.
///
/// **Acceleration**, in g: gravity along a direction that turns slowly, and for each activity a periodic movement with
/// four harmonics, whose amplitudes and phases differ between axes and subjects, whose cadence and strength wander; plus
/// noise of the sensor.
///
/// **Artefact**, in units of the pulse wave: the movement `d` along three axes passes two filters of 21 taps of the
/// subject's own, `u = Σ_c A_c ∗ d_c` and `v = Σ_c B_c ∗ d_c`. The artefact is proportional to
///
/// `u + 2.3 w(t) v + 0.5 q(t) (|d|² − its mean over the last seconds) / strength`
///
/// with `w` and `q` wandering about 0 within a quarter of a minute, as the sensor's contact with the skin does. What one
/// linear filter for a whole activity can take out is `u`; the rest lies at the same multiples of the cadence, near the
/// heart rate or across it.
///
/// @param acceleration (3, samples): along x, y and z, in g
/// @param artefact (samples): to be added to the pulse wave
record SyntheticMotion(double[][] acceleration, double[] artefact) {

    private static final int TAPS = 21;
    private static final double UNITS_PER_G = 85;
    private static final double CHANGING = 2.3; // of v, against u
    private static final double NONLINEAR = 0.5;
    private static final double SENSOR_NOISE_G = 0.008;

    /// The movement of a subject.
    ///
    /// @param activity at each sample
    /// @param strength of all movements: 1 as described, 0 for none
    static SyntheticMotion of(Draws draws, SyntheticActivity[] activity, double strength) {
        int samples = activity.length;
        double[][] movement = movement(draws, activity, strength);
        double[] artefact = filtered(draws, "fixed", movement);
        double[] changing = filtered(draws, "changing", movement);
        double[] contact = draws.walk("contact", samples, 12);
        double[] pressure = draws.walk("pressure", samples, 15);
        double slow = 0;
        for (int t = 0; t < samples; t++) {
            double square = 0;
            for (double[] axis : movement) {
                square += axis[t] * axis[t];
            }
            slow += (square - slow) / (4 * SyntheticPpg.RATE_HZ);
            double bend = square == 0 ? 0 : (square - slow) / activity[t].motion;
            artefact[t] = UNITS_PER_G
                    * (artefact[t] + CHANGING * contact[t] * changing[t] + NONLINEAR * pressure[t] * bend);
        }
        return new SyntheticMotion(acceleration(draws, movement), artefact);
    }

    /// What is left of the acceleration without gravity and noise.
    private static double[][] movement(Draws draws, SyntheticActivity[] activity, double strength) {
        int samples = activity.length;
        double[][] movement = new double[WristWindows.AXES][samples];
        double[] cadenceWalk = draws.walk("cadence", samples, 8);
        double[] strengthWalk = draws.walk("strength", samples, 10);
        Map<SyntheticActivity, Manner> manners = new EnumMap<>(SyntheticActivity.class);
        for (SyntheticActivity each : SyntheticActivity.values()) {
            manners.put(each, Manner.of(draws, each));
        }
        double ramp = 0; // nobody starts or stops at once
        double turns = 0;
        for (int t = 0; t < samples; t++) {
            SyntheticActivity now = activity[t];
            Manner manner = manners.get(now);
            ramp += (now.motion - ramp) / SyntheticPpg.RATE_HZ;
            turns += manner.cadenceHz * (1 + now.cadenceSpread * cadenceWalk[t]) / SyntheticPpg.RATE_HZ;
            double amplitude = strength * ramp * StrictMath.exp(0.25 * strengthWalk[t]) * Math.sqrt(2);
            for (int axis = 0; axis < WristWindows.AXES; axis++) {
                for (int h = 1; h <= SyntheticActivity.HARMONICS; h++) {
                    movement[axis][t] += amplitude * manner.size[axis][h - 1]
                            * SyntheticPpg.cosine(h * turns + manner.phase[axis][h - 1]);
                }
            }
        }
        return movement;
    }

    /// How a subject moves in one activity.
    ///
    /// @param size of each harmonic along each axis
    /// @param phase of each, in turns
    private record Manner(double cadenceHz, double[][] size, double[][] phase) {
        static Manner of(Draws draws, SyntheticActivity activity) {
            double[][] size = new double[WristWindows.AXES][SyntheticActivity.HARMONICS];
            double[][] phase = new double[WristWindows.AXES][SyntheticActivity.HARMONICS];
            for (int axis = 0; axis < WristWindows.AXES; axis++) {
                for (int h = 1; h <= SyntheticActivity.HARMONICS; h++) {
                    int which = axis * SyntheticActivity.HARMONICS + h;
                    size[axis][h - 1] = activity.harmonic(h) * draws.uniform("size of " + activity, which, 0.25, 1);
                    phase[axis][h - 1] = draws.uniform("phase of " + activity, which, 0, 1);
                }
            }
            double cadence = draws.uniform("cadence of " + activity, activity.leastCadenceHz, activity.mostCadenceHz);
            return new Manner(cadence, size, phase);
        }
    }

    private static double[][] acceleration(Draws draws, double[][] movement) {
        int samples = movement[0].length;
        double[] tilt = draws.walk("tilt", samples, 40);
        double[] roll = draws.walk("roll", samples, 40);
        double[][] acceleration = new double[WristWindows.AXES][];
        for (int axis = 0; axis < WristWindows.AXES; axis++) {
            acceleration[axis] = draws.noise("accelerometer " + axis, samples);
        }
        double firstTilt = draws.uniform("tilt", -1, 1);
        double firstRoll = draws.uniform("roll", -1, 1);
        for (int t = 0; t < samples; t++) {
            double across = firstTilt + 0.15 * tilt[t]; // radians
            double along = firstRoll + 0.15 * roll[t];
            double[] gravity = {
                StrictMath.sin(across),
                StrictMath.cos(across) * StrictMath.sin(along),
                StrictMath.cos(across) * StrictMath.cos(along)};
            for (int axis = 0; axis < WristWindows.AXES; axis++) {
                acceleration[axis][t] = gravity[axis] + movement[axis][t] + SENSOR_NOISE_G * acceleration[axis][t];
            }
        }
        return acceleration;
    }

    /// The movement after a filter of the subject's own, with taps of random sign that die away to both sides.
    private static double[] filtered(Draws draws, String name, double[][] movement) {
        int samples = movement[0].length;
        double[] filtered = new double[samples];
        for (int axis = 0; axis < WristWindows.AXES; axis++) {
            double[] taps = draws.noise(name + " filter of axis " + axis, TAPS);
            for (int k = 0; k < TAPS; k++) {
                double away = (k - TAPS / 2) / 4.0;
                taps[k] *= 0.3 * StrictMath.exp(-away * away / 2);
            }
            for (int t = 0; t < samples; t++) {
                for (int k = 0; k < TAPS; k++) {
                    int at = t + k - TAPS / 2;
                    filtered[t] += at < 0 || at >= samples ? 0 : taps[k] * movement[axis][at];
                }
            }
        }
        return filtered;
    }
}
