package dev.halfwave.nn.train;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The threads of a trainer: runs numbered tasks on the calling thread and on helpers, with a hand-off that costs about
/// a microsecond while the helpers are awake.
///
/// The tasks of one call are a [Round]. The caller publishes it in [#current] and works on it itself; a helper sees
/// that there is another round than the one it knows, and takes tasks by counting up. Whoever finds no task left
/// subtracts those it has done from the number that is left, and the caller returns when that is 0. So a helper that
/// comes late, or not at all, changes nothing but the time.
///
/// Somebody who waits, a helper for the next round or the caller for the last task, first looks again and again for
/// some microseconds ([#SPIN_NANOS]): a step consists of several rounds with little between them, and a thread that is
/// put to sleep and woken takes longer than that. Then it parks. It parks at once when more threads of all crews are
/// awake than there are processors, because somebody else could then use the one that it waits on.
///
/// Helpers are our own daemon threads, which end a second after the last round, or run on a caller's executor, whose
/// threads they leave as soon as there is nothing to do.
final class Crew {

    private static final long SPIN_NANOS = 200_000;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// More members would only be waited for: nobody has so many processors to spare for one training.
    private static final int MOST_MEMBERS = 1024;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /// Threads of all crews that work or look for work.
    ///
    /// Static on purpose: what it is compared with, the processors, belongs to the process, and trainings side by side
    /// know nothing of each other that could own it in common. It decides who sleeps while waiting, which is a matter of
    /// time and never of results, and it holds on to nobody.
    private static final AtomicInteger AWAKE = new AtomicInteger();

    /// One of the tasks.
    @FunctionalInterface
    interface Task {
        /// @param index the task's number
        /// @param member who runs it, from 0, the caller; no two members with one number work at the same time
        void run(int index, int member);
    }

    /// The calling thread only.
    static final Crew ALONE = new Crew(1, null);

    private final @Nullable Executor executor;
    private final Helper[] helpers;
    private volatile @Nullable Round current; // the newest one, which may have ended

    /// @param members how many threads work together at most, the calling one included; of more than 1024, so many do
    /// @param executor runs the helpers; without one they have threads of their own
    Crew(int members, @Nullable Executor executor) {
        this.executor = executor;
        this.helpers = new Helper[Math.min(members, MOST_MEMBERS) - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(i + 1);
        }
    }

    /// How many threads work together, the calling one included.
    int members() {
        return helpers.length + 1;
    }

    /// Runs tasks 0 to `count − 1` and returns when all have ended. An interrupt does not cut them short; it is still
    /// set afterwards.
    ///
    /// What the lowest task that failed has thrown is thrown here as it is, also a checked exception, which a task in
    /// another language, or one in disguise, may throw. The others have run all the same.
    void run(int count, Task task) {
        Round round = new Round(count, task, Thread.currentThread());
        if (helpers.length == 0) {
            round.work(0);
            round.throwFailure();
            return;
        }
        AWAKE.incrementAndGet();
        try {
            current = round;
            for (int i = 0; i < Math.min(helpers.length, count - 1); i++) {
                if (!helpers[i].call()) {
                    break;
                }
            }
        } finally { // helpers may be at work
            round.work(0);
            round.await();
            AWAKE.decrementAndGet();
        }
        round.throwFailure();
    }

    /// Waiting for another round pays as long as every thread that is awake has a processor.
    private static boolean maySpin() {
        return AWAKE.get() <= PROCESSORS;
    }

    /// The place of one helper; at most one thread fills it at a time.
    private final class Helper implements Runnable {

        private final int number;
        private final AtomicBoolean filled = new AtomicBoolean(); // by a thread that was asked for and has not left
        private volatile @Nullable Thread parked;

        Helper(int number) {
            this.number = number;
        }

        /// Makes sure that a thread looks at the current round.
        ///
        /// @return whether one will; not so if the executor is full or shut down
        boolean call() {
            Thread sleeper = parked;
            if (sleeper != null) {
                LockSupport.unpark(sleeper);
            }
            if (!filled.compareAndSet(false, true)) {
                return true;
            }
            boolean asked = false;
            try {
                if (executor == null) {
                    Thread thread = new Thread(this, "halfwave-worker-" + number);
                    thread.setDaemon(true);
                    thread.start();
                } else {
                    executor.execute(this);
                }
                asked = true;
            } catch (RejectedExecutionException e) {
                // Then the others do what this helper would have done.
            } finally {
                if (!asked) {
                    filled.set(false);
                }
            }
            return asked;
        }

        @Override
        public void run() {
            Round known = null;
            do {
                AWAKE.incrementAndGet();
                try {
                    for (Round round = next(known); round != known; round = next(known)) {
                        round.work(number);
                        known = round;
                    }
                } finally {
                    AWAKE.decrementAndGet();
                    filled.set(false);
                }
                // A round that was published before we had left counted on us.
            } while (current != known && filled.compareAndSet(false, true));
        }

        /// The current round as soon as it is another one; the known one if none comes.
        private @Nullable Round next(@Nullable Round known) {
            for (long start = System.nanoTime(); maySpin() && System.nanoTime() - start < SPIN_NANOS;) {
                for (int i = 0; i < 32; i++) {
                    if (current != known) {
                        return current;
                    }
                    Thread.onSpinWait();
                }
            }
            if (executor != null) {
                return current;
            }
            AWAKE.decrementAndGet();
            parked = Thread.currentThread();
            long start = System.nanoTime();
            while (current == known) { // asked after `parked` is set: either the caller sees that, or we see the round
                long left = LINGER_NANOS - (System.nanoTime() - start);
                if (left <= 0) {
                    break;
                }
                LockSupport.parkNanos(this, left);
                Thread.interrupted(); // what a task left behind would keep us from parking
            }
            parked = null;
            AWAKE.incrementAndGet();
            return current;
        }
    }

    /// The tasks of one call.
    private static final class Round {

        private final int count;
        private final Thread caller;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private volatile boolean callerParks;
        private @Nullable Task task; // let go at the end: helpers know the round for a while
        private int failed = Integer.MAX_VALUE; // the lowest task that failed
        private @Nullable Throwable failure;

        Round(int count, Task task, Thread caller) {
            this.count = count;
            this.task = task;
            this.caller = caller;
            this.left = new AtomicInteger(count);
        }

        /// Takes tasks until none is left. A helper that comes late finds none and touches nothing.
        void work(int member) {
            int done = 0;
            for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                try {
                    task.run(index, member);
                } catch (Throwable e) { // also errors: the caller decides, this thread may be a pool's
                    fail(index, e);
                }
                done++;
            }
            if (done > 0 && left.addAndGet(-done) == 0 && callerParks) {
                LockSupport.unpark(caller);
            }
        }

        void await() {
            for (long start = System.nanoTime(); maySpin() && System.nanoTime() - start < SPIN_NANOS;) {
                for (int i = 0; i < 32 && left.get() > 0; i++) {
                    Thread.onSpinWait();
                }
                if (left.get() == 0) {
                    break;
                }
            }
            boolean interrupted = false;
            callerParks = true;
            while (left.get() > 0) { // asked after `callerParks` is set: either the last helper sees that, or we see 0
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                caller.interrupt();
            }
            task = null;
        }

        private synchronized void fail(int index, Throwable e) {
            if (index < failed) {
                failed = index;
                failure = e;
            }
        }

        synchronized void throwFailure() {
            if (failure != null) {
                throw Round.<RuntimeException>asItIs(failure);
            }
        }

        /// Throws anything where the compiler expects `E`.
        @SuppressWarnings("unchecked")
        private static <E extends Throwable> E asItIs(Throwable failure) throws E {
            throw (E) failure;
        }
    }
}
