package dev.halfwave.experiments.relu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Seeds;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.TTest;
import org.junit.jupiter.api.Test;

/// Compares `relu-dc` with 20 repetitions of the paper's own method, run in TensorFlow 2.21 (Keras 3.15): the file
/// `VC_20reps_tf_per_seed.csv` in the folder of `-Dhalfwave.reference`. The random numbers of the two have nothing in
/// common, so distributions are compared, by Welch's t.
///
/// The build compares the first epochs of a few seeds. For the whole comparison run
///
/// ```
/// ./halfwave run relu-dc --preset full --set arms=relu,linear,linear-class-dc --seeds 20 --out RUN
/// ./mvnw verify -Dhalfwave.reference=FOLDER -Dhalfwave.referenceRun=RUN
/// ```
class ReluDcReferenceTest {

    private static final Study STUDY = ReluDc.study();
    private static final List<String> ARMS = List.of("relu", "linear", "linear-class-dc");
    private static final List<String> METRICS = List.of("distance.conv1.l2", "distance.conv2.l2", "trainLoss");
    private static final double LARGEST_T = 4;
    private static final int MANY_EPOCHS = 1000; // stands for "not within this run"

    /// One value per arm, metric, epoch and seed.
    private record Key(String arm, String metric, int epoch) {}

    @Test
    void theFirstEpochsAgreeWithTheReference() throws IOException {
        Map<Key, Map<Long, Double>> reference = read(referenceFolder().resolve("VC_20reps_tf_per_seed.csv"));
        Map<Key, Map<Long, Double>> ours = train(5, 6);

        List<String> misses = compare(ours, reference, List.of(1, 5), System.out::print);
        assertThat(misses).isEmpty();
    }

    @Test
    void aWholeRunAgreesWithTheReference() throws IOException {
        String run = System.getProperty("halfwave.referenceRun");
        assumeTrue(run != null, "needs a run folder, -Dhalfwave.referenceRun=DIR");
        Map<Key, Map<Long, Double>> reference = read(referenceFolder().resolve("VC_20reps_tf_per_seed.csv"));
        Map<Key, Map<Long, Double>> ours = read(Path.of(run, "metrics.csv"));

        List<String> misses = compare(ours, reference, List.of(1, 5, 20, 60), System.out::print);
        for (String arm : ARMS) {
            double[] mine = epochsTo99Percent(ours, arm);
            double[] theirs = epochsTo99Percent(reference, arm);
            double p = MannWhitneyUTest.withDefaults().test(mine, theirs).getPValue();
            System.out.printf(Locale.ROOT, "%-16s epoch of 99 %%: median %.1f and %.1f, rank test p %.4f%n", arm,
                    median(mine), median(theirs), p);
            if (!(p > 0.001)) {
                misses.add(arm + " epoch of 99 %: p " + p);
            }
        }
        assertThat(misses).isEmpty();
    }

    /// A comparison that cannot fail proves nothing.
    @Test
    void distancesThatAreAFifthLargerDoNotAgree() throws IOException {
        Map<Key, Map<Long, Double>> reference = read(referenceFolder().resolve("VC_20reps_tf_per_seed.csv"));
        Map<Key, Map<Long, Double>> shifted = new LinkedHashMap<>();
        reference.forEach((key, seeds) -> {
            Map<Long, Double> values = new TreeMap<>(seeds);
            values.replaceAll((seed, value) -> value * 1.2);
            shifted.put(key, values);
        });
        assertThat(compare(shifted, reference, List.of(1, 5, 20, 60), row -> {})).isNotEmpty();
    }

    private static Path referenceFolder() {
        String folder = System.getProperty("halfwave.reference");
        assumeTrue(folder != null, "needs the folder of reference runs, -Dhalfwave.reference=DIR");
        return Path.of(folder);
    }

    private static List<String> compare(
            Map<Key, Map<Long, Double>> ours,
            Map<Key, Map<Long, Double>> reference,
            List<Integer> epochs,
            Consumer<String> table) {
        List<String> misses = new ArrayList<>();
        for (String arm : ARMS) {
            for (String metric : METRICS) {
                for (int epoch : epochs) {
                    Key key = new Key(arm, metric, epoch);
                    double[] mine = values(ours, key);
                    double[] theirs = values(reference, key);
                    double t = TTest.withDefaults().test(mine, theirs).getStatistic(); // Welch's by default
                    table.accept(String.format(Locale.ROOT, "%-16s %-18s epoch %2d: %9.5f and %9.5f, t %6.2f%n", arm,
                            metric, epoch, mean(mine), mean(theirs), t));
                    if (!(Math.abs(t) < LARGEST_T)) {
                        misses.add(key + ": t " + t);
                    }
                }
            }
        }
        return misses;
    }

    private static double[] values(Map<Key, Map<Long, Double>> all, Key key) {
        boolean loss = key.metric().equals("trainLoss");
        return all.get(key).values().stream().mapToDouble(value -> loss ? Math.log(value) : value).toArray();
    }

    private static double[] epochsTo99Percent(Map<Key, Map<Long, Double>> all, String arm) {
        Map<Long, Integer> first = new TreeMap<>();
        all.forEach((key, seeds) -> {
            if (key.arm().equals(arm) && key.metric().equals("trainAccuracy")) {
                seeds.forEach((seed, value) -> first.merge(seed, value >= 0.99 ? key.epoch() : MANY_EPOCHS, Math::min));
            }
        });
        return first.values().stream().mapToDouble(epoch -> epoch).toArray();
    }

    private static Map<Key, Map<Long, Double>> read(Path csv) throws IOException {
        Map<Key, Map<Long, Double>> values = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.getFirst()).isEqualTo("arm,seed,epoch,metric,value");
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",");
            values.computeIfAbsent(new Key(fields[0], fields[3], Integer.parseInt(fields[2])), k -> new TreeMap<>())
                    .put(Long.parseLong(fields[1]), Double.parseDouble(fields[4]));
        }
        return values;
    }

    private static Map<Key, Map<Long, Double>> train(int epochs, int seeds) {
        Configuration configuration = Configuration.compose(
                STUDY, Optional.empty(), Optional.of(Seeds.upTo(seeds)),
                List.of("arms=" + String.join(",", ARMS), "epochs=" + epochs, "windowsPerClass=1024",
                        "testWindowsPerClass=1"));
        Map<Key, Map<Long, Double>> values = new LinkedHashMap<>();
        configuration.trials().parallelStream().forEach(trial -> {
            List<MetricValue> rows = run(trial).metrics();
            synchronized (values) {
                rows.forEach(row -> values
                        .computeIfAbsent(new Key(trial.arm(), row.metric(), row.epoch()), k -> new TreeMap<>())
                        .put(trial.seed(), row.value()));
            }
        });
        return values;
    }

    private static TrialOutcome run(Trial trial) {
        try {
            return STUDY.run(trial, ONE_THREAD);
        } catch (Exception e) {
            throw new AssertionError(trial.arm() + ", seed " + trial.seed(), e);
        }
    }

    private static final TrialContext ONE_THREAD = new TrialContext() {
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

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
