package dev.halfwave.experiments.harmonics;

import dev.halfwave.core.Op;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Elu;
import dev.halfwave.core.op.Gelu;
import dev.halfwave.core.op.Hat;
import dev.halfwave.core.op.LeakyRelu;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Sigmoid;
import dev.halfwave.core.op.Silu;
import dev.halfwave.core.op.Sin;
import dev.halfwave.core.op.Snake;
import dev.halfwave.core.op.Softplus;
import dev.halfwave.core.op.Tanh;
import dev.halfwave.experiments.study.Arm;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/// An activation with what is known about it before anything is measured.
///
/// @param arm how files call it
/// @param label how figures call it
/// @param op the activation itself
/// @param isElementwise whether an element of the result depends on one element of the input only
/// @param tone what theory says it makes of a tone
/// @param normal its mean for normal numbers of mean 0 and this standard deviation, where a closed form is known
/// @param reference DC and the amplitudes of harmonics 1 to 4 for a tone of amplitude 1, and the mean for standard normal
///     numbers (NaN where there is none), computed once with numpy in double precision: 65,536 samples of a period,
///     six digits
record Subject(Arm arm, String label, Op op, boolean isElementwise, ToneSeries tone,
        DoubleFunction<OptionalDouble> normal, Reference reference) {

    /// Values of an independent computation.
    record Reference(double dc, double h1, double h2, double h3, double h4, double normal) {

        /// The constant (0) or a harmonic.
        double of(int harmonic) {
            return switch (harmonic) {
                case 0 -> dc;
                case 1 -> h1;
                case 2 -> h2;
                case 3 -> h3;
                case 4 -> h4;
                default -> Double.NaN;
            };
        }
    }

    private static final double NONE = Double.NaN;

    static final List<Subject> ALL = List.of(
            new Subject(new Arm("abs", "|x|, the full-wave rectifier", ""), "|x|", new Abs(), true,
                    new ToneSeries.Rectifier(-1), rectified(-1),
                    new Reference(0.636620, 0, 0.424413, 0, 0.084883, NONE)),
            new Subject(new Arm("relu", "max(0, x), the half-wave rectifier", ""), "ReLU", new Relu(), true,
                    new ToneSeries.Rectifier(0), rectified(0),
                    new Reference(0.318310, 0.5, 0.212207, 0, 0.042441, 0.398942)),
            new Subject(new Arm("leaky-relu", "x above 0, x/100 below", ""), "leaky ReLU 0.01", new LeakyRelu(0.01f),
                    true, new ToneSeries.Rectifier(0.01), rectified(0.01),
                    new Reference(0.315127, 0.505, 0.210085, 0, 0.042017, 0.394953)),
            new Subject(new Arm("leaky-relu-fifth", "x above 0, x/5 below", ""), "leaky ReLU 0.2", new LeakyRelu(0.2f),
                    true, new ToneSeries.Rectifier(0.2), rectified(0.2),
                    new Reference(0.254648, 0.6, 0.169765, 0, 0.033953, NONE)),
            new Subject(new Arm("relu-dc-free", "ReLU minus its mean over time", "It looks at the whole row."),
                    "ReLU without DC", new DcFreeRelu(), false, new ToneSeries.RectifierWithoutDc(),
                    deviation -> OptionalDouble.of(0),
                    new Reference(0, 0.5, 0.212207, 0, 0.042441, 0)),
            new Subject(new Arm("elu", "x above 0, e^x − 1 below", ""), "ELU", new Elu(1), true,
                    new ToneSeries.Unknown(), unknown(),
                    new Reference(0.096221, 0.838395, 0.091240, 0.026565, 0.004020, 0.16052)),
            new Subject(new Arm("silu", "x · sigmoid(x), also called swish", ""), "SiLU", new Silu(), true,
                    new ToneSeries.LinearPlusEven(0.5), unknown(),
                    new Reference(0.117786, 0.5, 0.115476, 0, 0.002255, 0.206621)),
            // E[x Φ(x)] = σ²/√(2π(1 + σ²)), by parts
            new Subject(new Arm("gelu", "x · Φ(x) with the normal distribution function, by erf", ""), "GELU",
                    Gelu.exact(), true, new ToneSeries.LinearPlusEven(0.5),
                    deviation -> OptionalDouble.of(
                            deviation * deviation / Math.sqrt(2 * Math.PI * (1 + deviation * deviation))),
                    new Reference(0.177356, 0.5, 0.170426, 0, 0.006676, 0.282095)),
            new Subject(new Arm("softplus", "ln(1 + e^x)", "ln 2 without any input."), "softplus", Softplus.of(), true,
                    new ToneSeries.LinearPlusEven(0.5), unknown(),
                    new Reference(0.753796, 0.5, 0.060048, 0, 0.000591, NONE)),
            // E[cos 2x] = e^(−2σ²)
            new Subject(new Arm("snake", "x + sin²x", ""), "Snake", Snake.of(), true, new ToneSeries.SnakeOfOne(),
                    deviation -> OptionalDouble.of((1 - StrictMath.exp(-2 * deviation * deviation)) / 2),
                    new Reference(0.388055, 1, 0.352834, 0, 0.033996, NONE)),
            new Subject(new Arm("hat", "max(0, 1 − |x|)", "1 without any input."), "hat", new Hat(), true,
                    new ToneSeries.Tent(), unknown(),
                    new Reference(0.363380, 0, 0.424413, 0, 0.084883, NONE)),
            new Subject(new Arm("sigmoid", "1/(1 + e^−x)", "1/2 without any input."), "sigmoid", new Sigmoid(), true,
                    new ToneSeries.Odd(0.5), deviation -> OptionalDouble.of(0.5),
                    new Reference(0.5, 0.235571, 0, 0.004620, 0, 0.5)),
            new Subject(new Arm("tanh", "the hyperbolic tangent", ""), "tanh", new Tanh(), true,
                    new ToneSeries.Odd(0), deviation -> OptionalDouble.of(0),
                    new Reference(0, 0.811676, 0, 0.054246, 0, 0)),
            new Subject(new Arm("sin", "the sine", ""), "sin", new Sin(), true, new ToneSeries.Sine(),
                    deviation -> OptionalDouble.of(0),
                    new Reference(0, 0.880101, 0, 0.039127, 0, 0)));

    /// The subject of an arm.
    static Subject of(String arm) {
        return ALL.stream()
                .filter(subject -> subject.arm.name().equals(arm))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("activation-harmonics has no arm " + arm));
    }

    /// `(1 − s) σ/√(2π)` for leaky ReLU of slope s: half of `E│x│ = σ√(2/π)`, times what is added to the straight line.
    private static DoubleFunction<OptionalDouble> rectified(double slope) {
        return deviation -> OptionalDouble.of((1 - slope) * deviation / Math.sqrt(2 * Math.PI));
    }

    private static DoubleFunction<OptionalDouble> unknown() {
        return deviation -> OptionalDouble.empty();
    }
}
