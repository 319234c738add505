package dev.halfwave.core;

import java.util.List;
import java.util.function.IntConsumer;

/// Runs numbered tasks, on one thread or on several at once. Work that is handed out through it must give the same
/// result either way: each task writes what no other one touches.
@FunctionalInterface
public interface Parallel {

    /// The calling thread does everything.
    Parallel SERIAL = (count, work, task) -> {
        for (int i = 0; i < count; i++) {
            task.accept(i);
        }
    };

    /// How many elements one task of [#overElements] takes. Three arrays of that many floats fit a core's second-level
    /// cache; it is a multiple of every vector width.
    int RANGE = 1024;

    /// Work on some of the elements of one of several tensors.
    @FunctionalInterface
    interface RangeTask {
        /// @param tensor which one
        /// @param from the first element, in row-major order
        /// @param to the last element, exclusive
        void run(int tensor, int from, int to);
    }

    /// Runs tasks 0 to `count − 1` and returns when all have ended.
    ///
    /// @param work how many numbers all tasks read and write together; little is not worth a second thread
    void run(int count, long work, IntConsumer task);

    /// Runs element-wise work on several tensors, cut into ranges of [#RANGE] elements.
    ///
    /// @param workPerElement how many numbers are read and written for each
    default void overElements(List<Tensor> tensors, int workPerElement, RangeTask task) {
        int count = 0;
        long work = 0;
        for (int i = 0; i < tensors.size(); i++) {
            int size = tensors.get(i).size();
            count += Math.ceilDiv(size, RANGE);
            work += (long) workPerElement * size;
        }
        run(count, work, index -> {
            int range = index; // counted within the tensor that is looked at
            int tensor = 0;
            while (range >= Math.ceilDiv(tensors.get(tensor).size(), RANGE)) {
                range -= Math.ceilDiv(tensors.get(tensor).size(), RANGE);
                tensor++;
            }
            int from = range * RANGE;
            task.run(tensor, from, Math.min(tensors.get(tensor).size(), from + RANGE));
        });
    }
}
