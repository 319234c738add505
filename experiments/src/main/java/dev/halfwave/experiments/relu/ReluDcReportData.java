package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.relu.ReluDcReportArm.Outcome;
import dev.halfwave.experiments.relu.ReluDcReportArm.Series;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// A run of `relu-dc` as its report looks at it.
final class ReluDcReportData {

    /// The three arms of the paper's section V.C.
    static final List<String> PAPER = List.of("relu", "linear", "linear-class-dc");

    /// Losses at which distances are compared, from the first that every learning arm passes to the last of a long run.
    static final List<Double> LOSSES = List.of(1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001);

    /// What changes how arms are trained.
    private static final List<Setting<?>> CONTROLS =
            List.of(Study.OPTIMIZER, Study.CENTRED, Study.OUTPUT_SCALE, Study.WIDTH, Study.FREEZE);

    private static final Arm NOBODY = new Arm("", "", "");

    private final RunData run;
    private final Map<String, ReluDcReportArm> arms = new LinkedHashMap<>();

    ReluDcReportData(RunData run) {
        this.run = run;
        for (Arm arm : run.arms()) {
            List<TrialResult> trials = run.trials(arm.name());
            int planned = run.seedsByArm().getOrDefault(arm.name(), List.of()).size();
            arms.put(arm.name(), new ReluDcReportArm(arm, planned, trials));
        }
    }

    RunData run() {
        return run;
    }

    /// All arms that were asked for, in their declared order.
    List<ReluDcReportArm> arms() {
        return List.copyOf(arms.values());
    }

    /// The arms with finished trials.
    List<ReluDcReportArm> withTrials() {
        return arms.values().stream().filter(arm -> arm.n() > 0).toList();
    }

    /// The arms whose distances may be compared.
    List<ReluDcReportArm> learned() {
        return arms.values().stream().filter(ReluDcReportArm::learned).toList();
    }

    /// The arms with finished trials among these names, in the order of the names.
    List<ReluDcReportArm> of(List<String> names) {
        return names.stream().filter(this::has).map(arms::get).toList();
    }

    /// An arm; one without trials if it was not run.
    ReluDcReportArm arm(String name) {
        ReluDcReportArm arm = arms.get(name);
        return arm == null ? new ReluDcReportArm(NOBODY, 0, List.of()) : arm;
    }

    /// Whether an arm has a finished trial.
    boolean has(String name) {
        return arm(name).n() > 0;
    }

    /// Whether all these arms have finished trials that recorded an accuracy, so that it can be said whether they
    /// learned.
    boolean areKnown(List<String> names) {
        return names.stream().allMatch(name -> arm(name).outcome() != Outcome.UNKNOWN);
    }

    /// Whether all these arms recorded the relative distances of both layers.
    boolean haveDistances(List<String> names) {
        return names.stream().allMatch(name -> !arm(name).last("distance.conv1.relative").isEmpty()
                && !arm(name).last("distance.conv2.relative").isEmpty());
    }

    boolean allLearned(List<String> names) {
        return names.stream().allMatch(name -> arm(name).learned());
    }

    boolean isQuick() {
        return run.preset().equals("quick");
    }

    /// Whether there is too little of it to conclude anything: the quick preset, or an arm with fewer than 10 seeds.
    boolean isSmall() {
        return isQuick() || withTrials().stream().anyMatch(arm -> arm.n() < 10);
    }

    int lastEpoch() {
        return arms.values().stream().mapToInt(ReluDcReportArm::lastEpoch).max().orElse(0);
    }

    /// A setting as a number, if it is one.
    OptionalDouble number(String key) {
        try {
            String value = run.settings().get(key);
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(value.strip()));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /// Whether data and training are the paper's, so that values at an epoch can stand beside the reference's.
    boolean isPapersConfiguration() {
        return is("windowsPerClass", 1024) && is("batch", 64) && is("learningRate", 0.001)
                && CONTROLS.stream().allMatch(this::isByDefault);
    }

    /// Whether a setting that every study has is as it is by default.
    boolean isByDefault(Setting<?> setting) {
        String usual = String.valueOf(setting.defaultValue());
        return run.settings().getOrDefault(setting.name(), usual).equals(usual);
    }

    private boolean is(String key, double value) {
        // Learning rates may have passed through float: 0.001f is 0.0010000000475.
        OptionalDouble number = number(key);
        return number.isPresent() && Math.abs(number.getAsDouble() - value) <= 1e-6 * value;
    }

    /// The finished trials of one seed in several arms, for each seed that all of them have.
    private List<List<Series>> sharedSeeds(List<String> names) {
        List<List<Series>> shared = new ArrayList<>();
        for (Series first : arm(names.getFirst()).trials()) {
            List<Series> row = new ArrayList<>();
            for (String name : names) {
                Optional<Series> same =
                        arm(name).trials().stream().filter(trial -> trial.seed() == first.seed()).findFirst();
                same.ifPresent(row::add);
            }
            if (row.size() == names.size()) {
                shared.add(row);
            }
        }
        return shared;
    }

    /// Whether both layers, in the mean, are in the paper's order of distance.
    boolean isPapersOrder() {
        return inOrder("distance.conv1.relative") && inOrder("distance.conv2.relative");
    }

    private boolean inOrder(String metric) {
        double classDc = arm("linear-class-dc").last(metric).mean();
        double relu = arm("relu").last(metric).mean();
        double linear = arm("linear").last(metric).mean();
        return classDc < relu && relu < linear;
    }

    /// A part of a whole.
    ///
    /// @param count how many
    /// @param of of how many
    record Share(int count, int of) {}

    /// In how many of the seeds that the paper's arms share both layers are in the paper's order.
    Share papersOrder() {
        List<List<Series>> shared = sharedSeeds(List.of("linear-class-dc", "relu", "linear"));
        int count = 0;
        for (List<Series> seed : shared) {
            boolean ordered = true;
            for (String metric : List.of("distance.conv1.relative", "distance.conv2.relative")) {
                double[] values = seed.stream().mapToDouble(trial -> trial.last(metric).orElse(Double.NaN)).toArray();
                ordered &= values[0] < values[1] && values[1] < values[2];
            }
            count += ordered ? 1 : 0;
        }
        return new Share(count, shared.size());
    }

    /// The lowest of the compared losses that every seed of the paper's arms reaches; 0 if there is none.
    double lowestSharedLoss() {
        double lowest = 0;
        for (double loss : LOSSES) {
            if (PAPER.stream().map(this::arm)
                    .allMatch(arm -> arm.atLoss("distance.conv1.relative", loss).n() == arm.n())) {
                lowest = loss;
            }
        }
        return lowest;
    }
}
