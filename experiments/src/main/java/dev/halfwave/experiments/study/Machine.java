package dev.halfwave.experiments.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/// The computer that this runs on.
///
/// @param processor the processor's model where the system tells it, else its architecture
/// @param cores how many processors the JVM may use
/// @param memory the main memory where the system tells it, and the most that the JVM will use
/// @param system the operating system
/// @param jdk the version and vendor of the JDK
public record Machine(String processor, int cores, String memory, String system, String jdk) {

    /// This one.
    public static Machine current() {
        Runtime runtime = Runtime.getRuntime();
        String architecture = System.getProperty("os.arch");
        // Linux has these two files; "model name" is missing there on ARM.
        String processor = field(Path.of("/proc/cpuinfo"), "model name", architecture);
        String kibibytes = field(Path.of("/proc/meminfo"), "MemTotal", "").replace(" kB", "");
        String memory = kibibytes.isEmpty() ? "" : gibibytes(Long.parseLong(kibibytes) << 10) + ", ";
        return new Machine(
                processor,
                runtime.availableProcessors(),
                memory + gibibytes(runtime.maxMemory()) + " for the JVM",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", " + architecture,
                Runtime.version() + ", " + System.getProperty("java.vendor"));
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
    }

    /// The first value of a field in a file with lines such as `model name : value`.
    private static String field(Path file, String name, String otherwise) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException | RuntimeException e) {
            return otherwise;
        }
    }
}
