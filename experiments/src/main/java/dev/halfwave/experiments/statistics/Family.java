package dev.halfwave.experiments.statistics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The comparisons that a study declared, judged together: the more of them there are, the more each has to show.
///
/// ```java
/// Family family = Family.of(List.of(
///         Comparison.of("relu – relu-dc-free", PairedDifferences.logRatios(relu, dcFree), Direction.LOWER),
///         Comparison.of("relu – linear", PairedDifferences.logRatios(relu, linear), Direction.LOWER)));
/// for (Finding finding : family.findings()) {
///     System.out.println(finding.comparison().name() + ": " + finding.sentence());
/// }
/// ```
///
/// The p of all comparisons are adjusted by [Holm's procedure][MultipleTests#holm(double...)], also those of
/// comparisons with too few seeds; so are, among themselves, the p of equivalence of those that declared a margin.
///
/// A screen of many comparisons that nobody declared is no family and has no verdicts: it may list their
/// [p][Comparison#p()] adjusted by [Benjamini and Hochberg's procedure][MultipleTests#benjaminiHochberg(double...)],
/// and is called exploratory.
///
/// @param findings one for each comparison, in their order
public record Family(List<Finding> findings) {

    /// The findings in an unmodifiable list.
    public Family {
        findings = List.copyOf(findings);
    }

    /// Judges comparisons.
    ///
    /// @throws IllegalArgumentException if two have the same name
    public static Family of(List<Comparison> comparisons) {
        requireNames(comparisons);
        double[] adjusted = MultipleTests.holm(comparisons.stream().mapToDouble(Comparison::p).toArray());
        double[] reachable = MultipleTests.holm(comparisons.stream().mapToDouble(Family::smallestP).toArray());
        double[] adjustedEquivalence = MultipleTests.holm(comparisons.stream()
                .filter(comparison -> hasEquivalence(comparison))
                .mapToDouble(Family::equivalenceP).toArray());
        List<Finding> findings = new ArrayList<>();
        int equivalences = 0;
        for (int i = 0; i < adjusted.length; i++) {
            Comparison comparison = comparisons.get(i);
            findings.add(Finding.of(comparison, comparisons.size(), reachable[i], adjusted[i],
                    hasEquivalence(comparison) ? adjustedEquivalence[equivalences++] : Double.NaN));
        }
        return new Family(findings);
    }

    private static void requireNames(List<Comparison> comparisons) {
        Set<String> names = new HashSet<>();
        for (Comparison comparison : comparisons) {
            if (!names.add(comparison.name())) {
                throw new IllegalArgumentException(
                        "Family: two comparisons have the name '" + comparison.name() + "'");
            }
        }
    }

    /// A test of n pairs has a p of at least 2^(1−n) on both sides, one by ranks of n that are not tied. With smaller p, Holm's procedure rejects no less:
    /// what it does not reject with all p as small as they can be, it never does.
    private static double smallestP(Comparison comparison) {
        return Math.scalb(1.0, 1 - Math.max(1, comparison.mean() == null ? comparison.untied() : comparison.n()));
    }

    private static boolean hasEquivalence(Comparison comparison) {
        return comparison.mean() != null && comparison.mean().equivalence() != null;
    }

    private static double equivalenceP(Comparison comparison) {
        return comparison.mean().equivalence().p();
    }
}
