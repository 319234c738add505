package dev.halfwave.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CheckTest {

    private static final Check MET = new Check("DC of a tone", 0.318310, 0.318314, 5e-6, "1/π");
    private static final Check UNMET = new Check("error at N = 50 (%)", 1.710, 1.715, 0.0005, "table");
    private static final Check MISSING = new Check("`relu`: accuracy", 1, Double.NaN, 0, "the paper");

    @Test
    void isMetUpToAndIncludingTheTolerance() {
        assertThat(MET.isMet()).isTrue();
        assertThat(UNMET.isMet()).isFalse();
        assertThat(new Check("", 1, 1.5, 0.5, "").isMet()).isTrue();
        assertThat(new Check("", 1, 0.5, 0.5, "").isMet()).isTrue();
        assertThat(new Check("", 0, Math.ulp(0.0), 0, "").isMet()).isFalse();
    }

    @Test
    void aMeanMayBeOffByItsSamplingError() {
        // 1, 2, 3: sd 1, standard error 1/√3 = 0.577
        Check check = Check.ofMean("", 4, 0.3, Summary.of(1, 2, 3), "");
        assertThat(check.isMet()).isTrue();
        assertThat(((Check.Value) check.expected()).allowed()).isCloseTo(0.3 + 3 / Math.sqrt(3), within(1e-14));
        assertThat(Check.ofMean("", 4.1, 0.3, Summary.of(1, 2, 3), "").isMet()).isFalse();
        assertThat(Check.ofMean("", 1, 0.3, Summary.of(1), "").isMeasured()).as("one value has no error").isFalse();
    }

    @Test
    void isMetWithinARange() {
        assertThat(Check.between("", 1, 2, 1, "").isMet()).isTrue();
        assertThat(Check.between("", 1, 2, 2, "").isMet()).isTrue();
        assertThat(Check.between("", 1, 2, 2.01, "").isMet()).isFalse();
        assertThat(Check.atLeast("", 0.99, 0.98, "").isMet()).isFalse();
        assertThat(Check.atMost("", 0.99, 0.98, "").isMet()).isTrue();
    }

    @Test
    void isNotMetWithoutAMeasurement() {
        assertThat(MISSING.isMet()).isFalse();
        assertThat(MISSING.isMeasured()).isFalse();
        assertThat(Check.between("", 1, 2, Double.NaN, "").isMet()).isFalse();
    }

    @Test
    void printsAsManyDigitsAsTheToleranceDeserves() {
        assertThat(Check.text(List.of(MET, UNMET, MISSING, Check.between("slope", -0.8, -0.7, -0.751234, ""),
                Check.atLeast("share", 0.99, 1, ""), new Check("difference", 0, 1e-12, 1e-9, ""),
                new Check("growth", 2.8e6, 2843210.4, 5e4, ""))))
                .isEqualTo("""
                        check                    expected    measured  allowed  ok
                        DC of a tone             0.318310    0.318314  ±5×10⁻⁶  yes
                        error at N = 50 (%)        1.7100      1.7150  ±5×10⁻⁴  NO
                        relu: accuracy                  1           –    equal  not measured
                        slope                −0.8 to −0.7   −0.751234    range  yes
                        share                      ≥ 0.99           1    range  yes
                        difference                      0  1.00×10⁻¹²  ±1×10⁻⁹  yes
                        growth                    2800000     2843210   ±50000  yes
                        5 of 7 checks are met; 1 could not be made with what was run.
                        """);
    }

    @Test
    void isARowOfATable() {
        assertThat(Check.table(List.of(MET)).rows()).containsExactly(
                DataTable.row(List.of("DC of a tone", "0.318310", "0.318314", "±5×10⁻⁶", "yes", "1/π")));
        assertThat(Check.text(List.of())).isEmpty();
    }

    @Test
    void refusesWhatNothingCouldMeet() {
        assertThatThrownBy(() -> new Check("", Double.NaN, 0, 1, "")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Check: expected NaN, off by at most 1.0; the first must be finite, the second 0 or more");
        assertThatThrownBy(() -> Check.between("", 2, 1, 0, "")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Check: expected between 2.0 and 1.0; the first must not be above the second");
    }
}
