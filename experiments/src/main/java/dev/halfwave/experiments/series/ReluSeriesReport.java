package dev.halfwave.experiments.series;

import static dev.halfwave.experiments.report.DataTable.number;
import static dev.halfwave.experiments.report.DataTable.row;
import static dev.halfwave.experiments.report.DataTable.text;

import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The report of `relu-series`. Errors are the trials'; the curves over time and frequency are computed again from the
/// settings, which is exact, as there is nothing random in them.
final class ReluSeriesReport {

    private final SeriesData data;
    private final SeriesFigures figures;
    private final ReportPage page;

    private ReluSeriesReport(RunData run) {
        data = new SeriesData(run);
        figures = new SeriesFigures(data);
        page = ReportPage.of(new ReluSeries(), run, "Is ReLU of tones given by its power series?");
    }

    static Report of(RunData run) {
        ReluSeriesReport report = new ReluSeriesReport(run);
        report.write();
        return report.page.report(report.terminal());
    }

    private void write() {
        page.quick("the series stops at " + data.mostTerms() + " terms. Nothing is random here, so its numbers are as "
                + "good as those of the full preset.");
        page.answer(answer());
        asked();
        page.setUp("Signal",
                "Cosines of " + data.mixture().words() + ": " + describe() + " 8192 samples of 8 s, "
                        + (data.grid() == Grid.PAPER
                                ? "on the paper's grid from 0 to 8 s with both ends (a step of 8/8191 s)."
                                : "at n/1024 s, where multiples of 1/8 Hz close."));
        page.setUp("Series", "relu(x) ≈ x/2 + (√A/2) Σ aₙ gⁿ with g = x²/A − 1, summed from n = 0 to N − 1: N terms.");
        page.setUp("RRMSE",
                "‖approximation − relu(x)‖ / ‖relu(x)‖ over all samples, in percent: 100% is as wrong as 0.");
        page.setUp("DC error", "The mean of the approximation relative to the mean of relu(x), minus 1.");
        if (data.arms().isEmpty()) {
            return;
        }
        figures.errorByTerms().ifPresent(page::mainFigure);
        page.section("How fast it converges");
        page.paragraph("Where |g| ≤ 1 the series converges, but the coefficients fall only as n⁻¹·⁵, and where x "
                + "crosses zero, g is −1 and does not help. So the largest error falls as N⁻⁰·⁵, the root of the mean "
                + "square as N⁻⁰·⁷⁵ and the error of the DC as N⁻¹: algebraically, not exponentially.");
        page.figures(figures.dcErrorByTerms(), figures.maxErrorByTerms());
        page.table(ratesTable());
        page.section("Why one A converges and another does not");
        page.paragraph(
                "The root is expanded around A. Where x² > 2A, g is above 1 and the powers of g grow faster than "
                        + "the coefficients fall. A = ½ Σ aᵢ² is the mean of x²; a sum of several tones exceeds twice its mean "
                        + "square again and again, one tone never does.");
        page.figures(figures.gOverTime(), figures.detail());
        page.section("What the spectrum shows");
        page.paragraph(
                "ReLU adds a DC, and lines at sums and differences of even order of the input's frequencies. The "
                        + "series has the same lines; what its N terms leave out is, relative to ReLU, largest at high "
                        + "frequencies.");
        page.figures(figures.spectrum());
        page.section("The DC and equation 8");
        page.paragraph(
                "Equation 8 gives ReLU's DC as (√2/4) √(Σ aᵢ²), half the root mean square of the input. The true "
                        + "DC of an input without one is half the mean of |x|. A mean is at most the root of the mean square, so "
                        + "equation 8 is an upper bound: 11.07% too large for one tone, up to 25.33% for many. It is the DC of "
                        + "the series with one or two terms, as g has the mean 0; for one tone, where the series "
                        + "converges, all further terms lower it.");
        page.figures(figures.equation8(), figures.twoTones());
        differences();
        page.checks(new SeriesChecks(data).list());
    }

    private void asked() {
        page.asked(
                "ReLU is the mean of a signal and its absolute value, relu(x) = (x + |x|)/2, and |x| = √(x²). Kechris, "
                        + "Dan, Miranda and Atienza write the square of a sum of tones as x² = A (1 + g), expand √(1 + g) into "
                        + "powers of g, and read from it what ReLU does to frequencies: a DC that follows the amplitudes "
                        + "(equation 8), and new lines.");
        page.asked(
                "Asked here: for which signals and which A does that series converge, how many terms does it need, and "
                        + "is its first term the DC? \"Text\" below means the published expansion with its equation 8, \"code\" "
                        + "the authors' program for the figure of section V.A. The paper's prose was not at hand in full, so no "
                        + "sentence of it is quoted or judged.");
    }

    private String describe() {
        if (data.mixture().equals(Mixture.PAPER)) {
            return "amplitude 1, phase 0, as in section V.A.";
        }
        return String.join("; ", data.mixture().tones().stream()
                .map(tone -> "amplitude " + Numbers.significant(tone.amplitude(), 6) + ", phase "
                        + Numbers.significant(tone.phase(), 6))
                .toList()) + ".";
    }

    private String answer() {
        List<String> sentences = new ArrayList<>();
        int shown = data.nearest(50);
        if (data.has("code")) {
            String how = data.slope("code", "rrmse").isPresent()
                    ? ", slowly: its error falls as " + Numbers.power("N", data.slope("code", "rrmse").get())
                            + " with the number of terms N"
                    : "";
            sentences.add("With the A of the authors' code the series converges" + how + "; with "
                    + Words.count(shown, "term") + " it is " + percent(data.value("code", "rrmse", shown))
                    + " off (the code's own print, " + Numbers.significant(data.value("code", "authorsPrint", shown), 3)
                    + "%, compares with the input instead of ReLU and tends to a constant).");
        }
        if (data.has("text")) {
            double g = data.value("text", "largestG", 0);
            int best = data.best("text");
            sentences.add(data.diverges("text")
                    ? "With the A of the published expansion it diverges for this signal: g reaches "
                            + Numbers.significant(g, 3) + " where 1 is the limit, and the best it does is "
                            + percent(data.value("text", "rrmse", best)) + ", with " + Words.count(best, "term") + "."
                    : "With the A of the published expansion it converges too, as g stays at most 1 for this signal.");
            double dc = data.value("text", "equation8Dc", 0);
            double trueDc = data.value("text", "trueDc", 0);
            sentences.add("Equation 8, half the root mean square, gives a DC of " + Numbers.significant(dc, 4)
                    + " where ReLU's is " + Numbers.significant(trueDc, 4) + " (" + signedPercent(dc / trueDc - 1)
                    + "): "
                    + (dc >= trueDc
                            ? "an upper bound, not an equality."
                            : "it knows of oscillations only, and these 8 s hold no whole periods, so that the input has a "
                                    + "mean of its own."));
        }
        if (sentences.isEmpty()) {
            return "Neither of the paper's two A can be judged from this run: "
                    + Words.missing(data.run(), List.of("text", "code")) + ".";
        }
        return String.join(" ", sentences);
    }

    private DataTable ratesTable() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (String arm : data.arms()) {
            rows.add(row(List.of("`" + arm + "`", Numbers.significant(data.value(arm, "scaleA", 0), 6),
                    Numbers.significant(data.value(arm, "largestG", 0), 4), slope(arm, "rrmse"), slope(arm, "dcError"),
                    slope(arm, "maxError"))));
        }
        return new DataTable(List.of(text("arm"), number("A"), number("largest g"), number("RRMSE ∝ N to the"),
                number("DC error ∝ N to the"), number("largest error ∝ N to the")), rows);
    }

    private String slope(String arm, String metric) {
        if (data.diverges(arm)) {
            return "diverges";
        }
        Optional<Double> slope = data.slope(arm, metric);
        return slope.isPresent() ? Numbers.decimals(slope.get(), 2) : "too few terms";
    }

    /// Where paper, code and truth differ.
    private void differences() {
        page.section("Where text, code and truth differ");
        page.paragraph(
                "Nothing here contradicts that ReLU makes DC and harmonics out of tones. It concerns the numbers.");
        List<DataTable.Row> rows = new ArrayList<>();
        double trueDc = ReluSeries.mean(ReluExpansion.relu(data.mixture().samples(data.grid().seconds())));
        Mixture mixture = data.mixture();
        double textA = mixture.sumOfSquares() / 2;
        double codeA = mixture.sumOfAmplitudes() * mixture.sumOfAmplitudes() / 2;
        rows.add(row(List.of("A, around which x² is expanded", "½ Σ aᵢ² = " + Numbers.significant(textA, 4),
                "½ (Σ aᵢ)² = " + Numbers.significant(codeA, 4) + ": there `**` binds to the sum",
                "any A ≥ ½ max x² converges; the figure of the paper was drawn with the code's A")));
        rows.add(row(List.of("DC of the first term", Numbers.significant(mixture.equation8(), 6) + " (equation 8)",
                Numbers.significant(Math.sqrt(codeA) / 2, 6) + " (√A/2)",
                Numbers.significant(trueDc, 6) + ", the mean of relu(x). Equation 8 is an upper bound")));
        rows.add(row(List.of("when it converges", "a summary of it says: while g is near 0, or |g| < 1",
                "for every signal",
                "if and only if |g| ≤ 1, both ends included. Of two tones, a dominant one is the good case and equal ones "
                        + "the bad one")));
        rows.add(row(List.of("how fast", "a third party's account says exponentially", "50 terms",
                "algebraically: RRMSE as N⁻⁰·⁷⁵, DC as N⁻¹, largest error as N⁻⁰·⁵")));
        int shown = data.nearest(50);
        if (data.has("code")) {
            rows.add(row(List.of("error with " + shown + " terms", "not seen by us",
                    Numbers.significant(data.value("code", "authorsPrint", shown), 6)
                            + "%, printed as `%RRMSE`: √(mean (x − y)² / Σ x²), the distance to the input, and √8192 too "
                            + "small",
                    percent(data.value("code", "rrmse", shown)) + " of ReLU's norm")));
        }
        rows.add(row(List.of("amplitude at 0 Hz in spectra", "", "2·mean, and frequencies stretched by 4096/4095",
                "the mean, at exact frequencies (`--set spectrum=paper` draws it the code's way)")));
        rows.add(row(List.of("sampling", "", "`linspace(0, 8, 8192)`: a step of 8/8191 s, so that tones leak",
                "n/1024 s closes every tone (`--set grid=periodic`)")));
        page.table(new DataTable(List.of(text("what"), text("text, as far as seen"), text("code"), text("what holds")),
                rows));
    }

    private static String percent(double share) {
        return Numbers.significant(100 * share, 3) + "%";
    }

    private static String signedPercent(double share) {
        return (share >= 0 ? "+" : "") + Numbers.decimals(100 * share, 1) + "%";
    }

    private String terminal() {
        if (data.arms().isEmpty()) {
            return "";
        }
        StringBuilder lines = new StringBuilder("RRMSE (%) by number of terms\n");
        lines.append(line("terms", data.arms()));
        for (int terms : List.of(1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 800, 1600)) {
            List<String> cells = new ArrayList<>();
            for (String arm : data.arms()) {
                cells.add(Numbers.format(100 * data.value(arm, "rrmse", terms)));
            }
            if (!cells.stream().allMatch(Numbers.UNDEFINED::equals)) {
                lines.append(line(Integer.toString(terms), cells));
            }
        }
        return lines.toString();
    }

    private static String line(String first, List<String> cells) {
        StringBuilder line = new StringBuilder(String.format("%5s", first));
        cells.forEach(cell -> line.append(String.format("  %12s", cell)));
        return line.append('\n').toString();
    }
}
