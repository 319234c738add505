package dev.halfwave.nn.train;

import java.util.Locale;
import java.util.function.Consumer;

/// Gives a line per epoch to whoever wants to show it: `epoch 3/20  loss 0.1371  accuracy 1.0000`.
public final class ProgressLine implements Callback {

    private final Consumer<String> sink;

    private ProgressLine(Consumer<String> sink) {
        this.sink = sink;
    }

    /// For example `ProgressLine.to(System.out::println)`.
    public static ProgressLine to(Consumer<String> sink) {
        return new ProgressLine(sink);
    }

    @Override
    public void onEpochRecorded(Run run, History.Entry entry) {
        StringBuilder line = new StringBuilder("epoch " + entry.epoch() + "/" + run.epochs());
        entry.values().forEach((name, value) -> {
            if (!name.startsWith("distance.")) {
                line.append(String.format(Locale.ROOT, "  %s %.4f", name, value));
            }
        });
        sink.accept(line.toString());
    }
}
