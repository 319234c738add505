package dev.halfwave.bench.step;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// What a session measured, as tables in Markdown and CSV. A *round* is one JVM per cell; every figure is the median over
/// rounds, and every ratio is taken within a round before that.
public final class StepTable {

    private static final String OURS = "halfwave";
    private static final String SCALAR = "halfwave-scalar";
    private static final String INDEPENDENT = "halfwave-independent";

    private final List<List<Cell.Result>> rounds;

    /// @param rounds each with the same cells
    public StepTable(List<List<Cell.Result>> rounds) {
        this.rounds = List.copyOf(rounds);
    }

    /// A table per network, then ratios, then trainings side by side and the scalar path.
    public String toMarkdown() {
        StringBuilder text = new StringBuilder();
        for (Network network : Network.values()) {
            List<Cell> cells = cells().stream()
                    .filter(cell -> cell.network() == network && !cell.system().equals(INDEPENDENT))
                    .toList();
            if (!cells.isEmpty()) {
                text.append("### ").append(network.title()).append(": batch ").append(network.batch());
                text.append(format(", %.0f MFLOP per step\n\n", 1e-6 * network.operations()));
                text.append("| system | threads | ms per step | over forks | GFLOP/s | of peak | cores busy |\n");
                text.append("|---|---:|---:|---:|---:|---:|---:|\n");
                for (Cell cell : cells) {
                    Spread times = over(cell, result -> result.milliseconds().median());
                    text.append(format(
                            "| %s | %d | %s | %s – %s | %.0f | %s | %.1f |\n", cell.system(), cell.threads(),
                            significant(times.median()), significant(times.min()), significant(times.max()),
                            over(cell, Cell.Result::gigaflops).median(),
                            // That of scalar operations says little.
                            cell.system().equals(SCALAR)
                                    ? ""
                                    : format("%.0f %%", 100 * over(cell, StepTable::shareOfPeak).median()),
                            over(cell, Cell.Result::busyCores).median()));
                }
                text.append('\n');
            }
        }
        List<String> ratios = ratios();
        if (!ratios.isEmpty()) {
            text.append("| Halfwave's speed against | times | over forks |\n|---|---:|---:|\n");
            ratios.forEach(text::append);
        }
        return text.toString();
    }

    /// One line per cell and round, with a header.
    public String toCsv() {
        StringBuilder text = new StringBuilder(
                "system,network,threads,round,medianMs,lowerQuartileMs,upperQuartileMs,minMs,steps,gigaflops,busyCores,"
                        + "peakGigaflops,scaling\n");
        for (Cell cell : cells()) {
            for (int round = 0; round < rounds.size(); round++) {
                Cell.Result result = result(round, cell);
                Spread times = result.milliseconds();
                text.append(format(
                        "%s,%s,%d,%d,%.6g,%.6g,%.6g,%.6g,%d,%.5g,%.3f,%.5g,%s\n", cell.system(), cell.network().key(),
                        cell.threads(), round + 1, times.median(), times.lowerQuartile(), times.upperQuartile(),
                        times.min(), result.steps(), result.gigaflops(), result.busyCores(), result.peak(),
                        Double.isNaN(result.scaling()) ? "" : format("%.4f", result.scaling())));
            }
        }
        return text.toString();
    }

    private List<String> ratios() {
        List<String> lines = new ArrayList<>();
        for (Network network : Network.values()) {
            List<Cell> bestOfPeers = new ArrayList<>();
            for (String peer : peers()) {
                Cell one = new Cell(peer, network, 1);
                Cell ours = new Cell(OURS, network, 1);
                if (cells().contains(one) && cells().contains(ours)) {
                    lines.add(ratio(network.title() + ": " + peer + ", one thread each", round -> time(round, one)
                            / time(round, ours)));
                }
                Cell best = fastest(peer, network);
                Cell ourBest = fastest(OURS, network);
                if (best != null && ourBest != null) {
                    bestOfPeers.add(best);
                    lines.add(ratio(
                            network.title() + ": " + peer + " on " + best.threads() + ", Halfwave on "
                                    + ourBest.threads() + ", the fastest of each",
                            round -> time(round, best) / time(round, ourBest)));
                }
            }
            Cell ourBest = fastest(OURS, network);
            if (bestOfPeers.size() > 1) {
                lines.add(ratio(
                        network.title() + ": the fastest peer of the round, the fastest Halfwave",
                        round -> bestOfPeers.stream().mapToDouble(cell -> time(round, cell)).min().orElseThrow()
                                / time(round, ourBest)));
            }
            Cell scalar = new Cell(SCALAR, network, 1);
            if (cells().contains(scalar)) {
                lines.add(ratio(
                        network.title() + ": its scalar path, one thread",
                        round -> time(round, scalar) / time(round, new Cell(OURS, network, 1))));
            }
            for (Cell cell : cells()) {
                if (cell.system().equals(INDEPENDENT) && cell.network() == network) {
                    lines.add(ratio(
                            network.title() + ": throughput of " + cell.threads()
                                    + " trainings side by side against one of them alone",
                            round -> result(round, cell).scaling()));
                }
            }
        }
        return lines;
    }

    private interface PerRound {
        double of(int round);
    }

    private String ratio(String what, PerRound value) {
        double[] values = new double[rounds.size()];
        for (int round = 0; round < values.length; round++) {
            values[round] = value.of(round);
        }
        Spread spread = Spread.of(values);
        return format("| %s | **%.2f** | %.2f – %.2f |\n", what, spread.median(), spread.min(), spread.max());
    }

    private Cell fastest(String system, Network network) {
        Cell fastest = null;
        for (Cell cell : cells()) {
            if (cell.system().equals(system) && cell.network() == network
                    && (fastest == null || median(cell) < median(fastest))) {
                fastest = cell;
            }
        }
        return fastest;
    }

    private double median(Cell cell) {
        return over(cell, result -> result.milliseconds().median()).median();
    }

    private double time(int round, Cell cell) {
        return result(round, cell).milliseconds().median();
    }

    private static double shareOfPeak(Cell.Result result) {
        return result.gigaflops() / result.peak();
    }

    private Spread over(Cell cell, ToDoubleFunction<Cell.Result> value) {
        double[] values = new double[rounds.size()];
        for (int round = 0; round < values.length; round++) {
            values[round] = value.applyAsDouble(result(round, cell));
        }
        return Spread.of(values);
    }

    private Set<Cell> cells() {
        Set<Cell> cells = new LinkedHashSet<>();
        for (Cell.Result result : rounds.getFirst()) {
            cells.add(result.cell());
        }
        return cells;
    }

    private Set<String> peers() {
        Set<String> peers = new LinkedHashSet<>();
        for (Cell cell : cells()) {
            if (!cell.system().startsWith(OURS)) {
                peers.add(cell.system());
            }
        }
        return peers;
    }

    private Cell.Result result(int round, Cell cell) {
        for (Cell.Result result : rounds.get(round)) {
            if (result.cell().equals(cell)) {
                return result;
            }
        }
        throw new IllegalArgumentException("round " + (round + 1) + " has no " + cell);
    }

    private static String significant(double milliseconds) {
        return format(milliseconds < 10 ? "%.2f" : milliseconds < 100 ? "%.1f" : "%.0f", milliseconds);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
