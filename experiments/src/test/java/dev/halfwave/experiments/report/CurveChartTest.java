package dev.halfwave.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.report.CurveChart.Kind;
import dev.halfwave.experiments.report.CurveChart.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CurveChartTest {

    private static final Style STYLE = Style.number(1);

    @Test
    void drawsALineWithAFewSymbolsThatTheLegendSwitchesWithIt() {
        double[] x = IntStream.range(0, 1000).mapToDouble(i -> i).toArray();

        ObjectNode option = chart(Series.of("sine", STYLE, Kind.LINE, x, Arrays.stream(x).map(Math::sin).toArray()))
                .option();

        assertThat(option.at("/series/0/type").asString()).isEqualTo("line");
        assertThat(option.at("/series/0/data")).hasSize(1000);
        assertThat(option.at("/series/0/showSymbol").asBoolean()).isFalse();
        assertThat(option.at("/series/0/lineStyle/type").toString()).isEqualTo("[9,5]");
        JsonNode symbols = part(option, "symbols:sine");
        assertThat(symbols.get("data")).hasSize(7);
        assertThat(symbols.get("name").asString()).isEqualTo("sine");
        assertThat(symbols.get("symbol").asString()).isEqualTo("rect");
        assertThat(option.at("/tooltip/trigger").asString()).isEqualTo("axis");
    }

    @Test
    void standsStemsOnTheBottomOfTheAxis() {
        Series stems = series(Kind.STEMS, 0.03, 0.5);

        JsonNode linear = part(chart(stems).option(), "stems:s");
        JsonNode logarithmic = part(new CurveChart(Axis.fromZero("x"), Axis.logarithmic("y"), List.of(stems), List.of(),
                1000).option(), "stems:s");
        JsonNode cut = part(new CurveChart(Axis.fromZero("x"), Axis.logarithmic("y").between(0.001, 1), List.of(stems),
                List.of(), 1000).option(), "stems:s");

        assertThat(linear.get("data").toString()).isEqualTo("[[0,0],[0,0.03],[0,null],[1,0],[1,0.5],[1,null]]");
        assertThat(logarithmic.at("/data/0").toString()).isEqualTo("[0,0.01]");
        assertThat(cut.at("/data/0").toString()).isEqualTo("[0,0.001]");
    }

    @Test
    void leavesAGapWhereThereIsNoValue() {
        Series series = series(Kind.LINE, 1, Double.NaN, 0);

        assertThat(chart(series).option().at("/series/0/data").toString()).isEqualTo("[[0,1],[1,null],[2,0]]");
        assertThat(new CurveChart(Axis.fromZero("x"), Axis.logarithmic("y"), List.of(series), List.of(), 1000).option()
                .at("/series/0/data").toString()).isEqualTo("[[0,1],[1,null],[2,null]]");
    }

    @Test
    void drawsABandFromItsLowToItsHigh() {
        Series series = series(Kind.LINE_AND_POINTS, 1, 2).withBand(new double[] {0.5, Double.NaN},
                new double[] {3, Double.NaN});

        ObjectNode option = chart(series).option();

        assertThat(part(option, "low:s").get("data").toString()).isEqualTo("[[0.5,0]]");
        assertThat(part(option, "band:s").get("data").toString()).isEqualTo("[[2.5,0]]"); // from 0.5 up to 0.5 + 2.5
        assertThat(option.at("/series/0/data").toString()).isEqualTo("[[0,1,0.5,3],[1,2]]");
        assertThat(option.at("/series/0/dimensions").toString()).isEqualTo("[\"x\",\"y\",\"low\",\"high\"]");
    }

    @Test
    void drawsMarksAcross() {
        ObjectNode option = new CurveChart(Axis.fromZero("f (Hz)"), Axis.linear("y"), List.of(series(Kind.POINTS, 1)),
                List.of(Mark.vertical("Nyquist", 16), Mark.horizontal("limit", 0.5)), 1000).option();

        JsonNode marks = part(option, "marks").at("/markLine/data");
        assertThat(marks.at("/0/xAxis").asDouble()).isEqualTo(16);
        assertThat(marks.at("/0/label/formatter").asString()).isEqualTo("Nyquist");
        assertThat(marks.at("/1/yAxis").asDouble()).isEqualTo(0.5);
        assertThat(option.at("/legend/data").toString()).isEqualTo("[\"s\"]");
    }

    @Test
    void readsThePointsOfACloudOneByOne() {
        ObjectNode option = chart(series(Kind.POINTS, 1, 2)).option();

        assertThat(option.at("/tooltip/trigger").asString()).isEqualTo("item");
        assertThat(option.at("/series/0/type").asString()).isEqualTo("scatter");
    }

    @Test
    void keepsTheShapeOfAPointBesideLinesInTheLegend() {
        ObjectNode option = chart(Series.of("line", STYLE, Kind.LINE, new double[1], new double[1]),
                series(Kind.POINTS, 1)).option();

        assertThat(option.at("/legend/data").toString())
                .isEqualTo("[\"line\",{\"name\":\"s\",\"icon\":\"path://M0,0H1V1H0Z\"}]");
    }

    @Test
    void anEmptySymbolIsEmptyInTheLegendToo() {
        ObjectNode option = chart(Series.of("line", STYLE, Kind.LINE, new double[1], new double[1]),
                Series.of("s", new Style("#123456", List.of(), "emptyDiamond"), Kind.POINTS, new double[1],
                        new double[1]))
                .option();

        assertThat(option.at("/legend/data/1").toString())
                .isEqualTo("{\"name\":\"s\",\"icon\":\"path://M0.5,0L1,0.5L0.5,"
                        + "1L0,0.5Z\",\"itemStyle\":{\"color\":\"#ffffff\",\"borderColor\":\"#123456\",\"borderWidth\":2}}");
    }

    @Test
    void startsWithSomeSeriesSwitchedOff() {
        assertThat(chart(series(Kind.LINE, 1).hidden()).option().at("/legend/selected").toString())
                .isEqualTo("{\"s\":false}");
    }

    @Test
    void ticksAtPowersOfTenWhereThereAreDecades() {
        double[] x = {1, 10, 1000};
        double[] y = {1, 2, 8};
        ObjectNode option = new CurveChart(Axis.logarithmic("N"), Axis.logarithmic("error"),
                List.of(Series.of("s", STYLE, Kind.LINE, x, y)), List.of(), 1000).option();

        assertThat(option.at("/xAxis/logBase").asInt()).isEqualTo(10);
        assertThat(option.at("/yAxis/logBase").asInt()).isEqualTo(2);
    }

    @Test
    void listsItsNumbersByPlace() {
        CurveChart chart = new CurveChart(Axis.fromZero("x (Hz)"), Axis.linear("y"),
                List.of(Series.of("a", STYLE, Kind.LINE, new double[] {0, 1}, new double[] {0.123456789, 2}),
                        Series.of("b", STYLE, Kind.LINE, new double[] {1}, new double[] {Double.NaN})),
                List.of(), 1000);

        assertThat(chart.table()).isEqualTo(new DataTable(
                List.of(DataTable.number("x (Hz)"), DataTable.number("a"), DataTable.number("b")),
                List.of(DataTable.row(List.of("0", "0.123457", "")), DataTable.row(List.of("1", "2", "–")))));
    }

    @Test
    void listsEveryPointOfACloud() {
        CurveChart chart = chart(Series.of("s", STYLE, Kind.POINTS, new double[] {1, 1}, new double[] {2, 3}));

        assertThat(chart.table().rows()).containsExactly(DataTable.row(List.of("s", "1", "2")),
                DataTable.row(List.of("s", "1", "3")));
    }

    @Test
    void listsOneOfSeveralPointsOfALongSeries() {
        double[] x = IntStream.range(0, 1001).mapToDouble(i -> i).toArray();

        DataTable table = chart(Series.of("s", STYLE, Kind.LINE, x, x)).table();

        assertThat(table.rows()).hasSize(334);
        assertThat(table.columns().getFirst().title()).isEqualTo("x (one of 3 points)");
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThatThrownBy(() -> Series.of("s", STYLE, Kind.LINE, new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CurveChart: series 's' has 2 values of x, but 3 of y");
        assertThatThrownBy(() -> series(Kind.LINE, 1).withBand(new double[1], new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CurveChart: series 's' has 1 values of x, but 2 of high");
        assertThatThrownBy(() -> chart(series(Kind.LINE, 1), series(Kind.LINE, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CurveChart: there are two series named 's'");
        assertThatThrownBy(() -> Axis.logarithmic("y").between(0, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Axis: the logarithmic axis 'y' begins at 0.0, but must begin above 0");
        assertThatThrownBy(() -> Axis.linear("y").between(2, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Axis: 'y' begins at 2.0, but must begin below its end, 1.0");
    }

    @Test
    void setsRowsOfDotsWithALaneForEachQuantity() {
        DotChart chart = new DotChart(Axis.logarithmic("amplitude"), List.of("relu", "tanh"),
                List.of(DotChart.Quantity.of("DC", STYLE, 0.3, 0), DotChart.Quantity.of("f", STYLE, 0.5, 0.9)),
                List.of(), 1000);

        ObjectNode option = chart.option();

        assertThat(option.at("/yAxis/data").toString()).isEqualTo("[\"relu\",\"tanh\"]");
        assertThat(option.at("/series/0/data").toString()).isEqualTo("[[0.3,0]]"); // 0 has no place on the axis
        assertThat(option.at("/series/1/data").toString()).isEqualTo("[[0.5,0],[0.9,1]]");
        assertThat(option.at("/series/0/symbolOffset/1").asDouble())
                .isLessThan(option.at("/series/1/symbolOffset/1").asDouble());
        assertThat(chart.table("activation").rows()).containsExactly(DataTable.row(List.of("relu", "0.3", "0.5")),
                DataTable.row(List.of("tanh", "0", "0.9")));
        assertThatThrownBy(() -> new DotChart(Axis.fromZero("x"), List.of("relu"),
                List.of(DotChart.Quantity.of("DC", STYLE, 1, 2)), List.of(), 1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DotChart: 'DC' has 2 values, but there are 1 rows");
    }

    /// Writes `target/chart-sample.html`, to be looked at in a browser after a change.
    @Test
    void writesASampleToLookAt() throws Exception {
        double[] t = IntStream.range(0, 600).mapToDouble(i -> i / 200.0).toArray();
        double[] n = {1, 2, 5, 10, 20, 50, 100, 200, 500};
        double[] f = IntStream.range(0, 25).mapToDouble(i -> 5 * i).toArray();
        CurveChart curves = new CurveChart(Axis.linear("time (s)"), Axis.linear("signal"),
                List.of(Series.of("input", Style.number(0), Kind.LINE, t, map(t, x -> Math.sin(6 * x))),
                        Series.of("with a gap", Style.number(1), Kind.LINE, t,
                                map(t, x -> x > 1 && x < 1.5 ? Double.NaN : Math.cos(9 * x)))),
                List.of(Mark.vertical("here", 1.25), Mark.horizontal("mean", 0)), 1040);
        CurveChart errors = new CurveChart(Axis.logarithmic("number of terms (log scale)"),
                Axis.logarithmic("error (%, log scale)"),
                List.of(Series.of("A of the code", Style.number(0), Kind.LINE_AND_POINTS, n, map(n, x -> 80 / x))
                        .withBand(map(n, x -> 60 / x), map(n, x -> 100 / x)),
                        Series.of("A of the text", Style.number(1), Kind.LINE_AND_POINTS, n, map(n, x -> 2 * x * x))),
                List.of(Mark.horizontal("as large as ReLU", 100), Mark.vertical("the paper's 50", 50)), 500);
        CurveChart stems = new CurveChart(Axis.fromZero("frequency (Hz)"), Axis.logarithmic("amplitude"),
                List.of(Series.of("ReLU", Style.number(0), Kind.STEMS, f, map(f, x -> 1 / (x + 5))),
                        Series.of("approximation", Style.number(1), Kind.STEMS, f, map(f, x -> 2 / (x + 7)))),
                List.of(), 500);
        DotChart dots = new DotChart(Axis.fromZero("amplitude"), List.of("relu", "abs", "tanh"),
                List.of(DotChart.Quantity.of("DC", Style.number(0), 0.318, 0.637, 0),
                        DotChart.Quantity.of("1f", Style.number(1), 0.5, 0, 0.8),
                        DotChart.Quantity.of("2f", Style.number(2), 0.212, 0.424, 0)),
                List.of(Mark.vertical("1/π", 1 / Math.PI)), 500);
        CurveChart cloud = new CurveChart(Axis.fromZero("DC"), Axis.fromZero("frequency (Hz)"),
                List.of(Series.of("3 Hz", Style.number(0), Kind.POINTS, map(t, x -> 1 + 0.3 * Math.sin(77 * x)),
                        map(t, x -> 3 + 0.2 * Math.sin(1277 * x))),
                        Series.of("5 Hz", Style.number(1), Kind.POINTS, map(t, x -> 2 + 0.3 * Math.sin(57 * x)),
                                map(t, x -> 5 + 0.2 * Math.sin(1377 * x)))),
                List.of(Mark.vertical("1.5", 1.5)), 500);
        String page = new HtmlReport("Charts", "to look at")
                .figures(List.of(figure("curves", Figure.Width.FULL, curves.option(), curves.table())))
                .figures(List.of(figure("errors", Figure.Width.HALF, errors.option(), errors.table()),
                        figure("stems", Figure.Width.HALF, stems.option(), stems.table())))
                .figures(List.of(figure("dots", Figure.Width.HALF, dots.option(), dots.table("activation")),
                        figure("cloud", Figure.Width.HALF, cloud.option(), cloud.table())))
                .html();
        Path file = Path.of("target", "chart-sample.html");
        Files.writeString(file, page);

        assertThat(page.replace(ChartLibrary.script(), "")).contains("Numbers of figure 5").doesNotContain("NaN",
                "Infinity");
    }

    private static Figure figure(String name, Figure.Width width, ObjectNode option, DataTable table) {
        return new Figure(name, "The " + name, "A caption.", width, 380, option, table);
    }

    private static double[] map(double[] x, java.util.function.DoubleUnaryOperator f) {
        return Arrays.stream(x).map(f).toArray();
    }

    private static Series series(Kind kind, double... y) {
        return Series.of("s", STYLE, kind, IntStream.range(0, y.length).mapToDouble(i -> i).toArray(), y);
    }

    private static CurveChart chart(Series... series) {
        return new CurveChart(Axis.fromZero("x"), Axis.fromZero("y"), List.of(series), List.of(), 1000);
    }

    private static JsonNode part(ObjectNode option, String id) {
        return StreamSupport.stream(option.get("series").spliterator(), false)
                .filter(series -> series.path("id").asString("").equals(id)).findFirst().orElseThrow();
    }
}
