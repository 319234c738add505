package dev.halfwave.bench.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionOptionsTest {

    @Test
    void fiveRoundsByDefaultAndOneWhenQuick() {
        assertThat(SessionOptions.parse().forks()).isEqualTo(5);
        assertThat(SessionOptions.parse().out()).isEqualTo(Path.of("bench/results"));
        assertThat(SessionOptions.parse("--quick").forks()).isEqualTo(1);
        assertThat(SessionOptions.parse("--quick").out()).isEqualTo(Path.of("bench/target/results"));
        assertThat(SessionOptions.parse("--quick", "--forks", "3").forks()).isEqualTo(3);
    }

    @Test
    void optionsAreRead() {
        SessionOptions options = SessionOptions.parse(
                "--avx2", "--kernels=Conv1d|Gemm", "-p", "layer=c1to32,odd", "-p", "n=8192", "--networks", "mlp,vc",
                "--out",
                "there");

        assertThat(options.suffix()).isEqualTo("-avx2");
        assertThat(options.kernels()).contains("Conv1d|Gemm");
        assertThat(options.parameters()).containsExactly("layer=c1to32,odd", "n=8192");
        assertThat(options.commandLine()).isEqualTo(
                "--avx2 '--kernels=Conv1d|Gemm' -p layer=c1to32,odd -p n=8192 --networks mlp,vc --out there");
        assertThat(options.networks()).containsExactly(Network.MLP, Network.VC);
        assertThat(options.out()).isEqualTo(Path.of("there"));
        assertThat(SessionOptions.parse("--kernels").kernels()).contains(".*");
        assertThat(SessionOptions.parse().kernels()).isEmpty();
    }

    /// The shell script knows the options by this text.
    @Test
    void theHelpHasALineForEachOption() {
        for (String option : List.of("--peers ", "--quick ", "--forks ", "--kernels[", "--avx2 ", "--networks ",
                "--out ", "--help ")) {
            assertThat(SessionOptions.helpText()).contains("\n  " + option);
        }
    }

    @Test
    void kernelsThatAreNotThereAreRefusedBeforeAnythingIsTimed() {
        Session.requireKernels("Conv1d|Gemm");
        assertThatIllegalArgumentException().isThrownBy(() -> Session.requireKernels("Gemn"))
                .withMessageStartingWith("no kernel matches --kernels=Gemn; there are ")
                .withMessageContainingAll("Conv1dBenchmark.forward, ", "GemmBenchmark.")
                .withMessageNotContaining("TrainingStep");
        assertThatIllegalArgumentException().isThrownBy(() -> Session.requireKernels("Gemm("));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionOptions.parse("--fast"))
                .withMessage("unknown option --fast; see --help");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionOptions.parse("--forks", "0"))
                .withMessage("--forks needs a number from 1 on, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionOptions.parse("-p", "c1to32"))
                .withMessage("-p needs NAME=VALUES, such as layer=c1to32, not c1to32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionOptions.parse("-p", "layer=c1to32"))
                .withMessage("-p chooses rows of kernels, which only --kernels asks for");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionOptions.parse("--forks"))
                .withMessage("--forks needs a value; see --help");
    }
}
