package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.core.Backend;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Identity;
import dev.halfwave.nn.ForkedJvm;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Residual;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.init.Initializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
                "# trained ones and of the predictions (little-endian floats), and the last epoch's loss. DeterminismTest",
                "# says how this file is written."));
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

    /// A new layer must be trained here, too.
    @Test
    void theNetworksHaveEveryLayer() {
        Set<String> trained = new TreeSet<>();
        for (TrainingJob job : TrainingJob.ALL) {
            for (String name : job.networkNames()) {
                addLayers(job.network(name, Layer.of(new Identity())), trained);
            }
        }
        Set<String> missing = new TreeSet<>();
        for (Class<?> layer : TrainingNetworks.layerClasses()) {
            missing.add(layer.getSimpleName());
        }
        assertThat(missing).contains("Activation", "Conv1d", "Residual");
        missing.removeAll(trained);
        assertThat(missing).as("layers that TrainingNetworks does not use: put them into its networks").isEmpty();
    }

    private static void addLayers(Layer layer, Set<String> names) {
        names.add(layer.getClass().getSimpleName());
        switch (layer) {
            case Sequential model -> model.layers().values().forEach(part -> addLayers(part, names));
            case Residual residual -> addLayers(residual.body(), names);
            default -> {
            }
        }
    }

    /// Activations are found by their package; those of today are among them.
    @Test
    void theNetworksHaveEveryActivation() throws IOException {
        Set<String> found = TrainingNetworks.activations().keySet();
        assertThat(found)
                .contains("Abs", "AntiderivativeRelu", "DcFreeRelu", "Elu", "Gelu", "Hat", "Identity", "LeakyRelu",
                        "LogSoftmax", "Relu", "Sigmoid", "Silu", "Sin", "Snake", "Softmax", "Softplus", "Tanh")
                .doesNotContain("Add", "Flatten", "GlobalAveragePool1d");
    }

    /// The comparison must see what it is there for: a sum in the order in which threads come.
    @Test
    void aSumInTheOrderOfArrivalIsReported() throws IOException {
        Outcome one = Outcome.of(TrainingJob.HEART.run(1, new ArrivalSum(1)));
        Outcome again = Outcome.of(TrainingJob.HEART.run(1, new ArrivalSum(1)));
        assertThat(again.differences("again", one.values(), one)).isEmpty();
        Outcome two = Outcome.of(TrainingJob.HEART.run(2, new ArrivalSum(2)));
        assertThat(two.differences("2 threads", one.values(), one))
                .startsWith("cell \"2 threads\", job HEART:\n  trained  expected " + one.values().get("HEART trained")
                        + "\n           but was  " + two.values().get("HEART trained") + "\n")
                .contains("\n  differs from the base cell from step 1 on, first in arrivalSum1.sum\n")
                .doesNotContain("initial", "logits", "loss");
    }

    /// Adds up what passes through, each slice when it comes: the mistake that this class is about. That threads come in
    /// another order than samples is not left to chance: the batch's first slice waits for two others.
    private static final class ArrivalSum implements Layer {

        private final Parameter sum = Parameter.state("sum", Shape.of(1), Initializer.constant(0));
        private final int threads;
        private final Map<Long, Integer> arrivals = new LinkedHashMap<>(); // by step

        ArrivalSum(int threads) {
            this.threads = threads;
        }

        @Override
        public synchronized Tensor forward(Tensor x, Pass pass) {
            if (!pass.training()) {
                return x;
            }
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (threads > 1 && pass.firstSample() == 0 && arrivals.getOrDefault(pass.step(), 0) < 2) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("no other thread came");
                }
                try {
                    wait(100);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            float before = sum.tensor().get(0);
            for (int i = 0; i < x.size(); i++) {
                before += x.get(i);
            }
            sum.tensor().set(0, before);
            sum.modified();
            arrivals.merge(pass.step(), 1, Integer::sum);
            notifyAll();
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(sum);
        }
    }

    @Test
    void aDifferenceNamesCellJobHashStepAndParameter() {
        Outcome base = Outcome.of(List.of(
                "backend SIMD", "simd true 512", "round 1 0",
                "TINY initial aa", "TINY step 1 conv1.weight b1", "TINY step 2 conv1.weight b2",
                "TINY step 2 linear1.bias b3", "TINY trained bb", "TINY loss 1.5", "TINY workers 1"));
        Map<String, String> committed = Map.of("TINY initial", "aa", "TINY trained", "bb", "PAPER trained", "xx");
        assertThat(base.differences("base", committed, base)).isEmpty();
        Outcome other = Outcome.of(List.of(
                "backend scalar", "simd false 0", "round 1 0",
                "TINY initial aa", "TINY step 1 conv1.weight b1", "TINY step 2 conv1.weight b2",
                "TINY step 2 linear1.bias c3", "TINY trained cc", "TINY loss 1.25", "TINY workers 2"));
        assertThat(other.differences("2 threads", committed, base)).isEqualTo("""
                cell "2 threads", job TINY:
                  trained  expected bb
                           but was  cc
                  loss     expected 1.5
                           but was  1.25
                  differs from the base cell from step 2 on, first in linear1.bias
                computed by scalar
                """);
        assertThat(base.differences("base", Map.of("TINY trained", "old", "TINY logits", "dd"), base))
                .contains("  trained  expected old\n           but was  bb\n")
                .contains("  logits   expected dd\n           but was  nothing\n")
                .contains("every parameter after every step is as in the base cell: what is expected is out of date");
    }
}
