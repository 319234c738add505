package dev.halfwave.experiments.ablation;

import static dev.halfwave.experiments.ablation.SyntheticRun.around;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.statistics.Finding;
import dev.halfwave.experiments.statistics.MeanDifference;
import dev.halfwave.experiments.statistics.Verdict;
import dev.halfwave.experiments.study.RunData;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class AnalysisTest {

    private static final double NEVER = Double.NaN;

    private static SyntheticRun run() {
        return new SyntheticRun(SyntheticRun.study());
    }

    private static List<String> verdicts(Study study, RunData run) {
        Analysis analysis = Analysis.of(study, run);
        return new AnalysisWords(analysis).verdicts(analysis.atTheCommonRate());
    }

    private static String verdict(SyntheticRun run) {
        return verdicts(SyntheticRun.study(), run.data()).getFirst();
    }

    private static Finding finding(Study study, RunData run) {
        return Analysis.of(study, run).atTheCommonRate().comparisons().getFirst().finding();
    }

    /// `values`, alternately times 0.7 and 0.8.
    private static double[] lower(double... values) {
        double[] lower = values.clone();
        for (int i = 0; i < lower.length; i++) {
            lower[i] *= i % 2 == 0 ? 0.7 : 0.8;
        }
        return lower;
    }

    @Test
    void supportsAClaim() {
        double[] linear = around(2, 10, 1);
        // The ratios' logarithms have the mean ln √0.56, and t with 9 degrees of freedom is 2.262 at 95 %.
        assertThat(verdict(run().primary("relu", lower(linear)).primary("linear", linear))).isEqualTo(
                "Supported: \"ReLU keeps conv1 near its start\" (`relu` – `linear`); ratio 0.748 (95 % 0.712 to 0.787); "
                        + "g_z −3.77; 10 of 10 seeds won; p 0.00195; after Holm, the sign-flip p is below 0.05, and the BCa and t "
                        + "intervals exclude 0 (n = 10).");
    }

    @Test
    void contradictsAClaim() {
        double[] linear = around(2, 10, 1);
        assertThat(verdict(run().primary("linear", lower(linear)).primary("relu", linear)))
                .startsWith("Contradicted: \"ReLU keeps")
                .contains("; ratio 1.34 (95 % 1.27 to 1.41); g_z 3.77; 0 of 10 seeds won; p 0.00195; after Holm, ");
    }

    @Test
    void hasNoVerdictBelowSixPairs() {
        double[] linear = around(2, 5, 1);
        assertThat(verdict(run().primary("relu", lower(linear)).primary("linear", linear)))
                .startsWith(
                        "Too few seeds for a verdict: \"ReLU keeps conv1 near its start\" (`relu` – `linear`); ratio 0.7")
                .endsWith("; 5 of 5 seeds won; n = 5, and below 6 no test can have a p below 0.05.");
    }

    @Test
    void saysHowManySeedsNoEvidenceWouldTake() {
        double[] linear = {1, 1, 1, 1, 1, 1};
        double[] relu = {1.2, 0.8, 1.1, 0.7, 1.1, 0.9};
        assertThat(verdict(run().primary("relu", relu).primary("linear", linear)))
                .startsWith("No evidence: ").contains("; after Holm, the sign-flip p is not below 0.05 (n = 6)")
                .containsPattern("; an effect of the measured size takes about \\d+ seeds to show, judged alone\\.$");
    }

    @Test
    void comparesCensoredTrialsByRanks() {
        double[] linear = around(2, 8, 1);
        double[] relu = lower(linear);
        linear[2] = NEVER;
        linear[5] = NEVER;
        SyntheticRun run = run().primary("relu", relu).primary("linear", linear);
        assertThat(verdict(run)).isEqualTo(
                "Supported, by ranks only, because 2 of 8 pairs have a censored run: \"ReLU keeps conv1 near its start\" "
                        + "(`relu` – `linear`); rank correlation −1.00; 8 of 8 seeds won; p 0.00781; after Holm, the Wilcoxon p is "
                        + "below 0.05 (n = 8); `linear` never got there on 2 of 8 seeds: there this compares learning, "
                        + "not distance.");
        assertThat(Analysis.of(SyntheticRun.study(), run.data()).censoring())
                .extracting(each -> each.arm() + " " + each.outcome().metric() + " " + each.censored() + " of "
                        + each.trials())
                .containsExactly("relu " + SyntheticRun.PRIMARY + " 0 of 8", "linear " + SyntheticRun.PRIMARY
                        + " 2 of 8", "relu steps.loss.0.1 8 of 8", "linear steps.loss.0.1 8 of 8");
    }

    @Test
    void doesNotTakeLearningForDistanceInEitherDirection() {
        double[] learns = around(2, 8, 1);
        double[] never = new double[8];
        Arrays.fill(never, NEVER);
        Study higher = SyntheticRun.builder()
                .judgedBy(Outcome.relativeDistance("conv1").whenLossFallsBelow(0.2), Direction.HIGHER)
                .compares("relu", "linear", "ReLU moves conv1 further").build();
        RunData run = new SyntheticRun(higher).primary("relu", never).primary("linear", learns).data();
        assertThat(verdicts(higher, run).getFirst()).startsWith("Contradicted, by ranks only, ").endsWith(
                "; `relu` never got there on 8 of 8 seeds: there this compares learning, not distance.");
        assertThat(verdict(run().primary("relu", never).primary("linear", learns)))
                .startsWith("Contradicted, by ranks only, ");
        assertThat(new AnalysisWords(Analysis.of(higher, run)).terminal(List.of())).contains(
                "relu never got there on 8 of 8");
        assertThat(verdict(run().primary("relu", never).primary("linear", never)))
                .startsWith("No evidence, by ranks only, ")
                .endsWith("; neither `relu` nor `linear` got there on any seed: nothing was compared.");
    }

    @Test
    void takesStepsThatWereNeverReachedForWhatTheyAre() {
        Study steps = SyntheticRun.builder().tunedBy(Outcome.finalLoss())
                .judgedBy(Outcome.stepsToLoss(0.2), Direction.LOWER).compares("relu", "linear", "one").build();
        double[] linear = around(2, 8, 1);
        linear[0] = NEVER;
        RunData run = new SyntheticRun(steps).values("relu", "steps.loss.0.2", lower(around(2, 8, 1)))
                .values("linear", "steps.loss.0.2", linear).data();
        assertThat(verdicts(steps, run).getFirst()).startsWith("Supported, by ranks only, ").endsWith("(n = 8).");
    }

    @Test
    void judgesNothingByRepetitionsThatAreNone() {
        double[] linear = around(2, 8, 1);
        SyntheticRun run = run().primary("relu", lower(linear)).primary("linear", linear);
        assertThat(verdict(run.startingFrom("relu", seed -> seed).startingFrom("linear", seed -> seed)))
                .startsWith("Supported: ").endsWith("(n = 8).");
        run.startingFrom("relu", seed -> 1).startingFrom("linear", seed -> 1);
        assertThat(verdict(run)).startsWith("Too few seeds for a verdict: ").endsWith(
                "; n = 1, and below 6 no test can have a p below 0.05; on 7 more seeds an arm had the same data and "
                        + "initial weights as on one before: no repetitions, which do not count; data and initial "
                        + "weights have to follow the seed of the trial.");
        Analysis analysis = Analysis.of(SyntheticRun.study(), run.data());
        assertThat(analysis.control()).isEmpty();
        assertThat(new AnalysisWords(analysis).terminal(List.of()))
                .contains("relu – linear: 7 seeds left out, on which "
                        + "an arm had the same data and initial weights");
        // One arm's alone, and some only.
        run.startingFrom("relu", seed -> seed).startingFrom("linear", seed -> Math.min(seed, 7));
        assertThat(verdict(run)).startsWith("Supported: ").contains("(n = 7); on 1 more seed an arm had");
    }

    @Test
    void saysThatTiedPairsShowNothing() {
        double[] linear = around(2, 8, 1);
        double[] relu = lower(linear);
        for (int i = 0; i < 3; i++) {
            linear[i] = NEVER;
            relu[i] = NEVER;
        }
        // 5 pairs are not tied, and 2^(1−5) is 0.0625.
        assertThat(verdict(run().primary("relu", relu).primary("linear", linear))).contains(
                "the Wilcoxon p is not below 0.05 (n = 8); so few pairs that are not tied cannot show a difference; ");
    }

    @Test
    void comparesZerosByRanks() {
        double[] linear = around(2, 8, 1);
        double[] relu = lower(linear);
        relu[0] = 0;
        assertThat(verdict(run().primary("relu", relu).primary("linear", linear))).contains(
                "Supported, by ranks only, because 1 of 8 pairs has a value of 0, which has no logarithm: ");
    }

    @Test
    void pairsTheSeedsThatBothArmsHave() {
        SyntheticRun run = run().ask("relu", LongStream.rangeClosed(1, 9).toArray())
                .ask("linear", LongStream.rangeClosed(1, 9).toArray());
        for (long seed : new long[] {1, 2, 3, 4, 5, 6, 8}) {
            run.add("relu", "", seed, 1, SyntheticRun.PRIMARY, 0.5 + 0.01 * seed);
        }
        for (long seed : new long[] {2, 3, 4, 5, 6, 7, 8, 9}) {
            run.add("linear", "", seed, 1, SyntheticRun.PRIMARY, 1 + 0.05 * seed);
        }
        AnalysisComparison compared =
                Analysis.of(SyntheticRun.study(), run.data()).atTheCommonRate().comparisons().getFirst();
        assertThat(compared.pairs()).extracting(AnalysisPair::seed).containsExactly(2L, 3L, 4L, 5L, 6L, 8L);
        assertThat(compared.pairs().getLast()).isEqualTo(new AnalysisPair(8, 0.58, 1.4));
        assertThat(verdict(run)).startsWith("Supported: ").contains("(n = 6); 3 of")
                .endsWith("; 3 of 9 seeds are not finished in both arms.");
    }

    @Test
    void listsWhatWasNotRun() {
        Study study = SyntheticRun.builder().compares("relu", "linear", "one").compares("abs", "linear", "two")
                .compares("abs", "bare", "three").build();
        double[] linear = around(2, 6, 1);
        SyntheticRun run = new SyntheticRun(study).primary("relu", lower(linear)).primary("linear", linear)
                .ask("bare", 1, 2);
        assertThat(verdicts(study, run.data())).satisfiesExactly(
                // p is 2^(1−6), but there are three comparisons, run or not.
                first -> assertThat(first).startsWith("No evidence: \"one\" (`relu` – `linear`); ")
                        .endsWith("; after Holm, the sign-flip p is not below 0.05 (n = 6); with 3 comparisons, so few "
                                + "seeds cannot show a difference."),
                second -> assertThat(second)
                        .isEqualTo("Not run: \"two\" (`abs` – `linear`); `abs` was not asked for."),
                third -> assertThat(third).isEqualTo("Not run: \"three\" (`abs` – `bare`); `abs` was not asked for and "
                        + "`bare` has no finished trial."));
        assertThat(new AnalysisWords(Analysis.of(study, run.data())).answer()).isEqualTo(
                "Of 3 declared comparisons, judged by the relative distance of conv1 when the loss on the probe first falls "
                        + "below 0.2 (lower supports a claim), at the learning rate that all arms have in common: "
                        + "no evidence: 1 and not run: 2.");
    }

    @Test
    void saysWhyThereIsNoPairOfArmsThatWereRun() {
        SyntheticRun apart = run().add("relu", "", 1, 1, SyntheticRun.PRIMARY, 1)
                .add("linear", "", 2, 1, SyntheticRun.PRIMARY, 1);
        assertThat(verdict(apart)).endsWith("; `relu` and `linear` have no finished seed in common.");

        Study accuracy = SyntheticRun.builder().judgedBy(Outcome.finalMetric("testAccuracy"), Direction.HIGHER)
                .compares("relu", "linear", "one").build();
        RunData silent = new SyntheticRun(accuracy).values("relu", "testAccuracy", 0.9).primary("linear", 1).data();
        assertThat(verdicts(accuracy, silent).getFirst())
                .endsWith("; `linear` recorded no `testAccuracy`.");
    }

    /// Such as a log-likelihood as the loss.
    @Test
    void saysThatValuesBelowZeroHaveNoLogarithm() {
        Study study = SyntheticRun.builder().judgedBy(Outcome.finalLoss(), Direction.LOWER)
                .compares("relu", "linear", "one").build();
        double[] linear = around(2, 8, 1);
        double[] relu = lower(linear);
        String words = "because a value is below 0 and has no logarithm";
        RunData positive = new SyntheticRun(study).values("relu", "trainLossEnd", relu)
                .values("linear", "trainLossEnd", linear).data();
        assertThat(verdicts(study, positive).getFirst()).contains("; ratio ").doesNotContain(words);
        relu[3] = -0.1;
        RunData negative = new SyntheticRun(study).values("relu", "trainLossEnd", relu)
                .values("linear", "trainLossEnd", linear).data();
        assertThat(verdicts(study, negative).getFirst()).contains("; difference ")
                .endsWith("; the difference is not that of logarithms, " + words + ".");
        assertThat(new AnalysisWords(Analysis.of(study, negative)).terminal(List.of()).lines())
                .contains("differences, not ratios, " + words);
    }

    @Test
    void namesAllThatArmsDifferIn() {
        Study study = SyntheticRun.builder().compares("relu", "bare", "one").build();
        double[] bare = around(2, 8, 1);
        RunData run = new SyntheticRun(study).primary("relu", lower(bare)).primary("bare", bare).data();
        assertThat(verdicts(study, run).getFirst()).endsWith(
                "; the arms differ in `first` and `second`, and this cannot tell which of them matters.");
        assertThat(new AnalysisWords(Analysis.of(study, run)).terminal(List.of()))
                .contains("relu – bare: the arms differ in first and second\n");
    }

    @Test
    void showsEquivalenceWithinADeclaredMarginOnly() {
        double[] linear = around(2, 12, 1);
        double[] relu = linear.clone();
        for (int i = 0; i < relu.length; i++) {
            relu[i] *= i % 2 == 0 ? 1.01 : 0.99;
        }
        Comparison comparison = Comparison.of("relu", "linear", "one");
        Study with = SyntheticRun.builder().compares(comparison.withMargin(0.1)).build();
        Study without = SyntheticRun.builder().compares(comparison).build();
        RunData run = new SyntheticRun(with).primary("relu", relu).primary("linear", linear).data();
        assertThat(verdicts(with, run).getFirst()).startsWith("Equivalent: ")
                .endsWith("; the declared margin is a ratio between 0.905 and 1.11.");
        assertThat(verdicts(without, run).getFirst()).doesNotContain("margin");
        assertThat(finding(with, run).verdict()).isEqualTo(Verdict.EQUIVALENT);
        assertThat(finding(without, run).verdict()).isEqualTo(Verdict.NO_EVIDENCE);
    }

    @Test
    void takesDifferencesOfWhatIsNoMultiple() {
        // Darwin's differences of the heights of plants, whose t interval is known.
        double[] differences = {6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75};
        Study study = SyntheticRun.builder().judgedBy(Outcome.finalMetric("testAccuracy"), Direction.HIGHER)
                .compares("relu", "linear", "one").build();
        RunData run = new SyntheticRun(study)
                .values("relu", "testAccuracy", Arrays.stream(differences).map(d -> 100 + d).toArray())
                .values("linear", "testAccuracy", Arrays.stream(differences).map(d -> 100).toArray()).data();
        Finding finding = finding(study, run);
        MeanDifference mean = finding.comparison().mean();
        assertThat(mean).isNotNull();
        assertThat(mean.tInterval().low()).isCloseTo(0.0311933183929788, within(1e-11));
        assertThat(finding.comparison().differences().hodgesLehmann()).isEqualTo(25);
        // The t interval excludes 0, the sign-flip p is 0.0527.
        assertThat(finding.verdict()).isEqualTo(Verdict.NO_EVIDENCE);
        assertThat(verdicts(study, run).getFirst()).contains("; difference 20.9 (95 % 0.0312 to 41.8); g_z 0.52; "
                + "13 of 15 seeds won; p 0.0527; after Holm, the sign-flip p is not below 0.05 (n = 15); an effect of the ");
    }

    @Test
    void higherMaySupportAClaim() {
        Study study = SyntheticRun.builder().judgedBy(Outcome.finalMetric("testAccuracy"), Direction.HIGHER)
                .compares("relu", "linear", "one").build();
        RunData run = new SyntheticRun(study).values("relu", "testAccuracy", 0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96)
                .values("linear", "testAccuracy", 0.8, 0.8, 0.8, 0.82, 0.8, 0.8, 0.8).data();
        assertThat(finding(study, run).verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(finding(study, run).comparison().shareWon().won()).isEqualTo(7);
    }

    @Test
    void comparesOneArmWithItselfOnOtherSeeds() {
        double[] linear = around(2, 13, 1);
        RunData run = run().primary("relu", lower(linear)).primary("linear", linear).data();
        AnalysisControl control = Analysis.of(SyntheticRun.study(), run).control().orElseThrow();
        assertThat(control.arm()).isEqualTo("linear");
        assertThat(control.first()).containsExactly(1L, 3L, 5L, 7L, 9L, 11L);
        assertThat(control.second()).containsExactly(2L, 4L, 6L, 8L, 10L, 12L);
        assertThat(control.finding().comparison().differences().values()[1])
                .isCloseTo(Math.log(linear[2] / linear[3]), within(1e-15));
        assertThat(AnalysisWords.control(control)).startsWith("no evidence: after Holm, ")
                .contains("(n = 6); in the long run, such a control says that there is a difference in ");
        assertThat(Analysis.of(SyntheticRun.study(), run().primary("linear", 1).data()).control()).isEmpty();
    }

    @Test
    void asksFirstWhetherAnyArmDiffers() {
        Study study = SyntheticRun.builder().compares("relu", "linear", "one").compares("abs", "linear", "two").build();
        RunData run = new SyntheticRun(study).primary("relu", 72, 96, 88, 92, 74, 76, 82)
                .primary("linear", 120, 120, 132, 120, 101, 96, 112, 99).primary("abs", 76, 95, 104, 96, 84, 72, 76)
                .primary("bare", 1, 2, 3).data();
        AnalysisFriedman friedman = Analysis.of(study, run).friedman().getFirst();
        assertThat(friedman.arms()).containsExactly("relu", "linear", "abs"); // no comparison has bare
        assertThat(friedman.seeds()).hasSize(7);
        assertThat(friedman.test().p()).isCloseTo(.005063414171757498, within(1e-14));
        assertThat(Analysis.of(SyntheticRun.study(), run).friedman()).isEmpty(); // two arms
    }

    @Test
    void screensOtherOutcomesWithoutVerdicts() {
        double[] linear = around(2, 8, 1);
        SyntheticRun run = run().with(Study.MATCH_LOSS, "0.3,0.15");
        for (String arm : List.of("relu", "linear")) {
            double[] values = arm.equals("relu") ? lower(linear) : linear;
            run.primary(arm, values).values(arm, "matched.0.3.distance.conv1.relative", values)
                    .values(arm, "matched.0.15.distance.conv1.relative", around(1, 8, values == linear ? 2 : 4))
                    .values(arm, "distance.conv1.relative", values)
                    .values(arm, "steps.loss.0.1", 8, 16, 8, NEVER, 8, 8, 8, 8)
                    .values(arm, "testAccuracy", values).values(arm, "probeLoss", values);
        }
        List<AnalysisScreen> screens = Analysis.of(SyntheticRun.study(), run.data()).screens();
        assertThat(screens).extracting(screen -> screen.outcome().metric()).containsExactly(
                "matched.0.3.distance.conv1.relative", "matched.0.15.distance.conv1.relative",
                "distance.conv1.relative", "steps.loss.0.1", "testAccuracy");
        // Three p of 2/256 among five: times 5/3.
        assertThat(screens.getFirst().adjustedP()).isCloseTo(5 / 3.0 * 2 / 256, within(1e-15));
        assertThat(screens.get(3).numbers().p()).isEqualTo(1);
        assertThat(screens.get(4).numbers().differences().values()[0])
                .isCloseTo(-0.3 * linear[0], within(1e-12)); // an accuracy is no multiple
    }

    @Test
    void judgesAtTheArmsOwnRatesOnceMore() {
        double[] linear = around(2, 8, 1);
        SyntheticRun run = run().with(Study.TUNING_SEEDS, 1).with(Study.LEARNING_RATES, "0.0001,0.001,0.01")
                .primary("relu", lower(linear)).primary("linear", linear);
        tune(run, "relu", 64, 32, 64);
        tune(run, "linear", 64, 40, 64);
        Analysis same = Analysis.of(SyntheticRun.study(), run.data());
        assertThat(same.families()).hasSize(2);
        assertThat(new AnalysisWords(same).verdicts(same.families().getLast())).containsExactly(
                "Supported: \"ReLU keeps conv1 near its start\" (`relu` – `linear`); by the same trials, because the common "
                        + "rate is the best of both arms.");

        SyntheticRun other = run().with(Study.TUNING_SEEDS, 1).with(Study.LEARNING_RATES, "0.0001,0.001,0.01,0.1")
                .primary("relu", lower(linear)).primary("linear", linear);
        tune(other, "relu", 64, 32, 64, 64);
        tune(other, "linear", 64, 40, 16, 64);
        Analysis waiting = Analysis.of(SyntheticRun.study(), other.data());
        assertThat(new AnalysisWords(waiting).verdicts(waiting.families().getLast())).containsExactly(
                "Not run: \"ReLU keeps conv1 near its start\" (`relu` – `linear`); `linear` has no finished trial at its own "
                        + "rate.");
        for (int i = 0; i < linear.length; i++) {
            other.add("linear", LearningRates.OWN_RATE, i + 1, 1, SyntheticRun.PRIMARY, 0.5 * linear[i]);
        }
        Analysis analysis = Analysis.of(SyntheticRun.study(), other.data());
        assertThat(analysis.families().getFirst().comparisons().getFirst().finding().verdict())
                .isEqualTo(Verdict.SUPPORTED);
        assertThat(analysis.families().getLast().comparisons().getFirst().finding().verdict())
                .isEqualTo(Verdict.CONTRADICTED);
    }

    /// The steps to the tuning loss of one seed at the rates 0.0001, 0.001, ….
    static void tune(SyntheticRun run, String arm, double... steps) {
        List<Double> rates = List.of(0.0001, 0.001, 0.01, 0.1);
        for (int i = 0; i < steps.length; i++) {
            run.add(arm, LearningRates.variant(rates.get(i)), 1001, 1, "steps.loss.0.1", steps[i]);
        }
    }
}
