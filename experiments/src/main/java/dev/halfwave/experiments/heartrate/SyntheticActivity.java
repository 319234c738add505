package dev.halfwave.experiments.heartrate;

/// What a synthetic subject does, and how that moves heart and wrist. Invented, not fitted to recordings.
enum SyntheticActivity {
    // Walking and running make two steps to each swing of the arm; handwork repeats, but not regularly.
    SITTING(0, 6, 0.2, 0.4, 0.2, 0.008, 1, 0.3, 0.1, 0), WALKING(15, 45, 0.8, 1.05, 0.015, 0.17, 0.7, 1, 0.25,
            0.3), RUNNING(45, 90, 1.25, 1.5, 0.012, 0.22, 0.35, 1, 0.15,
                    0.25), HANDWORK(4, 30, 0.9, 1.7, 0.1, 0.15, 1, 0.5, 0.25, 0.1);

    static final int HARMONICS = 4;

    /// How far above rest the heart rate rises, from one subject to another.
    final double leastEffortBpm;
    final double mostEffortBpm;
    /// How often the arm's movement repeats, from one subject to another.
    final double leastCadenceHz;
    final double mostCadenceHz;
    /// By how much the cadence wanders, as a share of itself.
    final double cadenceSpread;
    /// How strong the movement is along an axis that takes all of it, in g.
    final double motion;
    private final double[] harmonics; // at 1, 2, 3 and 4 times the cadence

    SyntheticActivity(
            double leastEffortBpm,
            double mostEffortBpm,
            double leastCadenceHz,
            double mostCadenceHz,
            double cadenceSpread,
            double motion,
            double... harmonics) {
        this.leastEffortBpm = leastEffortBpm;
        this.mostEffortBpm = mostEffortBpm;
        this.leastCadenceHz = leastCadenceHz;
        this.mostCadenceHz = mostCadenceHz;
        this.cadenceSpread = cadenceSpread;
        this.motion = motion;
        this.harmonics = harmonics;
    }

    /// How strong the movement is at `h` times the cadence, `h = 1..4`.
    double harmonic(int h) {
        return harmonics[h - 1];
    }
}
