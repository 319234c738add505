package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import java.util.Random;

/// Inputs for [dev.halfwave.core.OpContract].
final class Samples {

    private Samples() {}

    /// Signals (N, C, L) of odd and even lengths, away from the kink at 0.
    static List<Tensor[]> signals() {
        return List.of(
                new Tensor[] {awayFromZero(Shape.of(2, 3, 17), 1)},
                new Tensor[] {awayFromZero(Shape.of(3, 1, 5), 2)},
                new Tensor[] {awayFromZero(Shape.of(1, 2, 64), 3)},
                new Tensor[] {awayFromZero(Shape.of(2, 1, 1), 4)},
                new Tensor[] {awayFromZero(Shape.of(2, 2, 100), 5)});
    }

    /// Uniform in ±[0.1, 1).
    static Tensor awayFromZero(Shape shape, long seed) {
        Random random = new Random(seed);
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            float magnitude = 0.1f + 0.9f * random.nextFloat();
            x.set(i, random.nextBoolean() ? magnitude : -magnitude);
        }
        return x;
    }

    /// Values 1/16 apart in a random order: no two are so close that a step of a difference makes them change places.
    static Tensor apart(Shape shape, long seed) {
        Random random = new Random(seed);
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            int j = random.nextInt(i + 1);
            x.set(i, x.get(j));
            x.set(j, (i - x.size() / 2 + 0.5f) / 16f);
        }
        return x;
    }

    /// Class indices.
    static Tensor classes(Shape shape, int classes, long seed) {
        Random random = new Random(seed);
        Tensor target = Tensor.zeros(shape);
        for (int i = 0; i < target.size(); i++) {
            target.set(i, random.nextInt(classes));
        }
        return target;
    }
}
