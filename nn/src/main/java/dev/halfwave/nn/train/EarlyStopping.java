package dev.halfwave.nn.train;

/// Ends a training when a value of the history has not improved for a number of epochs. The weights are those of the last
/// epoch then, unless the trainer restores the best ones: see [Trainer#restoringLowest].
///
/// ```java
/// EarlyStopping.whenNoLongerFalling("validationLoss").withPatience(10)
/// ```
public final class EarlyStopping implements Callback {

    private final String name;
    private final boolean falling;
    private final int patience;
    private final double minDelta;

    // Found again from the history when a training is resumed.
    private double best;
    private int waited;

    private EarlyStopping(String name, boolean falling, int patience, double minDelta) {
        this.name = name;
        this.falling = falling;
        this.patience = patience;
        this.minDelta = minDelta;
    }

    /// For a loss or an error. Patience 5.
    public static EarlyStopping whenNoLongerFalling(String name) {
        return new EarlyStopping(name, true, 5, 0);
    }

    /// For an accuracy. Patience 5.
    public static EarlyStopping whenNoLongerRising(String name) {
        return new EarlyStopping(name, false, 5, 0);
    }

    /// How many epochs without improvement are borne.
    public EarlyStopping withPatience(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("EarlyStopping: patience must be at least 1, but is " + epochs);
        }
        return new EarlyStopping(name, falling, epochs, minDelta);
    }

    /// Improvements smaller than this do not count.
    public EarlyStopping withMinDelta(double newMinDelta) {
        if (!(newMinDelta >= 0)) {
            throw new IllegalArgumentException(
                    "EarlyStopping: the smallest improvement must not be negative, but is " + newMinDelta);
        }
        return new EarlyStopping(name, falling, patience, newMinDelta);
    }

    @Override
    public void onStart(Run run) {
        best = Double.POSITIVE_INFINITY;
        waited = 0;
        run.history().epochs().forEach(entry -> look(run, entry));
    }

    @Override
    public void onEpochRecorded(Run run, History.Entry entry) {
        look(run, entry);
    }

    private void look(Run run, History.Entry entry) {
        Double value = entry.values().get(name);
        if (value == null) {
            throw new IllegalStateException("EarlyStopping: epoch " + entry.epoch() + " has no value " + name + ", but "
                    + entry.values().keySet());
        }
        double cost = falling ? value : -value;
        if (cost < best - minDelta) {
            best = cost;
            waited = 0;
        } else if (++waited >= patience) {
            run.stop(name + " has not improved for " + waited + " epochs");
        }
    }
}
