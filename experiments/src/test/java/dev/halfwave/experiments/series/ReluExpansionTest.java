package dev.halfwave.experiments.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.experiments.signal.Harmonics;
import dev.halfwave.experiments.signal.Spectrum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Numbers of the expansion that were computed independently with NumPy.
class ReluExpansionTest {

    private static final double[] PAPER = Mixture.PAPER.samples(Grid.PAPER.seconds());
    private static final double[] PERIODIC = Mixture.PAPER.samples(Grid.PERIODIC.seconds());
    private static final double[] ONE = Mixture.ONE.samples(Grid.PERIODIC.seconds());

    @Test
    void hasTheCoefficientsOfTheRoot() {
        assertThat(ReluExpansion.coefficients(6)).containsExactly(1, 1 / 2.0, -1 / 8.0, 1 / 16.0, -5 / 128.0,
                7 / 256.0);
        // The sum of their magnitudes tends to 2, as 2 − 1/√(πN); a coefficient is near n^(−3/2) / (2√π).
        double[] a = ReluExpansion.coefficients(100_001);
        assertThat(Arrays.stream(a).map(Math::abs).sum()).isCloseTo(2 - 1 / Math.sqrt(Math.PI * 1e5), within(1e-7));
        assertThat(Math.abs(a[10_000]) * 1e6 * 2 * Math.sqrt(Math.PI)).isCloseTo(1, within(1e-4));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1,   84.947, 146.05, 1.414, 1.234672
            2,   32.448,  53.83, 0.707, 0.839787
            3,   20.903,  31.96, 0.530, 0.767624
            5,   12.589,  17.43, 0.386, 0.724898
            10,   6.615,   7.65, 0.262, 0.702806
            20,   3.611,   3.28, 0.181, 0.696193
            50,   1.710,   1.09, 0.113, 0.694130
            100,  1.001,   0.50, 0.080, 0.693780
            200,  0.593,   0.24, 0.056, 0.693664
            500,  0.298,   0.09, 0.035, 0.693616
            """)
    void approximatesThePapersTonesWithTheAOfItsCode(
            int terms, double rrmsePercent, double dcErrorPercent, double maxError, double authorsPrint) {
        Deviation deviation = deviation(PAPER, 8, terms);

        assertThat(100 * deviation.rrmse()).isCloseTo(rrmsePercent, within(5.01e-4));
        assertThat(100 * deviation.dcError()).isCloseTo(dcErrorPercent, within(5.01e-3));
        assertThat(deviation.maxError()).isCloseTo(maxError, within(5.01e-4));
        assertThat(deviation.authorsPrint()).isCloseTo(authorsPrint, within(5.01e-7));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1,   31.575, 11.07
            2,   11.017, 11.07
            3,    7.130,  4.13
            5,    4.443,  2.50
            10,   2.490,  1.39
            20,   1.443,  0.66
            50,   0.718,  0.26
            100,  0.428,  0.13
            200,  0.258,  0.06
            500,  0.136,  0.03
            """)
    void approximatesOneTone(int terms, double rrmsePercent, double dcErrorPercent) {
        Deviation deviation = deviation(ONE, 0.5, terms);

        assertThat(100 * deviation.rrmse()).isCloseTo(rrmsePercent, within(5.01e-4));
        assertThat(100 * deviation.dcError()).isCloseTo(dcErrorPercent, within(5.01e-3));
    }

    @ParameterizedTest
    @CsvSource({"1, 39.4, 0.1", "2, 22.2, 0.1", "3, 46.9, 0.1", "5, 691, 1", "10, 2.8e6, 5e4"})
    void divergesWithTheAOfTheText(int terms, double rrmsePercent, double allowed) {
        assertThat(100 * deviation(PERIODIC, 2, terms).rrmse()).isCloseTo(rrmsePercent, within(allowed));
    }

    @Test
    void convergesExactlyWhereGIsAtMostOne() {
        // At its peak this signal has x² = 2A (1 + excess), that is g = 1 + 2 · excess.
        double[] peak = {1};
        assertThat(new ReluExpansion(peak, 0.5).approximation(100_000)[0]).isCloseTo(1, within(1e-3));
        assertThat(new ReluExpansion(peak, 0.5).g()).containsExactly(1);
        assertThat(Math.abs(new ReluExpansion(peak, 0.49).approximation(1000)[0] - 1)).isGreaterThan(1e6);
        // At a zero crossing g is -1, and what is left is √A/2 · 1/√(πN).
        assertThat(new ReluExpansion(new double[] {0}, 8).approximation(1000)[0])
                .isCloseTo(Math.sqrt(2) / Math.sqrt(Math.PI * 1000), within(1e-5));
    }

    @Test
    void choosesA() {
        assertThat(Scale.TEXT.of(Mixture.PAPER, PAPER)).isEqualTo(2);
        assertThat(Scale.CODE.of(Mixture.PAPER, PAPER)).isEqualTo(8);
        assertThat(Scale.SAFE.of(Mixture.PAPER, PAPER)).isEqualTo(8);
        Mixture apart = Mixture.parse("10:1:0,5:0.5:0.785");
        double[] x = apart.samples(Grid.PERIODIC.seconds());
        assertThat(Scale.CODE.of(apart, x)).isCloseTo(1.125, within(1e-12));
        assertThat(Scale.SAFE.of(apart, x)).isBetween(0.625, 1.1);
        double[] g = new ReluExpansion(x, Scale.SAFE.of(apart, x)).g();
        assertThat(Arrays.stream(g).max().orElseThrow()).isCloseTo(1, within(1e-12));
    }

    @Test
    void hasTheHarmonicsOfAHalfWaveRectifier() {
        // Harmonics above half the sample rate fold back, the first of them with 2/(π · 4 · 51²) = 6e-5.
        Harmonics harmonics = Harmonics.project(ReluExpansion.relu(
                new Mixture(List.of(new Tone(0.125, 1, 0))).samples(Grid.PERIODIC.seconds())), 1024, 0.125, 12);

        assertThat(harmonics.dc()).isCloseTo(0.318310, within(1e-6));
        double[] expected = {0.5, 0.212207, 0, 0.042441, 0, 0.018189, 0, 0.010105, 0, 0.006431, 0, 0.004452};
        for (int k = 1; k <= 12; k++) {
            assertThat(harmonics.amplitude(k)).as("harmonic " + k).isCloseTo(expected[k - 1], within(1e-6));
            if (k % 2 == 0) {
                assertThat(Math.signum(harmonics.cosine()[k - 1])).isEqualTo(k % 4 == 2 ? 1 : -1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1.1107, 5e-5", "2, 1.2337, 5e-5", "3, 1.222, 5e-4", "4, 1.235, 5e-4", "8, 1.244, 7e-4",
        "16, 1.249, 7e-4"})
    void boundsTheDcFromAboveByEquation8(int tones, double ratio, double allowed) {
        assertThat(Math.sqrt(2 * tones) / 4 / IncommensurateTones.dcOfEqual(tones)).isCloseTo(ratio, within(allowed));
    }

    @Test
    void knowsTheDcOfIncommensurateTones() {
        assertThat(IncommensurateTones.dcOfEqual(1)).isCloseTo(1 / Math.PI, within(1e-7));
        assertThat(IncommensurateTones.dcOfEqual(2)).isCloseTo(4 / (Math.PI * Math.PI), within(1e-7));
        assertThat(IncommensurateTones.dc(3)).isCloseTo(3 / Math.PI, within(1e-6));
        // √2, √3, √5: no common period. Long time averages are what the integral gives.
        double[] t = new double[400_000];
        for (int i = 0; i < t.length; i++) {
            t[i] = i * 0.0123;
        }
        double[] x = Mixture.parse("1.4142135623:1:0,1.7320508075:0.7:1,2.2360679774:0.4:2").samples(t);
        assertThat(ReluSeries.mean(ReluExpansion.relu(x))).isCloseTo(IncommensurateTones.dc(1, 0.7, 0.4), within(1e-4));
        // Abramowitz and Stegun, table 9.1, and beyond the change of method
        assertThat(IncommensurateTones.bessel0(0)).isEqualTo(1);
        assertThat(IncommensurateTones.bessel0(2.404825557695773)).isCloseTo(0, within(1e-14));
        assertThat(IncommensurateTones.bessel0(59.999999)).isCloseTo(IncommensurateTones.bessel0(60.000001),
                within(1e-6));
        assertThat(IncommensurateTones.bessel0(100)).isCloseTo(0.01998585030422312, within(1e-11));
    }

    @Test
    void hasTheDcOfItsGrid() {
        assertThat(deviation(PAPER, 8, 1).dc() / (1 + deviation(PAPER, 8, 1).dcError())).isCloseTo(0.574860,
                within(5e-7));
        assertThat(ReluSeries.mean(ReluExpansion.relu(PERIODIC))).isCloseTo(0.574439, within(5e-7));
        assertThat(Mixture.PAPER.equation8()).isCloseTo(0.707107, within(5e-7));
        assertThat(Math.sqrt(8) / 2).isCloseTo(1.414214, within(5e-7));
        // With the text's A, g has the mean 0, so that orders 0 and 1 have the DC of equation 8.
        assertThat(ReluSeries.mean(new ReluExpansion(PERIODIC, 2).g())).isCloseTo(0, within(1e-13));
        assertThat(deviation(PERIODIC, 2, 2).dc()).isCloseTo(Mixture.PAPER.equation8(), within(1e-13));
        assertThat(deviation(ONE, 0.5, 3).dc()).isCloseTo(0.331456, within(5e-7));
    }

    /// The reference has the largest of the five bins around each multiple of 5 Hz.
    @Test
    void hasThePapersSpectrum() throws Exception {
        String folder = System.getProperty("halfwave.reference", "");
        Path file = Path.of(folder, "VA_spectrum_multiples_of_5Hz.csv");
        assumeTrue(!folder.isEmpty() && Files.exists(file),
                "-Dhalfwave.reference names no folder with VA_spectrum_multiples_of_5Hz.csv");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.getFirst()).isEqualTo("freq_hz,input,taylor50,relu");
        double[][] signals = {PAPER, new ReluExpansion(PAPER, 8).approximation(50), ReluExpansion.relu(PAPER)};

        assertThat(lines).hasSize(32);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            int bin = 8 * Integer.parseInt(cells[0]);
            for (int i = 0; i < signals.length; i++) {
                double[] amplitude = Spectrum.paperStyle(signals[i], 1024).amplitude();
                double peak = Arrays.stream(amplitude, Math.max(0, bin - 2), bin + 3).max().orElseThrow();
                assertThat(peak).as(line + " column " + i).isCloseTo(Double.parseDouble(cells[i + 1]), within(1e-6));
            }
        }
    }

    @Test
    void refusesFewerTermsThanBefore() {
        ReluExpansion expansion = new ReluExpansion(ONE, 0.5);
        expansion.approximation(5);
        assertThatThrownBy(() -> expansion.approximation(4)).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "ReluExpansion: expects at least 5 terms, as many as are summed already, but 4 were asked for");
        assertThatThrownBy(() -> new ReluExpansion(ONE, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ReluExpansion: A is 0.0, but must be above 0");
    }

    @Test
    void readsTones() {
        assertThat(Mixture.parse("paper")).isEqualTo(Mixture.PAPER);
        assertThat(Mixture.parse("10:1:0,5:0.5:-1.57")).isEqualTo(
                new Mixture(List.of(new Tone(10, 1, 0), new Tone(5, 0.5, -1.57))));
        assertThat(Mixture.canonical("10.0:1e0:0")).isEqualTo("one");
        assertThat(Mixture.canonical("10:1:0,5:1:0,20:1:0,40:1:0")).isEqualTo("paper");
        assertThat(Mixture.canonical("10:1:0.50,5:.5:1")).isEqualTo("10:1:0.5,5:0.5:1");
        String form = "must be paper, one, or frequency:amplitude:phase for each tone (Hz, above 0, radians), such as "
                + "10:1:0,5:0.5:1.57";
        for (String text : List.of("", "ten", "10", "10:1", "10:1:0,", "10:1:x", "0x1p3:1:0", "10:NaN:0")) {
            assertThatThrownBy(() -> Mixture.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(form);
        }
        for (String text : List.of("512:1:0", "0.12:1:0")) {
            assertThatThrownBy(() -> Mixture.parse(text))
                    .hasMessage("must have frequencies of at least 0.125 Hz, whose "
                            + "period is as long as the signal, and below 512 Hz, half the sample rate");
        }
        assertThatThrownBy(() -> Mixture.parse("16:1:0,5:1:0,16:1:2")).hasMessage("must have no frequency twice");
        assertThatThrownBy(() -> Mixture.parse("-1:1:0")).hasMessage("must have frequencies above 0");
        for (String text : List.of("1:0:0", "1:1e-320:0", "1:1e308:0")) {
            assertThatThrownBy(() -> Mixture.parse(text)).hasMessage("must have amplitudes from 1.0E-6 to 1000000.0");
        }
        // A hundred thousand digits are refused as fast as three.
        assertTimeoutPreemptively(Duration.ofSeconds(5),
                () -> assertThatThrownBy(() -> Mixture.parse("1".repeat(100_000) + "x:1:0")).hasMessage(form));
        assertThatThrownBy(() -> Mixture.parse("1:1:1e999")).hasMessage("must have finite phases");
        assertThatThrownBy(() -> Mixture
                .parse(IntStream.rangeClosed(1, 65).mapToObj(i -> i + ":1:0").collect(Collectors.joining(","))))
                .hasMessage("must have at most 64 tones");
    }

    private static Deviation deviation(double[] x, double scale, int terms) {
        return Deviation.of(x, new ReluExpansion(x, scale).approximation(terms));
    }
}
