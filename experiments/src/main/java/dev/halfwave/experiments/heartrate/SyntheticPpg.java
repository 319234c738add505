package dev.halfwave.experiments.heartrate;

import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.heartrate.WristWindows;
import java.util.EnumMap;
import java.util.Map;

/// Recordings of people that do not exist: pulse wave, acceleration, activity and true heart rate, for what has to run
/// without a download. A stand-in with known truth, in which nothing is fitted to a recording: whoever reads a result
/// on it reads about this page's formulas.
///
/// ```java
/// SyntheticPpg generator = SyntheticPpg.of(seed);
/// WristWindows subject = generator.subject(3, 300);                 // 300 windows of 8 s, one every 2 s
/// WristWindows still = generator.withMotion(0).subject(3, 300);     // the same heart, a wrist at rest
/// ```
///
/// What a recording is made of, at 32 Hz:
///
/// | part        | what                                                                                      |
/// |-------------|-------------------------------------------------------------------------------------------|
/// | activity    | sitting, walking, running, handwork: runs of 50 to 110 s in random order                  |
/// | heart rate  | rest (50 to 85) and the activity's effort, followed with a time constant of 25 s; it wanders by 3 beats per minute, and by 2 % with every breath; 40 to 200 |
/// | pulse wave  | four harmonics of the heart's phase, of about 1, 0.6, 0.3 and 0.12 with phases of the subject's own, times 12 to 22 units, which wander |
/// | respiration | 0.18 to 0.35 Hz: changes the amplitude by 12 % and moves the baseline by a quarter of it  |
/// | motion      | see [SyntheticMotion]                                                                     |
/// | noise       | white, 1.2 units                                                                          |
///
/// The label of a window is the mean of the heart rate over its samples. Units are those of an Empatica E4, in which the
/// standard deviation of most windows is from 10 to 70.
///
/// **How hard it is.** After the accelerometer filter the highest peak of the spectrum is off by 10 to 25 beats per
/// minute in the mean over a dozen subjects, because what is left of the motion is often larger than the pulse; without
/// motion by less than 2. What tells them apart is the shape of the wave, the harmonics of the pulse: a network that
/// has learned it reads most of these windows. (All of it measured; see the test.)
///
/// Numbers come from a Philox sequence for each seed, subject and part, and functions from `StrictMath`: the same bits
/// on every machine, whatever else is drawn.
///
/// @param seed which people
/// @param motion how strong movements are: 1 as described, 0 for a wrist at rest
record SyntheticPpg(long seed, double motion) {

    static final int RATE_HZ = HeartRateNetwork.SAMPLE_RATE_HZ;

    private static final double LEAST_BPM = 40;
    private static final double MOST_BPM = 200;
    private static final double HEART_SECONDS = 25;
    private static final double[] HARMONICS = {1, 0.6, 0.3, 0.12};
    private static final double[] PHASES = {0, 0.2, 0.35, 0.45}; // of a fast rise and a slow fall, in turns
    private static final double NOISE = 1.2;

    /// @throws IllegalArgumentException if the motion is negative or not finite
    SyntheticPpg {
        if (!(motion >= 0 && motion < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "SyntheticPpg: motion must be a finite number of at least 0, but is " + motion);
        }
    }

    /// The people of this seed.
    static SyntheticPpg of(long seed) {
        return new SyntheticPpg(seed, 1);
    }

    /// The same hearts with stronger or weaker movements.
    SyntheticPpg withMotion(double newMotion) {
        return new SyntheticPpg(seed, newMotion);
    }

    /// One subject's recording, labelled, a segment for each run of one activity.
    ///
    /// @param number which person, from 0
    /// @param windows how many windows of 8 s, one every 2 s
    /// @throws IllegalArgumentException if the number is negative or there is no window
    WristWindows subject(int number, int windows) {
        if (number < 0 || windows < 1) {
            throw new IllegalArgumentException("SyntheticPpg: needs a subject from 0 and at least one window, but was "
                    + "given subject " + number + " and " + windows + " windows");
        }
        Draws draws = new Draws(seed, number);
        int samples = HeartRateNetwork.WINDOW_SAMPLES + HeartRateNetwork.STRIDE_SAMPLES * (windows - 1);
        SyntheticActivity[] activity = activities(draws, samples);
        double[] breath = breath(draws, samples);
        double[] bpm = heartRate(draws, activity, breath);
        double[] ppg = pulse(draws, bpm, breath);
        SyntheticMotion moving = SyntheticMotion.of(draws, activity, motion);
        for (int t = 0; t < samples; t++) {
            ppg[t] += moving.artefact()[t];
        }
        double[] labels = new double[windows];
        int[] ofWindow = new int[windows];
        for (int i = 0; i < windows; i++) {
            int from = i * HeartRateNetwork.STRIDE_SAMPLES;
            ofWindow[i] = activity[from].ordinal();
            for (int t = 0; t < HeartRateNetwork.WINDOW_SAMPLES; t++) {
                labels[i] += bpm[from + t] / HeartRateNetwork.WINDOW_SAMPLES;
            }
        }
        return WristWindows.of("synthetic " + number, ppg, moving.acceleration())
                .withActivity(ofWindow)
                .withLabels(labels);
    }

    private static SyntheticActivity[] activities(Draws draws, int samples) {
        SyntheticActivity[] all = SyntheticActivity.values();
        SyntheticActivity[] activity = new SyntheticActivity[samples];
        int now = draws.below("activity", 0, all.length);
        int t = 0;
        for (int run = 0; t < samples; run++) {
            int end = t + (int) (RATE_HZ * draws.uniform("seconds", run, 50, 110));
            for (; t < Math.min(end, samples); t++) {
                activity[t] = all[now];
            }
            now = (now + 1 + draws.below("activity", run + 1, all.length - 1)) % all.length; // another one
        }
        return activity;
    }

    /// From −1 to 1.
    private static double[] breath(Draws draws, int samples) {
        double hz = draws.uniform("breaths", 0.18, 0.35);
        double[] walk = draws.walk("breaths", samples, 20);
        double[] breath = new double[samples];
        double turns = draws.uniform("first breath", 0, 1);
        for (int t = 0; t < samples; t++) {
            turns += hz * (1 + 0.1 * walk[t]) / RATE_HZ;
            breath[t] = cosine(turns);
        }
        return breath;
    }

    /// In beats per minute, at each sample.
    private static double[] heartRate(Draws draws, SyntheticActivity[] activity, double[] breath) {
        double rest = draws.uniform("rest", 50, 85);
        double[] walk = draws.walk("heart", activity.length, 15);
        Map<SyntheticActivity, Double> goals = new EnumMap<>(SyntheticActivity.class);
        for (SyntheticActivity each : SyntheticActivity.values()) {
            goals.put(each, rest + draws.uniform("effort of " + each, each.leastEffortBpm, each.mostEffortBpm));
        }
        double slow = goals.get(activity[0]);
        double[] bpm = new double[activity.length];
        for (int t = 0; t < bpm.length; t++) {
            slow += (goals.get(activity[t]) - slow) / (HEART_SECONDS * RATE_HZ);
            bpm[t] = Math.clamp((slow + 3 * walk[t]) * (1 + 0.02 * breath[t]), LEAST_BPM, MOST_BPM);
        }
        return bpm;
    }

    private static double[] pulse(Draws draws, double[] bpm, double[] breath) {
        int samples = bpm.length;
        double size = draws.uniform("pulse", 12, 22);
        double[] sizeWalk = draws.walk("pulse", samples, 20);
        double[] pulse = draws.noise("noise", samples);
        double turns = draws.uniform("first beat", 0, 1);
        double[] height = HARMONICS.clone();
        double[] phase = PHASES.clone();
        for (int h = 1; h < height.length; h++) {
            height[h] *= draws.uniform("height of harmonic", h, 0.7, 1.3);
            phase[h] += draws.uniform("phase of harmonic", h, -0.08, 0.08);
        }
        for (int t = 0; t < samples; t++) {
            turns += bpm[t] / 60 / RATE_HZ;
            double wave = 0;
            for (int h = 0; h < height.length; h++) {
                wave += height[h] * cosine((h + 1) * turns + phase[h]);
            }
            double scale = size * StrictMath.exp(0.15 * sizeWalk[t]);
            pulse[t] = NOISE * pulse[t] + scale * (wave * (1 + 0.12 * breath[t]) + 0.25 * breath[t]);
        }
        return pulse;
    }

    /// The cosine of an angle in turns.
    static double cosine(double turns) {
        return StrictMath.cos(2 * Math.PI * (turns - Math.floor(turns)));
    }
}
