package dev.halfwave.nn.train;

import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Runs numbered tasks on the calling thread and on helpers. Which thread runs a task never matters: each task has a
/// result of its own, and whoever folds them does so by number.
final class Workers {

    /// One of the tasks; `workspace` is its own while it runs.
    @FunctionalInterface
    interface Task {
        void run(int index, PooledWorkspace workspace);
    }

    private final int threads;
    private final @Nullable Executor executor;
    private final ConcurrentLinkedDeque<PooledWorkspace> idle = new ConcurrentLinkedDeque<>();
    private final PreparedForms forms = new PreparedForms();
    private final AtomicInteger waiting = new AtomicInteger(); // helpers that were asked for and have not begun
    private volatile @Nullable Batch current;

    /// @param executor runs the helpers; not needed for one thread
    Workers(int threads, @Nullable Executor executor) {
        this.threads = threads;
        this.executor = executor;
    }

    /// Daemon threads that end a second after the last work, so that nobody has to shut anything down.
    static Executor ownThreads(int helpers) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                helpers, helpers, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "halfwave-worker-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /// Ends the life of every tensor that was lent before, whichever thread had it. Called between batches.
    void begin(long step) {
        for (PooledWorkspace workspace : idle) {
            workspace.begin(step, true);
        }
    }

    /// Runs tasks 0 to `count − 1` and returns when all have ended. An interrupt does not cut them short; it is still
    /// set afterwards.
    ///
    /// @throws RuntimeException or Error of the lowest task that failed; the others have run all the same
    void run(int count, Task task) {
        Batch batch = new Batch(count, task);
        int helpers = Math.min(threads, count) - 1;
        current = batch; // before counting: a helper that has not begun yet will see it
        try {
            // Not more than are needed: a caller's executor may be busy for long, and its queue would grow by each step.
            for (int i = waiting.get(); i < helpers; i++) {
                waiting.incrementAndGet();
                executor.execute(this::help);
            }
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            // The caller's executor is full or shut down: this thread does what no helper takes.
        }
        batch.work();
        batch.await();
        current = null;
        batch.throwLowestFailure();
    }

    /// What a helper does when it begins: the work of whatever batch there is then.
    private void help() {
        waiting.decrementAndGet();
        Batch batch = current;
        if (batch != null) {
            batch.work();
        }
    }

    private final class Batch {
        private final int count;
        private final Task task;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch left;
        private final AtomicReferenceArray<Throwable> failures;

        Batch(int count, Task task) {
            this.count = count;
            this.task = task;
            this.left = new CountDownLatch(count);
            this.failures = new AtomicReferenceArray<>(count);
        }

        /// Takes tasks until none is left. A helper that comes late finds none and touches nothing.
        void work() {
            int index = next.getAndIncrement();
            if (index >= count) {
                return;
            }
            PooledWorkspace workspace = idle.pollFirst();
            if (workspace == null) {
                workspace = new PooledWorkspace(forms);
            }
            while (index < count) {
                try {
                    task.run(index, workspace);
                } catch (Throwable e) { // also errors: the caller decides, this thread may be a pool's
                    failures.set(index, e);
                }
                int following = next.getAndIncrement();
                if (following >= count) {
                    idle.addFirst(workspace); // before the last count: the next batch may begin at once
                }
                left.countDown();
                index = following;
            }
        }

        void await() {
            boolean interrupted = false;
            while (true) {
                try {
                    left.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        void throwLowestFailure() {
            for (int i = 0; i < count; i++) {
                Throwable failure = failures.get(i);
                if (failure instanceof Error error) {
                    throw error;
                }
                if (failure != null) {
                    throw (RuntimeException) failure;
                }
            }
        }
    }
}
