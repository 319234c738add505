package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One way to run the same trainings: a JVM of its own.
///
/// @param threads of each training
/// @param bits how wide the vectors must turn out to be; 0 for the scalar path, -1 for the machine's width
/// @param rounds how often the jobs run; from the second on, compiled by C2
/// @param options of the JVM
/// @param jobs in the order in which they run
record Cell(String name, int threads, int bits, int rounds, List<String> options, List<TrainingJob> jobs) {

    private static final int WIDEST = -1;
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";

    /// So many methods of kernels C2 has compiled once the jobs have run.
    private static final int HOT_KERNELS = 20;

    private static final Cell BASE =
            new Cell("base: one thread, the machine's vectors", 1, WIDEST, 1, List.of(VECTORS), TrainingJob.ALL);

    /// From the base cell, which is the first, one factor at a time, and four cells that mix them.
    static List<Cell> oneFactorAtATime() {
        return List.of(
                BASE,
                threads(2), threads(3), threads(8),
                new Cell("without the Vector API", 1, 0, 1, List.of(), TrainingJob.ALL),
                BASE.with("scalar path asked for", 0, "-Dhalfwave.backend=scalar"),
                BASE.with("vectors of 128 bits", 128, "-Dhalfwave.vectorBits=128"),
                BASE.with("vectors of 256 bits", 256, "-Dhalfwave.vectorBits=256"),
                BASE.with("vectors of 512 bits", 512, "-Dhalfwave.vectorBits=512"),
                BASE.with("C1 only", 0, "-XX:TieredStopAtLevel=1"),
                BASE.with("interpreter", 0, "-Xint").with(TrainingJob.SMALL),
                // fma by its replacement, and no AVX in what C2 makes of the scalar path
                BASE.with("UseAVX=0", 0, "-XX:UseAVX=0").with(TrainingJob.SMALL),
                // the Vector API offers 128 bits only, for want of wider integers; fma is still an instruction
                BASE.with("UseAVX=1", 128, "-XX:UseAVX=1"),
                // 16 vector registers instead of 32
                BASE.with("UseAVX=2", 256, "-XX:UseAVX=2"),
                BASE.with("no fma instruction", 0, "-XX:-UseFMA").with(TrainingJob.SMALL),
                BASE.with("C2 only", WIDEST, "-XX:-TieredCompilation"),
                // without C2, which Halfwave takes for there: vectors are objects, and each operation a call
                BASE.with("vectors without C2", WIDEST, "-XX:TieredStopAtLevel=3")
                        .with(List.of(TrainingJob.TINY, TrainingJob.LAYERS)),
                BASE.with("cold and hot", WIDEST).with(3),
                BASE.with("mixed: 3 threads, UseAVX=2, 128 bits, hot", 128, "-XX:UseAVX=2", "-Dhalfwave.vectorBits=128")
                        .on(3).with(2),
                BASE.with("mixed: 8 threads, C1 only, hot", 0, "-XX:TieredStopAtLevel=1").on(8).with(2),
                BASE.with(
                        "mixed: 2 threads, 256 bits, C2 only, arrays elsewhere", 256, "-Dhalfwave.vectorBits=256",
                        "-XX:-TieredCompilation", "-XX:ObjectAlignmentInBytes=16", "-XX:+UseSerialGC").on(2),
                BASE.with("mixed: 3 threads, UseAVX=0, hot", 0, "-XX:UseAVX=0").on(3).with(2)
                        .with(TrainingJob.SMALL));
    }

    /// Every number of threads with every path and every compiler, cold and hot; and as long as it takes.
    static List<Cell> product() {
        Map<String, Integer> paths = new LinkedHashMap<>();
        paths.put("", WIDEST);
        paths.put("-Dhalfwave.backend=scalar", 0);
        paths.put("-Dhalfwave.vectorBits=128", 128);
        paths.put("-Dhalfwave.vectorBits=256", 256);
        paths.put("-Dhalfwave.vectorBits=512", 512);
        List<String> compilers = List.of(
                "", "-XX:-TieredCompilation", "-XX:TieredStopAtLevel=1", "-Xint", "-XX:UseAVX=0", "-XX:UseAVX=1",
                "-XX:UseAVX=2", "-XX:-UseFMA");
        Set<Cell> cells = new LinkedHashSet<>(oneFactorAtATime());
        for (int threads : new int[] {1, 2, 3, 8}) {
            paths.forEach((path, wanted) -> {
                for (String compiler : compilers) {
                    int widest = switch (compiler) {
                        case "-XX:TieredStopAtLevel=1", "-Xint", "-XX:UseAVX=0", "-XX:-UseFMA" -> 0;
                        case "-XX:UseAVX=1" -> 128;
                        case "-XX:UseAVX=2" -> 256;
                        default -> Integer.MAX_VALUE;
                    };
                    if (wanted > widest) {
                        continue; // the same as a narrower one
                    }
                    int bits = wanted == WIDEST && widest < Integer.MAX_VALUE ? widest : wanted;
                    List<String> options = new ArrayList<>(List.of(VECTORS));
                    options.add(path);
                    options.add(compiler);
                    options.removeIf(String::isEmpty);
                    boolean slow = List.of("-Xint", "-XX:UseAVX=0", "-XX:-UseFMA").contains(compiler);
                    String name = "threads " + threads + " " + String.join(" ", options.subList(1, options.size()));
                    cells.add(new Cell(name, threads, bits, 2, options, slow ? TrainingJob.SMALL : TrainingJob.ALL));
                }
            });
        }
        return List.copyOf(cells);
    }

    private static Cell threads(int threads) {
        return BASE.with(threads + " threads", WIDEST).on(threads);
    }

    private Cell with(String newName, int newBits, String... more) {
        List<String> newOptions = new ArrayList<>(options);
        newOptions.addAll(List.of(more));
        return new Cell(newName, threads, newBits, rounds, List.copyOf(newOptions), jobs);
    }

    private Cell on(int newThreads) {
        return new Cell(name, newThreads, bits, rounds, options, jobs);
    }

    private Cell with(int newRounds) {
        return new Cell(name, threads, bits, newRounds, options, jobs);
    }

    private Cell with(List<TrainingJob> newJobs) {
        return new Cell(name, threads, bits, rounds, options, newJobs);
    }

    /// Whether this machine has such vectors and such options. This JVM has the machine's width, unless its vectors were
    /// narrowed from outside.
    boolean canRunHere() {
        boolean forX86 = options.stream().anyMatch(option -> option.matches("-XX:(UseAVX=.*|-UseFMA)"));
        boolean isX86 = System.getProperty("os.arch").matches("amd64|x86_64");
        int needed = options.contains("-XX:UseAVX=1") ? 256 : bits; // else UseAVX=1 would be the same as 0
        return Backend.vectorBits() >= needed && (isX86 || !forX86);
    }

    /// The path, the threads and the compiler were those that this cell is about.
    void verifyThatItWasThis(Outcome outcome) {
        if (bits != WIDEST) {
            assertThat(outcome.simd()).as(outcome.backend()).isEqualTo(bits == 0 ? "false 0" : "true " + bits);
        } else if (Backend.isSimd()) {
            assertThat(outcome.simd()).as(outcome.backend()).startsWith("true "); // where this JVM can, that one can
        }
        boolean replaced = options.contains("-XX:-UseFMA") || options.contains("-XX:UseAVX=0");
        assertThat(outcome.backend()).contains(replaced ? "fma by exact replacement" : "fma in hardware");
        assertThat(outcome.rounds()).hasSize(rounds);
        for (Outcome.Round round : outcome.rounds()) {
            for (TrainingJob job : jobs) {
                assertThat(round.workers().get(job.name())).as(job + " workers")
                        .isBetween(job.leastWorkers(threads), job.mostWorkers(threads));
            }
        }
        if (rounds > 1) {
            assertThat(outcome.rounds().getFirst().optimizedKernels()).isZero();
            boolean hasOptimizer = options.stream().noneMatch(option -> option.matches("-Xint|-XX:TieredStopAt.*"));
            int hot = outcome.rounds().getLast().optimizedKernels();
            assertThat(hot).isBetween(hasOptimizer ? HOT_KERNELS : 0, hasOptimizer ? Integer.MAX_VALUE : 0);
        }
    }
}
