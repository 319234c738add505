package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.report.Numbers;
import java.util.ArrayList;
import java.util.List;

/// The report's table for the terminal: an arm per line, at most 100 columns.
final class ReluDcReportTerminal {

    private final ReluDcReportData data;

    ReluDcReportTerminal(ReluDcReportData data) {
        this.data = data;
    }

    /// The table, or an empty text if no trial is finished.
    String text() {
        if (data.withTrials().isEmpty()) {
            return "";
        }
        List<String> lines = new ArrayList<>();
        lines.add(line("", "", "right (%)", "right (%)", "relative", "relative", ""));
        lines.add(line("arm", "seeds", "training", "test", "distance 1", "distance 2", "99% at epoch"));
        for (ReluDcReportArm arm : data.arms()) {
            String seeds = arm.n() == arm.planned() ? Integer.toString(arm.n()) : arm.n() + " of " + arm.planned();
            lines.add(line(arm.name(), seeds, Numbers.percent(arm.last("trainAccuracy").mean()),
                    Numbers.percent(arm.last("testAccuracy").mean()), distance(arm, "conv1"), distance(arm, "conv2"),
                    epoch(arm)));
        }
        return String.join("", lines);
    }

    private static String distance(ReluDcReportArm arm, String layer) {
        return switch (arm.outcome()) {
            case LEARNED -> Numbers.meanAndSd(arm.last("distance." + layer + ".relative"));
            case DID_NOT_LEARN -> "did not learn";
            case UNKNOWN -> Numbers.UNDEFINED;
        };
    }

    private static String epoch(ReluDcReportArm arm) {
        if (arm.last("trainAccuracy").isEmpty()) {
            return Numbers.UNDEFINED;
        }
        return arm.medianEpochToLearn().stream()
                .mapToObj(
                        median -> median == Math.rint(median) ? Long.toString((long) median) : Double.toString(median))
                .findFirst().orElse(arm.epochsToLearn().isEmpty() ? "never" : "later");
    }

    private static String line(String... cells) {
        return String.format("%-20s %9s %11s %11s  %-14s %-14s %s", (Object[]) cells).stripTrailing() + "\n";
    }
}
