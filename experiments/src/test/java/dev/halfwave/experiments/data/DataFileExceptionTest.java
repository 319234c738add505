package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DataFileExceptionTest {

    @Test
    void everyMessageIsOneReadableLine() {
        String message = DataFileException.of(Path.of("a\nb.pkl"), "has \u0007" + "x".repeat(100_000) + "\n, not y")
                .getMessage();
        assertThat(message).startsWith("a<U+000A>b.pkl: has <U+0007>xxx")
                .contains("xxx...xxx").endsWith("xxx<U+000A>, not y")
                .hasSizeLessThanOrEqualTo("a<U+000A>b.pkl: ".length() + 500);
    }
}
