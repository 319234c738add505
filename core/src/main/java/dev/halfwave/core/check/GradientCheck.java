package dev.halfwave.core.check;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/// Compares an op's gradients with central differences of its forward pass. For everyone who writes an op:
///
/// ```java
/// GradientCheck.of(new MyOp()).verify(x, weight);
/// ```
///
/// For a random upstream gradient `dy` (ones would hide errors) and every element of every input it compares
/// `dx[i]` with the slope of `⟨dy, f(x)⟩`, summed in double. The slope comes from differences at two step widths,
/// extrapolated (Richardson) so that the error of a smooth op falls with the fourth power of the step. What float
/// rounding can add to a slope is bounded and allowed for; beyond that an element may be off by
/// `tolerance × max(|slope|, 1/1000 of the largest)`. That is sharp enough to see 1 % in one element.
///
/// It also sees an op that does not write every element of its results, and one whose gradient depends on which others
/// are wanted.
///
/// **Kinks.** A difference quotient across a kink (ReLU at 0) is not a derivative: give inputs that stay [#step] away
/// from kinks. Ties of a max pool are kinks too.
///
/// Immutable and thread-safe.
public final class GradientCheck {

    private static final double FLOAT_ROUNDING = 0x1p-24;

    private final Op op;
    private final double step;
    private final double tolerance;
    private final long seed;
    private final boolean[] skipped;

    private GradientCheck(Op op, double step, double tolerance, long seed, boolean[] skipped) {
        this.op = op;
        this.step = step;
        this.tolerance = tolerance;
        this.seed = seed;
        this.skipped = skipped;
    }

    /// A check with a step of 1/64, a tolerance of 0.2 % and gradients for all inputs.
    public static GradientCheck of(Op op) {
        return new GradientCheck(op, 0x1p-6, 2e-3, 1, new boolean[0]);
    }

    /// With another largest step. Larger steps hide rounding, smaller ones curvature and kinks.
    public GradientCheck withStep(double newStep) {
        if (!(newStep > 0)) {
            throw new IllegalArgumentException("GradientCheck: the step must be positive, but is " + newStep);
        }
        return new GradientCheck(op, newStep, tolerance, seed, skipped);
    }

    /// With another relative tolerance.
    public GradientCheck withTolerance(double newTolerance) {
        if (!(newTolerance > 0)) {
            throw new IllegalArgumentException("GradientCheck: the tolerance must be positive, but is " + newTolerance);
        }
        return new GradientCheck(op, step, newTolerance, seed, skipped);
    }

    /// With another random upstream gradient.
    public GradientCheck withSeed(long newSeed) {
        return new GradientCheck(op, step, tolerance, newSeed, skipped);
    }

    /// Leaves one input out: one without a gradient, such as class indices.
    public GradientCheck withoutInput(int input) {
        if (input < 0) {
            throw new IllegalArgumentException("GradientCheck: the input must not be negative, but is " + input);
        }
        boolean[] more = Arrays.copyOf(skipped, Math.max(skipped.length, input + 1));
        more[input] = true;
        return new GradientCheck(op, step, tolerance, seed, more);
    }

    /// Checks the gradients of all inputs at `x`, together and each one alone.
    ///
    /// @param x the inputs, at a point where the op is differentiable
    /// @throws AssertionError if a gradient is wrong: names the input, the element, both values
    public void verify(Tensor... x) {
        Tensor[] inputs = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            inputs[i] = isSkipped(i) ? x[i].copy() : x[i].copy().requiringGradient();
        }
        Tensor y = op.apply(inputs);
        Tensor dy = upstream(y.shape());
        Gradients gradients = y.backward(dy);
        requireEveryElementWritten(inputs, y, dy, gradients);
        for (int i = 0; i < x.length; i++) {
            if (!isSkipped(i)) {
                Tensor gradient = gradients.of(inputs[i]);
                compareWithDifferences(i, inputs, dy, gradient);
                compareAlone(i, x, dy, gradient);
                if (op.accumulates(i)) {
                    runOn(i, inputs, y, dy, gradient);
                }
            }
        }
    }

    /// An op that says it runs on from an earlier gradient must do so: from its own result to twice that.
    private void runOn(int input, Tensor[] x, Tensor y, Tensor dy, Tensor once) {
        Tensor[] dx = new Tensor[x.length];
        dx[input] = once.copy();
        op.backward(x, y, dy, dx, Workspace.ordinary());
        double largest = 0;
        for (int i = 0; i < once.size(); i++) {
            largest = Math.max(largest, Math.abs(once.get(i)));
        }
        for (int i = 0; i < once.size(); i++) {
            double expected = 2.0 * once.get(i);
            if (!(Math.abs(dx[input].get(i) - expected) <= tolerance * Math.max(Math.abs(expected), largest / 1000))) {
                throw new AssertionError(op.name() + ": says that it accumulates the gradient of input " + input
                        + ", but from " + once.get(i) + " at element " + i + " it gets to " + dx[input].get(i)
                        + " instead of " + (float) expected);
            }
        }
    }

    private boolean isSkipped(int input) {
        return input < skipped.length && skipped[input];
    }

    /// Fresh memory holds zeros, which hide an element that an op leaves out; memory that the engine lends does not.
    private void requireEveryElementWritten(Tensor[] x, Tensor y, Tensor dy, Gradients gradients) {
        Tensor again = Tensor.full(y.shape(), Float.NaN);
        op.forward(x, again, Workspace.ordinary());
        requireSameBits("forward: element %d of the result", again, y);
        Tensor[] dx = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            if (!isSkipped(i)) {
                dx[i] = Tensor.full(x[i].shape(), op.accumulates(i) ? 0 : Float.NaN);
            }
        }
        op.backward(x, y, dy, dx, Workspace.ordinary());
        for (int i = 0; i < x.length; i++) {
            if (!isSkipped(i)) {
                requireSameBits("backward: element %d of the gradient of input " + i, dx[i], gradients.of(x[i]));
            }
        }
    }

    private void requireSameBits(String what, Tensor actual, Tensor expected) {
        for (int i = 0; i < actual.size(); i++) {
            if (Float.floatToIntBits(actual.get(i)) != Float.floatToIntBits(expected.get(i))) {
                throw new AssertionError(op.name() + ": " + String.format(Locale.ROOT, what, i)
                        + " depends on what its memory held before; every element must be written");
            }
        }
    }

    private void compareWithDifferences(int input, Tensor[] x, Tensor dy, Tensor gradient) {
        int n = x[input].size();
        double[] slope = new double[n];
        double[] rounding = new double[n];
        double largest = 0;
        for (int i = 0; i < n; i++) {
            Difference wide = difference(x, input, i, dy, step);
            Difference narrow = difference(x, input, i, dy, step / 2);
            slope[i] = (4 * narrow.slope - wide.slope) / 3;
            rounding[i] = (4 * narrow.rounding + wide.rounding) / 3;
            largest = Math.max(largest, Math.abs(slope[i]));
        }
        for (int i = 0; i < n; i++) {
            double allowed = tolerance * Math.max(Math.abs(slope[i]), largest / 1000) + rounding[i];
            double error = Math.abs(gradient.get(i) - slope[i]);
            if (!(error <= allowed)) { // also when NaN
                throw new AssertionError(String.format(
                        Locale.ROOT,
                        "%s: gradient of input %d %s at element %d is %.8g, but the slope of the forward pass is %.8g "
                                + "(off by %.3g, allowed %.3g)",
                        op.name(), input, x[input].shape(), i, gradient.get(i), slope[i], error, allowed));
            }
        }
    }

    private record Difference(double slope, double rounding) {}

    private Difference difference(Tensor[] x, int input, int element, Tensor dy, double h) {
        Tensor[] moved = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            moved[i] = x[i].detached();
        }
        moved[input] = x[input].copy();
        float value = x[input].get(element);
        float high = (float) (value + h);
        float low = (float) (value - h);
        moved[input].set(element, high);
        Tensor above = op.apply(moved).copy();
        moved[input].set(element, low);
        Tensor below = op.apply(moved);
        double difference = 0;
        double squares = 0;
        for (int i = 0; i < dy.size(); i++) {
            difference += dy.get(i) * ((double) above.get(i) - below.get(i));
            if (above.get(i) != below.get(i)) {
                double magnitude = dy.get(i) * (double) Math.max(Math.abs(above.get(i)), Math.abs(below.get(i)));
                squares += magnitude * magnitude;
            }
        }
        double width = (double) high - low; // what was really stepped, after rounding to float
        // Roundings of the elements that changed are independent: 8 standard deviations of a few units each.
        return new Difference(difference / width, 8 * FLOAT_ROUNDING * Math.sqrt(squares) / width);
    }

    /// A gradient must not depend on which other gradients are wanted.
    private void compareAlone(int input, Tensor[] x, Tensor dy, Tensor expected) {
        Tensor[] alone = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            alone[i] = i == input ? x[i].copy().requiringGradient() : x[i].copy();
        }
        Tensor gradient = op.apply(alone).backward(dy).of(alone[input]);
        for (int i = 0; i < gradient.size(); i++) {
            if (Float.floatToIntBits(gradient.get(i)) != Float.floatToIntBits(expected.get(i))) {
                throw new AssertionError(op.name() + ": gradient of input " + input + " at element " + i + " is "
                        + gradient.get(i) + " when it is the only one wanted, but " + expected.get(i) + " otherwise");
            }
        }
    }

    /// Values in ±[0.5, 1.5): none so small that an error in it would not be seen.
    private Tensor upstream(Shape shape) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor dy = Tensor.zeros(shape);
        for (int i = 0; i < dy.size(); i++) {
            float magnitude = 0.5f + (float) random.nextDouble();
            dy.set(i, random.nextBoolean() ? magnitude : -magnitude);
        }
        return dy;
    }
}
