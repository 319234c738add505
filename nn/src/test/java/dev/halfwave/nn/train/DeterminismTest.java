package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.nn.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The same program with the same seed gives the same bits on every path, in a JVM of its own for each [Cell], and the
/// bits that are committed in `determinism.txt`. They may change only together with an entry in CHANGELOG.md that says
/// which bits changed and why. To write them anew, and compare all cells with the new ones:
///
/// ```text
/// ./mvnw -q -pl core,nn test -Dtest=DeterminismTest -Dsurefire.failIfNoSpecifiedTests=false -Dhalfwave.determinism=write
/// ```
///
/// The full product of the factors, some minutes: `./mvnw -Pdeterminism -pl core,nn test`.
@Tag("slow")
final class DeterminismTest {

    private static final Path TABLE = Path.of("src/test/resources/dev/halfwave/nn/train/determinism.txt");

    private static final String MODE = System.getProperty("halfwave.determinism", "");

    @TempDir
    private Path folder;

    /// Cells run beside each other, as many at a time as there are processors; the tests wait for them.
    @TestFactory
    Stream<DynamicTest> everyCellHasTheSameBits() {
        List<Cell> cells = MODE.equals("full") ? Cell.product() : Cell.oneFactorAtATime();
        ExecutorService jvms =
                Executors.newFixedThreadPool(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4));
        Map<Cell, Future<Outcome>> outcomes = new LinkedHashMap<>();
        for (Cell cell : cells) {
            if (cell.canRunHere()) {
                outcomes.put(cell, jvms.submit(() -> run(cell)));
            }
        }
        Future<Outcome> base = outcomes.get(cells.getFirst());
        return cells.stream()
                .map(cell -> DynamicTest.dynamicTest(cell.name(), () -> {
                    assumeTrue(outcomes.containsKey(cell), "this machine cannot run it");
                    verify(cell, outcomes.get(cell).get(), base.get());
                }))
                .onClose(jvms::shutdownNow);
    }

    private Outcome run(Cell cell) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(cell.threads()));
        arguments.add(Integer.toString(cell.rounds()));
        cell.jobs().forEach(job -> arguments.add(job.name()));
        return Outcome.of(
                ForkedJvm.run(folder, cell.options(), TrainingProgram.class, arguments.toArray(String[]::new)));
    }

    private static void verify(Cell cell, Outcome outcome, Outcome base) throws IOException {
        if (MODE.equals("write") && outcome == base) {
            write(base);
        }
        String differences = outcome.differences(cell.name(), committed(), base);
        if (!differences.isEmpty()) {
            fail(differences);
        }
        cell.verifyThatItWasThis(outcome);
    }

    private static Map<String, String> committed() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int last = line.lastIndexOf(' ');
                values.put(line.substring(0, last), line.substring(last + 1));
            }
        }
        return values;
    }

    private static void write(Outcome base) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "# What the trainings of TrainingJob give on every machine: SHA-256 of the initial parameters, of the",
                "# trained ones and of the predictions (little-endian floats), the last epoch's loss while it trained and",
                "# the loss after it. DeterminismTest says how this file is written."));
        String label = "";
        for (Map.Entry<String, String> value : base.values().entrySet()) {
            String next = value.getKey().substring(0, value.getKey().indexOf(' '));
            if (!next.equals(label)) {
                lines.add("");
                label = next;
            }
            lines.add(value.getKey() + " " + value.getValue());
        }
        Files.createDirectories(TABLE.getParent());
        Files.write(TABLE, lines);
    }

    @Test
    void thereAreAtMost24Jvms() {
        assertThat(Cell.oneFactorAtATime()).hasSizeBetween(20, 24).doesNotHaveDuplicates();
        assertThat(Cell.product()).doesNotHaveDuplicates().containsAll(Cell.oneFactorAtATime().subList(0, 4));
    }
}
