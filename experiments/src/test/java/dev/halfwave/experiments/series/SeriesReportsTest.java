package dev.halfwave.experiments.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Both experiments of this package from the trial to the page.
class SeriesReportsTest {

    private static final TrialContext CONTEXT = new TrialContext() {

        @Override
        public int threads() {
            return 1;
        }

        @Override
        public void progress(int done, int total) {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    };

    @Test
    void answersWithThePapersTones() throws Exception {
        Report report = new ReluSeries().report(run(new ReluSeries(), "full", Map.of(), 4));

        assertThat(body(report)).contains(
                "With the A of the authors&#39; code the series converges, slowly: its error falls as N⁻⁰·⁷⁶ with the number "
                        + "of terms N; with 50 terms it is 1.71% off (the code&#39;s own print, 0.694%, compares with the "
                        + "input instead of ReLU and tends to a constant). With the A of the published expansion it diverges "
                        + "for this signal: g reaches 7 where 1 is the limit, and the best it does is 22.3%, with 2 terms. "
                        + "Equation 8, half the root mean square, gives a DC of 0.7071 where ReLU&#39;s is 0.5749 (+23.0%): an "
                        + "upper bound, not an equality.",
                "text: diverges").doesNotContain("is not met", "are not met", "NaN", "Infinity");
        assertThat(report.figures().keySet()).containsExactly("error-by-terms", "dc-error-by-terms",
                "max-error-by-terms", "g-over-time", "detail", "spectrum", "equation-8", "two-tones");
        assertThat(report.summary()).contains("   50     9.15×10³⁸          1.71          1.71         0.718")
                .endsWith("76 of 76 checks are met.\n");
    }

    @Test
    void recordsWhatIsDefinedOnly() throws Exception {
        List<MetricValue> text = new ReluSeries().run(trial(new ReluSeries(), "text", Map.of()), CONTEXT).metrics();

        assertThat(text).allMatch(value -> Double.isFinite(value.value()));
        // 7^1600 is beyond the doubles; what comes before it is there.
        assertThat(text).noneMatch(value -> value.epoch() == 1600 && value.metric().equals("rrmse"));
        assertThat(text).contains(new MetricValue(0, "scaleA", 2));
        assertThat(ReluSeries.ladder(50)).endsWith(30, 50).startsWith(1, 2, 3);
        assertThat(ReluSeries.ladder(1)).containsExactly(1);
        assertThat(ReluSeries.ladder(60)).endsWith(50, 60);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            one                       | periodic | exact | 1600
            100:3:1                   | paper    | paper | 3
            10:1:0,13.7:0.5:2,31:0.2:1 | periodic | exact | 500
            """)
    void reportsOtherSignals(String tones, String grid, String spectrum, String terms) throws Exception {
        Map<String, String> changes = Map.of("tones", tones, "grid", grid, "spectrum", spectrum, "terms", terms);

        Report report = new ReluSeries().report(run(new ReluSeries(), "full", changes, 4));

        assertThat(body(report)).contains("Where this comes from").doesNotContain("NaN", "Infinity", "is not met",
                "are not met");
    }

    /// Half a wave in 8 s: an input that is mostly positive has a mean, and ReLU a DC that equation 8 does not bound.
    @Test
    void callsEquation8ABoundOnlyWhereItIs() throws Exception {
        assertThat(
                body(new ReluSeries().report(run(new ReluSeries(), "full", Map.of("tones", "0.1875:1:-1.5707963"), 4))))
                .contains("the input has a mean of its own").doesNotContain("an upper bound, not an equality");
    }

    @Test
    void reportsARunThatLacksTrials() throws Exception {
        Experiment experiment = new ReluSeries();

        assertThat(body(experiment.report(run(experiment, "quick", Map.of(), 0)))).contains("There is no answer yet");
        assertThat(body(experiment.report(run(experiment, "full", Map.of("terms", "50"), 1))))
                .contains("With the A of the published expansion it diverges", "Unfinished: <code>code</code> (0 of 1)")
                .doesNotContain("With the A of the authors");
        RunData whole = run(experiment, "full", Map.of("terms", "50"), 4);
        RunData oneTone = new RunData(whole.experiment(), "full", whole.settings(), List.of(whole.arms().getLast()),
                Map.of("one-tone", List.of(1L)), List.of(whole.trials().getLast()), whole.command(),
                whole.environment());
        assertThat(body(experiment.report(oneTone))).contains(
                "Neither of the paper&#39;s two A can be judged from this run: <code>text</code> and <code>code</code> were "
                        + "not asked for.",
                "Not asked for: <code>text</code>, <code>code</code> and <code>safe</code>.");
    }

    @Test
    void buildsTheTwoExampleNetworks() throws Exception {
        Experiment experiment = new AveragingAndDifferencing();

        Report report = experiment.report(run(experiment, "full", Map.of(), 4));

        assertThat(body(report)).contains("Above 45 Hz there is 4.1% of ReLU&#39;s AC energy.",
                "to the last bit it is an average of the first ReLU", "88% of its energy is above 45 Hz, and the mean "
                        + "frequency rises from 20 to 206 Hz.");
        assertThat(report.summary())
                .contains("samples                                       8192          8192          "
                        + "8152          8190")
                .endsWith("46 of 46 checks are met.\n");
        assertThat(body(experiment.report(run(experiment, "quick", Map.of(), 2)))).contains(
                "The networks cannot be compared from this run: <code>averaging</code> and <code>differencing</code> have no "
                        + "finished trial.")
                .doesNotContain("NaN");
        assertThat(body(experiment.report(run(experiment, "full", Map.of("grid", "periodic"), 4))))
                .contains("2 of 2 checks are met.");
    }

    @Test
    void hasTheSpectraOfTheExampleNetworks() throws Exception {
        // frequency: relu, averaging, differencing, as 2/N · |X|; at 0 Hz that is twice the mean
        double[][] expected = {{5, .5575, .5060, .2927}, {10, .6854, .4971, .3765}, {15, .2840, .1764, .3326},
            {20, .6749, .4721, .9359}, {40, .5042, .1189, 1.1928}, {80, .0984, .0006, .6609},
            {110, .0322, 0, .7741}, {150, .0084, 0, .9078}};
        String[] arms = {"relu", "averaging", "differencing"};
        double[] twiceTheMean = {1.1497, 1.1371, 1.6036};
        double[] above45Hz = {.041, .0009, .876};
        Experiment experiment = new AveragingAndDifferencing();
        for (int i = 0; i < arms.length; i++) {
            List<MetricValue> values = experiment.run(trial(experiment, arms[i], Map.of()), CONTEXT).metrics();
            for (double[] line : expected) {
                assertThat(value(values, "amplitude", (int) line[0])).as(arms[i] + " at " + line[0])
                        .isCloseTo(line[i + 1], within(5.1e-5));
            }
            assertThat(2 * value(values, "mean", 0)).isCloseTo(twiceTheMean[i], within(5.1e-5));
            assertThat(value(values, "energyAbove45Hz", 0)).isCloseTo(above45Hz[i], within(i == 1 ? 5e-5 : 5e-4));
        }
    }

    private static double value(List<MetricValue> values, String metric, int index) {
        return values.stream().filter(value -> value.epoch() == index && value.metric().equals(metric)).findFirst()
                .orElseThrow().value();
    }

    private static Trial trial(Experiment experiment, String arm, Map<String, String> changes) {
        return new Trial(arm, 1, settings(experiment, changes));
    }

    private static Map<String, String> settings(Experiment experiment, Map<String, String> changes) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Setting<?> setting : experiment.settings()) {
            settings.put(setting.name(), changes.getOrDefault(setting.name(), setting.defaultValue().toString()));
        }
        return settings;
    }

    /// A run of which the first `finished` trials are there.
    private static RunData run(Experiment experiment, String preset, Map<String, String> changes, int finished)
            throws Exception {
        Map<String, List<Long>> seeds = new LinkedHashMap<>();
        List<TrialResult> trials = new ArrayList<>();
        for (Arm arm : experiment.arms()) {
            seeds.put(arm.name(), List.of(1L));
            if (trials.size() < finished) {
                Trial trial = trial(experiment, arm.name(), changes);
                TrialOutcome outcome = experiment.run(trial, CONTEXT);
                trials.add(new TrialResult(arm.name(), 1, trial.settings(), 0.1, "", "", outcome.metrics()));
            }
        }
        return new RunData(experiment.name(), preset, settings(experiment, changes), experiment.arms(), seeds, trials,
                "halfwave run " + experiment.name(), Map.of());
    }

    private static String body(Report report) {
        String html = report.html();
        return html.substring(html.indexOf("<main>"), html.indexOf("</main>"));
    }
}
