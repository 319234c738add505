package dev.halfwave.bench.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepTableTest {

    private static Cell.Result result(String system, Network network, int threads, double milliseconds) {
        Spread times = new Spread(
                milliseconds - 0.5, milliseconds - 0.25, milliseconds, milliseconds + 0.25, milliseconds + 1);
        double scaling = system.equals("halfwave-independent") ? 3.5 : Double.NaN;
        return new Cell.Result(
                new Cell(system, network, threads), times, 100, 2, threads, 200 * threads, scaling, "text");
    }

    /// One round; `slow` disturbs everyone.
    private static List<Cell.Result> round(double slow) {
        return List.of(
                result("halfwave", Network.VC, 1, 2 * slow),
                result("peer", Network.VC, 1, 6 * slow),
                result("other", Network.VC, 1, 5 * slow),
                result("halfwave", Network.VC, 4, 1 * slow),
                result("peer", Network.VC, 4, 3 * slow),
                result("other", Network.VC, 4, 7 * slow),
                result("halfwave-scalar", Network.VC, 1, 20 * slow),
                result("halfwave-independent", Network.VC, 4, 0.6 * slow));
    }

    @Test
    void figuresAreMediansOverRounds() {
        String table = new StepTable(List.of(round(1), round(10), round(2))).toMarkdown();

        // 308.7 MFLOP in 4 ms are 77.2 GFLOP/s, of 200.
        assertThat(table)
                .contains("### V.C: batch 64, 309 MFLOP per step")
                .contains("| halfwave | 1 | 4.00 | 2.00 – 20.0 | 77 | 39 % | 1.0 |\n")
                .contains("| halfwave-scalar | 1 | 40.0 | 20.0 – 200 | 8 |  | 1.0 |\n")
                .doesNotContain("| halfwave-independent |");
    }

    @Test
    void ratiosAreTakenWithinARound() {
        String table = new StepTable(List.of(round(1), round(10), round(2))).toMarkdown();

        assertThat(table)
                .contains("| V.C: peer, one thread each | **3.00** | 3.00 – 3.00 |\n")
                .contains("| V.C: peer on 4, Halfwave on 4, the fastest of each | **3.00** | 3.00 – 3.00 |\n")
                .contains("| V.C: other on 1, Halfwave on 4, the fastest of each | **5.00** | 5.00 – 5.00 |\n")
                .contains("| V.C: the fastest peer of the round, the fastest Halfwave | **3.00** | 3.00 – 3.00 |\n")
                .contains("| V.C: its scalar path, one thread | **10.00** | 10.00 – 10.00 |\n")
                .contains("4 trainings side by side against one of them alone | **3.50** | 3.50 – 3.50 |\n");
    }

    @Test
    void withoutPeersThereAreNoRatiosToThem() {
        String table = new StepTable(List.of(List.of(result("halfwave", Network.MLP, 1, 2)))).toMarkdown();

        assertThat(table).contains("### MLP").doesNotContain("times").doesNotContain("V.C");
    }

    @Test
    void csvHasALinePerCellAndRound() {
        String csv = new StepTable(List.of(round(1), round(2))).toCsv();

        assertThat(csv.lines()).hasSize(1 + 2 * 8);
        assertThat(csv)
                .startsWith("system,network,threads,round,medianMs,")
                .contains("halfwave,vc,1,2,4.00000,3.75000,4.25000,3.50000,100,77.178,1.000,200.00,\n")
                .contains(
                        "halfwave-independent,vc,4,1,0.600000,0.350000,0.850000,0.100000,100,514.52,4.000,800.00,3.5000\n");
    }

    @Test
    void resultsSurviveTheWayBetweenJvms() {
        Cell.Result result = result("halfwave-independent", Network.HEART_RATE, 4, 1.25);

        assertThat(Cell.Result.ofJson(result.toJson())).isEqualTo(result);
    }
}
