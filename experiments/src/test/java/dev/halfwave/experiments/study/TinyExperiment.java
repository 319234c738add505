package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// An experiment that trains nothing: its values are a pure function of arm, seed and epoch. Its settings make it slow
/// or let it fail.
public class TinyExperiment implements Experiment {

    static final Setting<Integer> EPOCHS = Setting.wholeNumber("epochs", "passes over nothing", 6, 1, 1000);
    static final Setting<Double> LEARNING_RATE = Setting.positiveNumber("learningRate", "has no effect", 1e-3);
    static final Setting<Integer> PAUSE = Setting.wholeNumber("pause", "milliseconds per epoch", 0, 0, 100_000);
    static final Setting<String> FAIL =
            new Setting<>("fail", "what goes wrong with seed 2 of down, such as diverges", "no", text -> text);

    private final Consumer<TrialContext> watcher;

    public TinyExperiment() {
        this(context -> {});
    }

    /// @param watcher is shown the context of every trial as it starts
    TinyExperiment(Consumer<TrialContext> watcher) {
        this.watcher = watcher;
    }

    @Override
    public String name() {
        return "tiny";
    }

    @Override
    public String question() {
        return "Does it go up or down?";
    }

    @Override
    public String source() {
        return "nobody's claim";
    }

    @Override
    public List<Arm> arms() {
        return List.of(
                new Arm("up", "goes up", ""),
                new Arm("down", "goes down", "It need not."),
                new Arm("up-down", "goes up, then down", ""));
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(EPOCHS, LEARNING_RATE, PAUSE, FAIL);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                Preset.of("quick", "a first look", 2).with(EPOCHS, 3),
                Preset.of("full", "all of it", 4).withSeeds(6, "up"));
    }

    @Override
    public List<String> metrics() {
        return List.of("trainLoss", "testLoss");
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        return trial.get(EPOCHS) * 0.5;
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) throws Exception {
        String fail = trial.arm().equals("down") && trial.seed() == 2 ? trial.get(FAIL) : "no";
        int epochs = trial.get(EPOCHS);
        watcher.accept(context);
        List<MetricValue> metrics = new ArrayList<>();
        double value = 1.0 / (trial.seed() + trial.arm().length());
        metrics.add(new MetricValue(0, "testLoss", value));
        for (int epoch = 1; epoch <= epochs; epoch++) {
            if (fail.equals("stubborn")) {
                sleepThroughInterrupts(trial.get(PAUSE));
            } else {
                Thread.sleep(trial.get(PAUSE));
            }
            value = trial.arm().equals("up") ? Math.sqrt(value) : value / 3;
            metrics.add(new MetricValue(epoch, "trainLoss", fail.equals("is-nan") ? Double.NaN : value));
            if (fail.equals("undeclared")) {
                metrics.add(new MetricValue(epoch, "speed", value));
            }
            metrics.add(new MetricValue(epoch, "testLoss", value * 1.5));
            if (!fail.equals("stubborn")) {
                context.progress(epoch, epochs);
            }
        }
        switch (fail) {
            case "diverges" -> throw new IllegalStateException("the loss\n is infinite");
            case "index" -> throw new ArrayIndexOutOfBoundsException("Index 3 out of bounds for length 2");
            case "memory" -> throw new OutOfMemoryError();
            default -> {}
        }
        String name = trial.arm() + trial.seed();
        return new TrialOutcome("initial-" + name, "final-" + name, metrics, file -> {
            Files.write(file, new byte[64]);
            if (fail.equals("disk-full")) {
                throw new IOException("No space left on device");
            }
        });
    }

    private static void sleepThroughInterrupts(long milliseconds) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Override
    public Report report(RunData run) {
        if (run.settings().get("fail").equals("report")) {
            throw new IllegalStateException("no ink");
        }
        return new Report(
                "<!doctype html>" + run.trials().size() + " of " + run.planned() + "\n",
                Map.of("curve", "{}\n"),
                "arm   n\n" + run.arms().stream()
                        .map(arm -> arm.name() + " " + run.trials(arm.name()).size() + "\n")
                        .reduce("", String::concat));
    }
}
