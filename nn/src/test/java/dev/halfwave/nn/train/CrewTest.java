package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The hand-off of tasks to threads: each is run once, whatever else happens, and nobody waits for ever.
@Timeout(60)
final class CrewTest {

    @Test
    void everyTaskRunsOnceAndTheResultIsThereAfterwards() {
        for (int members = 1; members <= 9; members += 2) {
            Crew crew = new Crew(members, null);
            assertThat(crew.members()).isEqualTo(members);
            for (int round = 0; round < 2000; round++) {
                int count = 1 + round % 18;
                int number = 1 + round;
                int[] runs = new int[count]; // plain memory: the end of the round makes it visible
                crew.run(count, (index, member) -> runs[index] += number);
                assertThat(runs).containsOnly(number);
            }
        }
    }

    @Test
    void noTwoTasksRunAtOnceUnderOneNumber() {
        Crew crew = new Crew(4, null);
        AtomicIntegerArray inside = new AtomicIntegerArray(4);
        for (int round = 0; round < 500; round++) {
            crew.run(16, (index, member) -> {
                assertThat(inside.incrementAndGet(member)).isEqualTo(1);
                inside.decrementAndGet(member);
            });
        }
    }

    /// Parked helpers are woken, and those that have ended are started again.
    @Test
    void helpersComeAgainAfterAPause() throws InterruptedException {
        Crew crew = new Crew(3, null);
        Set<Thread> all = ConcurrentHashMap.newKeySet();
        for (long pause : new long[] {0, 20, 1500}) {
            Thread.sleep(pause);
            CountDownLatch missing = new CountDownLatch(3);
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            crew.run(3, (index, member) -> {
                threads.add(Thread.currentThread());
                missing.countDown();
                await(missing);
            });
            assertThat(threads).hasSize(3);
            all.addAll(threads);
        }
        assertThat(all).hasSize(5); // the caller, two helpers, and two more after these had ended
    }

    @Test
    void ofSeveralFailuresTheLowestIsThrownAndTheCrewGoesOn() {
        Crew crew = new Crew(4, null);
        for (int round = 0; round < 200; round++) {
            AtomicInteger ran = new AtomicInteger();
            assertThatThrownBy(() -> crew.run(16, (index, member) -> {
                ran.incrementAndGet();
                if (index == 3) {
                    throw new ArithmeticException("task 3");
                } else if (index % 5 == 3) {
                    throw new StackOverflowError("task " + index);
                }
            }))
                    .isExactlyInstanceOf(ArithmeticException.class)
                    .hasMessage("task 3");
            assertThat(ran).hasValue(16);
        }
    }

    @Test
    void aCheckedExceptionInDisguiseIsThrownAsItIs() {
        IOException failure = new IOException("the disk is full");
        for (Crew crew : List.of(Crew.ALONE, new Crew(3, null))) {
            assertThatThrownBy(() -> crew.run(4, (index, member) -> CrewTest.<RuntimeException>disguised(failure)))
                    .isSameAs(failure);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void disguised(Throwable failure) throws E {
        throw (E) failure;
    }

    /// Places for helpers who never come cost memory, too.
    @Test
    void anyNumberOfMembersMayBeAskedFor() {
        Crew crew = new Crew(Integer.MAX_VALUE, null);
        assertThat(crew.members()).isEqualTo(1024);
        AtomicInteger ran = new AtomicInteger();
        crew.run(3, (index, member) -> ran.incrementAndGet());
        assertThat(ran).hasValue(3);
    }

    @Test
    void anInterruptDoesNotCutTasksShortAndIsStillSetAfterwards() {
        Crew crew = new Crew(3, null);
        AtomicInteger ended = new AtomicInteger();
        Thread caller = Thread.currentThread();
        CountDownLatch missing = new CountDownLatch(3);
        crew.run(3, (index, member) -> {
            missing.countDown();
            await(missing);
            if (member != 0) {
                untilItWaitsForHelpers(caller);
                caller.interrupt();
                sleep(50);
            }
            ended.incrementAndGet();
        });
        assertThat(ended).hasValue(3);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aTaskMayRunTasksOfAnotherCrewOrOfItsOwn() {
        Crew outer = new Crew(3, null);
        Crew inner = new Crew(3, null);
        AtomicLong sum = new AtomicLong();
        for (Crew nested : List.of(inner, outer)) {
            sum.set(0);
            outer.run(8, (index, member) -> {
                nested.run(8, (other, ignored) -> sum.addAndGet(10L * index + other));
            });
            assertThat(sum).hasValue(8 * 280 + 8 * 28);
        }
    }

    @Test
    void manyCrewsWorkBesideEachOther() throws Exception {
        int crews = 6;
        try (ExecutorService callers = Executors.newFixedThreadPool(crews)) {
            List<Future<Long>> sums = new ArrayList<>();
            for (int i = 0; i < crews; i++) {
                sums.add(callers.submit(() -> {
                    Crew crew = new Crew(4, null);
                    long[] parts = new long[16];
                    for (int round = 0; round < 500; round++) {
                        crew.run(16, (index, member) -> parts[index] += index);
                    }
                    long sum = 0;
                    for (long part : parts) {
                        sum += part;
                    }
                    return sum;
                }));
            }
            for (Future<Long> sum : sums) {
                assertThat(sum.get()).isEqualTo(500L * 120);
            }
        }
    }

    /// A crew has few places, and a helper that left its place on an executor is asked for again.
    @Test
    void anExecutorsThreadsAreLeftWhenThereIsNothingToDo() throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            Crew crew = new Crew(3, executor);
            for (int round = 0; round < 20; round++) {
                CountDownLatch missing = new CountDownLatch(3);
                crew.run(3, (index, member) -> {
                    missing.countDown();
                    await(missing);
                });
                CountDownLatch both = new CountDownLatch(2); // both threads are free for something else
                for (int i = 0; i < 2; i++) {
                    executor.submit(() -> {
                        both.countDown();
                        await(both);
                    });
                }
                await(both);
            }
        }
    }

    @Test
    void whatATaskHeldIsFreeAsSoonAsTheRoundHasEnded() throws InterruptedException {
        Crew crew = new Crew(2, null);
        WeakReference<Object> held = new WeakReference<>(runHolding(crew, new Object()));
        Thread helper = helperOf(crew);
        for (int i = 0; i < 100 && held.get() != null; i++) {
            System.gc();
            Thread.sleep(5);
        }
        assertThat(held.get()).isNull();
        assertThat(helper).isNotNull();
        assertThat(helper.isDaemon()).isTrue();
        assertThat(helper.getName()).isEqualTo("halfwave-worker-1");
        assertThat(helper.join(Duration.ofSeconds(20))).isTrue();
    }

    private static Object runHolding(Crew crew, Object held) {
        int hash = held.hashCode();
        crew.run(2, (index, member) -> assertThat(held.hashCode()).isEqualTo(hash));
        return held;
    }

    private static @Nullable Thread helperOf(Crew crew) {
        Thread[] found = new Thread[1];
        CountDownLatch missing = new CountDownLatch(2);
        crew.run(2, (index, member) -> {
            missing.countDown();
            await(missing);
            if (member == 1) {
                found[0] = Thread.currentThread();
            }
        });
        return found[0];
    }

    /// Until it is parked within [Crew#run], where it says what it waits for.
    private static void untilItWaitsForHelpers(Thread caller) {
        Object blocker = null;
        while (blocker == null || blocker.getClass().getEnclosingClass() != Crew.class) {
            sleep(1);
            blocker = LockSupport.getBlocker(caller);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
