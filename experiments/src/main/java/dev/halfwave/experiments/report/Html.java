package dev.halfwave.experiments.report;

/// Text that goes into a page.
final class Html {

    private Html() {}

    /// The text with everything replaced that HTML would read as markup, in content as in quoted attributes.
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /// The escaped text with what stands between two backquotes set as code.
    static String prose(String text) {
        String[] parts = Html.escape(text).split("`", -1);
        StringBuilder html = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            // A last backquote without a partner stays what it is.
            boolean isOpen = i % 2 == 1 && i == parts.length - 1;
            if (i % 2 == 0) {
                html.append(parts[i]);
            } else if (isOpen) {
                html.append('`').append(parts[i]);
            } else {
                html.append("<code>").append(parts[i]).append("</code>");
            }
        }
        return html.toString();
    }

    /// JSON that can stand inside a script element: no `<`, so neither `</script>` nor `<!--` can occur.
    static String scriptJson(String json) {
        return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }
}
