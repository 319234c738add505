package dev.halfwave.experiments.onefilter;

import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.nn.data.Dataset;

/// The windows of a task: some to learn from, and as many fresh ones to be tested on.
///
/// @param train to learn from
/// @param test to be tested on
/// @param classes how many classes there are
record Windows(Dataset train, Dataset test, int classes) {

    /// Draws the windows of a seed.
    static Windows draw(Tones tones, long seed, int perClass) {
        return new Windows(tones.draw(seed, "train", perClass), tones.draw(seed, "test", perClass),
                tones.classHz().size());
    }

    /// The accuracy of the class whose mean DC is nearest, with the first filter of a bank.
    double byNearestMean(FilterBank bank) {
        return NearestMean.of(bank.firstFeature(train.inputs()), train.targets(), classes)
                .accuracy(bank.firstFeature(test.inputs()), test.targets());
    }

    /// The accuracy of a linear read-out of all filters of a bank.
    double byReadout(FilterBank bank) {
        return LinearReadout.of(bank.features(train.inputs()), train.targets(), classes)
                .accuracy(bank.features(test.inputs()), test.targets());
    }
}
