package dev.halfwave.experiments.report;

import java.util.ArrayList;
import java.util.List;

/// A table of a report. Cells are plain text in which backquotes mark code.
///
/// @param columns the headings
/// @param rows the rows, each of whose cells span as many columns as there are headings
public record DataTable(List<Column> columns, List<Row> rows) {

    public DataTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            int width = row.cells().stream().mapToInt(Cell::span).sum();
            if (width != columns.size()) {
                throw new IllegalArgumentException(
                        "DataTable: a row spans " + width + " columns, but there are " + columns.size());
            }
        }
    }

    /// A heading.
    ///
    /// @param title what it says
    /// @param isNumeric whether the cells below are numbers, which are set to the right
    public record Column(String title, boolean isNumeric) {}

    /// A row.
    ///
    /// @param cells from left to right
    /// @param isAside whether it stands beside the row above it for comparison and is set less prominently
    public record Row(List<Cell> cells, boolean isAside) {

        public Row {
            cells = List.copyOf(cells);
        }
    }

    /// A cell.
    ///
    /// @param text what it says
    /// @param span over how many columns
    public record Cell(String text, int span) {}

    /// A row of cells that span one column each.
    public static Row row(List<String> texts) {
        return new Row(texts.stream().map(text -> new Cell(text, 1)).toList(), false);
    }

    /// A heading above numbers.
    public static Column number(String title) {
        return new Column(title, true);
    }

    /// A heading above words.
    public static Column text(String title) {
        return new Column(title, false);
    }

    /// The table as HTML, inside an element that scrolls sideways where the window is too narrow for it.
    String html() {
        StringBuilder html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>");
        for (Column column : columns) {
            html.append("<th scope=\"col\"").append(column.isNumeric() ? " class=\"number\"" : "").append('>')
                    .append(Html.prose(column.title())).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (Row row : rows) {
            html.append(row.isAside() ? "<tr class=\"aside\">" : "<tr>");
            int column = 0;
            for (Cell cell : row.cells()) {
                append(html, cell, column);
                column += cell.span();
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table></div>\n").toString();
    }

    private void append(StringBuilder html, Cell cell, int column) {
        List<String> attributes = new ArrayList<>();
        String tag = column == 0 ? "th" : "td";
        if (column == 0) {
            attributes.add(" scope=\"row\"");
        }
        if (cell.span() > 1) {
            attributes.add(" colspan=\"" + cell.span() + "\" class=\"spanning\"");
        } else if (columns.get(column).isNumeric()) {
            attributes.add(" class=\"number\"");
        }
        html.append('<').append(tag);
        attributes.forEach(html::append);
        // A line may break between words, but not between a mean and its spread nor within a range.
        String text = Html.prose(cell.text()).replace(" ± ", "&nbsp;±&nbsp;").replace("–", "&#8288;–&#8288;");
        html.append('>').append(text).append("</").append(tag).append('>');
    }
}
