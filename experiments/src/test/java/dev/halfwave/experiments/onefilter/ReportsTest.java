package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportsTest {

    @Test
    void oneFilterShowsFilterAndControls() throws Exception {
        Trials trials = new Trials(new OneFilter()).with(OneFilter.WINDOWS_PER_CLASS, 30).run(OneFilter.RELU, 5)
                .run(OneFilter.WITHOUT_RELU, 5).run(OneFilter.WITHOUT_FILTER, 5);
        Report report = new OneFilter().report(trials.data("full"));

        assertThat(answer(report)).startsWith("An untrained filter of 2 taps, ReLU and an average put ")
                .contains("in the mean over 5 random filters; ",
                        "It takes both parts: the same filters without ReLU get ",
                        "(guessing: 33.3%)", "On average the DC is off |H(f)|/π by 0.");
        assertThat(report.figures()).containsOnlyKeys("fingerprint", "response", "ranked", "gaps", "ripple");
        assertThat(report.html()).contains("<td class=\"number\">0.0050</td>", "5 of 5 checks are met.");
        assertThat(report.summary()).contains("one-filter                5", "5 of 5 checks are met.");
    }

    @Test
    void oneFilterComparesOtherLengthsWithNoReference() throws Exception {
        Trials trials = new Trials(new OneFilter()).with(OneFilter.WINDOWS_PER_CLASS, 30).with(OneFilter.TAPS, 5)
                .run(OneFilter.RELU, 2);
        Report report = new OneFilter().report(trials.data("full"));

        assertThat(answer(report)).startsWith("An untrained filter of 5 taps");
        assertThat(report.summary()).doesNotContain("checks");
    }

    @Test
    void oneTapTellsNothingAndTheReportSaysSo() throws Exception {
        Trials trials = new Trials(new OneFilter()).with(OneFilter.WINDOWS_PER_CLASS, 30).with(OneFilter.TAPS, 1)
                .run(OneFilter.RELU, 3).run(OneFilter.WITHOUT_RELU, 3).run(OneFilter.WITHOUT_FILTER, 3);

        assertThat(answer(new OneFilter().report(trials.data("full")))).startsWith("An untrained filter of 1 tap, ReLU")
                .contains("a filter of one tap lets all frequencies through alike")
                .doesNotContain("It takes both parts");
    }

    @Test
    void twoFiltersDoNotShowThatLongerOnesAreWorse() throws Exception {
        Trials trials =
                new Trials(new KernelSize()).with(KernelSize.TAPS, "2,16").with(KernelSize.WINDOWS_PER_CLASS, 30)
                        .run(KernelSize.ONE, 2);

        assertThat(answer(new KernelSize().report(trials.data("full")))).doesNotContain("is worse, not better");
    }

    @Test
    void kernelSizeShowsAllArms() throws Exception {
        Trials trials =
                new Trials(new KernelSize()).with(KernelSize.TAPS, "2,16").with(KernelSize.WINDOWS_PER_CLASS, 30)
                        .with(KernelSize.EPOCHS, 1).run(KernelSize.ONE, 20).run(KernelSize.BANK, 2)
                        .run(KernelSize.TRAINED_ONE, 1).run(KernelSize.TRAINED_BANK, 1);
        Report report = new KernelSize().report(trials.data("full"));

        assertThat(answer(report)).startsWith("One random filter of 2 taps gets ")
                .contains("So for the paper's classifier a longer kernel is worse, not better.",
                        "32 random ones with a linear read-out are 100% right with 2 taps and 100% with 16, and on 4.7, 5 "
                                + "and 5.3 Hz",
                        "(Bayes limit 91.1%)")
                .as("after one epoch nothing is said for training").doesNotContain("it is the draw that fails");
        assertThat(report.figures()).containsOnlyKeys("accuracy", "accuracy-close", "gap-and-spread", "separation",
                "response-2", "response-16");
        assertThat(report.summary()).contains("one filter, 2 taps: mean accuracy",
                "one filter, 16 taps: share below 80%",
                "7 of 7 checks are met.");
    }

    @Test
    void frequencySpacingShowsTheLimit() throws Exception {
        Trials trials = new Trials(new FrequencySpacing()).with(FrequencySpacing.SPACINGS, "0.3,2")
                .with(FrequencySpacing.EPOCHS, 1).run(FrequencySpacing.ONE, 4).run(FrequencySpacing.BANK_2, 2)
                .run(FrequencySpacing.BANK_8, 2).run(FrequencySpacing.TRAINED, 1).run(FrequencySpacing.ORACLE, 4);
        Report report = new FrequencySpacing().report(trials.data("full"));

        assertThat(answer(report))
                .startsWith("What breaks is the task. 32 random filters of 8 taps with a linear read-out "
                        + "are never more than ")
                .contains("below a spacing of about 0.5 Hz the classes overlap", "As many of 2 taps lose up to ",
                        "A single random filter loses up to ", "with a standard deviation of only 0.01 Hz");
        assertThat(report.figures()).containsOnlyKeys("accuracy", "accuracy-narrow", "distance");
        assertThat(report.html()).contains("91.1");
        assertThat(report.summary()).contains("bank-8, d = 0.3 Hz", "frequency-known, d = 2 Hz",
                "9 of 9 checks are met.");
    }

    @Test
    void kernelSizeClaimsNothingOfOneSize() throws Exception {
        Trials trials = new Trials(new KernelSize()).with(KernelSize.TAPS, "3").with(KernelSize.WINDOWS_PER_CLASS, 10)
                .run(KernelSize.ONE, 2);
        Report report = new KernelSize().report(trials.data("full"));

        assertThat(answer(report)).startsWith("One random filter of 3 taps gets ")
                .endsWith("There is only this one kernel size in the run.");
        assertThat(report.figures()).containsOnlyKeys("accuracy", "accuracy-close", "response-3");
    }

    static Experiment[] experiments() {
        return new Experiment[] {new OneFilter(), new KernelSize(), new FrequencySpacing()};
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void aRunWithoutTrialsHasAReport(Experiment experiment) throws Exception {
        RunData run = new Trials(experiment).run(experiment.arms().getFirst().name(), 0).data("quick");
        Report report = experiment.report(run);

        assertThat(answer(report)).isEqualTo("There is no answer yet: no trial of this run is finished.");
        assertThat(report.figures()).isEmpty();
        assertThat(report.summary()).isEmpty();
    }

    @Test
    void missingArmsAreNamed() throws Exception {
        Report oneFilter = new OneFilter().report(new Trials(new OneFilter()).with(OneFilter.WINDOWS_PER_CLASS, 5)
                .run(OneFilter.WITHOUT_FILTER, 1).data("full"));
        assertThat(answer(oneFilter))
                .isEqualTo("The question cannot be answered from this run: <code>one-filter</code> was not asked for.");

        Report kernelSize = new KernelSize().report(new Trials(new KernelSize()).with(KernelSize.TAPS, "2")
                .with(KernelSize.WINDOWS_PER_CLASS, 5).run(KernelSize.BANK, 1).data("full"));
        assertThat(answer(kernelSize))
                .isEqualTo("The question cannot be answered from this run: <code>one-filter</code> was not asked for.");

        Report spacing = new FrequencySpacing().report(new Trials(new FrequencySpacing())
                .with(FrequencySpacing.SPACINGS, "2").run(FrequencySpacing.ORACLE, 1).data("full"));
        assertThat(answer(spacing))
                .startsWith("The question cannot be answered from this run: <code>one-filter</code>, ");
    }

    private static String answer(Report report) {
        String start = "<p class=\"answer\">";
        int from = report.html().indexOf(start) + start.length();
        return report.html().substring(from, report.html().indexOf("</p>", from)).replace("&#39;", "'");
    }
}
