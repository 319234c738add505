package dev.halfwave.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ChartsTest {

    private static final Style STYLE = Style.number(0);

    @Test
    void drawsTheBandOneStandardDeviationToEachSide() {
        // mean 3, sd 1
        LineChart.Line line = line("relu", new LineChart.Point(1, Summary.of(2, 4)));

        ObjectNode option = chart(Axis.fromZero("loss"), line).option();

        assertThat(series(option, "low:relu").at("/data/0").toString()).isEqualTo("[2,1]");
        assertThat(series(option, "band:relu").at("/data/0").toString()).isEqualTo("[2,1]"); // from 2 up to 2 + 2
        assertThat(option.at("/series/0/data/0/value").toString()).isEqualTo("[1,3,1,2]"); // x, mean, sd, seeds
    }

    @Test
    void endsTheBandAtTheSmallestSeedOnALogarithmicAxis() {
        // mean 3, sd 4.24: mean - sd is negative
        LineChart.Line line = line("relu", new LineChart.Point(1, Summary.of(0, 0, 9)));
        LineChart.Line positive = line("linear", new LineChart.Point(1, Summary.of(0.5, 0.5, 8)));

        ObjectNode option = chart(Axis.logarithmic("loss"), line, positive).option();

        assertThat(all(option)).noneMatch(series -> series.path("id").asString("").equals("band:relu"));
        assertThat(series(option, "low:linear").at("/data/0/0").asDouble()).isEqualTo(0.5);
    }

    @Test
    void leavesOutWhatALogarithmicAxisCannotShow() {
        LineChart.Line line = line("relu", new LineChart.Point(1, Summary.of(0)));

        ObjectNode option = chart(Axis.logarithmic("loss"), line).option();

        assertThat(option.at("/series/0/data/0/value/1").isNull()).isTrue();
    }

    @Test
    void switchesABandWithItsLine() {
        ObjectNode option =
                chart(Axis.fromZero("loss"), line("relu", new LineChart.Point(1, Summary.of(2, 4)))).option();

        assertThat(series(option, "low:relu").get("name").asString()).isEqualTo("relu");
        assertThat(series(option, "band:relu").get("name").asString()).isEqualTo("relu");
        assertThat(option.at("/legend/data").toString()).isEqualTo("[\"relu\"]");
    }

    @Test
    void startsWithSomeLinesSwitchedOff() {
        LineChart.Line shown = line("relu", new LineChart.Point(1, Summary.of(2)));
        LineChart.Line hidden = new LineChart.Line("abs", STYLE, false, shown.points());

        ObjectNode option = chart(Axis.fromZero("loss"), shown, hidden).option();

        assertThat(option.at("/legend/selected").toString()).isEqualTo("{\"relu\":true,\"abs\":false}");
    }

    @Test
    void putsTheSymbolsOfLinesThatLieUponEachOtherInDifferentPlaces() {
        double[] epochs = IntStream.rangeClosed(1, 60).mapToDouble(epoch -> epoch).toArray();

        assertThat(ChartParts.marked(epochs, 1, 60, 0, 3)).hasSize(7)
                .doesNotContainAnyElementsOf(ChartParts.marked(epochs, 1, 60, 1, 3));
        assertThat(ChartParts.marked(new double[0], 1, 60, 0, 3)).isEmpty();
        assertThat(ChartParts.marked(new double[] {5}, 5, 5, 0, 3)).containsExactly(0);
    }

    @Test
    void marksAllOfFewPoints() {
        assertThat(ChartParts.marked(new double[] {1, 60}, 1, 60, 0, 3)).containsExactly(0, 1);
        assertThat(ChartParts.marked(new double[] {1, 1.1, 1.2, 1.3}, 1, 60, 2, 3)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void doesNotCrowdTheSymbolsOfAShortLine() {
        double[] positions = {1, 1.2, 1.4, 1.6, 1.8, 2};

        assertThat(ChartParts.marked(positions, 1, 60, 0, 1)).hasSize(1);
    }

    @Test
    void drawsAWayFromLossToLossAndWhereEachSeedEnds() {
        TrajectoryChart.Path path = new TrajectoryChart.Path("relu", STYLE, true,
                List.of(new TrajectoryChart.Step(1, 1.0, 0.5), new TrajectoryChart.Step(2, 0.1, 0.8)),
                List.of(new TrajectoryChart.End(7, 0.05, 0.9), new TrajectoryChart.End(8, 0, 0.9)));

        ObjectNode option = new TrajectoryChart(new TrajectoryChart.Axis("loss (nats)", "loss"),
                new TrajectoryChart.Axis("distance", "distance"), List.of(path), 500).option();

        assertThat(option.at("/series/0/data/1/value").toString()).isEqualTo("[0.1,0.8,2]");
        // A loss of 0 has no place on the axis.
        assertThat(series(option, "ends:relu").get("data").toString()).isEqualTo("[[0.05,0.9,7]]");
        assertThat(option.at("/xAxis/inverse").asBoolean()).isTrue();
    }

    @Test
    void givesEachSeedADotAndEachLaneItsMean() {
        StripChart.Row row = new StripChart.Row("relu", "",
                List.of(List.of(new StripChart.Dot(1, 1.0), new StripChart.Dot(2, 2.0))));
        StripChart.Row silent = new StripChart.Row("linear", "did not learn", List.of());

        ObjectNode option =
                new StripChart("distance", List.of("layer 1"), List.of(STYLE), List.of(row, silent), 1000).option();

        assertThat(series(option, "dots:0").get("data")).hasSize(2);
        assertThat(series(option, "means:0").get("data").toString()).isEqualTo("[[1.5,0,2]]");
        assertThat(series(option, "remarks").at("/data/0/name").asString()).isEqualTo("did not learn");
        assertThat(option.at("/yAxis/data").toString()).isEqualTo("[\"relu\",\"linear\"]");
    }

    @Test
    void keepsSixDigits() {
        assertThat(ChartParts.numbers(1 / 3.0, 1e-5 / 3, 60, Double.NaN).toString())
                .isEqualTo("[0.333333,3.33333E-6,60,null]");
        assertThat(Numbers.sixDigits(-123456.789)).isCloseTo(-123457, within(1e-9));
    }

    @Test
    void countsTheRowsOfALegend() {
        assertThat(ChartParts.legendRows(List.of("relu", "linear"), 500)).isEqualTo(1);
        assertThat(ChartParts.legendRows(List.of("relu", "linear", "linear-class-dc", "class-dc-only"), 400))
                .isEqualTo(2);
    }

    private static LineChart chart(Axis y, LineChart.Line... lines) {
        return new LineChart(Axis.fromZero("epoch"), y, List.of(lines), LineChart.NO_LEVEL, 1000);
    }

    private static LineChart.Line line(String name, LineChart.Point... points) {
        return new LineChart.Line(name, STYLE, true, List.of(points));
    }

    private static List<JsonNode> all(ObjectNode option) {
        return StreamSupport.stream(option.get("series").spliterator(), false).toList();
    }

    private static JsonNode series(ObjectNode option, String id) {
        return all(option).stream().filter(series -> series.path("id").asString("").equals(id)).findFirst()
                .orElseThrow();
    }
}
