package dev.halfwave.experiments.distance;

import java.util.Locale;
import java.util.OptionalDouble;

/// What [WeightMeasures] can measure of each parameter: cheap enough for every epoch.
///
/// | constant              | key                  | of                       | see                                 |
/// |-----------------------|----------------------|--------------------------|-------------------------------------|
/// | `L2`                  | `l2`                 | every parameter, and all | [Displacement#l2]                   |
/// | `RELATIVE`            | `relative`           | every parameter, and all | [Displacement#relative]             |
/// | `RMS`                 | `rms`                | every parameter, and all | [Displacement#rms]                  |
/// | `COSINE`              | `cosine`             | every parameter, and all | [Displacement#cosine]               |
/// | `NORM_RATIO`          | `normRatio`          | every parameter, and all | [Displacement#normRatio]            |
/// | `SIGN_FLIPS`          | `signFlips`          | every parameter, and all | [Displacement#signFlips]            |
/// | `STABLE_RANK`         | `stableRank`         | weights of ≥ 2 axes      | [SingularValues#stableRank]         |
/// | `EFFECTIVE_RANK`      | `effectiveRank`      | weights of ≥ 2 axes      | [SingularValues#effectiveRank]      |
/// | `PARTICIPATION_RATIO` | `participationRatio` | weights of ≥ 2 axes      | [SingularValues#participationRatio] |
/// | `PRINCIPAL_ANGLE`     | `principalAngle`     | weights of ≥ 2 axes      | [PrincipalAngles#ofInputs]          |
/// | `FILTER_RESPONSE`     | `filterResponse`     | weights of 3 axes        | [FilterResponseDistance#of]         |
///
/// Ranks are those of the later weights. The principal angle, in radians, is the largest of those between the subspaces
/// of the input that earlier and later weights answer to most, of half as many dimensions as the weight's matrix has
/// singular values, rounded up; it is left out where these are all dimensions that the input has.
public enum WeightMeasure {
    L2, RELATIVE, RMS, COSINE, NORM_RATIO, SIGN_FLIPS, STABLE_RANK, EFFECTIVE_RANK, PARTICIPATION_RATIO, PRINCIPAL_ANGLE, FILTER_RESPONSE;

    private final String key;

    WeightMeasure() {
        String[] words = name().toLowerCase(Locale.ROOT).split("_", -1);
        StringBuilder text = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            text.append(Character.toUpperCase(words[i].charAt(0))).append(words[i], 1, words[i].length());
        }
        key = text.toString();
    }

    /// The last part of the measure's name in a history: `relative` in `distance.conv1.relative`.
    public String key() {
        return key;
    }

    OptionalDouble of(WeightChange change) {
        Displacement displacement = change.displacement();
        return switch (this) {
            case L2 -> OptionalDouble.of(displacement.l2());
            case RELATIVE -> displacement.relative();
            case RMS -> displacement.rms();
            case COSINE -> displacement.cosine();
            case NORM_RATIO -> displacement.normRatio();
            case SIGN_FLIPS -> displacement.signFlips();
            case STABLE_RANK -> change.rank(SingularValues::stableRank);
            case EFFECTIVE_RANK -> change.rank(SingularValues::effectiveRank);
            case PARTICIPATION_RATIO -> change.rank(SingularValues::participationRatio);
            case PRINCIPAL_ANGLE -> change.principalAngle();
            case FILTER_RESPONSE -> change.filterResponse();
        };
    }
}
