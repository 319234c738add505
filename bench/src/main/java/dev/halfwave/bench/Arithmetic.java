package dev.halfwave.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Counts the arithmetic of kernels that multiply and add.
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Arithmetic {

    /// In 10⁹; reported per second.
    public double gigaflops;

    /// Counts fused multiply-adds, before they are done. Each is two operations.
    void multiplyAdds(double count) {
        if (gigaflops == 0) {
            AllocationProfiler.begin();
        }
        gigaflops += 2e-9 * count;
    }
}
