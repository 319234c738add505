package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who is trained on, validated on and tested on.
final class HeartRateFoldTest {

    private static final List<String> PPG_DALIA = names("S", 1, 15);

    private static List<String> names(String prefix, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(number -> prefix + number).toList();
    }

    private static Set<String> named(List<Integer> numbers, List<String> names) {
        return new HashSet<>(numbers.stream().map(names::get).toList());
    }

    /// The published model of S5 was trained on S6 and validated on S3, S14 and S15.
    @Test
    void isThePublishedOneForPpgDalia() {
        HeartRateFold fold = HeartRateFold.of(5, PPG_DALIA, 1);
        assertThat(named(fold.test(), PPG_DALIA)).containsExactly("S5");
        assertThat(named(fold.validation(), PPG_DALIA)).containsExactlyInAnyOrder("S15", "S3", "S14");
        assertThat(named(fold.train(), PPG_DALIA)).containsExactlyInAnyOrder(
                "S1", "S2", "S4", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13");
        assertThat(named(HeartRateFold.of(13, PPG_DALIA, 1).validation(), PPG_DALIA))
                .containsExactlyInAnyOrder("S1", "S6");
        assertThat(HeartRateFold.of(2, PPG_DALIA, "S5", 1)).isEqualTo(fold);
    }

    @Test
    void testsOnEverybodyInTurnInSplitsOfTheirOwn() {
        List<List<Integer>> validations = new ArrayList<>();
        for (long seed = 1; seed <= 45; seed++) {
            HeartRateFold fold = HeartRateFold.of(seed, PPG_DALIA, 1);
            assertThat(fold.test()).containsExactly((int) ((seed - 1) % 15));
            Set<Integer> all = new TreeSet<>(fold.test());
            all.addAll(fold.validation());
            all.addAll(fold.train());
            assertThat(all).hasSize(15);
            assertThat(fold.validation()).hasSizeBetween(2, 3);
            assertThat(fold.train()).hasSize(14 - fold.validation().size());
            validations.add(fold.validation());
        }
        assertThat(validations.get(15)).isNotEqualTo(validations.get(0)); // S1 again, among others
        assertThat(HeartRateFold.of(16, PPG_DALIA, "S5", 1)).isNotEqualTo(HeartRateFold.of(1, PPG_DALIA, "S5", 1));
        assertThat(HeartRateFold.of(17, PPG_DALIA, "S5", 1)).isEqualTo(HeartRateFold.of(30, PPG_DALIA, "S5", 1));
    }

    @Test
    void hasFewerSplitsOfFewerPeople() {
        for (int count : new int[] {4, 5, 6, 7, 8, 9, 14, 16}) {
            List<String> names = names("P", 1, count);
            int splits = count < 6 ? 2 : count < 8 ? 3 : 4;
            HeartRateFold fold = HeartRateFold.of(1, names, 1);
            assertThat(fold.validation().size() + 1).as("of %d", count)
                    .isBetween(count / splits, (count + splits - 1) / splits);
            assertThat(fold.train()).hasSize(count - 1 - fold.validation().size()).doesNotContain(0);
        }
    }

    @Test
    void testsOnSeveralOfASplit() {
        List<String> names = names("P", 0, 39);
        HeartRateFold one = HeartRateFold.of(7, names, 1);
        HeartRateFold four = HeartRateFold.of(7, names, 4);
        assertThat(four.test()).hasSize(4).startsWith(6);
        assertThat(four.validation()).hasSize(6);
        assertThat(four.train()).isEqualTo(one.train());
        assertThat(one.validation()).containsAll(four.validation()).containsAll(four.test().subList(1, 4));
    }

    @Test
    void refusesWhatLeavesARoleWithoutPeople() {
        assertThatThrownBy(() -> HeartRateFold.of(1, names("S", 1, 3), 1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "to leave one subject out and validate on others takes at least 4 subjects, but there are 3: "
                                + "S1, S2, S3");
        assertThatThrownBy(() -> HeartRateFold.of(1, List.of("S6"), "S6", 1))
                .hasMessage(
                        "to leave one subject out and validate on others takes at least 4 subjects, but there is 1: "
                                + "S6");
        assertThatThrownBy(() -> HeartRateFold.of(1, names("S", 1, 4), "S5", 1))
                .hasMessage("there is no subject S5 to test on; the subjects are S1, S2, S3, S4");
        assertThatThrownBy(() -> HeartRateFold.of(1, names("S", 1, 8), 2))
                .hasMessage(
                        "of the 2 people in the test subject's split, at most 1 can be tested on, as the others are "
                                + "for validation, but it should be 2");
    }
}
