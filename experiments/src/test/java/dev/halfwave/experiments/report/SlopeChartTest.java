package dev.halfwave.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.report.SlopeChart.Group;
import dev.halfwave.experiments.report.SlopeChart.Slope;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SlopeChartTest {

    private static final Style STYLE = Style.number(0);

    private static SlopeChart chart(Axis y, Slope... slopes) {
        return new SlopeChart(y, "linear", "relu",
                List.of(new Group("lower", STYLE, false, List.of(slopes)), new Group("higher", STYLE, false, List.of()),
                        new Group("mean", STYLE, true, List.of(new Slope(0, 2, 1)))),
                500);
    }

    @Test
    void joinsTheTwoSidesOfEachSeed() {
        ObjectNode option = chart(Axis.linear("distance"), new Slope(7, 3, 2), new Slope(9, 4, 1)).option();

        assertThat(option.at("/xAxis/data").toString()).isEqualTo("[\"linear\",\"relu\"]");
        assertThat(option.at("/legend/data").toString()).isEqualTo("[\"lower\",\"mean\"]"); // without the empty group
        assertThat(option.at("/series/0/data").toString()).isEqualTo("[[0,3,7,1],[1,2,7,1],[0,4,9,1],[1,1,9,1]]");
        assertThat(option.at("/series/1/data").toString())
                .isEqualTo("[[0,3],[1,2],[1,null],[0,4],[1,1],[1,null]]");
        assertThat(option.at("/series")).hasSize(4);
    }

    @Test
    void standsWhatWasNeverReachedAboveAllElse() {
        ObjectNode option = chart(Axis.linear("distance"), new Slope(7, Double.POSITIVE_INFINITY, 11)).option();

        // The others go from 1 to 11: a tenth of that is left free.
        assertThat(option.at("/series/0/data").toString()).isEqualTo("[[0,12,7,0],[1,11,7,1]]");
        assertThat(option.at("/series/1/data/0").toString()).isEqualTo("[0,12]");
        assertThat(option.at("/series/4/markLine/data/0/yAxis").asDouble()).isEqualTo(12);
        assertThat(option.at("/series/4/markLine/data/0/label/formatter").asString()).isEqualTo("never reached");
    }

    @Test
    void leavesOutWhatHasNoLogarithm() {
        ObjectNode option = chart(Axis.logarithmic("distance"), new Slope(7, 0, 2)).option();
        assertThat(option.at("/series/0/data").toString()).isEqualTo("[[1,2,7,1]]");
        assertThat(option.at("/series/1/data")).isEmpty();
    }

    @Test
    void listsEverySeed() {
        assertThat(chart(Axis.linear("d"), new Slope(7, Double.POSITIVE_INFINITY, 0.25)).table().html())
                .contains("<th scope=\"row\">7</th>", "never reached", "0.25", "<th scope=\"row\">mean</th>");
    }
}
