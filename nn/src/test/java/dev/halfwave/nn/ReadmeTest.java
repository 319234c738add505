package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Tensor;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program that the README opens with compiles, runs on the module path without a flag, and learns.
class ReadmeTest {

    @Test
    void theFirstProgramRuns(@TempDir Path folder) throws Exception {
        Path program = folder.resolve("Tones.java");
        Files.writeString(program, firstProgram());
        Path output = folder.resolve("output.txt");
        Process java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path", placeOf(Tensor.class) + File.pathSeparator + placeOf(Layer.class),
                "--add-modules", "dev.halfwave.nn",
                program.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();

        String printed = Files.readString(output);
        assertThat(java.exitValue()).as(printed).isZero();
        assertThat(printed).contains("Conv1d(1 → 16, kernel 3, causal)").contains("accuracy=1.0").contains("logits");
        assertThat(folder.resolve("tones.safetensors")).exists();
    }

    private static String firstProgram() throws IOException {
        Path readme = Path.of("..", "README.md");
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(readme));
        assertThat(block.find()).as("a Java program in " + readme).isTrue();
        return block.group(1);
    }

    private static String placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
