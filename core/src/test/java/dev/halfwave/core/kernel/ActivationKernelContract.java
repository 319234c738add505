package dev.halfwave.core.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every kernel of an activation keeps: all paths have the bits of the textbook loops, forward and backward, on
/// lengths around the lanes, with offsets, NaN, infinities, zeros of both signs and subnormal numbers.
@Tag("both-backends")
interface ActivationKernelContract {

    /// The textbook loops.
    Path definition();

    Path scalar();

    /// Called only where the Vector API is there.
    Path simd();

    /// The path that the kernel picks on this machine.
    Path chosen();

    /// @param backward from `x` (or `y`, for kernels that start from it) and `dy` to `dx`
    record Path(UnaryKernel forward, PairKernel backward) {

        void assertSameBits(Path expected) {
            UnaryKernel.assertSameBits(forward, expected.forward);
            PairKernel.assertSameBits(backward, expected.backward);
        }
    }

    @Test
    default void scalarHasTheBitsOfTheDefinition() {
        scalar().assertSameBits(definition());
    }

    @Test
    default void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        simd().assertSameBits(definition());
    }

    @Test
    default void theChosenPathHasTheBitsOfTheDefinition() {
        chosen().assertSameBits(definition());
    }
}
