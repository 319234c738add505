package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.report.Check;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Summary;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredTest {

    private static final Measured MEASURED = of(List.of(trial(1, 0.7, 0.99), trial(2, 0.8, 1), trial(3, 0.9, 0.7)));

    private static Measured of(List<TrialResult> trials) {
        return new Measured(new RunData("sample", "full", Map.of(), List.of(new Arm("a", "", ""), new Arm("b", "", "")),
                Map.of("a", List.of(1L, 2L, 3L), "b", List.of(1L)), trials, "", Map.of()));
    }

    private static TrialResult trial(long seed, double atTwo, double atFour) {
        return new TrialResult("a", seed, Map.of(), 1, "", "", List.of(new MetricValue(0, "slope", 5),
                new MetricValue(2, "accuracy", atTwo), new MetricValue(4, "accuracy", atFour)));
    }

    @Test
    void readsASampleAtEachPlace() {
        assertThat(MEASURED.has("a")).isTrue();
        assertThat(MEASURED.has("b")).isFalse();
        assertThat(MEASURED.places("a", "accuracy")).containsExactly(2, 4);
        assertThat(MEASURED.values("a", "accuracy", 2)).containsExactly(0.7, 0.8, 0.9);
        assertThat(MEASURED.mean("a", "accuracy", 2)).isCloseTo(0.8, within(1e-15));
        assertThat(MEASURED.mean("b", "accuracy", 2)).isNaN();
        assertThat(MEASURED.share("a", "accuracy", 4, value -> value > 0.8)).isEqualTo(2 / 3.0);
        assertThat(MEASURED.share("b", "accuracy", 4, value -> value > 0.8)).isNaN();
    }

    /// The sample's deviation of 0.7, 0.8, 0.9 is 0.1.
    @Test
    void theStandardErrorIsThatOfTheSample() {
        assertThat(MEASURED.error("a", "accuracy", 2)).isCloseTo(0.1 / Math.sqrt(3), within(1e-15));
        assertThat(Summary.of(0.7).standardError()).isNaN();
        assertThat(Measured.percentAndError(MEASURED.summary("a", "accuracy", 2))).isEqualTo("80.0 ± 5.8");
        assertThat(Measured.percentAndError(Summary.of(0.7))).isEqualTo("70.0");
        assertThat(Measured.percentAndError(Summary.of(0.5, 0.50001))).isEqualTo("50.0 ± 0.0");
    }

    @Test
    void allowsThreeStandardErrorsOfTheDifference() {
        Summary sample = MEASURED.summary("a", "accuracy", 2);
        double own = 0.1 / Math.sqrt(3);

        assertThat(allowed(Measured.check("", 0.9, 0.02, sample, ""))).isCloseTo(3 * Math.hypot(own, 0.02),
                within(1e-15));
        assertThat(allowed(Measured.checkMean("", 0.9, 300, 0.1, sample, "")))
                .isCloseTo(0.3 * Math.sqrt(1 / 300.0 + 1 / 3.0), within(1e-15));
        assertThat(allowed(Measured.checkShare("", 0.9, 300, 0.8, 100, "")))
                .isCloseTo(3 * Math.sqrt(0.09 / 300 + 0.09 / 100), within(1e-15));
        assertThat(allowed(Measured.checkDeviation("", 0.005, 300, 0.1, sample)))
                .isCloseTo(0.0005 + 0.3 * Math.sqrt(1 / 300.0 + 1 / 3.0), within(1e-15));
        assertThat(allowed(Measured.checkDraw("", 0.5, 450, sample, ""))).as("its own spread")
                .isCloseTo(0.0005 + 0.3 * Math.sqrt(4 / 3.0), within(1e-15));
        assertThat(allowed(Measured.checkDraw("", 0.5, 1, sample, ""))).as("one window")
                .isCloseTo(0.0005 + 1.5 * Math.sqrt(4 / 3.0), within(1e-15));
        assertThat(Measured.checkDraw("", 0.5, 450, Summary.of(0.5), "").isMeasured()).isFalse();
        assertThat(Measured.check("", 0.9, 0.02, Summary.of(0.9), "").isMeasured()).as("one seed").isFalse();
        assertThat(Measured.checkMean("", 0.9, 300, 0.1, Summary.NONE, "").isMeasured()).as("no seed").isFalse();
    }

    @Test
    void isLargerBeyondTwoStandardErrorsOnly() {
        assertThat(of(0.70, 0.71, 0.72, 0.80, 0.81, 0.82).isLarger("a", "accuracy", 4, 2)).isTrue();
        assertThat(of(0.70, 0.71, 0.72, 0.80, 0.81, 0.82).isLarger("a", "accuracy", 2, 4)).isFalse();
        assertThat(of(0.70, 0.80, 0.90, 0.80, 0.81, 0.82).isLarger("a", "accuracy", 4, 2)).as("within").isFalse();
    }

    /// Three seeds: their values at 2, then at 4.
    private static Measured of(double... values) {
        return of(List.of(
                trial(1, values[0], values[3]), trial(2, values[1], values[4]), trial(3, values[2], values[5])));
    }

    private static double allowed(Check check) {
        return ((Check.Value) check.expected()).allowed();
    }

    @Test
    void drawsMeansWithTwiceTheirError() {
        CurveChart.Series curve = MEASURED.curve("a", Style.number(0), "a", "accuracy", 0.5);
        double error = 100 * 0.1 / Math.sqrt(3);

        assertThat(curve.points()).extracting(CurveChart.Point::x).containsExactly(1.0, 2.0);
        CurveChart.Point first = curve.points().getFirst();
        assertThat(first.y()).isCloseTo(80, within(1e-12));
        assertThat(first.low()).isCloseTo(80 - 2 * error, within(1e-12));
        assertThat(first.high()).isCloseTo(80 + 2 * error, within(1e-12));
        assertThat(curve.points().get(1).high()).as("no accuracy is above 100%").isEqualTo(100);
    }
}
