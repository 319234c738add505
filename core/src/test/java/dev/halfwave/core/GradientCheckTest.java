package dev.halfwave.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.check.GradientCheck;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.CrossEntropy;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The check that embedders test their own ops with: what it passes, what it catches, and what it says.
@Tag("both-backends")
final class GradientCheckTest {

    /// `y = x²`, with a backward pass that subclasses may spoil.
    private static class Square implements UnaryOp {
        @Override
        public void forward(Tensor x, Tensor y) {
            for (int i = 0; i < x.size(); i++) {
                y.set(i, x.get(i) * x.get(i));
            }
        }

        @Override
        public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            for (int i = 0; i < x.size(); i++) {
                dx.set(i, 2 * x.get(i) * dy.get(i));
            }
        }

        @Override
        public String name() {
            return "Square";
        }
    }

    /// DcFreeRelu with the mean of the gradient divided by L − 1.
    private record WrongMean() implements UnaryOp {
        @Override
        public void forward(Tensor x, Tensor y) {
            new DcFreeRelu().forward(x, y);
        }

        @Override
        public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            int length = x.shape().dim(2);
            for (int row = 0; row < x.size(); row += length) {
                float sum = 0;
                for (int t = row; t < row + length; t++) {
                    sum += dy.get(t);
                }
                for (int t = row; t < row + length; t++) {
                    dx.set(t, x.get(t) > 0 ? dy.get(t) - sum / (length - 1) : 0);
                }
            }
        }
    }

    private final Tensor x = Tensor.of(Shape.of(1, 2, 3), -2, -0.5f, 0.25f, 0.75f, 1, 3);

    @Test
    void passesRightOps() {
        assertThatNoException().isThrownBy(() -> {
            GradientCheck.of(new Square()).verify(x);
            GradientCheck.of(new DcFreeRelu()).verify(x);
            GradientCheck.of(new Convolution1d(2, new Padding.Explicit(1, 2), 2, 2))
                    .verify(random(Shape.of(2, 4, 9)), random(Shape.of(6, 2, 3)), random(Shape.of(6)));
            GradientCheck.of(new CrossEntropy()).withoutInput(1).verify(random(Shape.of(2, 3)),
                    Tensor.zeros(Shape.of(2)));
        });
    }

    @Test
    void allowsForTheRoundingOfLargeValues() {
        // 1000² has steps of 1/16 in float, so that a difference over 1/32 is off by a unit or two
        Tensor large = Tensor.of(Shape.of(3), 1000, -1234.5f, 999.25f);
        assertThatNoException().isThrownBy(() -> GradientCheck.of(new Square()).verify(large));
    }

    @Test
    void catchesOnePercentInAnyElement() {
        for (int element = 0; element < x.size(); element++) {
            int wrong = element;
            for (float factor : new float[] {0.99f, 1.01f}) {
                Op op = new Square() {
                    @Override
                    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                        super.backward(x, y, dy, dx);
                        dx.set(wrong, factor * dx.get(wrong));
                    }
                };
                assertThatThrownBy(() -> GradientCheck.of(op).verify(x))
                        .isExactlyInstanceOf(AssertionError.class)
                        .hasMessageContaining("gradient of input 0 (1, 2, 3) at element " + wrong + " is ");
            }
        }
    }

    @Test
    void catchesAMeanThatIsDividedByOneSampleLess() {
        for (int length : new int[] {3, 8, 17}) {
            Tensor signal = random(Shape.of(2, 2, length));
            GradientCheck.of(new DcFreeRelu()).verify(signal);
            assertThatThrownBy(() -> GradientCheck.of(new WrongMean()).verify(signal))
                    .isExactlyInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("WrongMean: gradient of input 0 (2, 2, " + length + ") at element ");
        }
    }

    @Test
    void saysWhichElementIsOffAndByHowMuch() {
        Op doubled = new UnaryOp() {
            @Override
            public void forward(Tensor x, Tensor y) {
                for (int i = 0; i < x.size(); i++) {
                    y.set(i, 2 * x.get(i));
                }
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                for (int i = 0; i < x.size(); i++) {
                    dx.set(i, (i == 1 ? 3 : 2) * dy.get(i));
                }
            }

            @Override
            public String name() {
                return "Doubled";
            }
        };
        SplittableRandom random = new SplittableRandom(1);
        float dy = 0;
        for (int i = 0; i < 2; i++) { // the upstream gradient: a magnitude in [0.5, 1.5), then a sign
            dy = 0.5f + (float) random.nextDouble();
            dy = random.nextBoolean() ? dy : -dy;
        }
        assertThat(dy).isEqualTo(-1.4710028f); // times 3 and times 2; 0.2 % of the latter and its rounding are allowed
        assertThatThrownBy(() -> GradientCheck.of(doubled).verify(Tensor.of(Shape.of(3), 1, 2, 3)))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("Doubled: gradient of input 0 (3) at element 1 is -4.4130087, but the slope of the forward "
                        + "pass is -2.9420056 (off by 1.47, allowed 0.00615)");
    }

    @Test
    void catchesNan() {
        Op op = new Square() {
            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                super.backward(x, y, dy, dx);
                dx.set(2, Float.NaN);
            }
        };
        assertThatThrownBy(() -> GradientCheck.of(op).verify(x))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageContaining("gradient of input 0 (1, 2, 3) at element 2 is NaN, but the slope");
    }

    /// Fresh memory is zero, lent memory is not: an op that leaves out zeros would work until it is trained.
    @Test
    void catchesElementsOfTheResultThatAreNotWritten() {
        Op op = new UnaryOp() {
            @Override
            public void forward(Tensor x, Tensor y) {
                for (int i = 0; i < x.size(); i++) {
                    if (x.get(i) > 0) {
                        y.set(i, x.get(i));
                    }
                }
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                new Relu().backward(x, y, dy, dx);
            }

            @Override
            public String name() {
                return "LazyRelu";
            }
        };
        assertThatThrownBy(() -> GradientCheck.of(op).verify(x))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage(
                        "LazyRelu: forward: element 0 of the result depends on what its memory held before; every "
                                + "element must be written");
    }

    @Test
    void catchesElementsOfAGradientThatAreNotWritten() {
        Op op = new UnaryOp() {
            @Override
            public void forward(Tensor x, Tensor y) {
                new Relu().forward(x, y);
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                for (int i = 0; i < x.size(); i++) {
                    if (x.get(i) > 0) {
                        dx.set(i, dy.get(i));
                    }
                }
            }

            @Override
            public String name() {
                return "LazyRelu";
            }
        };
        assertThatThrownBy(() -> GradientCheck.of(op).verify(x))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage(
                        "LazyRelu: backward: element 0 of the gradient of input 0 depends on what its memory held "
                                + "before; every element must be written");
    }

    @Test
    void catchesAGradientThatDependsOnWhichOthersAreWanted() {
        Op op = new Op() {
            @Override
            public Shape shape(Shape... x) {
                return x[0];
            }

            @Override
            public void forward(Tensor[] x, Tensor y, Workspace w) {
                y.set(0, x[0].get(0) + x[1].get(0));
            }

            @Override
            public void backward(Tensor[] x, Tensor y, Tensor dy, Tensor[] dx, Workspace w) {
                if (dx[0] != null) {
                    dx[0].set(0, dx[1] == null ? 0 : dy.get(0));
                }
                if (dx[1] != null) {
                    dx[1].set(0, dy.get(0));
                }
            }

            @Override
            public String name() {
                return "Sum";
            }
        };
        assertThatThrownBy(() -> GradientCheck.of(op).verify(Tensor.scalar(1), Tensor.scalar(2)))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "Sum: gradient of input 0 at element 0 is 0.0 when it is the only one wanted, but ");
    }

    @Test
    void catchesAnOpThatOnlySaysThatItAccumulates() {
        Op op = new Square() {
            @Override
            public boolean accumulates(int input) {
                return true;
            }
        };
        // 2 · 0.5 · dy, overwritten instead of doubled
        assertThatThrownBy(() -> GradientCheck.of(op).verify(Tensor.of(Shape.of(1), 0.5f)))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "Square: says that it accumulates the gradient of input 0, but from (\\S+) at element 0 "
                                + "it gets to \\1 instead of \\S+");
        Op honest = new Square() {
            @Override
            public boolean accumulates(int input) {
                return true;
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                for (int i = 0; i < x.size(); i++) {
                    dx.set(i, dx.get(i) + 2 * x.get(i) * dy.get(i));
                }
            }
        };
        assertThatNoException().isThrownBy(() -> GradientCheck.of(honest).verify(x));
    }

    /// Within half a step of ReLU's kink the slope of the forward pass is no derivative.
    @Test
    void leavesItToTheCallerToStayAwayFromKinks() {
        assertThatThrownBy(() -> GradientCheck.of(new Relu()).verify(Tensor.of(Shape.of(1), 0.001f)))
                .isExactlyInstanceOf(AssertionError.class);
        assertThatNoException().isThrownBy(() -> {
            GradientCheck.of(new Relu()).verify(Tensor.of(Shape.of(2), 0.02f, -0.02f));
            GradientCheck.of(new Relu()).withStep(0x1p-11).verify(Tensor.of(Shape.of(1), 0.001f));
        });
    }

    @Test
    void aWiderToleranceLetsMorePass() {
        Op tenPercentOff = new Square() {
            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                super.backward(x, y, dy, dx);
                dx.set(5, 1.1f * dx.get(5));
            }
        };
        assertThatNoException().isThrownBy(() -> GradientCheck.of(tenPercentOff).withTolerance(0.2).verify(x));
        assertThatThrownBy(() -> GradientCheck.of(tenPercentOff).withTolerance(0.05).verify(x))
                .isExactlyInstanceOf(AssertionError.class);
    }

    @Test
    void anotherSeedDrawsAnotherUpstreamGradient() {
        Op wrong = new Square() {
            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                dx.copyFrom(dy);
            }
        };
        String first = message(GradientCheck.of(wrong));
        assertThat(message(GradientCheck.of(wrong).withSeed(1))).isEqualTo(first);
        assertThat(message(GradientCheck.of(wrong).withSeed(2))).isNotEqualTo(first);
    }

    private String message(GradientCheck check) {
        try {
            check.verify(x);
        } catch (AssertionError e) {
            return e.getMessage();
        }
        throw new IllegalStateException("it should have been caught");
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        GradientCheck check = GradientCheck.of(new Relu());
        assertThatThrownBy(() -> check.withStep(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("GradientCheck: the step must be positive, but is 0.0");
        assertThatThrownBy(() -> check.withTolerance(Double.NaN))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("GradientCheck: the tolerance must be positive, but is NaN");
        assertThatThrownBy(() -> check.withoutInput(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("GradientCheck: the input must not be negative, but is -1");
    }

    /// Away from 0 by more than the check's step.
    private static Tensor random(Shape shape) {
        return OpContract.random(shape, 3);
    }
}
