package dev.halfwave.experiments.distance;

import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// How far weights have moved from where they began: the sums over all elements from which the elementary measures
/// follow.
///
/// | measure      | value                          | has no value        |
/// |--------------|--------------------------------|---------------------|
/// | [#l2]        | ‖W − W₀‖₂                      |                     |
/// | [#relative]  | ‖W − W₀‖₂ / ‖W₀‖₂              | where W₀ = 0        |
/// | [#rms]       | ‖W − W₀‖₂ / √elements          | without elements    |
/// | [#cosine]    | ⟨W, W₀⟩ / (‖W‖₂ ‖W₀‖₂)         | where W or W₀ is 0  |
/// | [#normRatio] | ‖W‖₂ / ‖W₀‖₂                   | where W₀ = 0        |
/// | [#signFlips] | share of elements whose sign (−1, 0 or 1) changed | without elements |
///
/// L2 depends on the scale of the weights; the relative distance compares layers, RMS per weight layers of different
/// size. Cosine and norm ratio r tell turning from growing, and determine the relative distance:
/// `relative² = 1 + r² − 2 r cosine`.
///
/// Every sum runs in double in the order of the elements; that of several tensors adds their sums in the order of the
/// tensors ([#plus]). Weights that did not move have distance 0 exactly.
///
/// Sources: RMS per weight: Zhang, Bengio and Singer (2022), *Are All Layers Created Equal?*, JMLR 23(67); signs:
/// Frankle, Schwab and Morcos (2020), *The Early Phase of Neural Network Training*, arXiv:2002.10365.
///
/// @param elements how many weights
/// @param flips how many of them changed their sign
/// @param squaredDistance `Σ (w − w₀)²`
/// @param squaredBefore `Σ w₀²`
/// @param squaredAfter `Σ w²`
/// @param product `Σ w₀ w`
public record Displacement(
        long elements,
        long flips,
        double squaredDistance,
        double squaredBefore,
        double squaredAfter,
        double product) {

    /// That of no weights at all: where a sum over several tensors begins.
    public static final Displacement NONE = new Displacement(0, 0, 0, 0, 0, 0);

    /// Between earlier and later values of one tensor.
    ///
    /// @throws ShapeMismatchException if their shapes differ
    public static Displacement of(Tensor before, Tensor after) {
        requireSameShape("Displacement", before, after);
        return of(before, after, 0, after.size());
    }

    /// Between earlier and later values of each entry along the first axis: of each filter of a convolution, each unit
    /// of a fully connected layer.
    ///
    /// Neyshabur et al. (2018, arXiv:1805.12076) use the distances of units as a measure of capacity.
    ///
    /// @throws ShapeMismatchException if the shapes differ, or there is no axis
    public static List<Displacement> ofFilters(Tensor before, Tensor after) {
        requireSameShape("Displacement.ofFilters", before, after);
        if (after.shape().rank() == 0) {
            throw new ShapeMismatchException("Displacement.ofFilters", "expected a first axis", "the shape is ()");
        }
        List<Displacement> filters = new ArrayList<>();
        int size = after.shape().stride();
        for (int filter = 0; filter < after.shape().dim(0); filter++) {
            filters.add(of(before, after, filter * size, (filter + 1) * size));
        }
        return List.copyOf(filters);
    }

    private static Displacement of(Tensor before, Tensor after, int from, int to) {
        float[] earlier = before.data();
        float[] later = after.data();
        long flips = 0;
        double squaredDistance = 0;
        double squaredBefore = 0;
        double squaredAfter = 0;
        double product = 0;
        for (int i = from; i < to; i++) {
            double a = earlier[before.offset() + i];
            double b = later[after.offset() + i];
            squaredDistance += (b - a) * (b - a);
            squaredBefore += a * a;
            squaredAfter += b * b;
            product += a * b;
            if (Math.signum(a) != Math.signum(b)) {
                flips++;
            }
        }
        return new Displacement(to - from, flips, squaredDistance, squaredBefore, squaredAfter, product);
    }

    static void requireSameShape(String operation, Tensor before, Tensor after) {
        if (!before.shape().equals(after.shape())) {
            throw new ShapeMismatchException(
                    operation, "expected earlier and later values of one tensor, of shape " + before.shape(),
                    "the later ones are " + after.shape());
        }
    }

    /// That of these weights and others together: each sum is `this + other`.
    public Displacement plus(Displacement other) {
        return new Displacement(
                elements + other.elements,
                flips + other.flips,
                squaredDistance + other.squaredDistance,
                squaredBefore + other.squaredBefore,
                squaredAfter + other.squaredAfter,
                product + other.product);
    }

    /// ‖W − W₀‖₂.
    public double l2() {
        return Math.sqrt(squaredDistance);
    }

    /// ‖W − W₀‖₂ / ‖W₀‖₂; no value where the weights began at 0.
    public OptionalDouble relative() {
        return squaredBefore > 0 ? OptionalDouble.of(l2() / Math.sqrt(squaredBefore)) : OptionalDouble.empty();
    }

    /// ‖W − W₀‖₂ / √elements: the root mean square of the weights' changes; no value without weights.
    public OptionalDouble rms() {
        return elements > 0 ? OptionalDouble.of(Math.sqrt(squaredDistance / elements)) : OptionalDouble.empty();
    }

    /// ⟨W, W₀⟩ / (‖W‖₂ ‖W₀‖₂): the cosine of the angle by which the weights turned; no value where one of them is 0.
    public OptionalDouble cosine() {
        return squaredBefore > 0 && squaredAfter > 0
                ? OptionalDouble.of(product / (Math.sqrt(squaredBefore) * Math.sqrt(squaredAfter)))
                : OptionalDouble.empty();
    }

    /// ‖W‖₂ / ‖W₀‖₂; no value where the weights began at 0.
    public OptionalDouble normRatio() {
        return squaredBefore > 0
                ? OptionalDouble.of(Math.sqrt(squaredAfter) / Math.sqrt(squaredBefore))
                : OptionalDouble.empty();
    }

    /// The share of weights whose sign changed, where 0 is a sign of its own; no value without weights.
    public OptionalDouble signFlips() {
        return elements > 0 ? OptionalDouble.of((double) flips / elements) : OptionalDouble.empty();
    }
}
