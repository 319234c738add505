package dev.halfwave.experiments.ablation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The learning rates that one arm was tried with, and the one that was chosen.
///
/// The best is the rate at which most tuning seeds reached the tuning outcome; of equally many, the one at which it is 0 on
/// more of them; of these, the one with the smaller mean of the outcome's logarithm over the seeds that reached it and where
/// it is not 0; of equal means, the smaller rate. Where the best is the smallest or
/// the largest rate so far, one more beyond it is tried, at the ratio at which the grid grows, up to four on each side.
///
/// @param arm the arm's name
/// @param common the learning rate that all arms have in common
/// @param seeds the tuning seeds
/// @param tried all rates that were tried or have to be, ascending
public record ArmRates(String arm, double common, List<Long> seeds, List<TriedRate> tried) {

    /// How many rates are added to the grid on one side.
    static final int MOST_BEYOND = 4;

    /// Rates are added with three significant digits, as people write them.
    private static final MathContext DIGITS = new MathContext(3);

    public ArmRates {
        seeds = List.copyOf(seeds);
        tried = tried.stream().sorted(Comparator.comparingDouble(TriedRate::rate)).toList();
    }

    /// The best of the rates, as soon as all trials with them are finished; empty where no seed reached the tuning outcome at
    /// any rate.
    public Optional<TriedRate> best() {
        return isFinished()
                ? tried.stream().min(TriedRate.BEST_FIRST).filter(rate -> rate.reached() > 0)
                : Optional.empty();
    }

    /// The rate at which the arm is judged: the best one, or the common one where there is no best.
    public double rate() {
        return best().map(TriedRate::rate).orElse(common);
    }

    /// Whether [#rate] is the common one, so that the declared trials are those at the arm's own rate.
    public boolean isCommon() {
        return rate() == common;
    }

    /// Whether all trials were finished, and no seed reached the tuning outcome at any rate. Then the arm keeps the common
    /// rate.
    public boolean isNeverReached() {
        return isFinished() && best().isEmpty();
    }

    /// Whether the trials with all rates so far are finished.
    private boolean isFinished() {
        return tried.stream().allMatch(rate -> rate.outcomes().keySet().containsAll(seeds));
    }

    /// Whether the choice is made: nothing is left to try.
    public boolean isSettled() {
        return isFinished() && next().isEmpty();
    }

    /// How many rates were added beyond the grid.
    public int beyondGrid() {
        return (int) tried.stream().filter(TriedRate::beyondGrid).count();
    }

    /// Whether the best is still the smallest or the largest of all rates that were tried, so that one that does better may
    /// lie beyond.
    public boolean isBestOnEdge() {
        Optional<TriedRate> best = best();
        return best.isPresent() && (best.get().equals(tried.getFirst()) || best.get().equals(tried.getLast()));
    }

    /// The rate to try next, beyond the edge on which the best lies.
    OptionalDouble next() {
        if (!isBestOnEdge()) {
            return OptionalDouble.empty();
        }
        List<Double> grid = tried.stream().filter(rate -> !rate.beyondGrid()).map(TriedRate::rate).toList();
        boolean up = best().orElseThrow().equals(tried.getLast());
        double edge = up ? grid.getLast() : grid.getFirst();
        int steps = 1 + (int) tried.stream().filter(rate -> up ? rate.rate() > edge : rate.rate() < edge).count();
        return steps > MOST_BEYOND
                ? OptionalDouble.empty()
                : OptionalDouble.of(beyond(grid, edge, up ? steps : -steps));
    }

    /// The grid's edge times a power of the mean ratio of its neighbours.
    private static double beyond(List<Double> grid, double edge, int steps) {
        double span = grid.getLast() / grid.getFirst();
        double exact = edge * StrictMath.pow(span, (double) steps / (grid.size() - 1));
        boolean dense = span < StrictMath.pow(1.1, grid.size() - 1.0); // whose rates differ in later digits only
        return dense ? exact : new BigDecimal(exact).round(DIGITS).doubleValue();
    }

    /// The same arm with one more rate.
    ArmRates with(TriedRate more) {
        List<TriedRate> all = new ArrayList<>(tried);
        all.add(more);
        return new ArmRates(arm, common, seeds, all);
    }
}
