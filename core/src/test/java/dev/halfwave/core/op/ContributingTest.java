package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.OpContract;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The exercise of CONTRIBUTING.md compiles as it stands, and its test passes.
final class ContributingTest {

    private static final Pattern JAVA = Pattern.compile("(?s) *```java\n(.*?)\n *```");

    @TempDir
    private Path folder;

    @Test
    void theExerciseIsRight() throws Exception {
        List<String> files = new ArrayList<>();
        Matcher blocks = JAVA.matcher(Files.readString(Path.of("../CONTRIBUTING.md")));
        while (blocks.find()) {
            // Another name, so that whoever does the exercise has the op only once.
            files.add(blocks.group(1).stripIndent().replace("Mish", "MishOfTheExercise"));
        }
        assertThat(files).as("a test and an op").hasSize(2);
        compile(write("MishOfTheExerciseTest", files.get(0)), write("MishOfTheExercise", files.get(1)));

        define("MishOfTheExercise");
        Class<?> test = define("MishOfTheExerciseTest");
        List<Method> methods = new ArrayList<>(List.of(test.getDeclaredMethods()));
        methods.addAll(List.of(OpContract.class.getDeclaredMethods()));
        methods.removeIf(method -> !method.isAnnotationPresent(Test.class));
        assertThat(methods).hasSizeGreaterThan(5);
        var constructor = test.getDeclaredConstructor();
        for (Method method : methods) {
            method.setAccessible(true);
            method.invoke(constructor.newInstance());
        }
    }

    private Path write(String name, String text) throws IOException {
        assertThat(text).contains(name);
        return Files.writeString(folder.resolve(name + ".java"), text);
    }

    /// Against what this test itself runs on, into [#folder].
    private void compile(Path... sources) throws URISyntaxException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-d", folder.toString(), "-proc:none", "-cp",
                path(Relu.class) + File.pathSeparator + path(OpContract.class) + File.pathSeparator
                        + System.getProperty("java.class.path"));
        try (var fileManager = compiler.getStandardFileManager(null, null, null)) {
            boolean isRight = compiler
                    .getTask(messages, fileManager, null, options, null, fileManager.getJavaFileObjects(sources))
                    .call();
            assertThat(isRight).as(messages.toString()).isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path path(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /// In this package, as if it had been compiled with it.
    private Class<?> define(String name) throws IOException, IllegalAccessException {
        Path file = folder.resolve("dev/halfwave/core/op/" + name + ".class");
        return MethodHandles.lookup().defineClass(Files.readAllBytes(file));
    }
}
