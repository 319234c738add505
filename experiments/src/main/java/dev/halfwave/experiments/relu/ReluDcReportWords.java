package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.report.Numbers;

/// Numbers of a run as parts of a sentence.
final class ReluDcReportWords {

    private static final double CHANCE = 1 / 3.0;

    /// How far from a third an accuracy may lie and still be called chance.
    private static final double NEAR_CHANCE = 0.05;

    private final ReluDcReportData data;

    ReluDcReportWords(ReluDcReportData data) {
        this.data = data;
    }

    /// Whether all these arms have trials and are right no more and no less often than by guessing.
    boolean areAtChance(String... arms) {
        for (String arm : arms) {
            if (!data.has(arm) || !(Math.abs(data.arm(arm).accuracy() - CHANCE) <= NEAR_CHANCE)) {
                return false;
            }
        }
        return true;
    }

    /// Whether the first arm learns sooner than the second, in the median.
    boolean sooner(String first, String second) {
        double one = data.arm(first).medianEpochToLearn().orElse(Double.POSITIVE_INFINITY);
        return one < data.arm(second).medianEpochToLearn().orElse(Double.POSITIVE_INFINITY);
    }

    /// After how many epochs 99% of the training windows are right, in the median.
    String epochOf99(String arm) {
        return data.arm(arm).medianEpochToLearn().stream()
                .mapToObj(epoch -> (epoch == Math.rint(epoch) ? Long.toString((long) epoch) : Double.toString(epoch))
                        + (epoch == 1 ? " epoch" : " epochs"))
                .findFirst().orElse("more than " + epochs());
    }

    /// The relative distances of layers 1 and 2.
    String distances(String arm) {
        return Numbers.rounded(data.arm(arm).last("distance.conv1.relative").mean()) + " and "
                + Numbers.rounded(data.arm(arm).last("distance.conv2.relative").mean());
    }

    /// How often an arm is right at the end: `99.8% right`.
    String right(String arm) {
        ReluDcReportArm found = data.arm(arm);
        boolean isTest = !found.last("testAccuracy").isEmpty();
        return Numbers.percent(found.accuracy()) + "%" + (isTest ? "" : " of the training windows") + " right";
    }

    /// How long the run trains: `60 epochs`.
    String epochs() {
        return data.lastEpoch() == 1 ? "1 epoch" : data.lastEpoch() + " epochs";
    }
}
