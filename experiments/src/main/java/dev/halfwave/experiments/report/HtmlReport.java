package dev.halfwave.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// A report as one HTML file that needs no network: text, tables, and figures that ECharts draws when the page is
/// opened. Without JavaScript everything but the drawings is there, their numbers included.
///
/// Parts appear in the order in which they are added. All text is escaped; what stands between backquotes is set as
/// code.
public final class HtmlReport {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final List<Figure> figures = new ArrayList<>();

    /// @param title the page's heading
    /// @param subtitle a line below it
    public HtmlReport(String title, String subtitle) {
        this.title = title;
        body.append("<header>\n<h1>").append(Html.prose(title)).append("</h1>\n<p class=\"subtitle\">")
                .append(Html.prose(subtitle)).append("</p>\n</header>\n");
    }

    /// A section's heading.
    public HtmlReport section(String heading) {
        body.append("<h2>").append(Html.prose(heading)).append("</h2>\n");
        return this;
    }

    /// A heading within a section.
    public HtmlReport subsection(String heading) {
        body.append("<h3>").append(Html.prose(heading)).append("</h3>\n");
        return this;
    }

    /// A paragraph.
    public HtmlReport paragraph(String text) {
        return styled(text, "");
    }

    /// What a reader in a hurry should read.
    public HtmlReport answer(String text) {
        return styled(text, " class=\"answer\"");
    }

    /// What a reader must know before believing the rest.
    public HtmlReport notice(String text) {
        return styled(text, " class=\"notice\" role=\"note\"");
    }

    private HtmlReport styled(String text, String attributes) {
        body.append("<p").append(attributes).append('>').append(Html.prose(text)).append("</p>\n");
        return this;
    }

    /// Two texts that are to be read against each other, side by side where there is room.
    public HtmlReport contrast(String leftTitle, String left, String rightTitle, String right) {
        body.append("<div class=\"contrast\">\n");
        for (String[] side : new String[][] {{leftTitle, left}, {rightTitle, right}}) {
            body.append("<p><b>").append(Html.prose(side[0])).append("</b> ").append(Html.prose(side[1]))
                    .append("</p>\n");
        }
        body.append("</div>\n");
        return this;
    }

    /// A bulleted list.
    public HtmlReport list(List<String> items) {
        body.append("<ul>\n");
        items.forEach(item -> body.append("<li>").append(Html.prose(item)).append("</li>\n"));
        body.append("</ul>\n");
        return this;
    }

    /// Names with their values.
    public HtmlReport definitions(Map<String, String> values) {
        body.append("<dl>\n");
        values.forEach((name, value) -> body.append("<div><dt>").append(Html.prose(name)).append("</dt><dd>")
                .append(Html.prose(value)).append("</dd></div>\n"));
        body.append("</dl>\n");
        return this;
    }

    /// Text that is to be copied as it stands.
    public HtmlReport code(String text) {
        body.append("<pre tabindex=\"0\"><code>").append(Html.escape(text)).append("</code></pre>\n");
        return this;
    }

    /// A table.
    public HtmlReport table(DataTable table) {
        body.append(table.html());
        return this;
    }

    /// A table that is folded up under a line of text.
    public HtmlReport foldedTable(String summary, DataTable table) {
        body.append("<details><summary>").append(Html.prose(summary)).append("</summary>\n").append(table.html())
                .append("</details>\n");
        return this;
    }

    /// Figures in a row, as far as their widths allow.
    public HtmlReport figures(List<Figure> row) {
        body.append("<div class=\"figures\">\n");
        row.forEach(this::append);
        body.append("</div>\n");
        return this;
    }

    private void append(Figure figure) {
        figures.add(figure);
        int number = figures.size();
        body.append("<figure class=\"").append(figure.width() == Figure.Width.HALF ? "half" : "full")
                .append("\" id=\"figure-").append(figure.name()).append("\">\n<figcaption><b>Figure ").append(number)
                .append(". ").append(Html.prose(figure.title())).append(".</b> ").append(Html.prose(figure.caption()))
                .append("</figcaption>\n<div class=\"chart\" data-figure=\"").append(number - 1)
                .append("\" style=\"height:").append(figure.heightPx()).append("px\"></div>\n")
                .append("<details><summary>Numbers of figure ").append(number).append("</summary>\n")
                .append(figure.table().html()).append("</details>\n</figure>\n");
    }

    /// The whole page.
    public String html() {
        ArrayNode options = MAPPER.createArrayNode();
        figures.forEach(figure -> options.add(figure.option()));
        // Split once: what is put in is never searched for placeholders.
        String[] parts = resource("report.html").split("\\{\\{|\\}\\}", -1);
        StringBuilder page = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            page.append(i % 2 == 0 ? parts[i] : switch (parts[i]) {
                case "title" -> Html.escape(title.replace("`", ""));
                case "css" -> resource("report.css");
                case "body" -> body.toString();
                case "figures" -> Html.scriptJson(MAPPER.writeValueAsString(options));
                case "echarts" -> ChartLibrary.script();
                case "js" -> resource("report.js");
                default -> throw new IllegalStateException("HtmlReport: unknown placeholder " + parts[i]);
            });
        }
        return page.toString();
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("HtmlReport: found no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
