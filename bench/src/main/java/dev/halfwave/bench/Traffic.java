package dev.halfwave.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Counts what kernels read and write that do little arithmetic on each number.
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Traffic {

    /// Numbers of the largest array, in 10⁹; reported per second. One through this is nanoseconds per element.
    public double gigaelements;

    /// Bytes, in 10⁹; reported per second.
    public double gigabytes;

    /// Counts one pass, before it is done.
    ///
    /// @param elements how many numbers the largest array has
    /// @param floats how many numbers have to be read or written at least
    void pass(double elements, double floats) {
        if (gigaelements == 0) {
            AllocationProfiler.begin();
        }
        gigaelements += 1e-9 * elements;
        gigabytes += 1e-9 * Float.BYTES * floats;
    }
}
