package dev.halfwave.experiments.heartrate;

import dev.halfwave.core.random.Philox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Who is trained on, who decides when training ends, and whom the network is tested on: leave one session out, as KID-PPG
/// does it. People are shuffled into four splits; the rest of the test subject's split is for validation, the other splits
/// are trained on.
///
/// | seeds, for n people | test subject                        | splits                                              |
/// |---------------------|-------------------------------------|-----------------------------------------------------|
/// | 1 … n               | the first to the last, one per seed | the published ones for the 15 of PPG-DaLiA; or drawn |
/// | n + 1 … 2n          | the same again                      | drawn anew                                           |
/// | …                   |                                     |                                                      |
///
/// So all arms of a seed have the same people in the same roles, and every person is tested on as often as any other.
/// Where there are many people, several of the test subject's split can be tested on together, for an error that depends
/// less on whom it was measured on.
///
/// Source: the code of Kechris et al. (2024), *KID-PPG*, arXiv:2405.09559.
///
/// @param test the numbers of those that are tested on, from 0: the test subject first
/// @param validation the numbers of those that decide when training ends
/// @param train the numbers of those that are trained on
record HeartRateFold(List<Integer> test, List<Integer> validation, List<Integer> train) {

    /// A split holds at least two people, and there are at least two splits.
    static final int LEAST_SUBJECTS = 4;

    private static final int SPLITS = 4;

    private static final List<String> PPG_DALIA = List.of(
            "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13", "S14", "S15");

    /// NumPy's `RandomState(0)` shuffles the subjects 1 to 15 into these.
    private static final List<List<Integer>> PUBLISHED =
            List.of(List.of(2, 7, 9, 10), List.of(15, 5, 3, 14), List.of(11, 8, 12, 4), List.of(1, 6, 13));

    /// The fold of a seed, in which one after another is the test subject.
    ///
    /// @param seed from 1
    /// @param names of the people, in their order
    /// @param tested how many are tested on
    /// @throws IllegalArgumentException if there are fewer than four, or nobody is left for validation
    static HeartRateFold of(long seed, List<String> names, int tested) {
        requireEnough(names);
        return of(seed, names, (int) ((seed - 1) % names.size()), tested);
    }

    /// The fold of a seed with a test subject that was chosen.
    ///
    /// @throws IllegalArgumentException if there is nobody of this name, there are fewer than four people, or nobody is
    ///     left for validation
    static HeartRateFold of(long seed, List<String> names, String testSubject, int tested) {
        requireEnough(names);
        int test = names.indexOf(testSubject);
        if (test < 0) {
            throw new IllegalArgumentException("there is no subject " + testSubject + " to test on; the subjects are "
                    + String.join(", ", names));
        }
        return of(seed, names, test, tested);
    }

    private static HeartRateFold of(long seed, List<String> names, int subject, int tested) {
        List<Integer> left = new ArrayList<>();
        List<Integer> train = new ArrayList<>();
        for (List<Integer> split : splits((seed - 1) / names.size(), names)) {
            (split.contains(subject) ? left : train).addAll(split);
        }
        if (tested >= left.size()) {
            throw new IllegalArgumentException("of the " + left.size() + " people in the test subject's split, at most "
                    + (left.size() - 1) + " can be tested on, as the others are for validation, but it should be "
                    + tested);
        }
        left.remove((Integer) subject);
        left.addFirst(subject);
        return new HeartRateFold(left.subList(0, tested), left.subList(tested, left.size()), train);
    }

    /// @param pass how often everybody was the test subject before
    private static List<List<Integer>> splits(long pass, List<String> names) {
        if (pass == 0 && names.equals(PPG_DALIA)) {
            return PUBLISHED.stream().map(split -> split.stream().map(number -> number - 1).toList()).toList();
        }
        int[] order = Philox.of(pass, "heart-rate-splits").permutation(names.size());
        int count = Math.min(SPLITS, names.size() / 2);
        List<List<Integer>> splits = new ArrayList<>();
        int from = 0;
        for (int split = 0; split < count; split++) {
            // As many as possible each; the first ones have one more where they do not divide.
            int to = from + names.size() / count + (split < names.size() % count ? 1 : 0);
            splits.add(Arrays.stream(order, from, to).boxed().toList());
            from = to;
        }
        return splits;
    }

    private static void requireEnough(List<String> names) {
        if (names.size() < LEAST_SUBJECTS) {
            throw new IllegalArgumentException("to leave one subject out and validate on others takes at least "
                    + LEAST_SUBJECTS + " subjects, but there " + (names.size() == 1
                            ? "is 1: "
                            : "are " + names.size()
                                    + ": ")
                    + String.join(", ", names));
        }
    }
}
