package dev.halfwave.core.kernel;

import java.lang.System.Logger.Level;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Decides once per JVM whether kernels run on the Vector API, and how wide. This class names no type of
/// `jdk.incubator.vector`, so that it loads where that module is absent.
public final class VectorApi {

    private static final System.Logger LOG = System.getLogger("dev.halfwave");

    /// Whether the SIMD path runs. A constant for the JIT: the other path costs nothing.
    public static final boolean PRESENT;

    /// The vector width in bits; 0 on the scalar path.
    public static final int BITS;

    private static final String REASON;

    static {
        String reason = whyScalar();
        int bits = 0;
        if (reason == null) {
            int widest = Lanes.Widest.bits();
            bits = requestedBits(widest);
            if (bits < 128) {
                reason = "this processor's vectors are narrower than 128 bits";
                bits = 0;
            } else {
                reason = "Vector API with " + bits + "-bit vectors"
                        + (bits < widest ? " (halfwave.vectorBits; the machine has " + widest + ")" : "");
            }
        }
        BITS = bits;
        PRESENT = bits > 0;
        REASON = reason;
    }

    private VectorApi() {}

    /// What runs and why: "SIMD: Vector API with 512-bit vectors, fma in hardware".
    public static String description() {
        return (PRESENT ? "SIMD: " : "scalar: ") + REASON + ", fma "
                + (Fma.IN_HARDWARE ? "in hardware" : "by exact replacement");
    }

    /// The reason not to use the Vector API, or null.
    private static @Nullable String whyScalar() {
        String backend = System.getProperty("halfwave.backend", "auto").toLowerCase(Locale.ROOT);
        if (backend.equals("scalar")) {
            return "asked for by halfwave.backend=scalar";
        }
        if (!backend.equals("auto")) {
            LOG.log(Level.WARNING, "halfwave.backend is \"{0}\", but must be auto or scalar; using auto", backend);
        }
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            String reason = "module jdk.incubator.vector is not there";
            LOG.log(Level.INFO, "Halfwave runs on the scalar path: {0}; start java with --add-modules "
                    + "jdk.incubator.vector for SIMD (the results are the same bits)", reason);
            return reason;
        }
        String weak = whyNoFastVectors();
        if (weak != null) {
            LOG.log(Level.INFO, "Halfwave runs on the scalar path: {0} (the results are the same bits)", weak);
        }
        return weak;
    }

    /// Only HotSpot's C2 compiles vectors to vector instructions; elsewhere each would be an object on the heap, and
    /// the scalar path is faster.
    ///
    /// Of the ways to switch C2 off, HotSpot's properties tell of `-Xint` and `-XX:TieredStopAtLevel=1`. The levels 0, 2
    /// and 3, which are for those who look into HotSpot itself, only its management beans know, which take 20 to 60 ms of
    /// every start and a module more. With them vectors are objects: slow, and the same bits.
    private static @Nullable String whyNoFastVectors() {
        String vm = System.getProperty("java.vm.name", "");
        String info = System.getProperty("java.vm.info", "");
        if (!vm.contains("HotSpot") && !vm.contains("OpenJDK")) {
            return "this JVM (" + vm + ") is not HotSpot, whose C2 compiler vectors need";
        }
        if (info.contains("interpreted")) {
            return "the JVM only interprets (-Xint)";
        }
        if (info.contains("emulated-client")) {
            return "the JVM runs without its C2 compiler";
        }
        if (!Fma.IN_HARDWARE) {
            return "the processor has no fused multiply-add";
        }
        return null;
    }

    private static int requestedBits(int widest) {
        String asked = System.getProperty("halfwave.vectorBits");
        if (asked == null) {
            return widest;
        }
        if (!asked.matches("128|256|512")) {
            LOG.log(Level.WARNING, "halfwave.vectorBits is \"{0}\", but must be 128, 256 or 512; using {1}", asked,
                    Integer.toString(widest));
            return widest;
        }
        int bits = Integer.parseInt(asked);
        if (bits > widest) {
            LOG.log(Level.INFO, "Halfwave: halfwave.vectorBits={0} is wider than this machine''s vectors; using {1}",
                    asked, Integer.toString(widest));
            return widest;
        }
        return bits;
    }
}
