package dev.halfwave.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.report.IntervalChart.Estimate;
import dev.halfwave.experiments.report.IntervalChart.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class IntervalChartTest {

    private static final Style STYLE = Style.number(0);

    private static IntervalChart chart(Axis x, Kind... kinds) {
        return new IntervalChart(x, List.of("a – b", "c – d"), List.of(kinds), List.of(Mark.vertical("none", 1)), 800);
    }

    @Test
    void drawsALaneForEachKindWithinEachRow() {
        Kind t = new Kind("t", STYLE, List.of(new Estimate(0.5, 0.25, 0.75), Estimate.NONE));
        Kind middle = new Kind("HL", STYLE, List.of(Estimate.of(0.5), Estimate.of(2)));
        ObjectNode option = chart(Axis.linear("ratio"), t, middle).option();

        assertThat(option.at("/yAxis/0/data").toString()).isEqualTo("[\"a – b\",\"c – d\"]");
        assertThat(option.at("/yAxis/1/min").asDouble()).isEqualTo(-0.5);
        assertThat(option.at("/yAxis/1/max").asDouble()).isEqualTo(1.5);
        // Symbols: estimate, height, interval, row; the height is the row less or more 0.3.
        assertThat(option.at("/series/0/data").toString()).isEqualTo("[[0.5,-0.3,0.25,0.75,0]]");
        assertThat(option.at("/series/1/data").toString()).isEqualTo("[[0.25,-0.3],[0.75,-0.3],[0.75,null]]");
        assertThat(option.at("/series/2/data").toString())
                .isEqualTo("[[0.5,0.3,null,null,0],[2,1,null,null,1]]");
        assertThat(option.at("/series/3/data")).isEmpty();
        assertThat(option.at("/series/4/markLine/data/0/xAxis").asDouble()).isEqualTo(1);
        assertThat(option.at("/legend/data").toString()).isEqualTo("[\"t\",\"HL\"]");
    }

    @Test
    void leavesOutWhatHasNoPlaceOnTheAxis() {
        Kind kind = new Kind("t", STYLE, List.of(new Estimate(0.5, 0, 2), Estimate.of(Double.POSITIVE_INFINITY)));
        ObjectNode option = chart(Axis.logarithmic("ratio"), kind).option();
        assertThat(option.at("/series/0/data")).hasSize(1);
        assertThat(option.at("/series/1/data")).isEmpty();
    }

    @Test
    void listsEveryEstimate() {
        Kind t = new Kind("t", STYLE, List.of(new Estimate(0.5, 0.25, 0.75), Estimate.NONE));
        assertThat(chart(Axis.linear("ratio"), t).table("comparison").html())
                .contains("ratio", "0.5", "0.25", "0.75").doesNotContain("c – d");
    }

    @Test
    void refusesKindsOfAnotherLength() {
        assertThatThrownBy(() -> chart(Axis.linear("x"), new Kind("t", STYLE, List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("IntervalChart: 't' has 0 estimates, but there are 2 rows");
    }
}
