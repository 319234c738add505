package dev.halfwave.bench.step;

import dev.halfwave.core.Backend;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import dev.halfwave.nn.train.Trainer;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// Halfwave through its public [Trainer]: shuffling, gathering the batch and calling back are part of a step.
public final class HalfwaveContestant implements Contestant {

    private final boolean kerasEpsilon;

    /// With Adam's default.
    public HalfwaveContestant() {
        this(false);
    }

    /// @param kerasEpsilon where Adam's ε stands, for a comparison with a peer that has it there
    HalfwaveContestant(boolean kerasEpsilon) {
        this.kerasEpsilon = kerasEpsilon;
    }

    @Override
    public String name() {
        return "halfwave";
    }

    @Override
    public String describe() {
        return Backend.describe();
    }

    @Override
    public boolean hasKerasEpsilon() {
        return kerasEpsilon;
    }

    @Override
    public double[] losses(Network network, int threads, int steps) {
        return losses(network, false, threads, steps);
    }

    /// Trains from the network's initial weights and returns each step's loss.
    public double[] losses(Network network, boolean dropout, int threads, int steps) {
        double[] losses = new double[Math.ceilDiv(steps, network.batches()) * network.batches()];
        trainer(network, dropout)
                .withEpochs(losses.length / network.batches())
                .withThreads(threads)
                .withCallbacks(new Callback() {
                    @Override
                    public void onStep(Run run, Step step) {
                        losses[(int) step.number() - 1] = step.loss();
                    }
                })
                .fit(network.data());
        return Arrays.copyOf(losses, steps);
    }

    @Override
    public void train(Network network, int threads, BooleanSupplier another) {
        trainer(network, true)
                .withEpochs(Integer.MAX_VALUE)
                .withThreads(threads)
                .withCallbacks(new Callback() {
                    @Override
                    public void onStep(Run run, Step step) {
                        if (!another.getAsBoolean()) {
                            run.stop("all steps were timed"); // at the end of the epoch
                        }
                    }
                })
                .fit(network.data());
    }

    /// A trainer of the network with its initial weights.
    Trainer trainer(Network network, boolean dropout) {
        Adam adam = Adam.of(network.learningRate());
        if (kerasEpsilon) {
            adam = adam.withKerasEpsilon(1e-8);
        }
        return Trainer.of(network.model(dropout), network.loss(), adam).withBatchSize(network.batch());
    }
}
