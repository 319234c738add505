package dev.halfwave.experiments.cli;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Setting;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "describe",
        description = "Describes an experiment: its question, arms, keys with defaults, presets and their cost.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class DescribeCommand implements Callable<Integer> {

    private final Main main;

    @Parameters(paramLabel = "EXPERIMENT", description = "A name that `${ROOT-COMMAND-NAME} list` shows.")
    private String name = "";

    DescribeCommand(Main main) {
        this.main = main;
    }

    @Override
    public Integer call() {
        Experiment experiment = main.experiments().find(name);
        PrintStream out = main.out();
        out.println(experiment.name());
        out.println(Layout.wrap("  ", experiment.question()));
        out.println(Layout.wrap("  ", "Answers: " + experiment.source()));
        out.println();
        out.println("Arms");
        out.println(arms(experiment));
        out.println();
        if (!experiment.index().equals("epoch")) {
            out.println("Column `epoch` of metrics.csv");
            out.println(Layout.wrap("  ", experiment.index()));
            out.println();
        }
        out.println("Keys (--set key=value)");
        out.println(keys(experiment));
        out.println();
        out.println("Presets (--preset name)");
        out.println(presets(experiment));
        return 0;
    }

    private static String arms(Experiment experiment) {
        List<List<String>> rows = new ArrayList<>();
        for (Arm arm : experiment.arms()) {
            String note = arm.note().isEmpty() ? "" : ". " + arm.note();
            String settings = arm.settings().isEmpty() ? "" : " (" + arm.settingsText() + ")";
            rows.add(List.of(arm.name(), arm.description() + settings + note));
        }
        return Layout.table(rows);
    }

    private static String keys(Experiment experiment) {
        Map<String, Configuration> byPreset = new LinkedHashMap<>();
        for (Preset preset : experiment.presets()) {
            byPreset.put(preset.name(), compose(experiment, preset));
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> heading = new ArrayList<>(List.of(""));
        heading.addAll(byPreset.keySet());
        heading.add("");
        rows.add(heading);
        for (Setting<?> setting : experiment.settings()) {
            List<String> row = new ArrayList<>(List.of(setting.name()));
            boolean byArm = experiment.arms().stream().allMatch(arm -> arm.settings().containsKey(setting.name()));
            byPreset.values()
                    .forEach(configuration -> row.add(byArm ? "by arm" : configuration.settings().get(setting.name())));
            row.add(setting.description());
            rows.add(row);
        }
        List<String> row = new ArrayList<>(List.of("arms"));
        byPreset.values().forEach(configuration -> row.add("all"));
        row.add("the arms to run, separated by commas");
        rows.add(row);
        return Layout.table(rows);
    }

    private static String presets(Experiment experiment) {
        int threads = Runtime.getRuntime().availableProcessors();
        List<List<String>> rows = new ArrayList<>();
        for (Preset preset : experiment.presets()) {
            Configuration configuration = compose(experiment, preset);
            boolean isDefault = preset.equals(experiment.presets().getFirst());
            rows.add(List.of(
                    preset.name() + (isDefault ? " (default)" : ""),
                    preset.description() + "; " + Cost.of(experiment, configuration, threads)));
        }
        return Layout.table(rows);
    }

    private static Configuration compose(Experiment experiment, Preset preset) {
        return Configuration.compose(experiment, Optional.of(preset.name()), Optional.empty(), List.of());
    }
}
