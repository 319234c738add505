package dev.halfwave.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/// Work in parts: every element once, in whatever order the parts run, with the same bits.
final class ParallelTest {

    /// Runs the last task first, and remembers how much work was said to be done.
    private static final class Backwards implements Parallel {
        private final List<Long> works = new ArrayList<>();
        private int tasks;

        @Override
        public void run(int count, long work, IntConsumer task) {
            works.add(work);
            tasks += count;
            for (int i = count - 1; i >= 0; i--) {
                task.accept(i);
            }
        }
    }

    private final Backwards backwards = new Backwards();

    @Test
    void everyElementIsVisitedOnce() {
        List<Tensor> tensors = new ArrayList<>();
        int sum = 0;
        for (int size : new int[] {0, 1, 1023, 1024, 0, 1025, 5000}) {
            tensors.add(Tensor.zeros(Shape.of(size)));
            sum += size;
        }
        backwards.overElements(tensors, 3, (tensor, from, to) -> {
            for (int i = from; i < to; i++) {
                tensors.get(tensor).set(i, tensors.get(tensor).get(i) + 1);
            }
        });
        for (Tensor tensor : tensors) {
            for (float visits : tensor.toArray()) {
                assertThat(visits).isEqualTo(1);
            }
        }
        assertThat(backwards.works).containsExactly(3L * sum);
        assertThat(backwards.tasks).isEqualTo(1 + 1 + 1 + 2 + 5);
        backwards.overElements(List.of(), 3, (tensor, from, to) -> {
            throw new AssertionError();
        });
    }

    @Test
    void gradientsAreFoldedInTheOrderOfTheirSetsWhateverTheOrderOfTheRanges() {
        Tensor both = Tensor.zeros(Shape.of(3000)).requiringGradient();
        Tensor some = Tensor.zeros(Shape.of(7)).requiringGradient();
        Random random = new Random(1);
        List<Gradients> sets = new ArrayList<>();
        float[] sumOfBoth = new float[3000];
        float[] sumOfSome = new float[7];
        for (int i = 0; i < 5; i++) {
            Gradients set = new Gradients();
            add(set, both, random, sumOfBoth);
            if (i == 2 || i == 3) { // neither the first nor the last has one
                add(set, some, random, sumOfSome);
            }
            sets.add(set);
        }
        sets.getFirst().addAll(sets.subList(1, 5), backwards);
        assertThat(sets.getFirst().of(both).toArray()).containsExactly(sumOfBoth);
        assertThat(sets.getFirst().of(some).toArray()).containsExactly(sumOfSome);
        assertThat(backwards.works).containsExactly(5L * 3007);

        Gradients cleared = sets.getFirst(); // what is left in memory does not count
        cleared.clear();
        cleared.addAll(sets.subList(2, 3), backwards);
        assertThat(cleared.of(both).toArray()).containsExactly(sets.get(2).of(both).toArray());
        cleared.clear();
        cleared.addAll(sets.subList(1, 2), backwards);
        assertThat(cleared.contains(some)).isFalse();
    }

    private static void add(Gradients set, Tensor leaf, Random random, float[] sum) {
        Gradients.Sum gradient = set.sum(leaf);
        for (int i = 0; i < leaf.size(); i++) {
            float value = random.nextFloat() - 0.5f;
            gradient.tensor.set(i, value);
            sum[i] = sum[i] + value; // the first one is added to 0, which is exact
        }
        gradient.filled = true;
    }

    /// Doubles a weight; counts how often.
    private record Doubled(AtomicInteger calls) implements Preparation {
        @Override
        public int length(Shape weight) {
            return weight.size();
        }

        @Override
        public void prepare(Tensor weight, float[] into) {
            calls.incrementAndGet();
            for (int i = 0; i < weight.size(); i++) {
                into[i] = 2 * weight.get(i);
            }
        }
    }

    @Test
    void onlyFormsOfWeightsThatHaveChangedAreRefreshed() {
        PreparedForms forms = new PreparedForms();
        PooledWorkspace pooled = new PooledWorkspace(forms);
        AtomicInteger calls = new AtomicInteger();
        Tensor first = Tensor.of(Shape.of(1), 1);
        Tensor second = Tensor.of(Shape.of(1), 2);
        first.modified();
        second.modified();
        float[] ofFirst = pooled.prepared(first, new Doubled(calls));
        pooled.prepared(second, new Doubled(calls));
        forms.refresh(backwards);
        assertThat(calls).hasValue(2);
        assertThat(backwards.works).isEmpty();
        first.set(0, 5);
        first.modified();
        forms.refresh(backwards);
        assertThat(calls).hasValue(3);
        assertThat(ofFirst).containsExactly(10f);
        pooled.begin(1, true);
        assertThat(pooled.prepared(first, new Doubled(calls))).isSameAs(ofFirst);
        assertThat(calls).hasValue(3);
    }

    /// The i-th look-up of a step is tried first where that of the step before was, but not trusted.
    @Test
    void aStepThatAsksInAnotherOrderGetsWhatItAsksFor() {
        record Constant(int value) implements IndexTable {
            @Override
            public int[] compute() {
                return new int[] {value};
            }
        }
        PooledWorkspace pooled = new PooledWorkspace(new PreparedForms());
        AtomicInteger calls = new AtomicInteger();
        Tensor[] weights = {Tensor.of(Shape.of(1), 1), Tensor.of(Shape.of(1), 2)};
        weights[0].modified();
        weights[1].modified();
        for (int step = 0; step < 4; step++) {
            pooled.begin(step, true);
            for (int i = 0; i < 2; i++) {
                int which = (i + step) % 2;
                assertThat(pooled.table(new Constant(which))).containsExactly(which);
                assertThat(pooled.prepared(weights[which], new Doubled(calls))).containsExactly(2 + 2 * which);
            }
        }
        assertThat(calls).hasValue(2);
    }
}
