package dev.halfwave.bench.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class KernelTableTest {

    /// As JMH writes it, but for what is not read.
    private static String round(double peak, double gigaflops) {
        return """
                [
                  {"benchmark": "dev.halfwave.bench.PeakBenchmark.multiplyAdd",
                   "primaryMetric": {"score": 0.5, "scoreError": "NaN", "scoreUnit": "ops/us"},
                   "secondaryMetrics": {"gigaflops": {"score": %s, "scoreUnit": "ops/us"}}},
                  {"benchmark": "dev.halfwave.bench.Conv1dBenchmark.forward", "params": {"layer": "c32k3"},
                   "primaryMetric": {"score": 0.002, "scoreUnit": "ops/us"},
                   "secondaryMetrics": {"gigaflops": {"score": %s, "scoreUnit": "ops/us"},
                     "gc.alloc.rate.norm": {"score": 0.04, "scoreUnit": "B/op"}}},
                  {"benchmark": "dev.halfwave.bench.RowBenchmark.sum", "params": {"length": "16"},
                   "primaryMetric": {"score": 12.5, "scoreUnit": "ns/op"}, "secondaryMetrics": {}}
                ]
                """
                .formatted(peak, gigaflops);
    }

    private static KernelTable table() {
        KernelTable table = new KernelTable();
        table.add(round(200, 180));
        table.add(round(100, 60)); // a slow minute
        table.add(round(240, 192));
        return table;
    }

    @Test
    void sharesAreThoseOfTheSameRoundsPeak() {
        assertThat(table().toMarkdown())
                .contains("| Conv1dBenchmark.forward c32k3 | 180 | 80 % | 60 – 90 % | 0.002000 ops/us | 0.0 |\n")
                .contains("| RowBenchmark.sum 16 |  |  |  | 12.50 ns/op |  |\n");
    }

    @Test
    void aPeakOfItsOwnComesFirst() {
        KernelTable table = new KernelTable();
        table.add(round(200, 150).replace("\"gc.alloc", "\"peak\": {\"score\": 160}, \"gc.alloc"));

        assertThat(table.toMarkdown()).contains("| Conv1dBenchmark.forward c32k3 | 150 | 94 % |");
    }

    @Test
    void csvHasALinePerBenchmarkAndRound() {
        String csv = table().toCsv();

        assertThat(csv.lines()).hasSize(1 + 3 * 3);
        assertThat(csv)
                .contains("Conv1dBenchmark.forward c32k3,2,0.00200000,ops/us,60.000,100.00,0.04000\n")
                .contains("RowBenchmark.sum 16,3,12.5000,ns/op,,240.00,\n");
    }

    @Test
    void refusesWhatJmhDoesNotWrite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KernelTable().add("{}"))
                .withMessage("not a list of JMH's results");
    }
}
