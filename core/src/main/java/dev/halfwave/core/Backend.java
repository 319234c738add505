package dev.halfwave.core;

import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.PeakKernel;
import dev.halfwave.core.kernel.VectorApi;
import java.time.Duration;

/// Which of the two paths computes here: SIMD through the Vector API, or the scalar fall-back. Both give the same bits.
///
/// The choice is made once per JVM. System properties override it, for tests: `halfwave.backend=scalar` and
/// `halfwave.vectorBits=128|256|512`.
public final class Backend {

    private Backend() {}

    /// Whether kernels use the Vector API.
    public static boolean isSimd() {
        return VectorApi.PRESENT;
    }

    /// The vector width in bits, or 0 on the scalar path.
    public static int vectorBits() {
        return VectorApi.BITS;
    }

    /// What runs here and why, in one line: JDK, path, vector width, fused multiply-add, processors.
    public static String describe() {
        return "Halfwave on JDK " + Runtime.version() + ", " + System.getProperty("os.arch") + ": "
                + VectorApi.description() + "; " + Runtime.getRuntime().availableProcessors() + " processors";
    }

    /// Measures what one core can do at most on this path: fused multiply-adds on registers alone, each counted as two
    /// operations. Keeps the calling thread busy.
    ///
    /// The best of short pieces counts, since a core that does other things as well shows less. The first calls in a
    /// JVM, up to some tenths of a second, show far too little: the loop is not compiled yet.
    ///
    /// @param time for about how long
    /// @return GFLOP/s, 10⁹ operations per second
    public static double measurePeak(Duration time) {
        return PeakKernel.measure(time.toNanos());
    }

    /// `sum += x`, element by element.
    static void add(Tensor x, Tensor sum) {
        add(x, sum, 0, sum.size());
    }

    /// `sum += x` for elements `from` (inclusive) to `to` (exclusive).
    static void add(Tensor x, Tensor sum, int from, int to) {
        ElementwiseKernel.addTo(x.data(), x.offset() + from, sum.data(), sum.offset() + from, to - from);
    }
}
