package dev.halfwave.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "1.69849, 1.70", "0.0091691, 0.00917", "1.6236e-5, 1.62×10⁻⁵", "29.8192, 29.8", "1234.5, 1230",
        "-0.25, −0.250", "9.999, 10.0", "0.00099996, 0.00100", "12345678, 1.23×10⁷", "NaN, –", "Infinity, –"})
    void writesThreeSignificantDigits(double value, String text) {
        assertThat(Numbers.format(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        // mean, sd, text: sd to two digits below 35, else one
        "1.69849, 0.120679, 1.70 ± 0.12",
        "7.26187, 0.70244, 7.3 ± 0.7",
        "29.8192, 2.29563, 29.8 ± 2.3",
        "1.6236e-5, 5.64381e-6, (1.6 ± 0.6)×10⁻⁵",
        "0.0091691, 0.00484111, 0.009 ± 0.005",
        "1.09755, 0.000553567, 1.0976 ± 0.0006",
        // five significant digits at most: the spread drops below what is printed
        "1.09861, 0.00000001, 1.0986 ± 0.0000",
        "0.998, 0, 0.998 ± 0",
        // a spread larger than the mean decides the scale
        "0.00001, 0.02, 0.000 ± 0.020"})
    void roundsTheMeanToWhatTheSpreadDeserves(double mean, double sd, String text) {
        assertThat(Numbers.meanAndSd(new Summary(20, mean, sd, mean, mean, mean))).isEqualTo(text);
    }

    @Test
    void writesNoSpreadOfASingleNumber() {
        assertThat(Numbers.meanAndSd(Summary.of(0.25))).isEqualTo("0.250");
        assertThat(Numbers.meanAndSd(Summary.NONE)).isEqualTo("–");
        assertThat(Numbers.percentAndSd(Summary.of(0.713))).isEqualTo("71.3");
        assertThat(Numbers.percentAndSd(Summary.NONE)).isEqualTo("–");
    }

    @Test
    void doesNotRoundAllOrNothing() {
        assertThat(Numbers.percent(1)).isEqualTo("100");
        assertThat(Numbers.percent(0.9999)).isEqualTo("100.0");
        assertThat(Numbers.percent(1 / 3.0)).isEqualTo("33.3");
        assertThat(Numbers.percentAndSd(Summary.of(1, 0.5))).isEqualTo("75.0 ± 25.0");
    }

    @ParameterizedTest
    @CsvSource({"1.2193, 1.22", "0.0779, 0.08", "0.00391, 0.00391", "0, 0.00", "29.8192, 29.82", "NaN, –"})
    void writesTwoDecimalsInRunningText(double value, String text) {
        assertThat(Numbers.rounded(value)).isEqualTo(text);
    }

    @Test
    void shortensRunsOfThreeAndMore() {
        assertThat(Numbers.ranges(List.of(1L, 2L, 3L, 5L, 6L, 9L))).isEqualTo("1..3, 5, 6, 9");
        assertThat(Numbers.ranges(List.of())).isEmpty();
    }

    @Test
    void keepsTheDigitsThatItIsAskedFor() {
        assertThat(Numbers.significant(0.574860123, 6)).isEqualTo("0.57486");
        assertThat(Numbers.significant(-12.5, 6)).isEqualTo("−12.5");
        assertThat(Numbers.significant(2.8e6, 6)).isEqualTo("2.8×10⁶");
        assertThat(Numbers.significant(120, 6)).isEqualTo("120");
        assertThat(Numbers.significant(0, 6)).isEqualTo("0");
        assertThat(Numbers.significant(Double.NaN, 6)).isEqualTo("–");
        assertThat(Numbers.decimals(0.57486, 3)).isEqualTo("0.575");
        assertThat(Numbers.decimals(0, 3)).isEqualTo("0");
        assertThat(Numbers.decimals(1.234e-7, 3)).isEqualTo("1.23×10⁻⁷");
    }

    @Test
    void raisesToPowers() {
        assertThat(Numbers.power("N", -0.758)).isEqualTo("N⁻⁰·⁷⁶");
        assertThat(Numbers.power("N", -1.0)).isEqualTo("N⁻¹");
        assertThat(Numbers.power("N", 2.5)).isEqualTo("N²·⁵");
    }
}
