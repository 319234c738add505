package dev.halfwave.nn.train;

import dev.halfwave.nn.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/// Writes the history as a CSV file, a row per epoch, anew after every epoch: header `epoch,loss,accuracy,...`, numbers
/// as the shortest decimals that read back to the same bits, an empty field where an epoch has no value.
public final class CsvLog implements Callback {

    private final Path path;

    private CsvLog(Path path) {
        this.path = path;
    }

    /// Into this file; an existing one is replaced.
    public static CsvLog to(Path path) {
        return new CsvLog(path);
    }

    @Override
    public void onEpochRecorded(Run run, History.Entry entry) throws IOException {
        String text = text(run.history());
        AtomicFile.write(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(History history) {
        Set<String> names = new LinkedHashSet<>();
        history.epochs().forEach(entry -> names.addAll(entry.values().keySet()));
        StringBuilder csv = new StringBuilder("epoch");
        names.forEach(name -> csv.append(',').append(name));
        csv.append('\n');
        for (History.Entry entry : history.epochs()) {
            csv.append(entry.epoch());
            for (String name : names) {
                Double value = entry.values().get(name);
                csv.append(',').append(value == null ? "" : value.toString());
            }
            csv.append('\n');
        }
        return csv.toString();
    }
}
