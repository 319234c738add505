package dev.halfwave.experiments.statistics;

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

    /// @param margin of equivalence; NaN where none was declared
    static MeanDifference of(PairedDifferences differences, double margin) {
        StudentT t = StudentT.of(differences);
        MeanBootstrap bootstrap = MeanBootstrap.of(differences);
        return new MeanDifference(t, t.interval(Comparison.CONFIDENCE), bootstrap,
                bootstrap.bca(Comparison.CONFIDENCE), SignFlip.of(differences), StandardizedMean.of(t),
                Double.isNaN(margin) ? null : Equivalence.of(t, margin));
    }
}
