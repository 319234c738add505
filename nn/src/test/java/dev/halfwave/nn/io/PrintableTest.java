package dev.halfwave.nn.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrintableTest {

    @Test
    void whatCannotBeSeenIsWrittenAsItsCodePoint() {
        assertThat(Printable.of("a\r\n\t\u0000é\u202eb\ud83c\udf0a\ud83c", 100))
                .isEqualTo("a<U+000D><U+000A><U+0009><U+0000>é<U+202E>b\ud83c\udf0a<U+D83C>");
        assertThat(Printable.quoted("a\nb")).isEqualTo("\"a<U+000A>b\"");
    }

    @Test
    void aLongTextKeepsItsEnds() {
        assertThat(Printable.of("0123456789", 10)).isEqualTo("0123456789");
        assertThat(Printable.of("0123456789a", 10)).isEqualTo("012...89a");
        assertThat(Printable.of("\n".repeat(1_000_000), 40)).isEqualTo("<U+000A><U+000A><U...A><U+000A><U+000A>")
                .hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void aLongNameKeepsItsBeginning() {
        assertThat(Printable.quoted("x".repeat(60))).isEqualTo("\"" + "x".repeat(60) + "\"");
        assertThat(Printable.quoted("x".repeat(61))).isEqualTo("\"" + "x".repeat(60) + "...\"");
        assertThat(Printable.quoted("\u0000".repeat(61))).hasSize(65);
    }

    @Test
    void isNotCutWithinACharacter() {
        assertThat(Printable.of("𝄞".repeat(1000), 7)).isEqualTo("𝄞𝄞...𝄞𝄞");
        assertThat(Printable.of("é𝄞…\"\\ ", 7)).isEqualTo("é𝄞…\"\\ ");
    }
}
