package dev.halfwave.nn.train;

import java.util.Optional;

/// Which epoch of a training is its best: the one with the lowest or the highest value of this name.
///
/// @param name of a value in the history
/// @param lowest whether less is better
record BestEpoch(String name, boolean lowest) {

    /// The best of the epochs so far; empty where none has a number of this name.
    Optional<History.Entry> in(History history) {
        return lowest ? history.lowest(name) : history.highest(name);
    }

    /// @throws IllegalStateException if an epoch does not record the value, which then could never be found
    void requireIn(History.Entry entry) {
        if (!entry.values().containsKey(name)) {
            throw new IllegalStateException(
                    "Trainer: the weights with the best " + name + " are to be restored, but epoch "
                            + entry.epoch() + " has no such value, only " + entry.values().keySet());
        }
    }

    /// Such as `lowest validationLoss`.
    @Override
    public String toString() {
        return (lowest ? "lowest " : "highest ") + name;
    }
}
