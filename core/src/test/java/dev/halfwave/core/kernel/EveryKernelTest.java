package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;

/// No kernel goes without a test of its bits on every path. Tests tagged `both-backends` run once with each vector
/// width and once without vectors.
final class EveryKernelTest {

    @Test
    void hasATestThatRunsOnEveryPath() throws Exception {
        Path folder = Path.of(
                GemmKernel.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve(GemmKernel.class.getPackageName().replace('.', '/'));
        List<String> kernels;
        try (Stream<Path> files = Files.list(folder)) {
            kernels = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[A-Za-z0-9]+Kernel\\.class"))
                    .map(name -> name.replace(".class", ""))
                    .sorted()
                    .toList();
        }
        assertThat(kernels).contains("Conv1dKernel", "GemmKernel", "RowKernel");
        List<String> untested = new ArrayList<>();
        for (String kernel : kernels) {
            if (!isTestedOnEveryPath(kernel)) {
                untested.add(kernel);
            }
        }
        // the path of Conv1dKernel for one channel per group, which its test covers
        assertThat(untested).isSubsetOf("ChannelwiseKernel");
    }

    private static boolean isTestedOnEveryPath(String kernel) {
        try {
            Class<?> test = Class.forName(GemmKernel.class.getPackageName() + "." + kernel + "Test");
            return AnnotationSupport.findRepeatableAnnotations(test, Tag.class).stream()
                    .anyMatch(tag -> tag.value().equals("both-backends"));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
