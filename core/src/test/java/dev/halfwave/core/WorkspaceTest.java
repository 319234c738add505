package dev.halfwave.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.BatchNormalization1d;
import dev.halfwave.core.op.ChannelMoments;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.Convolution1dRelu;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.FullyConnected;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.MatMul;
import dev.halfwave.core.op.MaxPool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Memory that is lent: again and again by a pooled workspace, fresh by an ordinary one; derived forms and tables.
@Tag("both-backends")
final class WorkspaceTest {

    /// Doubles every weight; counts how often it is asked to.
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

    /// 0, 1, ..., length − 1.
    private record Count(int length, AtomicInteger calls) implements IndexTable {
        @Override
        public int[] compute() {
            calls.incrementAndGet();
            int[] table = new int[length];
            for (int i = 0; i < length; i++) {
                table[i] = i;
            }
            return table;
        }
    }

    /// The identity; remembers the scratch memory it was lent, forward and backward.
    private record Borrowing(List<Object> lent) implements Op {
        @Override
        public Shape shape(Shape... x) {
            return x[0];
        }

        @Override
        public void forward(Tensor[] x, Tensor y, Workspace w) {
            lent.add(w.floats(10));
            lent.add(w.ints(10));
            y.copyFrom(x[0]);
        }

        @Override
        public void backward(Tensor[] x, Tensor y, Tensor dy, Tensor[] dx, Workspace w) {
            lent.add(w.floats(10));
            lent.add(w.ints(10));
            dx[0].copyFrom(dy);
        }
    }

    private record Squares(int offset) {
        static final Planning<Squares, int[]> SUM =
                (settings, first, second) -> new int[] {settings.offset + first.size() + second.size()};
        static final Planning<Squares, int[]> PRODUCT =
                (settings, first, second) -> new int[] {settings.offset + first.size() * second.size()};
    }

    private final PreparedForms forms = new PreparedForms();
    private final PooledWorkspace pooled = new PooledWorkspace(forms);
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void aPooledWorkspaceLendsTheSameArraysInEveryStep() {
        pooled.begin(0, true);
        float[] first = pooled.tensor(Shape.of(4)).data();
        float[] second = pooled.tensor(Shape.of(4)).data();
        float[] floats = pooled.floats(3);
        int[] ints = pooled.ints(3);
        assertThat(second).isNotSameAs(first);
        pooled.begin(1, true);
        assertThat(pooled.tensor(Shape.of(2, 2)).data()).isSameAs(first);
        assertThat(pooled.tensor(Shape.of(1)).data()).isSameAs(second); // a smaller request fits as well
        assertThat(pooled.floats(2)).isSameAs(floats);
        assertThat(pooled.ints(1)).isSameAs(ints);
    }

    @Test
    void aPooledWorkspaceGrowsWithItsLargestRequest() {
        pooled.begin(0, true);
        pooled.tensor(Shape.of(4));
        pooled.begin(1, true);
        float[] larger = pooled.tensor(Shape.of(5)).data();
        assertThat(larger).hasSize(5);
        pooled.begin(2, true);
        assertThat(pooled.tensor(Shape.of(4)).data()).isSameAs(larger);
    }

    @Test
    void aPooledWorkspaceKeepsAPlanForTheSameSettingsAndShapes() {
        pooled.begin(0, true);
        int[] sum = pooled.plan(Squares.SUM, new Squares(1), Shape.of(2), Shape.of(3));
        int[] second = pooled.plan(Squares.SUM, new Squares(1), Shape.of(2), Shape.of(3));
        assertThat(sum).containsExactly(6);
        pooled.begin(1, true);
        assertThat(pooled.plan(Squares.SUM, new Squares(1), Shape.of(2), Shape.of(3))).isSameAs(sum);
        assertThat(pooled.plan(Squares.SUM, new Squares(1), Shape.of(2), Shape.of(3))).isSameAs(second);
    }

    @Test
    void anotherPlanIsWorkedOutAnewInAnyWorkspace() {
        for (Workspace w : List.of(pooled, Workspace.ordinary(), Workspace.unrecorded())) {
            assertPlanned(w, Squares.SUM, 1, 2, 3, 6);
            assertPlanned(w, Squares.PRODUCT, 1, 2, 3, 7);
            assertPlanned(w, Squares.PRODUCT, 5, 2, 3, 11);
            assertPlanned(w, Squares.PRODUCT, 5, 4, 3, 17);
            assertPlanned(w, Squares.PRODUCT, 5, 4, 2, 13);
        }
    }

    /// Always the first that is asked for in its step.
    private void assertPlanned(
            Workspace w, Planning<Squares, int[]> planning, int offset, int first, int second, int expected) {
        pooled.begin(0, true);
        assertThat(w.plan(planning, new Squares(offset), Shape.of(first), Shape.of(second))).containsExactly(expected);
    }

    @Test
    void scratchMemoryIsTakenBackAfterEveryCall() {
        pooled.begin(0, true);
        float[] heldByAnOuterCall = pooled.floats(10);
        List<Object> lent = new ArrayList<>();
        Borrowing op = new Borrowing(lent);
        Tensor x = Tensor.scalar(1).requiringGradient().in(pooled);
        op.apply(op.apply(x)).backward();
        assertThat(lent).hasSize(8); // two calls forward, two backward, a float[] and an int[] each
        for (int i = 0; i < 8; i++) {
            assertThat(lent.get(i)).isSameAs(lent.get(i % 2)).isNotSameAs(heldByAnOuterCall);
        }
    }

    @Test
    void scratchMemoryIsTakenBackAfterAFailureToo() {
        pooled.begin(0, true);
        List<float[]> lent = new ArrayList<>();
        Op failing = new Op() {
            @Override
            public Shape shape(Shape... x) {
                return x[0];
            }

            @Override
            public void forward(Tensor[] x, Tensor y, Workspace w) {
                lent.add(w.floats(10));
                throw new ArithmeticException();
            }

            @Override
            public void backward(Tensor[] x, Tensor y, Tensor dy, Tensor[] dx, Workspace w) {}
        };
        for (int i = 0; i < 2; i++) {
            try {
                failing.apply(Tensor.scalar(1).in(pooled));
            } catch (ArithmeticException expected) {
                // as told
            }
        }
        assertThat(lent).hasSize(2);
        assertThat(lent.get(1)).isSameAs(lent.get(0));
    }

    @Test
    void anOrdinaryWorkspaceLendsFreshMemory() {
        assertThat(Workspace.ordinary().floats(3)).isNotSameAs(Workspace.ordinary().floats(3));
        assertThat(Workspace.unrecorded().ints(3)).isNotSameAs(Workspace.unrecorded().ints(3));
    }

    @Test
    void aFormIsPreparedOncePerVersionAndSharedByAllWorkspaces() {
        Tensor weight = Tensor.of(Shape.of(2), 1, 2);
        weight.modified();
        PooledWorkspace other = new PooledWorkspace(forms);
        float[] form = pooled.prepared(weight, new Doubled(calls));
        assertThat(form).containsExactly(2f, 4f);
        assertThat(other.prepared(weight, new Doubled(calls))).isSameAs(form);
        assertThat(calls).hasValue(1);

        weight.set(0, 10);
        assertThat(pooled.prepared(weight, new Doubled(calls))).containsExactly(2f, 4f); // nobody said so yet
        weight.modified();
        assertThat(other.prepared(weight, new Doubled(calls))).isSameAs(form).containsExactly(20f, 4f);
        assertThat(calls).hasValue(2);
    }

    @Test
    void formsOfTwoWeightsOrOfTwoKindsAreTwo() {
        Tensor a = Tensor.of(Shape.of(1), 1);
        Tensor b = Tensor.of(Shape.of(1), 1);
        a.modified();
        b.modified();
        AtomicInteger otherKind = new AtomicInteger();
        float[] form = pooled.prepared(a, new Doubled(calls));
        assertThat(pooled.prepared(b, new Doubled(calls))).isNotSameAs(form);
        assertThat(pooled.prepared(a, new Doubled(otherKind))).isNotSameAs(form);
        assertThat(calls).hasValue(2);
        assertThat(otherKind).hasValue(1);
    }

    @Test
    void aFormOfWhatNobodyManagesIsPreparedEveryTime() {
        Tensor weight = Tensor.of(Shape.of(1), 1); // version 0: it may change without notice
        pooled.begin(0, true);
        assertThat(pooled.prepared(weight, new Doubled(calls))[0]).isEqualTo(2);
        weight.set(0, 5);
        assertThat(pooled.prepared(weight, new Doubled(calls))[0]).isEqualTo(10);
        weight.modified();
        assertThat(Workspace.ordinary().prepared(weight, new Doubled(calls))).containsExactly(10f);
        assertThat(Workspace.ordinary().prepared(weight, new Doubled(calls))).containsExactly(10f);
        assertThat(calls).hasValue(4);
    }

    @Test
    void threadsThatWantAFormAtOnceGetOne() throws Exception {
        // Takes so long that all threads have asked before it is done.
        record Slow(Doubled doubled) implements Preparation {
            @Override
            public int length(Shape weight) {
                return doubled.length(weight);
            }

            @Override
            public void prepare(Tensor weight, float[] into) {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                doubled.prepare(weight, into);
            }
        }
        Tensor weight = Tensor.of(Shape.of(3), 1, 2, 3);
        weight.modified();
        int threads = 4;
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(executor.submit(() -> {
                    start.await();
                    return new PooledWorkspace(forms).prepared(weight, new Slow(new Doubled(calls))).clone();
                }));
            }
            for (Future<float[]> result : results) {
                assertThat(result.get()).containsExactly(2f, 4f, 6f); // nobody sees it half done
            }
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void aTableIsComputedOnce() {
        int[] table = pooled.table(new Count(3, calls));
        assertThat(table).containsExactly(0, 1, 2);
        assertThat(new PooledWorkspace(forms).table(new Count(3, calls))).isSameAs(table);
        assertThat(pooled.table(new Count(4, calls))).hasSize(4);
        assertThat(calls).hasValue(2);
        Workspace.ordinary().table(new Count(3, calls));
        Workspace.ordinary().table(new Count(3, calls));
        assertThat(calls).hasValue(4);
    }

    @Test
    void memoryFullOfAnEarlierStepGivesTheSameBits() {
        Net net = new Net();
        Tensor other = random(Shape.of(3, 2, 40), 21);
        other.set(7, Float.NaN); // what the first step leaves behind would show
        net.step(other, pooled, 0);
        for (int step = 1; step < 3; step++) {
            net.step(net.x, pooled, step);
            for (Tensor parameter : net.parameters()) {
                assertThat(OpContract.bits(net.gradients.of(parameter)))
                        .containsExactly(OpContract.bits(net.ordinary().of(parameter)));
            }
        }
    }

    @Test
    void aStepFollowsAWeightThatWasDeclaredModified() {
        Net net = new Net();
        net.step(net.x, pooled, 0);
        for (int i = 0; i < net.weight.size(); i++) {
            net.weight.set(i, -net.weight.get(i));
        }
        net.weight.modified();
        net.step(net.x, pooled, 1);
        assertThat(OpContract.bits(net.gradients.of(net.dense)))
                .containsExactly(OpContract.bits(net.ordinary().of(net.dense)));
    }

    @Test
    void aStepAllocatesNoArraysAfterTheFirst() throws ReflectiveOperationException {
        // Until the JIT takes over, the Vector API puts every vector on the heap.
        assumeFalse(Backend.isSimd(), "counted on the scalar path");
        Tensor x = random(Shape.of(3, 8, 100), 1);
        Tensor weight = Net.leaf(Shape.of(100, 100), 2);
        Tensor dy = random(Shape.of(3, 8), 3);
        Gradients gradients = new Gradients();
        long before = 0;
        for (int step = 0; step < 40; step++) {
            if (step == 30) {
                before = allocatedBytes();
            }
            pooled.begin(step, true);
            gradients.clear();
            Tensor y = new Relu().apply(new FullyConnected().apply(x.in(pooled), weight));
            new GlobalAveragePool1d().apply(new DcFreeRelu().apply(y)).backward(dy, gradients);
        }
        long perStep = (allocatedBytes() - before) / 10;
        // Tensors, nodes and lists are 2 kB; one activation more, 3 · 8 · 100 floats, would be 9.6 kB.
        assertThat(perStep).isBetween(100L, 6_000L);
    }

    @Test
    void opsMakeNoObjectsOnceTheirPlansAreKnown() throws ReflectiveOperationException {
        // Until the JIT takes over, the Vector API puts every vector on the heap.
        assumeFalse(Backend.isSimd(), "counted on the scalar path");
        Tensor x = random(Shape.of(3, 4, 40), 1);
        Convolution1d convolution = Convolution1d.DEFAULT.withPadding(new Padding.Causal());
        Tensor weight = random(Shape.of(6, 4, 3), 2);
        Tensor bias = random(Shape.of(6), 3);
        assertMakesNoObjects(convolution, x, weight, bias);
        assertMakesNoObjects(convolution.withStride(2).withGroups(2), x, random(Shape.of(6, 2, 3), 4));
        assertMakesNoObjects(new Convolution1dRelu(convolution), x, weight, bias);
        assertMakesNoObjects(new FullyConnected(), x, random(Shape.of(5, 40), 5), random(Shape.of(5), 6));
        assertMakesNoObjects(new MatMul(), x, random(Shape.of(3, 40, 5), 7));
        assertMakesNoObjects(AveragePool1d.of(3), x);
        assertMakesNoObjects(MaxPool1d.of(3), x);
        assertMakesNoObjects(new BatchNormalization1d(1e-5f), x);
        assertMakesNoObjects(new ChannelMoments(), x);
    }

    private void assertMakesNoObjects(Op op, Tensor... x) throws ReflectiveOperationException {
        Shape[] shapes = new Shape[x.length];
        Tensor[] dx = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            shapes[i] = x[i].shape();
            dx[i] = Tensor.zeros(shapes[i]);
        }
        Tensor y = Tensor.zeros(op.shape(shapes));
        Tensor dy = random(y.shape(), 9);
        int calls = 1000;
        long before = 0;
        for (int i = 0; i < 2 + calls; i++) {
            if (i == 2) {
                before = allocatedBytes();
            }
            pooled.begin(i, false);
            op.forward(x, y, pooled);
            op.backward(x, y, dy, dx, pooled);
        }
        // Not even the smallest object in each call; counting takes some, too.
        assertThat(allocatedBytes() - before).as("bytes in %d calls of %s", calls, op).isLessThan(16L * calls);
    }

    /// The thread's counter; by reflection, since tests are compiled without the module that has it.
    private static long allocatedBytes() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        Method counter = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        return (long) counter.invoke(threads);
    }

    /// Convolution, ReLU, convolution, DC-free ReLU, pool, dense: one of each kind of memory.
    private static final class Net {
        private final Tensor x = random(Shape.of(3, 2, 40), 1);
        private final Tensor weight = leaf(Shape.of(8, 2, 3), 2);
        private final Tensor bias = leaf(Shape.of(8), 3);
        private final Tensor second = leaf(Shape.of(8, 8, 3), 4);
        private final Tensor dense = leaf(Shape.of(3, 8), 5);
        private final Tensor dy = random(Shape.of(3, 3), 6);
        private final Gradients gradients = new Gradients();

        private void step(Tensor input, PooledWorkspace workspace, long step) {
            workspace.begin(step, true);
            gradients.clear();
            forward(input.in(workspace)).backward(dy, gradients);
        }

        private Gradients ordinary() {
            return forward(x).backward(dy);
        }

        private Tensor forward(Tensor input) {
            Convolution1d convolution = Convolution1d.DEFAULT.withPadding(new Padding.Causal());
            Tensor first = new Relu().apply(convolution.apply(input, weight, bias));
            Tensor shaped = new DcFreeRelu().apply(convolution.apply(first, second));
            Tensor pooledOverTime = new GlobalAveragePool1d().apply(new Relu().apply(shaped));
            return new FullyConnected().apply(pooledOverTime, dense);
        }

        private List<Tensor> parameters() {
            return List.of(weight, bias, second, dense);
        }

        private static Tensor leaf(Shape shape, long seed) {
            Tensor leaf = random(shape, seed).requiringGradient();
            leaf.modified();
            return leaf;
        }
    }

    private static Tensor random(Shape shape, long seed) {
        Random random = new Random(seed);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, random.nextFloat() - 0.5f);
        }
        return tensor;
    }
}
