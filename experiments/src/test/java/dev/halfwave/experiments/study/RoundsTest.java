package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trials that follow from others: 6 declared ones and 6 beside them, then 2, then 4.
final class RoundsTest {

    private static final Experiments ROUNDS = Experiments.of(new RoundsExperiment());
    private static final int ALL = 6 + 6 + 2 + 4;

    @TempDir
    private Path temporary;

    private Path place;

    @BeforeEach
    void nameAFolder() throws IOException {
        place = temporary.toRealPath().resolve("run");
    }

    private static Configuration configuration(String... changes) {
        return Configuration.compose(
                new RoundsExperiment(), Optional.empty(), Optional.of(Seeds.parse("2")), List.of(changes));
    }

    private static RunFolder start(Path folder, Configuration configuration) {
        return RunFolder.start(folder, new RoundsExperiment(), configuration, "1.0", true);
    }

    private static Path run(Path folder, Configuration configuration, int threads) {
        try (RunFolder run = start(folder, configuration)) {
            run.started(Map.of());
            new Runner(new RoundsExperiment(), run, threads, standing -> {}).run();
            run.saveResults(new RoundsExperiment().metrics());
        }
        return folder;
    }

    /// Runs until so many trials are finished.
    private static void runUpTo(int finished, Path folder, int threads) {
        try (RunFolder run = start(folder, configuration())) {
            run.started(Map.of());
            AtomicReference<Runner> runner = new AtomicReference<>();
            runner.set(new Runner(new RoundsExperiment(), run, threads, standing -> {
                if (standing.finished() >= finished) {
                    runner.get().stop();
                }
            }));
            runner.get().run();
        }
    }

    private static Map<String, String> results(Path folder) throws IOException {
        Map<String, String> results = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (!name.equals(RunFolder.LOG) && !name.equals(RunFolder.ENVIRONMENT)) {
                    results.put(name, Files.readString(file).replaceAll("\"seconds\" : .*", ""));
                }
            }
        }
        return results;
    }

    @Test
    void runsWhatFollowsFromFinishedTrialsUntilNothingDoes() throws IOException {
        run(place, configuration(), 2);
        RunData run = RecordedRun.read(place, ROUNDS).data();
        assertThat(run.isComplete()).isTrue();
        assertThat(run.finished()).isEqualTo(ALL);
        assertThat(run.trials()).hasSize(6).allMatch(trial -> trial.variant().isEmpty());
        assertThat(run.further().planned()).extracting(Trial::name).containsExactly(
                "arm up/rate-0.001, seed 101", "arm up/rate-0.01, seed 101",
                "arm down/rate-0.001, seed 101", "arm down/rate-0.01, seed 101",
                "arm up-down/rate-0.001, seed 101", "arm up-down/rate-0.01, seed 101",
                "arm down/rate-0.1, seed 101", "arm up-down/rate-0.1, seed 101",
                "arm down/own-rate, seed 1", "arm down/own-rate, seed 2",
                "arm up-down/own-rate, seed 1", "arm up-down/own-rate, seed 2");
        assertThat(run.further().finished()).extracting(TrialResult::trial).isEqualTo(run.further().planned());
        assertThat(run.trials("down")).extracting(TrialResult::seed).containsExactly(1L, 2L);
        assertThat(run.trials("down", "")).isEqualTo(run.trials("down"));
        assertThat(run.trials("down", "own-rate")).extracting(trial -> trial.settings().get("learningRate"))
                .containsExactly("0.1", "0.1");
        assertThat(run.trials("up", "own-rate")).isEmpty();
        assertThat(Files.readString(place.resolve("run.log")))
                .contains(" 2 trials follow from those that are finished", " 4 trials follow from those");
    }

    @Test
    void writesVariantsBehindTheDeclaredTrials() throws IOException {
        run(place, configuration("arms=down"), 1);
        try (Stream<Path> all = Files.walk(place.resolve("trials"))) {
            assertThat(all.filter(file -> file.toString().endsWith(".json"))
                    .map(file -> place.relativize(file).toString()).sorted())
                    .containsExactly(
                            "trials/down/own-rate/seed-1.json", "trials/down/own-rate/seed-2.json",
                            "trials/down/rate-0.001/seed-101.json", "trials/down/rate-0.01/seed-101.json",
                            "trials/down/rate-0.1/seed-101.json", "trials/down/seed-1.json", "trials/down/seed-2.json");
        }
        assertThat(Files.readString(place.resolve("trials/down/own-rate/seed-1.json"))).startsWith("""
                {
                  "arm" : "down",
                  "variant" : "own-rate",
                  "seed" : 1,
                """);
        assertThat(Files.readString(place.resolve("trials/down/seed-1.json"))).startsWith("""
                {
                  "arm" : "down",
                  "seed" : 1,
                """);
        List<String> groups = Files.readAllLines(place.resolve("metrics.csv")).stream().skip(1)
                .map(line -> line.substring(0, line.indexOf(',', line.indexOf(',') + 1))).distinct().toList();
        assertThat(groups).containsExactly(
                "down,1", "down,2", "down/rate-0.001,101", "down/rate-0.01,101", "down/rate-0.1,101", "down/own-rate,1",
                "down/own-rate,2");
        assertThat(Files.readString(place.resolve("summary.json")))
                .contains("\"planned\" : 7", "\"finished\" : 7")
                .containsSubsequence("\"name\" : \"down\"", "\"planned\" : 2", "\"name\" : \"down/rate-0.001\"",
                        "\"planned\" : 1", "\"name\" : \"down/rate-0.1\"", "\"name\" : \"down/own-rate\"",
                        "\"1\" : \"final-down1-own-rate\"");
    }

    @Test
    void endsInTheSameBytesOnAnyNumberOfThreadsAndWhereverItWasStopped() throws IOException {
        Map<String, String> expected = results(run(place, configuration(), 1));
        assertThat(expected.keySet()).filteredOn(name -> name.endsWith(".safetensors")).hasSize(ALL);
        assertThat(results(run(temporary.resolve("three"), configuration(), 3))).isEqualTo(expected);
        for (int finished : new int[] {1, 7, 11, 12, 13, 14, 16}) {
            Path folder = temporary.resolve("stopped-" + finished);
            runUpTo(finished, folder, 1);
            assertThat(RecordedRun.read(folder, ROUNDS).data().isComplete()).isFalse();
            assertThat(results(run(folder, configuration(), 2))).as("stopped after " + finished).isEqualTo(expected);
        }
    }

    @Test
    void joinsPartsToWhatARunInOnePlaceIs() throws IOException {
        Map<String, String> expected = results(run(place, configuration(), 2));
        for (int of : new int[] {2, 5}) {
            List<Path> parts = new ArrayList<>();
            for (int number = 1; number <= of; number++) {
                parts.add(run(
                        temporary.resolve(number + "-of-" + of), configuration().withPart(new Part(number, of)),
                        number));
            }
            // Every part chooses for itself, and has its share of the rest.
            RunData part = RecordedRun.read(parts.get(1), ROUNDS).data();
            assertThat(part.trials("down", "rate-0.1")).hasSize(1);
            assertThat(part.trials("down", "own-rate")).hasSameSizeAs(part.trials("down")).hasSizeLessThan(2);
            Path out = temporary.resolve("merged-" + of);
            Merge.of(parts, out, ROUNDS).write(folder -> folder.saveResults(new RoundsExperiment().metrics()));
            assertThat(results(out)).isEqualTo(expected);
        }
    }

    @Test
    void joinsNoPartsThatChoseByDifferentResults() throws IOException {
        Path first = run(place.resolveSibling("first"), configuration().withPart(new Part(1, 2)), 1);
        Path second = run(place.resolveSibling("second"), configuration().withPart(new Part(2, 2)), 1);
        Path file = second.resolve("trials/up/rate-0.01/seed-101.json");
        Files.writeString(file,
                Files.readString(file).replaceFirst("(\"epoch\" : 1,\\s+\"trainLoss\" : )0\\.", "$10.1")
                        .replaceFirst(",\\s+\"valuesSha256\" : \"[0-9a-f]{64}\"", "")); // as of an earlier version
        assertThatThrownBy(() -> Merge.of(List.of(first, second), place, ROUNDS)).isInstanceOf(UsageException.class)
                .hasMessage(first + " and " + second + " have different results of arm up/rate-0.01, seed 101; find out"
                        + " which is wrong with: halfwave verify --trial up/rate-0.01/101 " + first
                        + ", and the same for the other");
    }

    @Test
    void joinsNoPartsThatMakeUpLessThanARun() {
        Experiment less = new RoundsExperiment() {
            @Override
            public List<Trial> further(RunData run) {
                return run.part().isWhole() ? super.further(run) : List.of();
            }
        };
        List<Path> parts = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            parts.add(place.resolveSibling("part-" + number));
            try (RunFolder run = RunFolder.start(
                    parts.getLast(), less, configuration().withPart(new Part(number, 2)), "1.0", false)) {
                new Runner(less, run, 1, standing -> {}).run();
            }
        }
        assertThatThrownBy(() -> Merge.of(parts, place, Experiments.of(less)).write(folder -> {}))
                .isInstanceOf(RunException.class)
                .hasMessage("the parts do not make up a run: of it, 6 of 12 trials are there; nothing was written, the"
                        + " parts are as they were");
        assertThat(place).doesNotExist();
    }

    @Test
    void refusesFilesOfVariantsThatAreNotOfTheRun() throws IOException {
        run(place, configuration(), 2);
        Path variant = place.resolve("trials/up/rate-0.1");
        Files.createDirectories(variant);
        assertRefused(variant + " does not belong to the run in this folder: move it elsewhere");
        Files.delete(variant);
        Path seed = place.resolve("trials/up/rate-0.01/seed-7.json");
        Files.writeString(seed, "{}");
        assertRefused(
                seed + " does not belong to the run in this folder, which has no trial of arm up/rate-0.01, seed 7:"
                        + " move it elsewhere");
        Files.delete(seed);
        Path other = place.resolve("trials/down/rate-0.1/seed-101.json");
        Files.copy(place.resolve("trials/down/rate-0.01/seed-101.json"), other,
                StandardCopyOption.REPLACE_EXISTING);
        assertRefused(
                other + " is damaged: it is of arm down/rate-0.01, seed 101; delete it and run again with --resume,"
                        + " which repeats the trial");
    }

    private void assertRefused(String message) {
        for (Runnable action : List.<Runnable>of(
                () -> start(place, configuration()).close(),
                () -> RunFolder.open(place, ROUNDS).close(),
                () -> RecordedRun.read(place, ROUNDS))) {
            assertThatThrownBy(action::run).isInstanceOf(UsageException.class).hasMessage(message);
        }
    }

    /// What followed from a trial that is to be repeated is not in its way.
    @Test
    void repeatsATrialOfAnEarlierRound() throws IOException {
        Map<String, String> expected = results(run(place, configuration(), 2));
        Files.delete(place.resolve("trials/up/seed-1.json"));
        assertThat(RecordedRun.read(place, ROUNDS).data().finished()).isEqualTo(5 + 6);
        assertThat(results(run(place, configuration(), 1))).isEqualTo(expected);
        Path stray = place.resolve("trials/down/own-rate/notes.txt");
        Files.delete(place.resolve("trials/up/seed-1.json"));
        Files.writeString(stray, "");
        assertRefused(stray + " does not belong to the run in this folder: move it elsewhere");
    }

    @Test
    void goesOnWithMoreSeeds() throws IOException {
        run(place, configuration(), 2);
        Configuration more = Configuration.compose(
                new RoundsExperiment(), Optional.empty(), Optional.of(Seeds.parse("3")), List.of());
        Map<String, String> expected = results(run(temporary.resolve("other"), more, 2));
        assertThat(results(run(place, more, 2))).isEqualTo(expected);
    }

    @Test
    void waitsWithWhatFollowsUntilNothingFails() throws IOException {
        Configuration failing = configuration("fail=rate-0.01", "arms=up,down");
        try (RunFolder folder = start(place, failing)) {
            Runner.Result result = new Runner(new RoundsExperiment(), folder, 1, standing -> {}).run();
            assertThat(result.failures()).extracting(Runner.Failure::name)
                    .containsExactly("arm up/rate-0.01, seed 101", "arm down/rate-0.01, seed 101");
            RunData run = folder.data();
            assertThat(run.finished()).isEqualTo(6);
            assertThat(run.planned()).isEqualTo(8);
            assertThat(run.failures()).contains(new FailedTrial("up", "rate-0.01", 101, "it is tired"));
            folder.saveResults(new RoundsExperiment().metrics());
        }
        assertThat(place.resolve("trials/up/rate-0.01/seed-101.failed.json")).exists();
        assertThat(Files.readString(place.resolve("summary.json"))).contains("\"arm\" : \"up/rate-0.01\"");
    }

    @Test
    void tellsThatMoreTrialsMayFollow() {
        List<Standing> standings = new ArrayList<>();
        try (RunFolder folder = start(place, configuration())) {
            new Runner(new RoundsExperiment(), folder, 1, standings::add).run();
        }
        assertThat(standings).extracting(standing -> standing.planned() + (standing.moreMayFollow() ? "+" : ""))
                .containsSubsequence("12+", "14+", "18").containsOnly("12+", "14+", "18");
        assertThat(standings.getLast()).isEqualTo(
                new Standing(ALL, ALL, 1, standings.getLast().elapsed(), false));
        assertThat(standings).allMatch(standing -> standing.elapsed().compareTo(Duration.ZERO) > 0);
    }

    @Test
    void verifiesATrialOfAVariant() throws Exception {
        run(place, configuration(), 2);
        RecordedRun run = RecordedRun.read(place, ROUNDS);
        Verification verification = Verification.of(run, Optional.of("down/own-rate/2"));
        assertThat(verification.trial().name()).isEqualTo("arm down/own-rate, seed 2");
        TrialContext context = new TrialContext() {
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
        assertThat(verification.run(context)).isEmpty();
        assertThatThrownBy(() -> Verification.of(run, Optional.of("up/own-rate/2"))).isInstanceOf(UsageException.class)
                .hasMessage("--trial up/own-rate/2: " + place + " has no trial of arm up/own-rate, seed 2");
    }

    @Test
    void refusesAnExperimentThatAsksTwice() {
        Experiment twice = new RoundsExperiment() {
            @Override
            public List<Trial> further(RunData run) {
                return List.of(run.trial("up", 5).variant("again", 5, Map.of()));
            }
        };
        try (RunFolder folder = RunFolder.start(place, twice, configuration(), "1.0", true)) {
            assertThatThrownBy(() -> new Runner(twice, folder, 1, standing -> {}).run())
                    .isInstanceOf(RunException.class)
                    .hasMessage("rounds asks for arm up/again, seed 5 twice");
        }
    }

    @Test
    void refusesVariantsThatAreNoNames() {
        Trial trial = new Trial("up", 1, Map.of("learningRate", "0.1"));
        for (String variant : List.of("../x", "a/b", "Own", "-a", "a.", "seed 1")) {
            assertThatThrownBy(() -> trial.variant(variant, 1, Map.of())).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Trial: the variant of arm up must be small letters and digits with hyphens and dots"
                            + " between them, but is '" + variant + "'");
        }
        assertThatThrownBy(() -> trial.variant("own", 1, Map.of("rate", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the experiment does not list its setting rate");
    }
}
