package dev.halfwave.experiments.statistics;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What a comparison of two arms says about the mean difference: for two pairs or more, where differences are numbers.
///
/// @param t mean, standard deviation, t and its p
/// @param tInterval Student's 95 % interval
/// @param bootstrap the bootstrap of the mean
/// @param bcaInterval its bias-corrected and accelerated 95 % interval
/// @param signFlip the sign-flip test
/// @param effect d_z and g_z
/// @param equivalence the two one-sided tests, where a margin was declared
public record MeanDifference(StudentT t, Interval tInterval, MeanBootstrap bootstrap, Interval bcaInterval,
        SignFlip signFlip, StandardizedMean effect, @Nullable Equivalence equivalence) {

    private static final double POWER = 0.8;

    /// @param margin of equivalence; NaN where none was declared
    static MeanDifference of(PairedDifferences differences, double margin) {
        StudentT t = StudentT.of(differences);
        MeanBootstrap bootstrap = MeanBootstrap.of(differences);
        return new MeanDifference(t, t.interval(Comparison.CONFIDENCE), bootstrap,
                bootstrap.bca(Comparison.CONFIDENCE), SignFlip.of(differences), StandardizedMean.of(t),
                Double.isNaN(margin) ? null : Equivalence.of(t, margin));
    }

    /// The smallest effect d_z that as many pairs show with a power of 80 %, to be read beside "no evidence".
    public double detectableEffect() {
        return PairedPower.detectableEffect(t.n(), POWER);
    }

    /// How many pairs would show an effect of the size that was measured, d_z, with a power of 80 %, in a comparison that
    /// is judged alone; nothing for an effect of 0, and where a million would not do. With few pairs this is a rough
    /// guide.
    public OptionalInt pairsNeeded() {
        return PairedPower.pairsNeeded(effect.dz(), POWER);
    }
}
