package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.halfwave.nn.GoldenFile.Outcome;
import dev.halfwave.nn.GoldenFile.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Compares outputs and gradients with those that PyTorch computed, for every file in `golden` of the test resources
/// and in the folder named by `-Dhalfwave.golden`. A test per file; the last one prints what passed, failed and was
/// skipped, and why.
@Tag("both-backends")
class GoldenTest {

    /// Whole training runs; `TrainingTraceTest` reads them.
    private static final String TRAINING_TRACE = "training_trace.safetensors";

    @TestFactory
    Stream<DynamicTest> agreesWithPyTorch() throws Exception {
        List<Path> folders = new ArrayList<>();
        folders.add(Path.of(GoldenTest.class.getResource("/golden").toURI()));
        String more = System.getProperty("halfwave.golden", "");
        if (!more.isEmpty()) {
            folders.add(folder(more));
        }
        return tests(folders, System.out::print);
    }

    /// A test per file, and one that hands over the closing lines.
    static Stream<DynamicTest> tests(List<Path> folders, Consumer<String> print) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            files.addAll(files(folder));
        }
        GoldenReport report = new GoldenReport();
        Stream<DynamicTest> perFile = files.stream()
                .map(file -> dynamicTest(GoldenFile.name(file), file.toUri(), () -> check(file, report)));
        return Stream.concat(perFile, Stream.of(dynamicTest("closing lines", () -> {
            print.accept(report.toString());
            assertThat(report.count(Status.PASSED)).as("passed cases").isPositive();
        })));
    }

    private static void check(Path file, GoldenReport report) throws IOException {
        List<Outcome> outcomes = GoldenFile.run(file);
        report.add(outcomes);
        assertThat(outcomes.stream()
                .filter(outcome -> outcome.status() == Status.FAILED)
                .map(outcome -> outcome.name() + ": " + outcome.reason()))
                .isEmpty();
    }

    /// A relative folder is one of where Maven was started or of this module's, in which its tests run.
    private static Path folder(String name) {
        Path ofModule = Path.of(name);
        return Files.isDirectory(ofModule) ? ofModule : Path.of("..").resolve(name);
    }

    private static List<Path> files(Path folder) throws IOException {
        assertThat(folder).isDirectory();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> golden = files
                    .filter(file -> file.getFileName().toString().endsWith(".safetensors"))
                    .filter(file -> !file.getFileName().toString().equals(TRAINING_TRACE))
                    .sorted()
                    .toList();
            assertThat(golden).as("safetensors files in %s", folder).isNotEmpty();
            return golden;
        }
    }
}
