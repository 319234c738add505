package dev.halfwave.experiments.statistics;

import java.util.Arrays;

/// On how many seeds the first arm did what the claim says it does: the estimate of the probability that it will on
/// another seed. A tie counts half, so that the two arms' shares add up to 1.
///
/// @param won on how many seeds the difference lies on the claim's side
/// @param tied on how many it is 0
/// @param lost on how many it lies on the other side
public record ShareWon(int won, int tied, int lost) {

    /// The share of some differences, of any kind.
    public static ShareWon of(PairedDifferences differences, Direction direction) {
        double[] values = differences.values();
        int won = (int) Arrays.stream(values).filter(direction::isSupportedBy).count();
        int tied = (int) Arrays.stream(values).filter(d -> d == 0).count();
        return new ShareWon(won, tied, values.length - won - tied);
    }

    /// How many seeds there are.
    public int n() {
        return won + tied + lost;
    }

    /// The share; NaN without seeds.
    public double share() {
        return proportion().share();
    }

    /// Wilson's interval for the probability; without seeds, from 0 to 1.
    ///
    /// @param level the level of confidence, such as 0.95
    /// @throws IllegalArgumentException unless the level lies between 0 and 1
    public Interval interval(double level) {
        return proportion().interval(level);
    }

    private Proportion proportion() {
        return new Proportion(won + tied / 2.0, n());
    }
}
