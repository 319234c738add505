package dev.halfwave.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.core.op.Relu;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which path a JVM takes and what it says about it: one JVM per setting, since the choice is made once.
final class BackendTest {

    private static final String VECTORS = "--add-modules=jdk.incubator.vector";

    private static final String NO_MODULE =
            "INFO: Halfwave runs on the scalar path: module jdk.incubator.vector is not "
                    + "there; start java with --add-modules jdk.incubator.vector for SIMD (the results are the same "
                    + "bits)";

    /// What a forked JVM prints: which path, whether it computes, the description.
    static final class Probe {

        private Probe() {}

        public static void main(String[] args) {
            Tensor y = new Relu().apply(Tensor.of(Shape.of(5), -1, 2, -3, 4, 5));
            System.out.println(Backend.isSimd() + " " + Backend.vectorBits() + " " + (y.get(1) == 2 && y.get(2) == 0));
            System.out.println(Backend.describe());
        }
    }

    /// @param path `true 512 true` for SIMD with 512 bits and a right result
    /// @param log what the logger `dev.halfwave` said
    private record Answer(String path, String description, List<String> log) {}

    @TempDir
    private Path folder;

    @Test
    void describesItselfInOneLine() {
        assertThat(Backend.describe())
                .startsWith("Halfwave on JDK " + Runtime.version() + ", " + System.getProperty("os.arch") + ": ")
                .endsWith("; " + Runtime.getRuntime().availableProcessors() + " processors")
                .doesNotContain("\n");
        assertThat(Backend.isSimd()).isEqualTo(Backend.vectorBits() > 0);
    }

    @Test
    void measuresItsPeak() {
        assertThat(Backend.measurePeak(Duration.ofMillis(5))).isBetween(1e-6, 1e5);
    }

    @Test
    void withoutTheModuleTheScalarPathRunsAndOneLineNamesTheFlag() throws Exception {
        Answer answer = run();
        assertThat(answer.path).isEqualTo("false 0 true");
        assertThat(answer.description)
                .contains(": scalar: module jdk.incubator.vector is not there, fma in hardware; ");
        assertThat(answer.log).containsExactly(NO_MODULE);
    }

    @Test
    void withTheModuleTheWidestVectorsRunAndNothingIsLogged() throws Exception {
        int widest = widest();
        Answer answer = run(VECTORS);
        assertThat(answer.path).isEqualTo("true " + widest + " true");
        assertThat(answer.description)
                .contains(": SIMD: Vector API with " + widest + "-bit vectors, fma in hardware; ");
        assertThat(answer.log).isEmpty();
    }

    @Test
    void theScalarPathCanBeAskedFor() throws Exception {
        for (String scalar : List.of("scalar", "SCALAR")) {
            Answer answer = run(VECTORS, "-Dhalfwave.backend=" + scalar);
            assertThat(answer.path).isEqualTo("false 0 true");
            assertThat(answer.description).contains(": scalar: asked for by halfwave.backend=scalar, fma ");
            assertThat(answer.log).isEmpty(); // whoever asks knows
        }
    }

    @Test
    void narrowerVectorsCanBeAskedFor() throws Exception {
        int widest = widest();
        for (int bits = 128; bits <= 512; bits *= 2) {
            Answer answer = run(VECTORS, "-Dhalfwave.vectorBits=" + bits);
            int runs = Math.min(bits, widest);
            assertThat(answer.path).isEqualTo("true " + runs + " true");
            if (bits < widest) {
                assertThat(answer.description)
                        .contains(": SIMD: Vector API with " + bits
                                + "-bit vectors (halfwave.vectorBits; the machine has "
                                + widest + "), fma ");
            }
            if (bits > widest) {
                assertThat(answer.log).containsExactly(tooWide(bits, widest));
            } else {
                assertThat(answer.log).isEmpty();
            }
        }
    }

    @Test
    void aWidthThatTheMachineHasNotFallsToItsWidest() throws Exception {
        assumeTrue(widest() >= 256 && isX86(), "needs a processor with AVX2");
        Answer answer = run(VECTORS, "-XX:UseAVX=2", "-Dhalfwave.vectorBits=512");
        assertThat(answer.path).isEqualTo("true 256 true");
        assertThat(answer.log).containsExactly(tooWide(512, 256));
    }

    @Test
    void valuesThatMakeNoSenseAreSaidAndIgnored() throws Exception {
        int widest = widest();
        Answer backend = run(VECTORS, "-Dhalfwave.backend=gpu");
        assertThat(backend.path).isEqualTo("true " + widest + " true");
        assertThat(backend.log)
                .containsExactly("WARNING: halfwave.backend is \"gpu\", but must be auto or scalar; using auto");
        for (String bits : List.of("64", "")) {
            Answer width = run(VECTORS, "-Dhalfwave.vectorBits=" + bits);
            assertThat(width.path).isEqualTo("true " + widest + " true");
            assertThat(width.log)
                    .containsExactly("WARNING: halfwave.vectorBits is \"" + bits
                            + "\", but must be 128, 256 or 512; using " + widest);
        }
    }

    @Test
    void aJvmThatOnlyInterpretsTakesTheScalarPath() throws Exception {
        Answer answer = run(VECTORS, "-Xint");
        assertThat(answer.path).isEqualTo("false 0 true");
        assertThat(answer.description).contains(": scalar: the JVM only interprets (-Xint), fma ");
        assertThat(answer.log)
                .containsExactly("INFO: Halfwave runs on the scalar path: the JVM only interprets (-Xint) (the results "
                        + "are the same bits)");
    }

    @Test
    void aJvmWithoutItsOptimizingCompilerTakesTheScalarPath() throws Exception {
        Answer answer = run(VECTORS, "-XX:TieredStopAtLevel=1");
        assertThat(answer.path).isEqualTo("false 0 true");
        assertThat(answer.description).contains(": scalar: the JVM runs without its C2 compiler, fma ");
        assertThat(answer.log)
                .containsExactly("INFO: Halfwave runs on the scalar path: the JVM runs without its C2 compiler (the "
                        + "results are the same bits)");
    }

    @Test
    void aProcessorWithoutFusedMultiplyAddTakesTheScalarPath() throws Exception {
        assumeTrue(isX86(), "elsewhere the instruction cannot be switched off");
        Answer answer = run(VECTORS, "-XX:-UseFMA");
        assertThat(answer.path).isEqualTo("false 0 true");
        assertThat(answer.description)
                .contains(": scalar: the processor has no fused multiply-add, fma by exact replacement; ");
        assertThat(answer.log)
                .containsExactly("INFO: Halfwave runs on the scalar path: the processor has no fused multiply-add (the "
                        + "results are the same bits)");
    }

    private static String tooWide(int asked, int widest) {
        return "INFO: Halfwave: halfwave.vectorBits=" + asked + " is wider than this machine's vectors; using "
                + widest;
    }

    /// The width of a JVM that was asked for nothing; the one that runs this test may have been.
    private int widest() throws IOException, InterruptedException {
        Answer answer = run(VECTORS);
        boolean simd = answer.path.startsWith("true ");
        assertThat(simd || !Backend.isSimd()).isTrue(); // where this JVM can, that one can
        assumeTrue(simd, "needs SIMD: " + answer.description);
        return Integer.parseInt(answer.path.split(" ", -1)[1]);
    }

    private static boolean isX86() {
        return System.getProperty("os.arch").matches("amd64|x86_64");
    }

    private Answer run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        // English words before the messages, and the whole message in one line below them
        command.addAll(List.of("-Duser.language=en", "-cp", System.getProperty("java.class.path")));
        command.add(Probe.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.matches("JDK_JAVA_OPTIONS|JAVA_TOOL_OPTIONS"));
        Path errors = folder.resolve("errors");
        Process process = builder.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> log = Files.readAllLines(errors);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> command + "\n" + log).isZero();
        List<String> lines = output.lines().toList();
        assertThat(lines).hasSize(2); // the description is one line
        return new Answer(lines.get(0), lines.get(1), log.stream()
                .filter(line -> line.contains("alfwave") && !line.contains("dev.halfwave.")) // not the head of a record
                .toList());
    }
}
