package dev.halfwave.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HtmlReportTest {

    private static final String HOSTILE = "</script><img src=x onerror=alert(1)> & \"quoted\" 'single' {{css}} $1 \\";

    @Test
    void needsNoNetwork() {
        String page = page().html().replace(ChartLibrary.script(), "");

        assertThat(page).contains("Content-Security-Policy", "default-src 'none'");
        assertThat(page).doesNotContain("<link", "<img", "<iframe", " src=", "@import", "url(", "http://", "https://");
    }

    @Test
    void carriesTheChartLibraryWithItsLicence() {
        String script = ChartLibrary.script();

        assertThat(page().html().indexOf(script)).isPositive();
        assertThat(script).contains("Apache License", "saveAsImage").doesNotContain("</script");
    }

    @Test
    void escapesAllText() {
        String page = new HtmlReport(HOSTILE, HOSTILE).section(HOSTILE).subsection(HOSTILE).paragraph(HOSTILE)
                .answer(HOSTILE).notice(HOSTILE).contrast(HOSTILE, HOSTILE, HOSTILE, HOSTILE).list(List.of(HOSTILE))
                .definitions(java.util.Map.of(HOSTILE, HOSTILE)).code(HOSTILE).table(table(HOSTILE))
                .foldedTable(HOSTILE, table(HOSTILE)).figures(List.of(figure(HOSTILE))).html()
                .replace(ChartLibrary.script(), "");

        assertThat(page).doesNotContain("<img", "</script><img");
        assertThat(page).contains(
                "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quoted&quot; &#39;single&#39; {{css}} $1 \\");
        // The page's own scripts are the only ones: options, library, drawing.
        assertThat(page.split("<script", -1)).hasSize(4);
    }

    @Test
    void embedsTheOptionsAsJsonThatCannotEndTheScript() {
        String page = new HtmlReport("t", "").figures(List.of(figure(HOSTILE))).html();

        Matcher script = Pattern.compile("<script type=\"application/json\" id=\"figure-options\">(.*?)</script>",
                Pattern.DOTALL).matcher(page);
        assertThat(script.find()).isTrue();
        JsonNode options = JsonMapper.shared().readTree(script.group(1));
        assertThat(options.at("/0/title/text").asString()).isEqualTo(HOSTILE);
        assertThat(script.group(1)).doesNotContain("<");
    }

    @Test
    void isReadableWithoutJavaScript() {
        String page = page().html();

        assertThat(page).contains("<noscript>").contains("<summary>Numbers of figure 1</summary>")
                .contains("<td class=\"number\">0.25</td>");
    }

    @Test
    void setsCodeBetweenBackquotesOnly() {
        assertThat(Html.prose("`relu` & `a<b`")).isEqualTo("<code>relu</code> &amp; <code>a&lt;b</code>");
        assertThat(Html.prose("a single ` stays")).isEqualTo("a single ` stays");
        assertThat(Html.prose("`relu` and one ` more")).isEqualTo("<code>relu</code> and one ` more");
    }

    @Test
    void numbersFiguresInTheOrderOfThePage() {
        String page =
                new HtmlReport("t", "").figures(List.of(figure("first"))).figures(List.of(figure("second"))).html();

        assertThat(page).contains("<b>Figure 1. first.</b>", "<b>Figure 2. second.</b>");
    }

    @Test
    void rejectsANameThatIsNoFileName() {
        assertThatThrownBy(() -> new Figure("../Loss", "t", "c", Figure.Width.FULL, 400, option(), table("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Figure: a name has lower-case letters, digits and single hyphens, but is '../Loss'");
    }

    @Test
    void rejectsARowThatDoesNotFillItsTable() {
        assertThatThrownBy(() -> new DataTable(List.of(DataTable.text("arm"), DataTable.number("n")),
                List.of(DataTable.row(List.of("relu")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DataTable: a row spans 1 columns, but there are 2");
    }

    private static HtmlReport page() {
        return new HtmlReport("A title", "a subtitle").paragraph("Some text.")
                .figures(List.of(figure("Training loss")));
    }

    private static Figure figure(String title) {
        return new Figure("training-loss", title, "A caption.", Figure.Width.FULL, 400, option(), table("arm"));
    }

    private static DataTable table(String heading) {
        return new DataTable(List.of(DataTable.text(heading), DataTable.number("distance")),
                List.of(DataTable.row(List.of(heading, "0.25"))));
    }

    private static tools.jackson.databind.node.ObjectNode option() {
        return new LineChart(Axis.fromZero("epoch"), Axis.fromZero("loss (nats)"), List.of(),
                LineChart.NO_LEVEL, 1000).option();
    }
}
