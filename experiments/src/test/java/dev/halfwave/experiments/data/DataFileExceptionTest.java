package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DataFileExceptionTest {

    private static void assertPrintable(String text, String expected) {
        assertThat(DataFileException.printable(text, 80)).isEqualTo(expected);
    }

    /// What a terminal would take for a line's end, a colour or another direction of writing is escaped.
    @Test
    void whatCannotBePrintedIsEscaped() {
        assertPrintable("a\nb\r\0\u0085", "a\\x0ab\\x0d\\x00\\x85");
        assertPrintable("\033[31m", "\\x1b[31m");
        assertPrintable("\u202eabc\u2028\u2029\ud800", "\\u202eabc\\u2028\\u2029\\ud800");
        assertPrintable("é𝄞…\"\\ ", "é𝄞…\"\\ ");
    }

    @Test
    void longTextsHaveNoMiddle() {
        assertThat(DataFileException.printable("0123456789", 10)).isEqualTo("0123456789");
        assertThat(DataFileException.printable("0123456789", 9)).isEqualTo("0123…6789");
        assertThat(DataFileException.printable("0123456789", 8)).isEqualTo("0123…789");
        assertThat(DataFileException.printable("𝄞".repeat(1000), 5)).isEqualTo("𝄞𝄞…𝄞𝄞");
        assertThat(DataFileException.printable("\0".repeat(1000), 9)).isEqualTo("\\x00…\\x00");
    }

    @Test
    void everyMessageIsOneReadableLine() {
        String message = DataFileException.of(Path.of("a\nb.pkl"), "has \u0007" + "x".repeat(100_000) + "\n, not y")
                .getMessage();
        assertThat(message).hasSize("a\\x0ab.pkl: ".length() + 500).startsWith("a\\x0ab.pkl: has \\x07xxx")
                .contains("xxx…xxx").endsWith("xxx\\x0a, not y");
    }
}
