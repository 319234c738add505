package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OutcomeTest {

    @Test
    void nameTheirMetricAndReadAsPartOfASentence() {
        assertThat(Outcome.stepsToLoss(0.1))
                .isEqualTo(
                        new Outcome("steps.loss.0.1", "steps until the loss on the probe is below 0.1", "steps", 0.1));
        assertThat(Outcome.finalLoss())
                .isEqualTo(new Outcome("trainLossEnd", "loss on the training samples at the end of training", "", 0));
        assertThat(Outcome.finalMetric("testAccuracy"))
                .isEqualTo(new Outcome("testAccuracy", "testAccuracy at the end of training", "", 0));
        assertThat(Outcome.relativeDistance("conv2"))
                .isEqualTo(new Outcome(
                        "distance.conv2.relative", "relative distance of conv2 at the end of training", "", 0));
        assertThat(Outcome.relativeDistance("conv2").whenLossFallsBelow(.03))
                .isEqualTo(new Outcome(
                        "matched.0.03.distance.conv2.relative",
                        "relative distance of conv2 when the loss on the probe first falls below 0.03", "", 0.03));
    }

    @Test
    void writeLossesWithoutExponents() {
        assertThat(Outcome.stepsToLoss(1e-5).metric()).isEqualTo("steps.loss.0.00001");
        assertThat(Outcome.stepsToLoss(100).metric()).isEqualTo("steps.loss.100");
    }

    @ParameterizedTest
    @CsvSource({
        "trainLossEnd, true, true", "testLoss, true, true", "reset.conv1.testLoss, true, true",
        "distance.conv1.l2, true, false", "distance.conv1.bias.path, true, false",
        "distance.conv1.cosine, false, false", "testAccuracy, false, false"
    })
    void knowWhetherTheyAreMultiplesAndWhetherTheyAreCosts(String metric, boolean logarithmic, boolean cost) {
        assertThat(Outcome.finalMetric(metric).isLogarithmic()).isEqualTo(logarithmic);
        assertThat(Outcome.finalMetric(metric).isCost()).isEqualTo(cost);
    }

    @Test
    void knowThatStepsAreCostsAndDistancesAreNot() {
        Outcome steps = Outcome.stepsToLoss(0.1);
        assertThat(steps.isLogarithmic()).isTrue();
        assertThat(steps.isCost()).isTrue();
        Outcome matched = Outcome.relativeDistance("conv1").whenLossFallsBelow(0.1);
        assertThat(matched.isLogarithmic()).isTrue();
        assertThat(matched.isCost()).isFalse();
    }

    @Test
    void areCensoredWhereALossWasNeverReached() {
        TrialResult trial = new TrialResult("a", 1, Map.of(), 1, "", "", List.of(
                new MetricValue(1, "trainLossEnd", 0.5), new MetricValue(2, "trainLossEnd", 0.25),
                new MetricValue(2, "steps.loss.0.3", 16)));
        assertThat(Outcome.finalLoss().of(trial)).hasValue(0.25);
        assertThat(Outcome.finalLoss().canBeCensored()).isFalse();
        assertThat(Outcome.stepsToLoss(0.3).of(trial)).hasValue(16);
        assertThat(Outcome.stepsToLoss(0.1).of(trial)).isEmpty();
        assertThat(Outcome.stepsToLoss(0.1).canBeCensored()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refuseALossThatNothingFallsBelow(double loss) {
        String message = "Outcome: the loss must be a number above 0, but is " + loss;
        assertThatThrownBy(() -> Outcome.stepsToLoss(loss))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
        assertThatThrownBy(() -> Outcome.relativeDistance("conv1").whenLossFallsBelow(loss))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void refuseWhatIsNotMeasuredAtALoss() {
        assertThatThrownBy(() -> Outcome.finalMetric("testAccuracy").whenLossFallsBelow(0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Outcome: only a relative distance is measured when the loss falls below 0.1, but this is "
                        + "the testAccuracy at the end of training");
    }

    @Test
    void refuseNoNameAndOneThatHidesCensoring() {
        assertThatThrownBy(() -> Outcome.finalMetric(" "))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("Outcome: the metric has no name");
        assertThatThrownBy(() -> Outcome.finalMetric("steps.loss.0.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Outcome: steps.loss.0.1 need not be reached, which only stepsToLoss(...) and "
                        + "relativeDistance(...).whenLossFallsBelow(...) know of");
        assertThatThrownBy(() -> Outcome.relativeDistance(""))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("Outcome: the layer has no name");
    }
}
