package dev.halfwave.experiments.distance;

import java.util.OptionalDouble;
import java.util.function.Function;

/// What [WeightMeasures] can measure of each parameter: cheap enough for every epoch.
///
/// | constant              | key                  | of                            | see                               |
/// |-----------------------|----------------------|-------------------------------|-----------------------------------|
/// | `L2`                  | `l2`                 | every parameter, and all      | [Displacement#l2]                 |
/// | `RELATIVE`            | `relative`           | every parameter, and all      | [Displacement#relative]           |
/// | `RMS`                 | `rms`                | every parameter, and all      | [Displacement#rms]                |
/// | `COSINE`              | `cosine`             | every parameter, and all      | [Displacement#cosine]             |
/// | `NORM_RATIO`          | `normRatio`          | every parameter, and all      | [Displacement#normRatio]          |
/// | `SIGN_FLIPS`          | `signFlips`          | every parameter, and all      | [Displacement#signFlips]          |
/// | `STABLE_RANK`         | `stableRank`         | weights of two axes and more  | [SingularValues#stableRank]       |
/// | `EFFECTIVE_RANK`      | `effectiveRank`      | weights of two axes and more  | [SingularValues#effectiveRank]    |
/// | `PARTICIPATION_RATIO` | `participationRatio` | weights of two axes and more  | [SingularValues#participationRatio] |
/// | `FILTER_RESPONSE`     | `filterResponse`     | weights of three axes         | [FilterResponseDistance#of]       |
///
/// Ranks are those of the later weights.
public enum WeightMeasure {
    L2("l2", change -> OptionalDouble.of(change.displacement().l2())), RELATIVE("relative",
            change -> change.displacement().relative()), RMS("rms", change -> change.displacement().rms()), COSINE(
                    "cosine", change -> change.displacement().cosine()), NORM_RATIO("normRatio",
                            change -> change.displacement().normRatio()), SIGN_FLIPS("signFlips",
                                    change -> change.displacement().signFlips()), STABLE_RANK("stableRank",
                                            change -> change.rank(SingularValues::stableRank)), EFFECTIVE_RANK(
                                                    "effectiveRank",
                                                    change -> change
                                                            .rank(SingularValues::effectiveRank)), PARTICIPATION_RATIO(
                                                                    "participationRatio",
                                                                    change -> change.rank(
                                                                            SingularValues::participationRatio)), FILTER_RESPONSE(
                                                                                    "filterResponse",
                                                                                    WeightChange::filterResponse);

    private final String key;
    private final Function<WeightChange, OptionalDouble> value;

    WeightMeasure(String key, Function<WeightChange, OptionalDouble> value) {
        this.key = key;
        this.value = value;
    }

    /// The last part of the measure's name in a history: `relative` in `distance.conv1.relative`.
    public String key() {
        return key;
    }

    OptionalDouble of(WeightChange change) {
        return value.apply(change);
    }
}
