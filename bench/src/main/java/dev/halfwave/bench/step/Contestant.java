package dev.halfwave.bench.step;

import java.util.function.BooleanSupplier;

/// A system that can train a [Network]. Peers are found as services.
public interface Contestant {

    /// Short, for options and tables: `libtorch`.
    String name();

    /// Name, version, and how it computes here, in one line.
    String describe();

    /// Adam's ε stands beside `√v`, as in Keras, rather than beside `√v̂`, as in PyTorch.
    default boolean hasKerasEpsilon() {
        return false;
    }

    /// Trains from the network's initial weights, without dropout, and returns each step's loss. Batches are those of the
    /// [epochs][Network#epoch] from 0 on.
    double[] losses(Network network, int threads, int steps);

    /// Trains from the network's initial weights, with dropout, until told to stop.
    ///
    /// @param another asked after every step whether there is to be another
    void train(Network network, int threads, BooleanSupplier another);
}
