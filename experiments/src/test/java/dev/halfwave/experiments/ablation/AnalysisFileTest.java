package dev.halfwave.experiments.ablation;

import static dev.halfwave.experiments.ablation.SyntheticRun.around;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Results;
import dev.halfwave.experiments.study.RunData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AnalysisFileTest {

    private static final String HEADER =
            "kind,rates,arm,reference,claim,differsIn,outcome,scale,direction,verdict,reason,n,"
                    + "ranksOnly,censored,zeros,won,tied,lost,shareWon,shareWonLow,shareWonHigh,mean,standardDeviation,median,"
                    + "hodgesLehmann,tLow,tHigh,bcaLow,bcaHigh,t,tP,signFlipP,signFlipExact,wilcoxonP,wilcoxonExact,rankBiserial,"
                    + "signP,dz,gz,p,adjustedP,adjustment,margin,equivalenceP,adjustedEquivalenceP,detectableEffect,pairsNeeded,"
                    + "task,interquartileMean,interquartileMeanLow,interquartileMeanHigh,armCensored,referenceCensored";

    private static final Study STUDY = SyntheticRun.builder()
            .compares("relu", "linear", "ReLU stays near, \"very\" near").compares("abs", "linear", "two").build();

    private static RunData run() {
        double[] linear = around(2, 8, 1);
        return new SyntheticRun(STUDY).primary("linear", linear)
                .primary("relu", Arrays.stream(linear).map(value -> 0.5 * value).toArray())
                .values("relu", "testAccuracy", linear).values("linear", "testAccuracy", linear).data();
    }

    private static List<String> lines(Results results) {
        return List.of(results.tables().get("comparisons.csv").split("\n", -1));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(Results results, String name) {
        return (List<Map<String, Object>>) results.summary().get(name);
    }

    @Test
    void writesARowForEachComparison() {
        List<String> lines = lines(STUDY.results(run()));
        assertThat(lines).hasSize(1 + 2 + 1 + 1 + 1); // header, declared, control, exploratory, the end
        assertThat(lines.getFirst()).isEqualTo(HEADER);
        // All ratios are equal: the standard deviation is 0, and the size of the effect infinite.
        assertThat(lines.get(1)).startsWith("declared,common,relu,linear,\"ReLU stays near, \"\"very\"\" near\",first,"
                + "matched.0.2.distance.conv1.relative,logRatio,lower,supported,\"supported: after Holm, ")
                .contains(",8,false,0,0,8,0,0,1.0,", ",-0.69314718056,0.0,-0.69314718056,", ",-Infinity,",
                        ",0.0078125,0.015625,holm,,,,");
        assertThat(lines.get(2))
                .startsWith(
                        "declared,common,abs,linear,two,first,matched.0.2.distance.conv1.relative,logRatio,lower,not "
                                + "run,abs was not asked for,0,,,,");
        assertThat(lines.get(3))
                .startsWith("control,common,linear,linear,,,matched.0.2.distance.conv1.relative,logRatio,"
                        + "lower,too few seeds for a verdict,\"too few seeds for a verdict: n = 4, ");
        assertThat(lines.get(4)).startsWith("exploratory,common,relu,linear,\"ReLU stays near, \"\"very\"\" near\",,"
                + "testAccuracy,difference,lower,,,8,false,0,0,0,8,0,0.5,").contains(",1.0,1.0,bh,");
        assertThat(lines.subList(0, 5)).allSatisfy(line -> assertThat(cells(line)).isEqualTo(cells(HEADER)));
    }

    /// How many cells a row has, commas in quotes aside.
    private static long cells(String line) {
        return line.replaceAll("\"[^\"]*\"", "").chars().filter(c -> c == ',').count() + 1;
    }

    @Test
    void hasTheSameAsObjects() {
        Results results = STUDY.results(run());
        assertThat(results.summary().keySet())
                .containsExactly("comparisons", "control", "friedman", "censoring", "exploratory");
        Map<String, Object> first = objects(results, "comparisons").getFirst();
        assertThat(first).containsEntry("verdict", "supported").containsEntry("dz", "-Infinity")
                .containsEntry("n", 8).containsEntry("signFlipExact", true).doesNotContainKey("margin");
        assertThat(List.of(HEADER.split(",", -1))).containsAll(first.keySet());
        assertThat(objects(results, "comparisons").getLast()).containsEntry("verdict", "not run")
                .containsEntry("reason", "abs was not asked for").doesNotContainKey("p");
        assertThat(objects(results, "censoring")).hasSize(4);
    }

    @Test
    void tellsRanksFromNumbers() {
        double[] linear = around(2, 8, 1);
        double[] relu = Arrays.stream(linear).map(value -> 0.5 * value).toArray();
        linear[3] = Double.NaN;
        linear[4] = Double.NaN;
        RunData run = new SyntheticRun(STUDY).primary("relu", relu).primary("linear", linear).data();
        Map<String, Object> first = objects(STUDY.results(run), "comparisons").getFirst();
        assertThat(first).containsEntry("ranksOnly", true).containsEntry("censored", 2)
                .containsEntry("armCensored", 0).containsEntry("referenceCensored", 2).containsEntry("p", 0.0078125)
                .doesNotContainKeys("mean", "tLow", "signFlipP", "gz");
    }

    @Test
    void isTheSameTextEveryTime() {
        assertThat(STUDY.results(run())).isEqualTo(STUDY.results(run()));
    }
}
