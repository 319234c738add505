package dev.halfwave.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MeasurementsTest {

    private static TrialResult trial(long seed, MetricValue... values) {
        return new TrialResult("up", seed, Map.of(), 1, "", "", List.of(values));
    }

    private static final Measurements MEASURED = Measurements.of(new RunData("example", "quick", Map.of(),
            List.of(new Arm("up", "", ""), new Arm("down", "", "")), Map.of(),
            List.of(trial(1, new MetricValue(5, "loss", 1), new MetricValue(7, "loss", 2)),
                    trial(2, new MetricValue(2, "loss", 9), new MetricValue(5, "loss", 4))),
            "", Map.of()));

    @Test
    void valuesAreThoseOfAllSeedsInTheirOrder() {
        assertThat(MEASURED.values("up", "loss", 5)).containsExactly(1, 4);
        assertThat(MEASURED.mean("up", "loss", 5)).isEqualTo(2.5);
        assertThat(MEASURED.summary("up", "loss", 5).sd()).isEqualTo(1.5);
        assertThat(MEASURED.indices("up", "loss")).containsExactly(2, 5, 7);
    }

    @Test
    void whatWasNotMeasuredIsEmpty() {
        assertThat(MEASURED.has("up")).isTrue();
        assertThat(MEASURED.has("down")).isFalse();
        assertThat(MEASURED.values("down", "loss", 5)).isEmpty();
        assertThat(MEASURED.mean("up", "accuracy", 5)).isNaN();
        assertThat(MEASURED.indices("up", "accuracy")).isEmpty();
    }

    @Test
    void valuesAreCopies() {
        MEASURED.values("up", "loss", 7)[0] = -1;
        assertThat(MEASURED.values("up", "loss", 7)).containsExactly(2);
    }
}
