package dev.halfwave.bench.step;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A JVM of its own for one cell, with this one's class path.
final class ForkedJvm {

    private static final long MINUTES = 5;

    private ForkedJvm() {}

    /// Runs [CellMain] on a cell and returns the last line of its output.
    ///
    /// @param more arguments after the cell's
    /// @throws IllegalStateException if it fails; the message ends with what it said
    static String run(String mode, Cell cell, boolean avx2, String... more) throws IOException, InterruptedException {
        String system = cell.system();
        List<String> options = new ArrayList<>();
        if (avx2) {
            options.add("-XX:UseAVX=2");
        }
        if (system.equals("halfwave-scalar")) {
            options.add("-Dhalfwave.backend=scalar");
        }
        if (!system.startsWith("halfwave")) {
            options.add("--enable-native-access=ALL-UNNAMED");
            options.add("--sun-misc-unsafe-memory-access=allow");
            // JavaCPP would ask for the process's memory at every allocation.
            options.add("-Dorg.bytedeco.javacpp.maxBytes=0");
            options.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
        }
        List<String> arguments = new ArrayList<>(
                List.of(mode, system, cell.network().key(), Integer.toString(cell.threads())));
        arguments.addAll(List.of(more));
        return java(options, environment(cell, avx2), CellMain.class.getName(), arguments, MINUTES);
    }

    private static Map<String, String> environment(Cell cell, boolean avx2) {
        Map<String, String> environment = new LinkedHashMap<>();
        if (cell.system().startsWith("halfwave")) {
            return environment;
        }
        if (cell.system().equals("libtorch")) {
            // The C library gives large arrays back to the system, and libtorch asks for them anew in every step. Keeping
            // them makes it 1.4 to 2.5 times as fast, TensorFlow not.
            environment.put("MALLOC_MMAP_THRESHOLD_", "1073741824");
            environment.put("MALLOC_TRIM_THRESHOLD_", "4294967296");
            // It has threads of its own, and OpenBLAS others; where both have several, they fight. Convolutions run on
            // libtorch's, matrix products on OpenBLAS's.
            int blasThreads = cell.network() == Network.MLP ? cell.threads() : 1;
            environment.put("OPENBLAS_NUM_THREADS", Integer.toString(blasThreads));
        }
        environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
        if (avx2) {
            environment.put("ATEN_CPU_CAPABILITY", "avx2");
            environment.put("ONEDNN_MAX_CPU_ISA", "AVX2");
        }
        return environment;
    }

    /// Runs a main class with these options, variables and arguments and returns the last line of its output.
    ///
    /// @throws IllegalStateException if it fails, or has not ended after so many minutes
    static String java(
            List<String> options, Map<String, String> environment, String mainClass, List<String> arguments,
            long minutes)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xms1g", "-Xmx2g"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        Path output = Files.createTempFile("cell", ".out");
        Path errors = Files.createTempFile("cell", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(Redirect.to(output.toFile()))
                    .redirectError(Redirect.to(errors.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end within " + minutes + " minutes");
            }
            List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IllegalStateException(arguments + " failed with exit code " + process.exitValue() + ":\n"
                        + String.join("\n", lines) + Files.readString(errors));
            }
            return lines.isEmpty() ? "" : lines.getLast();
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
