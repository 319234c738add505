package dev.halfwave.nn.train;

import static dev.halfwave.nn.train.TrainingProgram.Job.ATTENTION;
import static dev.halfwave.nn.train.TrainingProgram.Job.BATCH;
import static dev.halfwave.nn.train.TrainingProgram.Job.MIXED;
import static dev.halfwave.nn.train.TrainingProgram.Job.PAPER;
import static dev.halfwave.nn.train.TrainingProgram.Job.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.core.Backend;
import dev.halfwave.nn.ForkedJvm;
import dev.halfwave.nn.train.TrainingProgram.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same program with the same seed gives the same bits on every path, in a JVM of its own for each.
@Tag("slow")
final class DeterminismTest {

    private static final String VECTORS = "--add-modules=jdk.incubator.vector";

    /// What these trainings give on every machine. The numbers may change only together with an entry in CHANGELOG.md
    /// that says which bits changed and why.
    private static final Map<Job, Map<String, String>> EXPECTED = Map.of(
            PAPER, Map.of(
                    "initial", "e571fc7ab14cf7248e8a203e0410e7073c78bc7eff8189572a69f2372ee731f7",
                    "trained", "6ce8b73b27ebe057b8885a2414c3673386572d480c57e68ab040642fb126435f",
                    "logits", "a344217a7cfcee1e61d1e988076b349e8121f87cd5cd3120951bfbda90591600",
                    "loss", "1.098692142367363"),
            SMALL, Map.of(
                    "initial", "e571fc7ab14cf7248e8a203e0410e7073c78bc7eff8189572a69f2372ee731f7",
                    "trained", "a500e11a2a5cc14843b62830b86f87b0c166bda52b0eeab3e5049bc9d1ad1907",
                    "logits", "3c3569a7ff7e5b2d821d21c563e3ed9871a887c4689b0de512d787c5a09af4d4",
                    "loss", "1.092854917049408"),
            MIXED, Map.of(
                    "initial", "2e22b906f085785fa7f2bb538f56adeee2c3e870fef701f09b2c98ad6097e86e",
                    "trained", "8bf48f1bcf185e2cfe8336935ca89ba236f24c9c4bf705b6b1a298a223584d12",
                    "logits", "cc69670a1a728d9fa93b18335770defac19918e8db878458ba9aedb55adea464",
                    "loss", "1.078083597123623"),
            ATTENTION, Map.of(
                    "initial", "9f506630d317149ad24af2e4365fa821a9655e172614b38f4c045ed315d1cfab",
                    "trained", "316c2610d8c1ff36ff82bfc8a6154c50d9f823231bc965f13c959302a5d8f24a",
                    "logits", "d61c6ffe8fb21c62571d6de68a1ef4ec9b159a95f464f5360d8d7e3b8f1a817d",
                    "loss", "1.0857396379113198"),
            BATCH, Map.of(
                    "initial", "560ab473da432a24b1d8426e21a148b1f38773ccfa139cc5d5419e38a6c5154d",
                    "trained", "70c763372f7cd40205e0f83581cdd782e2e5c6483ac58dcd38ff43d9b6f110de",
                    "logits", "d9c6c1f211247cb140f53d013c38048554e82e45e74b1c16f25948ac5af1ae7e",
                    "loss", "1.3859088897705079"));

    @TempDir
    private Path folder;

    @Test
    void onOneThread() throws Exception {
        assertThat(train(1, List.of(VECTORS), PAPER, SMALL, MIXED, ATTENTION, BATCH)).containsEntry("PAPER.workers",
                "1");
    }

    @Test
    void onTwoThreads() throws Exception {
        assertThat(train(2, List.of(VECTORS), PAPER, MIXED)).containsEntry("PAPER.workers", "2");
    }

    @Test
    void onThreeThreads() throws Exception {
        assertThat(train(3, List.of(VECTORS), PAPER, MIXED, ATTENTION, BATCH))
                .containsEntry("PAPER.workers", "3")
                .containsEntry("ATTENTION.workers", "3")
                .containsEntry("BATCH.workers", "1");
    }

    @Test
    void onEightThreads() throws Exception {
        Map<String, String> result = train(8, List.of(VECTORS), PAPER, MIXED);
        assertThat(Integer.parseInt(result.get("PAPER.workers"))).isBetween(3, 8);
    }

    @Test
    void withoutTheVectorApi() throws Exception {
        assertThat(train(2, List.of(), PAPER, MIXED)).containsEntry("simd", "false 0");
    }

    @Test
    void withTheScalarPathAskedFor() throws Exception {
        assertThat(train(2, List.of(VECTORS, "-Dhalfwave.backend=scalar"), PAPER, MIXED, ATTENTION, BATCH))
                .containsEntry("simd", "false 0");
    }

    @Test
    void withVectorsOf128Bits() throws Exception {
        assertWidth(128);
    }

    @Test
    void withVectorsOf256Bits() throws Exception {
        assertWidth(256);
    }

    @Test
    void withVectorsOf512Bits() throws Exception {
        assertWidth(512);
    }

    /// 16 vector registers instead of 32.
    @Test
    void withAvx2Only() throws Exception {
        assumeTrue(isX86(), "-XX:UseAVX is for x86");
        assumeTrue(Backend.vectorBits() >= 256, "this machine has no AVX2");
        assertThat(train(2, List.of(VECTORS, "-XX:UseAVX=2"), PAPER, MIXED)).containsEntry("simd", "true 256");
    }

    @Test
    void compiledByTheFirstCompilerOnly() throws Exception {
        assertThat(train(2, List.of(VECTORS, "-XX:TieredStopAtLevel=1"), PAPER, MIXED)).containsEntry("simd",
                "false 0");
    }

    @Test
    void interpreted() throws Exception {
        assertThat(train(2, List.of(VECTORS, "-Xint"), SMALL, MIXED, ATTENTION, BATCH)).containsEntry("simd",
                "false 0");
    }

    @Test
    void withoutFusedMultiplyAddInHardware() throws Exception {
        assumeTrue(isX86(), "elsewhere the instruction cannot be switched off");
        Map<String, String> result = train(2, List.of(VECTORS, "-XX:-UseFMA"), SMALL, MIXED, ATTENTION, BATCH);
        assertThat(result).containsEntry("simd", "false 0");
        assertThat(result.get("backend")).contains("fma by exact replacement");
    }

    private void assertWidth(int bits) throws Exception {
        // this JVM has the machine's width, unless its vectors were narrowed from outside
        assumeTrue(Backend.vectorBits() >= bits, "this machine's vectors are narrower than " + bits + " bits");
        assertThat(train(2, List.of(VECTORS, "-Dhalfwave.vectorBits=" + bits), PAPER, MIXED, ATTENTION, BATCH))
                .containsEntry("simd", "true " + bits);
    }

    private static boolean isX86() {
        return System.getProperty("os.arch").matches("amd64|x86_64");
    }

    /// Trains in another JVM, checks all hashes, and gives what it printed.
    private Map<String, String> train(int threads, List<String> options, Job... jobs)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(threads)));
        Map<String, String> expected = new LinkedHashMap<>();
        for (Job job : jobs) {
            arguments.add(job.name());
            EXPECTED.get(job).forEach((name, value) -> expected.put(job + "." + name, value));
        }
        Map<String, String> result = new LinkedHashMap<>();
        for (String line : ForkedJvm.run(folder, options, TrainingProgram.class, arguments.toArray(String[]::new))) {
            int space = line.indexOf(' ');
            result.put(line.substring(0, space), line.substring(space + 1));
        }
        assertThat(result).containsAllEntriesOf(expected);
        if (options.equals(List.of(VECTORS)) && Backend.isSimd()) {
            assertThat(result.get("simd")).startsWith("true "); // where this JVM can, that one can
        }
        return result;
    }
}
