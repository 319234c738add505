package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every kernel of a function of one number keeps: its stated error, and the same bits on every path. A test class
/// implements it and names the function's paths, its true value and where to look.
@Tag("both-backends")
interface FunctionKernelContract {

    /// The function's name, for messages.
    String name();

    /// The path that the kernel picks on this machine.
    UnaryKernel chosen();

    UnaryKernel scalar();

    /// Called only where the Vector API is there.
    UnaryKernel simd();

    /// The true value, in double.
    double truth(double x);

    /// The stated bound of the error, in units in the last place.
    double maxUlp();

    /// Sets of inputs, within each of which the error comes to at least half a unit: all over the floats, and where the
    /// results are of interest.
    List<float[]> inputs();

    /// The inputs with the largest errors, found among all floats.
    List<Worst> worst();

    /// Results that mathematics gives: of zeros, infinities and NaN.
    List<Value> limits();

    /// Ordinary results, as they have been since the kernel was written.
    List<Value> knownBits();

    /// @param atLeast what its error comes to; otherwise the kernel has changed, and this is no longer the worst
    record Worst(float x, double atLeast) {}

    /// An input and the bits of its result.
    record Value(float x, float y) {}

    @Test
    default void isWithinTheStatedErrorOfTheTrueValue() {
        for (float[] x : inputs()) {
            float[] y = new float[x.length];
            chosen().run(x, 0, y, 0, x.length);
            double worst = 0;
            float where = Float.NaN;
            for (int i = 0; i < x.length; i++) {
                double error = Ulps.error(y[i], truth(x[i]));
                if (error > worst) {
                    worst = error;
                    where = x[i];
                }
            }
            assertThat(worst).as("error of %s(%s)", name(), where).isBetween(0.5, maxUlp());
        }
    }

    @Test
    default void theWorstInputsFoundAmongAllFloatsAreStillTheWorst() {
        for (Worst worst : worst()) {
            assertThat(Ulps.error(at(worst.x()), truth(worst.x())))
                    .as("error of %s(%s)", name(), worst.x())
                    .isBetween(worst.atLeast(), maxUlp());
        }
    }

    @Test
    default void simdHasTheBitsOfScalar() {
        assumeTrue(VectorApi.PRESENT);
        UnaryKernel.assertSameBits(simd(), scalar());
        for (float[] x : inputs()) {
            float[] actual = new float[x.length];
            float[] expected = new float[x.length];
            simd().run(x, 0, actual, 0, x.length);
            scalar().run(x, 0, expected, 0, x.length);
            assertSameBits(actual, expected, name());
        }
    }

    @Test
    default void limitsAreAsInMathematics() {
        assertValues(limits());
    }

    @Test
    default void hasTheBitsThatItAlwaysHad() {
        assertValues(knownBits());
    }

    private void assertValues(List<Value> values) {
        for (Value value : values) {
            assertSameBits(at(value.x()), value.y(), name() + "(" + value.x() + ")");
        }
    }

    /// The result for one number, which is the same alone, in a vector, and in place.
    default float at(float x) {
        float[] alone = new float[1];
        chosen().run(new float[] {x}, 0, alone, 0, 1);
        float[] many = new float[17];
        Arrays.fill(many, x);
        chosen().run(many, 0, many, 0, 17);
        assertSameBits(many[3], alone[0], name() + "(" + x + ") in a vector");
        return alone[0];
    }
}
