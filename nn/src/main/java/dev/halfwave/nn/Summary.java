package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The table that [Sequential#summary] prints. The parts of a layer that is made of layers follow it, indented.
final class Summary {

    private Summary() {}

    static String of(Sequential model, Shape input) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"layer", "", "output", "parameters", "multiply-adds"});
        rows.add(new String[] {"input", "", input.toString(), "", ""});
        addLayers(rows, "", model, input);
        rows.add(new String[] {
            "total", "", "", number(count(model.parameters())), number(model.multiplyAdds(input))
        });
        return table(rows);
    }

    private static void addLayers(List<String[]> rows, String indent, Sequential model, Shape input) {
        Shape shape = input;
        for (Map.Entry<String, Layer> entry : model.layers().entrySet()) {
            addLayer(rows, indent, entry.getKey(), entry.getValue(), shape);
            shape = entry.getValue().outputShape(shape);
        }
    }

    /// A row, and below one with the sums of a layer that is made of layers, indented, those of its parts.
    private static void addLayer(List<String[]> rows, String indent, String name, Layer layer, Shape x) {
        rows.add(new String[] {
            indent + name, firstLine(text(layer)), layer.outputShape(x).toString(), number(count(layer.parameters())),
            number(layer.multiplyAdds(x))
        });
        if (layer instanceof Sequential model) {
            addLayers(rows, indent + "  ", model, x);
        } else if (layer instanceof Residual residual) {
            addLayers(rows, indent + "  ", residual.body(), x);
            residual.shortcut().ifPresent(shortcut -> addLayer(rows, indent + "  ", "shortcut", shortcut, x));
        }
    }

    /// `Sequential` for what begins with `Sequential(` and goes on in other lines.
    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).replaceFirst("\\($", "");
    }

    /// How a layer or an op prints itself; one that would print its address, by its class.
    static String text(Object part) {
        String text = part.toString();
        if (!text.startsWith(part.getClass().getName() + "@")) {
            return text;
        }
        String simple = part.getClass().getSimpleName();
        return simple.isEmpty() ? part.getClass().getName() : simple; // an anonymous class has none
    }

    private static long count(List<Parameter> parameters) {
        return parameters.stream().mapToLong(parameter -> parameter.shape().size()).sum();
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String table(List<String[]> rows) {
        int[] widths = new int[rows.getFirst().length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i < 3 ? row[i] + pad : pad + row[i]).append("  "); // numbers to the right
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
