package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.LongStream;

/// The learning rates at which the arms of a study's comparisons do best, so that what is compared is not how well the
/// common rate happens to suit each of them.
///
/// Each arm is trained with every rate of the grid [Study#LEARNING_RATES] on [Study#TUNING_SEEDS] seeds from 1001 on, of
/// which nothing is reported; by the tuning outcome [ArmRates] chooses the best, and looks beyond the grid where that lies on
/// its edge. A tuning trial ends after the epoch in which its outcome is known, and records no more than that; one that
/// diverges has not reached it. Then the arms whose best rate is not the common one are trained on the reported seeds
/// once more, at their own.
///
/// | variant      | trials                                                                          |
/// |--------------|---------------------------------------------------------------------------------|
/// | none         | the declared ones: reported seeds at the common rate                            |
/// | `rate-0.001` | tuning seeds at this rate                                                       |
/// | `own-rate`   | reported seeds at the arm's own rate, where that is not the common one          |
///
/// All of it follows from the finished trials of a run: from the tuning trials alone, of which every part of a run has all.
public final class LearningRates {

    /// The variant of the reported seeds at an arm's own rate.
    public static final String OWN_RATE = "own-rate";

    private static final String RATE = "rate-";
    private static final long FIRST_SEED = 1001;

    private final RunData run;
    private final Outcome tuning;
    private final List<ArmRates> arms;

    private LearningRates(RunData run, Outcome tuning, List<ArmRates> arms) {
        this.run = run;
        this.tuning = tuning;
        this.arms = arms;
    }

    /// What a run tells about the arms' learning rates so far. Empty where [Study#TUNING_SEEDS] is 0.
    public static LearningRates of(Study study, RunData run) {
        List<Long> seeds = seeds(run.settings());
        if (seeds.isEmpty()) {
            return new LearningRates(run, study.tuning(), List.of());
        }
        double common = Double.parseDouble(run.settings().get(Study.LEARNING_RATE.name()));
        List<Double> grid = SettingTexts.numbers(run.settings().get(Study.LEARNING_RATES.name()));
        List<ArmRates> arms = new ArrayList<>();
        for (String arm : compared(study, run.arms().stream().map(Arm::name).toList())) {
            List<TriedRate> tried = grid.stream().map(rate -> tried(run, arm, rate, false, study.tuning())).toList();
            ArmRates rates = new ArmRates(arm, common, seeds, tried);
            for (OptionalDouble next = rates.next(); next.isPresent(); next = rates.next()) {
                rates = rates.with(tried(run, arm, next.getAsDouble(), true, study.tuning()));
            }
            arms.add(rates);
        }
        return new LearningRates(run, study.tuning(), List.copyOf(arms));
    }

    private static TriedRate tried(RunData run, String arm, double rate, boolean beyondGrid, Outcome tuning) {
        return TriedRate.of(rate, beyondGrid, tuning, run.trials(arm, variant(rate)));
    }

    private static List<Long> seeds(Map<String, String> settings) {
        int count = Integer.parseInt(settings.getOrDefault(Study.TUNING_SEEDS.name(), "0"));
        return LongStream.range(FIRST_SEED, FIRST_SEED + count).boxed().toList();
    }

    /// The arms of the comparisons that can be made with these arms, in their order.
    private static List<String> compared(Study study, List<String> arms) {
        Set<String> compared = new LinkedHashSet<>();
        for (Comparison comparison : study.comparisons()) {
            if (arms.contains(comparison.arm()) && arms.contains(comparison.reference())) {
                compared.add(comparison.arm());
                compared.add(comparison.reference());
            }
        }
        return arms.stream().filter(compared::contains).toList();
    }

    /// The variant of the tuning trials at a rate: `rate-0.001`.
    static String variant(double rate) {
        return RATE + Outcome.text(rate);
    }

    /// Whether a trial is there to choose a learning rate by.
    static boolean isTuning(Trial trial) {
        return trial.variant().startsWith(RATE);
    }

    /// Refuses what cannot be tuned: arms with a rate of their own, and seeds that are reported as well.
    ///
    /// @throws UsageException one sentence: what is wrong and what would be right
    static void check(Study study, Configuration configuration) {
        List<Long> seeds = seeds(configuration.settings());
        if (seeds.isEmpty()) {
            return;
        }
        List<String> compared = compared(study, configuration.arms().stream().map(Arm::name).toList());
        String none = Study.TUNING_SEEDS.name() + "=0";
        for (Arm arm : configuration.arms()) {
            String rate = arm.settings().get(Study.LEARNING_RATE.name());
            if (compared.contains(arm.name()) && rate != null) {
                throw new UsageException("arm " + arm.name() + " has a learning rate of its own, " + rate
                        + ", so that none can be chosen for it; run it with --set " + none);
            }
            for (long seed : configuration.seedsByArm().get(arm.name()).values()) {
                if (seeds.contains(seed)) {
                    throw new UsageException("seed " + seed + " of arm " + arm.name()
                            + " is one of those on which learning rates are chosen, " + seeds.getFirst() + ".."
                            + seeds.getLast()
                            + ", and nothing may be reported of these; choose other --seeds, or --set "
                            + none);
                }
            }
        }
    }

    /// Whether no learning rates are chosen.
    public boolean isEmpty() {
        return arms.isEmpty();
    }

    /// What was tried for each arm of the comparisons, in the order of arms.
    public List<ArmRates> arms() {
        return arms;
    }

    /// What was tried for an arm; empty if it is in no comparison, or no rates are chosen.
    public Optional<ArmRates> arm(String name) {
        return arms.stream().filter(rates -> rates.arm().equals(name)).findFirst();
    }

    /// Whether every arm's rate is chosen.
    public boolean isSettled() {
        return arms.stream().allMatch(ArmRates::isSettled);
    }

    /// The finished trials of an arm on the reported seeds at its own best rate, by seed: those declared where that is the
    /// common one, or there is no best. None before it is chosen.
    public List<TrialResult> atOwnRate(String arm) {
        Optional<ArmRates> rates = arm(arm);
        if (rates.isEmpty() || !rates.get().isSettled()) {
            return List.of();
        }
        return rates.get().isCommon() ? run.trials(arm) : run.trials(arm, OWN_RATE);
    }

    /// The trials of the next round, arm by arm, then by rate, then by seed.
    List<Trial> further() {
        List<Trial> missing = new ArrayList<>();
        for (ArmRates rates : arms) {
            for (TriedRate tried : rates.tried()) {
                for (long seed : rates.seeds()) {
                    if (!tried.outcomes().containsKey(seed)) {
                        missing.add(tuningTrial(rates.arm(), tried.rate(), seed));
                    }
                }
            }
        }
        return missing.isEmpty() ? ownRateTrials() : missing;
    }

    private List<Trial> ownRateTrials() {
        List<Trial> missing = new ArrayList<>();
        for (ArmRates rates : arms) {
            if (!rates.isCommon()) {
                Set<Long> there = new LinkedHashSet<>();
                run.trials(rates.arm(), OWN_RATE).forEach(trial -> there.add(trial.seed()));
                for (long seed : run.seedsByArm().get(rates.arm())) {
                    if (!there.contains(seed)) {
                        missing.add(run.trial(rates.arm(), seed).variant(OWN_RATE, seed, at(rates.rate())));
                    }
                }
            }
        }
        return missing;
    }

    private Trial tuningTrial(String arm, double rate, long seed) {
        Map<String, String> changes = new LinkedHashMap<>(at(rate));
        changes.put(Study.MEASURES.name(), Study.CHEAP_MEASURES);
        if (tuning.canBeCensored()) {
            changes.put(Study.STOP_BELOW_LOSS.name(), String.valueOf(tuning.loss()));
        }
        return run.trial(arm, seed).variant(variant(rate), seed, changes);
    }

    private static Map<String, String> at(double rate) {
        return Map.of(Study.LEARNING_RATE.name(), String.valueOf(rate));
    }

    /// What may follow from the trials that are known so far, in a few words; empty where nothing can.
    String mayFollow() {
        int beyond = 0;
        int own = 0;
        for (ArmRates rates : arms) {
            if (!rates.isSettled()) {
                beyond += (ArmRates.MOST_BEYOND - rates.beyondGrid()) * rates.seeds().size();
            }
            if (!rates.isSettled() || !rates.isCommon()) {
                own += run.seedsByArm().get(rates.arm()).size();
            }
        }
        own -= (int) run.further().planned().stream().filter(trial -> trial.variant().equals(OWN_RATE)).count();
        List<String> words = new ArrayList<>();
        if (beyond > 0) {
            words.add("up to " + count(beyond) + " at learning rates beyond the grid");
        }
        if (own > 0) {
            words.add("up to " + count(own) + " at the arms' own learning rates");
        }
        return String.join(" and ", words);
    }

    private static String count(int trials) {
        return trials + (trials == 1 ? " trial" : " trials");
    }
}
