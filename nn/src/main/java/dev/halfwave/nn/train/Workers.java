package dev.halfwave.nn.train;

import dev.halfwave.core.Parallel;
import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A [Crew] with a workspace for each of its members. Which thread runs a task never matters: each task has a result of
/// its own, and whoever folds them does so by number.
final class Workers implements Parallel {

    /// From how many multiply-adds of the forward passes on more than one thread computes a batch: below, a second
    /// thread costs more than it brings. This decides about time and never about bits.
    private static final long LEAST_MULTIPLY_ADDS = 1 << 15;

    /// From how many numbers that are read and written on more than one thread does element-wise work: about what one
    /// thread does in 10 µs.
    private static final long LEAST_NUMBERS = 1 << 15;

    /// One of the tasks; `workspace` is its own while it runs.
    @FunctionalInterface
    interface Task {
        void run(int index, PooledWorkspace workspace);
    }

    private final Crew crew;
    private final PreparedForms forms = new PreparedForms();
    private final @Nullable PooledWorkspace[] workspaces; // of each member that has ever come

    Workers(Crew crew) {
        this.crew = crew;
        this.workspaces = new PooledWorkspace[crew.members()];
    }

    /// Ends the life of every tensor that was lent before, whichever thread had it, and prepares the forms of weights
    /// that have changed. Called between batches.
    void begin(long step) {
        for (PooledWorkspace workspace : workspaces) {
            if (workspace != null) {
                workspace.begin(step, true);
            }
        }
        forms.refresh(this);
    }

    /// Runs tasks 0 to `count − 1`, passes through the model, and returns when all have ended. An interrupt does not
    /// cut them short; it is still set afterwards.
    ///
    /// @param multiplyAdds of the forward passes of all tasks together
    /// @throws RuntimeException or Error of the lowest task that failed; the others have run all the same
    void run(int count, long multiplyAdds, Task task) {
        spread(count, multiplyAdds >= LEAST_MULTIPLY_ADDS, (index, member) -> task.run(index, workspace(member)));
    }

    @Override
    public void run(int count, long work, IntConsumer task) {
        spread(count, work >= LEAST_NUMBERS, (index, member) -> task.accept(index));
    }

    private void spread(int count, boolean pays, Crew.Task task) {
        (pays && count > 1 ? crew : Crew.ALONE).run(count, task);
    }

    private PooledWorkspace workspace(int member) {
        PooledWorkspace workspace = workspaces[member];
        if (workspace == null) {
            workspace = new PooledWorkspace(forms);
            workspaces[member] = workspace;
        }
        return workspace;
    }
}
