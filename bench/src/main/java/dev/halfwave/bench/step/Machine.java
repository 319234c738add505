package dev.halfwave.bench.step;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The computer that a session runs on, in words. What cannot be found out is left out.
final class Machine {

    private Machine() {}

    /// Processor, cores, caches, memory, system, JDK.
    static List<String> describe() {
        List<String> lines = new ArrayList<>();
        String processor = line(Path.of("/proc/cpuinfo"), "model name").orElse(System.getProperty("os.arch"));
        String family = line(Path.of("/proc/cpuinfo"), "cpu family").map(value -> ", family " + value).orElse("");
        lines.add("processor: " + processor + family + ", " + Runtime.getRuntime().availableProcessors() + " cores"
                + line(Path.of("/proc/cpuinfo"), "flags")
                        .map(flags -> (flags.contains("avx512f") ? ", AVX-512" : flags.contains("avx2") ? ", AVX2" : "")
                                + (flags.contains("hypervisor") ? ", a virtual machine" : ""))
                        .orElse(""));
        StringBuilder caches = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            Path cache = Path.of("/sys/devices/system/cpu/cpu0/cache/index" + i);
            Optional<String> size = content(cache.resolve("size"));
            if (size.isPresent()) {
                caches.append(caches.isEmpty() ? "caches: " : ", ")
                        .append('L')
                        .append(content(cache.resolve("level")).orElse("?"))
                        .append(' ')
                        .append(content(cache.resolve("type")).orElse("").toLowerCase(Locale.ROOT))
                        .append(' ')
                        .append(size.get());
            }
        }
        if (!caches.isEmpty()) {
            lines.add(caches.toString());
        }
        line(Path.of("/proc/meminfo"), "MemTotal").ifPresent(value -> lines.add("memory: " + value));
        lines.add("system: " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        lines.add("JDK: " + System.getProperty("java.vm.vendor") + " " + Runtime.version());
        return lines;
    }

    private static Optional<String> line(Path file, String key) {
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (line.startsWith(key)) {
                    return Optional.of(line.substring(line.indexOf(':') + 1).strip());
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // another system
        }
        return Optional.empty();
    }

    private static Optional<String> content(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
