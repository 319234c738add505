package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.FurtherTrials;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Seeds;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.experiments.study.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The rounds of studies whose trials are not run, but have the outcome that a test gives them.
final class LearningRatesTest {

    private static final Study STUDY = TinyStudy.study();

    private static final double NEVER = Double.POSITIVE_INFINITY;

    /// Steps to the loss.
    private interface Steps {
        double of(String arm, double rate, long seed);
    }

    private static Configuration configuration(Study study, String seeds, String... changes) {
        return Configuration.compose(study, Optional.empty(), Optional.of(Seeds.parse(seeds)), List.of(changes));
    }

    /// Plays all rounds of a run of two tuning seeds and the seeds 1 and 2.
    private static RunData play(Steps steps, String... changes) {
        List<String> all = new ArrayList<>(List.of(changes));
        all.add("tuningSeeds=2");
        return play(STUDY, configuration(STUDY, "2", all.toArray(String[]::new)), steps);
    }

    private static RunData play(Study study, Configuration configuration, Steps steps) {
        RunData run = RunData.before(configuration);
        List<TrialResult> declared = configuration.trialsByArm().stream().map(trial -> result(trial, 1)).toList();
        List<Trial> planned = new ArrayList<>();
        List<TrialResult> finished = new ArrayList<>();
        for (List<Trial> round = study.further(run); !round.isEmpty(); round = study.further(run)) {
            assertThat(round).doesNotHaveDuplicates().noneMatch(planned::contains);
            planned.addAll(round);
            for (Trial trial : round) {
                finished.add(result(trial, steps.of(trial.arm(), trial.get(Study.LEARNING_RATE), trial.seed())));
            }
            run = with(run, declared, planned, finished);
        }
        assertThat(study.mayFollow(run)).isEmpty();
        return run;
    }

    private static RunData with(
            RunData run, List<TrialResult> declared, List<Trial> planned, List<TrialResult> finished) {
        return new RunData(run.experiment(), run.preset(), run.part(), run.settings(), run.arms(), run.seedsByArm(),
                declared, new FurtherTrials(planned, finished), List.of(), run.command(), run.environment());
    }

    private static TrialResult result(Trial trial, double steps) {
        List<MetricValue> metrics =
                steps == NEVER ? List.of() : List.of(new MetricValue(1, "steps.loss.0.5", steps));
        return new TrialResult(
                trial.arm(), trial.variant(), trial.seed(), trial.settings(), 1, "", "", metrics);
    }

    private static ArmRates rates(RunData run, String arm) {
        return LearningRates.of(STUDY, run).arm(arm).orElseThrow();
    }

    private static List<String> variants(RunData run, String arm) {
        return run.further().planned().stream().filter(trial -> trial.arm().equals(arm)).map(Trial::variant).distinct()
                .toList();
    }

    @Test
    void triesTheGridAndRunsTheReportedSeedsAtTheBest() {
        RunData run = play((arm, rate, seed) -> rate == 0.001 ? 100 : 200, "learningRates=0.0001,0.001,0.01");
        assertThat(run.further().planned()).extracting(Trial::name).containsExactly(
                "arm relu/rate-0.0001, seed 1001", "arm relu/rate-0.0001, seed 1002",
                "arm relu/rate-0.001, seed 1001", "arm relu/rate-0.001, seed 1002",
                "arm relu/rate-0.01, seed 1001", "arm relu/rate-0.01, seed 1002",
                "arm linear/rate-0.0001, seed 1001", "arm linear/rate-0.0001, seed 1002",
                "arm linear/rate-0.001, seed 1001", "arm linear/rate-0.001, seed 1002",
                "arm linear/rate-0.01, seed 1001", "arm linear/rate-0.01, seed 1002",
                "arm relu/own-rate, seed 1", "arm relu/own-rate, seed 2",
                "arm linear/own-rate, seed 1", "arm linear/own-rate, seed 2");
        ArmRates relu = rates(run, "relu");
        assertThat(relu.rate()).isEqualTo(0.001);
        assertThat(relu.isSettled()).isTrue();
        assertThat(relu.isCommon()).isFalse();
        assertThat(relu.isBestOnEdge()).isFalse();
        assertThat(relu.beyondGrid()).isZero();
        assertThat(relu.tried()).extracting(TriedRate::rate).containsExactly(0.0001, 0.001, 0.01);
        assertThat(relu.tried().get(1).outcomes())
                .isEqualTo(Map.of(1001L, OptionalDouble.of(100), 1002L, OptionalDouble.of(100)));
        assertThat(relu.tried().get(1).typical().orElseThrow()).isCloseTo(100, within(1e-9));
        assertThat(LearningRates.of(STUDY, run).atOwnRate("relu")).isEqualTo(run.trials("relu", "own-rate")).hasSize(2);
    }

    @Test
    void changesOnlyWhatTheVariantIsAbout() {
        RunData run = play((arm, rate, seed) -> rate, "measures=all", "stopBelowLoss=0.2", "learningRates=0.1,0.2,0.3");
        Trial declared = configuration(STUDY, "1", "measures=all", "stopBelowLoss=0.2", "tuningSeeds=2",
                "learningRates=0.1,0.2,0.3").trials().getFirst();
        Trial tuning = run.further().planned().get(2);
        assertThat(tuning.name()).isEqualTo("arm relu/rate-0.2, seed 1001");
        assertThat(difference(declared, tuning)).isEqualTo(
                Map.of("learningRate", "0.2", "stopBelowLoss", "0.5", "measures", "cheap"));
        Trial own = run.further().planned().getLast();
        assertThat(own.variant()).isEqualTo("own-rate");
        assertThat(own.arm()).isEqualTo("linear");
        assertThat(own.settings().keySet()).containsExactlyElementsOf(declared.settings().keySet());
        assertThat(difference(declared, own)).containsOnlyKeys("learningRate", "activation");
    }

    private static Map<String, String> difference(Trial one, Trial other) {
        Map<String, String> changed = new TreeMap<>(other.settings());
        changed.entrySet().removeIf(entry -> entry.getValue().equals(one.settings().get(entry.getKey())));
        return changed;
    }

    @Test
    void prefersTheRateAtWhichMostSeedsGetThere() {
        RunData run = play((arm, rate, seed) -> rate == 0.001 ? 900 : rate == 0.01 && seed == 1002 ? NEVER : 100,
                "learningRates=0.0001,0.001,0.01,0.1,1");
        // 0.0001, 0.1 and 1 are equally good: the smallest is on the edge, and those beyond are no worse.
        assertThat(rates(run, "relu").rate()).isEqualTo(0.00000001);
        RunData other = play((arm, rate, seed) -> rate == 0.001 ? 900 : seed == 1002 ? NEVER : 100);
        assertThat(rates(other, "relu").rate()).isEqualTo(0.001);
        assertThat(rates(other, "relu").tried().getLast().reached()).isEqualTo(1);
    }

    @Test
    void takesTheMeanOfLogarithmsOverTheSeedsThatGotThere() {
        // 10 and 1000 are 100 in this mean, where as plain numbers they would be 505.
        RunData run = play((arm, rate, seed) -> switch (Double.toString(rate)) {
            case "0.001" -> seed == 1001 ? 10 : 1000;
            case "0.01" -> arm.equals("relu") ? 99 : 101;
            default -> 5000;
        }, "learningRates=0.0001,0.001,0.01,0.1");
        assertThat(rates(run, "relu").rate()).isEqualTo(0.01);
        assertThat(rates(run, "linear").rate()).isEqualTo(0.001);
    }

    /// Seed 1001 gets there before any training.
    @Test
    void letsASeedWhoseOutcomeIsZeroNotHideTheOthers() {
        RunData run = play((arm, rate, seed) -> seed == 1001 ? 0 : rate == 0.01 ? 8 : 16,
                "learningRates=0.0001,0.001,0.01,0.1");
        assertThat(rates(run, "relu").rate()).isEqualTo(0.01);
        assertThat(rates(run, "relu").best().orElseThrow().typical().orElseThrow()).isCloseTo(8, within(1e-9));
        assertThat(rates(run, "relu").best().orElseThrow().reached()).isEqualTo(2);
        RunData better = play((arm, rate, seed) -> rate == 0.001 && seed == 1001 ? 0 : rate == 0.01 ? 8 : 16,
                "learningRates=0.0001,0.001,0.01,0.1");
        assertThat(rates(better, "relu").rate()).isEqualTo(0.001);
        RunData all = play((arm, rate, seed) -> rate == 0.001 ? 0 : 8, "learningRates=0.0001,0.001,0.01,0.1");
        assertThat(rates(all, "relu").rate()).isEqualTo(0.001);
        assertThat(rates(all, "relu").best().orElseThrow().typical()).isEmpty();
    }

    @Test
    void takesTheSmallerOfTwoRatesThatAreEquallyGood() {
        RunData run = play((arm, rate, seed) -> rate == 0.001 || rate == 0.01 ? 16 : 24,
                "learningRates=0.0001,0.001,0.01,0.1");
        assertThat(rates(run, "relu").rate()).isEqualTo(0.001);
        assertThat(rates(run, "relu").beyondGrid()).isZero();
    }

    @Test
    void looksBeyondTheGridWhereTheBestLiesOnItsEdge() {
        RunData run = play((arm, rate, seed) -> arm.equals("relu") ? 1 / rate : rate);
        assertThat(variants(run, "relu")).containsExactly(
                "rate-0.0001", "rate-0.000316", "rate-0.001", "rate-0.00316", "rate-0.01",
                "rate-0.0316", "rate-0.1", "rate-0.316", "rate-1", "own-rate");
        assertThat(variants(run, "linear")).containsExactly(
                "rate-0.0001", "rate-0.000316", "rate-0.001", "rate-0.00316", "rate-0.01",
                "rate-0.0000316", "rate-0.00001", "rate-0.00000316", "rate-0.000001", "own-rate");
        ArmRates relu = rates(run, "relu");
        assertThat(relu.rate()).isEqualTo(1);
        assertThat(relu.beyondGrid()).isEqualTo(4);
        assertThat(relu.isBestOnEdge()).isTrue();
        assertThat(relu.isSettled()).isTrue();
        assertThat(rates(run, "linear").rate()).isEqualTo(1e-6);
        assertThat(rates(run, "linear").tried()).extracting(TriedRate::beyondGrid)
                .containsExactly(true, true, true, true, false, false, false, false, false);
    }

    @Test
    void looksNoFurtherThanItHasTo() {
        RunData run = play((arm, rate, seed) -> Math.abs(Math.log(rate / 0.1)));
        assertThat(variants(run, "relu")).endsWith("rate-0.01", "rate-0.0316", "rate-0.1", "rate-0.316", "own-rate");
        assertThat(rates(run, "relu").rate()).isEqualTo(0.1);
        assertThat(rates(run, "relu").isBestOnEdge()).isFalse();
    }

    @Test
    void keepsTheDigitsOfADenseGrid() {
        RunData run = play((arm, rate, seed) -> -rate + 2, "learningRates=0.01,0.010001,0.010002");
        List<TriedRate> tried = rates(run, "relu").tried();
        assertThat(tried).extracting(TriedRate::rate).isSorted().doesNotHaveDuplicates().hasSize(7);
        assertThat(tried.getLast().rate()).isCloseTo(0.010006, within(1e-8));
    }

    @Test
    void keepsTheCommonRateWhereTheLossIsNeverReached() {
        RunData run = play((arm, rate, seed) -> arm.equals("relu") ? NEVER : rate == 0.001 ? 8 : 16);
        ArmRates relu = rates(run, "relu");
        assertThat(relu.isNeverReached()).isTrue();
        assertThat(relu.isSettled()).isTrue();
        assertThat(relu.isCommon()).isTrue();
        assertThat(relu.rate()).isEqualTo(0.02);
        assertThat(relu.beyondGrid()).isZero();
        assertThat(relu.best()).isEmpty();
        assertThat(relu.tried()).allMatch(rate -> rate.reached() == 0 && rate.typical().isEmpty());
        assertThat(variants(run, "relu")).doesNotContain("own-rate");
        assertThat(LearningRates.of(STUDY, run).atOwnRate("relu")).isEqualTo(run.trials("relu")).hasSize(2);
        assertThat(rates(run, "linear").isNeverReached()).isFalse();
        assertThat(variants(run, "linear")).contains("own-rate");
    }

    @Test
    void runsNothingAgainWhereTheCommonRateIsTheBest() {
        RunData run = play((arm, rate, seed) -> rate == 0.001 ? 8 : 16, "learningRate=0.001");
        assertThat(rates(run, "relu").isCommon()).isTrue();
        assertThat(rates(run, "relu").isNeverReached()).isFalse();
        assertThat(run.further().planned()).allMatch(trial -> trial.variant().startsWith("rate-"));
        assertThat(LearningRates.of(STUDY, run).atOwnRate("relu")).isEqualTo(run.trials("relu")).hasSize(2);
    }

    @Test
    void dependsOnTheFinishedTrialsAlone() {
        RunData run = play((arm, rate, seed) -> rate == 0.001 ? 8 : 16);
        FurtherTrials all = run.further();
        // Whatever is missing of the tuning trials is asked for, in one order, and nothing else.
        for (int missing = 0; missing < 20; missing++) {
            List<TrialResult> finished = new ArrayList<>(all.finished().subList(0, 20));
            Trial gone = finished.remove(missing).trial();
            RunData part = with(run, run.trials(), all.planned().subList(0, 20), finished);
            assertThat(STUDY.further(part)).containsExactly(gone).isEqualTo(STUDY.further(part));
            RunData reversed = with(run, run.trials(), all.planned().subList(0, 20), finished.reversed());
            assertThat(STUDY.further(reversed)).containsExactly(gone);
            assertThat(LearningRates.of(STUDY, part).isSettled()).isFalse();
            assertThat(LearningRates.of(STUDY, part).atOwnRate(gone.arm())).isEmpty();
        }
    }

    @Test
    void tellsWhatMayFollow() {
        RunData before = RunData.before(configuration(STUDY, "2", "tuningSeeds=3"));
        assertThat(STUDY.further(before)).hasSize(2 * 5 * 3);
        assertThat(STUDY.mayFollow(before)).isEqualTo("up to 24 trials at learning rates beyond the grid and up to 4"
                + " trials at the arms' own learning rates");
        RunData settled = play((arm, rate, seed) -> rate == 0.001 ? 8 : 16);
        List<Trial> tuning = settled.further().planned().subList(0, 20);
        RunData chosen = with(settled, settled.trials(), tuning, settled.further().finished().subList(0, 20));
        assertThat(STUDY.mayFollow(chosen)).isEqualTo("up to 4 trials at the arms' own learning rates");
        RunData own = with(settled, settled.trials(), settled.further().planned(), chosen.further().finished());
        assertThat(STUDY.mayFollow(own)).isEmpty();
    }

    @Test
    void choosesNothingWithoutTuningSeedsOrForArmsThatAreNotCompared() {
        RunData none = RunData.before(configuration(STUDY, "2"));
        assertThat(STUDY.further(none)).isEmpty();
        assertThat(STUDY.mayFollow(none)).isEmpty();
        assertThat(LearningRates.of(STUDY, none).isEmpty()).isTrue();
        RunData alone = RunData.before(configuration(STUDY, "2", "tuningSeeds=2", "arms=relu"));
        assertThat(STUDY.further(alone)).isEmpty();

        Study three = TinyStudy.builder()
                .arm(Arm.of("slow", "starts at 0").with(TinyStudy.ACTIVATION, "relu").with(Study.CENTRED, true))
                .build();
        RunData run = RunData.before(configuration(three, "2", "tuningSeeds=2"));
        assertThat(three.further(run)).extracting(Trial::arm).containsOnly("relu", "linear");
        assertThat(LearningRates.of(three, run).arm("slow")).isEmpty();
        assertThat(LearningRates.of(three, run).arms()).extracting(ArmRates::arm).containsExactly("relu", "linear");
    }

    @Test
    void refusesToReportWhatItTunesOn() {
        Configuration clash = configuration(STUDY, "999..1002", "tuningSeeds=2");
        assertThatThrownBy(() -> STUDY.check(clash)).isInstanceOf(UsageException.class)
                .hasMessage("seed 1001 of arm relu is one of those on which learning rates are chosen, 1001..1002, and"
                        + " nothing may be reported of these; choose other --seeds, or --set tuningSeeds=0");
        STUDY.check(configuration(STUDY, "1000,1003", "tuningSeeds=2"));
        STUDY.check(configuration(STUDY, "999..1002"));
    }

    @Test
    void refusesToTuneAnArmWithARateOfItsOwn() {
        Study fast = Study.named("fast")
                .asks("Does a larger rate help?")
                .source("nobody's claim")
                .settings(TinyStudy.ACTIVATION)
                .arm(Arm.of("relu", "ReLU after conv1").with(TinyStudy.ACTIVATION, "relu"))
                .arm(Arm.of("linear", "nothing after conv1").with(TinyStudy.ACTIVATION, "none"))
                .arm(Arm.of("fast", "at a larger rate").with(Study.LEARNING_RATE, 0.1))
                .trains(TinyStudy::training)
                .preset(Preset.of("quick", "a look", 2))
                .tunedBy(Outcome.stepsToLoss(0.5))
                .judgedBy(Outcome.relativeDistance("conv1"), Direction.LOWER)
                .compares("relu", "linear", "ReLU keeps conv1 near its start")
                .compares("fast", "linear", "a larger rate keeps conv1 near its start")
                .build();
        assertThatThrownBy(() -> fast.check(configuration(fast, "2", "tuningSeeds=2")))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "arm fast has a learning rate of its own, 0.1, so that none can be chosen for it; run it with"
                                + " --set tuningSeeds=0");
        fast.check(configuration(fast, "2"));
        fast.check(configuration(fast, "2", "tuningSeeds=2", "arms=relu,linear"));
    }

    @Test
    void aTuningTrialEndsWhenItsOutcomeIsKnown() {
        Trial declared = TinyStudy.trial(STUDY, "relu", "epochs=40");
        Trial tuning = declared.variant(
                "rate-0.02", 1001, Map.of("learningRate", "0.02", "stopBelowLoss", "0.5", "measures", "cheap"));
        List<MetricValue> rows = TinyStudy.outcome(STUDY, tuning, 1).metrics();
        assertThat(rows).extracting(MetricValue::metric).containsOnly("probeLoss", "steps.loss.0.5");
        assertThat(rows.getLast().metric()).isEqualTo("steps.loss.0.5");
        assertThat(rows.getLast().epoch()).isBetween(1, 20);
        assertThat(TinyStudy.outcome(STUDY, tuning, 1).finalWeightsSha256()).isEmpty();
        assertThat(rows).isEqualTo(TinyStudy.outcome(STUDY, tuning, 3).metrics());
    }

    @Test
    void aTuningTrialThatDivergesIsNoFailure() {
        Trial tuning = TinyStudy.trial(STUDY, "relu").variant("rate-1", 1001, Map.of("learningRate", "1e30"));
        assertThat(TinyStudy.outcome(STUDY, tuning, 1).metrics()).extracting(MetricValue::metric)
                .containsExactly("diverged");
    }
}
