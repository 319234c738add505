package dev.halfwave.bench.step;

import dev.halfwave.bench.ConvolutionLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Times whole training steps, ours and peers', in rounds: in each round every cell has a fresh JVM, one after the other,
/// so that what disturbs the machine hits all alike. Writes tables; see `bench/run.sh --help`.
public final class Session {

    /// For one round of all kernels, which take 40 minutes on an idle machine.
    private static final long KERNEL_MINUTES = 180;

    /// Is no kernel.
    private static final String STEPS = "TrainingStepBenchmark";

    private static final String NETWORKS =
            """
                    A step is a forward pass, a backward pass and the update by Adam. V.C: two causal convolutions 1 → 32 → 32, K 3,
                    on 256 samples, ReLU, mean over time, two dense layers, cross entropy. Heart rate: three blocks of three causal
                    convolutions, K 5, dilation 2 (32 channels at length 256, 48 at 64, 64 at 32), attention, mean absolute error.
                    MLP: 1 input, 5 hidden layers of 256, ReLU, mean squared error. `Network` has them in full. Threads are not
                    pinned. The ratios are medians of the rounds' ratios, not ratios of the medians above; trainings side by side are
                    `halfwave-independent`.

                    """;

    private final SessionOptions options;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final Map<String, String> descriptions = new LinkedHashMap<>();
    private final List<String> checks = new ArrayList<>();

    private Session(SessionOptions options) {
        this.options = options;
    }

    /// See `--help`.
    public static void main(String[] args) throws IOException, InterruptedException {
        SessionOptions options;
        try {
            options = SessionOptions.parse(args);
            options.kernels().ifPresent(Session::requireKernels);
        } catch (IllegalArgumentException e) {
            System.err.println("bench/run.sh: " + e.getMessage());
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.print(SessionOptions.helpText());
            return;
        }
        try {
            new Session(options).run();
        } catch (IllegalStateException e) {
            System.err.println("bench/run.sh: " + e.getMessage());
            System.exit(1);
        } catch (IOException e) {
            System.err.println("bench/run.sh: cannot write to " + options.out() + ": " + e
                    + "; choose another --out");
            System.exit(1);
        }
    }

    /// Kernels are timed last in a round: that there are none is said before the first.
    ///
    /// @throws IllegalArgumentException if no benchmark matches the regular expression
    static void requireKernels(String regex) {
        BenchmarkList all = BenchmarkList.defaultList();
        OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        List<String> steps = List.of(STEPS);
        if (all.find(silent, List.of(regex), steps).isEmpty()) {
            Set<String> names = new TreeSet<>();
            all.getAll(silent, steps)
                    .forEach(each -> names.add(each.getUsername().replaceFirst("^.*?(\\w+\\.\\w+)$", "$1")));
            throw new IllegalArgumentException(
                    "no kernel matches --kernels=" + regex + "; there are " + String.join(", ", names));
        }
    }

    private void run() throws IOException, InterruptedException {
        Instant begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Files.createDirectories(options.out());
        for (String peer : options.peers()) {
            for (Network network : options.networks()) {
                progress("checking " + peer + ", " + network.title());
                checks.add("| " + network.title() + " | " + peer + " | "
                        + ForkedJvm.run("check", new Cell(peer, network, Math.min(2, cores)), options.avx2())
                        + " |");
            }
        }
        List<Cell> cells = cells();
        List<List<Cell.Result>> rounds = new ArrayList<>();
        List<Path> kernelRounds = new ArrayList<>();
        for (int round = 1; round <= options.forks(); round++) {
            List<Cell.Result> results = new ArrayList<>();
            List<Cell> order = new ArrayList<>(cells);
            Collections.rotate(order, round * cells.size() / options.forks()); // not always the same after a pause
            for (Cell cell : order) {
                progress("round " + round + " of " + options.forks() + ": " + cell.system() + ", "
                        + cell.network().title() + ", " + cell.threads()
                        + (cell.threads() == 1 ? " thread" : " threads"));
                Cell.Result result = Cell.Result.ofJson(ForkedJvm.run(
                        "time", cell, options.avx2(), Double.toString(options.warmUp()),
                        Double.toString(options.seconds())));
                progress(String.format(Locale.ROOT, "    %.3f ms", result.milliseconds().median()));
                descriptions.put(cell.system(), result.description());
                results.add(result);
            }
            results.sort(Comparator.comparingInt(result -> cells.indexOf(result.cell())));
            rounds.add(results);
            if (options.kernels().isPresent()) {
                progress("round " + round + " of " + options.forks() + ": kernels");
                kernelRounds.add(kernels(options.kernels().get(), round));
            }
            write(begun, rounds, kernelRounds);
        }
        System.out.println(Files.readString(options.out().resolve("steps" + options.suffix() + ".md")));
        progress("written to " + options.out());
    }

    /// Writes the tables of the rounds so far, so that a session that is broken off has not been for nothing.
    private void write(Instant begun, List<List<Cell.Result>> rounds, List<Path> kernelRounds) throws IOException {
        String name = "steps" + options.suffix();
        StepTable steps = new StepTable(rounds);
        Files.writeString(options.out().resolve(name + ".csv"), steps.toCsv());
        Files.writeString(
                options.out().resolve(name + ".md"),
                "# Whole training steps" + title() + "\n\n" + head(begun) + NETWORKS + howStepsAreTimed(rounds.size())
                        + checks()
                        + steps.toMarkdown());
        if (!kernelRounds.isEmpty()) {
            KernelTable kernels = KernelTable.read(kernelRounds);
            name = "kernel-rows" + options.suffix();
            Files.writeString(options.out().resolve(name + ".csv"), kernels.toCsv());
            Files.writeString(
                    options.out().resolve(name + ".md"),
                    "# Kernels, one thread" + title() + "\n\n" + head(begun) + howKernelsAreTimed(kernelRounds.size())
                            + kernels.toMarkdown() + (kernels.hasConvolutions() ? legend() : ""));
        }
    }

    private String title() {
        return options.avx2() ? ", with -XX:UseAVX=2 (256-bit vectors)" : "";
    }

    private List<Cell> cells() {
        Set<Integer> powers = new LinkedHashSet<>();
        for (int threads = 1; threads < cores; threads *= 2) {
            powers.add(threads);
        }
        powers.add(cores);
        Set<Integer> all = new LinkedHashSet<>();
        for (int threads = 1; threads <= cores; threads++) {
            all.add(threads);
        }
        Set<Integer> ours = options.quick() ? new LinkedHashSet<>(List.of(1, cores)) : powers;
        Set<Integer> theirs = options.quick() ? ours : cores <= 4 ? all : powers;
        List<Cell> cells = new ArrayList<>();
        for (Network network : options.networks()) {
            for (int threads : all) {
                if (ours.contains(threads)) {
                    cells.add(new Cell("halfwave", network, threads));
                }
                for (String peer : options.peers()) {
                    if (theirs.contains(threads)) {
                        cells.add(new Cell(peer, network, threads));
                    }
                }
            }
        }
        if (options.networks().contains(Network.VC)) {
            cells.add(new Cell("halfwave-scalar", Network.VC, 1));
            if (cores > 1) {
                cells.add(new Cell("halfwave-independent", Network.VC, cores));
            }
        }
        return cells;
    }

    private Path kernels(String benchmarks, int round) throws IOException, InterruptedException {
        Path file = Files.createTempFile("kernels-" + round + "-", ".json");
        file.toFile().deleteOnExit();
        List<String> arguments = new ArrayList<>(List.of(
                benchmarks, "-e", STEPS, "-f", "1", "-rf", "json", "-rff", file.toString()));
        for (String parameter : options.parameters()) {
            arguments.addAll(List.of("-p", parameter));
        }
        if (options.avx2()) {
            arguments.addAll(List.of("-jvmArgsAppend", "-XX:UseAVX=2"));
        }
        ForkedJvm.java(List.of(), Map.of(), dev.halfwave.bench.Main.class.getName(), arguments, KERNEL_MINUTES);
        return file;
    }

    private String head(Instant begun) {
        StringBuilder text = new StringBuilder();
        text.append("`bench/run.sh ").append(options.commandLine()).append("`, ").append(begun);
        text.append(", commit ").append(System.getProperty("halfwave.commit", "unknown")).append(".\n\n");
        for (String line : Machine.describe()) {
            text.append("- ").append(line).append('\n');
        }
        descriptions.forEach((system, description) -> {
            text.append("- ").append(system).append(": ").append(description).append('\n');
        });
        return text.append('\n').toString();
    }

    private String howStepsAreTimed(int rounds) {
        return String.format(
                Locale.ROOT,
                "Medians over the rounds, of which there were %d. In each every cell runs once, each in a fresh JVM, one "
                        + "after the other: at least %.1f s of warm-up, then the median of the steps of %.1f s. \"Over "
                        + "forks\" is the least and the greatest of the rounds. The peak is that of `PeakKernel` on as "
                        + "many threads in the same JVM.\n\n",
                rounds, options.warmUp(), options.seconds());
    }

    private static String howKernelsAreTimed(int rounds) {
        return String.format(
                Locale.ROOT,
                "Medians over the forks, of which there were %d: each row has a fresh JVM in each, and of it the median of "
                        + "its iterations. \"Over forks\" is the least and the greatest of the forks. The peak is that of "
                        + "`PeakKernel` in the same JVM, before and after each iteration. An op is what the row computes, a "
                        + "whole batch where the shape is that of a layer or a block.\n\n",
                rounds);
    }

    private static String legend() {
        StringBuilder text = new StringBuilder("\n| layer | convolution |\n|---|---|\n");
        for (ConvolutionLayer layer : ConvolutionLayer.values()) {
            text.append("| ").append(layer).append(" | ").append(layer.description()).append(" |\n");
        }
        return text
                .append("\nThe blocks of `HeartRateBlock` are heart1to32 and two of heart32to32; heart32to48 and two "
                        + "of heart48to48; heart48to64 and two of heart64to64, each with bias and ReLU. ConvolutionRelu is timed "
                        + "on a single sample.\n")
                .toString();
    }

    private String checks() {
        if (checks.isEmpty()) {
            return "";
        }
        return "All systems do the same work: from the same weights on the same batches, without dropout (whose masks each "
                + "draws for itself; it is on in what is timed), the losses of 20 steps differ from Halfwave's by at most\n\n"
                + "| network | peer | relative difference |\n|---|---|---|\n" + String.join("\n", checks) + "\n\n";
    }

    private static void progress(String what) {
        System.err.println(what);
    }
}
