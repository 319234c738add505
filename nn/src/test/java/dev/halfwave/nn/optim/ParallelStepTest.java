package dev.halfwave.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Parallel;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Identity;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A step in ranges of elements, in whatever order, gives the bits of one that goes through all of them.
final class ParallelStepTest {

    private static final int[] SIZES = {3, 2500, 1024};

    private int tasks;

    private final Parallel backwards = (count, work, task) -> {
        tasks += count;
        for (int i = count - 1; i >= 0; i--) {
            task.accept(i);
        }
    };

    @Test
    void theOrderOfTheRangesDoesNotMatter() {
        List<Supplier<Optimizer>> optimizers = List.of(
                () -> Adam.of(0.1),
                () -> AdamW.of(0.1).withWeightDecay(0.3),
                () -> Sgd.of(0.1),
                () -> Sgd.of(0.1).withNesterovMomentum(0.9));
        for (Supplier<Optimizer> optimizer : optimizers) {
            tasks = 0;
            List<Parameter> expected = train(optimizer.get(), null);
            assertThat(tasks).isZero();
            List<Parameter> actual = train(optimizer.get(), backwards);
            assertThat(tasks).isEqualTo(3 * (1 + 3 + 1));
            for (int i = 0; i < SIZES.length; i++) {
                assertThat(actual.get(i).tensor().toArray()).containsExactly(expected.get(i).tensor().toArray());
                assertThat(actual.get(i).tensor().get(1)).isNotEqualTo(start(i).get(1));
            }
        }
    }

    private static Tensor start(int number) {
        return random(SIZES[number], number);
    }

    private static List<Parameter> train(Optimizer optimizer, @Nullable Parallel parallel) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            Parameter parameter =
                    Parameter.of("weight" + i, Shape.of(SIZES[i]), Initializer.zeros(), new Fans(1, 1));
            parameter.set(start(i));
            parameters.add(parameter);
        }
        for (int step = 0; step < 3; step++) {
            Gradients gradients = new Gradients();
            for (int i = 0; i < SIZES.length; i++) {
                new Identity().apply(parameters.get(i).tensor())
                        .backward(random(SIZES[i], 10 + 3 * step + i), gradients);
            }
            if (parallel == null) {
                optimizer.step(parameters, gradients);
            } else {
                optimizer.step(parameters, gradients, parallel);
            }
        }
        return parameters;
    }

    private static Tensor random(int size, long seed) {
        Random random = new Random(seed);
        Tensor tensor = Tensor.zeros(Shape.of(size));
        for (int i = 0; i < size; i++) {
            tensor.set(i, random.nextFloat() - 0.5f);
        }
        return tensor;
    }
}
