package dev.halfwave.nn;

import dev.halfwave.nn.GoldenFile.Outcome;
import dev.halfwave.nn.GoldenFile.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts what became of the golden cases, per op and in all.
final class GoldenReport {

    private final Map<String, List<Outcome>> byOp = new TreeMap<>();

    void add(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            byOp.computeIfAbsent(outcome.op(), op -> new ArrayList<>()).add(outcome);
        }
    }

    long count(Status status) {
        return byOp.values().stream().mapToLong(outcomes -> count(outcomes, status)).sum();
    }

    private static long count(List<Outcome> outcomes, Status status) {
        return outcomes.stream().filter(outcome -> outcome.status() == status).count();
    }

    /// A line per op with the reasons of what was skipped and of what failed, then the sums.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Golden values of PyTorch\n");
        byOp.forEach((op, outcomes) -> {
            text.append(String.format("%-30s %s\n", op, sums(
                    count(outcomes, Status.PASSED), count(outcomes, Status.FAILED), count(outcomes, Status.SKIPPED))));
            Map<String, Integer> reasons = new TreeMap<>();
            for (Outcome outcome : outcomes) {
                if (outcome.status() == Status.SKIPPED) {
                    reasons.merge("skipped: " + outcome.reason(), 1, Integer::sum);
                } else if (outcome.status() == Status.FAILED) {
                    reasons.merge("failed: " + outcome.name() + ": " + outcome.reason(), 1, Integer::sum);
                }
            }
            reasons.forEach((reason, count) -> text.append("    ").append(reason)
                    .append(count == 1 ? "" : " (" + count + " cases)").append('\n'));
        });
        return text + sums(count(Status.PASSED), count(Status.FAILED), count(Status.SKIPPED)) + "\n";
    }

    private static String sums(long passed, long failed, long skipped) {
        return passed + " passed, " + failed + " failed, " + skipped + " skipped";
    }
}
