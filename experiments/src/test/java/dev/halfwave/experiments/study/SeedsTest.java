package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SeedsTest {

    @Test
    void readsANumberAsACount() {
        assertThat(Seeds.parse("3").values()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void readsAListOfSeedsAndRanges() {
        assertThat(Seeds.parse("7..9,5").values()).containsExactly(5L, 7L, 8L, 9L);
    }

    @Test
    void readsARangeOfOneSeed() {
        assertThat(Seeds.parse("5..5").values()).containsExactly(5L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1|1..1", "20|1..20", "5,7..9|5,7..9", "9,8,7|7..9", "5..5|5..5", "3,1|1,3", "1,2|1..2"})
    void printsATextThatReadsBack(String text, String printed) {
        assertThat(Seeds.parse(text)).hasToString(printed);
        assertThat(Seeds.parse(printed)).isEqualTo(Seeds.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "0          | at least 1 seed is needed",
                "0..3       | the smallest seed is 1",
                "4,0        | the smallest seed is 1",
                "9..7       | a range goes upwards, as in 7..9",
                "5,5        | seed 5 is there twice",
                "1..4,3     | seed 3 is there twice",
                "100001     | at most 100000 seeds are possible",
                "1..999999999999999999 | at most 100000 seeds are possible",
                "7..100006,1 | at most 100000 seeds are possible",
                "-3         | expected a count such as 20, which means seeds 1 to 20, or a list such as 5,7..9",
                "many       | expected a count such as 20, which means seeds 1 to 20, or a list such as 5,7..9",
                "5,         | expected a count such as 20, which means seeds 1 to 20, or a list such as 5,7..9",
                "1..        | expected a count such as 20, which means seeds 1 to 20, or a list such as 5,7..9",
                "2.5        | expected a count such as 20, which means seeds 1 to 20, or a list such as 5,7..9",
                "9999999999999999999 | "
                        + "expected a count such as 20, which means seeds 1 to 20, or a list such as 5,7..9"
            })
    void refusesWhatIsNoListOfSeeds(String text, String reason) {
        assertThatThrownBy(() -> Seeds.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessage("--seeds " + text + ": " + reason);
    }

    @Test
    void takesAsManySeedsAsItSaysArePossible() {
        assertThat(Seeds.parse("100000").values()).hasSize(100_000);
        assertThat(Seeds.parse("1,7..100005").values()).hasSize(100_000);
    }
}
