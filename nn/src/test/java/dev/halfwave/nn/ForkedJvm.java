package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Another JVM with this one's class path, since the path of the kernels is chosen once per JVM.
public final class ForkedJvm {

    private static final long LIMIT_SECONDS = 120;

    private ForkedJvm() {}

    /// Starts a main class; its standard error goes to the file.
    public static Process start(Path errors, List<String> options, Class<?> main, String... arguments)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(options, main, arguments)).redirectError(errors.toFile());
        // options from outside could choose another path
        builder.environment().keySet().removeIf(name -> name.matches("JDK_JAVA_OPTIONS|JAVA_TOOL_OPTIONS"));
        return builder.start();
    }

    private static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Runs a main class to its end and gives what it printed. Several may run at a time, in one folder.
    public static List<String> run(Path folder, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = start(errors, options, main, arguments);
        CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitValue = process.waitFor();
            assertThat(exitValue)
                    .as(() -> {
                        List<String> shown = new ArrayList<>(options);
                        shown.addAll(List.of(main.getSimpleName()));
                        shown.addAll(List.of(arguments));
                        return String.join(" ", shown) + " (at most " + LIMIT_SECONDS + " s):\n" + text(errors);
                    })
                    .isZero();
            return output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
