package dev.halfwave.experiments.statistics;

/// The heights of cross-fertilised maize less those of self-fertilised plants, in eighths of an inch: Darwin (1876),
/// *The Effects of Cross and Self Fertilisation in the Vegetable Kingdom*, which Fisher (1935) analysed. Student's t,
/// Wilcoxon's test and the sign-flip test find p on three sides of 0.05.
final class Darwin {

    static final PairedDifferences DIFFERENCES = PairedDifferences
            .of(6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75);

    private Darwin() {}
}
