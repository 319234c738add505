package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Experiments;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class InfoCommandTest {

    private static String info(String... arguments) {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Main main = new Main(Experiments.of(), stream, stream);
        int code = new CommandLine(new InfoCommand(main, Duration.ofMillis(40)))
                .setOut(new PrintWriter(stream, true))
                .execute(arguments);
        assertThat(code).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void measuresOnlyWhenAsked() {
        String without = info();
        assertThat(without.lines()).hasSize(8);
        assertThat(info("--measure"))
                .startsWith(without)
                .containsPattern("\n  peak of one core +[0-9.]+ +[0-9.]+  GFLOP/s\n")
                .containsPattern("\n  convolution: forward +[0-9.]+ +[0-9.]+  GFLOP/s")
                .containsPattern("\n  matrix product +[0-9.]+ +[0-9.]+  GFLOP/s")
                .containsPattern("\n  training step, one thread +[0-9.]+ +[0-9.]+  ms");
    }

    @Test
    void theHelpSaysWhatIsMeasured() {
        assertThat(info("--help").replaceAll("\\s+", " ")).contains("--measure Measures in a few seconds how fast this "
                + "machine trains: its peak, what the kernels reach of it, the time of a training step.");
    }

    @Test
    void measuresTheKernelsAndTheStep() {
        Speed speed = SpeedMeasurement.run(Duration.ofMillis(40), 2);
        assertThat(speed.kernels()).extracting(Speed.Kernel::name).containsExactly(
                "convolution: forward", "convolution: gradient of the input", "convolution: gradient of the weight",
                "matrix product");
        assertThat(speed.steps()).extracting(Speed.Step::threads).containsExactly(1, 2);
        // 64 signals of 256 samples: 32 · 3 and, in all three passes, 32 · 32 · 3 for each; then the dense layers
        double multiplyAdds = 64 * (256 * (2 * 32 * 3 + 3 * 32 * 32 * 3) + 3 * (32 * 32 + 32 * 3));
        assertThat(speed.steps()).allSatisfy(step -> {
            assertThat(step.operations()).isEqualTo(2 * multiplyAdds);
            assertInOrder(step.milliseconds());
        });
        speed.kernels().forEach(kernel -> assertInOrder(kernel.gigaflops()));
        assertInOrder(speed.peak());
    }

    private static void assertInOrder(Speed.Rounds rounds) {
        assertThat(rounds.lowest()).isPositive().isLessThanOrEqualTo(rounds.median());
        assertThat(rounds.highest()).isGreaterThanOrEqualTo(rounds.median());
    }

    @Test
    void takesTheMiddleAndTheEnds() {
        assertThat(Speed.Rounds.of(new double[] {3, 1, 2})).isEqualTo(new Speed.Rounds(1, 2, 3));
        assertThat(Speed.Rounds.of(new double[] {5})).isEqualTo(new Speed.Rounds(5, 5, 5));
    }

    private static Speed speed(boolean simd) {
        return new Speed(
                new Speed.Rounds(150, 190, 200),
                List.of(new Speed.Kernel("convolution: forward", new Speed.Rounds(8.5, 9.25, 160.4))),
                List.of(
                        new Speed.Step(1, 308e6, new Speed.Rounds(2.2, 2.5, 9)),
                        new Speed.Step(12, 308e6, new Speed.Rounds(0.456, 12.34, 99))),
                simd);
    }

    @Test
    void tellsWhatItFoundInATable() {
        assertThat(speed(true).text()).isEqualToNormalizingNewlines(
                """
                                                      median     best           of the peak
                          peak of one core               190      200  GFLOP/s
                          convolution: forward          9.25      160  GFLOP/s  80%
                          training step, one thread     2.50     2.20  ms       70%
                          training step, 12 threads     12.3     0.46  ms

                          GFLOP/s are 10⁹ multiplications and additions per second. The peak is what one core can do when it
                          has nothing to load or store; how near the work comes to it says how good the code is.
                          The convolution has 32 channels in and out, 3 taps and 256 samples; the matrix product is a layer
                          of 256 inputs and outputs for 200 samples. The step is that of relu-dc's network: a batch of 64
                          signals forward and backward through two convolutions and two dense layers, and Adam.
                          Other programs make the figures worse. Each is the median and the best of many short rounds; the
                          share is that of the best.
                        """
                        .stripTrailing());
    }

    @Test
    void givesNoShareWhereThePeakIsThatOfSingleNumbers() {
        assertThat(speed(false).text())
                .doesNotContain("%")
                .contains("  convolution: forward          9.25      160  GFLOP/s" + System.lineSeparator())
                .contains("No share of the peak is given on the scalar path: its peak is that of single numbers");
    }
}
