package dev.halfwave.experiments.study;

import java.util.List;

/// The experiments that the command line knows, in the order of its listing.
public record Experiments(List<Experiment> all) {

    public Experiments {
        all = List.copyOf(all);
    }

    public static Experiments of(Experiment... all) {
        return new Experiments(List.of(all));
    }

    /// The experiment of this name.
    public Experiment find(String name) {
        for (Experiment experiment : all) {
            if (experiment.name().equals(name)) {
                return experiment;
            }
        }
        List<String> names = all.stream().map(Experiment::name).toList();
        throw new UsageException("there is no experiment " + name + Nearest.hint(name, names, Program.command("list")));
    }
}
