package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What the report says of runs that were made up.
final class HeartRateTrainReportTest {

    private static final Study STUDY = HeartRateTrain.study();

    /// Errors of 4 and 5 with ReLU and 6 and 7 without its DC on S1 and S2, then the same on S1 again.
    private static RunData run(String data, int seeds) {
        Map<String, String> settings = new LinkedHashMap<>();
        STUDY.settings().forEach(setting -> settings.put(setting.name(), String.valueOf(setting.defaultValue())));
        settings.put("data", data);
        List<Arm> arms = STUDY.arms().subList(0, 2);
        Map<String, List<Long>> planned = new LinkedHashMap<>();
        List<TrialResult> trials = new ArrayList<>();
        for (Arm arm : arms) {
            planned.put(arm.name(), LongStream.rangeClosed(1, 3).boxed().toList());
            for (long seed = 1; seed <= seeds; seed++) {
                int subject = seed % 2 == 1 ? 1 : 2;
                trials.add(new TrialResult(arm.name(), seed, settings, 1, "a", "b", List.of(
                        new MetricValue(0, "known.testSubject", subject),
                        new MetricValue(0, "known.testWindows", 100 + subject),
                        new MetricValue(0, "known.peakRawMae", 30),
                        new MetricValue(0, "known.peakFilteredMae", 5.5 + seed),
                        new MetricValue(9, "best.epoch", 4),
                        new MetricValue(9, "best.testMae", 3 + subject + (arm.name().equals("relu") ? 0 : 2.5)))));
            }
        }
        return new RunData("heart-rate-train", "full", settings, arms, planned, trials, "halfwave run", Map.of());
    }

    private static String text(String html) {
        return html.substring(html.indexOf("<h1")).replaceAll("<[^>]*>", "|").replaceAll("\\|[|\\s]*", "|")
                .replace("&nbsp;", " ");
    }

    @Test
    void standsBesideThePublishedErrorsBySubject() {
        Report report = STUDY.report(run("/data/PPG_FieldStudy#sha256=0f", 3));
        assertThat(text(report.html())).contains(
                "PPG-DaLiA in |/data/PPG_FieldStudy|(SHA-256 |0f|of the list of its files with their SHA-256): "
                        + "windows of 8 s",
                "dropout 0.5, 20 epochs.|",
                "The seeds test on 2 subjects and train on much the same people, so they are not independent",
                "|S1|2|4.00|6.50|6.50|4.55|", "|S2|1|5.00|7.50|7.50|3.12|")
                .doesNotContain("do not exist");
        assertThat(report.summary()).containsPattern("(?m)^relu +3 +4.3 ± 0.5 +5.00$")
                .containsPattern("(?m)^FFT peak, filtered +3 +7.5 ± 0.8 +8.50$");
    }

    @Test
    void countsSeedsThatAreBetterThanTheSpectrumsPeak() {
        String html = text(STUDY.report(run("synthetic", 3)).html());
        assertThat(html)
                .contains("|relu|3|4.3 ± 0.5|4.00|5.00|3 of 3|4|", "|relu-dc-free|3|6.8 ± 0.5|6.50|7.50|1 of 3|4|",
                        "|2|2|102|5.00|7.50|7.50|30.00|", "no two seeds share any person")
                .doesNotContain("By subject");
    }

    @Test
    void isDrawnOfARunWithoutAnyTrial() {
        assertThat(text(STUDY.report(run("synthetic", 0)).html())).contains("no trial of this run is finished")
                .doesNotContain("Errors on people that were left out");
    }
}
