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
                .contains("| op | shape | GFLOP/s | of peak | over forks | µs per op | over forks | B per op |\n")
                .contains("| Conv1d.forward | layer=c32k3 | 180 | 80 % | 60 – 90 % | 500 | 500 – 500 | 0 |\n")
                .contains("| Row.sum | length=16 |  |  |  | 0.0125 | 0.0125 – 0.0125 |  |\n");
    }

    @Test
    void aPeakOfItsOwnComesFirst() {
        KernelTable table = new KernelTable();
        table.add(round(200, 150).replace("\"gc.alloc", "\"peak\": {\"score\": 160}, \"gc.alloc"));

        assertThat(table.toMarkdown()).contains("| Conv1d.forward | layer=c32k3 | 150 | 94 % |");
    }

    @Test
    void anIterationThatWasDisturbedDoesNotCount() {
        KernelTable table = new KernelTable();
        table.add(
                """
                        [{"benchmark": "dev.halfwave.bench.PoolBenchmark.forward", "params": {"length": "256", "pool": "max2"},
                          "primaryMetric": {"score": 7.0, "scoreUnit": "ops/s", "rawData": [[1.0, 10.0, 10.0]]},
                          "secondaryMetrics": {"gigaflops": {"score": 70.0, "rawData": [[10.0, 100.0, 100.0]]},
                            "percentOfPeak": {"score": 44.0, "rawData": [[50.0, 51.0, 31.0]]},
                            "allocated": {"score": 40.0, "rawData": [[0.0, 0.0, 120.0]]},
                            "gc.alloc.rate.norm": {"score": 55.0}}}]
                        """);

        assertThat(table.toMarkdown())
                .contains(
                        "| Pool.forward | length=256 pool=max2 | 100 | 50 % | 50 – 50 % | 100000 | 100000 – 100000 | 0 |");
    }

    @Test
    void layersNeedAnExplanation() {
        assertThat(table().hasConvolutions()).isTrue();
        assertThat(new KernelTable().hasConvolutions()).isFalse();
    }

    @Test
    void csvHasALinePerBenchmarkAndRound() {
        String csv = table().toCsv();

        assertThat(csv.lines()).hasSize(1 + 3 * 3);
        assertThat(csv)
                .contains("Conv1d.forward,layer=c32k3,2,500.000,60.000,0.6000,100.00,0.04000\n")
                .contains("Row.sum,length=16,3,0.0125000,,,240.00,\n");
    }

    @Test
    void refusesWhatJmhDoesNotWrite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KernelTable().add("{}"))
                .withMessage("not a list of JMH's results");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KernelTable().add(round(200, 150).replace("ops/us", "ops/min")))
                .withMessage("a score in ops/min instead of ops/s");
    }
}
